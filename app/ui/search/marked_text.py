"""One line of text with some of its parts marked: bold and underlined, so that it takes no colour to see them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption

from app.core.index import Mark


def draw_marked(painter: QPainter, rect: QRect, text: str, marks: Sequence[Mark]) -> None:
    """Draw with the painter's font and pen, at the side where text begins, cut with dots where it is too long."""
    cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    layout = QTextLayout(cut, painter.font())
    option = layout.textOption()
    option.setTextDirection(painter.layoutDirection())
    option.setAlignment(Qt.AlignmentFlag.AlignLeading)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    layout.setTextOption(option)
    whole = len(cut) if cut == text else len(cut) - 1  # the dots are no part of what matched
    layout.setFormats([_format(cut, mark.start, min(mark.end, whole)) for mark in marks if mark.start < whole])
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(rect.width())
    layout.endLayout()
    layout.draw(painter, QPointF(rect.left(), rect.top() + (rect.height() - line.height()) / 2))


def _format(text: str, start: int, end: int) -> QTextLayout.FormatRange:
    """A marked part. Qt counts letters beyond the basic plane twice."""
    found = QTextLayout.FormatRange()
    found.start = _units(text[:start])
    found.length = _units(text[start:end])
    look = QTextCharFormat()
    look.setFontWeight(QFont.Weight.Bold)
    look.setFontUnderline(True)
    found.format = look
    return found


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2

"""One line of text with some of its parts marked: bold and underlined, so that it takes no colour to see them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption

from app.core.index import Mark

_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading


def draw_marked(painter: QPainter, rect: QRect, text: str, marks: Sequence[Mark]) -> int:
    """Draw with the painter's font and pen, at the side where text begins, cut with dots where it is too long.

    Answers the width of the whole text as it would be without marks.
    """
    metrics = painter.fontMetrics()
    width = metrics.horizontalAdvance(text)
    cut = text if width <= rect.width() else metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    if marks:
        _draw_layout(painter, rect, cut, marks, len(cut) if cut == text else len(cut) - 1)
    else:
        painter.drawText(rect, _LINE, cut)  # in half the time that a layout takes
    return width


def _draw_layout(painter: QPainter, rect: QRect, cut: str, marks: Sequence[Mark], whole: int) -> None:
    """``whole``: how many letters of the text are there; the dots are no part of what matched."""
    layout = QTextLayout(cut, painter.font())
    layout.setTextOption(_option(painter.layoutDirection()))
    layout.setFormats([_format(cut, mark.start, min(mark.end, whole)) for mark in marks if mark.start < whole])
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(rect.width())
    layout.endLayout()
    layout.draw(painter, QPointF(rect.left(), rect.top() + (rect.height() - line.height()) / 2))


@cache
def _option(direction: Qt.LayoutDirection) -> QTextOption:
    option = QTextOption(Qt.AlignmentFlag.AlignLeading)
    option.setTextDirection(direction)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    return option


@cache
def _look() -> QTextCharFormat:
    look = QTextCharFormat()
    look.setFontWeight(QFont.Weight.Bold)
    look.setFontUnderline(True)
    return look


def _format(text: str, start: int, end: int) -> QTextLayout.FormatRange:
    """A marked part. Qt counts letters beyond the basic plane twice."""
    found = QTextLayout.FormatRange()
    found.start = _units(text[:start])
    found.length = _units(text[start:end])
    found.format = _look()
    return found


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2

"""How a row of the results is painted."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.core.index import Mark
from app.services.rows import Row
from app.ui import theme
from app.ui.search.marked_text import draw_marked
from app.ui.theme import GRID
from app.ui.translation import translated
from app.ui.widgets.chips import paint_chip

_HEIGHT = 60
_LINE = Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_ELIDE = Qt.TextElideMode.ElideRight
_DOTS = "…"


class RowDelegate(QStyledItemDelegate):
    """Two lines: name and chip; age, birth date and phone, and why the row is there. What matched is underlined."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one row."""
        row = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(row, Row):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        right_to_left = option.direction == Qt.LayoutDirection.RightToLeft
        painter.setLayoutDirection(option.direction)
        self._paint_ground(painter, option, right_to_left)
        inner = option.rect.adjusted(18, 8, -2 * GRID, -8)
        half = inner.height() // 2
        upper = QRect(inner.left(), inner.top(), inner.width(), half)
        lower = QRect(inner.left(), inner.top() + half, inner.width(), half)
        self._paint_upper(painter, upper, row, option.font)
        self._paint_lower(painter, lower, row, option.font)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, mirrored: bool) -> None:
        tokens = theme.active()
        ground = QRectF(option.rect).adjusted(4, 2, -4, -2)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if not (selected or hovered or focused):
            return
        painter.setPen(QPen(QColor(tokens.accent), 2) if focused else Qt.PenStyle.NoPen)
        filled = QColor(tokens.chosen if selected else tokens.chip_back)
        painter.setBrush(filled if selected or hovered else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(ground, 6, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        if selected:
            painter.setBrush(QColor(tokens.accent))
            left = ground.right() - 3 if mirrored else ground.left()
            painter.drawRoundedRect(QRectF(left, ground.top() + 5, 3, ground.height() - 10), 1.5, 1.5)

    def _paint_upper(self, painter: QPainter, rect: QRect, row: Row, font: QFont) -> None:
        taken = paint_chip(painter, rect, row.chip.text, row.chip.level, font) if row.chip.text else 0
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        bold.setPointSizeF(font.pointSizeF() * 1.05)
        painter.setFont(bold)
        painter.setPen(QColor(theme.active().text))
        rect = rect.adjusted(0, 0, -taken, 0)
        used = draw_marked(painter, rect, row.name, _of(row.marks, "name")) + 2 * GRID
        self._paint_why(painter, rect, used, row, font)

    def _paint_why(self, painter: QPainter, rect: QRect, used: int, row: Row, font: QFont) -> None:
        """Behind the name, where there is room; a name that matched as it was typed needs no word."""
        if row.why and not (row.is_plain or used > rect.width()):
            painter.setFont(font)
            painter.setPen(QColor(theme.active().muted))
            self._text(painter, rect.adjusted(used, 0, 0, 0), _LINE, translated(row.why))

    def _paint_lower(self, painter: QPainter, rect: QRect, row: Row, font: QFont) -> None:
        painter.setFont(font)
        painter.setPen(QColor(theme.active().muted))
        about, marks = self._about(row)
        used = min(draw_marked(painter, rect, about, marks) + 2 * GRID, rect.width())
        if row.store:
            self._text(painter, rect.adjusted(used, 0, 0, 0), _RIGHT, row.store)

    def _about(self, row: Row) -> tuple[str, list[Mark]]:
        """Age, birth date and phone as one line, and what matched of it."""
        years = self.tr("{} yrs").format(row.age) if row.age else ""
        parts = (("age", years), ("birth_date", row.birth_date), ("phone", row.phone))
        about, marks = "", list[Mark]()
        for field, part in parts:
            about += " · " if about and part else ""
            marks += [Mark(field, len(about) + one.start, len(about) + one.end) for one in _of(row.marks, field)]
            about += part
        return about, marks

    def _text(self, painter: QPainter, rect: QRect, flags: Qt.AlignmentFlag, text: str) -> None:
        """Draw text, cut with dots where it is too long; nothing where the dots would stand alone.

        ``rect`` is given as if text ran from left to right.
        """
        cut = painter.fontMetrics().elidedText(text, _ELIDE, rect.width())
        if cut != _DOTS:
            painter.drawText(rect, flags, cut)

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Every row is equally high; higher where the letters are."""
        return QSize(0, max(_HEIGHT, 2 * option.fontMetrics.height() + 24))


def _of(marks: Iterable[Mark], field: str) -> list[Mark]:
    return [mark for mark in marks if mark.field == field]

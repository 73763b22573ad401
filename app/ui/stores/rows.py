"""Stores as rows of a list: name above, vendor and state below, and the digit that chooses one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.core.customer import ConnectionId
from app.ui import theme
from app.ui.theme import GRID
from app.ui.widgets.dialog import is_enter
from app.ui.widgets.marks import tip

_HEIGHT = 52
_DIGIT_WIDTH = 28
_LEAST_ROWS, _MOST_ROWS = 3, 9
_ROLE = Qt.ItemDataRole.UserRole
_LINE = Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class StoreRow:
    """One store. ``digit`` is the key that chooses it, "" for none; ``is_dim`` where it is not worked with."""

    id: ConnectionId
    name: str
    about: str
    digit: str = ""
    is_dim: bool = False


class StoreList(QListWidget):
    """The rows. ``picked`` with Enter, a double click, or the digit of a row that may be chosen."""

    picked = Signal(object)  # ConnectionId

    def __init__(self, parent: QWidget | None = None, *, dim_can_be_chosen: bool = True) -> None:
        super().__init__(parent)
        self._dim_can_be_chosen = dim_can_be_chosen
        self.setObjectName("storeList")
        self.setItemDelegate(_RowDelegate(self))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.itemDoubleClicked.connect(self._pick)

    def set_rows(self, rows: Sequence[StoreRow], selected: ConnectionId | None = None) -> None:
        """Show these rows; the selected one stays selected unless another is asked for."""
        wanted = selected or self.selected()
        with QSignalBlocker(self):  # the clerk chooses nothing while the rows are renewed
            self.clear()
            for row in rows:
                self.addItem(self._item(row))
            places = [place for place, row in enumerate(rows) if row.id == wanted] or self._choosable()[:1]
            if places:
                self.setCurrentRow(places[0])
        lines = min(max(len(rows), _LEAST_ROWS), _MOST_ROWS)
        self.setMinimumHeight(lines * self.sizeHintForRow(0) if rows else 0)

    def on_card(self) -> QFrame:
        """The list inside a frame of the window's own look."""
        card = QFrame()
        card.setProperty("card", True)
        column = QVBoxLayout(card)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self)
        return card

    def _item(self, row: StoreRow) -> QListWidgetItem:
        item = QListWidgetItem(row.name)  # its letters find it
        item.setData(_ROLE, row)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(filter(None, (row.digit, row.name, row.about))))
        if row.is_dim and not self._dim_can_be_chosen:
            item.setFlags(item.flags() & ~(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable))
        item.setToolTip(tip(row.about))
        return item

    def _choosable(self) -> list[int]:
        return [place for place in range(self.count()) if self.item(place).flags() & Qt.ItemFlag.ItemIsEnabled]

    def selected(self) -> ConnectionId | None:
        """The store of the current row."""
        item = self.currentItem()
        return _row_of(item).id if item else None

    def _pick(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.picked.emit(_row_of(item).id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter picks the current row, a digit the row that shows it; the rest is the list's own business."""
        items = [self.item(place) for place in range(self.count())]
        by_digit = [one for one in items if event.text() and _row_of(one).digit == event.text()]
        if is_enter(event):
            self._pick(self.currentItem())
        elif by_digit:
            self._pick(by_digit[0])
        else:
            super().keyPressEvent(event)


def _row_of(item: QListWidgetItem) -> StoreRow:
    row: StoreRow = item.data(_ROLE)
    return row


class _RowDelegate(QStyledItemDelegate):
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one row."""
        row = index.data(_ROLE)
        if not isinstance(row, StoreRow):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(option.direction)
        self._paint_ground(painter, option)
        inner = option.rect.adjusted(2 * GRID, 6, -2 * GRID, -6)
        if row.digit:
            box = QRect(inner.left(), inner.top(), _DIGIT_WIDTH, inner.height())
            painter.setPen(QColor(theme.active().muted))
            painter.drawText(QStyle.visualRect(option.direction, inner, box), _LINE, row.digit)
            inner = QStyle.visualRect(option.direction, inner, inner.adjusted(_DIGIT_WIDTH, 0, 0, 0))
        self._paint_texts(painter, inner, row, option.font)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        tokens = theme.active()
        if not option.state & QStyle.StateFlag.State_Selected:
            return
        has_focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(QColor(tokens.accent) if has_focus else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.chosen))
        painter.drawRoundedRect(QRectF(option.rect).adjusted(4.5, 2.5, -4.5, -2.5), 6, 6)

    def _paint_texts(self, painter: QPainter, rect: QRect, row: StoreRow, font: QFont) -> None:
        tokens = theme.active()
        half = rect.height() // 2
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        lines = ((bold, tokens.muted if row.is_dim else tokens.text, row.name), (font, tokens.muted, row.about))
        for place, (letters, colour, text) in enumerate(lines):
            line = QRect(rect.left(), rect.top() + place * half, rect.width(), half)
            painter.setFont(letters)
            painter.setPen(QColor(colour))
            cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, _LINE, cut)

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Every row is equally high; higher where the letters are."""
        return QSize(0, max(_HEIGHT, 2 * option.fontMetrics.height() + 2 * GRID))

"""The queue as rows: who, since when, and where they are; a patient under the caregiver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from app.core.customer import CustomerRef
from app.core.verdict import Level
from app.ui import theme
from app.ui.theme import GRID
from app.ui.widgets.chips import paint_chip
from app.ui.widgets.dialog import is_enter
from app.ui.widgets.marks import tip

_HEIGHT = 48
_INDENT = 2 * GRID
_LEAST_ROWS, _MOST_ROWS = 2, 5
_ROLE = Qt.ItemDataRole.UserRole
_LINE = Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One visit.

    ``level`` colours the state. ``is_over`` for one who is no longer here, ``is_indented`` for a patient whose caregiver
    stands above.
    """

    visit_id: str
    ref: CustomerRef
    name: str
    about: str
    state: str
    level: Level | None = None
    is_over: bool = False
    is_indented: bool = False


class QueueList(QListWidget):
    """The rows. Letters step a visit on: C called, D done, L left, U undo; Enter opens the customer."""

    stepped = Signal(str)  # one of `STEPS`
    opened = Signal(object)  # CustomerRef

    STEPS = "CDLU"

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("queueList")
        self.setAccessibleName(self.tr("Checked in today"))
        self.setItemDelegate(_RowDelegate(self))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.itemDoubleClicked.connect(self._open)

    def set_rows(self, rows: Sequence[QueueRow]) -> None:
        """Show these rows; the cursor stays with its visit, else where it was."""
        selected, place = self.selected(), self.currentRow()
        with QSignalBlocker(self):  # the clerk chooses nothing while the rows are renewed
            self.clear()
            for row in rows:
                self.addItem(_item(row))
            known = [number for number, row in enumerate(rows) if selected and row.visit_id == selected.visit_id]
            if rows:
                self.setCurrentRow(known[0] if known else min(max(place, 0), len(rows) - 1))
        self.setMinimumHeight(min(len(rows), _LEAST_ROWS) * self.sizeHintForRow(0) if rows else 0)
        self.updateGeometry()
        self.currentRowChanged.emit(self.currentRow())

    def sizeHint(self) -> QSize:
        """As high as its rows, of which the later ones are scrolled to."""
        return QSize(super().sizeHint().width(), min(self.count(), _MOST_ROWS) * max(self.sizeHintForRow(0), 0))

    def select(self, visit_id: str) -> None:
        """Put the cursor on a visit."""
        for number in range(self.count()):
            if self.item(number).data(_ROLE).visit_id == visit_id:
                self.setCurrentRow(number)

    def selected(self) -> QueueRow | None:
        """The row of the cursor."""
        item = self.currentItem()
        row = item.data(_ROLE) if item else None
        return row if isinstance(row, QueueRow) else None

    def _open(self) -> None:
        row = self.selected()
        if row:
            self.opened.emit(row.ref)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, four letters step; every other letter is the window's, which searches with it."""
        letter = event.text().upper()
        if is_enter(event):
            self._open()
        elif letter and letter in self.STEPS:
            self.stepped.emit(letter)
        elif letter.isprintable() and letter.strip():
            event.ignore()
        else:
            super().keyPressEvent(event)


def _item(row: QueueRow) -> QListWidgetItem:
    item = QListWidgetItem(row.name)
    item.setData(_ROLE, row)
    spoken = ", ".join(part for part in (row.name, row.state, row.about) if part)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
    item.setToolTip(tip(spoken))
    return item


class _RowDelegate(QStyledItemDelegate):
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one row."""
        row = index.data(_ROLE)
        if not isinstance(row, QueueRow):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(option.direction)
        self._paint_ground(painter, option)
        inner = option.rect.adjusted(2 * GRID, 4, -2 * GRID, -4)
        if row.is_indented:
            inner = QStyle.visualRect(option.direction, inner, inner.adjusted(_INDENT, 0, 0, 0))
        half = inner.height() // 2
        upper = QRect(inner.left(), inner.top(), inner.width(), half)
        taken = paint_chip(painter, upper, row.state, row.level, option.font)
        self._paint_texts(painter, upper.adjusted(0, 0, -taken, 0), upper.translated(0, half), row, option.font)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        tokens = theme.active()
        if option.state & QStyle.StateFlag.State_Selected and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.chosen))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(2, 1, -2, -1), 6, 6)

    def _paint_texts(self, painter: QPainter, upper: QRect, lower: QRect, row: QueueRow, font: QFont) -> None:
        tokens = theme.active()
        bold = QFont(font)
        bold.setWeight(QFont.Weight.Normal if row.is_over else QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(QColor(tokens.muted if row.is_over else tokens.text))
        self._text(painter, upper, row.name)
        painter.setFont(font)
        painter.setPen(QColor(tokens.muted))
        self._text(painter, lower, row.about)

    def _text(self, painter: QPainter, rect: QRect, text: str) -> None:
        painter.drawText(rect, _LINE, painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width()))

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Every row is equally high; higher where the letters are."""
        return QSize(0, max(_HEIGHT, 2 * option.fontMetrics.height() + 14))

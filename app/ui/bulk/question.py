"""What is asked for: which store, and those of which period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.core.vendor import Connection, CreatedBetween, Listing, UpdatedSince
from app.ui.theme import GRID
from app.ui.widgets.combo import CalmCombo
from app.ui.widgets.day_edit import DayEdit
from app.ui.widgets.dialog import is_enter
from app.ui.widgets.marks import label

_MONTH = timedelta(days=30)
_WEEK = timedelta(days=7)
_CREATED, _CHANGED = range(2)  # places in the list of kinds
_FIRST = QDate(1900, 1, 1)  # a year that cannot be would leave the one that stood there


class Question(QWidget):
    """The fields above the table. ``entered`` when Enter is pressed in one of them."""

    entered = Signal()
    changed = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stores: Sequence[Connection] = ()
        self._store = CalmCombo()
        self._store.setObjectName("bulkStore")
        self._kind = CalmCombo()
        self._kind.setObjectName("bulkKind")
        self._kind.addItems([self.tr("created"), self.tr("changed")])
        self._first = self._day("bulkFirst", today - _MONTH)
        self._last = self._day("bulkLast", today)
        self._since = self._day("bulkSince", today - _WEEK)
        self._lay_out()
        self._kind.currentIndexChanged.connect(self._show_kind)
        self._show_kind()

    def _day(self, name: str, day: date) -> DayEdit:
        editor = DayEdit(_qdate(day))
        editor.setObjectName(name)
        editor.setMinimumDate(_FIRST)
        editor.dateChanged.connect(self.changed)
        return editor

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * GRID)
        row.addWidget(_labelled(self.tr("S&tore"), self._store), 2)
        row.addWidget(_labelled(self.tr("Customers &who were"), self._kind), 1)
        self._days = [
            _labelled(self.tr("&From"), self._first),
            _labelled(self.tr("T&o, included"), self._last),
            _labelled(self.tr("S&ince"), self._since),
        ]
        for day in self._days:
            row.addWidget(day, 1, Qt.AlignmentFlag.AlignBottom)

    def _show_kind(self) -> None:
        created = self._kind.currentIndex() == _CREATED
        for day, shown in zip(self._days, (created, created, not created), strict=True):
            day.setVisible(shown)
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, which lists and days leave to whatever they stand in once they have taken what was typed."""
        if is_enter(event):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def tab_stops(self) -> list[QWidget]:
        """What Tab goes through, in order."""
        return [self._store, self._kind, self._first, self._last, self._since]

    def show_stores(self, stores: Sequence[Connection]) -> None:
        """Offer these stores, all of them together first; the choice stays where it still can be."""
        if tuple(stores) == tuple(self._stores):
            return
        chosen = self._store.currentText()
        self._stores = tuple(stores)
        self._store.clear()
        if len(stores) > 1:
            self._store.addItem(self.tr("All stores"), None)
        for store in stores:
            self._store.addItem(store.name, store.id)
        self._store.setCurrentIndex(max(0, self._store.findText(chosen)))

    def asked(self) -> tuple[Connection, ...]:
        """The chosen stores."""
        wanted = self._store.currentData()
        return tuple(store for store in self._stores if wanted in {None, store.id})

    def listing(self) -> Listing:
        """The chosen period: whole days of this machine's calendar."""
        if self._kind.currentIndex() == _CHANGED:
            return UpdatedSince(datetime.combine(_date(self._since), time()).astimezone())
        return CreatedBetween(_date(self._first), _date(self._last))

    def show_asked(self, stores: Sequence[Connection], listing: Listing) -> None:
        """Put back what a list was asked with."""
        only = self._store.findData(stores[0].id) if len(stores) == 1 else -1
        self._store.setCurrentIndex(max(0, only))
        if isinstance(listing, CreatedBetween):
            self._kind.setCurrentIndex(_CREATED)
            self._first.setDate(_qdate(listing.first))
            self._last.setDate(_qdate(listing.last))
        else:
            self._kind.setCurrentIndex(_CHANGED)
            self._since.setDate(_qdate(listing.moment.astimezone().date()))

    def problem(self) -> str:
        """Why it cannot be asked so, or ""."""
        if not self._stores:
            return self.tr("No store is connected yet. Connect one in the main window.")
        listing = self.listing()
        if isinstance(listing, CreatedBetween) and listing.first > listing.last:
            return self.tr("The first day is after the last one.")
        return ""


def _labelled(text: str, editor: QWidget) -> QWidget:
    """An editor under its label, which gives it its name and its key."""
    above = label(text, "label")
    above.setBuddy(editor)
    for named in (editor, *editor.findChildren(QLineEdit)):  # of a day it is the line inside that has the focus
        named.setAccessibleName(text.replace("&", ""))
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GRID // 2)
    column.addWidget(above)
    column.addWidget(editor)
    return made


def _date(editor: DayEdit) -> date:
    chosen = editor.date()
    return date(chosen.year(), chosen.month(), chosen.day())


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)

"""The activity tab."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

from app.core.customer import CustomerRef
from app.core.errors import AppError
from app.core.journal import Entry, FieldChange
from app.core.values import is_blank
from app.services.activity import Activity, Deed
from app.ui import tasks
from app.ui.theme import GRID
from app.ui.translation import translated
from app.ui.widgets.marks import label

_SHOWN_CHANGES = 6
_SHOWN_LETTERS = 40


class ActivityTab(QWidget):
    """What this desk did with the customer: of this run at once, of earlier ones as soon as the journal is read."""

    def __init__(self, activity: Activity, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("activityTab")
        self.setAccessibleName(self.tr("Activity"))
        self._activity = activity
        self._ref: CustomerRef | None = None
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("What this desk did"))
        self._list.setSpacing(2)
        self._list.setWordWrap(True)
        empty = label(self.tr("Nothing was done with this customer at this desk."), "muted")
        empty.setWordWrap(True)
        empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._list)
        self._stack.addWidget(empty)
        self._foot = label(role="muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2 * GRID, 0, 0)
        column.addWidget(self._stack)
        column.addWidget(self._foot)
        self.setFocusProxy(self._list)
        activity.added = self._add

    def show_customer(self, ref: CustomerRef | None) -> None:
        """Show what was done with one customer."""
        self._ref = ref
        self._foot.setText(
            self.tr("Kept in this desk's journal, encrypted on this computer.")
            if self._activity.is_kept()
            else self.tr("Kept until the program is closed, and never written to disk.")
        )
        self._show(self._activity.of(ref) if ref else ())
        if self.isVisible():
            self._read()

    def follow(self, ref: CustomerRef | None) -> None:
        """Show another number's entries: a new customer's changes when the store gives one."""
        if ref != self._ref:
            self.show_customer(ref)

    def showEvent(self, event: QShowEvent) -> None:
        """Read the journal when somebody looks: few do."""
        super().showEvent(event)
        self._read()

    def _read(self) -> None:
        if self._ref is not None:
            ref = self._ref
            tasks.start(self, self._activity.history(ref), lambda entries: self._take(ref, entries), self._keep)

    def _take(self, ref: CustomerRef, entries: Sequence[Entry]) -> None:
        if ref == self._ref:
            self._show(entries)

    def _keep(self, _error: AppError) -> None:
        """What was done in this run is shown already; whoever keeps the vault hears of its faults."""

    def _show(self, entries: Sequence[Entry]) -> None:
        """Lines that stand there already stay as they are, with the one the keyboard is on."""
        items = [self._item(entry) for entry in entries]
        shown = [self._list.item(place).text() for place in range(self._list.count())]
        if [item.text() for item in items] != shown:
            self._list.clear()
            for item in items:
                self._list.addItem(item)
        self._stack.setCurrentIndex(0 if items else 1)

    def _add(self, entry: Entry) -> None:
        if entry.ref is not None and entry.ref == self._ref:
            self._list.insertItem(0, self._item(entry))
            self._stack.setCurrentIndex(0)

    def _item(self, entry: Entry) -> QListWidgetItem:
        at, now = entry.at.astimezone(), datetime.now().astimezone()
        when = f"{at:%H:%M:%S}" if at.date() == now.date() else f"{at:%Y-%m-%d %H:%M}"
        about = self._about(entry)
        text = f"{when}   {translated(entry.deed)}{f': {about}' if about else ''}"
        item = QListWidgetItem(f"{text} · {entry.who}" if entry.who else text)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        return item

    def _about(self, entry: Entry) -> str:
        if entry.deed != Deed.CHANGED or not entry.changes:
            return entry.detail.replace("_", " ")
        shown = [self._change(change) for change in entry.changes[:_SHOWN_CHANGES]]
        return ", ".join(shown) + ("…" if len(entry.changes) > _SHOWN_CHANGES else "")

    def _change(self, change: FieldChange) -> str:
        empty = self.tr("empty")
        before, after = (empty if is_blank(value) else str(value) for value in (change.before, change.after))
        return f"{change.key.replace('_', ' ')} {_short(before)} → {_short(after)}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN_LETTERS else f"{line[: _SHOWN_LETTERS - 1]}…"

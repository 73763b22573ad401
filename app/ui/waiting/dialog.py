"""The list of changes that no store has confirmed yet, and what a person can decide about each."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from app.core.customer import ConnectionId
from app.core.errors import AppError
from app.core.outbox import Write, WriteKind, WriteState
from app.core.vendor import Connection
from app.services.desk import Desk
from app.ui import tasks
from app.ui.questions import ask
from app.ui.theme import GRID
from app.ui.translation import error_words
from app.ui.waiting.words import Way, about_words, name_in, since_words, state_words, way_of, what_words
from app.ui.widgets.button import push_button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.marks import label


class WaitingDialog(Dialog):
    """What, whose, since when and how far; open the customer, discard, look again, send again."""

    opened = Signal(object)  # CustomerRef

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("waitingDialog")
        self.setWindowTitle(self.tr("Changes that wait for a store"))
        self._desk = desk
        self._waiting = desk.outgoing.waiting
        self._writes: tuple[Write, ...] = ()
        self._stores: dict[ConnectionId, Connection] = {}
        self._state = label(role="muted")
        self._state.setWordWrap(True)
        self._list = QListWidget()
        self._list.setObjectName("waitingList")
        self._list.setAccessibleName(self.tr("Changes that wait for a store"))
        self._list.setWordWrap(True)
        self._list.setSpacing(3)
        self._list.currentRowChanged.connect(self._show_choices)
        self._list.itemActivated.connect(self._open)
        self._open_button = push_button(self.tr("Open customer"), "openWaiting", self._open)
        self._look_button = push_button(self.tr("Look again"), "lookAgain", self._look)
        self._send_button = push_button(self.tr("Send again…"), "sendAgain", self._ask_to_send)
        self._discard_button = push_button(self.tr("Discard…"), "discardWaiting", self._ask_to_discard)
        self._lay_out()
        self.refresh()

    def _lay_out(self) -> None:
        choices = QHBoxLayout()
        for button in (self._open_button, self._look_button, self._send_button, self._discard_button):
            choices.addWidget(button)
        choices.addStretch(1)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addWidget(self._state)
        column.addWidget(self._list, 1)
        column.addLayout(choices)
        column.addWidget(close)
        self.resize(self.fontMetrics().averageCharWidth() * 100, self.fontMetrics().height() * 24)

    # ---------------------------------------------------------------------------------------- showing

    def refresh(self) -> None:
        """Show what waits now; the chosen one stays chosen."""
        chosen = self._chosen()
        self._writes = tuple(self._waiting.all())
        self._stores = self._known_stores()  # reads a file: once for all rows
        self._list.clear()
        for write in self._writes:
            self._list.addItem(self._words(write))
        numbers = [write.number for write in self._writes]
        self._list.setCurrentRow(numbers.index(chosen.number) if chosen and chosen.number in numbers else 0)
        self._state.setText(about_words([self._way(write) for write in self._writes]))
        self._show_choices()

    def _known_stores(self) -> dict[ConnectionId, Connection]:
        """Every store that was not removed: also a disabled one, and one of a vendor that only a newer version knows."""
        return {one.id: one for one in (*self._desk.settings.load().connections, *self._desk.stores.listed())}

    def _way(self, write: Write) -> Way:
        is_open, is_stuck = self._waiting.is_left_to_people(write), self._waiting.is_stuck(write.ref)
        return way_of(write, self._stores.get(write.ref.connection), is_open=is_open, is_behind=is_stuck)

    def _words(self, write: Write) -> str:
        name, store = name_in(write, self._desk.recent.get(write.ref)), self._stores.get(write.ref.connection)
        where = store.name if store else self.tr("a store that was removed")
        state = state_words(write, self._way(write))
        return f"{name} · {where} · {since_words(write, self._desk.clock.now())}\n{what_words(write)} — {state}"

    def _chosen(self) -> Write | None:
        row = self._list.currentRow()
        return self._writes[row] if 0 <= row < len(self._writes) else None

    def _show_choices(self) -> None:
        write = self._chosen()
        has_store = write is not None and self._way(write) is not Way.NOTHING
        is_sent = write is not None and write.state is WriteState.SENT and has_store
        is_refused = write is not None and write.state is WriteState.REFUSED and has_store
        self._open_button.setEnabled(has_store)
        self._discard_button.setEnabled(write is not None)
        self._look_button.setEnabled(is_sent)
        self._send_button.setEnabled(is_sent or is_refused)

    # ---------------------------------------------------------------------------------------- deciding

    def _open(self) -> None:
        write = self._chosen()
        if write and self._open_button.isEnabled():  # Enter in the list comes here too
            self.accept()
            self.opened.emit(write.ref)

    def _look(self) -> None:
        write = self._chosen()
        if write:
            self._waiting.look_again(write)

    def _ask_to_send(self) -> None:
        write = self._chosen()
        if write and write.state is WriteState.REFUSED:  # it is not there; the worst is that it is refused once more
            self._decide(self._waiting.send_again, write)
        elif write:
            ask(
                self,
                self.tr("Send it once more?"),
                self.tr("Look at the store's own screen first: if it has arrived already, it is then there twice."),
                yes=self.tr("Send again"),
                no=self.tr("Leave it"),
                agreed=partial(self._decide, self._waiting.send_again, write),
            )

    def _ask_to_discard(self) -> None:
        write = self._chosen()
        if write is None:
            return
        whole = self.tr("Everything that waits for this new customer is discarded with it.")
        one = self.tr("The store keeps what it has now. This cannot be taken back.")
        ask(
            self,
            self.tr("Discard this change?"),
            whole if write.kind is WriteKind.CREATE else one,
            yes=self.tr("Discard"),
            no=self.tr("Keep"),
            agreed=partial(self._decide, self._waiting.discard, write),
        )

    def _decide(self, decision: Callable[[Write], Coroutine[Any, Any, None]], write: Write) -> None:
        tasks.start(self, decision(write), self._decided, self._show_error)

    def _decided(self, _none: None) -> None:
        self.refresh()

    def _show_error(self, error: AppError) -> None:
        self._state.setText(error_words(error))

"""Those who look like somebody unknown: from the index at once, and from the stores that can look the number up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.errors import AppError
from app.core.idcard import IdCard
from app.core.verdict import Level
from app.services.arrivals import Arrival, agreeing
from app.services.desk import Desk
from app.services.rows import Row, shown_marks
from app.ui import tasks
from app.ui.messages import Message, Messages
from app.ui.search.panel import SearchPanel


class Likeness(QObject):
    """Shows them as the results beside the form, what agrees underlined. ``opened``: the clerk knows one of them."""

    opened = Signal(object)  # CustomerRef

    def __init__(self, desk: Desk, search: SearchPanel, messages: Messages, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._search = search
        self._messages = messages
        self._turn = 0
        self._card: IdCard | None = None
        self._rows: dict[CustomerRef, Row] = {}

    def show(self, arrival: Arrival) -> None:
        """Show those of the index, and ask the stores beside it. Nobody waits for a store."""
        self.forget()
        self._card = card = arrival.card
        self._add(card, arrival.customers, "")
        for store in self._desk.arrivals.can_be_asked(card):
            done = partial(self._take_answer, self._turn, store)
            failed = partial(self._take_silence, self._turn, store)
            tasks.start(self, self._desk.arrivals.ask(store, card), done, failed)

    def forget(self) -> None:
        """Another card, or none: late answers are dropped."""
        self._turn += 1
        self._card = None
        if self._rows:
            self._rows = {}
            self._search.presenter.drop_given()

    def _take_answer(self, turn: int, store: ConnectionId, found: Sequence[Customer]) -> None:
        if turn != self._turn or self._card is None or not found:
            return
        self._add(self._card, found, self.tr("same ID number"))
        title = self.tr("{} has a customer with this ID number.").format(self._desk.stores.connection(store).name)
        show = partial(self.opened.emit, found[0].ref)
        self._messages.post(Message(Level.LOOK, title, "", self.tr("Open"), show))

    def _take_silence(self, turn: int, store: ConnectionId, _error: AppError) -> None:
        """What is wrong with the store stands in the status bar; here only what it means for this card."""
        if turn == self._turn:
            title = self.tr("{} could not be asked for this ID number.").format(
                self._desk.stores.connection(store).name
            )
            self._messages.post(Message(Level.LOOK, title, self.tr("It may have this customer."), passing=True))

    def _add(self, card: IdCard, people: Sequence[Customer], why: str) -> None:
        for one in people:
            row = self._desk.search.row(one, why)
            self._rows[one.ref] = replace(row, marks=shown_marks(one, agreeing(one, card)))
        if self._rows:
            certain_first = sorted(self._rows.values(), key=lambda row: not row.why)
            self._search.presenter.show_given(certain_first, self.tr("You may already have this person"))

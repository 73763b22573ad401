"""What the window says and does about the changes that wait for their stores."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core.customer import Customer
from app.core.outbox import Write, WriteKind, problems_in
from app.core.verdict import Level
from app.services.desk import Desk
from app.ui import tasks
from app.ui.customer.counter import Counter
from app.ui.index_state import IndexState
from app.ui.messages import Message, Messages
from app.ui.translation import translated
from app.ui.waiting.dialog import WaitingDialog
from app.ui.waiting.words import name_in


class OutgoingState(QObject):
    """Stands between the outbox and the window. ``changed`` whenever something else waits than before."""

    changed = Signal()

    def __init__(self, desk: Desk, counter: Counter, messages: Messages, index: IndexState, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._counter = counter
        self._messages = messages
        self._index = index
        self._window = window
        outgoing = desk.outgoing
        outgoing.waiting.changed = self._take_change
        outgoing.lines.settled = self._take_settled
        outgoing.outbox.refused = self._take_refused
        outgoing.outbox.failed = index.take_trouble
        self.destroyed.connect(outgoing.go_on_alone)

    def begin(self) -> None:
        """Send what waits from earlier. Needs the running loop."""
        tasks.start(self, self._desk.outgoing.lines.begin(), self._take_begun, self._index.take_trouble)

    def _take_begun(self, _none: None) -> None:
        self._counter.take_left()

    def follow(self) -> None:
        """There are other stores than before."""
        self._desk.outgoing.lines.follow()

    def show_list(self) -> None:
        """Open the list of what waits."""
        dialog = WaitingDialog(self._desk, self._window)
        dialog.opened.connect(self._counter.open)
        self.changed.connect(dialog.refresh)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take_change(self) -> None:
        self._counter.tell_waiting()
        self.changed.emit()

    def _take_settled(self, write: Write, customer: Customer | None) -> None:
        if customer:
            self._counter.take_settled(write.ref, customer)
        if write.kind is WriteKind.CREATE and customer:
            title = self.tr("{} is at the store now, as customer {}.")
            self._messages.inform(title.format(customer.full_name, customer.ref.customer_id))
        elif not self._desk.outgoing.waiting.count(write.ref.connection):
            store = self._desk.stores.connection(write.ref.connection).name
            self._messages.inform(self.tr("Every change that waited is at {} now.").format(store))
        self.changed.emit()

    def _take_refused(self, write: Write) -> None:
        self._counter.take_refused(write)
        name = name_in(write, self._desk.recent.get(write.ref))
        title = self.tr("The store did not take a change for {}.").format(name)
        reasons = " ".join(translated(problem.message) for problem in problems_in(write.trouble))
        show = partial(self._counter.open, write.ref)
        self._messages.post(Message(Level.LOOK, title, reasons, self.tr("Show it"), show))
        self.changed.emit()

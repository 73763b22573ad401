"""What the window does about unsaved work: keeping it as it is typed, and going on with what is left from earlier."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core.customer import CustomerRef
from app.core.draft import Draft
from app.core.verdict import Level
from app.services.desk import Desk
from app.ui import tasks
from app.ui.customer.counter import Counter
from app.ui.customer.open_form import OpenForm
from app.ui.index_state import IndexState
from app.ui.messages import Message, Messages
from app.ui.questions import ask
from app.ui.unfinished.panel import UnfinishedPanel


class Unfinished(QObject):
    """Stands between the drafts and the window.

    ``resuming``: somebody goes on with a form, and the button for it is about to vanish; ``resumed``: it is on the screen.
    """

    resuming = Signal()
    resumed = Signal()

    def __init__(self, desk: Desk, counter: Counter, messages: Messages, index: IndexState, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._counter = counter
        self._messages = messages
        self._index = index
        self._window = window
        self.panel = UnfinishedPanel()
        self._resuming: CustomerRef | None = None
        self.panel.wanted.connect(self._go_on)
        counter.shown.connect(self._take_shown)
        self.panel.unwanted.connect(self._discard)
        desk.drafts.changed = self.show
        desk.drafts.failed = desk.recent.failed = index.take_trouble

    def begin(self) -> None:
        """Read what is left from earlier, in the background. Needs the running loop."""
        tasks.start(self, self._desk.drafts.open(), self._take, self._index.take_trouble)

    def _take(self, _none: None) -> None:
        self._counter.take_left()
        self.show()

    def show(self) -> None:
        """Show what is left now, each form once; what a store refused stands on top, and what was typed since goes with it."""
        refused = self._desk.outgoing.waiting.refused()
        keys = {draft.key for draft in refused}
        left = [draft for draft in self._desk.drafts.left() if draft.key not in keys]
        self.panel.show_drafts((*refused, *left), self._desk.clock.now())

    def _go_on(self, draft: Draft) -> None:
        self._resuming = draft.ref
        self.resuming.emit()
        self._counter.go_on(draft)

    def _take_shown(self, form: OpenForm | None) -> None:
        wanted, self._resuming = self._resuming, None
        if form and form.customer.ref == wanted:
            self.resumed.emit()

    def _discard(self, draft: Draft) -> None:
        if draft.refused and draft not in self._desk.drafts.left():
            ask(
                self._window,
                self.tr("Discard what the store refused?"),
                self.tr("The store keeps what it has now. This cannot be taken back."),
                yes=self.tr("Discard"),
                no=self.tr("Keep"),
                agreed=partial(self._discard_refused, draft),
            )
            return
        self._desk.drafts.discard(draft.key)
        undo = partial(self._desk.drafts.put_back, draft)
        title = self.tr("Unfinished work discarded.")
        self._messages.post(Message(Level.LOOK, title, "", self.tr("Undo"), undo))

    def _discard_refused(self, draft: Draft) -> None:
        discard = self._desk.outgoing.waiting.discard_refused(draft.ref)
        tasks.start(self, discard, self._take_discarded, self._messages.show_error)

    def _take_discarded(self, _none: None) -> None:
        self.show()

    def go_to(self) -> None:
        """Put the keyboard to the first of it; where nothing is left from earlier, go on with a form of this run."""
        if self.panel.isHidden():
            self.go_to_parked()
        else:
            self.panel.go_to_first()

    def go_to_parked(self) -> None:
        """Put the form on the screen that has been parked longest."""
        parked = self._counter.parked()
        if parked:
            self._resuming = parked[0].customer.ref
            self._counter.show_parked(parked[0])

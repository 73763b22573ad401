"""What the window says about the journal of this desk."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.core.verdict import Level
from app.services.desk import Desk
from app.ui import tasks
from app.ui.index_state import IndexState
from app.ui.messages import Message, Messages


class JournalState(QObject):
    """Has the journal checked at the start, in the background. A broken one is told, and stops nobody."""

    def __init__(self, desk: Desk, messages: Messages, index: IndexState, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._messages = messages
        self._index = index
        desk.activity.failed = index.take_trouble

    def begin(self) -> None:
        """Check it, and forget what is older than the settings say. Needs the running loop."""
        opening = self._desk.activity.open(self._desk.settings.load().journal_days)
        tasks.start(self, opening, self._take_checked, self._index.take_trouble)

    def _take_checked(self, broken: int | None) -> None:
        if broken is not None:
            title = self.tr("The journal of this desk was changed from outside, from entry {} on.").format(broken)
            detail = self.tr("Customers can be served. Tell whoever is responsible for the records of this store.")
            self._messages.post(Message(Level.LOOK, title, detail))

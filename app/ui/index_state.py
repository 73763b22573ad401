"""What the window says and does about the index of customers: how far each store is, and what is wrong with the vault."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core.customer import ConnectionId
from app.core.errors import AppError, RecordUnreadable, VaultUnreadable
from app.core.vendor import Connection
from app.core.verdict import Level
from app.services.desk import Desk
from app.services.stores import StoreState, StoreStatus
from app.services.sync import SyncStatus
from app.ui import tasks
from app.ui.messages import Message, Messages
from app.ui.questions import ask
from app.ui.translation import translated


class IndexState(QObject):
    """Stands between the synchronisation and the window. ``changed`` whenever there is something else to show."""

    changed = Signal()
    renewed = Signal()  # another file is kept than before, or another memory

    def __init__(self, desk: Desk, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._messages = messages
        self._window = window
        self._told: str = ""  # the title of the trouble that was told last; each is told once
        desk.sync.changed = self._take_status
        desk.feed.failed = self.take_trouble

    def begin(self) -> None:
        """Open the vault in the background, and say what is wrong with it if anything is. Needs the running loop."""
        if self._desk.vault:
            tasks.start(self, self._desk.vault.open(), self._take_opened, self.take_trouble)

    def _take_opened(self, _none: None) -> None:
        trouble = self._desk.vault.trouble if self._desk.vault else None
        if trouble:
            self.take_trouble(trouble)

    def _take_status(self, status: SyncStatus) -> None:
        if isinstance(status.error, VaultUnreadable):
            self.take_trouble(status.error)
        self.changed.emit()

    def take_trouble(self, trouble: AppError) -> None:
        """Say once what is wrong, with the way out where there is one."""
        if trouble.title == self._told:
            return
        self._told = trouble.title
        detail = translated(trouble.detail, trouble.hint)
        is_whole_file = isinstance(trouble, VaultUnreadable) and not isinstance(trouble, RecordUnreadable)
        can_begin_anew = is_whole_file and self._desk.vault is not None
        label = self.tr("Begin a new one…") if can_begin_anew else ""
        action = self._ask_to_begin_anew if can_begin_anew else None
        self._messages.post(Message(Level.LOOK, translated(trouble.title), detail, label, action))

    def _ask_to_begin_anew(self) -> None:
        ask(
            self._window,
            self.tr("Begin a new encrypted file?"),
            self.tr("The old one is put aside under another name. The customers are fetched from the stores again."),
            yes=self.tr("Begin a new one"),
            no=self.tr("Keep the old one"),
            agreed=self.begin_anew,
        )

    def begin_anew(self) -> None:
        """Put the file aside and begin a new one, without a further question."""
        self._told = ""
        tasks.start(self, self._rebuild(), self._take_rebuilt, self.take_trouble)

    async def _rebuild(self) -> None:
        await self._desk.sync.stop()
        if self._desk.vault:
            await self._desk.outgoing.keep_again(self._desk.vault.rebuild)
            self._desk.drafts.keep_again()

    def _take_rebuilt(self, _none: None) -> None:
        self._desk.sync.begin()
        trouble = self._desk.vault.trouble if self._desk.vault else None
        if trouble:
            self.take_trouble(trouble)
        else:
            self._messages.inform(self.tr("A new encrypted file was begun."))
        self.renewed.emit()
        self.changed.emit()

    def leave_training(self) -> None:
        """The desk goes over from the training stores to real ones, whose people are kept."""
        tasks.start(self, self._keep(), self._take_kept, self.take_trouble)

    async def _keep(self) -> None:
        await self._desk.sync.stop()
        self._desk.feed.clear()
        if self._desk.vault:
            await self._desk.outgoing.lines.stop()
            await self._desk.vault.keep()
            self._desk.outgoing.outbox.ledger.clear()
            await self._desk.outgoing.lines.begin()

    def _take_kept(self, _none: None) -> None:
        self._desk.sync.begin()
        self._take_opened(None)
        self.renewed.emit()
        self.changed.emit()

    # ---------------------------------------------------------------------------------------- one store

    def take_store(self, status: StoreStatus) -> None:
        """A store is reached again, or signed in to: what was held goes on."""
        if status.state is StoreState.READY:
            self._desk.sync.wake(status.connection.id)
            self._desk.outgoing.lines.wake(status.connection.id)

    def switch(self, store: ConnectionId, *, paused: bool) -> None:
        """Pause the synchronisation of a store, or let it go on."""
        if paused:
            self._desk.sync.pause(store)
        else:
            self._desk.sync.go_on(store)

    def start_over(self, store: Connection) -> None:
        """Fetch everybody of a store again."""
        done = partial(self._take_started_over, store)
        tasks.start(self, self._desk.sync.start_over(store.id), done, self._messages.show_error)

    def _take_started_over(self, store: Connection, _none: None) -> None:
        self._messages.inform(self.tr("The customers of {} are being fetched again.").format(store.name))

    def forget(self, store: ConnectionId) -> None:
        """Forget the people of a store that was removed."""
        for forgetting in (self._desk.sync.forget(store), self._desk.recent.forget_store(store)):
            tasks.start(self, forgetting, _ignore, self._messages.show_error)


def _ignore(_outcome: object) -> None:
    """The window shows it already."""

"""What the window does about its stores: how each is, the list of them, connecting, signing in, and leaving one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.core.customer import ConnectionId
from app.core.errors import AppError, NotSignedIn
from app.core.policy import refuse_fixed
from app.core.settings import Fixed
from app.core.staff import Privilege
from app.core.vendor import Connection
from app.core.verdict import Level
from app.services.desk import Desk
from app.services.stores import StoreState, StoreStatus
from app.ui import tasks
from app.ui.approval import open_allowed, where_allowed
from app.ui.connect.dialog import ConnectDialog
from app.ui.customer.counter import Counter
from app.ui.index_state import IndexState
from app.ui.messages import Message, Messages
from app.ui.stores.dialog import StoresDialog

_OFFLINE_RETRY_MS = 30_000


class DeskStores(QObject):
    """Stands between the stores and the window, which is told what to show anew."""

    state_changed = Signal()  # a store is reached, or no longer
    changed = Signal()  # there are other stores than before, or they have other names
    found_others = Signal()  # what was found is of other stores than there are now
    left_training = Signal()

    def __init__(self, desk: Desk, messages: Messages, counter: Counter, index: IndexState, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._messages = messages
        self._counter = counter
        self._index = index
        self._window = window
        self._again = QTimer(self, interval=_OFFLINE_RETRY_MS)
        self._again.timeout.connect(self._greet_again)
        messages.sign_in = self.sign_in
        desk.stores.changed = self._take_status

    def begin(self) -> None:
        """Find out how the stores are, now and whenever one has been away for a while. Needs the running loop."""
        self._greet([one.id for one in self._desk.stores.connections()])
        self._again.start()

    def _take_status(self, status: StoreStatus) -> None:
        self._index.take_store(status)
        self.state_changed.emit()

    def _greet(self, stores: Sequence[ConnectionId]) -> None:
        """Find out how the stores are; the status bar says it, so there is nothing to tell beside it."""
        for store in stores:
            tasks.start(self, self._desk.stores.greet(store), _ignore, _ignore)

    def _greet_again(self) -> None:
        statuses = self._desk.stores.statuses()
        self._greet([one.connection.id for one in statuses if one.state is StoreState.OFFLINE])

    # ---------------------------------------------------------------------------------------- the list

    @property
    def _list(self) -> StoresDialog | None:
        lists = [one for one in self._window.findChildren(StoresDialog) if one.isVisible()]
        return lists[0] if lists else None

    def refresh_list(self) -> None:
        """Show the stores in the list as they now are, where it is open."""
        if self._list:
            self._list.refresh()

    def show_list(self) -> None:
        """Open the list of stores."""
        dialog = StoresDialog(self._desk, self._counter.unsaved_at, self._window)
        dialog.connect_wanted.connect(self.connect_store)
        dialog.sign_in_wanted.connect(self.sign_in)
        dialog.remove_wanted.connect(self._ask_to_remove)
        dialog.changed.connect(self._take_changed)
        dialog.pause_wanted.connect(partial(self._index.switch, paused=True))
        dialog.go_on_wanted.connect(partial(self._index.switch, paused=False))
        dialog.start_over_wanted.connect(self._index.start_over)
        dialog.open()

    def _take_changed(self, store: Connection) -> None:
        """A store has another name, or was disabled or enabled."""
        if store.enabled:
            self._greet([store.id])
        else:
            self._leave(store, self.tr("{} is disabled. Enable it (Ctrl+,) to save that work."))
        self.changed.emit()
        self.found_others.emit()

    def _ask_to_remove(self, store: Connection) -> None:
        parent = self._list or self._window
        where_allowed(self._desk.shift, Privilege.STORES, parent, partial(self._remove, store))

    def _remove(self, store: Connection) -> None:
        # The window owns the task: whoever closes the list does not leave a store half removed.
        removed, failed = partial(self._take_removed, store), self._not_removed
        tasks.start(self, self._desk.stores.disconnect(store.id), removed, failed)

    def _take_removed(self, store: Connection, _none: None) -> None:
        self._leave(store, self.tr("{} was removed. Copy that work to another store, or discard it."))
        self._index.forget(store.id)
        self.changed.emit()
        self.found_others.emit()
        if self._list:
            self._list.tell(self.tr("{} was removed, and its sign-in is forgotten.").format(store.name))

    def _not_removed(self, error: AppError) -> None:
        if self._list:
            self._list.tell_error(error)
        else:
            self._messages.show_error(error)

    def _leave(self, store: Connection, what_follows: str) -> None:
        self._counter.leave_store(store.id)
        kept = self._counter.unsaved_at(store.id)
        if kept:
            title = self.tr("%n form(s) with unsaved work stay open.", "", kept)
            self._messages.post(Message(Level.LOOK, title, what_follows.format(store.name)))

    # ---------------------------------------------------------------------------------------- connecting

    def connect_store(self) -> None:
        """Open the dialog for connecting a store; a clerk needs a manager's word for that.

        Where an administrator has set the stores there is nothing to connect.
        """
        try:
            refuse_fixed(self._desk.settings.load(), Fixed.STORES)
        except AppError as error:
            self._messages.show_error(error)
            return
        parent = self._list or self._window
        where_allowed(self._desk.shift, Privilege.STORES, parent, partial(self._open_dialog, None))

    def sign_in(self, store: ConnectionId) -> None:
        """Open the dialog for a store that wants its credentials; one that was removed since it was offered has none."""
        listed = {one.id: one for one in self._desk.stores.listed()}
        if store in listed:
            self._open_dialog(listed[store])
        else:
            self._messages.show_error(NotSignedIn.no_longer_connected())

    def _open_dialog(self, connection: Connection | None) -> None:
        dialog = ConnectDialog(self._desk.stores, self._list or self._window, connection)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.connected.connect(self._connected)
        if connection:
            dialog.open()
        else:
            open_allowed(dialog)

    def _connected(self, connection: Connection) -> None:
        stores = self._desk.stores
        if stores.is_training():
            gone_over = partial(self._go_over, connection)
            tasks.start(self, stores.open_connected(), gone_over, self._messages.show_error)
        else:
            self.changed.emit()  # whoever is on the screen, and whatever was typed, stays
            self._take_connected(connection)

    def _go_over(self, connection: Connection, _none: None) -> None:
        self._counter.let_go()
        self._desk.recent.clear()
        self._index.leave_training()
        self.left_training.emit()
        self.changed.emit()
        self._take_connected(connection)

    def _take_connected(self, connection: Connection) -> None:
        self._messages.inform(self.tr("{} is connected.").format(connection.name))
        self._greet([connection.id])


def _ignore(_outcome: object) -> None:
    """The status bar has been told by the stores themselves."""

"""The list of stores: what there is, how it is, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.core.customer import ConnectionId
from app.core.errors import AppError
from app.core.settings import FIXED_WORDS, Fixed
from app.core.staff import Privilege
from app.core.vendor import Connection
from app.core.verdict import Level
from app.services.desk import Desk
from app.services.stores import StoreStatus
from app.services.sync import SyncStage
from app.ui.approval import where_allowed
from app.ui.questions import ask
from app.ui.stores.outcome import Outcome
from app.ui.stores.renaming import RenameLine
from app.ui.stores.rows import StoreList, StoreRow
from app.ui.stores.words import listed_words, sync_words, vendor_of
from app.ui.theme import GRID
from app.ui.translation import translated
from app.ui.widgets.button import push_button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.marks import label, tip

_CHARACTERS = 108  # the dialog is at least as wide as this many average characters


class StoresDialog(Dialog):
    """Lists every store of this desk. Show it with ``open()``; it deletes itself.

    It renames, disables and enables by itself and tells so with ``changed``; for the latter two a clerk needs a manager's
    word. Whatever outlives it is asked of the window:
    ``connect_wanted``, ``sign_in_wanted``, ``pause_wanted``, ``go_on_wanted`` and, once the clerk has agreed, ``remove_wanted``
    and ``start_over_wanted``. ``unsaved_at`` answers how many forms hold unsaved work of a store. While training stores are
    open it lists those, and only offers connecting.
    """

    connect_wanted = Signal()
    sign_in_wanted = Signal(object)  # ConnectionId
    remove_wanted = Signal(object)  # Connection
    pause_wanted = Signal(object)  # ConnectionId
    go_on_wanted = Signal(object)  # ConnectionId
    start_over_wanted = Signal(object)  # Connection
    changed = Signal(object)  # Connection: it has another name, or was disabled or enabled

    def __init__(
        self,
        desk: Desk,
        unsaved_at: Callable[[ConnectionId], int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._stores = desk.stores
        self._sync = desk.sync
        self._shift = desk.shift
        self._waiting = desk.outgoing.waiting
        self._unsaved_at = unsaved_at
        self._today = desk.clock.today()
        self.setObjectName("storesDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Stores"))
        self.setAccessibleName(self.windowTitle())
        self._training = label(self.tr("These are training stores. Connect your own to work with real customers."))
        self._training.setWordWrap(True)
        self._fixed = label(self.tr("These stores are set by your administrator."), "muted")
        self._fixed.setObjectName("storesFixed")
        self._list = StoreList()
        self._list.setAccessibleName(self.tr("Stores of this desk"))
        self._rename_line = RenameLine()
        self._outcome = Outcome()
        self._make_buttons()
        self._lay_out()
        self._connect()
        self.refresh()
        self._list.setFocus()

    def _make_buttons(self) -> None:
        self._another = self._button(self.tr("&Connect another…"), "connectAnotherButton")
        self._rename = self._button(self.tr("Re&name"), "renameStoreButton", self.tr("F2"))
        self._toggle = self._button(self.tr("&Disable"), "toggleStoreButton")
        self._sign_in = self._button(self.tr("&Sign in again…"), "signInAgainButton")
        self._pause = self._button(self.tr("&Pause loading"), "pauseStoreButton")
        self._start_over = self._button(self.tr("&Fetch everything again…"), "startOverButton")
        self._remove = self._button(self.tr("&Remove…"), "removeStoreButton", self.tr("Del"))
        self._close = self._button(self.tr("Close"), "closeStoresButton", self.tr("Esc"))

    def _button(self, text: str, name: str, key: str = "") -> QPushButton:
        button = push_button(f"{text}   {key}" if key else text, name)
        button.setAccessibleName(text.replace("&", ""))
        return button

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(GRID)
        for button in (self._another, self._rename, self._toggle, self._sign_in, *self._loading_buttons, self._remove):
            side.addWidget(button)
        side.addStretch(1)
        side.addWidget(self._close)
        middle = QHBoxLayout()
        middle.setSpacing(2 * GRID)
        middle.addWidget(self._list.on_card(), 1)
        middle.addLayout(side)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addWidget(self._training)
        column.addWidget(self._fixed)
        column.addLayout(middle, 1)
        column.addWidget(self._rename_line)
        column.addWidget(self._outcome)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _CHARACTERS)

    def _connect(self) -> None:
        self._list.currentRowChanged.connect(self._show_what_can_be_done)
        self._list.currentRowChanged.connect(self._rename_line.end)
        self._list.picked.connect(self._begin_renaming)
        self._another.clicked.connect(self.connect_wanted)
        self._rename.clicked.connect(self._begin_renaming)
        self._toggle.clicked.connect(self._switch)
        self._sign_in.clicked.connect(self._ask_for_sign_in)
        self._pause.clicked.connect(self._switch_loading)
        self._start_over.clicked.connect(self._ask_to_start_over)
        self._remove.clicked.connect(self._ask_to_remove)
        self._close.clicked.connect(self.reject)
        self._rename_line.renamed.connect(self._give_name)
        self._rename_line.left.connect(self._end_renaming)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 and Del work wherever in the dialog the cursor is; whoever types a name has Del for its letters."""
        if event.key() == Qt.Key.Key_F2:
            self._begin_renaming()
        elif event.key() == Qt.Key.Key_Delete:
            self._ask_to_remove()
        else:
            super().keyPressEvent(event)

    # ---------------------------------------------------------------------------------------- showing

    def refresh(self) -> None:
        """Show the stores as they now are; the chosen one stays chosen."""
        self._training.setVisible(self._stores.is_training())
        self._list.set_rows([self._row(status) for status in self._stores.listed_statuses()])
        self._show_what_can_be_done()

    def _row(self, status: StoreStatus) -> StoreRow:
        store = status.connection
        parts = [vendor_of(self._stores, status), listed_words(status, self._today)]
        if store.enabled:
            parts.append(sync_words(self._sync.status(store.id), self._today))
        about = " · ".join(parts)
        return StoreRow(store.id, store.name, about, is_dim=not store.enabled)

    def _chosen(self) -> Connection | None:
        chosen = self._list.selected()
        return next((one for one in self._stores.listed() if one.id == chosen), None)

    def _show_what_can_be_done(self) -> None:
        store = self._chosen()
        in_use = self._stores.connections()
        is_last = store is not None and [one.id for one in in_use] == [store.id]
        for button in (self._rename, self._toggle, self._sign_in, *self._loading_buttons, self._remove):
            button.setVisible(not self._stores.is_training())
            button.setEnabled(store is not None)
        self._toggle.setText(self.tr("&Disable") if store is None or store.enabled else self.tr("&Enable"))
        self._toggle.setAccessibleName(self._toggle.text().replace("&", ""))
        self._toggle.setEnabled(store is not None and not is_last)
        self._toggle.setToolTip(self.tr("One store has to stay in use.") if is_last else "")
        self._toggle.setAccessibleDescription(self._toggle.toolTip())
        self._sign_in.setEnabled(store is not None and store.enabled)
        self._show_fixed()
        self._show_loading(store)

    def _is_fixed(self) -> bool:
        return Fixed.STORES in self._stores.fixed()[0]

    def _show_fixed(self) -> None:
        """What an administrator has set cannot be changed here, and says why; signing in is everybody's own."""
        is_fixed = self._is_fixed()
        self._fixed.setVisible(is_fixed and not self._stores.is_training())
        for button in (self._another, self._rename, self._toggle, self._remove) if is_fixed else ():
            button.setEnabled(False)
            button.setToolTip(tip(translated(FIXED_WORDS)))
            button.setAccessibleDescription(button.toolTip())

    @property
    def _loading_buttons(self) -> tuple[QPushButton, QPushButton]:
        return self._pause, self._start_over

    def _show_loading(self, store: Connection | None) -> None:
        for button in self._loading_buttons:
            button.setEnabled(store is not None and store.enabled)
        is_paused = store is not None and self._sync.status(store.id).stage is SyncStage.PAUSED
        self._pause.setText(self.tr("&Go on loading") if is_paused else self.tr("&Pause loading"))
        self._pause.setAccessibleName(self._pause.text().replace("&", ""))

    def tell(self, text: str, level: Level = Level.ADMIT) -> None:
        """Say what came of something."""
        self._outcome.tell(text, level)

    def tell_error(self, error: AppError) -> None:
        """Say what went wrong."""
        self._outcome.tell_error(error)

    # ---------------------------------------------------------------------------------------- renaming

    def _begin_renaming(self, *_picked: object) -> None:
        store = self._chosen()
        if store is not None and not self._stores.is_training() and not self._is_fixed():
            self._outcome.hide()
            is_placed = Fixed.JURISDICTION in self._stores.fixed()[0]
            self._rename_line.begin(store, translated(FIXED_WORDS) if is_placed else "")

    def _give_name(self, store: ConnectionId, name: str, place: str) -> None:
        try:
            renamed = self._stores.rename(store, name, place)
        except AppError as error:
            self.tell_error(error)
            return
        self._end_renaming()
        self._tell_changed(renamed)

    def _end_renaming(self) -> None:
        self._rename_line.end()
        self._list.setFocus()

    # ---------------------------------------------------------------------------------------- disabling

    def _switch(self) -> None:
        store = self._chosen()
        if store is not None:
            where_allowed(self._shift, Privilege.STORES, self, partial(self._enable, store.id, not store.enabled))

    def _enable(self, store: ConnectionId, enabled: bool) -> None:
        try:
            changed = self._stores.enable(store, enabled=enabled)
        except AppError as error:
            self.tell_error(error)
            return
        if changed.enabled:
            self.tell(self.tr("{} is in use again.").format(changed.name))
        else:
            is_open = self._unsaved_at(changed.id) or self._waiting.count(changed.id)
            self.tell(self._after_disabling(changed), Level.LOOK if is_open else Level.ADMIT)
        self._tell_changed(changed)

    def _after_disabling(self, store: Connection) -> str:
        """What follows for the work that is open, and for what waits."""
        said_of = [self.tr("{} is disabled.").format(store.name)]
        unsaved, waiting = self._unsaved_at(store.id), self._waiting.count(store.id)
        if unsaved:
            said_of.append(self.tr("%n form(s) with unsaved work stay open.", "", unsaved))
            said_of.append(self.tr("Enable the store to save that work."))
        if waiting:
            said_of.append(self.tr("Changes that wait for it: {}. They go when it is enabled again.").format(waiting))
        return " ".join(said_of)

    def _tell_changed(self, store: Connection) -> None:
        self.refresh()
        self.changed.emit(store)

    # ---------------------------------------------------------------------------------------- loading

    def _switch_loading(self) -> None:
        store = self._chosen()
        if store is not None:
            is_paused = self._sync.status(store.id).stage is SyncStage.PAUSED
            (self.go_on_wanted if is_paused else self.pause_wanted).emit(store.id)
            self.refresh()

    def _ask_to_start_over(self) -> None:
        store = self._chosen()
        if store is None:
            return
        self._outcome.hide()
        ask(
            self,
            self.tr("Fetch every customer of {} again?").format(store.name),
            self.tr(
                "Until they are here again, the search finds only those fetched so far. Nothing changes at the store."
            ),
            yes=self.tr("Fetch again"),
            no=self.tr("Keep what is here"),
            agreed=lambda: self.start_over_wanted.emit(store),
        )

    # ---------------------------------------------------------------------------------------- signing in, removing

    def _ask_for_sign_in(self) -> None:
        store = self._chosen()
        if store is not None:
            self.sign_in_wanted.emit(store.id)

    def _ask_to_remove(self) -> None:
        store = self._chosen()
        if store is None or self._stores.is_training() or self._is_fixed():
            return
        self._outcome.hide()
        ask(
            self,
            self.tr("Remove {} from this desk?").format(store.name),
            self._before_removing(store),
            yes=self.tr("Remove"),
            no=self.tr("Keep"),
            agreed=lambda: self.remove_wanted.emit(store),
        )

    def _before_removing(self, store: Connection) -> str:
        lines = [self.tr("Its settings and its sign-in are forgotten here. Nothing changes at the store itself.")]
        unsaved, waiting = self._unsaved_at(store.id), self._waiting.count(store.id)
        if unsaved:
            work = self.tr("%n form(s) with unsaved work stay open, but can no longer be saved there.", "", unsaved)
            lines.append(f"{work} {self.tr('Copy that work to another store, or discard it.')}")
        if waiting:
            never = self.tr(
                "Changes that wait for it: {}. They can never be sent then, also not after it is connected anew."
            )
            listed = self.tr("They stay in the list of what waits (Shift+F9) until they are discarded.")
            lines.append(f"{never.format(waiting)} {listed}")
        return "\n".join(lines)

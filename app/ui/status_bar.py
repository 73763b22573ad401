"""The foot of the window: each store's state, and whether anything is unsaved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from app.core.customer import ConnectionId
from app.core.outbox import Write, WriteState
from app.services.stores import StoreState, StoreStatus
from app.services.sync import SyncStatus
from app.ui.stores.words import foot_words, sync_words
from app.ui.theme import GRID
from app.ui.widgets.cut_label import CutLabel
from app.ui.widgets.marks import tip
from app.ui.widgets.tab_place import TabPlace

_LEAST = 10  # characters of a store that are shown however many stores there are


class StatusBar(QFrame):
    """Honest about every store: ready, loading, offline since when, sign-in needed (which can be pressed)."""

    sign_in_wanted = Signal(object)  # ConnectionId
    unsaved_wanted = Signal()
    stores_wanted = Signal()
    waiting_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("statusBar")
        self.setAccessibleName(self.tr("State of the stores"))
        self._stores = QHBoxLayout()
        self._stores.setSpacing(2 * GRID)
        self._list = QPushButton(self.tr("Stores…"))
        self._list.setObjectName("storesButton")
        self._list.setProperty("role", "link")
        self._list.setToolTip(self.tr("Connect, rename, disable or remove stores (Ctrl+,)"))
        self._list.clicked.connect(self.stores_wanted)
        self._waiting = QPushButton()
        self._waiting.setObjectName("waitingButton")
        self._waiting.setProperty("role", "link")
        self._waiting.setToolTip(self.tr("Changes that no store has confirmed yet (Shift+F9)"))
        self._waiting.clicked.connect(self.waiting_wanted)
        self._saved = QPushButton()
        self._saved.setProperty("role", "link")
        self._saved.clicked.connect(self.unsaved_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, 2, 2 * GRID, 2)
        row.addWidget(self._list)
        self._tab_place = TabPlace(self)
        row.addLayout(self._stores)
        row.addStretch(1)
        row.addWidget(self._waiting)
        row.addWidget(self._saved)
        self._row = row
        self._shown: tuple[list[tuple[StoreStatus, str]], list[str]] = ([], [])
        self._waiting.hide()
        self.show_unsaved(0)

    def show_stores(
        self,
        statuses: Sequence[StoreStatus],
        syncs: Mapping[ConnectionId, SyncStatus],
        today: date,
        writes: Sequence[Write],
    ) -> None:
        """Show every store's state, how far its customers are here, and what it has not confirmed."""
        shown = [(one, self._words(one, syncs[one.connection.id], writes)) for one in statuses]
        self._show_left(self._left(writes))
        about = [sync_words(syncs[one.connection.id], today) for one in statuses]
        if (shown, about) == self._shown:
            return  # nothing is replaced under the pointer without need
        self._shown = (shown, about)
        while (item := self._stores.takeAt(0)) is not None:
            widget = item.widget()
            if widget:
                widget.deleteLater()
        stores = [self._store(status, words, more) for (status, words), more in zip(shown, about, strict=True)]
        for store in stores:
            self._stores.addWidget(store)
        self._tab_place.give_to(*stores)
        self.setAccessibleDescription("; ".join(f"{one.connection.name}: {words}" for one, words in shown))

    def _words(self, status: StoreStatus, sync: SyncStatus, writes: Sequence[Write]) -> str:
        left = self._left([write for write in writes if write.ref.connection == status.connection.id])
        words = foot_words(status, sync)
        return f"{words} ({left})" if left else words

    def _left(self, writes: Sequence[Write]) -> str:
        """What goes to a store by itself, and what a person has to see to; "" for neither."""
        refused = sum(write.state is WriteState.REFUSED for write in writes)
        waiting = len(writes) - refused
        parts = [
            self.tr("%n change(s) waiting", "", waiting) if waiting else "",
            self.tr("%n change(s) refused", "", refused) if refused else "",
        ]
        return ", ".join(filter(None, parts))

    def _show_left(self, text: str) -> None:
        self._waiting.setText(text)
        self._waiting.setVisible(bool(text))
        self._saved.setVisible(not text or self._saved.isEnabled())

    def _store(self, status: StoreStatus, words: str, more: str) -> QWidget:
        text = f"●  {status.connection.name}  {words}"
        if status.state is StoreState.SIGN_IN_NEEDED:
            return _SignIn(text, status.connection.id, self)
        return _State(text, "advice" if status.state is StoreState.OFFLINE else "muted", f"{text}\n{more}")

    def add(self, widget: QWidget) -> None:
        """Put something more at the end."""
        self._row.addWidget(widget)

    def show_unsaved(self, forms: int, *, kept: bool = False) -> None:
        """Say how many forms hold unsaved work; ``kept``: it outlives the window."""
        text = self.tr("%n form(s) not saved", "", forms) if forms else self.tr("All changes sent")
        self._saved.setText(self.tr("{}, kept on this computer").format(text) if forms and kept else text)
        self._saved.setToolTip(self.tr("Closing the window loses nothing.") if forms and kept else "")
        self._saved.setEnabled(forms > 0)
        self._saved.setVisible(forms > 0 or self._waiting.isHidden())


class _State(CutLabel):
    """A store's state on one line, cut with dots where many stores share the width."""

    def __init__(self, text: str, role: str, about: str) -> None:
        super().__init__(text, role, _LEAST)
        self.setToolTip(tip(about))
        self.setAccessibleName(text)


class _SignIn(QPushButton):
    """A store that asks for its credentials."""

    def __init__(self, text: str, connection: ConnectionId, bar: StatusBar) -> None:
        super().__init__(text)
        self.setProperty("role", "link")
        self._connection = connection
        self._bar = bar
        self.clicked.connect(self._tell)

    def _tell(self) -> None:
        self._bar.sign_in_wanted.emit(self._connection)

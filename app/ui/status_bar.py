"""The foot of the window: each store's state, and whether anything is unsaved."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from app.core.customer import ConnectionId
from app.services.stores import StoreState, StoreStatus
from app.ui.theme import GRID
from app.ui.widgets.marks import label


class StatusBar(QFrame):
    """Honest about every store: ready, offline since when, sign-in needed (which can be pressed)."""

    sign_in_wanted = Signal(object)  # ConnectionId
    unsaved_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("statusBar")
        self.setAccessibleName(self.tr("State of the stores"))
        self._stores = QHBoxLayout()
        self._stores.setSpacing(2 * GRID)
        self._saved = QPushButton()
        self._saved.setProperty("role", "link")
        self._saved.clicked.connect(self.unsaved_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, 2, 2 * GRID, 2)
        row.addLayout(self._stores)
        row.addStretch(1)
        row.addWidget(self._saved)
        self.show_unsaved(0)

    def show_stores(self, statuses: Sequence[StoreStatus]) -> None:
        """Show every store's state."""
        while (item := self._stores.takeAt(0)) is not None:
            widget = item.widget()
            if widget:
                widget.deleteLater()
        for status in statuses:
            self._stores.addWidget(self._store(status))
        self.setAccessibleDescription("; ".join(f"{one.connection.name}: {self._words(one)}" for one in statuses))

    def _store(self, status: StoreStatus) -> QWidget:
        text = f"●  {status.connection.name}  {self._words(status)}"
        if status.state is StoreState.SIGN_IN_NEEDED:
            return _SignIn(text, status.connection.id, self)
        return label(text, "advice" if status.state is StoreState.OFFLINE else "muted")

    def _words(self, status: StoreStatus) -> str:
        match status.state:
            case StoreState.CONNECTING:
                return self.tr("connecting…")
            case StoreState.READY:
                return self.tr("ready")
            case StoreState.OFFLINE:
                return self.tr("offline since {}").format(f"{status.since:%H:%M}")
            case StoreState.SIGN_IN_NEEDED:
                return self.tr("sign-in needed")

    def show_unsaved(self, forms: int) -> None:
        """Say how many forms hold unsaved work."""
        self._saved.setText(self.tr("%n form(s) not saved", "", forms) if forms else self.tr("All changes sent"))
        self._saved.setEnabled(forms > 0)


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

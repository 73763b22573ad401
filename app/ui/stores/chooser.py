"""The small dialog that asks for one of several stores; made for the keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.core.customer import ConnectionId
from app.core.vendor import Connection
from app.services.stores import Stores
from app.ui.stores.rows import StoreList, StoreRow
from app.ui.stores.words import state_words, vendor_of
from app.ui.theme import GRID
from app.ui.translation import translated
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.marks import label, mark

_CHARACTERS = 46  # the dialog is at least as wide as this many average characters
_DIGITS = "123456789"


class StoreChooser(Dialog):
    """Asks for a store: a digit chooses at once, arrows and Enter do too. Show it with ``open()``; it deletes itself.

    A store where nobody can be created is shown with the reason, and cannot be chosen.
    """

    chosen = Signal(object)  # ConnectionId

    def __init__(
        self, stores: Stores, offered: Sequence[Connection], title: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("storeChooser")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._list = StoreList(dim_can_be_chosen=False)
        self._list.setAccessibleName(title)
        self._list.set_rows(self._rows(stores, offered), stores.chosen_last())
        self._list.picked.connect(self._take)
        self._lay_out(title)
        self._list.setFocus()

    def _rows(self, stores: Stores, offered: Sequence[Connection]) -> list[StoreRow]:
        wanted = {one.id for one in offered}
        statuses = [one for one in stores.statuses() if one.connection.id in wanted]
        rows = []
        for place, status in enumerate(statuses):
            store, can = status.connection, stores.info(status.connection.id).capabilities
            reason = (
                "" if can.create else translated(can.reasons.get("create", "")) or self.tr("nobody can be created here")
            )
            about = " · ".join((vendor_of(stores, status), reason or state_words(status)))
            rows.append(StoreRow(store.id, store.name, about, _DIGITS[place : place + 1], is_dim=bool(reason)))
        return rows

    def _lay_out(self, title: str) -> None:
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setObjectName("chooserCancelButton")
        cancel.clicked.connect(self.reject)
        choose = QPushButton(self.tr("Choose"))
        choose.setObjectName("chooserChooseButton")
        mark(choose, "role", "main")
        choose.clicked.connect(self._take_selected)
        for button in (cancel, choose):
            button.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(label(self.tr("1 to 9 chooses at once · ↑↓ Enter"), "muted"), 1)
        buttons.addWidget(cancel)
        buttons.addWidget(choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addWidget(label(title, "title"))
        column.addWidget(self._list.on_card(), 1)
        column.addLayout(buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _CHARACTERS)

    def _take_selected(self) -> None:
        self._take(self._list.selected())

    def _take(self, connection: ConnectionId | None) -> None:
        if connection is None:
            return
        self.accept()
        self.chosen.emit(connection)

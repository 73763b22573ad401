"""Giving a store another name or place: one line inside the list of stores."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.core.customer import ConnectionId
from app.core.vendor import Connection
from app.ui.theme import GRID
from app.ui.widgets.button import push_button
from app.ui.widgets.combo import CalmCombo
from app.ui.widgets.dialog import is_enter
from app.ui.widgets.marks import label, tip
from app.ui.widgets.places import place_choices

_PLACE_LETTERS = 12


class RenameLine(QWidget):
    """The name and the place of one store in a line. Enter keeps both, Esc leaves them; the credentials have no part in it."""

    renamed = Signal(object, str, str)  # ConnectionId, the name as typed, the code of the place
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._store: ConnectionId | None = None
        self._line = QLineEdit()
        self._line.setObjectName("renameLine")
        self._line.setAccessibleName(self.tr("New name of the store"))
        self._place = CalmCombo()
        self._place.setObjectName("placeOfStore")
        self._place.setAccessibleName(self.tr("State or province of the store"))
        self._place.setMinimumContentsLength(_PLACE_LETTERS)
        self._place.addItem(self.tr("Place not told"), "")
        for choice in place_choices():
            self._place.addItem(choice.label, choice.value)
        self._keep = push_button(self.tr("&Keep"), "keepNameButton", self._tell)
        self._keep.setAccessibleName(self.tr("Keep the new name and place"))
        name = label(self.tr("New name"), "label")
        name.setBuddy(self._line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(name)
        row.addWidget(self._line, 1)
        row.addWidget(self._place)
        row.addWidget(self._keep)
        self.hide()

    def begin(self, store: Connection, place_fixed: str = "") -> None:
        """Show a store's name, ready to be typed over, and its place; ``place_fixed`` says why that cannot be changed."""
        self._store = store.id
        self._line.setText(store.name)
        self._place.setCurrentIndex(max(self._place.findData(store.jurisdiction.code), 0))
        self._place.setEnabled(not place_fixed)
        self._place.setToolTip(tip(place_fixed))
        self._place.setAccessibleDescription(place_fixed)
        self._line.selectAll()
        self.show()
        self._line.setFocus()

    def end(self) -> None:
        """Put the line away."""
        self._store = None
        self.hide()

    def _tell(self) -> None:
        if self._store is not None:
            self.renamed.emit(self._store, self._line.text(), self._place.currentData())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Esc are meant for the name, not for the dialog."""
        if is_enter(event):
            self._tell()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

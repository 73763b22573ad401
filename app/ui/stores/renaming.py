"""Giving a store another name: one line inside the list of stores."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.core.customer import ConnectionId
from app.ui.theme import GRID
from app.ui.widgets.marks import label

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class RenameLine(QWidget):
    """The name of one store in a line. Enter keeps it, Esc leaves it; the credentials have no part in it."""

    renamed = Signal(object, str)  # ConnectionId, what was typed
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._store: ConnectionId | None = None
        self._line = QLineEdit()
        self._line.setObjectName("renameLine")
        self._line.setAccessibleName(self.tr("New name of the store"))
        self._keep = QPushButton(self.tr("&Keep name"))
        self._keep.setObjectName("keepNameButton")
        self._keep.setAccessibleName(self.tr("Keep the new name"))
        self._keep.setAutoDefault(False)
        self._keep.clicked.connect(self._tell)
        name = label(self.tr("New name"), "label")
        name.setBuddy(self._line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(name)
        row.addWidget(self._line, 1)
        row.addWidget(self._keep)
        self.hide()

    def begin(self, store: ConnectionId, name: str) -> None:
        """Show a store's name, ready to be typed over."""
        self._store = store
        self._line.setText(name)
        self._line.selectAll()
        self.show()
        self._line.setFocus()

    def end(self) -> None:
        """Put the line away."""
        self._store = None
        self.hide()

    def _tell(self) -> None:
        if self._store is not None:
            self.renamed.emit(self._store, self._line.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Esc are meant for the name, not for the dialog."""
        if event.key() in _ENTER:
            self._tell()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

"""At the foot of the window: who is signed in, and the lock."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.services.shift import Shift
from app.ui.theme import GRID


class WhoIsHere(QWidget):
    """The name, which opens the list of people, and what hides everything."""

    people_wanted = Signal()
    lock_wanted = Signal()

    def __init__(self, shift: Shift) -> None:
        super().__init__()
        self._shift = shift
        self._name = self._link("peopleButton")
        self._name.clicked.connect(self.people_wanted)
        self._lock = self._link("lockButton")
        self._lock.clicked.connect(self.lock_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self._name)
        row.addWidget(self._lock)
        self.refresh()

    def _link(self, name: str) -> QPushButton:
        made = QPushButton()
        made.setObjectName(name)
        made.setProperty("role", "link")
        return made

    def refresh(self) -> None:
        """Say who it is now."""
        has_people = bool(self._shift.members)
        self._name.setVisible(self._shift.can_have_people)
        self._name.setText(self._shift.who if has_people else self.tr("Set up PINs…"))
        self._name.setAccessibleName(
            self.tr("{} is signed in; people at this desk").format(self._shift.who)
            if has_people
            else self.tr("Set up PINs for the people at this desk")
        )
        self._name.setToolTip(self.tr("Who works at this desk, and their PINs"))
        self._lock.setText(self.tr("Lock   Ctrl+L") if has_people else self.tr("Hide   Ctrl+L"))
        self._lock.setAccessibleName(
            self.tr("Lock the window") if has_people else self.tr("Hide everything until a key is pressed")
        )

"""One person in a line of the list of people: a new one with name and PIN, or another PIN for one who is there."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from app.core.errors import InvalidInput, Problem
from app.core.staff import LONGEST_PIN, Member, Role
from app.ui.theme import GRID
from app.ui.translation import translated
from app.ui.widgets.button import push_button
from app.ui.widgets.dialog import is_enter
from app.ui.widgets.marks import label, mark


class PersonLine(QWidget):
    """``given`` with a Member and the PIN; ``left`` with Esc. A problem stands under its field."""

    given = Signal(object, str)  # Member, the PIN
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._who: Member | None = None
        self._name = self._line("personName", self.tr("Name"))
        self._pin = self._line("personPin", self.tr("PIN"), secret=True)
        self._again = self._line("personPinAgain", self.tr("PIN once more"), secret=True)
        self._manager = QCheckBox(self.tr("Manager"))
        self._manager.setObjectName("personIsManager")
        self._keep = push_button(self.tr("Keep   Enter"), "keepPersonButton", self._give)
        mark(self._keep, "role", "main")
        self._error_of: dict[str, tuple[QLineEdit, QWidget]] = {}
        self._lay_out()
        self.hide()

    def _line(self, name: str, said_name: str, *, secret: bool = False) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(name)
        made.setAccessibleName(said_name)
        if secret:
            made.setEchoMode(QLineEdit.EchoMode.Password)
            made.setMaxLength(LONGEST_PIN)
        return made

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID // 2)
        for place, (line, text) in enumerate(
            ((self._name, self.tr("Name")), (self._pin, self.tr("PIN")), (self._again, self.tr("PIN once more")))
        ):
            title = label(text, "label")
            title.setBuddy(line)
            grid.addWidget(title, 0, place)
            grid.addWidget(line, 1, place)
            grid.setColumnStretch(place, 2 if line is self._name else 1)
        grid.addWidget(self._manager, 1, 3)
        grid.addWidget(self._keep, 1, 4)
        self._error = label(role="error")
        self._error.setObjectName("personError")
        self._error.setWordWrap(True)
        grid.addWidget(self._error, 2, 0, 1, 5)

    def begin(self, who: Member | None, *, is_first: bool = False) -> None:
        """Ask for a new person, or for another PIN of ``who``. The first person is a manager in any case."""
        self._who = who
        self._name.setText(who.name if who else "")
        self._name.setReadOnly(who is not None)
        self._manager.setVisible(who is None)
        self._manager.setChecked(is_first)
        self._manager.setEnabled(not is_first)
        for line in (self._pin, self._again):
            line.clear()
        self._tell(None)
        self.show()
        (self._pin if who else self._name).setFocus()

    def end(self) -> None:
        """Forget what was typed."""
        for line in (self._name, self._pin, self._again):
            line.clear()
        self.hide()

    @property
    def is_new(self) -> bool:
        """Whether a new person is asked for."""
        return self._who is None

    def tell_error(self, error: InvalidInput) -> None:
        """Say what is wrong at its field, and go there."""
        self._tell(error.problems[0])

    def tell_taken(self, title: str) -> None:
        """Somebody of that name is there already."""
        self._tell(Problem("name", title))

    def _tell(self, problem: Problem | None) -> None:
        fields = {"name": self._name, "pin": self._pin, "again": self._again}
        for line in fields.values():
            mark(line, "state", "")
            line.setAccessibleDescription("")
        self._error.setText(translated(problem.message) if problem else "")
        self._error.setVisible(problem is not None)
        if problem:
            line = fields.get(problem.field, self._name)
            mark(line, "state", "wrong")
            line.setAccessibleDescription(self._error.text())
            line.setFocus()
            line.selectAll()

    def _give(self) -> None:
        if self._pin.text() != self._again.text():
            self._tell(Problem("again", self.tr("The two PINs differ. Type the same one twice.")))
            return
        role = Role.MANAGER if self._manager.isChecked() else Role.CLERK
        self.given.emit(self._who or Member(self._name.text(), role), self._pin.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter keeps, Esc leaves."""
        if is_enter(event):
            self._give()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

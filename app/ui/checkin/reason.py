"""The line in which a clerk says why somebody is admitted all the same."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.core.verdict import Level
from app.ui.theme import GRID
from app.ui.widgets.marks import label, mark

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_LONGEST = 200


class ReasonLine(QLineEdit):
    """A line of text; a digit typed into it while it is empty stands for one of the usual reasons."""

    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("reasonLine")
        self.setMaxLength(_LONGEST)
        self.usual: tuple[str, ...] = ()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter ends it, a digit chooses."""
        digit = event.text()
        if event.key() in _ENTER:
            self.entered.emit()
        elif digit.isdecimal() and not self.text() and 1 <= int(digit) <= len(self.usual):
            self.setText(self.usual[int(digit) - 1])
        else:
            super().keyPressEvent(event)


class ReasonPanel(QFrame):
    """Asks under the verdict for a reason: a usual one by its digit, or one's own. A refusal wants one's own words."""

    given = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reasonPanel")
        self.level = Level.LOOK  # the verdict that is asked about
        self._title = label()
        self._line = ReasonLine()
        self._title.setBuddy(self._line)
        self._admit = QPushButton()
        self._admit.setObjectName("admitButton")
        self._admit.setProperty("role", "main")
        self._cancel = QPushButton(self.tr("Cancel   Esc"))
        self._cancel.setObjectName("cancelCheckInButton")
        self._about = label(role="muted")
        self._about.setWordWrap(True)
        self._usual = QWidget()
        self._choices: list[QPushButton] = []
        self._lay_out()
        self._line.entered.connect(self._give)
        self._line.textChanged.connect(self._show_whether_enough)
        self._admit.clicked.connect(self._give)
        self._cancel.clicked.connect(self.left)
        self.hide()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(self._title)
        line.addWidget(self._line, 1)
        line.addWidget(self._admit)
        line.addWidget(self._cancel)
        choices = QHBoxLayout(self._usual)
        choices.setContentsMargins(0, 0, 0, 0)
        choices.setSpacing(GRID)
        for number, reason in enumerate(self._usual_reasons(), 1):
            choices.addWidget(self._choice(number, reason))
        choices.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID + 4, 2 * GRID, GRID + 4)
        column.setSpacing(GRID)
        column.addLayout(line)
        column.addWidget(self._usual)
        column.addWidget(self._about)

    def _usual_reasons(self) -> tuple[str, ...]:
        return (
            self.tr("Valid ID shown"),
            self.tr("Medical card shown"),
            self.tr("Caregiver is here"),
            self.tr("Documents checked"),
        )

    def _choice(self, number: int, reason: str) -> QPushButton:
        button = QPushButton(f"{number}  {reason}")
        button.setProperty("role", "link")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the digit is its key
        button.setProperty("reason", reason)
        button.clicked.connect(self._choose)
        self._choices.append(button)
        return button

    def _choose(self) -> None:
        self._line.setText(str(self.sender().property("reason")))
        self._line.setFocus()

    def ask(self, level: Level) -> None:
        """Show the empty line for a verdict that is not to admit, with the cursor in it."""
        self.level, refused = level, level is Level.REFUSE
        mark(self, "level", level.name.lower())
        self._title.setText(self.tr("Why override?") if refused else self.tr("What makes it right?"))
        self._line.setAccessibleName(self._title.text())
        self._line.usual = () if refused else self._usual_reasons()
        self._admit.setText(self.tr("Override   Enter") if refused else self.tr("Check in   Enter"))
        self._usual.setVisible(not refused)
        self._about.setText(
            self.tr("Only with a manager's word. It is kept with the check-in as an override, with these words.")
            if refused
            else ""
        )
        self._about.setVisible(refused)
        self._line.setAccessibleDescription(self._about.text() or self._spoken_choices())
        self._line.clear()
        self._show_whether_enough()
        self.show()
        self._line.setFocus()

    def _spoken_choices(self) -> str:
        return ", ".join(button.text() for button in self._choices)

    def _show_whether_enough(self) -> None:
        self._admit.setEnabled(bool(self._line.text().strip()))

    def _give(self) -> None:
        if self._line.text().strip():
            self.given.emit(self._line.text())

"""The line in which a clerk says why somebody is admitted all the same."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.core.verdict import Level
from app.ui import theme
from app.ui.theme import GRID
from app.ui.widgets.dialog import is_enter
from app.ui.widgets.marks import label, mark

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
        if is_enter(event):
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
        self._usual = QLabel()
        self._usual.setWordWrap(True)
        self._usual.setTextFormat(Qt.TextFormat.RichText)
        self._usual.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)  # the digits are its keys
        self._usual.linkActivated.connect(self._choose)
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

    def _choose(self, digit: str) -> None:
        self._line.setText(self._line.usual[int(digit) - 1])
        self._line.setFocus()

    def _links(self) -> str:
        """The usual reasons with their digits, each to be pressed; one never breaks at the end of a line."""
        style = f'style="color: {theme.active().text}; text-decoration: none"'
        links = (
            f'<a href="{number}" {style}>{number}&nbsp;&nbsp;{escape(reason).replace(" ", "&nbsp;")}</a>'
            for number, reason in enumerate(self._usual_reasons(), 1)
        )
        return "&nbsp;&nbsp;&nbsp; ".join(links)

    def ask(self, level: Level) -> None:
        """Show the empty line for a verdict that is not to admit, with the cursor in it."""
        self.level, refused = level, level is Level.REFUSE
        mark(self, "level", level.name.lower())
        self._title.setText(self.tr("Reason to override") if refused else self.tr("Reason"))
        self._line.setAccessibleName(self._title.text())
        self._line.usual = () if refused else self._usual_reasons()
        self._admit.setText(self.tr("Override   Enter") if refused else self.tr("Check in   Enter"))
        self._usual.setText(self._links())
        self._usual.setVisible(not refused)
        self._about.setText(
            self.tr("Only with a manager's word. Kept as an override, with these words.") if refused else ""
        )
        self._about.setVisible(refused)
        self._line.setAccessibleDescription(self._about.text() or self._spoken_choices())
        self._line.clear()
        self._show_whether_enough()
        self.show()
        self._line.setFocus()

    def go_on(self) -> None:
        """Put the cursor back into the line; what was typed stays."""
        self._line.setFocus()

    def _spoken_choices(self) -> str:
        return ", ".join(f"{number} {reason}" for number, reason in enumerate(self._usual_reasons(), 1))

    def _show_whether_enough(self) -> None:
        self._admit.setEnabled(bool(self._line.text().strip()))

    def _give(self) -> None:
        if self._line.text().strip():
            self.given.emit(self._line.text())

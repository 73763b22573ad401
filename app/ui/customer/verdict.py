"""The banner with the one answer and its reasons."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy

from app.core.customer import Customer, CustomerRef
from app.core.verdict import Level, Reason, Verdict
from app.ui.theme import GRID
from app.ui.translation import translated
from app.ui.widgets.marks import label, mark

_SIGNS = {Level.ADMIT: "✓", Level.LOOK: "!", Level.REFUSE: "✕"}


class VerdictBanner(QFrame):
    """OK to admit, look closer, do not admit: a sign, words and reasons, never colour alone."""

    link_followed = Signal(object)  # CustomerRef
    check_in_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("verdictBanner")
        self._customer: Customer | None = None
        self._link = ""
        self._sign = label(role="verdict")
        self._title = label(role="verdict")
        self._reasons = label()
        self._reasons.setWordWrap(True)
        self._reasons.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._open = QPushButton()
        self._open.setProperty("role", "link")
        self._open.clicked.connect(self._follow)
        self._check_in = QPushButton()
        self._check_in.setObjectName("checkInButton")
        self._check_in.clicked.connect(self.check_in_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID, GRID + 4, GRID)
        row.setSpacing(GRID)
        row.addWidget(self._sign)
        row.addWidget(self._title)
        row.addWidget(self._reasons, 1)
        row.addWidget(self._open)
        row.addWidget(self._check_in)

    def show_verdict(self, customer: Customer, verdict: Verdict, *, since: str = "", can_check_in: bool = True) -> None:
        """Show the answer for a customer; ``since`` when the customer has been in the queue."""
        self._customer = customer
        titles = {
            Level.ADMIT: self.tr("OK to admit"),
            Level.LOOK: self.tr("Look closer"),
            Level.REFUSE: self.tr("Do not admit"),
        }
        mark(self, "level", verdict.level.name.lower())
        for part in (self._sign, self._title, self._reasons):
            part.style().polish(part)
        self._sign.setText(_SIGNS[verdict.level])
        self._title.setText(titles[verdict.level])
        reasons = " · ".join(_sentence(reason) for reason in verdict.reasons)
        self._reasons.setText(reasons)
        self.setAccessibleName(f"{titles[verdict.level]}: {reasons}")
        self._link = next((reason.link for reason in verdict.reasons if reason.link), "")
        self._open.setText(self.tr("Open customer {}").format(self._link))
        self._open.setVisible(bool(self._link))
        self._show_button(verdict.level, since)
        self._check_in.setVisible(can_check_in)

    def _show_button(self, level: Level, since: str) -> None:
        texts = {
            Level.ADMIT: self.tr("Check in   F4"),
            Level.LOOK: self.tr("Check in…   F4"),
            Level.REFUSE: self.tr("Override…   F4"),
        }
        self._check_in.setText(self.tr("In the queue since {}").format(since) if since else texts[level])
        mark(self._check_in, "role", "main" if level is not Level.REFUSE and not since else "")

    def _follow(self) -> None:
        if self._customer and self._link:
            self.link_followed.emit(CustomerRef(self._customer.ref.connection, self._link))


def _sentence(reason: Reason) -> str:
    return translated(reason.template).format(*reason.arguments)

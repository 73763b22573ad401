"""What came of testing or saving a store, said inside the dialog, with what can be pressed next."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.core.errors import AppError
from app.core.verdict import Level
from app.ui.theme import GRID
from app.ui.translation import translated
from app.ui.widgets.marks import label, mark


class Notice(QFrame):
    """One outcome at a time. ``session_chosen`` and ``again_chosen`` where the secret store cannot be used."""

    session_chosen = Signal()
    again_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("connectNotice")
        self._title = label()
        bold = self._title.font()
        bold.setWeight(QFont.Weight.DemiBold)
        self._title.setFont(bold)
        self._detail = label()
        for one in (self._title, self._detail):
            one.setWordWrap(True)
        self._session = QPushButton(self.tr("&Use for this session only"))
        self._session.setObjectName("sessionOnlyButton")
        self._session.clicked.connect(self.session_chosen)
        self._again = QPushButton(self.tr("Try &again"))
        self._again.setObjectName("tryAgainButton")
        self._again.clicked.connect(self.again_chosen)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self._session)
        buttons.addWidget(self._again)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(self._title)
        column.addWidget(self._detail)
        column.addLayout(buttons)

    def tab_stops(self) -> list[QWidget]:
        """What Tab goes through, in order."""
        return [self._session, self._again]

    def show_success(self, title: str, detail: str) -> None:
        """Say that it worked."""
        self._show(Level.ADMIT, title, detail, offers_session=False)

    def show_error(self, error: AppError, *, offers_session: bool = False) -> None:
        """Say what went wrong and what can be done; ``offers_session`` brings the two buttons."""
        detail = translated(error.detail, error.hint)
        level = Level.LOOK if error.retryable or offers_session else Level.REFUSE
        self._show(level, translated(error.title), detail, offers_session=offers_session)
        if offers_session:
            self._session.setFocus()

    def _show(self, level: Level, title: str, detail: str, *, offers_session: bool) -> None:
        mark(self, "level", level.name.lower())
        self._title.setText(title)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self._session.setVisible(offers_session)
        self._again.setVisible(offers_session)
        spoken = f"{title} {detail}".strip()
        self.setAccessibleName(spoken)
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, spoken))

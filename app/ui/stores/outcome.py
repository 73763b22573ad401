"""What came of something done in the list of stores, said inside the dialog."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.core.errors import AppError
from app.core.verdict import Level
from app.ui.theme import GRID
from app.ui.translation import error_words
from app.ui.widgets.marks import label, mark


class Outcome(QFrame):
    """One outcome at a time, read out by a screen reader."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("storesOutcome")
        self._text = label()
        self._text.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.addWidget(self._text)
        self.hide()

    def tell(self, text: str, level: Level = Level.ADMIT) -> None:
        """Say it."""
        mark(self, "level", level.name.lower())
        self._text.setText(text)
        self.setAccessibleName(text)
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def tell_error(self, error: AppError) -> None:
        """Say what went wrong and what can be done."""
        self.tell(error_words(error), Level.LOOK if error.retryable else Level.REFUSE)

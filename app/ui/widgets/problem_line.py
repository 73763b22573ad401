"""What is wrong with what stands above it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.core.errors import Problem
from app.ui.translation import translated
from app.ui.widgets.marks import mark


class ProblemLine(QLabel):
    """An error, or advice, which stops nobody; hidden while there is neither. ``key``: whose it is, as problems name it."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setObjectName(f"error_{key}")
        self.setProperty("role", "error")
        self.setWordWrap(True)
        self.hide()

    def show_problem(self, problem: Problem | None) -> None:
        """Show what is wrong, or nothing."""
        self.setText(translated(problem.message) if problem else "")
        mark(self, "role", "advice" if problem and not problem.blocking else "error")
        self.setVisible(problem is not None)

"""The window itself: there at once with a search box to type into, filled with the desk when that is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QMainWindow, QVBoxLayout, QWidget

from app.ui.theme import GRID, left_width

if TYPE_CHECKING:  # the first paint does not wait for the desk
    from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent

    from app.ui.desk_view import DeskView


class FirstScreen(QWidget):
    """What can be seen and typed into before anything else is loaded: the desk's own outline."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self.box = QLineEdit()
        self.box.setObjectName("searchBox")
        self.box.setAccessibleName(self.tr("Search customers"))
        self.box.returnPressed.connect(self._note_enter)
        self.entered = False
        self._left, right = QFrame(), QFrame()
        for card in (self._left, right):
            card.setProperty("card", True)
        inner = QVBoxLayout(self._left)
        inner.setContentsMargins(11, 11, 11, 11)
        inner.addWidget(self.box)
        inner.addStretch(1)
        opening = QLabel(self.tr("Opening…"), right)
        opening.setProperty("role", "muted")
        middle = QHBoxLayout(right)
        middle.addStretch(1)
        middle.addWidget(opening)
        middle.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        row.setSpacing(2 * GRID)
        row.addWidget(self._left)
        row.addWidget(right, 1)

    def _note_enter(self) -> None:
        self.entered = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand where the desk will stand."""
        super().resizeEvent(event)
        self._left.setFixedWidth(left_width(self, event.size().width()))


class MainWindow(QMainWindow):
    """The desk's one window."""

    painted = Signal()  # once, when the first screen is on the display
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Frontdesk")
        self._first: FirstScreen | None = FirstScreen()
        self._view: DeskView | None = None
        self._was_painted = False
        self._may_close = False
        self.setCentralWidget(self._first)
        self._first.box.setFocus()

    def fill(self, view: DeskView) -> None:
        """Put the desk in place of the first screen; what was typed meanwhile goes along, Enter too."""
        first, self._first = self._first, None
        typed = first.box.text() if first else ""
        entered = first is not None and first.entered
        self._view = view
        self.setCentralWidget(view)
        view.search.go_to_box()
        if typed:
            view.search.box.setText(typed)
            if entered:
                view.search.enter()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that the first screen is there."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close at once, unless unsaved work would be lost."""
        if self._view is None or self._may_close or self._view.may_close(self.close_anyway):
            event.accept()
            self.closed.emit()
        else:
            event.ignore()

    def close_anyway(self) -> None:
        """Close without a further question."""
        self._may_close = True
        self.close()

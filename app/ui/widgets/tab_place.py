"""A place in the order of the Tab key, kept for what comes into the window later."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


class TabPlace(QWidget):
    """Stays hidden, and gives the place it has in the order of the Tab key to what is drawn there afterwards.

    Qt puts whatever comes into a window behind everything that is there already, and moves nothing behind a widget that
    never has the focus itself. Make one between the parts of its parent that stand before and behind.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.hide()

    def give_to(self, *parts: QWidget) -> None:
        """Let the Tab key go through these parts of the window here, each in the order in which it was put together."""
        before: QWidget = self
        for one in (inner for part in parts for inner in (part, *part.findChildren(QWidget))):
            takes_tab = bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus) and one.focusProxy() is None
            if takes_tab and one.window() is self.window():
                QWidget.setTabOrder(before, one)
                before = one

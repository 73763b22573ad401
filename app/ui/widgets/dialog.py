"""Enter presses the button that it is on, in every window of the program."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QPushButton, QWidget


def is_enter(event: QKeyEvent) -> bool:
    """Whether the key is Enter: the one among the letters, or that of the number pad."""
    return event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}


def press_focused(window: QWidget, event: QKeyEvent) -> bool:
    """Press the button with the cursor where the key is Enter; whether there was one.

    Qt leaves that to the space bar outside of dialogs, and in a dialog lets Enter press only what it may press from
    anywhere in it.
    """
    focus = window.focusWidget()
    if not is_enter(event) or not isinstance(focus, QPushButton):
        return False
    if not event.isAutoRepeat():
        focus.click()
    return True


class Dialog(QDialog):
    """A dialog of the program."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the button with the cursor, else do as every dialog."""
        if not press_focused(self, event):
            super().keyPressEvent(event)

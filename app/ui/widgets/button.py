"""The usual button of the program's windows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QPushButton


def push_button(text: str, name: str, pressed: Callable[[], object] | SignalInstance | None = None) -> QPushButton:
    """A button with its objectName. Enter presses it where the cursor is on it, and from nowhere else."""
    made = QPushButton(text)
    made.setObjectName(name)
    made.setAutoDefault(False)
    if pressed is not None:
        made.clicked.connect(pressed)
    return made

"""What was copied in this program's windows does not stay in the clipboard."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

from app.ui.clipboard import is_lasting

_SECONDS = 60


class CopiedText(QObject):
    """Clears the clipboard a minute after the last copy, and when asked to, unless somebody else has copied since.

    It reads nothing of the clipboard: a copy made while a window of ours has the keyboard is ours until the next one.
    """

    def __init__(self, parent: QObject | None = None, seconds: float = _SECONDS) -> None:
        super().__init__(parent)
        self._clipboard = QGuiApplication.clipboard()
        self._is_ours = False
        self._owned = False  # as the system says; not every system does
        self._timer = QTimer(self, singleShot=True, interval=round(seconds * 1000))
        self._timer.timeout.connect(self.clear)
        self._clipboard.dataChanged.connect(self._take_copy)

    def _take_copy(self) -> None:
        self._owned = self._clipboard.ownsClipboard()
        self._is_ours = (self._owned or QGuiApplication.focusWindow() is not None) and not is_lasting(self._clipboard)
        if self._is_ours:
            self._timer.start()
        else:
            self._timer.stop()

    def clear(self) -> None:
        """Take what is ours out of the clipboard, also what was only marked with the mouse where that is a copy."""
        self._timer.stop()
        if self._is_ours and self._owned == self._clipboard.ownsClipboard():
            self._clipboard.clear()
        self._is_ours = False
        if self._clipboard.supportsSelection() and self._clipboard.ownsSelection():
            self._clipboard.clear(QClipboard.Mode.Selection)

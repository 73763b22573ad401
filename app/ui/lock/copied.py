"""What was copied in this program's windows does not stay in the clipboard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

from app.ui.clipboard import is_personal

_SECONDS = 60


class CopiedText(QObject):
    """Clears the clipboard a minute after the last copy, and when asked to, unless another program has copied since.

    ``owns`` answers whether what is there is this program's, as the system says. What other programs put there is not read.
    """

    def __init__(self, parent: QObject | None = None, seconds: float = _SECONDS) -> None:
        super().__init__(parent)
        self._clipboard = QGuiApplication.clipboard()
        self.owns: Callable[[], bool] = self._clipboard.ownsClipboard
        self._timer = QTimer(self, singleShot=True, interval=round(seconds * 1000))
        self._timer.timeout.connect(self.clear)
        self._clipboard.dataChanged.connect(self._take_copy)

    def _take_copy(self) -> None:
        if self._is_ours():
            self._timer.start()
        else:
            self._timer.stop()

    def _is_ours(self) -> bool:
        return self.owns() and is_personal(self._clipboard)

    def clear(self) -> None:
        """Take what is ours out of the clipboard, also what was only marked with the mouse where that is a copy."""
        self._timer.stop()
        if self._is_ours():
            self._clipboard.clear()
        if self._clipboard.supportsSelection() and self._clipboard.ownsSelection():
            self._clipboard.clear(QClipboard.Mode.Selection)

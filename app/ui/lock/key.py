"""The key that locks, wherever the keyboard is: a short cut of the main window does not work over a modal dialog."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

_LOCK = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_L)
_KEYS = frozenset({QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress})


class LockKey(QObject):
    """Listens for Ctrl+L in the window that has the keyboard, whichever it is."""

    pressed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._follow)
            self._follow(application.focusWindow())

    def _follow(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take the key; no field and no other short cut has a use for it."""
        if event.type() not in _KEYS or not isinstance(event, QKeyEvent) or event.keyCombination() != _LOCK:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif not event.isAutoRepeat():
            self.pressed.emit()
        return True

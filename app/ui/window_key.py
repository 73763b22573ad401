"""Keys that work wherever the keyboard is: a short cut of the main window does not work over a modal dialog."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

_KEYS = frozenset({QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress})


class KeyboardFilter(QObject):
    """Sees the events of the window that has the keyboard, whichever it is, before that window does."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._follow)
            self._follow(application.focusWindow())

    def _follow(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)


class WindowKey(KeyboardFilter):
    """Listens for one key; while not ``enabled``, to nothing.

    Take a key that no field and no other short cut has a use for: nobody else gets it.
    """

    pressed = Signal()

    def __init__(self, combination: QKeyCombination, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.enabled = True
        self._combination = combination

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take the key."""
        if event.type() not in _KEYS or not isinstance(event, QKeyEvent):
            return False
        if not self.enabled or event.keyCombination() != self._combination:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif not event.isAutoRepeat():
            self.pressed.emit()
        return True

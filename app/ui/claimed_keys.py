"""The window's keys mean the same wherever the cursor is."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget


class ClaimedKeys(QObject):
    """Keeps some keys from editors that have a meaning of their own for them.

    On X11 Ctrl+E goes to the end of the line in every text field, on macOS Ctrl+K deletes to it. Qt asks the widget
    with the cursor first; this answers in its place.
    """

    def __init__(self, keys: Iterable[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._keys = {QKeySequence(text) for text in keys}
        self._parent = parent
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        if before is not None:
            before.removeEventFilter(self)
        if now is not None and self._parent.isAncestorOf(now):
            now.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Leave a claimed key to the window."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        is_ours = QKeySequence(event.keyCombination()) in self._keys
        if is_ours:
            event.ignore()
        return is_ours

"""The keys of the documents tab, and how they are claimed before the window's own short cuts get them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

_CONTROL = Qt.KeyboardModifier.ControlModifier
ADD = QKeyCombination(_CONTROL, Qt.Key.Key_O)
SAVE_AS = QKeyCombination(_CONTROL | Qt.KeyboardModifier.ShiftModifier, Qt.Key.Key_S)


def in_words(keys: QKeyCombination) -> str:
    """The keys as this system writes them."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def asked_for(event: QEvent) -> QKeyEvent | None:
    """The key that Qt asks a widget about before it looks for a short cut: accepted, it comes as a key press."""
    is_question = event.type() is QEvent.Type.ShortcutOverride
    return event if is_question and isinstance(event, QKeyEvent) else None

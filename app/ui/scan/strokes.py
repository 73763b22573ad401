"""What a key of a scanner writes: keyboards have no keys for control characters, and scanners find substitutes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from app.ui.scan.burst import ALT_ZERO, Kind, Stroke

_MODIFIERS = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
    }
)
# Ctrl with these is a control character (ISO/IEC 646): what a card or a scanner's frame holds, and no key of ours.
_CONTROLS = {
    Qt.Key.Key_B: "\x02",
    Qt.Key.Key_J: "\n",
    Qt.Key.Key_M: "\r",
    Qt.Key.Key_Backslash: "\x1c",
    Qt.Key.Key_BracketRight: "\x1d",
    Qt.Key.Key_6: "\x1e",
    Qt.Key.Key_AsciiCircum: "\x1e",
}
_DIGITS = range(Qt.Key.Key_0, Qt.Key.Key_9 + 1)
_WRITTEN = {
    Qt.Key.Key_Return: (Kind.ENTER, "\n"),
    Qt.Key.Key_Enter: (Kind.ENTER, "\n"),
    Qt.Key.Key_Tab: (Kind.TAB, "\t"),
    Qt.Key.Key_Down: (Kind.OTHER, "\n"),  # what a line feed is called on old keyboards, and some scanners keep to it
    # These have a text of their own on some systems, and write nothing.
    Qt.Key.Key_Backspace: (Kind.OTHER, ""),
    Qt.Key.Key_Escape: (Kind.OTHER, ""),
    Qt.Key.Key_Delete: (Kind.OTHER, ""),
    Qt.Key.Key_Backtab: (Kind.OTHER, ""),
}
_CONTROL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier


def stroke_of(event: QKeyEvent) -> Stroke:
    """The key as the recogniser wants it."""
    kind, text = _read(event)
    shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    return Stroke(kind, text, event.timestamp(), shifted=shifted, repeats=event.isAutoRepeat())


def _read(event: QKeyEvent) -> tuple[Kind, str]:
    key, modifiers = event.key(), event.modifiers()
    if key in _MODIFIERS:
        return Kind.MODIFIER, ""
    if modifiers & _CONTROL and not modifiers & _ALT:
        written = _CONTROLS.get(Qt.Key(key))
        return (Kind.CONTROL, written) if written else (Kind.OTHER, _control_character(key))
    if modifiers & _ALT and not modifiers & _CONTROL:
        return (Kind.ALT_CODE, chr(ALT_ZERO + key - Qt.Key.Key_0)) if key in _DIGITS else (Kind.OTHER, "")
    found = _WRITTEN.get(Qt.Key(key))
    return found or ((Kind.CHARACTER, event.text()) if event.text() else (Kind.OTHER, ""))


def _control_character(key: int) -> str:
    """Ctrl and a letter as the control character it stands for; "" for any other key."""
    return chr(key - Qt.Key.Key_At) if Qt.Key.Key_A <= key <= Qt.Key.Key_Z else ""

"""Hands and a scanner on the keyboard of a window: every key goes the way of a real one, short cuts included."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtTest import QTest

CARD_FILE = Path(__file__).parents[2] / "data" / "aamva" / "keystrokes_v10.json"
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_NONE = Qt.KeyboardModifier.NoModifier
_NAMED = {"Enter": Qt.Key.Key_Return, "Tab": Qt.Key.Key_Tab}
_TEXTS = {"Enter": "\r", "Tab": "\t"}
_PHASES = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease)


@dataclass(frozen=True)
class Press:
    """One key of a recording."""

    key: str
    ctrl: bool = False


def recorded() -> list[Press]:
    """What a scanner in keyboard mode types for a card of the standard's version 10."""
    return [Press(one["key"], one.get("ctrl", False)) for one in json.loads(CARD_FILE.read_text())["keys"]]


def of_text(text: str) -> Iterator[Press]:
    """A text as a scanner types it: line feeds and record separators with Ctrl, carriage returns as Enter."""
    controls = {"\n": Press("J", ctrl=True), "\x1e": Press("6", ctrl=True), "\r": Press("Enter"), "\t": Press("Tab")}
    controls |= {"\x02": Press("B", ctrl=True), "\x03": Press("C", ctrl=True)}
    return (controls.get(letter, Press(letter)) for letter in text)


def window_with_keyboard() -> QWindow:
    """The window that gets the keys."""
    window = QGuiApplication.focusWindow()
    assert window is not None
    return window


def press(one: Press) -> None:
    """Press and release a key in the window that has the keyboard."""
    window = window_with_keyboard()
    if one.key in _NAMED:
        QTest.keyClick(window, _NAMED[one.key])
    elif one.ctrl:
        QTest.keyClick(window, Qt.Key(ord(one.key)), _CONTROL)
    else:
        write(one.key)


def write(letter: str) -> None:
    """Type one letter into the window that has the keyboard."""
    modifier = _SHIFT if letter.isupper() or letter in '@"' else _NONE
    QTest.keyClick(window_with_keyboard(), letter, modifier)  # type: ignore[call-overload] # the stubs know keys only


class _Clock(QObject):
    """Reads the time that the test keys of Qt carry, which is that of the window system."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note the time of every key."""
        if isinstance(event, QKeyEvent):
            self.now = event.timestamp()
        return False


def scan(keys: Iterable[Press], pace_ms: int = 0) -> None:
    """A scanner types. It keeps its pace however busy the machine is, so the keys carry its times and nothing runs between.

    They go to the window as Qt sends them, question and key; one that nobody takes would have gone on to the short cuts.
    """
    window, clock = window_with_keyboard(), _Clock()
    window.installEventFilter(clock)
    QTest.keyClick(window, Qt.Key.Key_Shift)  # the only way to ask what time it is
    window.removeEventFilter(clock)
    for place, one in enumerate(keys):
        letter = one.key
        modifier = _CONTROL if one.ctrl else _SHIFT if letter.isupper() or letter in '@"' else _NONE
        code = _NAMED.get(letter) or Qt.Key(ord(letter.upper()))
        for phase in _PHASES:
            event = QKeyEvent(phase, code, modifier, "" if one.ctrl else _TEXTS.get(letter, letter))
            event.setTimestamp(clock.now + place * pace_ms)
            QCoreApplication.sendEvent(window_with_keyboard(), event)
            assert phase != QEvent.Type.ShortcutOverride or event.isAccepted(), "a scanner's key was not taken"

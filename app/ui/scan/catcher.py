"""Keeps what a scanner types away from every window, and gives a person's keys back as they were.

Qt sends each key to the window with the keyboard first, before short cuts, fields and open lists get it: once as the
question whether anybody wants it rather than the short cuts (ShortcutOverride), then as the key itself. Here both
are answered in the window's place. Nothing has been written anywhere by then, so there is nothing to undo.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import shiboken6
from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

from app.ui.scan.burst import Answer, Burst, Kind, Stroke
from app.ui.scan.strokes import stroke_of
from app.ui.window_key import KeyboardFilter

_KEYS = frozenset({QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease})
_SLACK_MS = 3  # a key that comes in time may still be on its way through the queue
_LATE_MS = 20  # a timer as late as this says that the window was busy: keys are waiting behind it


@dataclass(frozen=True, slots=True)
class _Held:
    """A key that is held back, with all that is needed to send it on later. What it writes shows in no report."""

    window: QWindow
    type: QEvent.Type
    key: int
    modifiers: Qt.KeyboardModifier
    native: tuple[int, int, int]
    text: str = field(repr=False)
    is_written: bool = True  # it writes a letter, or as a release nothing

    @classmethod
    def of(cls, window: QWindow, event: QKeyEvent, stroke: Stroke | None = None) -> _Held:
        """Take the key down; ``stroke`` is what the press writes, None for a release."""
        is_release = event.type() == QEvent.Type.KeyRelease
        return cls(
            window,
            QEvent.Type.KeyRelease if is_release else QEvent.Type.KeyPress,
            event.key(),
            event.modifiers(),
            (event.nativeScanCode(), event.nativeVirtualKey(), event.nativeModifiers()),
            event.text(),
            stroke is None or (stroke.kind is Kind.CHARACTER and stroke.text.isprintable()),
        )

    def send(self) -> None:
        """Give it back to the window it was typed into; to the one that has the keyboard if that is gone."""
        kinds = [QEvent.Type.ShortcutOverride] if self.type == QEvent.Type.KeyPress else []
        for kind in (*kinds, self.type):
            window = self._addressee()
            if window is not None:
                QCoreApplication.sendEvent(window, self._event(kind))

    def _addressee(self) -> QWindow | None:
        is_there = shiboken6.isValid(self.window) and self.window.isVisible()
        return self.window if is_there else QGuiApplication.focusWindow()

    def _event(self, kind: QEvent.Type) -> QKeyEvent:
        return QKeyEvent(kind, self.key, self.modifiers, *self.native, self.text)


class KeyCatcher(KeyboardFilter):
    """Listens to the window that has the keyboard, whichever it is."""

    heard = Signal(object)  # Heard: a scan is complete
    listening = Signal(bool)  # a scan is under way, or is over
    holding = Signal(str)  # what the keys that are held back would write; "" where it is no text, or none are

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.burst = Burst()
        self._held: list[_Held] = []
        self._swallowed: set[int] = set()  # keys whose press went nowhere, and whose release shall go there too
        self._asked: tuple[int, int, bool] | None = None  # the key that Qt asked about: time, key, whether it is taken
        self._is_sending = False
        self._told = ""
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._settle)
        self._since = QElapsedTimer()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whether the window shall not see this event."""
        if event.type() not in _KEYS or self._is_sending or not isinstance(event, QKeyEvent):
            return False
        if not isinstance(watched, QWindow):
            return False
        if event.type() == QEvent.Type.KeyRelease:
            return self._release(watched, event)
        asks = event.type() == QEvent.Type.ShortcutOverride
        takes = self._press(watched, event, asks=asks)
        if takes and asks:
            event.accept()  # or the short cuts would be looked through
        return takes

    def _press(self, window: QWindow, event: QKeyEvent, *, asks: bool) -> bool:
        asked, self._asked = self._asked, None
        if not asks and asked and asked[:2] == (event.timestamp(), event.key()):
            return asked[2]
        takes = self._judge(window, event, stroke_of(event))
        if asks:
            self._asked = (event.timestamp(), event.key(), takes)
        return takes

    def _judge(self, window: QWindow, event: QKeyEvent, stroke: Stroke) -> bool:
        self._swallowed.discard(event.key())
        answer = self.burst.press(stroke)
        self._do(answer)
        if answer.take:
            if self.burst.is_waiting:
                self._held.append(_Held.of(window, event, stroke))
            else:
                self._swallowed.add(event.key())
        self._wait()
        self._tell()
        return answer.take

    def _release(self, window: QWindow, event: QKeyEvent) -> bool:
        if self.burst.is_waiting:
            self._held.append(_Held.of(window, event))
            return True
        was_swallowed = event.key() in self._swallowed
        self._swallowed.discard(event.key())
        return was_swallowed or self.burst.is_scan

    def _wait(self) -> None:
        wait = self.burst.wait
        if wait:
            self._timer.start(wait + _SLACK_MS)
            self._since.start()
        else:
            self._timer.stop()

    def _settle(self) -> None:
        if self._since.elapsed() > self._timer.interval() + _LATE_MS:
            self._wait()  # first the keys that came meanwhile
            return
        self._do(self.burst.settle())
        self._tell()

    def _tell(self) -> None:
        """Say what is held back, whenever that is something else."""
        presses = [one for one in self._held if one.type == QEvent.Type.KeyPress]
        text = "".join(one.text for one in presses) if all(one.is_written for one in presses) else ""
        if text != self._told:
            self._told = text
            self.holding.emit(text)

    def _do(self, answer: Answer) -> None:
        held = self._held
        if answer.dropped or answer.give_back:
            self._held = []
        if answer.dropped and answer.heard is None:
            self._swallowed |= {one.key for one in held if one.type == QEvent.Type.KeyPress}
            self.listening.emit(True)
        if answer.give_back:
            self._give_back(held)
        if answer.heard:
            self.listening.emit(False)
            self.heard.emit(answer.heard)

    def _give_back(self, held: list[_Held]) -> None:
        self._is_sending = True
        try:
            for one in held:
                one.send()
        finally:
            self._is_sending = False

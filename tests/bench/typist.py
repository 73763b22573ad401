"""Hands on the keyboard of a real window, and a watch that is stopped when the answer has been painted."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.core.customer import Customer
from app.core.values import known
from app.ui.search.presenter import Found, SearchPresenter
from tests.bench.queries import LETTERS, queries

_SLIP = 0.05  # of the keys are wrong, and taken back
_QUICK, _SLOW = 0.060, 0.150  # seconds between two keys
_READING = 0.5  # before the next customer
_BEAT_MS = 2
_NONE, _SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
_KINDS = ("two words", "name and last digits", "name and year", "date", "last digits", "misspelled", "7 characters")


@dataclass(frozen=True)
class Key:
    """One key: what it writes ("" for Backspace), the pause before it, and what stands in the box then.

    ``first``: the text so far is chosen before, so that this key replaces it.
    """

    text: str
    pause: float
    expected: str
    first: bool = False


def keys_of(texts: Iterable[str], seed: int = 3) -> Iterator[Key]:
    """Texts as people type them: unevenly, with slips that are taken back."""
    dice = random.Random(seed)  # noqa: S311 - nothing secret
    for text in texts:
        written = ""
        for letter in text:
            first = not written
            if written and dice.random() < _SLIP:
                wrong = dice.choice(LETTERS)
                yield Key(wrong, dice.uniform(_QUICK, _SLOW), written + wrong)
                yield Key("", dice.uniform(_QUICK, _SLOW), written)
            written += letter
            yield Key(letter, _READING if first else dice.uniform(_QUICK, _SLOW), written, first)


def texts_of(people: Sequence[Customer], each: int) -> list[str]:
    """Names, phones, dates, numbers, misspellings, two words, addresses; some with capitals."""
    drawn = queries(people, each)
    texts = [text for kind in _KINDS for text in drawn[kind]]
    texts += [text.title() for text in drawn["two commonest, begun"]]
    texts += [known(one.phone, "").removeprefix("+1") for one in people[: each // 2]]
    texts += [mail for one in people[:each] if (mail := known(one.email, ""))][: each // 3]
    random.Random(5).shuffle(texts)  # noqa: S311 - nothing secret
    return texts


class Typist(QObject):
    """Presses keys at their times from a thread of its own, as a keyboard does: a busy window finds them waiting.

    ``pressed``: the key and the moment. Every key goes to the window that has the keyboard, first as the question
    whether it is a short cut.
    """

    pressed = Signal(object, float)
    _due = Signal(object, float)

    def __init__(self, choose_all: Callable[[], None]) -> None:
        super().__init__()
        self._choose_all = choose_all
        self._due.connect(self._press)
        self.is_done = False

    def type(self, keys: Sequence[Key]) -> None:
        """Begin; ``is_done`` once the last key is pressed."""
        self.is_done = False
        threading.Thread(target=self._run, args=(keys,), daemon=True).start()

    def _run(self, keys: Sequence[Key]) -> None:
        for key in keys:
            time.sleep(key.pause)
            self._due.emit(key, time.perf_counter())
        self.is_done = True

    def _press(self, key: Key, at: float) -> None:
        if key.first:
            self._choose_all()
        self.pressed.emit(key, at)
        code = Qt.Key(ord(key.text.upper())) if key.text else Qt.Key.Key_Backspace
        modifier = _SHIFT if key.text.isupper() else _NONE
        window = QGuiApplication.focusWindow()
        assert window is not None
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, code, modifier, key.text or "\b")
            event.setTimestamp(int(at * 1000))
            QCoreApplication.sendEvent(window, event)


@dataclass
class _Waited:
    """A key whose answer is not painted yet."""

    expected: str
    at: float
    is_shown: bool = False


class Watch(QObject):
    """Takes the time from each key to the end of the painting that shows the answer to the text by then.

    A text whose answer was never shown, because the next key came first, waits for the later one. ``unchanged``
    counts the answers that looked like the one before, so that nothing was to be painted.
    """

    def __init__(self, window: QWidget, presenter: SearchPresenter) -> None:
        super().__init__(window)
        self.seconds: list[float] = []
        self.slowest: list[tuple[float, str]] = []
        self.unchanged = 0
        self.overtaken = 0
        self._waiting: list[_Waited] = []
        self._rows: tuple[object, ...] = ()
        presenter.changed.connect(self._show)

    @property
    def is_idle(self) -> bool:
        """Whether every key has been answered."""
        return not self._waiting

    def press(self, key: Key, at: float) -> None:
        """A key went down."""
        self._waiting.append(_Waited(" ".join(key.expected.split()), at))

    def _show(self, found: Found) -> None:
        """The panel has taken an answer. The panel was connected before, so that it has by now."""
        if found.pending or not any(one.expected == found.text for one in self._waiting):
            return
        newest = max(place for place, one in enumerate(self._waiting) if one.expected == found.text)
        for one in self._waiting[: newest + 1]:
            one.is_shown = True
        self.overtaken += newest
        is_same, self._rows = found.rows == self._rows, found.rows
        if is_same:
            self.unchanged += 1
            self.painted()

    def painted(self) -> None:
        """The window has painted everything that was to be painted."""
        now = time.perf_counter()
        done = [one for one in self._waiting if one.is_shown]
        self.seconds += [now - one.at for one in done]
        self.slowest = sorted([*self.slowest, *((now - one.at, one.expected) for one in done)], reverse=True)[:12]
        self._waiting = [one for one in self._waiting if not one.is_shown]


class Beat(QObject):
    """A timer that wants to come every two milliseconds: how late it comes says how long the event loop was busy."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.late: list[float] = []  # seconds
        self._last = 0.0
        self._timer = QTimer(self, interval=_BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._note)

    def start(self) -> None:
        """Begin."""
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        """End."""
        self._timer.stop()

    def _note(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, now - self._last - _BEAT_MS / 1000))
        self._last = now

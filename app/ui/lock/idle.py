"""How long ago a person last touched a key, the mouse or the screen in any window of this program."""

from __future__ import annotations

import time
from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent, QWindow

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
    }
)
# Alone they write nothing, and a scanner presses them too.
_MODIFIERS = frozenset({Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta})
_TICK_MS = 1000
_WARNING_SECONDS = 20.0  # so long before the end everything is hidden already, and any key brings it back
Clocks = Callable[[], tuple[float, float]]


def _clocks() -> tuple[float, float]:
    """One clock that nobody sets, and one that goes on while the machine sleeps."""
    return time.monotonic(), time.time()


class IdleWatch(QObject):
    """``nearly_over`` shortly before the time is over, ``over`` when it is; each once until somebody is there again.

    It looks at the keys and the mouse as they come to the windows. What a scanner types does not get here if the catcher
    of scans listens to each window after this does, because then it is asked first; and nothing that the program does by
    itself counts.
    """

    nearly_over = Signal()
    over = Signal()

    def __init__(self, parent: QObject | None = None, clocks: Clocks = _clocks, tick_ms: int = _TICK_MS) -> None:
        super().__init__(parent)
        self._clocks = clocks
        self._seconds = 0.0
        self._last = clocks()
        self._told = 0.0
        self._mouse = QPointF()
        self._windows: list[QWindow] = []
        self._tick = QTimer(self, interval=tick_ms)
        self._tick.timeout.connect(self.look)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._follow)

    def begin(self, seconds: float) -> None:
        """Watch from now on; the time is over after so many seconds."""
        self._seconds = seconds
        self.touch()
        self._tick.start()

    def touch(self) -> None:
        """Somebody is there."""
        self._last = self._clocks()
        self._told = 0.0

    def look(self) -> None:
        """Tell where the time is over by now; find windows that have never had the keyboard."""
        for window in QGuiApplication.topLevelWindows():
            if not any(window is one for one in self._windows):
                self._follow(window)
        passed = max(now - then for now, then in zip(self._clocks(), self._last, strict=True))
        nearly = self._seconds - min(_WARNING_SECONDS, self._seconds / 2)
        if passed >= self._seconds > self._told:
            self._told = self._seconds
            self.over.emit()
        elif passed >= nearly > self._told:
            self._told = nearly
            self.nearly_over.emit()

    def _follow(self, window: QWindow | None) -> None:
        if window is not None:
            self._windows = [one for one in self._windows if shiboken6.isValid(one) and one is not window] + [window]
            window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take note of what a person does; everything goes on its way."""
        if event.type() in _TOUCHES and not self._is_nobodys(event):
            self.touch()
        return False

    def _is_nobodys(self, event: QEvent) -> bool:
        """A key that something lies on; a pointer that a window came to, instead of the other way round."""
        if isinstance(event, QKeyEvent):
            return event.isAutoRepeat() or event.key() in _MODIFIERS
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            before, self._mouse = self._mouse, event.globalPosition()
            return before == self._mouse
        return False

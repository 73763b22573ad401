"""Collecting garbage on the window's own thread.

Python collects in whichever thread happens to allocate. A cycle may hold Qt objects, and Qt objects must end in the
thread of the window: so the automatic collection is switched off and a timer does its work, by the same thresholds.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 500
_OLDEST = 2
_SHARE = 4  # gcmodule.c, "long_lived_pending": the oldest are gone through once a quarter of as many has joined them


class GarbageCollection(QObject):
    """Takes over from Python's own collection for as long as it lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._oldest = self._joined = 0
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.collect_due)
        self._timer.start()

    def settle(self) -> None:
        """Set aside what is there once the program has started: it stays to the end, and need not be gone through.

        A full collection holds the window up for as long as it takes; so it has only what came since to look at.
        """
        gc.collect()
        gc.freeze()
        self._oldest = self._joined = 0

    def collect_due(self) -> None:
        """Collect the oldest generation whose threshold is passed, as Python itself would.

        Going through the oldest one holds the window up for the longest, so it waits until enough have joined it.
        """
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [generation for generation in range(3) if counts[generation] > thresholds[generation]]
        generation = due[-1] if due else 0
        if generation == _OLDEST and self._joined * _SHARE < self._oldest:
            generation = _OLDEST - 1
        if due:
            self._collect(generation)

    def _collect(self, generation: int) -> None:
        """Collect, and count those that get into the oldest generation by it."""
        younger = len(gc.get_objects(generation=0)) + len(gc.get_objects(generation=1)) if generation else 0
        ended = gc.collect(generation)
        if generation == _OLDEST:
            self._oldest, self._joined = len(gc.get_objects(generation=_OLDEST)), 0
        else:
            self._joined += max(0, younger - ended)

    def end(self) -> None:
        """Give the work back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

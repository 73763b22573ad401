"""Collecting garbage on the window's own thread.

Python collects in whichever thread happens to allocate. A cycle may hold Qt objects, and Qt objects must end in the
thread of the window: so the automatic collection is switched off and a timer does its work, by the same thresholds.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 500


class GarbageCollection(QObject):
    """Takes over from Python's own collection for as long as it lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.collect_due)
        self._timer.start()

    def settle(self) -> None:
        """Set aside what is there once the program has started: it stays to the end, and need not be gone through.

        A full collection holds the window up for as long as it takes; so it has only what came since to look at.
        """
        gc.collect()
        gc.freeze()

    def collect_due(self) -> None:
        """Collect the oldest generation whose threshold is passed, as Python itself would."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [generation for generation in range(3) if counts[generation] > thresholds[generation]]
        if due:
            gc.collect(due[-1])

    def end(self) -> None:
        """Give the work back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

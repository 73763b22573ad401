"""A window on the training store, with a scanner at hand."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.core.settings import Theme
from app.ui.application import apply_theme
from app.ui.scan.scanner import Scan
from app.ui.scan.scanning import Scanning
from tests.ui.conftest import until
from tests.ui.scan.typist import Press, recorded, scan
from tests.ui.window.practice import Practice, open_practice


@dataclass
class Counter:
    """The window, and the cards it told of."""

    practice: Practice
    cards: list[Scan] = field(default_factory=list)

    @property
    def scanning(self) -> Scanning:
        """What is tested."""
        return self.practice.window.scanning

    async def scan(self, keys: list[Press] | None = None, pace_ms: int = 0) -> None:
        """A scanner types, by default the recorded card.

        Qt's own test keys spin the event loop, so they are pressed outside of every coroutine.
        """
        typed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def type_them() -> None:
            scan(keys or recorded(), pace_ms)
            typed.set_result(None)

        QTimer.singleShot(0, type_them)
        await typed

    async def card(self) -> Scan:
        """Wait for the card."""
        await until(lambda: self.cards)
        return self.cards[-1]

    async def active(self, window: QWidget) -> None:
        """Wait until that window has the keyboard."""
        await until(lambda: window.isVisible() and window.windowHandle() is not None)
        window.activateWindow()
        await until(lambda: QApplication.activeWindow() is window)


@pytest.fixture
def counter(loop: object, qapp: QApplication, tmp_path: Path) -> Iterator[Counter]:
    assert loop
    apply_theme(qapp, Theme.LIGHT)
    practice = open_practice(tmp_path)
    practice.frame.resize(1366, 768)
    practice.frame.show()
    made = Counter(practice)
    made.scanning.scanned.disconnect(practice.window.arrival.take)  # who came is another matter
    made.scanning.scanned.connect(made.cards.append)
    yield made
    practice.frame.close_anyway()
    practice.frame.deleteLater()

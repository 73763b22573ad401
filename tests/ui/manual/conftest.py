"""A window on the training store whose keys come as from a real keyboard."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QTextBrowser, QWidget

from app.core.settings import Theme
from app.ui.application import apply_theme
from app.ui.manual.window import ManualWindow
from tests.ui.conftest import until
from tests.ui.scan.typist import recorded, scan, window_with_keyboard
from tests.ui.window.practice import Practice, open_practice

NONE = Qt.KeyboardModifier.NoModifier


@dataclass
class Reader:
    """Somebody at the counter who wants to know something."""

    practice: Practice

    async def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """A key, wherever the keyboard is."""
        await _outside(lambda: QTest.keyClick(window_with_keyboard(), key, modifier))

    async def write(self, text: str) -> None:
        """Letters at a person's speed."""
        for letter in text:
            await _outside(lambda letter=letter: QTest.keyClick(window_with_keyboard(), letter))  # type: ignore[misc]
            await asyncio.sleep(0.06)  # quicker ones in a row would be a scanner's

    async def scan(self) -> None:
        """A card, into the window that has the keyboard."""
        await _outside(lambda: scan(recorded()))

    async def active(self, window: QWidget) -> None:
        """Wait until that window has the keyboard."""
        await until(lambda: window.isVisible() and window.windowHandle() is not None)
        window.activateWindow()
        await until(lambda: QApplication.activeWindow() is window)

    async def ask(self) -> ManualWindow:
        """F1."""
        await self.press(Qt.Key.Key_F1)
        await until(lambda: isinstance(QApplication.activeWindow(), ManualWindow))
        (shown,) = manuals()
        return shown


def manuals() -> list[ManualWindow]:
    """The manuals on the screen."""
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, ManualWindow) and one.isVisible()]


def contents(manual: ManualWindow) -> QListWidget:
    """The list at the side."""
    (found,) = manual.findChildren(QListWidget, "manualContents")
    return found


def chapter(manual: ManualWindow) -> str:
    """Which part is shown, as the list says."""
    return contents(manual).currentItem().text()


def page(manual: ManualWindow) -> QTextBrowser:
    """The text."""
    (found,) = manual.findChildren(QTextBrowser, "manualPage")
    return found


def search_line(manual: ManualWindow) -> QLineEdit:
    """Where words are typed that are looked for."""
    (found,) = manual.findChildren(QLineEdit, "manualSearch")
    return found


async def _outside(act: Callable[[], object]) -> None:
    """Do something outside of every coroutine: Qt's keys turn the loop, which loses the steps of tasks."""
    done: list[object] = []
    QTimer.singleShot(0, lambda: done.append(act()))
    await until(lambda: done)


@pytest.fixture
def reader(loop: asyncio.AbstractEventLoop, qapp: QApplication, tmp_path: Path) -> Iterator[Reader]:
    """A shown window."""
    apply_theme(qapp, Theme.LIGHT)
    practice = open_practice(tmp_path)
    practice.frame.resize(1366, 768)
    practice.frame.show()
    yield Reader(practice)
    practice.frame.close_anyway()
    loop.run_until_complete(practice.end())
    practice.frame.deleteLater()
    apply_theme(qapp, Theme.LIGHT)

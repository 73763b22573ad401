"""A window on the training store, with people who sign in where a test wants them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.core.settings import Theme
from app.core.staff import Member, Role
from app.services.shift import Shift
from app.storage.desk_vault import desk_vault
from app.storage.paths import Home
from app.storage.patience import PatientSecrets
from app.storage.secrets import SessionSecrets
from app.storage.vault.vault import Vault
from app.ui import tasks
from app.ui.application import apply_theme
from app.ui.lock.lock import Lock
from app.ui.lock.screen import Veil
from app.ui.widgets.pin_entry import PinBox
from tests.ui.conftest import until
from tests.ui.scan.typist import recorded, scan, window_with_keyboard, write
from tests.ui.window.clerk import opened
from tests.ui.window.practice import Practice, open_practice

PINS = {"Dana": "2580", "Ede": "90210", "Fay": "74108"}
NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@dataclass
class Counter:
    """The window, and hands on its keyboard: every key goes the way of a real one."""

    practice: Practice

    @property
    def lock(self) -> Lock:
        """What is tested."""
        return self.practice.window.lock

    @property
    def shift(self) -> Shift:
        """Who is at the desk."""
        return self.practice.desk.shift

    @property
    def veil(self) -> Veil:
        """What covers the window."""
        return self.lock.veil

    @property
    def frame(self) -> QWidget:
        """The main window."""
        return self.practice.frame

    @property
    def box(self) -> PinBox:
        """Where a PIN is typed on the lock screen."""
        return self.veil.people.entry.box

    async def people(self) -> None:
        """Dana, a manager, and two clerks work here; Dana is signed in."""
        await self.shift.add(Member("Dana", Role.MANAGER), PINS["Dana"])
        for name in ("Ede", "Fay"):
            await self.shift.add(Member(name, Role.CLERK), PINS[name])

    async def active(self, window: QWidget) -> None:
        """Wait until that window has the keyboard."""
        await until(lambda: window.isVisible() and window.windowHandle() is not None)
        window.activateWindow()
        await until(lambda: QApplication.activeWindow() is window)

    async def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """A key, wherever the keyboard is."""
        await outside(lambda: QTest.keyClick(window_with_keyboard(), key, modifier))

    async def click(self, place: QPoint) -> None:
        """A click somewhere into the main window."""
        window = self.frame.windowHandle()
        await outside(lambda: QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=place))

    async def scan(self) -> None:
        """A card, into the window that has the keyboard."""
        await outside(lambda: scan(recorded()))

    async def write(self, text: str) -> None:
        """Type letters or digits at a person's speed."""
        for letter in text:
            await outside(partial(write, letter))
            await asyncio.sleep(0.015)  # quicker ones in a row would be a scanner's

    async def lock_up(self) -> None:
        """Ctrl+L."""
        await self.press(Qt.Key.Key_L, CONTROL)
        await until(lambda: self.lock.curtain.is_down)
        await until(lambda: QApplication.activeWindow() is self.frame)

    async def sign_in(self, name: str) -> None:
        """The first letter of a name, the PIN, Enter."""
        if self.veil.people.entry.name != name:
            await self.write(name[0].lower())
            await until(lambda: self.veil.people.entry.name == name)
        await self.write(PINS[name])
        await until(lambda: self.box.text() == PINS[name])
        await self.press(Qt.Key.Key_Return)
        await until(lambda: not self.lock.curtain.is_down)

    async def open(self, number: str = "1117") -> None:
        """Somebody is on the screen."""
        await opened(self.practice, number)

    def picture(self) -> QImage:
        """What the main window shows."""
        return self.frame.grab().toImage()


async def outside(act: Callable[[], object]) -> None:
    """Do something outside of every coroutine: Qt's keys and clicks turn the loop, which loses the steps of tasks."""
    done: list[object] = []
    QTimer.singleShot(0, lambda: done.append(act()))
    await until(lambda: done)


async def begun(counter: Counter, vault: Vault) -> None:
    """The program has started, and knows that nobody signs in."""
    await vault.open()
    counter.lock.begin()
    await until(lambda: not tasks.running() and QGuiApplication.focusWindow() is not None)


def windows() -> list[QWidget]:
    """What is on the screen."""
    return [one for one in QApplication.topLevelWidgets() if one.isVisible()]


@pytest.fixture
def counter(loop: asyncio.AbstractEventLoop, qapp: QApplication, tmp_path: Path) -> Iterator[Counter]:
    """A desk where nobody signs in yet."""
    apply_theme(qapp, Theme.LIGHT)
    vault = desk_vault(Home.at(tmp_path), PatientSecrets(SessionSecrets()), kept=False)
    practice = open_practice(tmp_path, vault=vault)
    practice.frame.resize(1366, 768)
    practice.frame.show()
    practice.window.lock.copied.owns = lambda: True  # what has no screen says of no copy that it is its own
    made = Counter(practice)
    loop.run_until_complete(begun(made, vault))
    yield made
    practice.window.lock.curtain.lift()
    practice.frame.close_anyway()
    loop.run_until_complete(practice.end())
    practice.frame.deleteLater()
    loop.run_until_complete(vault.close())

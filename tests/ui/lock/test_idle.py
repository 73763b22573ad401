"""Nobody is there: what counts as a person, and what follows when the time is over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ui import tasks
from app.ui.lock.idle import IdleWatch
from tests.ui.conftest import until
from tests.ui.lock.conftest import Counter
from tests.ui.window.clerk import retype


@dataclass
class Clocks:
    """Two clocks that are turned by hand: one that nobody sets, and one on the wall."""

    steady: float = 100.0
    wall: float = 5000.0
    told: list[str] = field(default_factory=list)

    def __call__(self) -> tuple[float, float]:
        """What they show."""
        return self.steady, self.wall

    def pass_by(self, seconds: float) -> None:
        """Both go on."""
        self.steady += seconds
        self.wall += seconds


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


def watch(clocks: Clocks, seconds: float = 120.0) -> IdleWatch:
    """Looks when it is told to."""
    made = IdleWatch(clocks=clocks, tick_ms=3_600_000)
    made.nearly_over.connect(lambda: clocks.told.append("nearly"))
    made.over.connect(lambda: clocks.told.append("over"))
    made.begin(seconds)
    return made


# ------------------------------------------------------------------------------------------------ the time


def test_it_is_told_shortly_before_and_at_the_end(qapp: QApplication, clocks: Clocks) -> None:
    """Each once."""
    assert qapp
    idle = watch(clocks)
    for _step in range(14):
        clocks.pass_by(10)
        idle.look()
        if clocks.steady == 190.0:
            assert clocks.told == []
    assert clocks.told == ["nearly", "over"]


def test_somebody_who_comes_back_begins_the_time_anew(qapp: QApplication, clocks: Clocks) -> None:
    """Also after everything was hidden already."""
    assert qapp
    idle = watch(clocks)
    clocks.pass_by(105)
    idle.look()
    idle.touch()
    clocks.pass_by(99)
    idle.look()
    assert clocks.told == ["nearly"]
    clocks.pass_by(30)
    idle.look()
    assert clocks.told == ["nearly", "over"]


def test_a_machine_that_slept_is_locked_when_it_wakes(qapp: QApplication, clocks: Clocks) -> None:
    """The steady clock of some systems stands still meanwhile."""
    assert qapp
    idle = watch(clocks)
    clocks.wall += 3600
    idle.look()
    assert clocks.told == ["over"]


def test_a_clock_that_is_set_back_keeps_nothing_open(qapp: QApplication, clocks: Clocks) -> None:
    """The steady one counts."""
    assert qapp
    idle = watch(clocks)
    clocks.wall -= 86_400
    clocks.steady += 121
    idle.look()
    assert clocks.told == ["over"]


# ------------------------------------------------------------------------------------------------ who counts


@pytest.fixture
def window(qapp: QApplication) -> QWindow:
    """A window of ours that has never had the keyboard."""
    assert qapp
    made = QWindow()
    made.resize(300, 200)
    made.show()
    return made


def test_keys_clicks_wheel_and_moves_count(window: QWindow, clocks: Clocks) -> None:
    """In any window, also in one without the keyboard."""
    idle = watch(clocks)
    acts: list[Callable[[], object]] = [
        lambda: QTest.keyClick(window, Qt.Key.Key_A),
        lambda: QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=QPoint(9, 9)),
        lambda: QTest.mouseMove(window, QPoint(50, 60)),
        lambda: QTest.wheelEvent(window, QPointF(20, 20), QPoint(0, 120)),
    ]
    idle.look()
    for act in acts:
        clocks.pass_by(119)
        act()
        clocks.pass_by(90)
        idle.look()
    assert clocks.told == []
    window.destroy()


def test_a_pointer_that_stays_where_it_is_does_not_count(window: QWindow, clocks: Clocks) -> None:
    """Systems tell of it again when a window comes or goes under it."""
    idle = watch(clocks)
    idle.look()
    QTest.mouseMove(window, QPoint(50, 60))
    clocks.pass_by(121)
    QTest.mouseMove(window, QPoint(50, 60))
    idle.look()
    assert clocks.told == ["over"]
    window.destroy()


async def test_a_scan_does_not_count(counter: Counter) -> None:
    """Whoever holds a card under the scanner of an unattended desk keeps nothing open; a key of a person does."""
    counter.lock.idle.look()
    before = counter.lock.idle._last
    await counter.scan()
    await asyncio.sleep(0.3)
    assert counter.lock.idle._last == before
    await counter.write("a")
    assert counter.lock.idle._last > before


async def test_a_save_that_goes_on_does_not_count(counter: Counter) -> None:
    """Nor does anything else that the program does by itself."""
    await counter.open()
    retype(counter.practice, "nickname", "Jay")
    counter.lock.idle.touch()
    before = counter.lock.idle._last
    counter.practice.window.save()
    form = counter.practice.window.counter.current
    assert form is not None
    await until(lambda: not form.saving and not form.edit.is_dirty)
    assert counter.lock.idle._last == before


# ------------------------------------------------------------------------------------------------ what follows


async def test_an_idle_desk_without_people_is_hidden(counter: Counter) -> None:
    """A key brings it back."""
    counter.lock.idle._tick.setInterval(10)
    counter.lock.idle.begin(0.1)
    await until(lambda: counter.lock.curtain.is_down)
    assert not counter.veil.asks
    counter.lock.idle.begin(120)
    await counter.press(Qt.Key.Key_Return)
    await until(lambda: not counter.lock.curtain.is_down)


async def test_an_idle_desk_is_hidden_first_and_locked_then(counter: Counter) -> None:
    """Who is still near gets it back with a key, who comes later with a PIN."""
    await counter.people()
    counter.lock.idle._tick.setInterval(10)
    counter.lock.idle.begin(2.0)
    await until(lambda: counter.lock.curtain.is_down)
    assert (counter.shift.is_locked, counter.veil.asks) == (False, False)
    await counter.press(Qt.Key.Key_Return)
    await until(lambda: not counter.lock.curtain.is_down)
    await until(lambda: counter.shift.is_locked and counter.veil.asks)
    counter.lock.idle.begin(120)
    await until(lambda: QApplication.focusWidget() is counter.box)
    await counter.sign_in("Ede")


async def test_the_time_is_that_of_the_settings(counter: Counter) -> None:
    """Two minutes where nothing else was chosen."""
    assert counter.lock.idle._seconds == 120
    settings = counter.practice.desk.settings
    settings.save(replace(settings.load(), idle_minutes=15))
    counter.lock.begin()
    assert counter.lock.idle._seconds == 900
    await until(lambda: not tasks.running())

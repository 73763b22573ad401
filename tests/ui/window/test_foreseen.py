"""Whoever a key finds is looked for while it is not settled yet whether a person or a scanner pressed it."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.ui.search.panel import SearchBox
from app.ui.search.presenter import Found
from tests.ui.conftest import until
from tests.ui.scan.typist import Press, of_text, recorded, scan
from tests.ui.window.practice import Practice
from tests.ui.window.test_index import answered, shown, type_text

_LONG_MS = 120  # the longest that a key with which cards begin is waited for


class Shown:
    """Everything that the panel was given to show."""

    def __init__(self, practice: Practice) -> None:
        self.all: list[Found] = []
        practice.window.search.presenter.changed.connect(self.all.append)

    @property
    def texts(self) -> list[str]:
        """The texts it was for."""
        return [found.text for found in self.all]


async def at_the_box(practice: Practice, text: str = "") -> SearchBox:
    """Everybody is in the index, the text has been answered, and the box has the keyboard."""
    await practice.load()
    practice.window.scanning._keys.burst.gap_ms = _LONG_MS
    practice.window.scanning.set_enabled(False)  # what a card is for is another matter
    practice.frame.activateWindow()
    await until(lambda: QApplication.focusWindow() is not None)
    await type_text(practice, text)
    await until(lambda: answered(practice))
    return practice.window.search.box


async def pressed(*keys: Press) -> None:
    """Keys without a pause, however busy the machine is; outside of every coroutine, as Qt's own keys come."""
    typed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def type_them() -> None:
        scan(keys)
        typed.set_result(None)

    QTimer.singleShot(0, type_them)
    await typed


async def test_a_key_that_is_held_back_for_long_finds_people_at_once(practice: Practice) -> None:
    """A card may begin with A, so the letter itself comes late; those whom it finds do not."""
    box = await at_the_box(practice)
    told = Shown(practice)
    await pressed(Press("A"))
    await until(lambda: told.texts)
    assert (told.texts, box.text()) == (["A"], "")
    assert shown(practice)
    await until(lambda: box.text() == "A")
    assert not practice.window.search.presenter.found.pending  # its answer was there already
    assert shown(practice)


async def test_a_letter_replaces_what_is_chosen(practice: Practice) -> None:
    """What is looked for ahead is the text as it will be, the cursor and the chosen part counted in."""
    box = await at_the_box(practice, "Xppleseed")
    box.setSelection(0, 1)
    told = Shown(practice)
    await pressed(Press("A"))
    await until(lambda: told.texts)
    assert told.texts == ["Appleseed"]
    await until(lambda: box.text() == "Appleseed")


async def test_fingers_that_roll_over_are_looked_for_together(practice: Practice) -> None:
    """Two keys that are held back at the same time arrive in their order, and the answer is that of both."""
    box = await at_the_box(practice)
    await pressed(Press("q"), Press("u"))
    await until(lambda: box.text() == "qu" and answered(practice))
    assert practice.window.search.presenter.found.text == "qu"


@pytest.mark.parametrize("text", ["", "johnny"])
@pytest.mark.parametrize("keys", [recorded(), list(of_text("036000291452\r"))], ids=["card", "product"])
async def test_nobody_sees_whom_a_scan_would_have_found(practice: Practice, text: str, keys: list[Press]) -> None:
    """The rows, the chosen one and the text stay; nothing else is shown even for a moment."""
    box = await at_the_box(practice, text)
    before, told = shown(practice), Shown(practice)
    await pressed(*keys)
    await until(lambda: not practice.window.scanning._keys.burst.is_scan)
    assert set(told.texts) <= {text}
    assert box.text() == text
    assert shown(practice)[: len(before)] == before


async def test_a_slow_scanner_puts_back_what_was_shown(practice: Practice) -> None:
    """A card whose first sign was lost, typed as slowly as a person: its first letter was looked for, and taken back."""
    await at_the_box(practice, "johnny")
    before, told = shown(practice), Shown(practice)
    practice.window.scanning._keys.burst.gap_ms = 10 * _LONG_MS  # the rest comes late where the machine is busy
    practice.window.search.box.selectAll()
    await pressed(Press("A"))
    await until(lambda: "A" in told.texts)
    await pressed(*of_text("NSI 636000100102DL"))
    await until(lambda: told.texts[-1] == "johnny")
    assert shown(practice) == before


async def test_enter_right_behind_a_letter_opens_whom_it_finds(practice: Practice) -> None:
    """A letter and Enter within the same hundredth of a second: the letter's own answer counts."""
    box = await at_the_box(practice, "johnny applesee")
    await pressed(Press("d"), Press("Enter"))
    await until(lambda: practice.shown == "1117")
    assert box.text() == "johnny appleseed"

"""Finding a customer by keyboard, with stores that are slow, silent or gone."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListView

from app.ui import tasks, theme
from app.ui.customer.verdict import VerdictBanner
from app.ui.search.panel import SearchPanel
from tests.ui.conftest import until
from tests.ui.window.clerk import is_read, key, message, opened, retype
from tests.ui.window.practice import Practice


def box(practice: Practice) -> QLineEdit:
    """The search box."""
    found = practice.window.findChild(QLineEdit, "searchBox")
    assert found is not None
    return found


def rows(practice: Practice) -> list[str]:
    """The names in the results."""
    results = practice.window.findChild(QListView, "resultsList")
    assert results is not None
    model = results.model()
    return [str(model.index(place, 0).data()) for place in range(model.rowCount())]


def current(practice: Practice) -> int:
    """The place of the chosen row."""
    results = practice.window.findChild(QListView, "resultsList")
    assert results is not None
    return results.currentIndex().row()


def panel_says(practice: Practice, text: str) -> bool:
    """Whether a visible label of the panel contains a text."""
    panel = practice.window.findChild(SearchPanel)
    assert panel is not None
    return any(text in label.text() for label in panel.findChildren(QLabel) if label.isVisible())


async def test_enter_opens_the_only_match(practice: Practice) -> None:
    """A complete phone and Enter: the customer is open, without a mouse."""
    QTest.keyClicks(box(practice), "(628) 203-2916")
    key(practice, Qt.Key.Key_Return)
    await until(lambda: practice.shown == "1117" and is_read(practice))


async def test_several_matches_are_a_list(practice: Practice) -> None:
    """Two people of one name are listed; arrows choose, Enter opens."""
    QTest.keyClicks(box(practice), "jon appleseed")
    key(practice, Qt.Key.Key_Return)
    await until(lambda: len(rows(practice)) == 2)
    assert practice.shown == ""
    key(practice, Qt.Key.Key_Down)
    key(practice, Qt.Key.Key_Return)
    await until(lambda: practice.shown in {"1118", "1121"} and is_read(practice))


async def test_enter_once_more_opens_one_of_several(practice: Practice) -> None:
    """While a store is silent the first Enter says that several fit, and the second opens the row it was pressed on."""
    await practice.load()
    gate = practice.line.hold("/customer/")
    QTest.keyClicks(box(practice), "jon appleseed")
    await until(lambda: practice.window.search.presenter.found.waiting)
    first = practice.window.search.presenter.found.rows[0].ref.customer_id
    key(practice, Qt.Key.Key_Return)
    assert practice.window.counter.wanted is None
    assert panel_says(practice, "2 fit exactly: choose with ↑↓, Enter opens · Asking")
    key(practice, Qt.Key.Key_Return)
    await until(lambda: practice.shown == first)
    gate.set()
    await until(lambda: is_read(practice))


async def test_the_first_enter_still_counts_once_the_store_has_answered(practice: Practice) -> None:
    """It was pressed on rows that were there; an Enter that is held down is one."""
    await practice.load()
    gate = practice.line.hold("/customer/")
    QTest.keyClicks(box(practice), "jon appleseed")
    await until(lambda: practice.window.search.presenter.found.waiting)
    for is_repeated in (False, True, True):
        press_return(practice, is_repeated=is_repeated)
    gate.set()
    await until(lambda: not tasks.running())
    assert practice.shown == ""
    assert panel_says(practice, "2 fit exactly: choose with ↑↓, Enter opens")
    key(practice, Qt.Key.Key_Return)
    await until(lambda: practice.shown in {"1118", "1121"} and is_read(practice))


def press_return(practice: Practice, *, is_repeated: bool) -> None:
    """Enter, or what a keyboard makes of one that stays down."""
    none = Qt.KeyboardModifier.NoModifier
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, none, "\r", autorep=is_repeated)
    QApplication.sendEvent(box(practice), event)


async def test_enter_once_more_does_not_wait_for_the_store(practice: Practice) -> None:
    """Somebody else may fit as well, so the first Enter waits for the answer, and says how not to."""
    await opened(practice, "1117")
    practice.window.counter.step_aside()
    gate = practice.line.hold("/customer/phone/")
    QTest.keyClicks(box(practice), "(628) 203-2916")
    await until(lambda: practice.window.search.presenter.found.waiting)
    key(practice, Qt.Key.Key_Return)
    assert practice.window.counter.wanted is None
    assert panel_says(practice, "Enter opens without waiting · Asking")
    key(practice, Qt.Key.Key_Return)
    await until(lambda: practice.shown == "1117")
    gate.set()
    await until(lambda: is_read(practice))


@pytest.mark.parametrize("by_mouse", [False, True])
async def test_what_enter_waits_for_opens_nobody_over_another(practice: Practice, by_mouse: bool) -> None:
    """Whoever was chosen by hand meanwhile stays on the screen when the store's answer fits one person."""
    await opened(practice, "1117")
    await opened(practice, "1120")
    practice.window.counter.step_aside()
    gate = practice.line.hold("/customer/phone/")
    QTest.keyClicks(box(practice), "(628) 203-2916")
    await until(lambda: practice.window.search.presenter.found.waiting)
    key(practice, Qt.Key.Key_Return)
    if by_mouse:
        practice.window.search.open_place(0)
    else:
        key(practice, Qt.Key.Key_Return)
    await until(lambda: practice.shown == "1117")
    practice.window.counter.open(practice.ref("1120"))
    gate.set()
    await until(lambda: not tasks.running())
    assert practice.shown == "1120"


async def test_what_enter_waits_for_opens_nobody_over_a_form_begun_meanwhile(practice: Practice) -> None:
    """Whoever begins a new customer does not see somebody else's page come over it."""
    gate = practice.line.hold("/customer/phone/")
    QTest.keyClicks(box(practice), "(628) 203-2916")
    await until(lambda: practice.window.search.presenter.found.waiting)
    key(practice, Qt.Key.Key_Return)
    practice.window.start_new()
    await until(lambda: practice.window.counter.current)
    gate.set()
    await until(lambda: not tasks.running())
    form = practice.window.counter.current
    assert form is not None
    assert form.edit.is_new


async def test_the_list_shows_that_it_has_the_keyboard(practice: Practice) -> None:
    """A ring around the row that Enter opens, and none while the cursor is elsewhere."""
    await practice.load()
    practice.frame.activateWindow()
    await until(lambda: QApplication.activeWindow() is practice.frame)
    QTest.keyClicks(box(practice), "appleseed")
    await until(lambda: len(rows(practice)) > 1)
    results = practice.window.findChild(QListView, "resultsList")
    assert results is not None
    row = results.visualRect(results.currentIndex())

    def edge() -> str:
        """The colour of the upper edge of the row, in its middle."""
        shown = results.viewport().grab().toImage()
        return shown.pixelColor(row.center().x(), row.top() + 2).name().upper()

    assert edge() != theme.active().accent
    key(practice, Qt.Key.Key_Tab)
    assert practice.frame.focusWidget() is results
    assert edge() == theme.active().accent


async def test_typing_touches_no_network(practice: Practice) -> None:
    """While the keys come nothing is asked; a pause after something complete asks once."""
    for letter in "6282032916":
        QTest.keyClicks(box(practice), letter)
        await asyncio.sleep(0.02)
    assert not practice.line.calls
    await until(lambda: rows(practice))
    assert practice.line.count("GET", "/customer/phone/") == 1


async def test_opened_lately_answers_while_typing(practice: Practice) -> None:
    """Somebody opened before is found from the first letters, without the store."""
    await opened(practice, "1117")
    practice.line.calls.clear()
    box(practice).clear()
    QTest.keyClicks(box(practice), "app")
    assert len(rows(practice)) == 1
    assert not practice.line.calls


async def test_whoever_is_corrected_is_corrected_in_the_list(practice: Practice) -> None:
    """Where the row stands it says the new name, also where that no longer fits what was typed; the choice stays."""
    QTest.keyClicks(box(practice), "jon appleseed")
    key(practice, Qt.Key.Key_Return)
    await until(lambda: len(rows(practice)) == 2)
    key(practice, Qt.Key.Key_Down)
    key(practice, Qt.Key.Key_Return)
    await until(lambda: practice.shown in {"1118", "1121"} and is_read(practice))
    before, chosen = rows(practice), current(practice)
    retype(practice, "last_name", "Quillon")
    practice.window.save()
    await until(lambda: is_read(practice) and "QUILLON" in rows(practice)[chosen])
    after = rows(practice)
    assert [row for place, row in enumerate(after) if place != chosen] == [
        row for place, row in enumerate(before) if place != chosen
    ]
    assert current(practice) == chosen
    await practice.desk.feed.settled()
    assert rows(practice) == after


async def test_nobody_found_says_what_else_to_try(practice: Practice) -> None:
    """Nobody is an answer once everybody is in the index, and it says what else can be typed."""
    await practice.load()
    QTest.keyClicks(box(practice), "nobody@example.com")
    key(practice, Qt.Key.Key_Return)
    await until(lambda: panel_says(practice, "Nobody found"))
    assert panel_says(practice, "any part of a name")


async def test_a_silent_store_is_never_nobody(practice: Practice) -> None:
    """While the store has not answered the panel says that it is being asked, not that nobody was found."""
    gate = practice.line.hold("/customer/")
    QTest.keyClicks(box(practice), "1117")
    key(practice, Qt.Key.Key_Return)
    await until(lambda: panel_says(practice, "Asking"))
    assert not panel_says(practice, "Nobody")
    gate.set()
    await until(lambda: practice.shown == "1117" and is_read(practice))


async def test_a_store_that_fails_is_never_nobody(practice: Practice) -> None:
    """A failing store is told with what to do, and asking again works."""
    practice.line.spoil = lambda _request: httpx.Response(500, text="<html>oops</html>")
    QTest.keyClicks(box(practice), "1117")
    key(practice, Qt.Key.Key_Return)
    await until(lambda: not tasks.running() and not panel_says(practice, "Asking"), seconds=25)
    assert not panel_says(practice, "Nobody")
    practice.line.spoil = lambda _request: None
    practice.window.search.presenter.ask_again()
    await until(lambda: len(rows(practice)) == 1)


async def test_an_answer_to_an_earlier_text_is_dropped(practice: Practice) -> None:
    """The late answer to a text that was replaced does not come into the list."""
    gate = practice.line.hold("/customer/phone/")
    QTest.keyClicks(box(practice), "6282032916")
    key(practice, Qt.Key.Key_Return)
    await until(lambda: practice.line.count("GET", "/phone/"))
    box(practice).setText("1120")
    key(practice, Qt.Key.Key_Return)
    await until(lambda: practice.shown == "1120" and is_read_beside(practice))
    gate.set()
    await until(lambda: not tasks.running())
    assert [name for name in rows(practice) if "Johnny" in name] == []


def is_read_beside(practice: Practice) -> bool:
    """Whether the form on the screen was read, whatever else is under way."""
    form = practice.window.counter.current
    return form is not None and form.read_at is not None


async def test_letters_typed_anywhere_go_to_the_search(practice: Practice) -> None:
    """With nothing being edited a letter goes to the search box; in a field it stays in the field."""
    await opened(practice, "1117")
    results = practice.window.findChild(QListView, "resultsList")
    assert results is not None
    results.setFocus()
    key(practice, Qt.Key.Key_Q)
    assert box(practice).text() == "q"
    assert practice.frame.focusWidget() is box(practice)
    save = practice.window.search.new_button
    save.setFocus()
    QTest.keyClicks(save, "z")
    assert box(practice).text() == "z"


async def test_the_index_shows_somebody_before_the_store_answers(practice: Practice) -> None:
    """Enter puts who was chosen on the screen at once, verdict and all, however long the store takes."""
    await practice.load()
    await opened(practice, "1117")
    gate = practice.line.hold("/customer/")
    box(practice).setText("joan appleseed")
    await until(lambda: rows(practice) and not practice.window.search.presenter.found.pending)
    key(practice, Qt.Key.Key_Down)
    key(practice, Qt.Key.Key_Up)
    key(practice, Qt.Key.Key_Return)
    await until(lambda: practice.shown == "1120")
    verdict = practice.window.findChild(VerdictBanner)
    assert verdict is not None
    assert "Do not admit" in verdict.accessibleName()
    gate.set()
    await until(lambda: is_read(practice))


async def test_nobody_is_taken_for_the_customer_before(practice: Practice) -> None:
    """While somebody of whom nothing is known here is read, the former customer is not on the screen and not checked in."""
    await opened(practice, "1117")
    gate = practice.line.hold("/customer/")
    practice.window.counter.open(practice.ref("1120"))
    practice.window.check_in()
    await until(lambda: practice.window.counter.current is None)
    assert page_says(practice, "Reading from the store…")
    practice.window.check_in()
    gate.set()
    await until(lambda: practice.shown == "1120" and is_read(practice))
    assert practice.desk.checkin.today() == ()


async def test_somebody_who_cannot_be_read_leaves_nobody_on_the_screen(practice: Practice) -> None:
    """The message says why, and offers to try again."""
    await opened(practice, "1117")
    practice.line.spoil = lambda _request: httpx.Response(404, json={"resultCode": "FAIL", "data": []})
    practice.window.counter.open(practice.ref("1120"))
    await until(lambda: message(practice) and practice.window.counter.current is None, seconds=25)
    assert practice.window.counter.wanted is None
    assert not page_says(practice, "Reading")


def page_says(practice: Practice, text: str) -> bool:
    """Whether a visible label beside the search contains a text."""
    return any(text in label.text() for label in practice.window.page.findChildren(QLabel) if label.isVisible())

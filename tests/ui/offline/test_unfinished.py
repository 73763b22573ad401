"""Nothing typed is lost: unsaved work outlives the program, and is gone on with by the keyboard."""

from __future__ import annotations

import httpx
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListView, QMessageBox, QPushButton

from app.core.changes import Changes
from app.ui import tasks
from app.ui.unfinished.panel import UnfinishedPanel
from tests.ui.conftest import until
from tests.ui.offline.shop import Shop
from tests.ui.window.clerk import error_of, is_read, key, line, message, opened, press, retype, tabbed_through
from tests.ui.window.practice import STORE, Practice


def panel(practice: Practice) -> UnfinishedPanel:
    """The place under the search."""
    found = practice.window.findChild(UnfinishedPanel)
    assert found is not None
    return found


def unfinished(practice: Practice) -> list[str]:
    """What the place under the search says, line by line."""
    here = panel(practice)
    return [one.text() for one in here.findChildren(QLabel) if one.isVisibleTo(here)] if here.isVisible() else []


async def started_again(shop: Shop) -> Practice:
    """The next start of a program that ended over an unsaved nickname."""
    practice = shop.opened()
    await opened(practice, "1117")
    retype(practice, "nickname", "Jay")
    await shop.close()
    practice = shop.opened()
    await until(lambda: unfinished(practice))
    return practice


async def test_work_goes_on_after_a_restart(shop: Shop) -> None:
    """Texts readable or not, addresses too; the fresh record comes underneath, and nobody is asked at closing."""
    practice = shop.opened()
    await opened(practice, "1117")
    retype(practice, "nickname", "Jay")
    retype(practice, "birth_date", "the 4th")
    practice.window.show_addresses()
    retype(practice, "addresses.secondary_address.street1", "1 Test Way")
    practice.frame.close()
    assert practice.window.findChild(QMessageBox) is None
    assert not practice.frame.isVisible()
    await shop.close()
    practice = shop.opened()
    await until(lambda: unfinished(practice))
    (about,) = unfinished(practice)
    assert about.startswith("Unfinished: Johnny Appleseed, ")
    key(practice, Qt.Key.Key_F9)
    key(practice, Qt.Key.Key_Space)
    await until(lambda: practice.shown == "1117" and is_read(practice))
    assert unfinished(practice) == []
    assert line(practice, "nickname").text() == "Jay"
    assert line(practice, "birth_date").text() == "the 4th"
    assert line(practice, "addresses.secondary_address.street1").text() == "1 Test Way"
    practice.window.save()
    assert "YYYY-MM-DD" in error_of(practice, "birth_date")
    retype(practice, "birth_date", "1992-04-07")
    practice.window.save()
    await until(lambda: is_read(practice) and not practice.window.counter.unsaved())
    await practice.desk.settled()
    await shop.close()
    practice = shop.opened()
    await practice.desk.drafts.open()
    assert practice.desk.drafts.left() == ()


async def test_the_tab_key_goes_through_what_is_left(shop: Shop) -> None:
    """Between the search and the page beside it, in the order of the lines."""
    practice = await started_again(shop)
    results = practice.window.findChild(QListView, "resultsList")
    assert results is not None
    await until(results.model().rowCount)  # Tab passes a list of nobody by
    passed = tabbed_through(practice)
    assert passed[:6] == [
        "resultsList",
        "newCustomerButton",
        "scanButton",
        "continueDraft",
        "discardDraft",
        "storesButton",
    ]


async def test_the_cursor_goes_on_where_something_is_unsaved(shop: Shop) -> None:
    """F9 and Enter put it into the first field that was changed, and never onto a button behind the one that vanished."""
    practice = await started_again(shop)
    key(practice, Qt.Key.Key_F9)
    key(practice, Qt.Key.Key_Return)
    await until(lambda: practice.shown == "1117")
    focus = practice.frame.focusWidget()
    assert focus is not None
    assert focus.objectName() == "field_nickname"


async def test_new_customers_go_on_too(shop: Shop) -> None:
    """Several beside each other, the one typed into last on top; a new form of today is not one of them."""
    practice = shop.opened()
    for name in ("Zebulon", "Yolanda"):
        practice.window.counter.start_new(STORE)
        await until(lambda: practice.window.counter.current and not tasks.running())
        retype(practice, "first_name", name)
        practice.window.counter.step_aside()
        practice.window.counter._parked.clear()  # forgotten by this run, as if the program had ended here
    await practice.desk.settled()
    await shop.close()
    practice = shop.opened()
    await until(lambda: len(unfinished(practice)) == 2)
    assert [one.split(",")[0] for one in unfinished(practice)] == ["Unfinished: Yolanda", "Unfinished: Zebulon"]
    practice.window.counter.start_new(STORE)
    await until(lambda: practice.window.counter.current and not tasks.running())
    assert line(practice, "first_name").text() == ""
    buttons = [one for one in panel(practice).findChildren(QPushButton, "continueDraft") if one.isVisible()]
    buttons[1].click()
    await until(lambda: line(practice, "first_name").text() == "Zebulon")
    assert len(unfinished(practice)) == 1


async def test_a_draft_is_discarded_and_taken_back(shop: Shop) -> None:
    """Undo brings it back, also beyond the end of the program."""
    practice = await started_again(shop)
    press(practice, "discardDraft")
    assert unfinished(practice) == []
    press(practice, "messageAction")
    assert len(unfinished(practice)) == 1
    await shop.close()
    practice = shop.opened()
    await until(lambda: unfinished(practice))
    press(practice, "discardDraft")
    await shop.close()
    practice = shop.opened()
    await practice.desk.drafts.open()
    assert practice.desk.drafts.left() == ()


async def test_what_was_discarded_in_the_form_comes_back_with_undo(shop: Shop) -> None:
    """And is kept again."""
    practice = shop.opened()
    await opened(practice, "1117")
    retype(practice, "nickname", "Jay")
    practice.window.counter.discard()
    press(practice, "messageAction")
    assert line(practice, "nickname").text() == "Jay"
    await shop.close()
    practice = shop.opened()
    await until(lambda: unfinished(practice))


async def test_who_is_opened_twice_at_once_has_one_form(shop: Shop) -> None:
    """Enter was pressed twice before the window could answer: what was typed earlier is on the screen, and stays kept."""
    practice = await started_again(shop)
    async with shop.colleague() as client:
        brief = await client.read("1117")
    for _press in range(2):
        practice.window.counter.open(practice.ref("1117"), brief)
    await until(lambda: practice.shown == "1117" and is_read(practice))
    assert line(practice, "nickname").text() == "Jay"
    assert practice.window.counter.parked() == ()
    await shop.close()
    practice = shop.opened()
    await until(lambda: unfinished(practice))


async def test_what_somebody_else_changed_meanwhile_is_marked(shop: Shop) -> None:
    """Mine stays typed; the field that both changed says so, and saving is a person's decision."""
    practice = shop.opened()
    await opened(practice, "1117")
    retype(practice, "nickname", "Jay")
    await shop.close()
    practice = shop.opened()
    client = await practice.desk.stores.client(STORE)
    await client.update(Changes(await client.read("1117"), {"nickname": "Jo", "middle_name": "Jules"}))
    await until(lambda: unfinished(practice))
    practice.window.counter.open(practice.ref("1117"))
    await until(lambda: practice.shown == "1117" and is_read(practice))
    assert line(practice, "nickname").text() == "Jay"
    assert line(practice, "middle_name").text() == "Jules"
    assert "somebody else" in error_of(practice, "nickname")
    practice.window.save()
    await until(lambda: is_read(practice) and not practice.window.counter.unsaved())
    assert (await practice.desk.profiles.reread(practice.ref("1117"))).nickname == "Jay"


async def test_typing_before_the_drafts_are_read_writes_over_nothing(shop: Shop) -> None:
    """Both what was typed before the restart and after it is in the form."""
    practice = shop.opened()
    await opened(practice, "1117")
    retype(practice, "nickname", "Jay")
    await shop.close()
    practice = shop.opened()
    async with practice.desk.drafts._reading:  # as a vault whose keyring waits for somebody
        practice.window.counter.open(practice.ref("1117"))
        await until(lambda: practice.shown == "1117")
        retype(practice, "middle_name", "Jules")
    await until(lambda: line(practice, "nickname").text() == "Jay")
    assert line(practice, "middle_name").text() == "Jules"


async def test_a_session_vault_still_asks_at_closing(shop: Shop) -> None:
    """What is in memory only would be lost."""
    shop.kept = False
    practice = shop.opened()
    await opened(practice, "1117")
    retype(practice, "nickname", "Jay")
    practice.frame.close()
    assert practice.window.findChild(QMessageBox) is not None
    assert practice.frame.isVisible()


async def test_a_draft_whose_store_is_away_is_shown_as_it_was_typed(shop: Shop) -> None:
    """Over the record that it was typed over; the desk goes on."""
    practice = shop.opened()
    await opened(practice, "1117")
    retype(practice, "nickname", "Jay")
    await shop.close()
    practice = shop.opened()
    practice.line.spoil = _no_route
    await until(lambda: unfinished(practice))
    press(practice, "continueDraft")
    await until(lambda: practice.shown == "1117" and message(practice), seconds=20)
    assert line(practice, "nickname").text() == "Jay"


def _no_route(_request: object) -> None:
    raise httpx.ConnectError("no route")


async def test_f9_goes_on_with_the_forms_of_this_run(shop: Shop) -> None:
    """Where nothing is left from earlier: one parked form after the other."""
    practice = shop.opened()
    for number in ("1117", "1118"):
        await opened(practice, number)
        retype(practice, "nickname", f"N{number}")
    await opened(practice, "1119")
    for number in ("1117", "1118", "1117"):
        key(practice, Qt.Key.Key_F9)
        await until(lambda number=number: practice.shown == number)  # type: ignore[misc]
        assert line(practice, "nickname").text() == f"N{number}"

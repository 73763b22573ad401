"""A store is unplugged: the desk goes on by the keyboard, says honestly what waits, and brings it there by itself."""

from __future__ import annotations

import httpx
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListWidget, QMessageBox, QPushButton

from app.core.changes import Changes
from app.services.stores import StoreState
from app.ui import tasks
from app.ui.waiting.dialog import WaitingDialog
from tests.ui.conftest import until
from tests.ui.offline.shop import Shop
from tests.ui.offline.test_copies import head
from tests.ui.offline.test_unfinished import unfinished
from tests.ui.window.clerk import error_of, is_read, key, line, message, opened, press, retype
from tests.ui.window.practice import STORE, Practice

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def foot(practice: Practice) -> str:
    """What the foot of the window says of the stores."""
    return practice.window.status.accessibleDescription()


def _no_route(_request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no route")


async def unplugged(practice: Practice) -> None:
    """The store is away, and the desk knows."""
    practice.line.spoil = _no_route
    practice.window.stores._greet([STORE])
    await until(lambda: practice.desk.stores.statuses()[0].state is StoreState.OFFLINE, seconds=20)
    await until(lambda: not tasks.running())


async def plugged_in(practice: Practice) -> None:
    """The store answers again."""
    practice.line.spoil = lambda _request: None
    practice.window.stores._greet_again()
    await until(lambda: not practice.desk.outgoing.waiting.all(), seconds=20)
    await until(lambda: not tasks.running())


async def new_customer(practice: Practice, **texts: str) -> None:
    """A new customer's form, filled and saved by the keyboard."""
    key(practice, Qt.Key.Key_N, CONTROL)
    await until(lambda: practice.window.counter.current and practice.window.counter.current.edit.is_new)
    for field, text in texts.items():
        retype(practice, field, text)
    key(practice, Qt.Key.Key_S, CONTROL)
    await until(lambda: not tasks.running() and message(practice))


async def test_the_desk_goes_on_while_the_store_is_away(shop: Shop) -> None:
    """Edited, saved, created and edited again; counted at the store's name; gone by itself when it answers."""
    practice = shop.opened()
    await opened(practice, "1117")
    await unplugged(practice)
    retype(practice, "nickname", "Jay")
    key(practice, Qt.Key.Key_S, CONTROL)
    await until(lambda: not tasks.running() and "not at the store yet" in message(practice))
    assert line(practice, "nickname").text() == "Jay"
    assert practice.window.counter.unsaved() == 0
    assert "changes not at the store yet" in head(practice)
    assert "offline since" in foot(practice)
    assert "1 change waiting)" in foot(practice) or "1 change(s) waiting)" in foot(practice)
    await new_customer(practice, first_name="Zebulon", last_name="Quill", birth_date="1990-04-07")
    assert practice.shown.startswith("new-")
    assert "not at the store yet" in head(practice)
    retype(practice, "nickname", "Zeb")
    key(practice, Qt.Key.Key_S, CONTROL)
    await until(lambda: not tasks.running())
    assert practice.desk.outgoing.waiting.count(STORE) == 2
    await plugged_in(practice)
    await until(lambda: practice.shown and not practice.shown.startswith("new-"))
    assert "waiting" not in foot(practice)
    assert line(practice, "nickname").text() == "Zeb"
    there = await (await practice.desk.stores.client(STORE)).read(practice.shown)
    assert (there.first_name, there.nickname) == ("Zebulon", "Zeb")
    assert (await practice.desk.profiles.reread(practice.ref("1117"))).nickname == "Jay"


async def test_the_list_of_what_waits(shop: Shop) -> None:
    """What, whose, since when; one is discarded after a question whose safe answer is what Enter presses."""
    practice = shop.opened()
    await opened(practice, "1117")
    await unplugged(practice)
    retype(practice, "nickname", "Jay")
    key(practice, Qt.Key.Key_S, CONTROL)
    await until(lambda: not tasks.running())
    key(practice, Qt.Key.Key_F9, SHIFT)
    dialog = practice.window.findChild(WaitingDialog)
    assert dialog is not None
    waiting = dialog.findChild(QListWidget, "waitingList")
    assert waiting is not None
    (text,) = [waiting.item(place).text() for place in range(waiting.count())]
    assert "Appleseed" in text
    assert "Change: nickname — waits for the store" in text
    assert "by themselves" in dialog.findChildren(QLabel)[0].text()
    discard = dialog.findChild(QPushButton, "discardWaiting")
    assert discard is not None
    discard.click()
    question = dialog.findChild(QMessageBox)
    assert question is not None
    assert question.defaultButton().text() == "Keep"
    next(one for one in question.buttons() if one.text() == "Discard").click()
    await until(lambda: not practice.desk.outgoing.waiting.all() and not tasks.running())
    assert waiting.count() == 0
    dialog.reject()
    await plugged_in(practice)
    assert practice.line.count("PATCH") == 0


async def test_what_both_changed_is_shown_side_by_side(shop: Shop) -> None:
    """It stands under the search and in a message; opened, mine is typed over theirs, and saving keeps mine."""
    practice = shop.opened()
    await opened(practice, "1117")
    await unplugged(practice)
    retype(practice, "nickname", "Jay")
    key(practice, Qt.Key.Key_S, CONTROL)
    await until(lambda: not tasks.running())
    practice.window.counter.step_aside()
    async with shop.colleague() as client:
        await client.update(Changes(await client.read("1117"), {"nickname": "Jo"}))
    practice.line.spoil = lambda _request: None
    practice.window.stores._greet_again()
    await until(lambda: "did not take" in message(practice), seconds=20)
    (about,) = unfinished(practice)
    assert about.startswith("Refused: Johnny Appleseed")
    assert "refused)" in foot(practice)
    assert "waiting" not in foot(practice)
    dialog = WaitingDialog(practice.desk, practice.window)
    assert "do not go on without you" in dialog.findChildren(QLabel)[0].text()
    dialog.deleteLater()
    press(practice, "messageAction")
    await until(lambda: practice.shown == "1117" and is_read(practice))
    assert line(practice, "nickname").text() == "Jay"
    assert "somebody else" in error_of(practice, "nickname")
    form = practice.window.counter.current
    assert form is not None
    assert form.customer.nickname == "Jo"
    key(practice, Qt.Key.Key_S, CONTROL)
    await until(lambda: is_read(practice) and "Saved" in message(practice))
    assert (await practice.desk.profiles.reread(practice.ref("1117"))).nickname == "Jay"
    assert unfinished(practice) == []


async def test_work_that_waits_outlives_the_window(shop: Shop) -> None:
    """Unplugged, closed, opened again while still unplugged, then plugged in."""
    practice = shop.opened()
    await opened(practice, "1117")
    await unplugged(practice)
    retype(practice, "nickname", "Jay")
    key(practice, Qt.Key.Key_S, CONTROL)
    await until(lambda: not tasks.running())
    await shop.close()
    practice = shop.opened()
    practice.line.spoil = _no_route
    await until(lambda: practice.desk.outgoing.waiting.count(STORE) == 1)
    practice.window.counter.open(practice.ref("1117"))
    await until(lambda: practice.shown == "1117")
    assert line(practice, "nickname").text() == "Jay"
    await until(lambda: not tasks.running(), seconds=20)
    await plugged_in(practice)
    assert (await practice.desk.profiles.reread(practice.ref("1117"))).nickname == "Jay"


async def test_a_create_whose_answer_was_lost_becomes_the_customer(shop: Shop) -> None:
    """It was sent once; the window goes on with the number of ours until the store's is known."""
    practice = shop.opened()
    await opened(practice, "1117")

    def lost(request: httpx.Request) -> httpx.Response | None:
        return httpx.Response(500) if request.method == "POST" and "detailcustomer" in request.url.path else None

    practice.line.spoil = lost
    await new_customer(
        practice, first_name="Zebulon", last_name="Quill", birth_date="1990-04-07", phone="(628) 555-0177"
    )
    assert "not known whether" in message(practice)
    assert "can be served" in message(practice)
    assert "Shift+F9" in message(practice)
    assert not practice.window.message._timer.isActive(), "it is to be read, and does not pass"
    assert practice.line.count("POST", "detailcustomer") == 1
    assert practice.shown.startswith("new-")
    assert "1 change" in foot(practice)

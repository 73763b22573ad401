"""What is typed while the window is busy with the same form stays: during a save, and between a discard and its undo."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui import tasks
from tests.ui.conftest import until
from tests.ui.offline.shop import Shop
from tests.ui.offline.test_unfinished import unfinished
from tests.ui.offline.test_waiting import plugged_in, unplugged
from tests.ui.window.clerk import is_read, key, line, message, opened, press, retype, type_into
from tests.ui.window.practice import STORE, Practice

CONTROL = Qt.KeyboardModifier.ControlModifier
CREATED = "detailcustomer"


async def new_form(practice: Practice) -> None:
    """Ctrl+N."""
    key(practice, Qt.Key.Key_N, CONTROL)
    await until(lambda: practice.window.counter.current and practice.window.counter.current.edit.is_new)


async def being_created(practice: Practice) -> asyncio.Event:
    """A new customer's form whose save is under way until the event is set."""
    await until(lambda: not tasks.running())
    await new_form(practice)
    for field, text in {"first_name": "Zebulon", "last_name": "Quill", "birth_date": "1990-04-07"}.items():
        retype(practice, field, text)
    gate = practice.line.hold(CREATED)
    key(practice, Qt.Key.Key_S, CONTROL)
    await until(lambda: practice.line.count("POST", CREATED))
    return gate


async def test_what_is_typed_while_a_new_customer_is_sent_stays(shop: Shop) -> None:
    """Letter for letter, under the cursor; it is kept as that customer's work, and saved as such."""
    practice = shop.opened()
    gate = await being_created(practice)
    retype(practice, "nickname", "Ze")
    QTest.keyClick(line(practice, "nickname"), Qt.Key.Key_Left)
    gate.set()
    await until(lambda: practice.shown and is_read(practice))
    assert "was created" in message(practice)
    assert line(practice, "nickname").cursorPosition() == 1
    QTest.keyClick(line(practice, "nickname"), Qt.Key.Key_End)
    type_into(line(practice, "nickname"), "b")
    number = practice.shown
    await shop.close()
    practice = shop.opened()
    await until(lambda: unfinished(practice))
    (about,) = unfinished(practice)
    assert about.startswith("Unfinished: Zebulon Quill, ")
    press(practice, "continueDraft")
    await until(lambda: practice.shown == number and is_read(practice))
    assert line(practice, "nickname").text() == "Zeb"
    key(practice, Qt.Key.Key_S, CONTROL)
    await until(lambda: is_read(practice) and "Saved" in message(practice))
    there = await (await practice.desk.stores.client(STORE)).read(number)
    assert (there.first_name, there.nickname) == ("Zebulon", "Zeb")
    assert practice.line.count("POST", CREATED) == 0


async def test_an_address_being_typed_keeps_its_page(shop: Shop) -> None:
    """The new customer is the store's by now; the clerk types on where the cursor is."""
    practice = shop.opened()
    gate = await being_created(practice)
    practice.window.show_addresses()
    retype(practice, "addresses.secondary_address.street1", "1 Test")
    gate.set()
    await until(lambda: practice.shown and is_read(practice))
    street = line(practice, "addresses.secondary_address.street1")
    assert practice.frame.focusWidget() is street
    type_into(street, " Way")
    form = practice.window.counter.current
    assert form is not None
    assert form.edit.changes().changed_address_kinds == ("secondary_address",)
    assert street.text() == "1 Test Way"


async def test_a_new_customer_who_was_parked_while_being_sent(shop: Shop) -> None:
    """What was typed stays parked as theirs; without any there is nothing left to park."""
    practice = shop.opened()
    counter = practice.window.counter
    for nickname in ("Zeb", ""):
        gate = await being_created(practice)
        if nickname:
            retype(practice, "nickname", nickname)
        counter.open(practice.ref("1117"))
        await until(lambda: practice.shown == "1117")
        gate.set()
        await until(lambda: not tasks.running() and "was created" in message(practice))
        practice.line.holds.clear()
        assert practice.shown == "1117"
        (left,) = counter.parked()
        assert not left.edit.is_new
        assert dict(left.edit.changes().fields) == {"nickname": "Zeb"}


async def test_what_is_typed_while_a_new_customer_is_kept_here_stays(shop: Shop) -> None:
    """The store is away: it is work on the form of the provisional number."""
    practice = shop.opened()
    await until(lambda: not tasks.running())
    await unplugged(practice)
    await new_form(practice)
    for field, text in {"first_name": "Zebulon", "last_name": "Quill", "birth_date": "1990-04-07"}.items():
        retype(practice, field, text)
    key(practice, Qt.Key.Key_S, CONTROL)
    retype(practice, "nickname", "Zeb")
    await until(lambda: not tasks.running() and "not at the store yet" in message(practice))
    assert practice.shown.startswith("new-")
    assert line(practice, "nickname").text() == "Zeb"
    (draft,) = practice.desk.drafts._owned.values()
    assert (draft.ref.customer_id, dict(draft.values)) == (practice.shown, {"nickname": "Zeb"})
    await plugged_in(practice)
    await until(lambda: practice.shown and not practice.shown.startswith("new-"))
    assert line(practice, "nickname").text() == "Zeb"


async def test_undo_keeps_what_was_typed_since_the_discard(shop: Shop) -> None:
    """On the screen, and in a form that was left for another one."""
    practice = shop.opened()
    await opened(practice, "1117")
    for is_left in (False, True):
        retype(practice, "nickname", "Jay")
        key(practice, Qt.Key.Key_Escape)
        retype(practice, "email", "new.mail@example.com")
        if is_left:
            await new_form(practice)
        press(practice, "messageAction")
        await until(lambda: practice.shown == "1117" and is_read(practice))
        assert line(practice, "nickname").text() == "Jay"
        assert line(practice, "email").text() == "new.mail@example.com"
        assert practice.window.counter.parked() == ()
        practice.window.counter.discard()


async def test_undo_brings_back_a_customer_who_was_left(shop: Shop) -> None:
    """With the record as it is now at the store."""
    practice = shop.opened()
    await opened(practice, "1117")
    retype(practice, "nickname", "Jay")
    key(practice, Qt.Key.Key_Escape)
    await new_form(practice)
    press(practice, "messageAction")
    await until(lambda: practice.shown == "1117" and is_read(practice))
    assert line(practice, "nickname").text() == "Jay"
    assert practice.window.counter.unsaved() == 1
    assert unfinished(practice) == []

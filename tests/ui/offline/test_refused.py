"""What a store refused comes back into its customer's form, together with whatever else was typed there."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import httpx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListWidget

from app.core.changes import Changes
from app.ui import tasks
from app.ui.waiting.dialog import WaitingDialog
from tests.ui.conftest import until
from tests.ui.offline.shop import Shop
from tests.ui.offline.test_unfinished import unfinished
from tests.ui.offline.test_waiting import unplugged
from tests.ui.window.clerk import error_of, is_read, key, line, message, opened, press, retype
from tests.ui.window.practice import STORE, Practice

CONTROL = Qt.KeyboardModifier.ControlModifier
MAIL = "new.mail@example.com"


async def saved_while_away(practice: Practice, **texts: str) -> None:
    """A change that waits for the store."""
    await opened(practice, "1117")
    await unplugged(practice)
    for field, text in texts.items():
        retype(practice, field, text)
    key(practice, Qt.Key.Key_S, CONTROL)
    await until(lambda: not tasks.running() and "not at the store yet" in message(practice))


async def refused_after_a_restart(shop: Shop) -> Practice:
    """The nickname waited and was refused; the e-mail was typed after that was saved, and not saved itself."""
    practice = shop.opened()
    await saved_while_away(practice, nickname="Jay")
    retype(practice, "email", MAIL)
    await shop.close()
    async with shop.colleague() as client:
        await client.update(Changes(await client.read("1117"), {"nickname": "Jo"}))
    practice = shop.opened()
    await until(lambda: "did not take" in message(practice), seconds=20)
    return practice


@pytest.mark.parametrize("way", ["panel", "search"])
async def test_it_stands_in_the_form_with_the_draft(shop: Shop, way: str) -> None:
    """The place under the search says that it was refused; both are in the form, and both are saved."""
    practice = await refused_after_a_restart(shop)
    (about,) = unfinished(practice)
    assert about.startswith("Refused: Johnny Appleseed")
    if way == "panel":
        press(practice, "continueDraft")
    else:
        practice.window.counter.open(practice.ref("1117"))
    await until(lambda: practice.shown == "1117" and is_read(practice))
    assert line(practice, "nickname").text() == "Jay"
    assert "somebody else" in error_of(practice, "nickname")
    assert line(practice, "email").text() == MAIL
    key(practice, Qt.Key.Key_S, CONTROL)
    await until(lambda: is_read(practice) and "Saved" in message(practice))
    there = await (await practice.desk.stores.client(STORE)).read("1117")
    assert (there.nickname, there.email) == ("Jay", MAIL)
    assert practice.desk.outgoing.waiting.all() == ()
    assert unfinished(practice) == []


async def test_both_are_discarded_and_taken_back_together(shop: Shop) -> None:
    """Undo types them again, and they outlive the program."""
    practice = await refused_after_a_restart(shop)
    press(practice, "continueDraft")
    await until(lambda: practice.shown == "1117" and is_read(practice))
    key(practice, Qt.Key.Key_Escape)
    await until(lambda: not practice.desk.outgoing.waiting.all() and not tasks.running())
    assert (line(practice, "nickname").text(), practice.window.counter.unsaved()) == ("Jo", 0)
    press(practice, "messageAction")
    for _start in range(2):
        assert line(practice, "nickname").text() == "Jay"
        assert line(practice, "email").text() == MAIL
        await shop.close()
        practice = shop.opened()
        await until(lambda: unfinished(practice))  # noqa: B023 - it is awaited before the next start
        press(practice, "continueDraft")
        await until(lambda: practice.shown == "1117" and is_read(practice))  # noqa: B023


async def test_a_form_that_was_opened_before_the_outbox_was_read(shop: Shop) -> None:
    """Takes what was refused as soon as that is known, below what was typed since."""
    practice = shop.opened()
    await saved_while_away(practice, nickname="Jay")
    async with shop.colleague() as client:
        await client.update(Changes(await client.read("1117"), {"nickname": "Jo"}))
    practice.window.counter.step_aside()
    practice.line.spoil = lambda _request: None
    practice.window.stores._greet_again()
    await until(lambda: "did not take" in message(practice), seconds=20)
    await shop.close()
    practice = shop.opened()
    async with practice.desk.outgoing.outbox.ledger._step:  # as a vault whose keyring waits for somebody
        practice.window.counter.open(practice.ref("1117"))
        await until(lambda: practice.shown == "1117")
        retype(practice, "email", MAIL)
    await until(lambda: line(practice, "nickname").text() == "Jay" and is_read(practice))
    assert line(practice, "email").text() == MAIL
    form = practice.window.counter.current
    assert form is not None
    assert form.customer.nickname == "Jo"


async def test_a_save_in_the_moment_of_a_refusal_loses_nothing(shop: Shop) -> None:
    """It is kept behind what is refused just then; the form has both as typed, and both are saved."""
    practice = shop.opened()
    await saved_while_away(practice, nickname="Jay")
    async with shop.colleague() as client:
        await client.update(Changes(await client.read("1117"), {"nickname": "Jo"}))
    practice.line.spoil = lambda _request: None
    practice.line.calls.clear()
    async with practice.desk.outgoing.outbox.ledger._step:  # a vault that takes its time
        practice.window.stores._greet_again()
        await until(lambda: practice.line.count("GET", "customer/1117"))
        await asyncio.sleep(0.2)  # the refusal is to be written down
        retype(practice, "middle_name", "Mid")
        key(practice, Qt.Key.Key_S, CONTROL)
        await asyncio.sleep(0.1)
    await until(lambda: "did not take" in message(practice) and is_read(practice), seconds=20)
    assert (line(practice, "nickname").text(), line(practice, "middle_name").text()) == ("Jay", "Mid")
    assert practice.window.counter.unsaved() == 1
    key(practice, Qt.Key.Key_S, CONTROL)
    await until(lambda: is_read(practice) and "Saved" in message(practice))
    async with shop.colleague() as client:
        there = await client.read("1117")
    assert (there.nickname, there.middle_name) == ("Jay", "Mid")
    assert practice.desk.outgoing.waiting.all() == ()


async def test_what_waits_behind_a_refusal_says_so_and_is_sent_again(shop: Shop) -> None:
    """The list says what waits for whom; a refused line can be sent as it is, and what is behind it follows."""
    practice = shop.opened()
    await saved_while_away(practice, nickname="Jay")
    retype(practice, "middle_name", "Mid")
    key(practice, Qt.Key.Key_S, CONTROL)
    await until(lambda: len(practice.desk.outgoing.waiting.all()) == 2 and not tasks.running())
    practice.window.counter.step_aside()
    no = httpx.Response(403, json={"message": "Forbidden"})
    practice.line.spoil = lambda request: no if request.method == "PATCH" else None
    practice.window.stores._greet_again()
    await until(lambda: "did not take" in message(practice), seconds=20)
    practice.line.spoil = lambda _request: None
    practice.window.outgoing.show_list()
    dialog = practice.frame.findChild(WaitingDialog)
    assert dialog is not None
    listed = dialog.findChild(QListWidget)
    assert listed is not None
    assert "refused" in listed.item(0).text()
    assert "waits for the decision on the one before it" in listed.item(1).text()
    assert "by themselves" not in dialog.findChildren(QLabel)[0].text()
    press(practice, "sendAgain")
    await until(lambda: not practice.desk.outgoing.waiting.all(), seconds=20)
    dialog.reject()
    async with shop.colleague() as client:
        there = await client.read("1117")
    assert (there.nickname, there.middle_name) == ("Jay", "Mid")


async def test_addresses_refused_while_another_one_is_typed(shop: Shop) -> None:
    """Each kind is a change of its own: what was refused, what was typed since, and what somebody else changed."""
    practice = shop.opened()
    first, second, third = (
        f"addresses.{kind}.street1" for kind in ("address_of_record", "secondary_address", "alternative_address")
    )
    await opened(practice, "1117")
    practice.window.show_addresses()
    await saved_while_away(practice, **{first: "1 Mine Way", second: "1 Second Way"})
    retype(practice, third, "2 Typed Way")
    async with shop.colleague() as client:
        theirs = await client.read("1117")
        moved = tuple(
            replace(one, street1="9 Their Way") if one.kind == "address_of_record" else one
            for one in theirs.address_list
        )
        await client.update(Changes(theirs, {}, moved))
    practice.line.spoil = lambda _request: None
    practice.window.stores._greet_again()
    await until(lambda: "did not take" in message(practice) and is_read(practice), seconds=20)
    assert [line(practice, one).text() for one in (first, second, third)] == [
        "1 Mine Way",
        "1 Second Way",
        "2 Typed Way",
    ]
    key(practice, Qt.Key.Key_S, CONTROL)
    await until(lambda: is_read(practice) and "Saved" in message(practice))
    async with shop.colleague() as client:
        there = {one.kind: str(one.street1).title() for one in (await client.read("1117")).address_list}
    assert there == {
        "address_of_record": "1 Mine Way",
        "secondary_address": "1 Second Way",
        "alternative_address": "2 Typed Way",
    }

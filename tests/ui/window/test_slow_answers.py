"""Answers that come late: each reaches its own customer, newest first, and none takes the cursor from whoever types."""

from __future__ import annotations

import asyncio
from datetime import date

import httpx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.core.changes import Changes
from app.core.values import Value
from app.ui import tasks
from app.ui.customer.verdict import VerdictBanner
from app.ui.stores.dialog import StoresDialog
from tests.ui.conftest import until
from tests.ui.window.clerk import error_of, is_read, key, line, message, opened, press, retype, type_into
from tests.ui.window.practice import STORE, Practice
from tests.ui.window.test_index import type_text

CONTROL = Qt.KeyboardModifier.ControlModifier
CHILD = date(2015, 1, 1)


async def changed_elsewhere(practice: Practice, number: str, **values: Value) -> None:
    """Somebody at another till corrects a record."""
    client = await practice.desk.stores.client(STORE)
    await client.update(Changes(await client.read(number), values))


class SlowFirst(httpx.AsyncBaseTransport):
    """A line whose first answer is on its way until it is let go; it says what was so when it was asked for."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self._asked = 0
        self.arrived = asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """See httpx."""
        self._asked += 1
        is_first = self._asked == 1
        answer = await self._inner.handle_async_request(request)
        if is_first:
            await answer.aread()
            await self.arrived.wait()
        return answer


def verdict(practice: Practice) -> str:
    """What the banner says."""
    banner = practice.window.findChild(VerdictBanner)
    assert banner is not None
    return banner.accessibleName()


def cursor(practice: Practice) -> str:
    """Where the next letter goes: the name of the editor, and nowhere that cannot be seen."""
    focus = practice.frame.focusWidget()
    assert focus is not None
    assert focus.isVisible()
    return focus.objectName()


async def to_be_refused(practice: Practice) -> asyncio.Event:
    """A customer whose e-mail was typed, at a store that takes none; its answer comes when the event is set."""
    await opened(practice, "1117")
    retype(practice, "email", "j@example.com")
    refused = {"resultCode": "FAIL", "resultReason": "INVALID_EMAIL", "resultDetail": "email is invalid"}
    practice.line.spoil = lambda request: httpx.Response(400, json=refused) if request.method == "PATCH" else None
    return practice.line.hold("customer/update/1117")


async def test_a_form_that_was_parked_meanwhile_gets_its_answer(practice: Practice) -> None:
    """It is that customer's, whoever is on the screen: nobody is let in by the index's old record."""
    await practice.load()
    await changed_elsewhere(practice, "1117", birth_date=CHILD)
    gate = practice.line.hold("customer/1117")
    await type_text(practice, "appleseed johnny")
    key(practice, Qt.Key.Key_Return)
    await until(lambda: practice.shown == "1117")
    retype(practice, "nickname", "Jay")
    practice.window.counter.open(practice.ref("1118"))
    await until(lambda: practice.shown == "1118")
    gate.set()
    await until(lambda: not tasks.running())
    (parked,) = practice.window.counter.parked()
    assert (parked.is_brief, parked.is_awaited, parked.customer.birth_date) == (False, False, CHILD)
    practice.window.counter.open(practice.ref("1117"))
    assert "Do not admit" in verdict(practice)
    assert line(practice, "nickname").text() == "Jay"


async def test_who_comes_back_is_read_again(practice: Practice) -> None:
    """A parked form may be an hour old; what was typed stays."""
    await opened(practice, "1117")
    retype(practice, "nickname", "Jay")
    await opened(practice, "1118")
    await changed_elsewhere(practice, "1117", birth_date=CHILD)
    practice.window.counter.show_parked(practice.window.counter.parked()[0])
    await until(lambda: is_read(practice) and "Do not admit" in verdict(practice))
    assert line(practice, "nickname").text() == "Jay"


async def test_what_was_asked_for_before_a_save_is_not_newer(practice: Practice) -> None:
    """The record comes after the save was confirmed, and lacks it: form, copy and index keep what was saved."""
    await practice.load()
    await opened(practice, "1117")
    practice.line.inner = slow = SlowFirst(practice.line.inner)
    asked = len(practice.line.calls)
    practice.window.read_again()
    await until(lambda: len(practice.line.calls) > asked)
    retype(practice, "nickname", "Jay")
    practice.window.save()
    await until(lambda: "Saved" in message(practice))
    slow.arrived.set()
    await until(lambda: is_read(practice))
    assert line(practice, "nickname").text() == "Jay"
    copy = practice.desk.recent.get(practice.ref("1117"))
    assert copy is not None
    assert copy.nickname == "Jay"
    await practice.desk.feed.settled()
    (found, *_others) = await practice.desk.search.here("appleseed johnny")
    assert "Jay" in found.name


async def test_a_refusal_leaves_whoever_types_elsewhere(practice: Practice) -> None:
    """The next customer's name is being typed when the store says no: it is marked, and the cursor stays."""
    gate = await to_be_refused(practice)
    practice.window.save()
    key(practice, Qt.Key.Key_K, CONTROL)
    type_into(practice.window.search.box, "Zbig")
    gate.set()
    await until(lambda: not tasks.running() and message(practice))
    assert cursor(practice) == "searchBox"
    QTest.keyClicks(practice.frame.focusWidget(), "niew")
    assert practice.window.search.box.text() == "Zbigniew"
    assert practice.window.counter.unsaved() == 1


async def test_a_refusal_leaves_whoever_goes_on_in_the_form(practice: Practice) -> None:
    """The next field is being filled: what is typed there goes there."""
    gate = await to_be_refused(practice)
    key(practice, Qt.Key.Key_S, CONTROL)
    line(practice, "nickname").setFocus()
    gate.set()
    await until(lambda: not tasks.running() and message(practice))
    assert cursor(practice) == "field_nickname"
    line(practice, "email").setFocus()
    key(practice, Qt.Key.Key_S, CONTROL)
    await until(lambda: not tasks.running() and message(practice))
    assert cursor(practice) == "field_email"


async def test_what_became_of_somebody_else_is_said_with_the_name(practice: Practice) -> None:
    """They are not on the screen any more; a refusal leads back to their form."""
    gate = await to_be_refused(practice)
    practice.window.save()
    practice.window.counter.open(practice.ref("1118"))
    await until(lambda: practice.shown == "1118")
    gate.set()
    await until(lambda: not tasks.running() and message(practice))
    assert "Appleseed: " in message(practice)
    press(practice, "messageAction")
    await until(lambda: practice.shown == "1117" and is_read(practice))
    practice.line.spoil = lambda _request: None
    practice.window.save()
    practice.window.counter.open(practice.ref("1118"))
    await until(lambda: not tasks.running() and "Saved" in message(practice))
    assert "Appleseed: Saved." in message(practice)


async def test_a_mistake_that_was_left_is_left(practice: Practice) -> None:
    """The cursor goes to it once; a record that arrives later does not bring it back there."""
    await opened(practice, "1117")
    retype(practice, "birth_date", "soon")
    practice.window.save()
    assert cursor(practice) == "field_birth_date"
    line(practice, "nickname").setFocus()
    practice.window.read_again()
    await until(lambda: is_read(practice))
    assert cursor(practice) == "field_nickname"
    assert error_of(practice, "birth_date")


async def test_the_cursor_is_where_it_can_be_seen(practice: Practice) -> None:
    """With mistakes in the profile and in the addresses it goes to the first in the profile, also when the form comes back."""
    key(practice, Qt.Key.Key_N, CONTROL)
    await until(lambda: practice.window.counter.current and not tasks.running())
    practice.window.show_addresses()
    retype(practice, "addresses.address_of_record.street1", "1 Test Way")
    practice.window.save()
    assert cursor(practice) == "field_first_name"
    await opened(practice, "1117")
    key(practice, Qt.Key.Key_N, CONTROL)
    assert cursor(practice) == "field_first_name"


@pytest.mark.parametrize("tab", [Qt.Key.Key_1, Qt.Key.Key_2])
async def test_nobodys_pages_take_no_cursor(practice: Practice, tab: Qt.Key) -> None:
    """A new customer was discarded: what is typed goes into the search box."""
    key(practice, Qt.Key.Key_N, CONTROL)
    await until(lambda: practice.window.counter.current and not tasks.running())
    key(practice, Qt.Key.Key_Escape)
    assert practice.window.counter.current is None
    key(practice, tab, CONTROL)
    assert cursor(practice) == "searchBox"


async def test_who_is_asked_something_is_left_alone(practice: Practice) -> None:
    """Enter waited for the store; a question that was opened meanwhile is about whoever was on the screen then."""
    await opened(practice, "1117")
    gate = practice.line.hold("customer/1118")
    for asks in (True, False):
        box = practice.window.search.box
        box.setFocus()
        box.clear()
        type_into(box, "1118")
        key(practice, Qt.Key.Key_Return)
        if asks:
            practice.window.show_store_list()
        await until(lambda: practice.line.count("GET", "customer/1118"))
        gate.set()
        await until(lambda: not tasks.running())
        assert practice.shown == ("1117" if asks else "1118")
        for dialog in practice.frame.findChildren(StoresDialog):
            dialog.close()

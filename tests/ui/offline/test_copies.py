"""Whoever was read at this desk is shown at once, with the age of what is shown, also while the store is away."""

from __future__ import annotations

import httpx

from app.ui import tasks
from app.ui.customer.header import CustomerHeader
from tests.ui.conftest import until
from tests.ui.offline.shop import Shop
from tests.ui.window.clerk import line, message, opened
from tests.ui.window.practice import STORE, Practice


def head(practice: Practice) -> str:
    """What stands above the customer."""
    header = practice.window.findChild(CustomerHeader)
    assert header is not None
    return header.accessibleName()


def _no_route(_request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no route")


async def test_a_copy_of_an_earlier_run_is_shown_while_the_store_is_away(shop: Shop) -> None:
    """The whole record, with addresses and documents; it says from when, and that it could not be read again."""
    practice = shop.opened()
    await opened(practice, "1117")
    await shop.close()
    practice = shop.opened()
    practice.line.spoil = _no_route
    practice.window.counter.open(practice.ref("1117"))
    await until(lambda: practice.shown == "1117")
    assert "being read again" in head(practice)
    await until(lambda: not tasks.running(), seconds=20)
    assert message(practice)
    assert "not read again yet" in head(practice)
    assert line(practice, "first_name").text() == "Johnny"
    form = practice.window.counter.current
    assert form is not None
    assert len(form.customer.address_list) == 3
    practice.line.spoil = lambda _request: None
    practice.window.read_again()
    await until(lambda: "read just now" in head(practice))


async def test_the_people_of_a_store_are_forgotten_with_it(shop: Shop) -> None:
    """Nothing of them is left on this machine."""
    practice = shop.opened()
    await opened(practice, "1117")
    await practice.desk.settled()
    practice.window.index.forget(STORE)
    await until(lambda: not tasks.running())
    assert await practice.desk.recent.copy(practice.ref("1117")) is None

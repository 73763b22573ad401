"""Walking through lists of every kind of server (vendor document 9 and 12, row 15)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.vendors.indicaonline import const
from app.vendors.indicaonline.listing import Batch, Span, Walk

FIRST, LAST = date(2024, 1, 1), date(2024, 1, 31)


class Server:
    """People by day of creation, and how the server pages them."""

    def __init__(
        self,
        days: Iterable[int],
        *,
        page: int = 100,
        totals: bool = True,
        offsets: bool = True,
        periods: bool = True,
        total_more: int = 0,
    ) -> None:
        self.people = [
            (FIRST + timedelta(days=day), Customer(ref=CustomerRef(ConnectionId("x"), str(number))))
            for number, day in enumerate(days)
        ]
        self.page, self.totals, self.offsets, self.periods = page, totals, offsets, periods
        self.total_more = total_more
        self.asked = 0

    async def ask(self, span: Span, offset: int) -> Batch:
        """One page."""
        self.asked += 1
        chosen = [one for day, one in self.people if not self.periods or span.first <= day <= span.last]
        start = offset if self.offsets else 0
        page = chosen[start : start + min(self.page, const.PAGE_SIZE)]
        return Batch(page, len(page), len(chosen) + self.total_more if self.totals else None)


def walked(server: Server) -> tuple[list[str], bool]:
    """Everybody found, and whether the list is said to be short."""
    walk = Walk(server.ask)

    async def work() -> list[str]:
        return [one.ref.customer_id async for people in walk.over(Span(FIRST, LAST)) for one in people]

    return asyncio.run(work()), walk.short


SPREAD = [number % 31 for number in range(250)]


@pytest.mark.parametrize(
    ("server", "asked"),
    [
        (Server([]), 1),
        (Server([], totals=False), 1),
        (Server(SPREAD), 3),
        (Server(SPREAD, totals=False), 4),
        (Server(SPREAD, page=25), 10),
        (Server(SPREAD, page=25, totals=False), 11),
        (Server(SPREAD, periods=False), 3),
        (Server(range(3), totals=False), 2),
    ],
)
def test_servers_that_page(server: Server, asked: int) -> None:
    """9: the total ends a list; without one an empty page does, since a short page is no proof. Nobody twice."""
    found, short = walked(server)
    assert sorted(map(int, found)) == list(range(len(server.people)))
    assert (short, server.asked) == (False, asked)


@pytest.mark.parametrize("totals", [True, False])
@pytest.mark.parametrize(("days", "page"), [(SPREAD, 100), (SPREAD, 20), (range(31), 100), ([4] * 9, 100), ([], 100)])
def test_servers_that_ignore_the_offset(days: Iterable[int], page: int, totals: bool) -> None:
    """12, row 15: read in slices of the period, all of it, without looping."""
    server = Server(days, page=page, totals=totals, offsets=False)
    found, short = walked(server)
    assert sorted(map(int, found)) == list(range(len(server.people)))
    assert not short
    assert server.asked < 100


@pytest.mark.parametrize("totals", [True, False])
def test_a_day_too_full_for_one_page_is_said(totals: bool) -> None:
    """12, row 15: a server that ignores the offset cannot give more of one day than a page."""
    server = Server([3] * 150 + [9] * 20, totals=totals, offsets=False)
    found, short = walked(server)
    assert len(found) == 120
    assert short


@pytest.mark.parametrize("totals", [True, False])
def test_a_server_that_ignores_everything(totals: bool) -> None:
    """The same page whatever is asked: left after a few calls; short unless its total is reached."""
    server = Server(SPREAD, offsets=False, periods=False, totals=totals)
    found, short = walked(server)
    assert (len(found), short) == (100, True)
    assert server.asked < 10


def test_a_total_that_is_never_reached_is_said() -> None:
    """12, row 15: people may lack, and asking again would not bring them."""
    server = Server(SPREAD, total_more=5)
    found, short = walked(server)
    assert (len(found), short, server.asked) == (250, True, 4)


def deleting(server: Server, span: Span) -> tuple[list[str], bool]:
    """As `walked`, where somebody of the first page is deleted as soon as it was read."""

    async def ask(asked: Span, offset: int) -> Batch:
        batch = await server.ask(asked, offset)
        if server.asked == 1:
            del server.people[3]
        return batch

    walk = Walk(ask)

    async def work() -> list[str]:
        return [one.ref.customer_id async for people in walk.over(span) for one in people]

    return asyncio.run(work()), walk.short


@pytest.mark.parametrize("page", [100, 20])
def test_who_is_deleted_meanwhile_hides_nobody(page: int) -> None:
    """12, row 15: the total falls, so somebody may have moved up unseen: the span is read again in halves."""
    found, short = deleting(Server(SPREAD, page=page), Span(FIRST, LAST))
    assert sorted(map(int, found)) == list(range(250))
    assert not short


def test_a_deletion_on_a_day_that_cannot_be_halved_is_said() -> None:
    """12, row 15: a list that may be short is said to be short."""
    found, short = deleting(Server([0] * 250), Span(FIRST, FIRST))
    assert (len(found), short) == (249, True)


def test_the_hard_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    """9: a list without end is left, and said to be short."""
    monkeypatch.setattr(const, "MAX_PAGES", 3)
    found, short = walked(Server(SPREAD, page=10))
    assert (len(found), short) == (30, True)


def test_people_who_move_while_paging_come_once() -> None:
    """9: somebody new at the front moves everybody down by one."""
    server = Server(SPREAD, totals=False)

    async def ask(span: Span, offset: int) -> Batch:
        if offset == 100:
            server.people.insert(0, (FIRST, Customer(ref=CustomerRef(ConnectionId("x"), "new"))))
        return await server.ask(span, offset)

    walk = Walk(ask)

    async def work() -> list[str]:
        return [one.ref.customer_id async for people in walk.over(Span(FIRST, LAST)) for one in people]

    found = asyncio.run(work())
    assert max(Counter(found).values()) == 1
    assert {str(number) for number in range(250)} <= set(found)


def test_spans() -> None:
    """A day wider on each side, within the calendar; halves cover the whole and share no day."""
    assert Span(FIRST, LAST).widened() == Span(date(2023, 12, 31), date(2024, 2, 1))
    assert Span(date.min, date.max).widened() == Span(date.min, date.max)
    for days in range(40):
        span = Span(FIRST, FIRST + timedelta(days=days))
        halves = list(span.halves())
        assert bool(halves) == (days > 0)
        if halves:
            one, other = halves
            assert (one.first, other.last) == (span.first, span.last)
            assert other.first - one.last == timedelta(days=1)
            assert one.misses(other)
            assert not one.misses(span)

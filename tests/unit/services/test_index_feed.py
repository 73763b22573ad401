"""What the desk reads and writes goes into the index: in order, whole, and in nobody's way."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace

import pytest

from app.core.customer import Customer, CustomerRef
from app.core.errors import AppError, DiskFull
from app.core.index import SyncProgress
from app.services.index_feed import IndexFeed
from app.services.no_index import NoIndex
from app.storage.index.vault_index import VaultIndex
from tests.unit.core.records import record
from tests.unit.services.practice import HERE, THERE, Practice, ref, run


def person(number: int, name: str = "Quillon") -> Customer:
    """Somebody of the practice store."""
    return record(ref=ref(number), first_name=name, last_name="Test")


async def found(practice: Practice, text: str) -> list[CustomerRef]:
    """Whom the index finds."""
    return [hit.customer.ref for hit in await VaultIndex(practice.people).search(text, [HERE])]


def test_the_latest_news_of_somebody_counts(practice: Practice) -> None:
    """Read, renamed, gone, and back again, all before the index had its turn."""

    async def work() -> None:
        feed = practice.desk.feed
        feed.renew(person(1, "Alpha"))
        feed.opened(person(2, "Beta"))
        feed.gone(ref(1))
        feed.gone(ref(2))
        feed.renew(person(1, "Gamma"))
        await feed.settled()
        assert await found(practice, "gamma") == [ref(1)]
        assert await found(practice, "alpha") == await found(practice, "beta") == []

    run(work())


def test_whoever_was_deleted_is_not_kept(practice: Practice) -> None:
    """A record that says so is that of nobody to be found."""

    async def work() -> None:
        practice.desk.feed.renew(person(1))
        practice.desk.feed.opened(replace(person(1), standing="deleted"))
        await practice.desk.feed.settled()
        assert await found(practice, "quillon") == []

    run(work())


def test_nobody_waits_for_it(practice: Practice) -> None:
    """It answers at once; many are taken in together."""

    class Slow(NoIndex):
        def __init__(self) -> None:
            self.gate = asyncio.Event()
            self.put_at_once: list[int] = []

        async def put(self, customers: Sequence[Customer], progress: SyncProgress | None = None) -> None:
            assert progress is None
            await self.gate.wait()
            self.put_at_once.append(len(customers))

    async def work() -> None:
        index = Slow()
        feed = IndexFeed(index, practice.clock)
        for number in range(1200):
            feed.renew(person(number))
        assert index.put_at_once == []
        index.gate.set()
        await feed.settled()
        assert index.put_at_once == [500, 500, 200]

    run(work())


def test_a_failure_is_told_once(practice: Practice) -> None:
    """And not again before something could be taken in; the rest goes on."""

    class Full(NoIndex):
        is_full = True

        async def remove(self, refs: Collection[CustomerRef]) -> None:
            if self.is_full and refs:
                raise DiskFull("No room.")

    async def work() -> None:
        index, told = Full(), list[AppError]()
        feed = IndexFeed(index, practice.clock)
        feed.failed = told.append
        for number in range(3):
            feed.gone(ref(number))
            await feed.settled()
        assert [one.title for one in told] == ["No room."]
        index.is_full = False
        feed.gone(ref(4))
        await feed.settled()
        index.is_full = True
        feed.gone(ref(5))
        await feed.settled()
        assert len(told) == 2

    run(work())


def test_a_store_that_is_forgotten_leaves_nothing_behind(practice: Practice) -> None:
    """What was still to be learned of it is not learned any more; of the others it is."""

    async def work() -> None:
        feed = practice.desk.feed
        feed.renew(person(1))
        feed.renew(replace(person(2), ref=CustomerRef(THERE, "2")))
        feed.drop(HERE)
        await feed.settled()
        hits = await VaultIndex(practice.people).search("quillon", [HERE, THERE])
        assert [hit.customer.ref.connection for hit in hits] == [THERE]

    run(work())


def test_who_was_heard_of_since(practice: Practice) -> None:
    """So that an older page does not overwrite what was read here meanwhile."""

    async def work() -> None:
        feed = practice.desk.feed
        feed.renew(person(1))
        mark = feed.mark()
        feed.renew(person(2))
        assert [feed.heard_since(mark, ref(number)) for number in (1, 2, 3)] == [False, True, False]
        await feed.settled()

    run(work())


def test_a_loop_that_ended_stops_nothing(practice: Practice) -> None:
    """What one loop had no time for is learned by the next."""

    async def hear() -> None:
        practice.desk.feed.renew(person(1))

    run(hear())
    run(practice.desk.feed.settled())
    assert run(found(practice, "quillon")) == [ref(1)]


@pytest.mark.parametrize("text", ["", "anybody"])
def test_a_desk_without_an_index(practice: Practice, text: str) -> None:
    """Finds nobody and keeps nobody."""
    desk = practice.another_desk()
    practice.open(desk=desk)

    async def work() -> None:
        desk.recent.remember(person(1))
        assert await desk.search.here(text) == ()
        await desk.feed.settled()

    run(work())

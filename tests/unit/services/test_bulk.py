"""Customers in bulk, over the training store: whole, cancelled, broken off, gone on with."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from app.core.customer import ConnectionId
from app.core.errors import NotOffered, NotSignedIn, UnexpectedReply, VendorUnavailable
from app.core.vendor import Capabilities, CreatedBetween, Listing, UpdatedSince
from app.services.bulk import BulkRun, Stage
from app.services.bulk_pages import FIRST_STEP, cut, days_of, least_step, next_step, smaller_step
from app.services.bulk_rows import CONNECTION
from app.services.customer_json import KEYS
from app.services.tables import STORE
from tests.unit.services.practice import HERE, THERE, TODAY, Practice, run
from tests.unit.services.sync_practice import SyncPractice, listed, practised, small_site

YEARS = CreatedBetween(date(2015, 1, 1), TODAY)
LATELY = UpdatedSince(datetime(2015, 1, 1, tzinfo=UTC))


@pytest.fixture
def practice(tmp_path: Path) -> Practice:
    """A desk whose one store is the training store."""
    made = Practice.at(tmp_path)
    made.open(HERE)
    return made


def bulk(practice: Practice, listing: Listing = YEARS, clock: Callable[[], float] | None = None) -> BulkRun:
    connections = practice.stores.connections()
    return BulkRun(practice.stores, connections, listing, clock=clock or (lambda: 0.0))


def numbers(run_: BulkRun) -> list[str]:
    return [run_.rows[row]["customer_id"] for row in range(len(run_.rows))]


async def everybody(practice: Practice) -> set[str]:
    client = await practice.stores.client(HERE)
    return {one.ref.customer_id async for page in client.listed(YEARS) for one in page}


# ------------------------------------------------------------------------------------------------ slices


@pytest.mark.parametrize("days", [1, 7, 365, 10_000])
@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 3, 1), date(2026, 3, 1)),
        (date(2000, 1, 1), date(2026, 11, 22)),
        (date.max - timedelta(days=20), date.max),
    ],
)
def test_slices(first: date, last: date, days: int) -> None:
    """Every day of the period stands in one slice, and none outside of it, to the last day that there is."""
    left: Listing | None = CreatedBetween(first, last)
    found = []
    while left:
        one, left = cut(left, days)
        assert isinstance(one, CreatedBetween)
        assert days_of(one) == days or left is None
        found += [one.first + timedelta(days=day) for day in range(days_of(one))]
    assert found == [first + timedelta(days=day) for day in range((last - first).days + 1)]


def test_list_by_change_is_one_slice() -> None:
    """Who changed later changes the list itself: there is nothing to cut."""
    assert cut(LATELY, 7) == (LATELY, None)


def test_steps_follow_the_store() -> None:
    """A quiet store is asked for more days at once, up to a year; a busy one for fewer, down to a day."""
    quiet = busy = FIRST_STEP
    for _ in range(20):
        quiet, busy = next_step(quiet, 1), next_step(busy, 40)
    assert (quiet, busy, next_step(30, 5)) == (364, 1, 30)


def test_a_slice_is_longer_than_what_it_reads_twice() -> None:
    """However busy the store, unless a slice could not be read: that is narrowed to a day, and then grows again."""
    least = least_step(Capabilities(lookups=frozenset(), overlap_days=3))
    assert least >= 12
    assert least_step(Capabilities(lookups=frozenset())) == 1
    busy = 364
    for _ in range(20):
        busy = next_step(busy, 100, least)
    assert busy == smaller_step(busy, least) == least
    for _ in range(3):
        busy = smaller_step(busy)
    assert busy == 1
    for _ in range(20):
        busy = next_step(busy, 100, least)
    assert least <= busy < 2 * least


# ------------------------------------------------------------------------------------------------ a whole run


@pytest.mark.parametrize("listing", [YEARS, LATELY])
def test_everybody_once(practice: Practice, listing: Listing) -> None:
    """Everybody of the period is there once, with the store's own words; the run knows that it is complete."""
    made = bulk(practice, listing)
    run(made.go())
    assert made.complete
    assert not made.can_go_on
    found = numbers(made)
    assert len(set(found)) == len(found) == made.progress().count >= 50
    if listing is YEARS:
        assert set(found) == run(everybody(practice))
    johnny = made.rows[found.index("1117")]
    assert (johnny["first_name"], johnny["phone"], johnny[CONNECTION]) == ("Johnny", "+16282032916", HERE)
    assert "addresses.address_of_record.city" in made.columns().names
    assert STORE not in made.columns().names


def test_several_stores(practice: Practice) -> None:
    """Stores are read side by side; each row says whose it is, and the same number at two stores is two people."""
    practice.open(HERE, THERE)
    made = bulk(practice)
    run(made.go())
    whose = [(made.rows[row][STORE], made.rows[row]["customer_id"]) for row in range(len(made.rows))]
    assert len(set(whose)) == len(whose)
    assert whose.count(("Here", "1117")) == whose.count(("There", "1117")) == 1
    assert made.columns().names[0] == STORE


def test_progress(practice: Practice) -> None:
    """Each step is told: people, pages, time, the part of the period that is read, and the rest that follows from it."""
    ticks = iter(range(100_000))
    made = bulk(practice, clock=lambda: float(next(ticks)))
    seen = []
    made.told = lambda: seen.append(made.progress())
    run(made.go())
    assert [one.count for one in seen] == sorted(one.count for one in seen)
    covered = [one.covered or 0.0 for one in seen]
    assert covered == sorted(covered)
    assert (covered[-1], seen[-1].rest) == (1.0, None)
    half = next(one for one in seen if one.covered and one.covered >= 0.5)
    assert half.rest is not None
    assert 0 < half.rest <= half.seconds * 1.2
    assert made.progress().seconds == made.progress().seconds > 0


def test_silence(practice: Practice) -> None:
    """A store that brings nothing for long is known to, and the rest is not guessed from the pace before it."""
    now = 0.0
    made = bulk(practice, clock=lambda: now)
    seen = []

    def look() -> None:
        nonlocal now
        (store,) = made.stores
        for waited in (1, 40):
            now += waited
            seen.append((made.silence(store), made.progress().rest is None))

    made.told = look
    run(made.go())
    assert seen[:2] == [(0.0, False), (41.0, True)]
    assert seen[-1][0] == 0.0


def test_rest_is_not_guessed(practice: Practice) -> None:
    """How many changed since then nobody knows: no part, no rest."""
    made = bulk(practice, LATELY)
    seen = []
    made.told = lambda: seen.append(made.progress())
    run(made.go())
    assert {(one.covered, one.rest) for one in seen[:-1]} == {(None, None)}


# ------------------------------------------------------------------------------------------------ what goes wrong


def test_going_on_where_it_broke_off(practice: Practice) -> None:
    """What came is kept and the reason told; going on asks for no finished slice again and doubles nobody."""
    made = bulk(practice)
    practice.wire.breaks(httpx.Response(503), part="/from/2020")
    run(made.go())
    (store,) = made.stores
    assert store.stage is Stage.FAILED
    assert isinstance(store.error, VendorUnavailable)
    (left,) = store.left
    assert isinstance(left, CreatedBetween)
    assert left.first.year == 2020
    assert 0 < len(made.rows) == store.count
    practice.wire.mend()
    practice.wire.asked.clear()
    run(made.go())
    assert made.complete
    first = min(date.fromisoformat(asked.partition("/from/")[2][:10]) for asked in practice.wire.asked)
    assert first == left.first - timedelta(days=1)  # how this vendor counts the days of a list is not known
    found = numbers(made)
    assert len(set(found)) == len(found)
    assert set(found) == run(everybody(practice))


def test_a_list_in_the_order_of_creation_is_read_in_one_walk(tmp_path: Path) -> None:
    """Foodics picks it out of everybody changed since: each part would walk through all of them (document 4 and 7).

    Going on after a break walks from those who were created last.
    """
    practice = SyncPractice(small_site(400), tmp_path, vendors=("foodics",))
    wire = practice.wires["foodics"]

    def begun() -> BulkRun:
        wire.asked.clear()
        return BulkRun(practice.desk.stores, practice.desk.stores.connections(), YEARS)

    async def work() -> None:
        there = await listed(practice, "foodics")
        calls = len(wire.asked)
        made = begun()
        await made.go()
        assert (set(numbers(made)), len(wire.asked)) == (there, calls)
        made = begun()
        wire.breaks(httpx.Response(503), part="&page=4")
        await made.go()
        (left,) = made.stores[0].left
        assert isinstance(left, CreatedBetween)
        assert YEARS.first < left.first < YEARS.last
        wire.mend()
        await made.go()
        found = numbers(made)
        assert len(set(found)) == len(found)
        assert set(found) == there
        asked_from = wire.asked[-1].partition("updated_after%5D=")[2][:10]
        assert date.fromisoformat(asked_from) > YEARS.first + timedelta(days=2)

    practised(practice, work())


def test_cancelled(practice: Practice) -> None:
    """Cancelling keeps what is there, says so, and going on brings the rest, nobody twice."""
    made = bulk(practice)
    run(_cancelled_after(made, 3))
    (store,) = made.stores
    assert store.stage is Stage.STOPPED
    assert made.can_go_on
    assert store.count == len(made.rows)
    run(made.go())
    found = numbers(made)
    assert len(set(found)) == len(found) == store.count
    assert set(found) == run(everybody(practice))


async def _cancelled_after(made: BulkRun, steps: int) -> None:
    task = asyncio.ensure_future(made.go())
    left = steps

    def count() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            task.cancel()

    made.told = count
    with contextlib.suppress(asyncio.CancelledError):
        await task


def test_stopped(practice: Practice) -> None:
    """Stopping ends the run in order: nothing is raised, what came is kept."""
    made = bulk(practice)
    made.told = lambda: made.stop() if made.progress().count else None
    run(made.go())
    assert made.stores[0].stage is Stage.STOPPED
    assert 0 < made.progress().count < 50


@pytest.mark.parametrize("stores", [[HERE], [HERE, THERE]])
def test_what_a_file_gets(practice: Practice, stores: list[ConnectionId]) -> None:
    """The promised keys of a customer and no inner ones; the store where there are several."""
    practice.open(*stores)
    made = bulk(practice)
    run(made.go())
    records = [record for batch in made.batches() for record in batch]
    assert len(records) == len(made.rows)
    first = list(records[0])
    assert first[: len(stores)] == ([STORE] if len(stores) > 1 else []) + ["customer_id"]
    assert set(first) <= {STORE, *KEYS}


def test_cancelled_before_the_first_step(practice: Practice) -> None:
    """A run that is cancelled at once is stopped, not under way for ever."""

    async def at_once() -> None:
        task = asyncio.ensure_future(made.go())
        await asyncio.sleep(0)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    made = bulk(practice)
    run(at_once())
    assert made.stores[0].stage is Stage.STOPPED


def test_one_store_does_not_stop_the_others(practice: Practice) -> None:
    """A store without its key fails with its reason; the others are read to their end."""
    practice.open(HERE, THERE)
    practice.stores._session_secrets.pop(THERE)
    made = bulk(practice)
    run(made.go())
    stages = {store.connection.id: (store.stage, type(store.error)) for store in made.stores}
    assert stages == {HERE: (Stage.DONE, type(None)), THERE: (Stage.FAILED, NotSignedIn)}
    assert set(numbers(made)) == run(everybody(practice))
    assert made.can_go_on


def test_list_the_vendor_has_not(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    """NotOffered is said of that store; trying again would bring nothing, so it is not offered."""
    info = practice.stores.info

    def without(connection: ConnectionId) -> object:
        return _unlisted(info(connection))

    monkeypatch.setattr(practice.stores, "info", without)
    made = bulk(practice, LATELY)
    run(made.go())
    assert isinstance(made.stores[0].error, NotOffered)
    assert not made.can_go_on
    assert made.progress().covered is None
    assert practice.wire.asked == []


def _unlisted(info: object) -> object:
    class Less:
        label = "V"
        capabilities = type("C", (), {"lists_updated": False, "lists_created": False, "reasons": {}})

    assert info
    return Less


def test_slice_that_cannot_be_read(practice: Practice) -> None:
    """An answer that cannot be read costs its own slice: the later ones are read, and the store is said to be short."""
    made = bulk(practice)
    practice.wire.breaks(httpx.Response(200, content=b"<html>"), part="/from/2020")
    run(made.go())
    (store,) = made.stores
    assert isinstance(store.error, UnexpectedReply)
    assert [one.first.year for one in store.left if isinstance(one, CreatedBetween)] == [2020]
    assert any("/from/2024" in asked for asked in practice.wire.asked)
    practice.wire.mend()
    run(made.go())
    assert set(numbers(made)) == run(everybody(practice))


def test_nothing_but_nonsense(practice: Practice) -> None:
    """A store that answers nonsense twice in a row is left alone."""
    made = bulk(practice)
    practice.wire.breaks(httpx.Response(200, content=b"<html>"), part="/customer/")
    run(made.go())
    assert made.stores[0].stage is Stage.FAILED
    assert len({asked.partition("/page")[0] for asked in practice.wire.asked}) == 2


def test_background_yields_to_people(practice: Practice) -> None:
    """A person's look-up goes out while a run is under way."""

    async def both() -> str:
        going = asyncio.ensure_future(made.go())
        await asyncio.sleep(0)
        read: Awaitable[object] = practice.stores.call(HERE, lambda client: client.read("1117"))
        await read
        state = made.stores[0].stage.name
        await going
        return state

    made = bulk(practice)
    assert run(both()) == "READING"
    assert made.complete


def test_whoever_was_read_is_found_from_then_on(practice: Practice) -> None:
    """The index hears of everybody of a run."""

    async def work() -> None:
        run_ = BulkRun(practice.stores, practice.stores.connections(), YEARS, feed=practice.desk.feed)
        await run_.go()
        await practice.desk.feed.settled()
        assert await practice.desk.search.index.count(HERE) == len(run_.rows) == len(await everybody(practice))
        await practice.people.close()

    run(work())

"""The first load of a store: complete, resumable at any moment, and nobody twice."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest

from app.core.changes import Changes
from app.core.customer import CustomerRef
from app.core.errors import Offline
from app.services import sync_store
from app.services.sync import SyncStage, SyncStatus
from tests.unit.services.practice import TODAY
from tests.unit.services.sync_practice import VENDORS, SyncPractice, listed, practised, small_site, store_id, until

EACH = pytest.mark.parametrize("vendor", VENDORS)


@pytest.fixture
def practice(tmp_path: Path) -> SyncPractice:
    """A store of each vendor, nobody loaded yet."""
    return SyncPractice(small_site(), tmp_path)


@EACH
def test_everybody_is_loaded(practice: SyncPractice, vendor: str) -> None:
    """As many as the store lists, with the moment up to which it is so."""

    async def work() -> None:
        await practice.load(vendor)
        assert await practice.held(vendor) == await listed(practice, vendor)
        progress = await practice.progress(vendor)
        assert progress.complete
        assert progress.created_until == TODAY
        assert progress.synced_at
        assert progress.changed_since
        assert progress.synced_at - progress.changed_since < timedelta(minutes=1)

    practised(practice, work())


@pytest.mark.parametrize(("vendor", "is_told"), [("treez", False), ("indicaonline", True), ("foodics", True)])
def test_how_many_there_are_to_come(practice: SyncPractice, vendor: str, *, is_told: bool) -> None:
    """Where the vendor says so; a store that says nothing has no total."""

    async def work() -> None:
        await practice.load(vendor)
        expected = (await practice.progress(vendor)).expected
        assert (expected == len(await listed(practice, vendor))) if is_told else expected is None

    practised(practice, work())


@EACH
def test_a_store_tells_how_far_it_is(practice: SyncPractice, vendor: str) -> None:
    """First it is loading, with those who were changed lately already there; then it is ready."""

    async def work() -> None:
        counts = []
        practice.sync.changed = lambda status: counts.append((status.count, status.stage))
        practice.sync.begin()
        await until(lambda: practice.sync.status(store_id(vendor)).complete)
        assert SyncStage.LOADING in {stage for _count, stage in counts}
        progress = practice.sync.status(store_id(vendor))
        assert progress.stage is SyncStage.READY

    practised(practice, work())


@EACH
def test_a_load_that_is_waited_for_is_told_of_too(practice: SyncPractice, vendor: str) -> None:
    """Whoever listens hears of every load, whoever asked for it, and goes on listening after it."""

    async def work() -> None:
        told: list[SyncStatus] = []
        practice.sync.changed = told.append
        await practice.load(vendor)
        assert told[-1].count == practice.sync.status(store_id(vendor)).count > 0
        practice.sync.pause(store_id(vendor))
        assert told[-1].stage is SyncStage.PAUSED

    practised(practice, work())


@EACH
def test_a_load_goes_on_where_it_was_broken_off(tmp_path: Path, vendor: str) -> None:
    """The program is cancelled after ever more steps: the index then holds what the store lists, nobody twice."""
    for steps in range(5, 400, 25):
        practice = SyncPractice(small_site(), tmp_path / str(steps), vendors=(vendor,), kept=True)

        async def broken_off(practice: SyncPractice = practice, steps: int = steps) -> None:
            loading = asyncio.ensure_future(practice.load(vendor))
            for _step in range(steps):
                await asyncio.sleep(0)
            loading.cancel()
            await asyncio.gather(loading, return_exceptions=True)

        practised(practice, broken_off())
        again = SyncPractice(practice.site, tmp_path / str(steps), vendors=(vendor,), kept=True)

        async def gone_on(practice: SyncPractice = again) -> None:
            await practice.load(vendor)
            assert await practice.held(vendor) == await listed(practice, vendor)

        practised(again, gone_on())


def test_a_big_store_is_read_in_slices(tmp_path: Path) -> None:
    """Whose list says neither how many there are nor how far it has come; slices that were read are not read again."""
    practice = SyncPractice(small_site(customers=1600), tmp_path, vendors=("treez",), kept=True)
    wire = practice.wires["treez"]

    async def work() -> None:
        await practice.load()
        assert await practice.held("treez") == await listed(practice, "treez")
        slices = [one for one in wire.asked if "/signup/" in one and one.endswith("/page/1/pagesize/50")]
        assert len(slices) > 3
        await practice.sync.start_over(store_id("treez"))
        wire.breaks(httpx.ConnectError("no route"), part=slices[-2].partition(" ")[2].rpartition("/page/")[0])
        with pytest.raises(Offline):
            await practice.load()
        kept = await practice.progress("treez")
        assert kept.created_until
        assert not kept.complete
        wire.mend()
        wire.asked.clear()
        await practice.load()
        assert not [one for one in wire.asked if "/from/1999-12-31/" in one]
        assert await practice.held("treez") == await listed(practice, "treez")

    practised(practice, work())


def test_a_busy_stores_slices_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a page is too long already, a slice of Treez is still longer than the three days that it reads twice."""
    monkeypatch.setattr(sync_store, "_MOST_PAGES", 1)
    practice = SyncPractice(small_site(), tmp_path, vendors=("treez",))
    wire = practice.wires["treez"]

    async def work() -> None:
        await practice.load()
        assert await practice.held("treez") == await listed(practice, "treez")
        asked = [one.split("/") for one in wire.asked if "/signup/" in one and "/to/2030" not in one]
        days = {(date.fromisoformat(one[5]) - date.fromisoformat(one[3])).days for one in asked[:-1]}
        assert 12 + 3 - 1 <= min(days) < 2 * (12 + 3)

    practised(practice, work())


def test_an_ordered_list_is_read_on_from_its_middle(tmp_path: Path) -> None:
    """A vendor without a filter by creation: what came before the page it stopped at is not asked for again."""
    practice = SyncPractice(small_site(customers=1600), tmp_path, vendors=("foodics",), kept=True)
    wire = practice.wires["foodics"]

    async def work() -> None:
        wire.breaks(httpx.ConnectError("no route"), part="page=27")
        with pytest.raises(Offline):
            await practice.load()
        kept = await practice.progress("foodics")
        assert kept.created_until
        assert kept.expected
        wire.mend()
        before = len(wire.asked)
        await practice.load()
        assert len(wire.asked) - before < kept.expected / 50
        assert await practice.held("foodics") == await listed(practice, "foodics")

    practised(practice, work())


def test_whoever_changes_meanwhile_is_not_missed(tmp_path: Path) -> None:
    """A change to somebody who was loaded already comes with the next look for changes."""
    practice = SyncPractice(small_site(), tmp_path, vendors=("treez",))

    async def work() -> None:
        wire, done = practice.wires["treez"], list[bool]()

        async def change(request: httpx.Request) -> None:
            if "/signup/from/" in request.url.path and "page/2" in request.url.path and not done:
                done.append(True)
                client = await practice.desk.stores.client(store_id("treez"))
                base = await client.read("1117")
                await client.update(Changes(base, {"nickname": "Quillon"}))

        wire.between = change
        await practice.load()
        await practice._pass(300)
        practice.sync.begin()
        await until(lambda: practice.sync.status(store_id("treez")).synced_at == practice.clock.now() or len(done) > 1)
        for _turn in range(200):
            if await practice.found("quillon"):
                break
            await asyncio.sleep(0.01)
        assert await practice.found("quillon") == [CustomerRef(store_id("treez"), "1117")]

    practised(practice, work())

"""Keeping the stores up to date for days: faults, pauses, sign-ins, and whatever people do meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from app.core.changes import Changes
from app.core.customer import Customer, CustomerRef
from app.core.errors import DiskFull, NotFound, NotSignedIn, Offline, RateLimited, UnexpectedReply
from app.core.index import SyncProgress
from app.services.sync import SyncStage
from app.storage.index.vault_index import VaultIndex
from tests.unit.services.sync_practice import SyncPractice, listed, practised, small_site, store_id, until

TREEZ, INDICA, FOODICS = (store_id(vendor) for vendor in ("treez", "indicaonline", "foodics"))
JOHNNY = CustomerRef(TREEZ, "1117")


@pytest.fixture
def practice(tmp_path: Path) -> SyncPractice:
    """A store of each vendor, nobody loaded yet."""
    return SyncPractice(small_site(), tmp_path)


@pytest.fixture
def one(tmp_path: Path) -> SyncPractice:
    """One store, nobody loaded yet."""
    return SyncPractice(small_site(), tmp_path, vendors=("treez",))


async def begun(practice: SyncPractice) -> None:
    """Begin, and let the time pass until the first look for changes has ended."""
    before = practice.sync.status(TREEZ).synced_at
    practice.sync.begin()
    await until(lambda: practice.sync.status(TREEZ).synced_at not in {before, None})


# ------------------------------------------------------------------------------------------------ later changes


def test_a_change_at_the_store_comes_by_itself(one: SyncPractice) -> None:
    """Within minutes, without anybody opening the customer here."""

    async def work() -> None:
        await one.load()
        client = await one.desk.stores.client(TREEZ)
        one.clock.pass_by(minutes=1)
        await client.update(Changes(await client.read("1117"), {"nickname": "Quillon"}))
        await begun(one)
        assert await one.found("quillon") == [JOHNNY]
        await until(lambda: max(one.time.slept, default=0) > 100)  # shorter pauses may come first
        assert max(one.time.slept) <= 900

    practised(one, work())


def test_whoever_is_deleted_elsewhere_is_no_longer_found(tmp_path: Path) -> None:
    """By somebody else, without anybody opening the customer here; and is found again when brought back."""
    practice = SyncPractice(small_site(), tmp_path, vendors=("foodics",))

    async def is_found(johnny: CustomerRef) -> bool:
        practice.clock.pass_by(minutes=1)
        return johnny in await practice.found("johnny appleseed")

    async def looked(johnny: CustomerRef, *, found: bool) -> None:
        while await is_found(johnny) is not found:  # noqa: ASYNC110 - only asking the index tells
            await asyncio.sleep(0.01)

    async def work() -> None:
        await practice.load()
        (johnny, *_others) = await practice.found("johnny appleseed")
        client = await practice.desk.stores.client(FOODICS)
        practice.sync.begin()
        async with asyncio.timeout(20):
            await client.delete(johnny.customer_id)
            await looked(johnny, found=False)
            await client.restore(johnny.customer_id)
            await looked(johnny, found=True)

    practised(practice, work())


def test_whoever_is_created_at_a_store_without_changes_comes_too(tmp_path: Path) -> None:
    """A vendor that lists by creation alone is asked for the last days."""
    practice = SyncPractice(small_site(), tmp_path, vendors=("indicaonline",))

    async def work() -> None:
        await practice.load()
        wire = practice.wires["indicaonline"]
        wire.asked.clear()
        before = practice.sync.status(INDICA).synced_at
        practice.sync.begin()
        await until(lambda: practice.sync.status(INDICA).synced_at not in {before, None})
        assert len([call for call in wire.asked if "start_date=2026-11-1" in call]) >= 1

    practised(practice, work())


def test_what_was_saved_here_is_not_overwritten_by_an_older_page(one: SyncPractice) -> None:
    """A page that was fetched before a save knows less than the save."""

    async def work() -> None:
        client = await one.desk.stores.client(TREEZ)
        fresh = replace(await client.read("1117"), nickname="Quillon")
        saved: list[bool] = []

        async def save(request: httpx.Request) -> None:
            if "/signup/" in request.url.path and not saved:
                saved.append(True)
                one.feed.renew(fresh)
                await one.feed.settled()

        one.wires["treez"].between = save
        await one.load()
        assert await one.found("quillon") == [JOHNNY]

    practised(one, work())


# ------------------------------------------------------------------------------------------------ faults


def test_one_store_never_disturbs_another(practice: SyncPractice) -> None:
    """One is offline, one answers nonsense, the third is loaded; when they are back they go on by themselves."""

    async def work() -> None:
        practice.wires["treez"].breaks(httpx.ConnectError("no route"))
        practice.wires["indicaonline"].breaks(httpx.Response(200, content=b"<html>"))
        practice.sync.begin()
        await until(lambda: practice.sync.status(FOODICS).complete)
        assert practice.sync.status(FOODICS).stage is SyncStage.READY
        await until(lambda: practice.sync.status(TREEZ).error and practice.sync.status(INDICA).error)
        assert isinstance(practice.sync.status(TREEZ).error, Offline)
        assert isinstance(practice.sync.status(INDICA).error, UnexpectedReply)
        assert practice.sync.status(TREEZ).stage is SyncStage.HELD
        for wire in practice.wires.values():
            wire.mend()
        await until(lambda: all(practice.sync.status(store).complete for store in (TREEZ, INDICA)))
        await until(lambda: practice.sync.status(TREEZ).stage is SyncStage.READY)
        for vendor in practice.vendors:
            assert await practice.held(vendor) == await listed(practice, vendor)

    practised(practice, work())


def test_the_pauses_grow(one: SyncPractice) -> None:
    """A store that stays away is asked less and less often, and never without a pause."""

    async def work() -> None:
        one.wires["treez"].breaks(httpx.ConnectError("no route"))
        one.sync.begin()
        await until(lambda: len(one.time.slept) >= 7)
        assert one.time.slept[:7] == [5, 15, 45, 120, 300, 300, 300]

    practised(one, work())


def test_too_many_is_waited_for(one: SyncPractice) -> None:
    """As long as the store says."""

    async def work() -> None:
        client = await one.desk.stores.client(TREEZ)
        refusals = [RateLimited("Too many.", retry_after=77.0)]

        def listed_later(listing: object) -> object:
            if refusals:
                raise refusals.pop()
            return type(client).listed(client, listing)  # type: ignore[arg-type]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(client, "listed", listed_later)
            one.sync.begin()
            await until(lambda: one.sync.status(TREEZ).complete)
        assert one.time.slept[0] == 77.0

    practised(one, work())


def test_a_slice_that_cannot_be_read_keeps_nothing_else_from_coming(tmp_path: Path) -> None:
    """It is made smaller and smaller; the others are read, and this one again and again, until it can be."""
    practice = SyncPractice(small_site(customers=1600), tmp_path, vendors=("treez",))
    wire = practice.wires["treez"]

    async def work() -> None:
        wire.breaks(httpx.Response(200, content=b"<html>"), part="/signup/from/1999-12-31/to/20")
        practice.sync.begin()
        await until(lambda: sum("/to/2000-01-03/" in call for call in wire.asked) >= 5)
        status = practice.sync.status(TREEZ)
        assert isinstance(status.error, UnexpectedReply)
        assert not status.complete
        assert len(await practice.held("treez")) == status.count > 1500
        wire.mend()
        await until(lambda: practice.sync.status(TREEZ).complete)
        assert await practice.held("treez") == await listed(practice, "treez")

    practised(practice, work())


def test_a_full_disk_loses_nobody(one: SyncPractice) -> None:
    """What could not be kept is read again when there is room."""

    class FullDisk(VaultIndex):
        is_full = True

        async def put(self, customers: Sequence[Customer], progress: SyncProgress | None = None) -> None:
            if self.is_full and progress and progress.complete:
                raise DiskFull("No room.")
            await super().put(customers, progress)

    async def work() -> None:
        index = FullDisk(one.vault)
        one.sync = one.synchronising(index)
        one.sync.begin()
        await until(lambda: isinstance(one.sync.status(TREEZ).error, DiskFull))
        index.is_full = False
        await until(lambda: one.sync.status(TREEZ).complete)
        assert await one.held("treez") == await listed(one, "treez")

    practised(one, work())


def test_a_store_that_wants_its_credentials_waits_for_somebody(one: SyncPractice) -> None:
    """It is not asked again before somebody has signed in; then it goes on."""

    async def work() -> None:
        one.wires["treez"].breaks(httpx.Response(401))
        one.sync.begin()
        await until(lambda: isinstance(one.sync.status(TREEZ).error, NotSignedIn))
        asked = len(one.wires["treez"].asked)
        for _turn in range(50):
            await asyncio.sleep(0.002)
        assert len(one.wires["treez"].asked) == asked
        assert one.time.slept == []
        one.wires["treez"].mend()
        one.sync.wake(TREEZ)
        await until(lambda: one.sync.status(TREEZ).complete)

    practised(one, work())


# ------------------------------------------------------------------------------------------------ what people do


def test_paused_and_gone_on(one: SyncPractice) -> None:
    """A paused store is not asked; afterwards it goes on where it was."""

    async def work() -> None:
        one.sync.begin()
        one.sync.pause(TREEZ)
        for _turn in range(20):
            await asyncio.sleep(0.002)
        assert one.wires["treez"].asked == []
        assert one.sync.status(TREEZ).stage is SyncStage.PAUSED
        one.sync.begin()
        assert one.sync.status(TREEZ).stage is SyncStage.PAUSED
        one.sync.go_on(TREEZ)
        await until(lambda: one.sync.status(TREEZ).complete)

    practised(one, work())


def test_everything_is_fetched_again(one: SyncPractice) -> None:
    """What the index had of the store goes first; nobody who is no longer there stays."""

    async def work() -> None:
        await one.load()
        stale = CustomerRef(TREEZ, "99999999")
        await VaultIndex(one.vault).put([Customer(ref=stale, first_name="Quillon")])
        one.sync.begin()
        await one.sync.start_over(TREEZ)
        await until(lambda: one.sync.status(TREEZ).complete)
        assert await one.found("quillon") == []
        assert await one.held("treez") == await listed(one, "treez")

    practised(one, work())


def test_a_store_that_is_removed_is_forgotten(practice: SyncPractice) -> None:
    """With its people and what was still to be learned of it; the others stay."""

    async def work() -> None:
        await practice.load("treez", "foodics")
        practice.sync.begin()
        practice.feed.renew(Customer(ref=JOHNNY))
        await practice.sync.forget(TREEZ)
        await practice.feed.settled()
        assert await practice.held("treez") == set()
        assert await practice.progress("treez") == SyncProgress(connection=TREEZ)
        assert await practice.held("foodics")

    practised(practice, work())


def test_people_who_search_go_first(one: SyncPractice) -> None:
    """Nothing is taken into the index while somebody types."""

    async def work() -> None:
        one.sync.tools.quiet.disturb()
        await one.load()
        assert one.time.slept[0] == pytest.approx(0.15)

    practised(one, work())


# ------------------------------------------------------------------------------------------------ gone, merged


def test_whoever_is_gone_is_no_longer_found(one: SyncPractice) -> None:
    """The store says so when the customer is opened."""

    async def work() -> None:
        await one.load()
        gone = CustomerRef(TREEZ, "99999999")
        await VaultIndex(one.vault).put([Customer(ref=gone, first_name="Quillon")])
        with pytest.raises(NotFound):
            await one.desk.profiles.open(gone)
        await one.desk.feed.settled()
        assert await one.found("quillon") == []

    practised(one, work())


def test_whoever_is_deleted_at_the_store_is_no_longer_found(tmp_path: Path) -> None:
    """Where it happens at this desk, at once."""
    practice = SyncPractice(small_site(), tmp_path, vendors=("foodics",))

    async def work() -> None:
        await practice.load()
        number = min(await practice.held("foodics"))
        await practice.desk.profiles.delete(CustomerRef(FOODICS, number))
        await practice.desk.feed.settled()
        assert number not in await practice.held("foodics")

    practised(practice, work())


def test_merged_people_are_found_and_lead_on(one: SyncPractice) -> None:
    """The index knows in whom they live on."""

    async def work() -> None:
        await one.load()
        hits = await VaultIndex(one.vault).search("1122", [TREEZ])
        merged = next(hit.customer for hit in hits if hit.customer.ref.customer_id == "1122")
        assert (merged.standing, merged.merged_into) == ("merged", "1123")

    practised(one, work())

"""A desk that synchronises one training store of each vendor; the time passes only when somebody waits for it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from app.core.customer import ConnectionId, CustomerRef
from app.core.index import SyncProgress
from app.core.vendor import Connection, CreatedBetween, Secret
from app.ports import CustomerIndex, VendorClient
from app.services.desk import Desk
from app.services.index_feed import IndexFeed
from app.services.quiet import Quiet
from app.services.sync import Sync
from app.services.sync_store import SyncTools
from app.storage.desk_vault import desk_vault
from app.storage.index.vault_index import VaultIndex
from app.storage.paths import Home
from app.storage.settings import SettingsFile
from app.storage.vault.vault import Vault
from app.training.practice import PracticeStore
from app.training.site import TrainingSite, training_site
from app.vendors.foodics.client import FoodicsClient
from app.vendors.indicaonline.client import IndicaOnlineClient
from app.vendors.pace import Timing
from app.vendors.registry import VendorTable
from app.vendors.treez.client import TreezClient
from tests.unit.services.practice import TODAY, WallClock, Wire
from tests.unit.services.practice import Vault as Secrets
from tests.unit.vendors.scripted_server import FakeTime

VENDORS = ("treez", "indicaonline", "foodics")
KEY = "5a" * 32
_CLIENTS: dict[str, Callable[..., VendorClient]] = {
    "treez": TreezClient,
    "indicaonline": IndicaOnlineClient,
    "foodics": FoodicsClient,
}


class QuickTable(VendorTable):
    """The table whose clients need not wait, each over a wire of its own."""

    def __init__(self, wires: dict[str, Wire]) -> None:
        super().__init__()
        self._wires = wires
        self.time = FakeTime()

    def open(self, connection: Connection, secret: Secret) -> VendorClient:
        """A client over the wire of its vendor."""
        timing = Timing(clock=self.time.clock, sleep=self.time.sleep)
        make = _CLIENTS[connection.vendor]
        return make(connection, secret, transport=self._wires[connection.vendor], timing=timing)


@dataclass
class SyncPractice:
    """One program over the stores of a site. ``time`` is that of the pauses between two readings."""

    site: TrainingSite
    home: Path
    vendors: tuple[str, ...] = VENDORS
    kept: bool = False
    wires: dict[str, Wire] = field(init=False)
    time: FakeTime = field(default_factory=FakeTime)
    clock: WallClock = field(default_factory=WallClock)
    desk: Desk = field(init=False)
    vault: Vault = field(init=False)
    sync: Sync = field(init=False)

    def __post_init__(self) -> None:
        self.wires = {vendor: Wire(self.site) for vendor in self.vendors}
        secrets, home = Secrets(), Home.at(self.home)
        secrets.kept[ConnectionId("vault")] = {"key": KEY}
        self.vault = desk_vault(home, secrets, kept=self.kept)
        self.desk = Desk.over(
            vendors=QuickTable(self.wires),
            secrets=secrets,
            settings=SettingsFile(home),
            clock=self.clock,
            index=VaultIndex(self.vault),
            vault=self.vault,
        )
        self.sync = self.synchronising(VaultIndex(self.vault))
        stores = [store for store in self.site.stores if store.vendor in self.vendors]
        self.desk.stores.open_for_this_run([(_connection(one.vendor, one), one.secret) for one in stores])

    def synchronising(self, index: CustomerIndex) -> Sync:
        """A synchronisation whose waits pass at once."""
        self.feed = IndexFeed(index, self.clock)
        quiet = Quiet(clock=self.time.clock, sleep=self.time.sleep)
        return Sync(SyncTools(self.desk.stores, index, self.feed, quiet, self.clock, self.time.clock), sleep=self._pass)

    async def _pass(self, seconds: float) -> None:
        self.clock.moment += timedelta(seconds=seconds)
        await self.time.sleep(seconds)

    async def end(self) -> None:
        """As the program ends."""
        await self.sync.stop()
        await self.desk.feed.settled()
        await self.desk.stores.close()
        await self.vault.close()

    # ---------------------------------------------------------------------------------------- what it does and holds

    async def load(self, *vendors: str) -> None:
        """Bring stores up to date."""
        for vendor in vendors or self.vendors:
            await self.sync.bring_up_to_date(store_id(vendor))

    async def held(self, vendor: str) -> set[str]:
        """The customer numbers of a store that the index holds; it never holds one twice."""
        question = "SELECT customer_id FROM people JOIN stores ON stores.number = store WHERE connection = ?"
        rows = await self.vault.read(lambda one: one.execute(question, (store_id(vendor),)).fetchall())
        found = [str(number) for (number,) in rows]
        assert len(found) == len(set(found)) == await VaultIndex(self.vault).count(store_id(vendor))
        return set(found)

    async def progress(self, vendor: str) -> SyncProgress:
        """What is kept of a store's progress."""
        return await VaultIndex(self.vault).progress(store_id(vendor))

    async def found(self, text: str) -> list[CustomerRef]:
        """Whom a search finds."""
        stores = [one.id for one in self.desk.stores.connections()]
        return [hit.customer.ref for hit in await VaultIndex(self.vault).search(text, stores)]


def store_id(vendor: str) -> ConnectionId:
    """The store of a vendor."""
    return ConnectionId(f"at-{vendor}")


def _connection(vendor: str, store: PracticeStore) -> Connection:
    return Connection(
        id=store_id(vendor),
        name=vendor.title(),
        vendor=vendor,
        base_url=f"http://127.0.0.1{store.path}",
        account=store.account,
    )


def small_site(customers: int = 120) -> TrainingSite:
    """A site whose people are the same every time."""
    return training_site(customers=customers, seed=1, today=TODAY, calls_per_second=None, clock=_noon)


def _noon() -> datetime:
    return WallClock().now()


async def listed(practice: SyncPractice, vendor: str) -> set[str]:
    """Everybody of a store by the store's own list."""
    client = await practice.desk.stores.client(store_id(vendor))
    period = CreatedBetween(date(2000, 1, 1), date(2030, 1, 1))
    return {one.ref.customer_id async for page in client.listed(period) for one in page}


def practised(practice: SyncPractice, work: Coroutine[Any, Any, None]) -> None:
    """Run one test's coroutine, and end the program within the same loop."""

    async def whole() -> None:
        try:
            await work
        finally:
            with contextlib.suppress(asyncio.CancelledError):
                await practice.end()

    asyncio.run(whole())


async def until(condition: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - any condition of any part
            await asyncio.sleep(0.002)

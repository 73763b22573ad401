"""A counter with a real vault in front of one vendor's training store, whose line is cut at any request."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum, auto
from pathlib import Path

import httpx

from app.core.changes import Changes
from app.core.customer import Address, ConnectionId, Customer, CustomerRef
from app.core.outbox import WriteState
from app.core.values import Value, known
from app.core.vendor import Connection, CreatedBetween, NewDocument, Secret
from app.ports import VendorClient
from app.services.desk import Desk
from app.storage.desk_vault import desk_vault
from app.storage.index.vault_index import VaultIndex
from app.storage.kept import kept_in
from app.storage.paths import Home
from app.storage.settings import SettingsFile
from app.storage.vault.vault import Vault
from app.training.site import TrainingSite, training_site
from app.vendors.foodics.client import FoodicsClient
from app.vendors.indicaonline.client import IndicaOnlineClient
from app.vendors.pace import Timing
from app.vendors.registry import VendorTable
from app.vendors.treez.client import TreezClient
from tests.unit.services.practice import TODAY, WallClock
from tests.unit.services.practice import Vault as Secrets
from tests.unit.vendors.scripted_server import FakeTime

STORE = ConnectionId("store")
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(200)
_CLIENTS: Mapping[str, Callable[..., VendorClient]] = {
    "treez": TreezClient,
    "indicaonline": IndicaOnlineClient,
    "foodics": FoodicsClient,
}
NEW: Mapping[str, dict[str, Value]] = {
    "treez": {
        "first_name": "Zoe",
        "last_name": "Outbox",
        "birth_date": date(1990, 1, 2),
        "customer_type": "adult",
        "phone": "+16285550177",
        "email": "zoe.outbox@example.com",
    },
    "indicaonline": {
        "first_name": "Zoe",
        "last_name": "Outbox",
        "birth_date": date(1990, 1, 2),
        "gender": "F",
        "customer_type": "recreational",
        "phone": "+16285550177",
    },
    "foodics": {"single_name": "Zoe Outbox", "dial_code": 966, "phone": "512340177", "email": "zoe.outbox@example.com"},
}
CHANGE: Mapping[str, dict[str, Value]] = {
    "treez": {"nickname": "Jay", "notes": "from the outbox"},
    "indicaonline": {"middle_name": "Quentin", "notes": "from the outbox"},
    "foodics": {"email": "changed.outbox@example.com", "gender": "F"},
}
DOCUMENTS = ("treez", "indicaonline")


class Cut(Enum):
    """Where a request is cut."""

    UNSENT = auto()  # it never left, and the machine knows
    BEFORE = auto()  # it left and never arrived, which nobody can know
    AFTER = auto()  # it arrived, its answer did not
    BODY = auto()  # the answer ends in the middle
    FAULT = auto()  # the store answers that it is down, and did nothing


@dataclass
class Line(httpx.AsyncBaseTransport):
    """The line to the store. ``cuts``: what happens to which request, counted from `begin`, sign-ins aside."""

    site: TrainingSite
    cuts: dict[int, Cut] = field(default_factory=dict)
    down: bool = False
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._inner = httpx.ASGITransport(app=self.site.asgi)

    def begin(self, cuts: Mapping[int, Cut] | None = None) -> None:
        """Count from here."""
        self.asked.clear()
        self.cuts = dict(cuts or {})

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Hand a request on, cut where that is wanted."""
        if self.down:
            raise httpx.ConnectError("no route")
        if "token" in request.url.path.lower() or "auth" in request.url.path.lower():
            return await self._inner.handle_async_request(request)
        number = len(self.asked)
        self.asked.append(f"{request.method} {request.url.path}")
        return await self._cut(request, self.cuts.pop(number, None))

    async def _cut(self, request: httpx.Request, cut: Cut | None) -> httpx.Response:
        if cut is Cut.UNSENT:
            raise httpx.ConnectError("no route")
        await request.aread()
        if cut is Cut.BEFORE:
            raise httpx.ReadError("reset")
        if cut is Cut.FAULT:
            return httpx.Response(503)
        response = await self._inner.handle_async_request(request)
        if cut is None:
            return response
        body = await response.aread()
        if cut is Cut.AFTER:
            raise httpx.ReadTimeout("late")
        kind = response.headers.get("content-type", "application/json")
        return httpx.Response(response.status_code, content=body[: len(body) // 2], headers={"content-type": kind})

    def writes(self) -> list[str]:
        """The requests that could change something."""
        return [one for one in self.asked if not one.startswith("GET")]


class Table(VendorTable):
    """The table whose clients need not wait."""

    def __init__(self, line: httpx.AsyncBaseTransport, time: FakeTime) -> None:
        super().__init__()
        self._line_to_store = line
        self._time = time

    def open(self, connection: Connection, secret: Secret) -> VendorClient:
        """A client over the line."""
        timing = Timing(clock=self._time.clock, sleep=self._time.sleep)
        return _CLIENTS[connection.vendor](connection, secret, transport=self._line_to_store, timing=timing)


@dataclass
class Program:
    """One run of the program at the counter. The outbox and the store's budget of calls go by the same ``time``."""

    desk: Desk
    vault: Vault
    time: FakeTime

    async def begin(self) -> None:
        """Send what waits."""
        self.desk.outgoing.lines._sleep = self.time.sleep
        await self.desk.outgoing.lines.begin()

    async def rest(self) -> None:
        """Wait until nothing can be done any more without a person."""
        lines = self.desk.outgoing.lines
        lines.wake(STORE)
        async with asyncio.timeout(20):
            while lines._heads(STORE):  # noqa: ASYNC110 - as tests wait
                await asyncio.sleep(0.001)

    async def moment(self) -> None:
        """Let the background do what it can at once."""
        await asyncio.sleep(0.05)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Let the background work until that is so."""
        async with asyncio.timeout(20):
            while not condition():  # noqa: ASYNC110 - as tests wait
                await asyncio.sleep(0.001)

    async def end(self) -> None:
        """As the program ends."""
        await self.desk.outgoing.lines.stop()
        await self.desk.settled()
        await self.desk.stores.close()
        await self.vault.close()


class Shop:
    """A vendor's training store, and the folder of the program."""

    def __init__(self, folder: Path, vendor: str, *, kept: bool = False) -> None:
        self.vendor = vendor
        self.clock = WallClock()
        self.site = training_site(customers=12, seed=3, today=TODAY, calls_per_second=None, clock=self.clock.now)
        self.line = Line(self.site)
        self.secrets = Secrets()
        self._folder = folder
        self._kept = kept

    def program(self) -> Program:
        """Start the program."""
        home = Home.at(self._folder)
        vault = desk_vault(home, self.secrets, kept=self._kept)
        time = FakeTime()
        return Program(self._desk(home, self.line, time, vault), vault, time)

    def _desk(self, home: Home, line: httpx.AsyncBaseTransport, time: FakeTime, vault: Vault | None = None) -> Desk:
        desk = Desk.over(
            vendors=Table(line, time),
            secrets=self.secrets,
            settings=SettingsFile(home),
            clock=self.clock,
            index=VaultIndex(vault) if vault else None,
            kept=kept_in(vault) if vault else None,
            vault=vault,
        )
        store = next(one for one in self.site.stores if one.vendor == self.vendor)
        connection = Connection(
            id=STORE,
            name="Main",
            vendor=self.vendor,
            base_url=f"http://127.0.0.1{store.path}",
            account=store.account,
            training=True,
        )
        desk.stores.open_for_this_run([(connection, store.secret)])
        return desk

    async def client(self) -> VendorClient:
        """A look at the store past the counter."""
        return await self.colleague().stores.client(STORE)

    def colleague(self) -> Desk:
        """Another counter of the store, on a line of its own."""
        return self._desk(Home.at(self._folder / "colleague"), Line(self.site), FakeTime())

    async def everybody(self) -> list[Customer]:
        """Whom the store lists."""
        return await everybody_of(await self.client())

    async def somebody(self) -> CustomerRef:
        """A living customer, always the same."""
        living = [one for one in await self.everybody() if known(one.standing, "active") == "active" and one.email]
        return min(one.ref for one in living if one.phone and not one.merged_from)


async def everybody_of(client: VendorClient) -> list[Customer]:
    """Whom a store lists."""
    period = CreatedBetween(date(2000, 1, 1), date(2100, 1, 1))
    return [one async for page in client.listed(period) for one in page]


# ------------------------------------------------------------------------------------------------ what a clerk does


Deed = Callable[[Shop, Desk, CustomerRef], Awaitable[object]]


async def change(shop: Shop, desk: Desk, ref: CustomerRef) -> object:
    """Correct two fields and an address."""
    base = await desk.profiles.reread(ref)
    first, *others = base.address_list or address(shop.vendor)
    return await desk.profiles.save(
        Changes(base, CHANGE[shop.vendor], (replace(first, street1="9 Later Way"), *others))
    )


async def create(shop: Shop, desk: Desk, _ref: CustomerRef) -> object:
    """A new customer with an address."""
    return await desk.profiles.create(STORE, NEW[shop.vendor], address(shop.vendor))


async def upload(shop: Shop, desk: Desk, ref: CustomerRef) -> object:
    """Attach a picture. A vendor that names no kinds of documents has those that its records show."""
    client = await desk.stores.client(STORE)
    cuts, shop.line.cuts = shop.line.cuts, {}
    await everybody_of(client)
    shop.line.begin(cuts)
    return await desk.documents.upload(ref, NewDocument("card.png", client.form.document_kinds[0].value, PICTURE))


async def delete(_shop: Shop, desk: Desk, ref: CustomerRef) -> object:
    """Delete."""
    return await desk.profiles.delete(ref)


async def restore(shop: Shop, desk: Desk, ref: CustomerRef) -> object:
    """Restore whom a colleague deleted."""
    await (await shop.client()).delete(ref.customer_id)
    shop.line.begin(shop.line.cuts)
    return await desk.profiles.restore(ref)


def address(vendor: str) -> tuple[Address, ...]:
    """A new customer's address, as that vendor keeps one."""
    kind = {"treez": "address_of_record", "indicaonline": "address", "foodics": "home"}[vendor]
    home = Address(kind=kind, street1="1 Elm St", city="Oakland", state="CA", postal_code="94612")
    if vendor == "foodics":
        return (Address(kind="home", street1="1 Elm St, Oakland"),)
    return (replace(home, primary=True) if vendor == "treez" else home,)


DEEDS: tuple[tuple[str, Deed], ...] = (
    *((vendor, change) for vendor in NEW),
    *((vendor, create) for vendor in NEW),
    *((vendor, upload) for vendor in DOCUMENTS),
    ("foodics", delete),
    ("foodics", restore),
)


async def state_of(shop: Shop, ref: CustomerRef) -> object:
    """What the store holds of the customer, and of everybody who has the new one's name; times and links aside."""
    client = await shop.client()
    found = {one.ref: one for one in await shop.everybody()}
    here = await client.read(ref.customer_id, documents=True)
    new = [one for one in found.values() if "Outbox" in one.full_name]
    return _plain(here), sorted((_plain(one) for one in new), key=str), ref in found


def _plain(one: Customer) -> object:
    papers = sorted(paper.kind for paper in known(one.documents, ()))
    kept = replace(one, ref=CustomerRef(STORE, ""), updated_at=None, created_at=None, documents=None, carried={})
    bare = tuple(replace(place, address_id="", carried={}) for place in kept.address_list)
    return str(replace(kept, addresses=bare)), papers


def open_writes(program: Program) -> list[WriteState]:
    """What is shown to the clerk as not confirmed."""
    return [write.state for write in program.desk.outgoing.waiting.all()]

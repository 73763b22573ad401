"""A desk over the real parts: the vendors' table, the training site in this process, a settings file, secrets in memory.

What real parts cannot be brought to do (break off, hang, refuse) is done on the way by `Wire`, or at a port by `Vault`
and `Paper`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import httpx

from app.core.changes import Changes
from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.errors import AppError
from app.core.journal import Entry, Sealed
from app.core.settings import Settings
from app.core.values import Value
from app.core.vendor import Connection, Secret
from app.ports import VendorClient
from app.services.desk import Desk
from app.services.stores import Stores
from app.storage.desk_vault import desk_vault
from app.storage.index.vault_index import VaultIndex
from app.storage.paths import Home
from app.storage.settings import SettingsFile
from app.storage.vault.vault import Vault as PeopleVault
from app.training.site import TrainingSite, training_site
from app.vendors.pace import Timing
from app.vendors.registry import VendorTable
from app.vendors.treez.client import TreezClient
from tests.unit.vendors.scripted_server import FakeTime

T = TypeVar("T")
TODAY = date(2026, 11, 20)
HERE, THERE = ConnectionId("here"), ConnectionId("there")
BASE_URL = "http://127.0.0.1/v2.0"
ACCOUNT = {"dispensary": "partnersandbox2"}
SECRET = {"client_id": "training-client", "api_key": "training-key-of-no-value"}


def ref(number: int | str) -> CustomerRef:
    """One of the training store's people."""
    return CustomerRef(HERE, str(number))


def shop(name: str = "Main", **fields: str) -> Connection:
    """A connection to the training store, new unless ``id`` is given."""
    account = {"dispensary": fields.pop("dispensary", ACCOUNT["dispensary"])}
    base_url = fields.pop("base_url", BASE_URL)
    return Connection(
        id=ConnectionId(fields.get("id", "")), name=name, vendor="treez", base_url=base_url, account=account
    )


class WallClock:
    """A clock that the tests turn by hand."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    def today(self) -> date:
        """The day."""
        return self.moment.date()

    def now(self) -> datetime:
        """The moment."""
        return self.moment

    def pass_by(self, minutes: int) -> None:
        """Let time pass."""
        self.moment += timedelta(minutes=minutes)


@dataclass
class Trouble:
    """What happens to requests of that method with that part in their path; ``arrives``: only the answer is lost."""

    outcome: Exception | httpx.Response
    method: str = ""
    part: str = ""
    arrives: bool = False

    def concerns(self, request: httpx.Request) -> bool:
        """Whether it happens to this request."""
        return self.method in {"", request.method} and self.part in request.url.raw_path.decode()


class Wire(httpx.AsyncBaseTransport):
    """The way to the site. ``asked`` are the requests beside the sign-in, without what is the same in all of them."""

    def __init__(self, site: TrainingSite) -> None:
        self._site = httpx.ASGITransport(app=site.asgi)
        self.asked: list[str] = []
        self.troubles: list[Trouble] = []
        self.between: Callable[[httpx.Request], Awaitable[None]] | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Hand a request to the site, or let its trouble happen."""
        path = request.url.raw_path.decode().partition("/customer")[2]
        if path:
            self.asked.append(f"{request.method} {path}")
        if self.between:
            await self.between(request)
        trouble = next((one for one in self.troubles if one.concerns(request)), None)
        if trouble is None:
            return await self._site.handle_async_request(request)
        if trouble.arrives:
            response = await self._site.handle_async_request(request)
            await response.aread()
        if isinstance(trouble.outcome, Exception):
            raise trouble.outcome
        return httpx.Response(trouble.outcome.status_code, content=trouble.outcome.content)

    def breaks(
        self, outcome: Exception | httpx.Response, method: str = "", part: str = "", *, arrives: bool = False
    ) -> None:
        """From now on these requests end so."""
        self.troubles.append(Trouble(outcome, method, part, arrives))

    def mend(self) -> None:
        """All is well again."""
        self.troubles.clear()

    def writes(self) -> list[str]:
        """The requests that changed something."""
        return [one for one in self.asked if not one.startswith("GET")]


class QuickTable(VendorTable):
    """The table whose clients need not wait: their pauses pass at once."""

    def __init__(self, wire: httpx.AsyncBaseTransport) -> None:
        super().__init__({BASE_URL: wire})
        self._wire = wire
        self.opened: list[VendorClient] = []

    def open(self, connection: Connection, secret: Secret) -> VendorClient:
        """A client over the wire."""
        time = FakeTime()
        timing = Timing(clock=time.clock, sleep=time.sleep)
        self.opened.append(TreezClient(connection, secret, transport=self._wire, timing=timing))
        return self.opened[-1]


class Vault:
    """A store of secrets (ports.AsyncSecretStore) that can fail and keep people waiting."""

    def __init__(self) -> None:
        self.kept: dict[ConnectionId, dict[str, str]] = {}
        self.error: AppError | None = None
        self.on_read: Callable[[], Awaitable[None]] | None = None

    async def read(self, connection: ConnectionId, fields: Sequence[str]) -> Secret | None:
        """See AsyncSecretStore."""
        self._fail()
        kept = self.kept.get(connection, {})
        found = {name: kept[name] for name in fields} if all(name in kept for name in fields) else None
        if self.on_read:
            await self.on_read()
        return found

    async def write(self, connection: ConnectionId, secret: Secret) -> None:
        """See AsyncSecretStore."""
        await asyncio.sleep(0)
        self._fail()
        self.kept[connection] = dict(secret)

    async def delete(self, connection: ConnectionId, fields: Sequence[str]) -> None:
        """See AsyncSecretStore."""
        await asyncio.sleep(0)
        self._fail()
        kept = self.kept.get(connection, {})
        self.kept[connection] = {name: value for name, value in kept.items() if name not in fields}

    async def state(self) -> str:
        """See AsyncSecretStore."""
        return "A vault of the tests"

    def holds(self, connection: ConnectionId) -> Mapping[str, str]:
        """What is kept for a store."""
        return self.kept.get(connection, {})

    def _fail(self) -> None:
        if self.error:
            raise self.error


class Paper(SettingsFile):
    """The settings file, whose disk can refuse."""

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self.error: AppError | None = None
        self.before_save: Callable[[], None] = lambda: None

    def save(self, settings: Settings) -> None:
        """Write, unless the disk refuses."""
        self.before_save()
        if self.error:
            raise self.error
        super().save(settings)


@dataclass
class Practice:
    """A desk and what it stands on."""

    wire: Wire
    vault: Vault
    paper: Paper
    table: QuickTable
    clock: WallClock
    people: PeopleVault
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.desk = Desk.over(
            vendors=self.table,
            secrets=self.vault,
            settings=self.paper,
            clock=self.clock,
            index=VaultIndex(self.people),
            vault=self.people,
        )

    @classmethod
    def at(cls, folder: Path) -> Practice:
        """Nothing is connected yet."""
        clock = WallClock()
        wire = Wire(training_site(customers=50, seed=1, today=TODAY, calls_per_second=None, clock=clock.now))
        secrets, home = Vault(), Home.at(folder)
        people = desk_vault(home, secrets, kept=False)
        return cls(wire, secrets, Paper(home), QuickTable(wire), clock, people)

    def another_desk(self) -> Desk:
        """A program over the same settings, secrets and store, without an index: the next start, or a colleague."""
        return Desk.over(vendors=self.table, secrets=self.vault, settings=self.paper, clock=self.clock)

    @property
    def stores(self) -> Stores:
        """The desk's stores."""
        return self.desk.stores

    def open(self, *connections: ConnectionId, desk: Desk | None = None) -> None:
        """Open training stores for this run."""
        opened = [(shop(name.title(), id=name), SECRET) for name in connections or (HERE,)]
        (desk or self.desk).stores.open_for_this_run(opened)

    def colleague(self) -> Desk:
        """Somebody at another counter of the same store."""
        desk = self.another_desk()
        self.open(desk=desk)
        return desk

    async def change(self, number: int, **values: Value) -> Customer:
        """A colleague changes a customer."""
        desk = self.colleague()
        return await desk.profiles.save(Changes(await desk.profiles.reread(ref(number)), values))


def run(work: Awaitable[T]) -> T:
    """Run one test's coroutine on a loop of its own."""

    async def waited() -> T:
        return await work

    return asyncio.run(waited())


class SessionJournal:
    """A journal in memory (ports.Journal) that nobody can be at."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    async def add(self, entries: Sequence[Entry]) -> None:
        """See ports.Journal."""
        for entry in entries:
            self._entries.append(replace(entry, number=len(self._entries) + 1))

    async def about(self, ref: CustomerRef, limit: int = 200) -> Sequence[Entry]:
        """See ports.Journal."""
        return [entry for entry in reversed(self._entries) if entry.ref == ref][:limit]

    async def sealed(self, after: int, limit: int = 250) -> Sequence[Sealed]:
        """See ports.Journal; tied together by nothing but their order."""
        some = self._entries[after : after + limit]
        return [Sealed(number=one.number, text="", before=b"", hash=b"", entry=one) for one in some]

    async def check(self) -> int | None:
        """See ports.Journal."""
        return None

    async def forget_before(self, moment: datetime, now: datetime) -> None:
        """See ports.Journal; whatever the clock says is believed."""
        self._entries = [entry for entry in self._entries if moment <= entry.at <= now]

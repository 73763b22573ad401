"""A whole window over the training site, with a hand on its line: answers can be held back or spoiled."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import httpx
from argon2 import PasswordHasher

from app.core.customer import ConnectionId, CustomerRef
from app.core.vendor import Connection
from app.ports import CheckIns
from app.services.desk import Desk
from app.storage.index.vault_index import VaultIndex
from app.storage.kept import kept_in
from app.storage.paths import Home
from app.storage.patience import PatientSecrets
from app.storage.secrets import SessionSecrets
from app.storage.settings import SettingsFile
from app.storage.staff import VaultStaff
from app.storage.vault.vault import Vault
from app.training.site import training_site
from app.ui.desk_view import DeskView
from app.ui.main_window import MainWindow
from app.vendors.registry import VendorTable

STORE = ConnectionId("training-treez")
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)  # the real one is slow on purpose
_LOADING_SECONDS = 20.0


@dataclass
class Line(httpx.AsyncBaseTransport):
    """The line to the store. ``spoil`` may answer or raise in its place; a held line answers when let go."""

    inner: httpx.AsyncBaseTransport
    calls: list[tuple[str, str]] = field(default_factory=list)
    spoil: Callable[[httpx.Request], httpx.Response | None] = lambda _request: None
    holds: dict[str, asyncio.Event] = field(default_factory=dict)

    def hold(self, part: str) -> asyncio.Event:
        """Hold back every answer to a path that contains ``part`` until the event is set."""
        return self.holds.setdefault(part, asyncio.Event())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on, held or spoiled as was asked."""
        self.calls.append((request.method, request.url.path))
        for part, gate in self.holds.items():
            if part in request.url.path:
                await gate.wait()
        spoiled = self.spoil(request)
        return spoiled or await self.inner.handle_async_request(request)

    def count(self, method: str, part: str = "") -> int:
        """How many calls of a method went to paths that contain ``part``."""
        return sum(1 for called, path in self.calls if called == method and part in path)


class Today:
    """A clock that stands at the day on which the training people were made (ports.Clock)."""

    def today(self) -> date:
        """The local day."""
        return datetime.now().astimezone().date()

    def now(self) -> datetime:
        """The moment."""
        return datetime.now().astimezone()


@dataclass
class Practice:
    """A desk on the training store, its window and its line."""

    desk: Desk
    frame: MainWindow
    window: DeskView
    line: Line

    async def load(self) -> None:
        """Bring everybody of the stores into the index, and keep it up to date from now on."""
        self.desk.sync.begin()
        stores = [one.id for one in self.desk.stores.connections()]
        async with asyncio.timeout(_LOADING_SECONDS):
            while not all(self.desk.sync.status(one).complete for one in stores):  # noqa: ASYNC110 - as tests wait
                await asyncio.sleep(0.01)

    async def end(self) -> None:
        """End what works in the background."""
        await self.desk.sync.stop()
        await self.desk.outgoing.lines.stop()
        await self.desk.settled()

    def ref(self, number: str) -> CustomerRef:
        """A training customer by number."""
        return CustomerRef(self.desk.stores.connections()[0].id, number)

    @property
    def shown(self) -> str:
        """The number of the customer on the screen; "" for a new one or none."""
        form = self.window.counter.current
        return form.customer.ref.customer_id if form else ""


def open_practice(
    folder: Path,
    *,
    customers: int = 60,
    vendor: str = "treez",
    checkins: CheckIns | None = None,
    vault: Vault | None = None,
    place: str = "",
) -> Practice:
    """Open a window on a small training store of one vendor; without a vault nobody is found but by asking the store."""
    site = training_site(customers=customers, calls_per_second=None)
    practice = next(store for store in site.stores if store.vendor == vendor)
    connection = Connection(
        id=ConnectionId(f"training-{vendor}"),
        name=practice.name,
        vendor=vendor,
        base_url=f"http://127.0.0.1{practice.path}",
        account=practice.account,
        training=True,
        place=place,
    )
    line = Line(httpx.ASGITransport(app=site.asgi))
    desk = Desk.over(
        vendors=VendorTable({connection.id: line}),
        secrets=PatientSecrets(SessionSecrets()),
        settings=SettingsFile(Home.at(folder)),
        clock=Today(),
        checkins=checkins,
        index=VaultIndex(vault) if vault else None,
        kept=kept_in(vault) if vault else None,
        vault=vault,
        staff=VaultStaff(vault, QUICK) if vault else None,
        account="counter",
    )
    desk.stores.open_for_this_run([(connection, practice.secret)])
    frame = MainWindow()
    view = DeskView(desk)
    frame.fill(view)
    return Practice(desk, frame, view, line)

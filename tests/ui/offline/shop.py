"""A store and a counter in it, whose program can be closed, killed and started again over the same encrypted file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from app.core.customer import ConnectionId
from app.core.vendor import Connection
from app.ports import VendorClient
from app.services.desk import Desk
from app.storage.checkins import VaultCheckIns
from app.storage.desk_vault import desk_vault
from app.storage.index.vault_index import VaultIndex
from app.storage.kept import kept_in
from app.storage.paths import Home
from app.storage.patience import PatientSecrets
from app.storage.secrets import SessionSecrets
from app.storage.settings import SettingsFile
from app.storage.staff import VaultStaff
from app.storage.vault.vault import Vault
from app.training.practice import PracticeStore
from app.training.site import TrainingSite, training_site
from app.ui.desk_view import DeskView
from app.ui.main_window import MainWindow
from app.vendors.registry import VendorTable
from tests.ui.window.practice import QUICK, Line, Practice, Today


@dataclass
class Shop:
    """The store lives as long as the shop; each `opened` is another start of the program. ``has_people``: they may sign in."""

    folder: Path
    vendor: str = "treez"
    kept: bool = True
    has_people: bool = False
    site: TrainingSite = field(default_factory=lambda: training_site(customers=60, calls_per_second=None))
    secrets: SessionSecrets = field(default_factory=SessionSecrets)
    programs: list[tuple[Practice, Vault]] = field(default_factory=list)

    @property
    def _store(self) -> PracticeStore:
        return next(one for one in self.site.stores if one.vendor == self.vendor)

    def _connection(self) -> Connection:
        store = self._store
        return Connection(
            id=ConnectionId(f"training-{self.vendor}"),
            name=store.name,
            vendor=self.vendor,
            base_url=f"http://127.0.0.1{store.path}",
            account=store.account,
            training=True,
        )

    @asynccontextmanager
    async def colleague(self) -> AsyncIterator[VendorClient]:
        """Somebody at another till, who reaches the store also while this counter does not."""
        connection = self._connection()
        vendors = VendorTable({connection.id: httpx.ASGITransport(app=self.site.asgi)})
        client = vendors.open(connection, self._store.secret)
        try:
            yield client
        finally:
            await client.close()

    def opened(self) -> Practice:
        """Start the program: its window is shown, and works."""
        connection = self._connection()
        line = Line(httpx.ASGITransport(app=self.site.asgi))
        home = Home.at(self.folder)
        vault = desk_vault(home, PatientSecrets(self.secrets), kept=self.kept)
        desk = Desk.over(
            vendors=VendorTable({connection.id: line}),
            secrets=PatientSecrets(self.secrets),
            settings=SettingsFile(home),
            clock=Today(),
            checkins=VaultCheckIns(vault),
            index=VaultIndex(vault),
            kept=kept_in(vault),
            vault=vault,
            staff=VaultStaff(vault, QUICK, SettingsFile(home)) if self.has_people else None,
        )
        desk.stores.open_for_this_run([(connection, self._store.secret)])
        frame = MainWindow()
        frame.resize(1366, 768)
        frame.fill(DeskView(desk))
        frame.show()
        view = frame.centralWidget()
        assert isinstance(view, DeskView)
        practice = Practice(desk, frame, view, line)
        self.programs.append((practice, vault))
        view.begin()
        return practice

    async def close(self) -> None:
        """End the program as a person does."""
        practice, vault = self.programs.pop()
        practice.frame.close_anyway()
        vault.stop_asking()
        await practice.end()
        await practice.desk.stores.close()
        await vault.close()
        practice.frame.deleteLater()

    async def end(self) -> None:
        """End whatever is still running."""
        while self.programs:
            await self.close()

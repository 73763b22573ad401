"""A window on several connected stores over the training site, each with a line of its own."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import httpx
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from app.core.customer import ConnectionId, CustomerRef
from app.core.settings import Settings
from app.core.vendor import Connection
from app.ports import ReleaseFeed
from app.services.desk import Desk
from app.services.updates import Updates
from app.storage.paths import Home
from app.storage.patience import PatientSecrets
from app.storage.policy import FixedSettings
from app.storage.secrets import SessionSecrets
from app.storage.settings import SettingsFile
from app.training.site import training_site
from app.ui import tasks
from app.ui.desk_view import DeskView
from app.ui.main_window import MainWindow
from app.ui.stores.rows import StoreList
from app.vendors.registry import VendorTable
from tests.ui.conftest import until
from tests.ui.window.practice import Line, Practice, Today

NORTH, SOUTH, HARBOR = ConnectionId("north"), ConnectionId("south"), ConnectionId("harbor")
SHOPS = {NORTH: ("North", "treez"), SOUTH: ("South", "treez"), HARBOR: ("Harbor", "indicaonline")}


@dataclass
class Several(Practice):
    """A desk with three stores of two vendors; ``line`` is that of the first."""

    lines: dict[ConnectionId, Line]
    secrets: SessionSecrets

    def dialog(self, name: str) -> QDialog:
        """The open dialog of that name."""
        found = [one for one in self.window.findChildren(QDialog, name) if one.isVisible()]
        assert len(found) == 1, name
        return found[0]

    def is_open(self, name: str) -> bool:
        """Whether a dialog of that name is on the screen."""
        return any(one.isVisible() for one in self.window.findChildren(QDialog, name))

    def names(self, dialog: str) -> list[str]:
        """The stores that a dialog lists."""
        stores = self.store_list(dialog)
        return [stores.item(place).text() for place in range(stores.count())]

    def store_list(self, dialog: str) -> StoreList:
        """The list in a dialog."""
        found = self.dialog(dialog).findChild(StoreList)
        assert isinstance(found, StoreList)
        return found

    def type_key(self, dialog: str, key: Qt.Key) -> None:
        """Press a key wherever the cursor of a dialog is."""
        box = self.dialog(dialog)
        focus: QWidget = box.focusWidget() or box
        QTest.keyClick(focus, key)

    def button(self, dialog: str, name: str) -> QPushButton:
        """A dialog's button."""
        found = self.dialog(dialog).findChild(QPushButton, name)
        assert isinstance(found, QPushButton), name
        return found

    async def opened(self, store: ConnectionId, number: str) -> None:
        """Open a customer of a store and wait until nothing is awaited any more."""
        self.window.counter.open(CustomerRef(store, number))
        await until(lambda: self.shown == number and not tasks.running())


def set_policy(folder: Path, **policy: object) -> None:
    """What an administrator has set for the machine whose desk is in that folder."""
    machine = folder / "machine"
    machine.mkdir(mode=0o755, exist_ok=True)
    file = machine / "policy.json"
    file.write_text(json.dumps({"version": 1} | policy))
    file.chmod(0o644)


def _settings(folder: Path) -> FixedSettings:
    home = Home(folder, machine=folder / "machine")
    whoever = {os.getuid() if os.name != "nt" else 0}
    vendors = [info.key for info in VendorTable().infos()]
    return FixedSettings(SettingsFile(home), home.policy_file, vendors, whoever)


def open_several(folder: Path, *shops: ConnectionId, feed: ReleaseFeed | None = None) -> Several:
    """Open a window on connected stores: the named ones, or all three. With a feed it can look for newer versions."""
    site = training_site(customers=60, calls_per_second=None)
    stores = {store.vendor: store for store in site.stores}
    lines = {shop: Line(httpx.ASGITransport(app=site.asgi)) for shop in shops or SHOPS}
    secrets, settings = SessionSecrets(), _settings(folder)
    connections = []
    for shop in lines:
        name, vendor = SHOPS[shop]
        store = stores[vendor]
        base_url = f"http://127.0.0.1{store.path}"
        connections.append(Connection(id=shop, name=name, vendor=vendor, base_url=base_url, account=store.account))
        secrets.write(shop, store.secret)
    SettingsFile(Home.at(folder)).save(Settings(connections=tuple(connections)))
    desk = Desk.over(
        vendors=VendorTable({str(shop): line for shop, line in lines.items()}),
        secrets=PatientSecrets(secrets),
        settings=settings,
        clock=Today(),
    )
    updates = Updates(feed, settings, Today(), lambda: "0.1.0") if feed else None
    frame, view = MainWindow(), DeskView(desk, updates)
    frame.fill(view)
    return Several(desk, frame, view, next(iter(lines.values())), lines, secrets)

"""The real window over the real vault of a million invented people, and a practice store in a process of its own."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from app.core.customer import ConnectionId
from app.core.settings import Theme
from app.core.vendor import Connection, Secret
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
from app.storage.vault.key import ENTRY
from app.storage.vault.vault import Vault
from app.ui.application import apply_theme
from app.ui.desk_view import DeskView
from app.ui.garbage import GarbageCollection
from app.ui.main_window import MainWindow
from app.ui.tasks import make_loop
from app.vendors.pace import RateLimiter
from app.vendors.registry import VendorTable
from app.vendors.request import Channel
from app.vendors.treez import const
from app.vendors.treez.client import TreezClient
from tests.bench.built import KEY, Built
from tests.bench.people import STORE
from tests.ui.window.practice import Today

NEW_STORE = ConnectionId("new")
_ROOT = Path(__file__).parents[2]
_SERVING = """
import json, sys
from app.training.serve import running
with running(customers=int(sys.argv[1]), calls_per_second=None) as served:
    one = next(one for one in served.announcements() if one["vendor"] == "treez")
    print(json.dumps(one), flush=True)
    sys.stdin.read()
"""


class TimedWindow(MainWindow):
    """The window; ``painted_all`` is called whenever it has painted all that was to be painted."""

    painted_all: Callable[[], None] = staticmethod(lambda: None)

    def event(self, event: QEvent) -> bool:
        """Tell of the end of a repaint."""
        done = super().event(event)
        if event.type() == QEvent.Type.UpdateRequest:
            self.painted_all()
        return done


class _Unbound(VendorTable):
    """The vendors without a pace of ours: how fast it goes is for the machine to say."""

    def open(self, connection: Connection, secret: Secret) -> VendorClient:
        """See ports.Vendors."""
        channel = Channel(const.LABEL, connection.base_url, pace=RateLimiter(per_second=1e9, burst=4))
        return TreezClient(connection, secret, channel=channel)


@dataclass
class OpenDesk:
    """An open window and what is behind it."""

    frame: TimedWindow
    view: DeskView
    desk: Desk
    vault: Vault
    index: VaultIndex
    loop: asyncio.AbstractEventLoop


@contextmanager
def practice_store(customers: int) -> Iterator[dict[str, Any]]:
    """A store of so many customers, answering over HTTP in another process, at any rate."""
    command = [sys.executable, "-c", _SERVING, str(customers)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=_ROOT) as serving:
        assert serving.stdout is not None
        try:
            yield json.loads(serving.stdout.readline())
        finally:
            serving.terminate()


@contextmanager
def open_desk(
    application: QApplication, built: Built, folder: Path, store: dict[str, Any], *, with_new: bool = False
) -> Iterator[OpenDesk]:
    """The window, shown, over a copy of the built vault; ``with_new``: a second store nobody of which is in it yet."""
    home = Home.at(folder)
    home.prepare()
    shutil.copy(built.path, home.vault_file)
    application.setQuitOnLastWindowClosed(False)
    loop = make_loop(application)
    apply_theme(application, Theme.LIGHT)
    made = _make(home, store, loop, with_new=with_new)
    made.frame.resize(1366, 768)
    made.frame.show()
    made.frame.activateWindow()
    garbage = GarbageCollection(made.frame)
    garbage.settle()
    try:
        yield made
    finally:
        garbage.end()
        made.frame.close_anyway()
        made.frame.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        loop.run_until_complete(_end(made))
        loop.close()
        asyncio.set_event_loop(None)


def _make(home: Home, store: dict[str, Any], loop: asyncio.AbstractEventLoop, *, with_new: bool) -> OpenDesk:
    kept = SessionSecrets()
    kept.write(ENTRY, {"key": KEY.hex()})
    secrets = PatientSecrets(kept)
    vault = desk_vault(home, secrets)
    index = VaultIndex(vault)
    vendors = _Unbound()
    vendors.warm_up()  # as the program does behind its first screen
    desk = Desk.over(
        vendors=vendors,
        secrets=secrets,
        settings=SettingsFile(home),
        clock=Today(),
        checkins=VaultCheckIns(vault),
        index=index,
        kept=kept_in(vault),
        vault=vault,
    )
    ids = (STORE, NEW_STORE) if with_new else (STORE,)
    desk.stores.open_for_this_run([(_connection(one, store), store["secret"]) for one in ids])
    frame, view = TimedWindow(), DeskView(desk)
    frame.fill(view)
    return OpenDesk(frame, view, desk, vault, index, loop)


def _connection(store: ConnectionId, announced: dict[str, Any]) -> Connection:
    return Connection(
        id=store,
        name=f"Store {store}",
        vendor="treez",
        base_url=announced["base_url"],
        account=announced["account"],
        training=True,
    )


async def _end(made: OpenDesk) -> None:
    await made.desk.sync.stop()
    await made.desk.settled()
    await made.desk.stores.close()
    await made.vault.close()

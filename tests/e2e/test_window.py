"""The real program in a real window on a real display, driven by keys alone, over real HTTP and a real secret store."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

from app.core.customer import ConnectionId, Customer
from app.core.query import Lookup, LookupKind
from app.core.vendor import Connection
from app.storage.paths import Home
from app.training.serve import Served, running
from app.vendors.registry import VendorTable
from tests.e2e.screen import Screen, eventually, own_screen
from tests.unit.storage.secret_service import private_secret_service

OK, LOOK, REFUSE = "#e3f3ea", "#fff1d6", "#fde5e5"  # the grounds of the verdicts in the light theme
_READY_SECONDS = 3.0  # after which a window that may be used could be
pytestmark = [pytest.mark.desktop, pytest.mark.timeout(180)]


@dataclass
class Shop:
    """A screen, a connected practice store, and a look behind the counter."""

    screen: Screen
    served: Served
    home: Path

    def find(self, kind: LookupKind, value: str) -> list[Customer]:
        """What the store itself holds."""
        return asyncio.run(self._find(Lookup(kind, value)))

    async def _find(self, lookup: Lookup) -> list[Customer]:
        store = self.served.store("treez")
        connection = Connection(
            id=ConnectionId("behind"),
            name="behind",
            vendor="treez",
            base_url=self.served.base_url("treez"),
            account=store.account,
        )
        client = VendorTable().open(connection, store.secret)
        try:
            return list(await client.find(lookup))
        finally:
            await client.close()

    def customer(self, number: str) -> Customer:
        """One record at the store."""
        return self.find(LookupKind.ID, number)[0]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop whose store was connected on the command line, its secret in a real gnome-keyring."""
    with running(customers=60, seed=1, calls_per_second=None) as served, private_secret_service(tmp_path) as bus:
        extra = {"DBUS_SESSION_BUS_ADDRESS": bus.address}
        with own_screen(tmp_path, extra) as screen:
            home = tmp_path / "desk"
            _connect(screen, served, home)
            yield Shop(screen, served, home)


def _connect(screen: Screen, served: Served, home: Path) -> None:
    store = served.store("treez")
    words = ["--base-url", served.base_url("treez"), "--account", json.dumps(dict(store.account)), "--secret-stdin"]
    command = [sys.executable, "-m", "app", "--home", str(home), "connect", "treez", "--name", "Main", *words]
    root = Path(__file__).parents[2]
    secret = json.dumps(dict(store.secret))
    subprocess.run(command, cwd=root, env=screen.environment, input=secret, text=True, timeout=60, check=True)


def test_a_morning_at_the_counter(shop: Shop) -> None:
    """Find by phone, correct the nickname, create somebody new, close: by keyboard, and the store has it all."""
    program = shop.screen.start("--home", str(shop.home))
    shop.screen.type("(628) 203-2916")
    shop.screen.press("Return")
    eventually(lambda: shop.screen.shows(OK), "the customer on the screen")
    shop.screen.press("ctrl+1", "Tab", "Tab", "Tab", "ctrl+a")
    shop.screen.type("Jay")
    shop.screen.press("ctrl+s")
    eventually(lambda: shop.customer("1117").nickname == "Jay", "the nickname at the store")
    shop.screen.press("ctrl+n")
    eventually(lambda: not shop.screen.shows(OK), "the form of a new customer")
    shop.screen.type("Quentin")
    shop.screen.press("Tab", "Tab")
    shop.screen.type("Quill")
    shop.screen.press("Tab", "Tab")
    shop.screen.type("1990-04-07")
    shop.screen.press("ctrl+s")
    eventually(lambda: shop.find(LookupKind.NAME, "Quentin Quill"), "the new customer at the store")
    eventually(lambda: shop.screen.shows(LOOK), "the new customer, not verified yet, on the screen")
    shop.screen.close_window()
    assert program.wait(15) == 0
    kept = b"".join(file.read_bytes() for file in shop.home.rglob("*") if file.is_file())
    for word in (b"Appleseed", b"Quill", b"2032916", b"training-key"):
        assert word not in kept, "a person or a secret in a file"
    assert b"Traceback" not in shop.screen.log.read_bytes()


def test_the_training_store_is_complete(shop: Shop, tmp_path: Path) -> None:
    """Without arguments for a store the training window opens, shows somebody, and closes with 0."""
    program = shop.screen.start("--home", str(tmp_path / "other"), "--training")
    shop.screen.type("1120")
    shop.screen.press("Return")
    eventually(lambda: shop.screen.shows(REFUSE), "the red verdict")
    assert shop.screen.shows(LOOK), "the training ribbon"
    shop.screen.close_window()
    assert program.wait(15) == 0


def test_unsaved_work_outlives_the_program(shop: Shop) -> None:
    """Closing over unsaved work asks nothing, for nothing is lost: the next start goes on with it, by keyboard."""
    program = shop.screen.start("--home", str(shop.home))
    shop.screen.type("1117")
    shop.screen.press("Return")
    eventually(lambda: shop.screen.shows(OK), "the customer on the screen")
    shop.screen.press("ctrl+1", "End")
    shop.screen.type("x")
    shop.screen.close_window()
    assert program.wait(15) == 0
    assert shop.customer("1117").first_name == "Johnny"
    program = shop.screen.start("--home", str(shop.home))
    shop.screen.wait_for_window("Frontdesk")
    eventually(lambda: _goes_on(shop), "the customer with the unfinished work on the screen")
    shop.screen.press("ctrl+s")
    eventually(lambda: shop.customer("1117").first_name == "Johnnyx", "the unfinished work at the store")
    shop.screen.close_window()
    assert program.wait(15) == 0


def _goes_on(shop: Shop) -> bool:
    """Go to the unfinished work and on with it, as soon as it is there."""
    shop.screen.press("F9", "Return")
    return shop.screen.shows(OK)


def test_a_window_waits_while_another_program_has_the_file(shop: Shop) -> None:
    """Nobody can be looked at in it; as soon as the file is free it is as any other, and it can be closed before that."""
    with FileLock(f"{Home.at(shop.home).vault_file}.lock", timeout=0):
        program = shop.screen.start("--home", str(shop.home))
        shop.screen.wait_for_window("Frontdesk")
        time.sleep(_READY_SECONDS)
        shop.screen.type("1117")
        shop.screen.press("Return")
        time.sleep(_READY_SECONDS)
        assert not shop.screen.shows(OK)
        shop.screen.close_window()
        assert program.wait(15) == 0
        program = shop.screen.start("--home", str(shop.home))
        shop.screen.wait_for_window("Frontdesk")
        time.sleep(_READY_SECONDS)
    eventually(lambda: _finds(shop, "1117"), "the customer on the screen")
    shop.screen.close_window()
    assert program.wait(15) == 0
    assert b"Traceback" not in shop.screen.log.read_bytes()


def _finds(shop: Shop, number: str) -> bool:
    """Search for somebody, as soon as that can be done."""
    shop.screen.press("ctrl+k")
    shop.screen.type(number)
    shop.screen.press("Return")
    return shop.screen.shows(OK)


def test_the_keys_of_the_window_work_in_every_field(shop: Shop) -> None:
    """Ctrl+K and Ctrl+E do the window's work, not the editor's: on X11 Ctrl+E would go to the end of the line."""
    program = shop.screen.start("--home", str(shop.home))
    shop.screen.type("1117")
    shop.screen.press("Return")
    eventually(lambda: shop.screen.shows(OK), "the customer on the screen")
    shop.screen.press("ctrl+1", "Home", "ctrl+k")
    shop.screen.type("1120")
    shop.screen.press("Return")
    eventually(lambda: shop.screen.shows(REFUSE), "the other customer on the screen")
    shop.screen.press("ctrl+1", "ctrl+e")
    shop.screen.wait_for_window("in bulk")
    shop.screen.press("Escape")
    shop.screen.close_window()
    assert program.wait(15) == 0, "nothing was unsaved"

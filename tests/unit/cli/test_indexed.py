"""``sync`` and ``search``: over a real store of the training site and a real encrypted file."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from app.cli.arguments import read_arguments
from app.cli.commands import Sync
from app.cli.program import run
from app.core.errors import AppError, SecretStoreMissing
from app.core.settings import Settings
from app.ports import Resort
from app.services.desk import Desk
from app.storage.desk_vault import desk_vault
from app.storage.index.vault_index import VaultIndex
from app.storage.paths import Home
from app.storage.settings import SettingsFile
from app.storage.vault.vault import Access
from tests.unit.services.practice import HERE, SECRET, QuickTable, WallClock, Wire, shop
from tests.unit.services.practice import Vault as Secrets
from tests.unit.services.sync_practice import small_site


@dataclass
class Machine:
    """A machine with one connected store, and a terminal."""

    home: Home
    wire: Wire
    secrets: Secrets

    def run(self, *words: str) -> int:
        """The exit code of one command."""
        arguments = read_arguments(["--home", str(self.home.root), *words])
        access = Access.WRITE if isinstance(arguments.command, Sync) else Access.READ

        def desk() -> Desk:
            vault = desk_vault(self.home, self.secrets, access=access)
            return Desk.over(
                vendors=QuickTable(self.wire),
                secrets=self.secrets,
                settings=SettingsFile(self.home),
                clock=WallClock(),
                index=VaultIndex(vault),
                vault=vault,
            )

        return run(arguments, desk)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Nothing is kept on it yet."""
    home, secrets = Home.at(tmp_path), Secrets()
    secrets.kept[HERE] = dict(SECRET)
    SettingsFile(home).save(Settings(connections=(shop("Main", id=HERE),)))
    return Machine(home, Wire(small_site()), secrets)


@pytest.fixture
def window(machine: Machine) -> Iterator[None]:
    """A window that has the file open."""
    vault = desk_vault(machine.home, machine.secrets)
    loop = asyncio.new_event_loop()
    loop.run_until_complete(vault.open())
    assert vault.is_kept
    yield
    loop.run_until_complete(vault.close())
    loop.close()


def test_a_store_is_brought_up_to_date_and_searched(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    """One line at the end; then its people are found, and say how."""
    assert machine.run("sync", "--connection", "main") == 0
    told = capsys.readouterr()
    assert told.out.endswith("customers of Main are in the index; it is up to date.\n")
    assert told.err == ""
    assert machine.run("search", "johnny apple", "--json") == 0
    row, *_others = json.loads(capsys.readouterr().out)["rows"]
    assert row == {
        "connection": "Main",
        "customer_id": "1117",
        "full_name": "Johnny James Appleseed",
        "birth_date": "1992-04-07",
        "phone": "+16282032916",
        "why": row["why"],
    }
    assert row["why"].startswith("prefix ")


def test_the_search_for_a_person(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each, at most so many; nobody is said with exit code 1."""
    machine.run("sync", "--connection", "Main")
    capsys.readouterr()
    assert machine.run("search", "appleseed", "--limit", "2") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert all("Main" in line and "exact last_name" in line for line in lines)
    assert machine.run("search", "zzzzqqqq") == 1
    assert capsys.readouterr().out == "Nobody found.\n"
    assert machine.run("search", "zzzzqqqq", "--json") == 1
    assert json.loads(capsys.readouterr().out) == {"rows": []}


def test_a_store_that_fails_midway(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    """What came before is kept and said; a search says that not everybody is there; the next run goes on."""
    machine.wire.breaks(httpx.ConnectError("no route"), part="/signup/")
    assert machine.run("sync", "--connection", "Main") == 3
    told = capsys.readouterr().err
    assert "of Main are in the index; run it again to go on." in told
    machine.run("search", "appleseed")
    assert "Main is not complete" in capsys.readouterr().err
    machine.wire.mend()
    assert machine.run("sync", "--connection", "Main") == 0
    capsys.readouterr()
    machine.run("search", "appleseed")
    assert capsys.readouterr().err == ""


def test_nothing_is_kept_yet(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    """A clear error that names the way, and no file is made."""
    assert machine.run("search", "appleseed") == 4
    assert "Nothing is kept on this computer yet." in capsys.readouterr().err
    assert not machine.home.vault_file.exists()


@pytest.mark.parametrize("words", [("sync", "--connection", "Main"), ("search", "appleseed")])
def test_without_a_secret_store(machine: Machine, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    """Nobody is kept, and nobody found, without a key."""
    machine.run("sync", "--connection", "Main")
    capsys.readouterr()
    machine.secrets.error = SecretStoreMissing("There is no secret store.", "", "Set one up.")
    assert machine.run(*words) == 4
    assert "There is no secret store." in capsys.readouterr().err


def test_a_window_that_is_opened_meanwhile_gets_the_file(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    """A first load may take an hour, and nobody at a counter waits for it: it ends, and the window goes on from there."""
    kept: list[bool] = []
    window = threading.Thread(target=lambda: kept.append(asyncio.run(_opened_by_a_window(machine))))

    async def slow(request: httpx.Request) -> None:
        if not window.is_alive() and "/signup/" in request.url.path:
            window.start()
            await asyncio.sleep(60)

    machine.wire.between = slow
    assert machine.run("sync", "--connection", "Main") == 0
    assert "are in the index so far. A window asked for the file and goes on." in capsys.readouterr().out
    window.join(10)
    assert kept == [True]


async def _opened_by_a_window(machine: Machine) -> bool:
    """Whether a window gets the file in the end; it looks again and again."""
    vault = desk_vault(machine.home, machine.secrets)

    def ask(_trouble: AppError) -> bool:
        asyncio.get_running_loop().call_later(0.05, vault.resort, Resort.AGAIN)
        return True

    vault.ask = ask
    await vault.open()
    is_kept = vault.is_kept
    await vault.close()
    return is_kept


@pytest.mark.usefixtures("window")
def test_beside_an_open_window(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    """The window has the file: it may be read, and is brought up to date by the window alone."""
    assert machine.run("sync", "--connection", "Main") == 4
    assert "Another Frontdesk" in capsys.readouterr().err
    assert machine.run("search", "appleseed") == 1
    assert "Main is not complete" in capsys.readouterr().err


def test_wrong_words(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    """A store of another name, and no store at all."""
    assert machine.run("sync", "--connection", "Other") == 2
    assert "Connected: Main." in capsys.readouterr().err
    SettingsFile(machine.home).save(Settings())
    assert machine.run("search", "appleseed") == 2
    assert "No store is connected yet." in capsys.readouterr().err

"""Commands at a desk where people sign in: what is noted, and what takes a manager's word."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.staff import Member, Role
from app.services.activity import Deed
from app.services.desk import Desk
from app.storage.desk_vault import desk_vault
from app.storage.journal import VaultJournal
from app.storage.paths import Home
from app.storage.settings import SettingsFile
from app.storage.staff import VaultStaff
from app.storage.vault.vault import Access, Vault
from tests.unit.cli.conftest import NO_WORD, PlayedTable, StillClock, Terminal

Capture = pytest.CaptureFixture[str]
MAIN = ("--connection", "Main")
_QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)  # the real one is slow on purpose


@dataclass
class AtADesk(Terminal):
    """A terminal at a desk whose vault is kept."""

    def vault(self, access: Access = Access.ADD) -> Vault:
        """The vault of a start of the program."""
        return desk_vault(Home.at(self.home), self.secrets, access=access)

    def desk(self) -> Desk:
        """As a command has it."""
        vault = self.vault()
        desk = Desk.over(
            vendors=PlayedTable(self.vendor),
            secrets=self.secrets,
            settings=SettingsFile(Home.at(self.home)),
            clock=StillClock(),
            vault=vault,
            staff=VaultStaff(vault, _QUICK),
            account="counter",
        )
        desk.activity.journal = VaultJournal(vault)
        return desk

    def hire(self, *members: tuple[str, Role, str]) -> None:
        """Make the vault, with people who sign in."""

        async def work() -> None:
            vault = self.vault(Access.WRITE)
            await vault.open()
            for name, role, pin in members:
                await VaultStaff(vault, _QUICK).add(Member(name, role), pin)
            await vault.close()

        asyncio.run(work())

    def noted(self) -> list[tuple[str, str, str]]:
        """Deed, customer and detail of each entry."""

        async def work() -> list[tuple[str, str, str]]:
            vault = self.vault(Access.READ)
            entries = [sealed.entry for sealed in await VaultJournal(vault).sealed(0)]
            assert await VaultJournal(vault).check() is None
            await vault.close()
            return [(one.deed, one.ref.customer_id if one.ref else "", one.detail) for one in entries if one]

        return asyncio.run(work())


@pytest.fixture
def desk(terminal: Terminal) -> AtADesk:
    """A desk with a connected store of three people, and a vault in which nobody is yet."""
    made = AtADesk(terminal.home, terminal.vendor, terminal.secrets, terminal.give)
    made.hire()
    made.vendor.people = {
        number: Customer(ref=CustomerRef(ConnectionId("any"), number), first_name="Jon", phone="6282032916")
        for number in "789"
    }
    words = ("--name", "Main", "--base-url", "https://played.example", "--account", '{"shop": "1"}', "--secret-stdin")
    assert made.run("connect", "played", *words, secret='{"api_key": "top-secret-key"}') == 0
    return made


def test_whoever_is_looked_at_is_noted(desk: AtADesk, capsys: Capture) -> None:
    """Each of those that a look-up shows; nobody where it finds nobody."""
    assert desk.run("lookup", *MAIN, "--phone", "6282032916") == 0
    assert desk.run("lookup", *MAIN, "--phone", "6282032917") == 1
    assert desk.noted() == [(Deed.OPENED, number, "") for number in "789"]
    assert capsys.readouterr().err == ""


def test_what_is_changed_is_noted(desk: AtADesk) -> None:
    """Under the account's name, for nobody signs in at a terminal."""
    assert desk.run("update", *MAIN, "--id", "7", "--set", "first_name=Joan") == 0
    assert desk.noted() == [(Deed.OPENED, "7", ""), (Deed.CHANGED, "7", "first_name")]


def test_a_vault_that_does_not_open_keeps_nobody_from_a_customer(desk: AtADesk, capsys: Capture) -> None:
    """The look-up is answered, and what could not be noted is said beside it; an export is refused."""
    (desk.home / "frontdesk.vault").write_bytes(b"x" * 5000)
    assert desk.run("lookup", *MAIN, "--id", "7", "--json") == 0
    told = capsys.readouterr()
    assert len(json.loads(told.out)["customers"]) == 1
    assert told.err.startswith("This desk's journal could not be written: ")
    out = desk.home.with_name("out.csv")
    assert desk.run("export", *MAIN, "--all", "--out", str(out)) == 4
    assert not out.exists()


def test_an_export_where_nobody_signs_in(desk: AtADesk, tmp_path: Path) -> None:
    """It is noted, and takes nobody's word."""
    assert desk.run("export", *MAIN, "--all", "--out", str(tmp_path / "a.csv")) == 0
    assert desk.noted() == [(Deed.EXPORTED, "", "3 customers of Main")]


@pytest.mark.parametrize(("words", "typed", "said"), NO_WORD)
def test_no_export_without_a_managers_word(
    desk: AtADesk, capsys: Capture, words: tuple[str, ...], typed: str, said: str
) -> None:
    """As in the window; the store is not asked for anybody, and no PIN is repeated."""
    desk.hire(("Dana", Role.MANAGER, "2580"), ("Ede", Role.CLERK, "90210"))
    asked, out = len(desk.vendor.opened), desk.home.with_name("a.csv")
    assert desk.run("export", *MAIN, "--all", "--out", str(out), *words, secret=typed) in {1, 3}
    told = capsys.readouterr().err
    assert said in told
    assert not typed.strip() or typed.strip() not in told
    assert len(desk.vendor.opened) == asked
    assert not list(out.parent.glob("a.csv*"))


def test_an_export_with_a_managers_word(desk: AtADesk, tmp_path: Path) -> None:
    """Whose it was stands in the journal before what it was for."""
    desk.hire(("Dana", Role.MANAGER, "2580"))
    words = ("--all", "--out", str(tmp_path / "a.csv"), "--manager", "Dana")
    assert desk.run("export", *MAIN, *words, secret="2580\n") == 0
    assert desk.noted() == [(Deed.ALLOWED, "", "export by Dana"), (Deed.EXPORTED, "", "3 customers of Main")]
    assert (tmp_path / "a.csv").read_bytes().count(b"\r\n") == 4

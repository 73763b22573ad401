"""``journal``: what was done at this desk as a file, with a manager's word where people sign in."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher

from app.cli.arguments import read_arguments
from app.cli.machine import check_vault
from app.cli.program import run
from app.core.staff import Member, Role
from app.services.activity import Deed
from app.services.desk import Desk
from app.storage.desk_vault import desk_vault
from app.storage.journal import VaultJournal
from app.storage.kept import kept_in
from app.storage.paths import Home
from app.storage.settings import SettingsFile
from app.storage.staff import VaultStaff
from app.storage.vault.vault import Access, Vault
from app.vendors.registry import VendorTable
from tests.unit.cli.conftest import NO_WORD
from tests.unit.services.practice import TODAY, WallClock, ref
from tests.unit.services.practice import Vault as Secrets

if TYPE_CHECKING:
    from app.storage.vault.engine import Connection

Capture = pytest.CaptureFixture[str]
_QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)  # the real one is slow on purpose


@dataclass
class Machine:
    """A desk that is worked at, and a terminal."""

    home: Home
    secrets: Secrets
    clock: WallClock
    type_in: Callable[[str], None]

    def desk(self, access: Access = Access.WRITE) -> Desk:
        """A start of the program."""
        vault = desk_vault(self.home, self.secrets, access=access)
        return Desk.over(
            vendors=VendorTable(),
            secrets=self.secrets,
            settings=SettingsFile(self.home),
            clock=self.clock,
            kept=kept_in(vault),
            vault=vault,
            staff=VaultStaff(vault, _QUICK),
            account="counter",
        )

    def run(self, *words: str, typed: str = "") -> int:
        """The exit code of ``journal``."""
        self.type_in(typed)
        return run(read_arguments(["--home", str(self.home.root), "journal", *words]), partial(self.desk, Access.ADD))

    def work(self, *, people: bool = False, mischief: str = "") -> None:
        """Two days at the desk."""

        async def days() -> None:
            desk = self.desk()
            if people:
                await desk.shift.add(Member("Dana", Role.MANAGER), "2580")
                await desk.shift.add(Member("Ede", Role.CLERK), "90210")
            for number in range(2):
                desk.activity.note(ref(number), Deed.OPENED)
                self.clock.pass_by(24 * 60)
            await desk.settled()
            vault = desk.vault
            assert isinstance(vault, Vault)

            def meddle(connection: Connection) -> None:
                connection.execute("DROP TRIGGER journal_is_never_changed")
                connection.execute(mischief)

            if mischief:
                await vault.write(meddle)
            await vault.close()

        asyncio.run(days())


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Nothing was done at it yet."""
    return Machine(
        Home.at(tmp_path / "desk"),
        Secrets(),
        WallClock(),
        lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text)),
    )


def deeds(out: Path) -> list[str]:
    return [json.loads(line)["deed"] for line in out.read_text("utf-8").splitlines()]


def test_everything(machine: Machine, tmp_path: Path, capsys: Capture) -> None:
    """The last entry is this export; the next one has one more."""
    machine.work()
    out = tmp_path / "journal.jsonl"
    assert machine.run("--out", str(out)) == 0
    assert deeds(out) == ["Opened", "Opened", "Written to a file"]
    assert capsys.readouterr().out == "3 entries written.\n"
    assert machine.run("--out", str(out), "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"entries": 4, "broken_from": None}


def test_some_days(machine: Machine, tmp_path: Path, capsys: Capture) -> None:
    """Both included."""
    machine.work()
    out = tmp_path / "journal.jsonl"
    day = (TODAY + timedelta(days=1)).isoformat()
    assert machine.run("--out", str(out), "--from", day, "--to", day) == 0
    assert deeds(out) == ["Opened"]
    assert capsys.readouterr().out == "1 entry written.\n"


def test_a_broken_chain_is_said_and_written_all_the_same(machine: Machine, tmp_path: Path, capsys: Capture) -> None:
    """With the exit code of a machine that somebody has to look at."""
    machine.work(mischief="UPDATE journal SET entry = replace(entry, 'Opened', 'Closed') WHERE number = 2")
    out = tmp_path / "journal.jsonl"
    assert machine.run("--out", str(out)) == 4
    said = capsys.readouterr()
    assert "changed from outside, from entry 2 on" in said.err
    assert "Tell whoever" in said.err
    assert deeds(out) == ["Opened", "Closed", "Written to a file"]
    assert machine.run("--out", str(out), "--json") == 4
    assert json.loads(capsys.readouterr().out) == {"entries": 4, "broken_from": 2}


@pytest.mark.parametrize(("words", "typed", "said"), NO_WORD)
def test_nothing_without_a_managers_word(
    machine: Machine, capsys: Capture, words: tuple[str, ...], typed: str, said: str
) -> None:
    """Where people sign in; nothing that was typed is repeated."""
    machine.work(people=True)
    out = machine.home.root.with_name("journal.csv")
    assert machine.run("--out", str(out), *words, typed=typed) in {1, 3}
    told = capsys.readouterr()
    assert said in told.err
    assert not told.out
    assert not typed.strip() or typed.strip() not in told.err
    assert not out.exists()


def test_with_a_managers_word(machine: Machine, tmp_path: Path) -> None:
    """Whose it was stands in the journal."""
    machine.work(people=True)
    out = tmp_path / "journal.jsonl"
    assert machine.run("--out", str(out), "--manager", "Dana", typed="2580\n") == 0
    assert deeds(out)[-2:] == ["Allowed by a manager", "Written to a file"]
    assert json.loads(out.read_text("utf-8").splitlines()[-2])["detail"] == "journal by Dana"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--out", "journal.xlsx"), "ends in .csv or .jsonl"),
        (("--out", "j.csv", "--from", "soon"), "--from needs a day"),
        (("--out", "j.csv", "--from", "2026-03-02", "--to", "2026-03-01"), "the earlier day"),
        (("--out", "nowhere/j.csv"), "folder"),
        ((), "--out"),
    ],
)
def test_wrong_words(machine: Machine, capsys: Capture, words: tuple[str, ...], said: str) -> None:
    """Told before anything is read."""
    with contextlib.suppress(SystemExit):
        assert machine.run(*words) == 2
    assert said in capsys.readouterr().err


def test_beside_a_window_that_is_open(machine: Machine, tmp_path: Path) -> None:
    """It is written all the same, and noted in the chain that the window goes on with."""
    machine.work()
    loop = asyncio.new_event_loop()
    vault = desk_vault(machine.home, machine.secrets)
    loop.run_until_complete(vault.open())
    try:
        assert machine.run("--out", str(tmp_path / "journal.jsonl")) == 0
        assert loop.run_until_complete(VaultJournal(vault).check()) is None
    finally:
        loop.run_until_complete(vault.close())
        loop.close()
    assert deeds(tmp_path / "journal.jsonl")[-1] == "Written to a file"


def test_doctor_says_that_somebody_was_at_it(machine: Machine) -> None:
    """And is content where nobody was."""
    machine.work()
    assert check_vault(machine.home, machine.secrets).ok
    machine.work(mischief="UPDATE journal SET entry = replace(entry, 'Opened', 'Closed') WHERE number = 3")
    found = check_vault(machine.home, machine.secrets)
    assert (found.ok, found.detail) == (False, "The journal was changed from outside, from entry 3 on.")
    assert found.remedy.startswith("Tell whoever")

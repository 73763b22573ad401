"""Two programs at one vault, and programs that die in the middle of a write."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.core.errors import VaultBusy, VaultUnreadable
from app.storage.vault.key import ENTRY
from app.storage.vault.vault import Access, Vault
from tests.unit.storage.vault_stage import GROWN, ONE_TABLE, Stage, names, put

if TYPE_CHECKING:
    from app.storage.vault.engine import Connection

ROOT = Path(__file__).parents[3]
PROGRAM = "tests.unit.storage.vault_program"
KILLS = 100
MANY = 300  # transactions after which the file has grown, so that its first page is in the journal


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """A desk with a key and without a file."""
    stage = Stage(tmp_path / "desk")
    stage.store.write(ENTRY, {"key": secrets.token_hex(32)})
    return stage


@contextlib.contextmanager
def program(stage: Stage, what: str) -> Iterator[subprocess.Popen[str]]:
    """Another program at the same home with the same key; killed at the end if it still runs."""
    words = [sys.executable, "-m", PROGRAM, str(stage.home.root), (stage.key or {})["key"], what]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        try:
            yield running
        finally:
            running.kill()


def said(running: subprocess.Popen[str]) -> Any:
    """Its next line."""
    assert running.stdout
    return json.loads(running.stdout.readline())


def test_the_second_program_works_in_memory(stage: Stage) -> None:
    """While one has the file the other says so, works, and leaves it alone; afterwards it gets it."""
    stage.fill("Ada")
    with program(stage, "hold") as first:
        assert said(first) == {"kept": True, "trouble": "", "names": ["Ada"]}

        async def second(vault: Vault) -> None:
            assert isinstance(vault.trouble, VaultBusy)
            assert "can still be served" in vault.trouble.detail
            assert not vault.is_kept
            await put(vault, "Bob")
            assert await names(vault) == ["Bob"]

        stage.visit(second)
        first.communicate("", timeout=20)
        assert first.returncode == 0
    assert stage.visit(names) == ["Ada"]


def test_beginning_anew_leaves_another_programs_file_alone(stage: Stage) -> None:
    """The remedy of other troubles is refused while somebody works with the file."""
    stage.fill("Ada")
    with program(stage, "hold") as first:
        said(first)

        async def second(vault: Vault) -> None:
            await vault.rebuild()
            assert isinstance(vault.trouble, VaultBusy)

        stage.visit(second)
        assert stage.aside() == []


def test_the_lock_falls_with_its_program(stage: Stage) -> None:
    """A program that was killed locks nobody out."""
    stage.fill("Ada")
    with program(stage, "hold") as first:
        said(first)
        first.kill()
        first.wait()
    assert stage.visit(names) == ["Ada"]


def test_reading_beside_the_program_that_writes(stage: Stage) -> None:
    """The command line reads what the window has just kept; it neither waits nor disturbs."""

    async def desk() -> None:
        async with stage.vault() as vault:
            await put(vault, "Ada")
            for known in (["Ada"], ["Ada", "Bob"]):
                with program(stage, "read") as reader:
                    answer = await asyncio.to_thread(said, reader)
                    assert answer == {"kept": True, "trouble": "", "names": known}
                    await asyncio.to_thread(reader.wait, 20)
                await put(vault, "Bob")
            assert await names(vault) == ["Ada", "Bob", "Bob"]

    asyncio.run(desk())


def test_adding_beside_the_program_that_writes(stage: Stage) -> None:
    """A command notes what it did while the window is open, and neither keeps the other from its own."""

    async def desk() -> None:
        async with stage.vault() as vault:
            await put(vault, "Ada")
            with program(stage, "add") as other:
                answer = await asyncio.to_thread(said, other)
                assert answer == {"kept": True, "trouble": "", "names": ["Ada", "Cleo"]}
                await asyncio.to_thread(other.wait, 20)
            await put(vault, "Bob")
            assert vault.is_kept
            assert sorted(await names(vault)) == ["Ada", "Bob", "Cleo"]

    asyncio.run(desk())


def test_who_only_adds_keeps_nobody_from_the_file(stage: Stage) -> None:
    """A window that is opened while a long command runs has its vault."""
    stage.fill("Ada")

    async def beside(other: Vault) -> None:
        assert other.trouble is None
        async with stage.vault() as vault:
            assert (vault.trouble, vault.is_kept) == (None, True)
            await put(vault, "Bob")
            await put(other, "Cleo")
            assert sorted(await names(vault)) == ["Ada", "Bob", "Cleo"]

    stage.visit(beside, access=Access.ADD)


def test_adding_where_nothing_is(stage: Stage) -> None:
    """No file is made by whoever only adds."""
    assert stage.visit(trouble, access=Access.ADD) is not type(None)
    assert not stage.file.exists()


def test_reading_what_a_killed_program_left(stage: Stage) -> None:
    """What was confirmed is in the journal beside the file; a reader finds it without having to write it back."""
    with program(stage, "write") as writer:
        said(writer)
        while said(writer) < 20:
            pass
        writer.kill()
        writer.wait()
    people = stage.visit(names, access=Access.READ)
    assert {str(number) for number in range(21)} <= set(people)


def leave_a_journal(stage: Stage) -> tuple[set[str], Path]:
    """What a killed program had confirmed, and the journal in which it still is."""
    with program(stage, "write") as writer:
        said(writer)
        while said(writer) < MANY:
            pass
        writer.kill()
        writer.wait()
    journal = stage.file.with_name("frontdesk.vault-wal")
    assert journal.stat().st_size > 0
    return {str(number) for number in range(MANY + 1)}, journal


@pytest.mark.parametrize("access", Access)
def test_a_wrong_key_does_not_touch_the_journal(stage: Stage, access: Access) -> None:
    """Journal and file outlive a start with a key of another file; with the right one all is there."""
    confirmed, journal = leave_a_journal(stage)
    before = (stage.file.read_bytes(), journal.read_bytes())
    right = stage.key
    assert right
    stage.store.write(ENTRY, {"key": secrets.token_hex(32)})
    assert stage.visit(trouble, access=access) is VaultUnreadable
    assert (stage.file.read_bytes(), journal.read_bytes()) == before
    stage.store.write(ENTRY, right)
    assert confirmed <= set(stage.visit(names))


@pytest.mark.parametrize("access", Access)
@pytest.mark.parametrize("content", [b"", b"x" * 5000], ids=["empty", "noise"])
def test_a_damaged_file_does_not_take_its_journal_along(stage: Stage, access: Access, content: bytes) -> None:
    """The engine would delete the journal of an empty file; it is kept, and put aside together with the file."""
    journal = leave_a_journal(stage)[1]
    stage.file.write_bytes(content)
    before = journal.read_bytes()
    assert stage.visit(trouble, access=access) is VaultUnreadable
    assert (stage.file.read_bytes(), journal.read_bytes()) == (content, before)
    stage.visit(Vault.rebuild)
    assert {"frontdesk.broken-1.vault", "frontdesk.broken-1.vault-wal"} <= set(stage.aside())
    assert (stage.home.root / "frontdesk.broken-1.vault-wal").read_bytes() == before
    assert stage.visit(names) == []


def test_a_first_page_that_a_power_cut_tore(stage: Stage) -> None:
    """The journal still has the page: the file is mended with it, and nothing is lost."""
    confirmed, _journal = leave_a_journal(stage)
    content = stage.file.read_bytes()
    stage.file.write_bytes(content[:512] + bytes(3584) + content[4096:])
    assert confirmed <= set(stage.visit(names))
    assert sorted(path.name for path in stage.home.root.iterdir()) == ["frontdesk.vault", "frontdesk.vault.lock"]


async def trouble(vault: Vault) -> type[object]:
    """The kind of it."""
    return type(vault.trouble)


def test_who_reads_cannot_write(stage: Stage) -> None:
    """To write through a vault opened for reading is a mistake of ours."""
    stage.fill("Ada")

    async def steps(vault: Vault) -> None:
        with pytest.raises(ValueError, match="for reading only"):
            await put(vault, "Bob")
        with pytest.raises(ValueError, match="for reading only"):
            await vault.compact()

    stage.visit(steps, access=Access.READ)


@pytest.mark.parametrize("access", Access)
def test_a_newer_file_is_refused(stage: Stage, access: Access) -> None:
    """What a newer program wrote is neither read wrongly nor touched."""
    newer = (*ONE_TABLE, (2, ("ALTER TABLE person ADD COLUMN phone TEXT",)))

    async def desk() -> None:
        async with stage.vault(migrations=newer) as vault:
            await put(vault, "Ada")
        before = stage.file.read_bytes()
        async with stage.vault(access=access) as vault:
            assert isinstance(vault.trouble, VaultUnreadable)
            assert "newer Frontdesk" in vault.trouble.title
            assert "can still be served" in vault.trouble.detail
        assert stage.file.read_bytes() == before
        async with stage.vault(migrations=newer) as vault:
            assert await names(vault) == ["Ada"]

    asyncio.run(desk())


def check(connection: Connection) -> Sequence[object]:
    """What is wrong with the file: with its pages, its tables, and the people in it, each of whom is there whole."""
    wrong: list[object] = list(connection.execute("PRAGMA cipher_integrity_check"))
    wrong += [row for row in connection.execute("PRAGMA integrity_check") if row != ("ok",)]
    wrong += connection.execute(
        "SELECT name, count(*) FROM person GROUP BY name HAVING count(*) % (name % 7 + 1) != 0"
    ).fetchall()
    return wrong


@pytest.mark.long
@pytest.mark.timeout(900)
def test_killed_in_the_middle_of_writes(stage: Stage) -> None:
    """A hundred times, at any moment from the first start on: the file opens, is whole, and holds all that was confirmed."""
    chance = random.Random(4)  # noqa: S311 - the same moments each time
    confirmed: dict[int, int] = {}
    for round_number in range(KILLS):
        with program(stage, "write") as writer:
            early = round_number % 10 == 0
            if not early:
                assert said(writer)["kept"]
            time.sleep(chance.uniform(0, 0.5 if early else 0.15))  # no condition: the moment is what is tried out
            writer.send_signal(signal.SIGKILL)
            lines = writer.communicate()[0].splitlines()
        for line in lines:
            if line.isdecimal():
                confirmed[int(line)] = confirmed.get(int(line), 0) + 1

        async def look(vault: Vault) -> None:
            assert (vault.trouble, vault.is_kept) == (None, True)
            assert await vault.read(check) == []
            kept = dict(await vault.read(count))
            lost = {number: times for number, times in confirmed.items() if kept.get(number, 0) < times}
            assert not lost

        stage.visit(look)
    assert sum(confirmed.values()) > KILLS
    print(f"{KILLS} kills, {sum(confirmed.values())} transactions confirmed, none lost")  # noqa: T201


@pytest.mark.long
@pytest.mark.timeout(900)
def test_killed_in_the_middle_of_a_first_start(stage: Stage) -> None:
    """A first start that died, wherever it was, leaves the next one a vault that works."""
    chance = random.Random(5)  # noqa: S311 - the same moments each time

    def start(seconds: float | None) -> float:
        shutil.rmtree(stage.home.root, ignore_errors=True)
        began = time.monotonic()
        with program(stage, "hold") as first:
            if seconds is None:
                said(first)
            else:
                time.sleep(seconds)  # as above
            first.kill()
        return time.monotonic() - began

    async def works(vault: Vault) -> None:
        assert (vault.trouble, vault.is_kept) == (None, True)
        await put(vault, "0")
        assert await vault.read(check) == []

    whole = max(start(None) for _ in range(3))
    for _ in range(KILLS // 2):
        start(whole * chance.uniform(0.5, 1.1))
        stage.visit(works)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_killed_in_the_middle_of_being_brought_up_to_date(stage: Stage) -> None:
    """A hundred times: each step was done whole or not at all, nobody is lost, and the next start does the rest."""
    chance = random.Random(6)  # noqa: S311 - the same moments each time
    stage.fill(*(f"Person {number}" for number in range(_GROWN_PEOPLE)))
    kept = stage.home.root.with_name("kept")
    shutil.copytree(stage.home.root, kept)
    seen: Counter[int] = Counter()

    def start(seconds: float | None) -> float:
        shutil.rmtree(stage.home.root)
        shutil.copytree(kept, stage.home.root)
        with program(stage, "migrate") as newer:
            assert newer.stdout
            assert newer.stdout.readline() == "begins\n"
            began = time.monotonic()
            if seconds is None:
                assert said(newer)["kept"]
            else:
                time.sleep(seconds)  # as above
            newer.kill()
        return time.monotonic() - began

    whole = max(start(None) for _ in range(3))
    for _ in range(KILLS):
        start(whole * chance.uniform(0.0, 1.0))
        seen[asyncio.run(_brought(stage))] += 1
    print(f"{KILLS} kills, found at step {dict(sorted(seen.items()))}, none lost")  # noqa: T201
    assert len(seen) > 2, "the kills came too early or too late"


async def _brought(stage: Stage) -> int:
    """At which step the file was found; from there it is brought to the last one."""
    found = 0
    for steps in range(1, len(GROWN) + 1):
        async with stage.vault(access=Access.READ, migrations=GROWN[:steps]) as vault:
            if vault.trouble is None:
                found = steps
                assert await vault.read(state_of) == [(_GROWN_PEOPLE, *_DONE[steps])]
    async with stage.vault(migrations=GROWN) as vault:
        assert (vault.trouble, vault.is_kept) == (None, True)
        assert await vault.read(state_of) == [(_GROWN_PEOPLE, *_DONE[len(GROWN)])]
        assert await vault.read(lambda one: one.execute("PRAGMA integrity_check").fetchall()) == [("ok",)]
    return found


_GROWN_PEOPLE = 20_000
# Of the tables, columns and indexes, and of the rows: how many there are after so many steps.
_DONE = {1: (0, 0, 0), 2: (1, 0, 0), 3: (1, _GROWN_PEOPLE, 0), 4: (1, _GROWN_PEOPLE, _GROWN_PEOPLE)}


def state_of(connection: Connection) -> Sequence[object]:
    """How many people there are, whether all of them have the column, and how many notes, and how many marked ones."""
    columns = [name for _place, name, *_rest in connection.execute("PRAGMA table_info(person)")]
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    filled = "min(folded = lower(name) || number)" if "folded" in columns else "0"
    notes = (
        "(SELECT count(*) FROM note), (SELECT count(*) FROM note WHERE text LIKE '%!')" if "note" in tables else "0, 0"
    )
    return connection.execute(f"SELECT count(*), {filled}, {notes} FROM person").fetchall()  # noqa: S608 - our own words


def count(connection: Connection) -> Sequence[tuple[int, int]]:
    """How often each number was kept."""
    return connection.execute(
        "SELECT CAST(name AS INTEGER), count(*) / (name % 7 + 1) FROM person GROUP BY name"
    ).fetchall()

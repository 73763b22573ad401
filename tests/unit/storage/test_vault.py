"""The vault where all is well: what is written is kept, encrypted, for its owner alone, and nobody waits for nothing."""

from __future__ import annotations

import asyncio
import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.core.errors import MachineFault
from app.storage.patience import PatientSecrets
from app.storage.vault.vault import Vault
from tests.unit.storage.test_patience import Sleeper
from tests.unit.storage.vault_stage import ONE_TABLE, Stage, names, put

if TYPE_CHECKING:
    from app.storage.vault.engine import Connection

FILL = """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
INSERT INTO person (name) SELECT hex(randomblob(200)) FROM n"""


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """A folder that does not exist yet."""
    return Stage(tmp_path / "desk")


def ask(pragma: str) -> Callable[[Connection], object]:
    """A question for the answer of one pragma."""

    def answer(connection: Connection) -> object:
        return connection.execute(f"PRAGMA {pragma}").fetchone()[0]

    return answer


def test_first_start_and_the_next(stage: Stage) -> None:
    """A first start makes a key and a file; the next one finds with them what the first one wrote."""

    async def desk() -> None:
        for known in ([], ["Ada"], ["Ada", "Ada"]):
            async with stage.vault() as vault:
                assert (vault.trouble, vault.is_kept) == (None, True)
                assert await names(vault) == known
                await put(vault, "Ada")
                assert await names(vault) == [*known, "Ada"]

    asyncio.run(desk())
    assert stage.key is not None
    assert len(bytes.fromhex(stage.key["key"])) == 32
    assert sorted(path.name for path in stage.home.root.iterdir()) == ["frontdesk.vault", "frontdesk.vault.lock"]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights in the profile folder")
def test_owner_only(stage: Stage) -> None:
    """Other accounts of the machine read neither the file nor what stands beside it while it is open."""

    async def desk() -> dict[str, int]:
        async with stage.vault() as vault:
            await put(vault, "Ada")
            return {path.name: stat.S_IMODE(path.stat().st_mode) for path in stage.home.root.iterdir()}

    before = os.umask(0)
    try:
        modes = asyncio.run(desk())
    finally:
        os.umask(before)
    stems = ("frontdesk.vault", "frontdesk.vault-wal", "frontdesk.vault-shm", "frontdesk.vault.lock")
    assert modes == dict.fromkeys(stems, 0o600)
    assert stat.S_IMODE(stage.home.root.stat().st_mode) == 0o700


def test_a_file_that_others_may_read_is_closed_to_them(stage: Stage) -> None:
    """A copy put back by hand comes with any rights."""
    stage.fill("Ada")
    stage.file.chmod(0o644)
    stage.fill("Bob")
    assert os.name == "nt" or stat.S_IMODE(stage.file.stat().st_mode) == 0o600


def test_settings_of_the_engine(stage: Stage) -> None:
    """Commits are on the disk, temporary files in memory, and the reader cannot write."""
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "temp_store": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "auto_vacuum": 2,
        "cache_size": -16384,
    }

    async def desk() -> None:
        async with stage.vault() as vault:
            for pragma, value in wanted.items():
                assert await vault.read(ask(pragma)) == value, pragma
                assert await vault.write(ask(pragma)) == value, pragma
            assert await vault.read(ask("query_only")) == 1

    asyncio.run(desk())


@pytest.mark.parametrize("kept", [True, False])
def test_a_write_is_whole_or_nothing(stage: Stage, kept: bool) -> None:
    """Work that raises has written nothing, and its error arrives as it is; the next write works."""

    def half(connection: Connection) -> None:
        connection.execute("INSERT INTO person (name) VALUES ('Half')")
        raise KeyError("half")

    async def desk() -> None:
        async with stage.vault(kept=kept) as vault:
            with pytest.raises(KeyError, match="half"):
                await vault.write(half)
            assert await names(vault) == []
            await put(vault, "Ada")
            assert await names(vault) == ["Ada"]

    asyncio.run(desk())


@pytest.mark.parametrize("kept", [True, False])
def test_reading_writes_nothing(stage: Stage, kept: bool) -> None:
    """Who said that they would read cannot write, in memory as little as on the disk; to try is a bug of ours."""

    async def desk() -> None:
        async with stage.vault(kept=kept) as vault:
            with pytest.raises(Exception, match="readonly") as caught:
                await vault.read(lambda connection: connection.execute("DELETE FROM person").rowcount)
            assert not isinstance(caught.value, MachineFault)
            assert vault.trouble is None

    asyncio.run(desk())


def test_a_mistake_in_our_own_sql_stays_one(stage: Stage) -> None:
    """A bug is no trouble of the machine: it goes to the crash handler under its own name."""

    async def desk() -> None:
        async with stage.vault() as vault:
            with pytest.raises(Exception, match="no such table") as caught:
                await vault.read(lambda connection: connection.execute("SELECT * FROM nobody").fetchall())
            assert not isinstance(caught.value, MachineFault)
            assert vault.trouble is None

    asyncio.run(desk())


def test_a_reader_does_not_wait_for_the_writer(stage: Stage) -> None:
    """While a long write runs, a search is answered from the state before it."""
    begun, go_on = threading.Event(), threading.Event()

    def slow(connection: Connection) -> None:
        connection.execute("INSERT INTO person (name) VALUES ('Late')")
        begun.set()
        assert go_on.wait(20)

    async def desk() -> None:
        async with stage.vault() as vault:
            await put(vault, "Ada")
            writing = asyncio.create_task(vault.write(slow))
            assert await asyncio.to_thread(begun.wait, 20)
            assert await names(vault) == ["Ada"]
            go_on.set()
            await writing
            assert await names(vault) == ["Ada", "Late"]

    asyncio.run(desk())


def test_in_memory_a_reader_goes_ahead_of_writes_that_wait(stage: Stage) -> None:
    """One thread serves both there; a search waits for the write that runs, not for those behind it."""
    begun, go_on = threading.Event(), threading.Event()
    order: list[str] = []

    def slow(_connection: Connection) -> None:
        begun.set()
        assert go_on.wait(20)

    async def desk() -> None:
        async with stage.vault(kept=False) as vault:
            writing = asyncio.create_task(vault.write(slow))
            assert await asyncio.to_thread(begun.wait, 20)
            waiting = asyncio.create_task(vault.write(lambda _connection: order.append("write")))
            reading = asyncio.create_task(vault.read(lambda _connection: order.append("read")))
            await asyncio.sleep(0)
            go_on.set()
            await asyncio.gather(writing, waiting, reading)

    asyncio.run(desk())
    assert order == ["read", "write"]


def test_one_reading_sees_one_state(stage: Stage) -> None:
    """What is committed between two questions of one reading is seen by the next reading only."""
    between, written = threading.Event(), threading.Event()

    def twice(connection: Connection) -> tuple[int, int]:
        first = connection.execute("SELECT count(*) FROM person").fetchone()[0]
        between.set()
        assert written.wait(20)
        return first, connection.execute("SELECT count(*) FROM person").fetchone()[0]

    async def desk() -> tuple[int, int]:
        async with stage.vault() as vault:
            reading = asyncio.create_task(vault.read(twice))
            assert await asyncio.to_thread(between.wait, 20)
            await put(vault, "Ada")
            written.set()
            return await reading

    assert asyncio.run(desk()) == (0, 0)


def test_whoever_asks_first_opens_it(stage: Stage) -> None:
    """A question before `open` waits for it; many at once open one file."""

    async def desk() -> None:
        vault = Vault(stage.home, PatientSecrets(stage.store), migrations=ONE_TABLE)
        answers = await asyncio.gather(*(names(vault) for _ in range(5)), vault.open(), vault.open())
        assert answers[:5] == [[]] * 5
        assert vault.is_kept
        await vault.close()

    asyncio.run(desk())


def test_a_first_caller_who_leaves_takes_nobody_along(stage: Stage) -> None:
    """The window that asked first was closed; the others still get their answer."""

    async def desk() -> None:
        vault = Vault(stage.home, PatientSecrets(stage.store), migrations=ONE_TABLE)
        first = asyncio.create_task(names(vault))
        await asyncio.sleep(0)
        second = asyncio.create_task(names(vault))
        await asyncio.sleep(0)
        first.cancel()
        assert await second == []
        await vault.close()

    asyncio.run(desk())


def test_closing_finishes_what_was_asked_for(stage: Stage) -> None:
    """Writes that wait are written before the file is closed; a second closing is fine; later questions are refused."""

    async def desk() -> None:
        async with stage.vault() as vault:
            writes = [asyncio.create_task(put(vault, f"Person {number}")) for number in range(20)]
            await asyncio.sleep(0)
            await vault.close()
            await asyncio.gather(*writes)
            await vault.close()
            with pytest.raises(MachineFault, match="closing"):
                await names(vault)

    asyncio.run(desk())
    assert len(stage.visit(names)) == 20


def test_closing_while_it_opens(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program ends although the store of secrets still waits for a password; the next start finds all in order."""
    monkeypatch.setattr("app.storage.vault.vault.CLOSING_SECONDS", 0.2)
    asked = threading.Event()

    class Asked(Sleeper):
        def _wait(self, what: str) -> None:
            asked.set()
            super()._wait(what)

    sleeper = Asked()
    stage.fill("Ada")
    kept, stage.store = stage.store, sleeper

    async def desk() -> float:
        vault = Vault(stage.home, stage.patient(), migrations=ONE_TABLE)
        opening = asyncio.create_task(vault.open())
        assert await asyncio.to_thread(asked.wait, 20)
        began = time.monotonic()
        await vault.close()
        opening.cancel()
        return time.monotonic() - began

    assert asyncio.run(desk()) < 2
    sleeper.awake.set()
    stage.store = kept
    assert stage.visit(names) == ["Ada"]


@pytest.mark.parametrize("name", ["Zoë's 50% #1 desk", "a?b&mode=memory" if os.name != "nt" else "a&b", "%41"])
def test_any_name_of_the_folder(tmp_path: Path, name: str) -> None:
    """The engine takes the file's name as an address, in which some signs mean something."""
    stage = Stage(tmp_path / name)
    stage.fill("Ada")
    assert stage.visit(names) == ["Ada"]
    assert stage.file.stat().st_size > 0


def test_closing_before_opening(stage: Stage) -> None:
    """A program that ends at once has made nothing."""
    asyncio.run(Vault(stage.home, PatientSecrets(stage.store)).close())
    assert not stage.home.root.exists()


def test_a_disk_that_hangs_does_not_keep_the_program_alive(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Closing gives up in time, and the threads end with the program."""
    hanging, go_on = threading.Event(), threading.Event()
    monkeypatch.setattr("app.storage.vault.vault.CLOSING_SECONDS", 0.2)
    daemons: list[bool] = []

    def hang(_connection: Connection) -> None:
        daemons.append(threading.current_thread().daemon)
        hanging.set()
        assert go_on.wait(20)

    async def desk() -> float:
        async with stage.vault() as vault:
            stuck = asyncio.create_task(vault.write(hang))
            assert await asyncio.to_thread(hanging.wait, 20)
            began = time.monotonic()
            await vault.close()
            took = time.monotonic() - began
            go_on.set()
            await stuck
            return took

    assert asyncio.run(desk()) < 2
    assert daemons == [True]


def test_two_loops_one_after_the_other(stage: Stage) -> None:
    """The command line runs a loop for each step; the vault stays open between them."""
    vault = Vault(stage.home, PatientSecrets(stage.store), migrations=ONE_TABLE)
    asyncio.run(put(vault, "Ada"))
    assert asyncio.run(names(vault)) == ["Ada"]
    asyncio.run(vault.close())


@pytest.mark.parametrize("kept", [True, False])
def test_space_is_given_back(stage: Stage, kept: bool) -> None:
    """After a store was removed the file is small again, and the rest is still there."""

    async def desk() -> None:
        async with stage.vault(kept=kept) as vault:
            await put(vault, "Ada")
            await vault.write(lambda connection: connection.execute(FILL).rowcount)
            if kept:
                await vault.compact()
                assert stage.file.stat().st_size > 8_000_000
            await vault.write(lambda connection: connection.execute("DELETE FROM person WHERE number > 1").rowcount)
            await vault.compact()
            assert await names(vault) == ["Ada"]
            if kept:
                assert stage.file.stat().st_size < 100_000
                assert stage.file.with_name("frontdesk.vault-wal").stat().st_size == 0

    asyncio.run(desk())


def test_in_memory_nothing_is_on_the_disk(stage: Stage) -> None:
    """The training stores' vault leaves no trace, and says that it is not kept without calling it trouble."""

    async def desk() -> None:
        async with stage.vault(kept=False) as vault:
            assert (vault.trouble, vault.is_kept) == (None, False)
            await put(vault, "Ada")
            assert await names(vault) == ["Ada"]

    asyncio.run(desk())
    assert not stage.home.root.exists()
    assert stage.key is None


def test_kept_from_some_moment_on(stage: Stage) -> None:
    """What was in memory until then is forgotten; whoever asks meanwhile is answered by the one or the other."""

    async def desk() -> None:
        async with stage.vault(kept=False) as vault:
            await put(vault, "Practice")
            asking = [asyncio.create_task(names(vault)) for _ in range(3)]
            keeping = [asyncio.create_task(vault.keep()) for _ in range(2)]
            await asyncio.sleep(0)
            asking += [asyncio.create_task(names(vault)) for _ in range(3)]
            await asyncio.gather(*keeping)
            assert (vault.trouble, vault.is_kept) == (None, True)
            assert await asyncio.gather(*asking) == [["Practice"]] * 3 + [[]] * 3
            await put(vault, "Ada")

    asyncio.run(desk())
    assert stage.visit(names) == ["Ada"]


def test_many_beginnings_at_once(stage: Stage) -> None:
    """Each comes after the other, whoever asked for it and whenever; none hangs, nor does the end wait for nothing."""

    async def desk() -> None:
        vault = Vault(stage.home, stage.patient(), kept=False, migrations=ONE_TABLE)
        await asyncio.gather(vault.rebuild(), vault.keep(), vault.rebuild(), vault.open(), vault.keep(), names(vault))
        assert (vault.trouble, vault.is_kept) == (None, True)
        assert await names(vault) == []
        late = asyncio.create_task(vault.rebuild())
        await asyncio.sleep(0)
        await vault.close()
        await late
        with pytest.raises(MachineFault, match="closing"):
            await vault.rebuild()

    asyncio.run(desk())
    assert stage.visit(names) == []
    assert stage.aside()


def test_the_first_paint_needs_no_engine() -> None:
    """Importing the vault imports neither the engine nor the library of locks."""
    script = "import sys, app.storage.vault.vault; print(sorted({'sqlcipher3', 'filelock'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

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
from tests.unit.storage.vault_stage import Stage, names, put

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
    }

    async def desk() -> None:
        async with stage.vault() as vault:
            for pragma, value in wanted.items():
                assert await vault.read(ask(pragma)) == value, pragma
                assert await vault.write(ask(pragma)) == value, pragma
            assert await vault.read(ask("query_only")) == 1
            assert await vault.read(ask("cache_size")) == -32768
            assert await vault.write(ask("cache_size")) == -16384

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


def test_the_first_paint_needs_no_engine() -> None:
    """Importing the vault imports neither the engine nor the library of locks."""
    script = "import sys, app.storage.vault.vault; print(sorted({'sqlcipher3', 'filelock'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_writer_stands_still_while_somebody_reads(stage: Stage) -> None:
    """Somebody waits for what is read: a long write goes on in small steps at most, and ends when nobody reads."""
    rows, steps = 20_000, [0]
    begun = threading.Event()

    def tick() -> int:
        steps[0] += 1
        begun.set()
        return 1

    def write(connection: Connection) -> int:
        connection.create_function("tick", 0, tick)
        counting = (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT sum(tick()) FROM n"
        )
        done: int = connection.execute(counting, (rows,)).fetchone()[0]
        return done

    def read(_connection: Connection) -> int:
        before = steps[0]
        time.sleep(0.2)
        return steps[0] - before

    async def desk() -> tuple[int, int]:
        async with stage.vault() as vault:
            writing = asyncio.create_task(vault.write(write))
            await asyncio.to_thread(begun.wait)
            meanwhile = await vault.read(read)
            return meanwhile, await writing

    meanwhile, written = asyncio.run(desk())
    assert meanwhile < rows / 20
    assert written == rows

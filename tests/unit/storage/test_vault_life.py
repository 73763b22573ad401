"""Opening and closing the vault, whoever asks for it and whenever."""

from __future__ import annotations

import asyncio
import os
import threading
import time
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


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """A folder that does not exist yet."""
    return Stage(tmp_path / "desk")


def test_whoever_asks_first_opens_it(stage: Stage) -> None:
    """A question before `open` waits for it; many at once open one file."""

    async def desk() -> None:
        vault = Vault(stage.home, PatientSecrets(stage.store), migrations=lambda: ONE_TABLE)
        answers = await asyncio.gather(*(names(vault) for _ in range(5)), vault.open(), vault.open())
        assert answers[:5] == [[]] * 5
        assert vault.is_kept
        await vault.close()

    asyncio.run(desk())


def test_a_first_caller_who_leaves_takes_nobody_along(stage: Stage) -> None:
    """The window that asked first was closed; the others still get their answer."""

    async def desk() -> None:
        vault = Vault(stage.home, PatientSecrets(stage.store), migrations=lambda: ONE_TABLE)
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
        vault = Vault(stage.home, stage.patient(), migrations=lambda: ONE_TABLE)
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
    asyncio.run(Vault(stage.home, PatientSecrets(stage.store), lambda: ONE_TABLE).close())
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
    vault = Vault(stage.home, PatientSecrets(stage.store), migrations=lambda: ONE_TABLE)
    asyncio.run(put(vault, "Ada"))
    assert asyncio.run(names(vault)) == ["Ada"]
    asyncio.run(vault.close())


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
        vault = Vault(stage.home, stage.patient(), kept=False, migrations=lambda: ONE_TABLE)
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

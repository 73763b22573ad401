"""A file that cannot be opened is waited for where somebody says so; until then everybody waits, and nothing is in memory."""

from __future__ import annotations

import asyncio
from pathlib import Path
from time import perf_counter

import pytest
from filelock import FileLock

from app.core.errors import AppError, VaultBusy, VaultUnreadable
from app.ports import Resort
from app.storage.vault.vault import Vault
from tests.unit.storage.vault_stage import ONE_TABLE, Stage, names, put


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """A desk whose file names Ada."""
    stage = Stage(tmp_path / "desk")
    stage.fill("Ada")
    return stage


def _vault(stage: Stage, heard: list[AppError]) -> Vault:
    vault = Vault(stage.home, stage.patient(), lambda: ONE_TABLE)

    def ask(trouble: AppError) -> bool:
        heard.append(trouble)
        return True

    vault.ask = ask
    return vault


async def _asked(heard: list[AppError], times: int) -> None:
    async with asyncio.timeout(5):
        while len(heard) < times:  # noqa: ASYNC110 - as tests wait
            await asyncio.sleep(0.005)


def test_a_busy_file_is_tried_again_and_what_was_asked_for_meanwhile_is_done_there(stage: Stage) -> None:
    """Reads and writes that came before it was free."""

    async def run() -> None:
        heard: list[AppError] = []
        vault = _vault(stage, heard)
        with FileLock(f"{stage.file}.lock", timeout=0, thread_local=False):
            writing = asyncio.ensure_future(put(vault, "Bo"))
            await _asked(heard, 1)
            vault.resort(Resort.AGAIN)
            await _asked(heard, 2)
        assert not writing.done()
        assert [type(one) for one in heard] == [VaultBusy] * 2
        vault.resort(Resort.AGAIN)
        await writing
        assert (vault.is_kept, vault.trouble) == (True, None)
        await vault.close()
        async with stage.vault() as later:
            assert await names(later) == ["Ada", "Bo"]

    asyncio.run(run())


def test_a_damaged_file_is_begun_anew_where_somebody_says_so(stage: Stage) -> None:
    """The old one is put aside."""
    stage.file.write_bytes(b"x" * stage.file.stat().st_size)

    async def run() -> None:
        heard: list[AppError] = []
        vault = _vault(stage, heard)
        opening = asyncio.ensure_future(vault.open())
        await _asked(heard, 1)
        assert isinstance(heard[0], VaultUnreadable)
        vault.resort(Resort.ANEW)
        await opening
        assert (vault.is_kept, vault.trouble) == (True, None)
        assert await names(vault) == []
        await vault.close()
        assert stage.aside() != []

    asyncio.run(run())


def test_memory_is_a_resort_too(stage: Stage) -> None:
    """And then the trouble is told as ever."""

    async def run() -> None:
        heard: list[AppError] = []
        vault = _vault(stage, heard)
        with FileLock(f"{stage.file}.lock", timeout=0, thread_local=False):
            opening = asyncio.ensure_future(vault.open())
            await _asked(heard, 1)
            vault.resort(Resort.MEMORY)
            await opening
            assert not vault.is_kept
            assert isinstance(vault.trouble, VaultBusy)
            await vault.close()

    asyncio.run(run())


def test_a_program_that_ends_waits_for_nothing(stage: Stage) -> None:
    """Nor is anybody asked any more."""

    async def run() -> None:
        heard: list[AppError] = []
        vault = _vault(stage, heard)
        with FileLock(f"{stage.file}.lock", timeout=0, thread_local=False):
            opening = asyncio.ensure_future(vault.open())
            async with asyncio.timeout(5):
                while not vault.is_wanted:  # noqa: ASYNC110 - as tests wait
                    await asyncio.sleep(0.005)
            began = perf_counter()
            await vault.close()
            await opening
            assert perf_counter() - began < 1
            assert len(heard) == 1
            assert not stage.home.wanted_file.exists(), "whoever has the file shall not end for a window that is gone"
        vault.resort(Resort.AGAIN)  # too late, and no matter

    asyncio.run(run())

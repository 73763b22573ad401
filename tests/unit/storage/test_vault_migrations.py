"""Files of older versions are brought up to date, step by step, whole or not at all."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.core.errors import VaultUnreadable
from app.storage.desk_vault import steps
from app.storage.vault.vault import Access
from tests.unit.storage.vault_stage import ONE_TABLE, Stage, names, put

if TYPE_CHECKING:
    from app.storage.vault.engine import Connection
    from app.storage.vault.migrations import Migrations

PHONES: Migrations = (*ONE_TABLE, (2, ("ALTER TABLE person ADD COLUMN phone TEXT",)))
THREE: Migrations = (*PHONES, (3, ("CREATE TABLE note (text TEXT) STRICT", "INSERT INTO note VALUES ('from 3')")))
# Fails for who has two people of one name.
STRICT: Migrations = (*PHONES, (3, ("CREATE TABLE note (text TEXT)", "CREATE UNIQUE INDEX once ON person (name)")))


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """A vault of the first version with a person in it."""
    stage = Stage(tmp_path / "desk")
    stage.fill("Ada")
    return stage


def version(connection: Connection) -> int:
    number: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return number


def test_an_older_file_is_brought_up_to_date(stage: Stage) -> None:
    """Each missing step is done once, and what was there stays."""

    async def desk() -> None:
        for _ in range(2):
            async with stage.vault(migrations=THREE) as vault:
                assert vault.trouble is None
                assert await vault.read(version) == 3
                assert await vault.read(lambda c: c.execute("SELECT name, phone FROM person").fetchall()) == [
                    ("Ada", None)
                ]
                assert await vault.read(lambda c: c.execute("SELECT text FROM note").fetchall()) == [("from 3",)]

    asyncio.run(desk())


def test_a_step_that_fails_is_taken_back(stage: Stage) -> None:
    """The file stays at the last step that was whole, and the program that it belonged to still opens it."""
    stage.fill("Ada")

    async def desk() -> None:
        async with stage.vault(migrations=STRICT) as vault:
            assert isinstance(vault.trouble, VaultUnreadable)
            assert "could not be brought up" in vault.trouble.title
            assert vault.trouble.__cause__ is not None
            assert not vault.is_kept
        async with stage.vault(migrations=PHONES) as vault:
            assert vault.trouble is None
            assert await vault.read(version) == 2
            assert await names(vault) == ["Ada", "Ada"]

    asyncio.run(desk())


def test_who_reads_brings_nothing_up_to_date(stage: Stage) -> None:
    """The command line leaves that to the window, and says so."""

    async def desk() -> None:
        async with stage.vault(migrations=PHONES, access=Access.READ) as vault:
            assert isinstance(vault.trouble, VaultUnreadable)
            assert "older Frontdesk" in vault.trouble.title
        async with stage.vault() as vault:
            assert await vault.read(version) == 1

    asyncio.run(desk())


def test_memory_has_every_step(stage: Stage) -> None:
    """A vault in memory is of the newest version at once."""

    async def desk() -> None:
        async with stage.vault(kept=False, migrations=THREE) as vault:
            assert await vault.read(version) == 3

    asyncio.run(desk())


def test_our_own_steps(tmp_path: Path) -> None:
    """The steps of this version rise without a gap, and make a vault on the disk and in memory."""
    from app.storage.vault.migrations import latest  # noqa: PLC0415 - imports the engine

    numbers = [number for number, _statements in steps()]
    assert numbers == list(range(1, latest(steps()) + 1))

    async def desk() -> None:
        stage = Stage(tmp_path / "ours")
        for kept in (True, False):
            async with stage.vault(kept=kept, migrations=steps()) as vault:
                assert (vault.trouble, vault.is_kept) == (None, kept)
                assert await vault.read(version) == latest(steps())
                assert (
                    await vault.read(lambda connection: connection.execute("PRAGMA foreign_key_check").fetchall()) == []
                )

    asyncio.run(desk())


def test_two_versions_at_one_file(stage: Stage) -> None:
    """A newer program and back: the older one works in memory and does not disturb."""

    async def desk() -> None:
        async with stage.vault(migrations=PHONES) as vault:
            await put(vault, "Bob")
        async with stage.vault() as old:
            await put(old, "Cleo")
            assert await names(old) == ["Cleo"]
        async with stage.vault(migrations=PHONES) as vault:
            assert await names(vault) == ["Ada", "Bob"]

    asyncio.run(desk())

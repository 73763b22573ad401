"""The vault: what is written is kept, encrypted, for its owner alone, and readers and the writer do not wait for each other."""

from __future__ import annotations

import asyncio
import os
import stat
from pathlib import Path

import pytest

from app.storage.paths import Home
from app.storage.patience import PatientSecrets
from app.storage.secrets import SessionSecrets
from app.storage.vault.vault import Vault

MIGRATIONS = ((1, ("CREATE TABLE person (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT",)),)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A folder that does not exist yet."""
    return Home.at(tmp_path / "desk")


def test_kept(home: Home) -> None:
    """Another start finds what this one wrote."""
    secrets = PatientSecrets(SessionSecrets())

    async def desk() -> None:
        for count in range(3):
            vault = Vault(home, secrets, migrations=MIGRATIONS)
            await vault.open()
            assert (vault.trouble, vault.is_kept) == (None, True)
            assert await vault.read(lambda c: c.execute("SELECT count(*) FROM person").fetchone()) == (count,)
            await vault.write(lambda c: c.execute("INSERT INTO person (name) VALUES ('Ada')"))
            assert await vault.read(lambda c: c.execute("SELECT count(*) FROM person").fetchone()) == (count + 1,)
            for one in home.root.iterdir():
                assert stat.S_IMODE(one.stat().st_mode) == 0o600
            await vault.close()
            assert sorted(os.listdir(home.root)) == ["frontdesk.vault", "frontdesk.vault.lock"]

    asyncio.run(desk())


def test_memory(home: Home) -> None:
    """Nothing on the disk."""

    async def desk() -> None:
        vault = Vault(home, PatientSecrets(SessionSecrets()), kept=False, migrations=MIGRATIONS)
        await vault.write(lambda c: c.execute("INSERT INTO person (name) VALUES ('Ada')"))
        assert await vault.read(lambda c: c.execute("SELECT count(*) FROM person").fetchone()) == (1,)
        await vault.compact()
        await vault.close()

    asyncio.run(desk())
    assert not home.root.exists()

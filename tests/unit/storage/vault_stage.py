"""A desk with a vault of one table, for the tests of what can happen to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.core.errors import AppError
from app.core.vendor import Secret
from app.ports import SecretStore
from app.storage.paths import Home
from app.storage.patience import PatientSecrets
from app.storage.secrets import SessionSecrets
from app.storage.vault.key import ENTRY
from app.storage.vault.vault import Access, Vault

if TYPE_CHECKING:
    from app.storage.vault.engine import Connection
    from app.storage.vault.migrations import Migrations

T = TypeVar("T")
ONE_TABLE: Migrations = ((1, ("CREATE TABLE person (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT",)),)
# Steps that take a while, so that a program can be ended in the middle of one.
GROWN: Migrations = (
    *ONE_TABLE,
    (2, ("ALTER TABLE person ADD COLUMN folded TEXT", "UPDATE person SET folded = lower(name) || number")),
    (
        3,
        (
            "CREATE TABLE note (person INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT",
            "INSERT INTO note SELECT number, folded FROM person",
        ),
    ),
    (4, ("CREATE INDEX note_text ON note (text)", "UPDATE note SET text = text || '!'")),
)


class Stage:
    """A home folder, a store of secrets, and vaults over both."""

    def __init__(self, root: Path) -> None:
        self.home = Home.at(root)
        self.store: SecretStore = SessionSecrets()
        self.answer_seconds = 8.0

    @property
    def file(self) -> Path:
        """The vault's file."""
        return self.home.vault_file

    @property
    def key(self) -> Secret | None:
        """What the store of secrets holds for the vault."""
        return self.store.read(ENTRY, ["key"])

    def patient(self) -> PatientSecrets:
        """The store of secrets as a vault takes it."""
        return PatientSecrets(self.store, seconds=self.answer_seconds)

    def aside(self) -> list[str]:
        """The names of what was put aside."""
        return sorted(path.name for path in self.home.root.glob("frontdesk.broken-*"))

    @asynccontextmanager
    async def vault(
        self, *, kept: bool = True, access: Access = Access.WRITE, migrations: Migrations = ONE_TABLE
    ) -> AsyncIterator[Vault]:
        """An open vault, closed at the end."""
        vault = Vault(self.home, self.patient(), lambda: migrations, kept=kept, access=access)
        await vault.open()
        try:
            yield vault
        finally:
            await vault.close()

    def visit(self, steps: Callable[[Vault], Awaitable[T]], *, access: Access = Access.WRITE) -> T:
        """Open, do the steps, close, in a loop of its own as a program would."""

        async def desk() -> T:
            async with self.vault(access=access) as vault:
                return await steps(vault)

        return asyncio.run(desk())

    def fill(self, *names: str) -> None:
        """Write people as an earlier start of the program."""
        self.visit(lambda vault: put(vault, *names))


async def put(vault: Vault, *names: str) -> None:
    """Write people in one transaction."""

    def insert(connection: Connection) -> None:
        connection.executemany("INSERT INTO person (name) VALUES (?)", [(name,) for name in names])

    await vault.write(insert)


async def names(vault: Vault) -> Sequence[str]:
    """Everybody in the vault."""

    def select(connection: Connection) -> Sequence[str]:
        return [name for (name,) in connection.execute("SELECT name FROM person ORDER BY number")]

    return await vault.read(select)


async def is_told(vault: Vault, kind: type[AppError], words: str) -> None:
    """The trouble names what happened, that customers can be served and what to press; a vault in memory works."""
    trouble = vault.trouble
    assert type(trouble) is kind
    assert words in trouble.title
    assert "ustomers can still be served" in trouble.detail
    assert trouble.hint
    assert not vault.is_kept
    assert await names(vault) == []
    await put(vault, "Cleo")
    assert await names(vault) == ["Cleo"]


def meets(stage: Stage, kind: type[AppError], words: str) -> None:
    """Opening ends so; the file is byte for byte as it was."""
    before = contents(stage)
    stage.visit(lambda vault: is_told(vault, kind, words))
    assert contents(stage) == before


def contents(stage: Stage) -> dict[str, bytes]:
    """Every file under the home folder, and every folder with an empty text."""
    return {
        path.name: path.read_bytes() if path.is_file() else b""
        for path in stage.home.root.rglob("*")
        if path.suffix != ".lock"
    }


async def begins_anew(vault: Vault) -> None:
    """The remedy of all of them."""
    await vault.rebuild()
    assert (vault.trouble, vault.is_kept) == (None, True)
    assert await names(vault) == []
    await put(vault, "Dora")

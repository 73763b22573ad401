"""Opening the vault: who may, with which key, and whether there is something to open."""

from __future__ import annotations

import contextlib

from app.ports import AsyncSecretStore
from app.storage.paths import Home
from app.storage.vault import faults
from app.storage.vault.engine import Connection, connect_in_memory
from app.storage.vault.file import VaultFile
from app.storage.vault.key import make_key, read_key
from app.storage.vault.migrations import Migrations, migrate
from app.storage.vault.opened import Opened, Side
from app.storage.vault.worker import Worker


class Opening:
    """The ways to open a vault. ``worker``: the first of its threads; the file is waited for there and nowhere else.

    Each way answers an open vault or raises MachineFault; after a fault another way may be tried.
    """

    def __init__(self, home: Home, secrets: AsyncSecretStore, migrations: Migrations, worker: Worker) -> None:
        self._secrets = secrets
        self._migrations = migrations
        self._file = VaultFile(home, self._migrations)
        self._worker = worker

    async def to_write(self, *, anew: bool = False) -> Opened:
        """The file, with no other program writing; made where there is none, or where one is to begin ``anew``."""
        await self._worker.run(self._file.claim)
        async with contextlib.AsyncExitStack() as undo:
            undo.push_async_callback(self._worker.run, self._file.release)
            there = await self._worker.run(self._file.exists)
            key = await self._key(needed=there and not anew)
            if anew or not there:
                await self._worker.run(lambda: self._file.create(key))
            writing = await self._worker.run(lambda: self._file.open(key))
            undo.push_async_callback(self._worker.run, writing.close)
            opened = Opened(await self._reader(key), Side(self._worker, writing), self._file)
            await self._worker.run(lambda: opened.way.bind(writing))
            undo.pop_all()
        return opened

    async def want(self, *, wanted: bool) -> None:
        """Say that the file is waited for, which another program has, or no longer."""
        await self._worker.run(lambda: self._file.want(wanted=wanted))

    async def beside(self, *, adds: bool) -> Opened:
        """The file as it is, beside whoever writes it; ``adds``: to add to it in short transactions, too."""
        if not await self._worker.run(self._file.exists):
            raise faults.not_there()
        key = await read_key(self._secrets)
        if key is None:
            raise faults.key_missing()
        side = Side(self._worker, await self._worker.run(lambda: self._file.open_beside(key, adds=adds)))
        return Opened(side, side if adds else None, self._file)

    async def in_memory(self) -> Opened:
        """A vault that is gone when it is closed.

        One connection and one thread: an engine that shares its memory between two lets nobody read while somebody
        writes.
        """
        side = Side(self._worker, await self._worker.run(self._fill_memory))
        return Opened(side, side, None)

    async def _key(self, *, needed: bool) -> bytes:
        """The key that is kept; a new one only where no file ``needed`` the old one."""
        key = await read_key(self._secrets)
        if key is None and needed:
            raise faults.key_missing()
        return key or await make_key(self._secrets)

    async def _reader(self, key: bytes) -> Side:
        worker = Worker("vault reader")
        with contextlib.ExitStack() as undo:
            undo.callback(worker.stop)
            side = Side(worker, await worker.run(lambda: self._file.open_reader(key)))
            undo.pop_all()
        return side

    def _fill_memory(self) -> Connection:
        connection = connect_in_memory()
        migrate(connection, self._migrations)
        return connection

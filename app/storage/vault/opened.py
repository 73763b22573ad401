"""An open vault: a connection for reading and one for writing, each in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from app.storage.vault.engine import Connection, mapped, reading, writing
from app.storage.vault.file import VaultFile
from app.storage.vault.right_of_way import RightOfWay
from app.storage.vault.worker import Worker

T = TypeVar("T")

_STEP_PAGES = 1024  # 4 MiB of the file: what other writers wait for at most while space is given back


@dataclass(frozen=True, slots=True)
class Side:
    """A connection, and the only thread that touches it."""

    worker: Worker
    connection: Connection


@dataclass(frozen=True, slots=True)
class Opened:
    """``file`` is None for a vault in memory; ``writer`` is None for one that is only read.

    Both sides are one in memory, and for somebody who adds to the file beside the program that writes it.

    ``way`` is what a writer in another thread looks out for.
    """

    reader: Side
    writer: Side | None
    file: VaultFile | None
    way: RightOfWay = field(default_factory=RightOfWay)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """See Vault.read. Ahead of writes that wait, where the two share a thread."""
        with self.way.taken():
            return await self.reader.worker.run(lambda: _read(self.reader.connection, work), urgent=True)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """See Vault.write."""
        side = self._writer()
        return await side.worker.run(lambda: _write(side.connection, work))

    async def compact(self) -> None:
        """See Vault.compact."""
        side = self._writer()
        if self.file is None:
            return
        while await side.worker.run(lambda: _give_back(side.connection)):
            pass
        await side.worker.run(lambda: _empty_journal(side.connection))

    async def end(self) -> None:
        """Finish what was asked for and close; the last to close empties the journal into the file."""
        if self.writer is not self.reader:
            await self.reader.worker.end(self.reader.connection.close)
        if self.writer is not None:
            side = self.writer
            await side.worker.end(lambda: _close(side.connection, self.file))

    def _writer(self) -> Side:
        if self.writer is None:
            raise ValueError("This vault was opened for reading only.")
        return self.writer


def _read(connection: Connection, work: Callable[[Connection], T]) -> T:
    with mapped(reads=True), reading(connection):
        return work(connection)


def _write(connection: Connection, work: Callable[[Connection], T]) -> T:
    with mapped(), writing(connection):
        return work(connection)


def _give_back(connection: Connection) -> bool:
    """Whether there is more to give back."""
    with mapped():
        connection.execute(f"PRAGMA incremental_vacuum({_STEP_PAGES})").fetchall()
        left: int = connection.execute("PRAGMA freelist_count").fetchone()[0]
    return left > 0


def _empty_journal(connection: Connection) -> None:
    with mapped():
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _close(connection: Connection, file: VaultFile | None) -> None:
    try:
        connection.close()
    finally:
        if file is not None:
            file.release()

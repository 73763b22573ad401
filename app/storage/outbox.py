"""Writes that no store has confirmed yet, in the vault (ports.Outbox)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from app.core.customer import CustomerRef
from app.core.errors import RecordUnreadable
from app.core.outbox import Write, WriteKind, WriteState
from app.core.vendor import NewDocument
from app.storage.records import pack, unpack

if TYPE_CHECKING:  # the engine is imported in the vault's threads alone
    from app.storage.vault.engine import Connection
    from app.storage.vault.vault import Vault

_log = logging.getLogger(__name__)
_Row: TypeAlias = tuple[int, str, str, str, str, str | None, str | None]

STATEMENTS = (
    """CREATE TABLE outbox (
        number INTEGER PRIMARY KEY AUTOINCREMENT, connection TEXT NOT NULL, customer_id TEXT NOT NULL,
        state TEXT NOT NULL, trouble TEXT NOT NULL, entry TEXT NOT NULL,
        document_name TEXT, document_kind TEXT, content BLOB
    ) STRICT""",
)
_ADD = """INSERT INTO outbox
    (number, connection, customer_id, state, trouble, entry, document_name, document_kind, content)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_ALL = "SELECT number, customer_id, state, trouble, entry, document_name, document_kind FROM outbox ORDER BY number"
_RENAME = "UPDATE outbox SET customer_id = ? WHERE connection = ? AND customer_id = ?"


class VaultOutbox:
    """See ports.Outbox."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def add(self, write: Write) -> Write:
        """See ports.Outbox."""
        file = write.document
        about = (None, None, None) if file is None else (file.name, file.kind, file.content)
        entry = pack(replace(write, number=0, document=None))
        row = (write.number or None, *_key(write.ref), write.state.value, write.trouble, entry, *about)

        def work(connection: Connection) -> int:
            number: int = connection.execute(_ADD, row).lastrowid or 0
            return number

        return replace(write, number=await self._vault.write(work))

    async def mark(self, number: int, state: WriteState, trouble: str = "") -> None:
        """See ports.Outbox."""

        def work(connection: Connection) -> None:
            connection.execute(
                "UPDATE outbox SET state = ?, trouble = ? WHERE number = ?", (state.value, trouble, number)
            )

        await self._vault.write(work)

    async def renew(self, write: Write) -> None:
        """See ports.Outbox."""
        row = (write.state.value, write.trouble, pack(replace(write, document=None)), write.number)

        def work(connection: Connection) -> None:
            connection.execute("UPDATE outbox SET state = ?, trouble = ?, entry = ? WHERE number = ?", row)

        await self._vault.write(work)

    async def done(self, write: Write, became: CustomerRef | None = None) -> None:
        """See ports.Outbox."""

        def work(connection: Connection) -> None:
            connection.execute("DELETE FROM outbox WHERE number = ?", (write.number,))
            if became is not None:
                connection.execute(_RENAME, (became.customer_id, *_key(write.ref)))

        await self._vault.write(work)

    async def waiting(self) -> Sequence[Write | None]:
        """See ports.Outbox."""
        rows = await self._vault.read(lambda connection: connection.execute(_ALL).fetchall())
        return [_readable(row) for row in rows]

    async def content(self, number: int) -> bytes:
        """See ports.Outbox."""

        def work(connection: Connection) -> bytes:
            found = connection.execute("SELECT content FROM outbox WHERE number = ?", (number,)).fetchone()
            return bytes(found[0] or b"") if found else b""

        return await self._vault.read(work)


def _readable(row: _Row) -> Write | None:
    try:
        return _write(row)
    except (RecordUnreadable, ValueError):  # an earlier version of this program does not know all words of a later one
        _log.warning("Change %d that is kept cannot be read and is not sent.", row[0])
        return None


def _write(row: _Row) -> Write:
    number, customer_id, state, trouble, entry, file_name, file_kind = row
    write = unpack(entry, Write)
    ref = CustomerRef(write.ref.connection, customer_id)
    return replace(
        write,
        number=number,
        kind=WriteKind(write.kind),
        ref=ref,
        base=None if write.base is None else replace(write.base, ref=ref),
        document=None if file_name is None else NewDocument(file_name, file_kind or "", b""),
        state=WriteState(state),
        trouble=trouble,
    )


def _key(ref: CustomerRef) -> tuple[str, str]:
    return ref.connection, ref.customer_id

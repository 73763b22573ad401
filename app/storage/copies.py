"""The whole records of those opened at this desk, as they were last read, in the vault (ports.Copies)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.storage.records import pack, unpack

if TYPE_CHECKING:  # the engine is imported in the vault's threads alone
    from app.storage.vault.engine import Connection
    from app.storage.vault.vault import Vault

STATEMENTS = (
    """CREATE TABLE copies (
        connection TEXT NOT NULL, customer_id TEXT NOT NULL, read_at TEXT NOT NULL, record TEXT NOT NULL,
        PRIMARY KEY (connection, customer_id)
    ) STRICT""",
    "CREATE INDEX copies_read_at ON copies (read_at)",
)
MOST = 20_000  # some months of a busy desk, about 40 MB
_TRIM = "DELETE FROM copies WHERE rowid IN (SELECT rowid FROM copies ORDER BY read_at DESC LIMIT -1 OFFSET ?)"
_ONE = "SELECT record, read_at FROM copies WHERE connection = ? AND customer_id = ?"


class VaultCopies:
    """See ports.Copies. The oldest go when there are more than ``most``."""

    def __init__(self, vault: Vault, most: int = MOST) -> None:
        self._vault = vault
        self._most = most

    async def keep(self, customer: Customer, read_at: datetime) -> None:
        """See ports.Copies."""
        row = (*_key(customer.ref), read_at.astimezone(UTC).isoformat(timespec="microseconds"), pack(customer))

        def work(connection: Connection) -> None:
            connection.execute("INSERT OR REPLACE INTO copies VALUES (?, ?, ?, ?)", row)
            connection.execute(_TRIM, (self._most,))

        await self._vault.write(work)

    async def get(self, ref: CustomerRef) -> tuple[Customer, datetime] | None:
        """See ports.Copies."""

        def work(connection: Connection) -> tuple[str, str] | None:
            found: tuple[str, str] | None = connection.execute(_ONE, _key(ref)).fetchone()
            return found

        found = await self._vault.read(work)
        return (unpack(found[0], Customer), datetime.fromisoformat(found[1])) if found else None

    async def forget(self, ref: CustomerRef) -> None:
        """See ports.Copies."""

        def work(connection: Connection) -> None:
            connection.execute("DELETE FROM copies WHERE connection = ? AND customer_id = ?", _key(ref))

        await self._vault.write(work)

    async def forget_store(self, connection_id: ConnectionId) -> None:
        """See ports.Copies."""

        def work(connection: Connection) -> None:
            connection.execute("DELETE FROM copies WHERE connection = ?", (connection_id,))

        await self._vault.write(work)


def _key(ref: CustomerRef) -> tuple[str, str]:
    return ref.connection, ref.customer_id

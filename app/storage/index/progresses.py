"""How far each store's synchronisation has got, kept beside its people."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from app.core.customer import ConnectionId
from app.core.index import SyncProgress

if TYPE_CHECKING:
    from app.storage.vault.engine import Connection


def save(connection: Connection, progress: SyncProgress) -> bool:
    """Keep it in place of what was known of the store before; answers whether the first load was completed just now."""
    before = load(connection, progress.connection)
    connection.execute("INSERT OR IGNORE INTO stores (connection) VALUES (?)", (progress.connection,))
    connection.execute(
        "UPDATE stores SET created_until = ?, complete = ?, changed_since = ?, expected = ?, synced_at = ? WHERE connection = ?",
        (
            progress.created_until and progress.created_until.isoformat(),
            progress.complete,
            progress.changed_since and progress.changed_since.isoformat(),
            progress.expected,
            progress.synced_at and progress.synced_at.isoformat(),
            progress.connection,
        ),
    )
    return progress.complete and not before.complete


def load(connection: Connection, connection_id: ConnectionId) -> SyncProgress:
    """What is known of a store; the beginning where nothing is."""
    row = connection.execute(
        "SELECT created_until, complete, changed_since, expected, synced_at FROM stores WHERE connection = ?",
        (connection_id,),
    ).fetchone()
    if row is None:
        return SyncProgress(connection=connection_id)
    created_until, complete, changed_since, expected, synced_at = row
    return SyncProgress(
        connection=connection_id,
        created_until=date.fromisoformat(created_until) if created_until else None,
        complete=bool(complete),
        changed_since=datetime.fromisoformat(changed_since) if changed_since else None,
        expected=expected,
        synced_at=datetime.fromisoformat(synced_at) if synced_at else None,
    )


def count(connection: Connection, connection_id: ConnectionId) -> int:
    """How many people of a store are in the index."""
    row = connection.execute("SELECT people FROM stores WHERE connection = ?", (connection_id,)).fetchone()
    return int(row[0]) if row else 0

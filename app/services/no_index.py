"""An index that holds nobody, for a desk that keeps nothing: a single command, or a one-off question."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.index import Hit, SyncProgress


class NoIndex:
    """Implements ports.CustomerIndex."""

    async def search(self, text: str, connections: Collection[ConnectionId], limit: int = 50) -> Sequence[Hit]:
        """Nobody."""
        del text, connections, limit
        return ()

    async def lately(self, connections: Collection[ConnectionId], limit: int = 50) -> Sequence[Customer]:
        """Nobody."""
        del connections, limit
        return ()

    async def with_license(self, number: str, connections: Collection[ConnectionId]) -> Sequence[Customer]:
        """Nobody."""
        del number, connections
        return ()

    async def born(self, day: date, family_name: str, connections: Collection[ConnectionId]) -> Sequence[Customer]:
        """Nobody."""
        del day, family_name, connections
        return ()

    async def put(self, customers: Sequence[Customer], progress: SyncProgress | None = None) -> None:
        """Keep nobody."""

    async def note_opened(self, customer: Customer, at: datetime) -> None:
        """Keep nobody."""

    async def remove(self, refs: Collection[CustomerRef]) -> None:
        """Nobody is there."""

    async def count(self, connection: ConnectionId) -> int:
        """Nobody."""
        del connection
        return 0

    async def progress(self, connection: ConnectionId) -> SyncProgress:
        """Nothing is in."""
        return SyncProgress(connection=connection)

    async def drop(self, connection: ConnectionId) -> None:
        """Nobody is there."""

"""The check-ins of the last days, in the vault (ports.CheckIns)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from app.core.customer import ConnectionId, CustomerRef
from app.core.verdict import Level
from app.core.visits import Visit

if TYPE_CHECKING:  # the engine is imported in the vault's threads alone
    from app.storage.vault.engine import Connection
    from app.storage.vault.vault import Vault

STATEMENTS = (
    """CREATE TABLE visits (
        visit_id TEXT PRIMARY KEY, connection TEXT NOT NULL, customer_id TEXT NOT NULL, name TEXT NOT NULL,
        day TEXT NOT NULL, checked_in_at TEXT NOT NULL, checked_in_by TEXT NOT NULL, level INTEGER NOT NULL,
        reason TEXT NOT NULL, seconds REAL, carers TEXT NOT NULL, id_expires TEXT, card_expires TEXT,
        called_at TEXT, ended_at TEXT, has_left INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX visits_day ON visits (day)",
)
_PUT = "INSERT OR REPLACE INTO visits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_Row = tuple[
    str, str, str, str, str, str, str, int, str, float | None, str, str | None, str | None, str | None, str | None, int
]


class VaultCheckIns:
    """See ports.CheckIns."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def put(self, visit: Visit) -> None:
        """See ports.CheckIns."""
        row = _row(visit)

        def work(connection: Connection) -> None:
            connection.execute(_PUT, row)

        await self._vault.write(work)

    async def remove(self, visit_id: str) -> None:
        """See ports.CheckIns."""

        def work(connection: Connection) -> None:
            connection.execute("DELETE FROM visits WHERE visit_id = ?", (visit_id,))

        await self._vault.write(work)

    async def since(self, day: date) -> Sequence[Visit]:
        """See ports.CheckIns."""

        def work(connection: Connection) -> list[_Row]:
            return connection.execute("SELECT * FROM visits WHERE day >= ?", (day.isoformat(),)).fetchall()

        visits = [_visit(row) for row in await self._vault.read(work)]
        return sorted(visits, key=lambda visit: visit.checked_in_at)

    async def forget_before(self, day: date) -> None:
        """See ports.CheckIns."""

        def work(connection: Connection) -> None:
            connection.execute("DELETE FROM visits WHERE day < ?", (day.isoformat(),))

        await self._vault.write(work)


def _row(visit: Visit) -> _Row:
    return (
        visit.visit_id,
        visit.ref.connection,
        visit.ref.customer_id,
        visit.name,
        visit.day.isoformat(),
        visit.checked_in_at.isoformat(),
        visit.by,
        int(visit.level),
        visit.reason,
        visit.seconds,
        json.dumps(visit.carers),
        _text(visit.id_expires),
        _text(visit.card_expires),
        _text(visit.called_at),
        _text(visit.ended_at),
        int(visit.has_left),
    )


def _visit(row: _Row) -> Visit:
    visit_id, connection, customer_id, name, day, checked_in_at, by, level, reason, seconds, carers, *times, left = row
    id_expires, card_expires, called_at, ended_at = times
    return Visit(
        visit_id=visit_id,
        ref=CustomerRef(ConnectionId(connection), customer_id),
        name=name,
        day=date.fromisoformat(day),
        checked_in_at=datetime.fromisoformat(checked_in_at),
        by=by,
        level=Level(level),
        reason=reason,
        seconds=seconds,
        carers=tuple(json.loads(carers)),
        id_expires=date.fromisoformat(id_expires) if id_expires else None,
        card_expires=date.fromisoformat(card_expires) if card_expires else None,
        called_at=datetime.fromisoformat(called_at) if called_at else None,
        ended_at=datetime.fromisoformat(ended_at) if ended_at else None,
        has_left=bool(left),
    )


def _text(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None

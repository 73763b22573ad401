"""Check-ins that are kept in memory, for a desk without a vault (ports.CheckIns)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.core.visits import Visit


class SessionCheckIns:
    """See ports.CheckIns; gone with the program."""

    def __init__(self) -> None:
        self._visits: dict[str, Visit] = {}

    async def put(self, visit: Visit) -> None:
        """See ports.CheckIns."""
        self._visits[visit.visit_id] = visit

    async def remove(self, visit_id: str) -> None:
        """See ports.CheckIns."""
        self._visits.pop(visit_id, None)

    async def since(self, day: date) -> Sequence[Visit]:
        """See ports.CheckIns."""
        found = (visit for visit in self._visits.values() if visit.day >= day)
        return sorted(found, key=lambda visit: visit.checked_in_at)

    async def forget_before(self, day: date) -> None:
        """See ports.CheckIns."""
        self._visits = {key: visit for key, visit in self._visits.items() if visit.day >= day}

"""The visits that a desk knows, and those of today in order: sorted anew only after a change, or on another day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.core.customer import ConnectionId, CustomerRef
from app.core.visits import Visit


@dataclass(frozen=True, slots=True)
class Today:
    """The visits of today, the earliest first, and the same by customer. ``days``: which day each store has."""

    days: Mapping[ConnectionId, date]
    visits: tuple[Visit, ...]
    by_customer: Mapping[CustomerRef, tuple[Visit, ...]]


class DayVisits:
    """Asked for every row of a search, on days with thousands of them."""

    def __init__(self) -> None:
        self._all: dict[str, Visit] = {}
        self._today: Today | None = None

    def get(self, visit_id: str) -> Visit | None:
        """A visit by its number."""
        return self._all.get(visit_id)

    def of(self, ref: CustomerRef) -> tuple[Visit, ...]:
        """Every visit of somebody, of whichever day."""
        return tuple(visit for visit in self._all.values() if visit.ref == ref)

    def put(self, visit: Visit) -> None:
        """Take a visit in, or what became of it."""
        self._all[visit.visit_id] = visit
        self._today = None

    def drop(self, visit_id: str) -> None:
        """Forget one; none is fine."""
        self._all.pop(visit_id, None)
        self._today = None

    def add_kept(self, kept: Iterable[Visit]) -> None:
        """Take in what was kept, as far as nothing newer is known."""
        self._all = {visit.visit_id: visit for visit in kept} | self._all
        self._today = None

    def forget_before(self, day: date) -> None:
        """Forget those of earlier days."""
        self._all = {key: visit for key, visit in self._all.items() if visit.day >= day}
        self._today = None

    def today(self, days: Mapping[ConnectionId, date]) -> Today:
        """Those of today at the stores that are named, each by its own store's day."""
        if self._today is None or self._today.days != days:
            found = (visit for visit in self._all.values() if days.get(visit.ref.connection) == visit.day)
            visits = tuple(sorted(found, key=lambda visit: visit.checked_in_at))
            of: dict[CustomerRef, list[Visit]] = {}
            for visit in visits:
                of.setdefault(visit.ref, []).append(visit)
            self._today = Today(days, visits, {ref: tuple(theirs) for ref, theirs in of.items()})
        return self._today

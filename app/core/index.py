"""What the index of customers answers, and what it remembers of a store's synchronisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from app.core.customer import ConnectionId, Customer


class MatchKind(IntEnum):
    """How a row came into the results; a lower number stands above a higher one, always."""

    EXACT = 0  # every typed word is a whole word or number of the record
    PREFIX = 1
    NICKNAME = 2
    SOUND = 3
    TYPO = 4

    @property
    def word(self) -> str:
        """The word of the command line."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Mark:
    """A matching part: characters ``start`` to ``end`` (not included) of the customer's field of that name."""

    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """One person found. ``customer`` holds the indexed fields only, the rest ABSENT.

    ``kind`` is the weakest of the words' matches, ``field`` the customer's field that it was found in.
    """

    customer: Customer
    kind: MatchKind
    field: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncProgress:
    """How far the index of one store has got; kept in one step with the customers it speaks of.

    ``created_until``: the first load has everybody created up to this day, None before it began. ``complete``: the
    first load is done. ``changed_since``: later changes up to this moment are in. ``expected``: how many customers
    the store said it has, where it says so. ``synced_at``: when the store was last up to date.
    """

    connection: ConnectionId
    created_until: date | None = None
    complete: bool = False
    changed_since: datetime | None = None
    expected: int | None = None
    synced_at: datetime | None = None

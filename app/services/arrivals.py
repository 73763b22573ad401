"""Who stands at the counter with a scanned card: one known customer, several that it could be, or nobody known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from app.core.customer import ConnectionId, Customer, Standing
from app.core.idcard import IdCard
from app.core.values import known
from app.ports import CustomerIndex
from app.services.card_profile import plain
from app.services.stores import Stores

_GONE = (Standing.MERGED, Standing.DELETED)
_MOST_ALIKE = 5


class Arrived(Enum):
    """How sure it is who came."""

    KNOWN = auto()
    SEVERAL = auto()  # a person chooses: never guessed
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Arrival:
    """``customers``: the one known, the several, or for somebody unknown those who look alike (as the index has them)."""

    how: Arrived
    card: IdCard = field(repr=False)
    customers: tuple[Customer, ...] = field(default=(), repr=False)


class Arrivals:
    """Finds the customers of a card over all stores, in the local index alone."""

    def __init__(self, index: CustomerIndex, stores: Stores) -> None:
        self._index = index
        self._stores = stores

    async def who(self, card: IdCard) -> Arrival:
        """Look for the card's number, then for name and birth date.

        A number alone is not believed: numbers are typed wrong, and two states may give out the same one. So whoever
        has it must also be born on that day or bear that family name; who does not is shown, and a person decides.
        """
        open_now = [one.id for one in self._stores.connections()]
        numbered: Sequence[Customer] = ()
        if card.license_number:
            numbered = await self._index.with_license(card.license_number, open_now)
        same = [one for one in numbered if _is_the_person(one, card)]
        if not same and card.birth_date and card.last_name:
            born = await self._index.born(card.birth_date, card.last_name, open_now)
            # Another number in the profile is most often an older card: it is shown as a difference.
            same = [one for one in born if _has_first_name(one, card)]
        doubtful = [one for one in numbered if one not in same]
        return await self._told(card, _living(same), _living(doubtful), open_now)

    async def _told(
        self,
        card: IdCard,
        same: Sequence[Customer],
        doubtful: Sequence[Customer],
        open_now: Sequence[ConnectionId],
    ) -> Arrival:
        if len(same) == 1 and not doubtful:
            return Arrival(Arrived.KNOWN, card, tuple(same))
        if same or doubtful:
            return Arrival(Arrived.SEVERAL, card, (*same, *doubtful))
        name = f"{card.first_name} {card.last_name}".strip()
        alike = await self._index.search(name, open_now, _MOST_ALIKE) if name else ()
        return Arrival(Arrived.UNKNOWN, card, tuple(hit.customer for hit in alike))


def _is_the_person(customer: Customer, card: IdCard) -> bool:
    """Whether something beside the number agrees; a card that says nothing beside it is believed."""
    born_then = card.birth_date is not None and customer.birth_date == card.birth_date
    family = plain(card.last_name)
    return born_then or (bool(family) and family in plain(customer.full_name)) or not (card.birth_date or family)


def _has_first_name(customer: Customer, card: IdCard) -> bool:
    """Whether the first given name is in the name: ``Ann`` on the card, ``Mary Ann`` or ``Ann-Marie`` in the profile."""
    said = plain(card.first_name)
    words = {plain(word) for word in customer.full_name.replace("-", " ").split()}
    return bool(said) and (said in words or said in plain(known(customer.first_name, "")))


def _living(customers: Sequence[Customer]) -> Sequence[Customer]:
    """Without those who live on under another number or were deleted, where there are others."""
    return [one for one in customers if one.standing not in _GONE] or customers

"""Who stands at the counter with a scanned card: one known customer, several that it could be, or nobody known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from app.core.customer import ConnectionId, Customer, Standing
from app.core.errors import InvalidInput, NotOffered
from app.core.idcard import IdCard
from app.core.index import Mark
from app.core.query import Lookup, LookupKind
from app.core.values import known
from app.ports import CustomerIndex
from app.services.card_profile import plain
from app.services.recent import Recent
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
    """Finds the customers of a card over all stores, in the local index; a store itself is asked beside it."""

    def __init__(self, index: CustomerIndex, stores: Stores, recent: Recent) -> None:
        self._index = index
        self._stores = stores
        self._recent = recent

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

    def can_be_asked(self, card: IdCard) -> tuple[ConnectionId, ...]:
        """The stores that can look the card's number up themselves."""
        stores = self._stores.connections() if card.license_number else ()
        return tuple(one.id for one in stores if LookupKind.LICENSE in self._stores.info(one.id).capabilities.lookups)

    async def ask(self, connection: ConnectionId, card: IdCard) -> Sequence[Customer]:
        """Who has the card's number at a store, asked from the store itself. AppError where it does not answer."""
        lookup = Lookup(LookupKind.LICENSE, card.license_number)
        turn = self._recent.turn
        try:
            found = await self._stores.call(connection, lambda client: client.find(lookup))
        except NotOffered:
            return ()
        except InvalidInput as misfit:  # to this vendor the text is no such number, so nobody has it
            if misfit.refused:
                raise
            return ()
        return [self._recent.take(one, turn) for one in found]

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


def agreeing(customer: Customer, card: IdCard) -> tuple[Mark, ...]:
    """The parts of a customer's name and birth date that the card says as well."""
    said = {plain(part) for part in (card.first_name, card.middle_name, card.last_name)} - {""}
    is_same_day = card.birth_date is not None and customer.birth_date == card.birth_date
    marks = [Mark("birth_date", 0, len("2000-01-31"))] if is_same_day else []
    for key in ("first_name", "middle_name", "last_name", "single_name"):
        text, at = known(getattr(customer, key), ""), 0
        for word in text.split():
            at = text.index(word, at)
            marks += [Mark(key, at, at + len(word))] if plain(word) in said else []
            at += len(word)
    return tuple(marks)


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

"""Finding people: those opened lately while typing, and exact look-ups at every store beside it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from app.core.chip import Chip, chip_of
from app.core.clock import years_between
from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.errors import AppError, NotOffered
from app.core.phone import to_display
from app.core.query import Lookup, LookupKind, read_query
from app.core.values import joined, known
from app.ports import Clock, VendorClient
from app.services.recent import Recent
from app.services.stores import Stores


@dataclass(frozen=True, slots=True)
class Row:
    """One person in the results. ``why`` says which key matched."""

    ref: CustomerRef
    name: str
    age: str
    birth_date: str
    phone: str
    chip: Chip
    store: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one store answered: people, and what went wrong if not every question was answered."""

    connection: ConnectionId
    rows: tuple[Row, ...]
    error: AppError | None = None


class Search:
    """Search over the connected stores."""

    def __init__(self, *, stores: Stores, recent: Recent, clock: Clock) -> None:
        self._stores = stores
        self._recent = recent
        self._clock = clock

    def here(self, text: str) -> tuple[Row, ...]:
        """Those opened lately whose name, number, phone, e-mail or birth date begins with each typed word.

        The empty text gives everybody opened lately. Answers at once: nothing but memory is asked.
        """
        words = fold(text).split()
        found = (customer for customer in self._recent.all() if _begins(customer, words))
        return tuple(self.row(customer, "lately") for customer in found)

    def questions(self, connection_id: ConnectionId, text: str) -> tuple[Lookup, ...]:
        """The exact look-ups that the text can be at this store; none where it can be none."""
        offered = self._stores.info(connection_id).capabilities.lookups
        return tuple(lookup for lookup in read_query(text) if lookup.kind in offered)

    def offered(self) -> tuple[LookupKind, ...]:
        """The look-ups that at least one connected store has."""
        infos = (self._stores.info(connection.id) for connection in self._stores.connections())
        kinds = {kind for info in infos for kind in info.capabilities.lookups}
        return tuple(kind for kind in LookupKind if kind in kinds)

    async def ask(self, connection_id: ConnectionId, text: str) -> Answer:
        """Ask one store everything the text can be, each person once; an error is part of the answer."""
        rows: dict[CustomerRef, Row] = {}
        error: AppError | None = None
        for lookup in self.questions(connection_id, text):
            try:
                for customer in await self._stores.call(connection_id, partial(_find, lookup)):
                    self._recent.refresh(customer)
                    rows.setdefault(customer.ref, self.row(customer, lookup.kind.why))
            except NotOffered:
                continue
            except AppError as failure:
                error = failure
                break
        return Answer(connection_id, tuple(rows.values()), error)

    def row(self, customer: Customer, why: str) -> Row:
        """How a customer stands in the list."""
        today = self._clock.today()
        born = customer.birth_date if isinstance(customer.birth_date, date) else None
        return Row(
            ref=customer.ref,
            name=listed_name(customer),
            age=str(years_between(born, today)) if born else "",
            birth_date=born.isoformat() if born else "",
            phone=to_display(known(customer.phone, "")),
            chip=chip_of(customer, today),
            store=self._store_name(customer.ref.connection),
            why=why,
        )

    def _store_name(self, connection: ConnectionId) -> str:
        """The store, where there is more than one to tell apart."""
        several = len(self._stores.connections()) > 1
        return self._stores.connection(connection).name if several else ""


async def _find(lookup: Lookup, client: VendorClient) -> Sequence[Customer]:
    return await client.find(lookup)


def listed_name(customer: Customer) -> str:
    """``APPLESEED, Johnny “JR”``: the last name in capitals first, as a list is read."""
    last = joined((customer.last_name,)).upper()
    first = joined((customer.first_name, customer.middle_name if not customer.first_name else None))
    nickname = joined((customer.nickname,))
    name = joined((last, first), ", ") or customer.full_name or f"Customer {customer.ref.customer_id}"
    return f"{name} “{nickname}”" if nickname else name


def fold(text: str) -> str:
    """Text without accents and capitals, for comparing."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


def _begins(customer: Customer, words: Sequence[str]) -> bool:
    said = list(_said_of(customer))
    return all(any(text.startswith(word) for text in said) for word in words)


def _said_of(customer: Customer) -> Iterable[str]:
    for text in (customer.full_name, known(customer.nickname, "")):
        yield from fold(text).replace("-", " ").split()
    phone = known(customer.phone, "")
    yield from (phone, phone.removeprefix("+1"), phone[-4:], *to_display(phone).split())
    yield fold(known(customer.email, ""))
    yield fold(known(customer.license_number, ""))
    yield customer.ref.customer_id
    yield str(customer.birth_date)

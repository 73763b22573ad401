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
from app.core.errors import AppError, InvalidInput, MachineFault, NotOffered, NotSignedIn, WaitingHelps
from app.core.phone import plain_digits, to_display
from app.core.query import Lookup, LookupKind, read_query
from app.core.values import Unreadable, joined, known
from app.ports import Clock, VendorClient
from app.services.recent import Recent
from app.services.stores import Stores

# After these the store would answer no other question either.
_STORE_IS_SILENT = (WaitingHelps, NotSignedIn, MachineFault)
_PHONE_PART = 4  # digits from which a part of a phone is looked for anywhere in it


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

        Four digits may stand anywhere in the phone. The empty text gives everybody opened lately. Answers at once:
        nothing but memory is asked.
        """
        words = plain_digits(fold(text)).replace(",", " ").split()
        open_now = {connection.id for connection in self._stores.connections()}
        lately = (customer for customer in self._recent.all() if customer.ref.connection in open_now)
        found = (customer for customer in lately if _fits(customer, words))
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
        """Ask one store everything the text can be, each person once; the first error is part of the answer."""
        rows: dict[CustomerRef, Row] = {}
        error: AppError | None = None
        try:
            for lookup in self.questions(connection_id, text):
                failure = await self._ask_one(connection_id, lookup, rows)
                error = error or failure
        except AppError as silence:
            error = error or silence
        return Answer(connection_id, tuple(rows.values()), error)

    async def _ask_one(
        self, connection_id: ConnectionId, lookup: Lookup, rows: dict[CustomerRef, Row]
    ) -> AppError | None:
        """Add one question's people; answers what went wrong with it, raises what ends all questions."""
        try:
            for customer in await self._stores.call(connection_id, partial(_find, lookup)):
                self._recent.refresh(customer)
                rows.setdefault(customer.ref, self.row(customer, lookup.kind.why))
        except NotOffered:
            return None
        except InvalidInput as misfit:
            return misfit if misfit.refused else None  # to this vendor the text is no such key, so nobody has it
        except _STORE_IS_SILENT:
            raise
        except AppError as failure:
            return failure
        return None

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


def _fits(customer: Customer, words: Sequence[str]) -> bool:
    said = list(_said_of(customer))
    digits = _digits(known(customer.phone, ""))
    return all(any(text.startswith(word) for text in said) or _is_part(word, digits) for word in words)


def _said_of(customer: Customer) -> Iterable[str]:
    for text in (customer.full_name, known(customer.nickname, "")):
        words = fold(text).split()
        yield from words
        yield from (part for word in words for part in word.split("-"))
    phone = known(customer.phone, "")
    yield from (phone, phone.removeprefix("+1"), *to_display(phone).split())
    yield fold(known(customer.email, ""))
    yield fold(known(customer.license_number, ""))
    yield customer.ref.customer_id
    yield from _spellings(customer.birth_date)


def _spellings(day: object) -> Iterable[str]:
    """A birth date as people type it: 1992-04-07, 04/07/1992, 4/7/1992; as it came where it is none."""
    if isinstance(day, date):
        yield from (day.isoformat(), f"{day:%m/%d/%Y}", f"{day.month}/{day.day}/{day.year}")
    elif isinstance(day, Unreadable):
        yield fold(day.text)


def _is_part(word: str, digits: str) -> bool:
    """Whether a word is a part of a phone, with whatever stands between its digits."""
    part = _digits(word)
    is_number = not any(char.isalpha() for char in word)
    return is_number and len(part) >= _PHONE_PART and part in digits


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())

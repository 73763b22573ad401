"""A customer as one row of the results: what is shown, why it is there, and which parts of it matched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from app.core.chip import Chip, chip_of
from app.core.clock import store_moment, years_between
from app.core.customer import Customer, CustomerRef
from app.core.index import Hit, Mark, MatchKind
from app.core.phone import to_display
from app.core.values import joined, known
from app.core.vendor import Connection

LATELY: Final = "lately"
_NAME_WORDS: Final = ("name", "exact name")
# What a clerk calls the field in which something was found. Names need no word of their own: they stand in the row.
_FIELD_WORDS: Final = {
    "nickname": "nickname",
    "birth_date": "birth date",
    "phone": "phone",
    "email": "e-mail",
    "license_number": "ID",
    "state_medical_id": "state ID",
    "customer_id": "number",
}
_KIND_WORDS: Final = {
    MatchKind.NICKNAME: "nickname",
    MatchKind.SOUND: "sounds like",
    MatchKind.TYPO: "typo",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One person in the results.

    ``why`` says in words how the row came there, ``kind`` how well it fits (None where nothing was searched for).
    ``marks`` are the matching parts of what is shown: of ``name``, ``birth_date`` and ``phone`` as they stand here.
    ``record`` is whom it shows, as far as the index or the store told.
    """

    ref: CustomerRef
    name: str
    age: str
    birth_date: str
    phone: str
    chip: Chip
    store: str
    why: str = ""
    kind: MatchKind | None = None
    marks: tuple[Mark, ...] = ()
    record: Customer | None = field(default=None, compare=False, repr=False)

    @property
    def is_plain(self) -> bool:
        """Whether it is plain to see why the row is there: the name has what was typed, or nothing was."""
        return self.why in {LATELY, *_NAME_WORDS}


def row_of(
    customer: Customer,
    store: Connection,
    now: datetime,
    *,
    store_name: str = "",
    why: str = "",
    kind: MatchKind | None = None,
    marks: tuple[Mark, ...] = (),
) -> Row:
    """How a customer stands in the list; ages and expiries by the calendar of the store."""
    today = store_moment(now, store.calendar).date()
    born = customer.birth_date if isinstance(customer.birth_date, date) else None
    return Row(
        ref=customer.ref,
        name=listed_name(customer),
        age=str(years_between(born, today)) if born else "",
        birth_date=born.isoformat() if born else "",
        phone=to_display(known(customer.phone, "")),
        chip=chip_of(customer, today, store.jurisdiction),
        store=store_name,
        why=why,
        kind=kind,
        marks=marks,
        record=customer,
    )


def why_of(hit: Hit) -> str:
    """Why a row of the index is there: the field, and how, where it is not plainly what was typed."""
    if hit.kind in _KIND_WORDS:
        return _KIND_WORDS[hit.kind]
    if hit.field == "phone" and any(_is_tail(mark, known(hit.customer.phone, "")) for mark in hit.marks):
        return "end of phone"
    return _FIELD_WORDS.get(hit.field) or ("exact name" if hit.kind is MatchKind.EXACT else "name")


def _is_tail(mark: Mark, phone: str) -> bool:
    """Whether the end of a phone was typed, and not the whole."""
    before = sum(char.isdecimal() for char in phone[: mark.start])
    return mark.field == "phone" and mark.end == len(phone) and before > 1


# ------------------------------------------------------------------------------------------------ the name


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a name as it is shown, and the field it is from; ``capitals`` where it is shown in capitals."""

    field: str
    text: str
    capitals: bool = False

    @property
    def shown(self) -> str:
        return self.text.strip().upper() if self.capitals else self.text.strip()

    def place(self, index: int) -> int:
        """Where a character of the field stands in what is shown: some letters have capitals of two letters."""
        lead = len(self.text) - len(self.text.lstrip())
        before = self.text.strip()[: max(0, index - lead)]
        return len(before.upper()) if self.capitals else len(before)


def listed_name(customer: Customer) -> str:
    """``APPLESEED, Johnny “JR”``: the last name in capitals first, as a list is read."""
    return "".join(text for text, _piece in _name_pieces(customer))


def _name_pieces(customer: Customer) -> Iterator[tuple[str, _Piece | None]]:
    """The texts whose sequence is the listed name, each with the field it shows; None for what stands between."""
    names = list(_names(customer))
    for place, piece in enumerate(names):
        if place:
            yield ", ", None
        yield piece.shown, piece
    if not names:
        yield f"Customer {customer.ref.customer_id}", None
    nickname = _piece(customer, "nickname")
    if nickname:
        yield from ((" “", None), (nickname.shown, nickname), ("”", None))


def _names(customer: Customer) -> Iterator[_Piece]:
    last = _piece(customer, "last_name", capitals=True)
    first = _piece(customer, "first_name") or (None if customer.first_name else _piece(customer, "middle_name"))
    if last or first:
        yield from (piece for piece in (last, first) if piece)
    elif single := _piece(customer, "single_name"):
        yield single


def _piece(customer: Customer, field: str, *, capitals: bool = False) -> _Piece | None:
    text = known(getattr(customer, field), "")
    return _Piece(field, text, capitals) if joined((text,)) else None


# ------------------------------------------------------------------------------------------------ the marks


def shown_marks(customer: Customer, marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks of the customer's fields as marks of what a row shows; those of what it does not show are left out."""
    found: list[Mark] = []
    pieces = tuple(_name_pieces(customer))
    for mark in marks:
        if mark.field == "phone":
            found += _phone_mark(known(customer.phone, ""), mark)
        elif mark.field == "birth_date":
            found.append(mark)
        else:
            found += _name_marks(pieces, mark)
    return tuple(sorted(set(found), key=lambda one: (one.field, one.start)))


def _name_marks(pieces: Iterable[tuple[str, _Piece | None]], mark: Mark) -> Iterator[Mark]:
    offset = 0
    for text, piece in pieces:
        if piece and piece.field == mark.field:
            start, end = piece.place(mark.start), piece.place(mark.end)
            if start < end:
                yield Mark("name", offset + start, offset + end)
        offset += len(text)


def _phone_mark(phone: str, mark: Mark) -> Iterator[Mark]:
    """The same digits in the phone as it is shown, which may lack the country code."""
    shown = to_display(phone)
    places = [place for place, char in enumerate(shown) if char.isdecimal()]
    dropped = sum(char.isdecimal() for char in phone) - len(places)
    first = sum(char.isdecimal() for char in phone[: mark.start]) - dropped
    last = sum(char.isdecimal() for char in phone[: mark.end]) - dropped
    marked = places[max(0, first) : max(0, last)]
    if marked:
        yield Mark("phone", marked[0], marked[-1] + 1)


# ------------------------------------------------------------------------------------------------ one list


def one_list(
    here: Sequence[Row], asked: Sequence[Row], shown: Sequence[CustomerRef], held: CustomerRef | None = None
) -> tuple[Row, ...]:
    """The index's rows and the stores' answers as one list, each person once.

    Those who were ``shown`` so far keep their order, however well they fit by now: no row changes places with another
    under a finger. Whoever comes later stands below them; only who fits exactly stands in front of the weaker ones, and
    nobody in front of the row that the clerk has gone to (``held``). A store's answer is fresher than the index.
    """
    fresh = {row.ref: row for row in reversed(asked)}
    known_here = {row.ref: _joined(row, fresh.get(row.ref)) for row in here}
    every = known_here | {row.ref: row for row in asked if row.ref not in known_here}
    stay = [every.pop(ref) for ref in shown if ref in every]
    exact = [row for row in every.values() if row.kind is MatchKind.EXACT]
    weaker = (row for row in every.values() if row.kind is not MatchKind.EXACT)
    place = next((place for place, row in enumerate(stay) if row.kind is not MatchKind.EXACT), len(stay))
    place = next((at + 1 for at, row in enumerate(stay) if row.ref == held and at >= place), place)
    return (*stay[:place], *exact, *stay[place:], *weaker)


def _joined(row: Row, answer: Row | None) -> Row:
    if answer is None:
        return row
    is_same = (row.name, row.birth_date, row.phone) == (answer.name, answer.birth_date, answer.phone)
    why = row.why if row.kind is MatchKind.EXACT else answer.why
    return replace(answer, why=why, marks=row.marks if is_same else ())

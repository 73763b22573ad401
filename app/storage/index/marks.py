"""Where in a record the typed words were found: the field and its characters as the store wrote them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from operator import attrgetter

from app.core.customer import Customer
from app.core.index import Mark, MatchKind
from app.storage.index.dates import words_of_day
from app.storage.index.folding import CACHED_NAMES, fold_with_origins, two_letters_with_origins, words_of_name
from app.storage.index.typed import Place, Reading, Term
from app.storage.index.words import (
    LOCAL_DIGITS,
    NAME_FIELDS,
    NUMBER_FIELDS,
    email_word,
    number_word,
    phone_digits,
    tail_word,
)

_names_of = attrgetter(*NAME_FIELDS)
_EMAIL_SIGNS = frozenset("@._+-")
# A date as ISO 8601 writes it: where its parts end, by how many of them were typed.
_YEAR_FIRST, _MONTH_FIRST = (0, (4, 7, 10)), (5, (7, 10))


@dataclass(frozen=True, slots=True)
class Found:
    """How well a reading fits a record, and where. ``field`` is that of the weakest match, the first of several."""

    kind: MatchKind
    field: str
    marks: tuple[Mark, ...]


def find(customer: Customer, readings: Iterable[Reading], kind: MatchKind) -> Found | None:
    """The first reading that fits the record with matches as good as ``kind`` or better."""
    record = _Record(customer)
    for reading in readings:
        found = [_of_place(record, place, kind) for place in reading]
        fitting = [one for one in found if one is not None]
        if len(fitting) == len(found):
            weakest = max(fitting, key=lambda one: one[0])
            return Found(weakest[0], weakest[1].field, tuple(dict.fromkeys(mark for _kind, mark in fitting)))
    return None


def _of_place(record: _Record, place: Place, kind: MatchKind) -> tuple[MatchKind, Mark] | None:
    for term in place.terms:
        if term.kind <= kind and (mark := record.mark_of(term)):
            return term.kind, mark
    return None


class _Record:
    """The texts of one customer with the words that they are found by, read once for all terms."""

    def __init__(self, customer: Customer) -> None:
        self._customer = customer
        texts = zip(NAME_FIELDS, _names_of(customer), strict=True)
        self._names = [(field, text, words_of_name(text)) for field, text in texts if isinstance(text, str)]

    def mark_of(self, term: Term) -> Mark | None:
        """Where the record has the term; None where it has not."""
        if not term.word.isascii():
            return _in_birth_date(self._customer, term)
        if term.word[0] == ">":
            return _in_phone(self._customer, term)
        if term.word[0] == "@":
            return _in_email(self._customer, term)
        is_name = term.kind > MatchKind.PREFIX and term.word.isalpha()  # what is forgiven, and no misread number
        return self._in_names(term) or (None if is_name else self._in_numbers(term))

    def _in_names(self, term: Term) -> Mark | None:
        for field, text, words in self._names:
            if term.word in words or (term.is_prefix and any(one.startswith(term.word) for one in words)):
                return Mark(field, *_in_name(text, term.word, is_prefix=term.is_prefix))
        return None

    def _in_numbers(self, term: Term) -> Mark | None:
        if term.word.isdigit() and (mark := _in_phone(self._customer, term)):
            return mark
        for field, text, word in self._numbers:
            if _fits(word, term):
                return _begin(field, text, len(term.word), str.isalnum)
        return None

    @cached_property
    def _numbers(self) -> list[tuple[str, str, str]]:
        one = self._customer
        texts = [*((field, getattr(one, field)) for field in NUMBER_FIELDS), ("customer_id", one.ref.customer_id)]
        return [(field, text, number_word(text)) for field, text in texts if isinstance(text, str)]


def _fits(word: str, term: Term) -> bool:
    return word.startswith(term.word) if term.is_prefix else word == term.word


def _in_email(customer: Customer, term: Term) -> Mark | None:
    if not isinstance(customer.email, str) or not _fits(email_word(customer.email), term):
        return None
    return _begin("email", customer.email, len(term.word) - 1, lambda char: char.isalnum() or char in _EMAIL_SIGNS)


def _in_birth_date(customer: Customer, term: Term) -> Mark | None:
    if not isinstance(customer.birth_date, date):
        return None
    places = (_YEAR_FIRST, _MONTH_FIRST) if len(words_of_day(customer.birth_date)) > 1 else (_MONTH_FIRST,)
    for word, (start, ends) in zip(words_of_day(customer.birth_date), places, strict=True):
        if _fits(word, term):
            return Mark("birth_date", start, ends[len(term.word) - 1])
    return None


def _in_phone(customer: Customer, term: Term) -> Mark | None:
    if not isinstance(customer.phone, str):
        return None
    digits = phone_digits(customer.phone)
    at = [place for place, char in enumerate(customer.phone) if char.isdecimal()][-len(digits) or None :]
    if not digits:
        return None
    if _fits(tail_word(digits), term):
        return Mark("phone", at[1 - len(term.word)], at[-1] + 1)
    for start in (0, max(0, len(digits) - LOCAL_DIGITS)):
        if _fits(digits[start:], term):
            return Mark("phone", at[start], at[start + len(term.word) - 1] + 1)
    return None


@lru_cache(CACHED_NAMES)
def _in_name(name: str, word: str, *, is_prefix: bool) -> tuple[int, int]:
    """The characters that the word stands for, in the spelling in which the name has it; else the whole name."""
    for spelling in (fold_with_origins, two_letters_with_origins):
        folded, origins = spelling(name)
        letters = [at for at, char in enumerate(folded) if char.isalnum()]
        squeezed = "".join(folded[at] for at in letters)
        start = squeezed.find(word)
        while start >= 0:
            first, last = letters[start], letters[start + len(word) - 1]
            if _begins(folded, first) and (is_prefix or _ends(folded, last)):
                return origins[first], origins[last] + 1
            start = squeezed.find(word, start + 1)
    return 0, len(name)


def _begins(folded: str, at: int) -> bool:
    return at == 0 or not folded[at - 1].isalnum()


def _ends(folded: str, at: int) -> bool:
    return at + 1 == len(folded) or not folded[at + 1].isalnum()


def _begin(field: str, text: str, length: int, counts: Callable[[str], bool]) -> Mark:
    """The first ``length`` folded characters that count."""
    folded, origins = fold_with_origins(text)
    places = [origin for char, origin in zip(folded, origins, strict=True) if counts(char)]
    return Mark(field, places[0], places[length - 1] + 1)

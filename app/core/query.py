"""What a typed search text can mean."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from app.core import phone


class LookupKind(StrEnum):
    """The keys by which a vendor can be asked for people; the words of the command line."""

    ID = "id"
    PHONE = "phone"
    EMAIL = "email"
    LICENSE = "license"
    STATE_ID = "state-id"
    NAME = "name"

    @property
    def label(self) -> str:
        """The words a clerk reads for it."""
        return _LABELS[self]

    @property
    def why(self) -> str:
        """One word that says why a row is in the results."""
        return _WHYS[self]


_LABELS = {
    LookupKind.ID: "customer number",
    LookupKind.PHONE: "phone",
    LookupKind.EMAIL: "e-mail",
    LookupKind.LICENSE: "ID number",
    LookupKind.STATE_ID: "state ID",
    LookupKind.NAME: "first and last name",
}
_WHYS = {
    LookupKind.ID: "number",
    LookupKind.PHONE: "phone",
    LookupKind.EMAIL: "e-mail",
    LookupKind.LICENSE: "ID",
    LookupKind.STATE_ID: "state ID",
    LookupKind.NAME: "name",
}


@dataclass(frozen=True, slots=True)
class Lookup:
    """One exact question to a vendor."""

    kind: LookupKind
    value: str


_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
_NUMBER = re.compile(r"\d{1,10}")
_DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}")
_FOREIGN_PHONE = re.compile(r"\+?[\d().\- ]{7,20}")
_LICENSE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9*\- ]{3,24}")
# What stands in names beside letters and their marks: joiners, hyphens, quotes used as apostrophes, accents written apart.
_NAME_CATEGORIES = frozenset({"Cf", "Pd", "Pi", "Pf", "Sk"})
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_SHORTEST, _LONGEST = 7, 15  # digits of a phone
_NAME_SIGNS = frozenset("'.·")


def read_query(text: str) -> tuple[Lookup, ...]:
    """The look-ups that the text can be, the likeliest first; none while it is too short to be any.

    A complete phone is asked for as a phone and as an ID number; a short number as a customer number and as an ID
    number; digits that may be a phone of another country as that too; two or more words without digits as a name.
    """
    text = phone.plain_digits(" ".join(text.split()))
    if not text:
        return ()
    if "@" in text:
        return (Lookup(LookupKind.EMAIL, text),) if _EMAIL.fullmatch(text) else ()
    if _UUID.fullmatch(text):
        return (Lookup(LookupKind.ID, text.lower()),)
    if phone.national_number(text):
        return Lookup(LookupKind.PHONE, text), *_numbers(text)
    return (*_numbers(text), *_foreign_phone(text)) or _names(text)


def _foreign_phone(text: str) -> tuple[Lookup, ...]:
    """A phone by another country's plan: seven to fifteen digits (ITU-T E.164), no date."""
    digits = sum(char.isdigit() for char in text)
    may_be = _FOREIGN_PHONE.fullmatch(text) and not _DATE.fullmatch(text) and _SHORTEST <= digits <= _LONGEST
    return (Lookup(LookupKind.PHONE, text),) if may_be else ()


def _numbers(text: str) -> tuple[Lookup, ...]:
    if _NUMBER.fullmatch(text):
        return Lookup(LookupKind.ID, text), Lookup(LookupKind.LICENSE, text), Lookup(LookupKind.STATE_ID, text)
    if _LICENSE.fullmatch(text) and not _DATE.fullmatch(text):
        compact = text.replace(" ", "")
        return Lookup(LookupKind.LICENSE, compact), Lookup(LookupKind.STATE_ID, compact)
    return ()


def _names(text: str) -> tuple[Lookup, ...]:
    words = text.replace(",", " ").split()
    is_name = len(words) > 1 and all(map(_is_name_word, words)) and name_splits(text)
    return (Lookup(LookupKind.NAME, text),) if is_name else ()


def _is_name_word(word: str) -> bool:
    """Letters of any script, and what stands beside them in names: o'Brien, Smith-Jones, Jr."""
    return any(char.isalpha() for char in word) and all(map(_may_be_in_name, word))


def _may_be_in_name(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "LM" or category in _NAME_CATEGORIES or char in _NAME_SIGNS


def name_splits(text: str) -> tuple[tuple[str, str], ...]:
    """Every (first, last) reading of a name, the likeliest first: as written, then last name first.

    "Smith, Mary Ann" says itself which part is the last name; "Mary Ann Smith" can be split at each blank.
    """
    if "," in text:
        last, first = (" ".join(part.split()).strip(" ,") for part in text.split(",", 1))
        return ((first, last),) if first and last else ()
    words = text.split()
    splits = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(len(words) - 1, 0, -1)]
    swapped = [(last, first) for first, last in splits]
    return tuple(dict.fromkeys([*splits, *swapped]))

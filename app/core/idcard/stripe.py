"""The magnetic stripe of a card (DL/ID-2000, tracks 1 to 3), for issuers without a barcode of the standard.

Track 1 ``%`` state(2) city(13) name(35) address(29) ``?``, shorter ones ended by ``^``; track 2 ``;`` IIN(6) number ``=`` expiry
YYMM birth CCYYMMDD, the rest of a long number ``?``; track 3 version(2) postal code(11) class(2) restrictions(10)
endorsements(4) sex(1) ``?``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from app.core.idcard.dates import read_date, read_stripe_expiry
from app.core.idcard.issuers import JURISDICTIONS
from app.core.idcard.names import Names, read_names

_TRACK_1 = re.compile(r"%([A-Z]{2})([^?;]{3,80})\?")
_TRACK_2 = re.compile(r";(\d{6})([0-9<]{1,13})=(\d{4})(\d{8})=?([0-9=<]*)\?")
_TRACK_3 = re.compile(r"\s*[%+#!_]?%?..([A-Z0-9][A-Z0-9 \-]{10})(?:[^?]{16}([12MF9]))?")
_CITY, _NAME = 13, 35
_OVERFLOW = 5
_LETTER, _ALPHABET = 2, 26  # digits that stand for a letter, and how many letters there are
# Issuers that print digits only, and those that print one letter and so many digits.
_ALL_DIGITS = frozenset(re.findall(r"\w\w", "AB AK AL AR BC CT DC DE GA LA ME MS NC NM NY OR PA SC SD SK TN TX UT"))
_LETTER_AND = {"CA": 7, "FL": 12, "IL": 11, "MD": 12, "MI": 12, "MN": 12}


@dataclass(frozen=True, slots=True, repr=False)
class Stripe:
    """What the tracks hold; texts are empty and dates None where they do not, or not with certainty."""

    iin: str
    names: Names
    number: str
    birth_date: date | None
    expires: date | None
    state: str
    city: str
    street: str
    street2: str
    postal_code: str
    gender: str


def read_stripe(text: str) -> Stripe | None:
    """The tracks of a stripe; None where there is no track 1 and 2 of the standard."""
    one = _TRACK_1.search(text) if "%" in text else None
    two = _TRACK_2.search(text) if one else None
    if not one or not two or two.start() < one.start():
        return None
    city, rest = _field(one[2], _CITY)
    name, address = _field(rest, _NAME)
    street, _, line2 = address.split("^")[0].partition("$")
    born = read_date(two[4], year_first=True)
    postal, gender = _third(text[two.end() :])
    return Stripe(
        iin=two[1],
        names=read_names({"DAA": re.sub(r"[,$]+", ",", name)}) if re.search(r"[,$]", name) else _unsure(),
        number=_number(two[2].rstrip("<") + two[5].strip("=<")[:_OVERFLOW], JURISDICTIONS.get(two[1], "")),
        birth_date=born,
        expires=read_stripe_expiry(two[3], born),
        state=one[1],
        city=city.strip(),
        street=street.strip(),
        street2="" if line2.upper().startswith(city.upper()) else line2.strip(),
        postal_code=postal,
        gender=gender,
    )


def _unsure() -> Names:
    return Names(unsure=frozenset({"last_name", "first_name", "middle_name"}))


def _field(text: str, length: int) -> tuple[str, str]:
    """A field that ends at its length, or before it at ``^``."""
    at = text.find("^", 0, length + 1)
    return (text[:length], text[length:]) if at < 0 else (text[:at], text[at + 1 :])


def _third(text: str) -> tuple[str, str]:
    """Postal code and sex of track 3."""
    track = _TRACK_3.match(text)
    if not track:
        return "", ""
    sex = track[2] or ""
    return track[1].strip(), {"1": "M", "2": "F", "9": "X"}.get(sex, sex)


def _number(digits: str, jurisdiction: str) -> str:
    """The number as it is printed: the track has digits only, and two of them for a letter (A is 01).

    "" where it cannot be told what the issuer prints.
    """
    if jurisdiction in _ALL_DIGITS:
        return digits
    letter = int(digits[:2] or 0)
    if len(digits) == _LETTER_AND.get(jurisdiction, -_LETTER) + _LETTER and 1 <= letter <= _ALPHABET:
        return chr(ord("A") - 1 + letter) + digits[2:]
    return ""

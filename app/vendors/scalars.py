"""Single values of a decoded payload, read the same way from every vendor whose records are typed structs.

Any scalar may come in any scalar's place, and what was not sent at all is UNSET: ABSENT, null and a value stay three
things. How a vendor spells its flags and its times is the vendor's own, in its folder.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, datetime
from decimal import Decimal, InvalidOperation
from typing import Final, TypeAlias

from msgspec import UnsetType

from app.core.values import ABSENT, Maybe

Scalar: TypeAlias = str | int | float | bool | None
Sent: TypeAlias = str | int | float | bool | UnsetType | None  # a scalar, or nothing at all
NOT_GIVEN: Final = "N/A"  # one vendor spells "no value" so; it says nothing wherever it comes from
_LONGEST_NUMBER: Final = 40  # characters
_MOST_PLACES: Final = 18  # before the point or behind it


def text(sent: Sent) -> Maybe[str]:
    """Text as sent; "N/A" is null, numbers and booleans are what they look like in JSON."""
    if isinstance(sent, str):
        return None if sent == NOT_GIVEN else sent
    if sent is None:
        return None
    if isinstance(sent, UnsetType):
        return ABSENT
    return str(sent).lower() if isinstance(sent, bool) else str(sent)


def texts(sent: Iterable[Sent]) -> list[Maybe[str]]:
    """As `text`, of several values at once."""
    return [one if type(one) is str and one != NOT_GIVEN else text(one) for one in sent]


def number(sent: Sent) -> Maybe[int | Decimal]:
    """A number, exact: a fraction becomes the Decimal of its shortest spelling; null where it is none."""
    if isinstance(sent, UnsetType):
        return ABSENT
    found = None if isinstance(sent, bool) or sent is None else exact(sent)
    if found is None:
        return None
    is_plain = isinstance(sent, str) and found.as_tuple().exponent == 0
    is_whole = isinstance(sent, int) or (isinstance(sent, float) and sent.is_integer())
    return int(found) if is_plain or is_whole else found


def exact(sent: str | float | Decimal) -> Decimal | None:
    """The number that a text or a number says; None where it is none that people write.

    One of thousands of digits, which a text as short as 1e5000 can be, could be neither shown nor written to a file.
    """
    word = str(sent).strip()
    try:
        found = Decimal(word) if len(word) <= _LONGEST_NUMBER else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() and abs(found.adjusted()) <= _MOST_PLACES else None


def placed(found: datetime | None) -> datetime | None:
    """A time; None for one at the very ends of the calendar, which other time zones could not tell.

    The first of them is what some systems write for none at all.
    """
    return found if found and MINYEAR < found.year < MAXYEAR else None

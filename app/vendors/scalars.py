"""Single values of a decoded payload, read the same way from every vendor whose records are typed structs.

Any scalar may come in any scalar's place, and what was not sent at all is UNSET: ABSENT, null and a value stay three
things. How a vendor spells its flags and its times is the vendor's own, in its folder.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Final, TypeAlias

from msgspec import UnsetType

from app.core.values import ABSENT, Maybe

Scalar: TypeAlias = str | int | float | bool | None
Sent: TypeAlias = str | int | float | bool | UnsetType | None  # a scalar, or nothing at all
NOT_GIVEN: Final = "N/A"  # one vendor spells "no value" so; it says nothing wherever it comes from


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
    if isinstance(sent, bool) or sent is None:
        return None
    if isinstance(sent, int):
        return sent
    try:
        found = Decimal(str(sent).strip())
    except InvalidOperation:
        return None
    if not found.is_finite():
        return None
    is_plain = isinstance(sent, str) and found.as_tuple().exponent == 0
    return int(found) if is_plain or (isinstance(sent, float) and sent.is_integer()) else found

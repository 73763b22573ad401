"""Single values as the program keeps them, read from whatever came. Pure functions; None where a value is not that.

"Parse leniently, never crash on an unexpected type" (IndicaOnline Open API v2.3, vendor document 6).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from app.core.phone import to_e164
from app.core.values import ABSENT, DateLike, Maybe, Unreadable
from app.vendors.indicaonline import const
from app.vendors.indicaonline.wire import Raw
from app.vendors.scalars import NOT_GIVEN, exact

T = TypeVar("T")
_DAY = 10  # characters of YYYY-MM-DD
_TRUE: Final = frozenset({"true", "1", "yes"})
_FALSE: Final = frozenset({"false", "0", "no"})
_WORDS: Final = {word: short for short, word in const.GENDER_WORDS.items()}


def text(sent: object) -> str | None:
    """Text as sent; numbers and booleans are what they look like in JSON."""
    if isinstance(sent, str):
        return sent
    if isinstance(sent, bool):
        return "true" if sent else "false"
    return str(sent) if isinstance(sent, int | float) else None


def lower(sent: object) -> str | None:
    """Text in lower case."""
    found = text(sent)
    return found.lower() if found is not None else None


def gender(sent: object) -> str | None:
    """The counter's letter for the vendor's words; another word stands for itself."""
    found = text(sent)
    return _WORDS.get(found.strip().lower(), found) if found is not None else None


def phone(sent: object) -> str | None:
    """A number as +1 and ten digits where it is a possible one; the sample has dashes, writes want digits."""
    found = text(sent)
    return to_e164(found) if found is not None else None


def flag(sent: object) -> bool | None:
    """A boolean, also where it is spelt as text or number."""
    if isinstance(sent, bool):
        return sent
    word = str(sent).strip().lower() if isinstance(sent, str | int) else ""
    return True if word in _TRUE else False if word in _FALSE else None


def day(sent: object) -> DateLike | None:
    """A date, also with a time behind it; Unreadable for any other text."""
    found = text(sent)
    if found is None:
        return None
    plain = len(found) >= _DAY and found[4] == "-" and found[7] == "-" and found[_DAY : _DAY + 1] in ("", " ", "T")
    try:
        return date.fromisoformat(found[:_DAY]) if plain else Unreadable(found)
    except ValueError:
        return Unreadable(found)


def number(sent: object) -> Decimal | None:
    """An exact number: a fraction is what its shortest spelling says."""
    return exact(sent) if isinstance(sent, str | int | float | Decimal) and not isinstance(sent, bool) else None


def ids(sent: object) -> tuple[str, ...] | None:
    """A list of ids as text, also where each comes as an object with more about it; None where an entry has none."""
    if not isinstance(sent, list):
        return None
    entries = [one.get("id") if isinstance(one, dict) else one for one in sent]
    found = [text(one) for one in entries if isinstance(one, int | str) and not isinstance(one, bool)]
    return tuple(one for one in found if one is not None) if len(found) == len(sent) else None


class Reader:
    """Reads the fields of one object and remembers in ``unread`` what said something that was not understood."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self.unread: dict[str, object] = {}

    def read(self, key: str, as_kind: Callable[[object], T | None]) -> Maybe[T]:
        """ABSENT where the key is missing, None where it says nothing or is not of the kind."""
        sent = self.raw.get(key, ABSENT)
        if sent is ABSENT:
            return ABSENT
        if sent is None or sent == NOT_GIVEN:
            return None
        found = as_kind(sent)
        if found is None and sent != "":
            self.unread[key] = sent
        return None if sent == "" and not isinstance(found, str) else found

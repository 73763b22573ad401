"""The three ways a value can be missing, and what a profile field can hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final, Literal, TypeAlias, TypeVar

T = TypeVar("T")


class Absent(Enum):
    """The vendor did not send the field at all: it has no such field, or the key lacks the scope."""

    ABSENT = "absent"

    def __bool__(self) -> Literal[False]:
        return False


ABSENT: Final = Absent.ABSENT
Maybe: TypeAlias = T | Absent | None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Text where a date was promised: shown as it came, never guessed at, and sent back unharmed."""

    text: str


DateLike = date | Unreadable
# What one profile field can hold. Text is never None: an emptied text field is "".
Value = str | bool | int | Decimal | date | Unreadable | tuple[str, ...] | None


def known(value: Maybe[T], default: T) -> T:
    """The value, or ``default`` where it is absent or null."""
    return default if value is None or value is ABSENT else value


def is_blank(value: object) -> bool:
    """Whether a value says nothing: absent, null, empty text or an empty list. False and 0 say something."""
    return value is None or value is ABSENT or value in ("", ())


def whole(text: str) -> str:
    """The text with a mark (U+FFFD) for each half of a character pair, which nothing could write down.

    A field that takes so many characters and no more cuts what is pasted in the middle of an emoji.
    """
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def same(one: object, other: object) -> bool:
    """Whether two values say the same to a person: every blank equals every other blank."""
    return (is_blank(one) and is_blank(other)) or one == other


def joined(parts: Iterable[object], separator: str = " ") -> str:
    """The non-blank parts as one line of text."""
    texts = [part.strip() if isinstance(part, str) else "" if is_blank(part) else str(part).strip() for part in parts]
    return separator.join(filter(None, texts))

"""What is written down of everything done at this desk, and how the entries hold together."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from app.core.customer import CustomerRef
from app.core.values import Value


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field as it was and as it became; None where there was or is nothing."""

    key: str
    before: Value = field(repr=False)
    after: Value = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing done: when, by whom, what, to which customer or store. Holds no scanned payload and no secret.

    ``number`` counts from 1 and is 0 until the journal has taken the entry.
    """

    at: datetime
    who: str
    deed: str
    ref: CustomerRef | None = None
    detail: str = ""
    changes: tuple[FieldChange, ...] = ()
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """An entry word for word as the journal holds it, with the hash of the one before it and its own.

    ``entry`` is None where the text can no longer be read as one.
    """

    number: int
    text: str = field(repr=False)
    before: bytes
    hash: bytes
    entry: Entry | None

    @property
    def is_intact(self) -> bool:
        """Whether it is as it was written, and stands behind the entry that it was written behind."""
        return link(self.before, self.number, self.text) == self.hash


def link(before: bytes, number: int, text: str) -> bytes:
    """The hash that ties an entry, as it was written, to everything before it (SHA-256).

    Changing, leaving out or moving an entry breaks the chain at that place.
    """
    return hashlib.sha256(before + number.to_bytes(8, "big") + text.encode()).digest()

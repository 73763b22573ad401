"""What this desk did in this run. Kept in memory only: it speaks of people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.core.customer import CustomerRef
from app.ports import Clock


class Deed(StrEnum):
    """What was done, in words."""

    OPENED = "Opened"
    CREATED = "Created"
    CHANGED = "Changed"
    DELETED = "Deleted"
    RESTORED = "Restored"
    CHECKED_IN = "Checked in"
    CHECK_IN_UNDONE = "Check-in taken back"
    UPLOADED = "Document added"
    SAVED_FILE = "Document saved to a file"
    FAILED = "Could not be saved"
    KEPT = "Kept here until the store answers"
    REFUSED = "Refused by the store"
    DROPPED = "Discarded before it was sent"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing done to one customer; ``detail`` names fields or kinds, never their values."""

    at: datetime
    ref: CustomerRef
    deed: Deed
    detail: str = ""


class Activity:
    """The entries of this run. ``added`` is called with each new one.

    ``who`` is who works at this desk, by name; until people sign in, whoever the window's account belongs to.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.who = ""
        self._entries: list[Entry] = []
        self.added: Callable[[Entry], None] = lambda _entry: None

    def note(self, ref: CustomerRef, deed: Deed, detail: str = "") -> None:
        """Write an entry down."""
        entry = Entry(self._clock.now(), ref, deed, detail)
        self._entries.append(entry)
        self.added(entry)

    def of(self, ref: CustomerRef) -> tuple[Entry, ...]:
        """What was done to one customer, the latest first."""
        return tuple(entry for entry in reversed(self._entries) if entry.ref == ref)

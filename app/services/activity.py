"""What this desk did: shown beside each customer, and written into the journal in order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from enum import StrEnum

from app.core.changes import Changes
from app.core.customer import Address, CustomerRef
from app.core.errors import AppError, MachineFault
from app.core.journal import Entry, FieldChange
from app.core.values import Absent, Value
from app.ports import Clock, Journal

__all__ = ["Activity", "Deed", "Entry", "field_changes"]


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
    SIGNED_IN = "Signed in"
    LOCKED = "Locked"
    STAFF = "People changed"
    ALLOWED = "Allowed by a manager"
    EXPORTED = "Written to a file"


# Who was here is kept for some days only (`core.settings.VISIT_DAYS`); an override, which has its reason, for as long as
# any other decision.
_MOST_IN_MEMORY = 2000  # entries of this run; a desk may run for weeks, and the journal has them all
_FLEETING = frozenset({Deed.CHECKED_IN, Deed.CHECK_IN_UNDONE})


class Activity:
    """The entries of this run, and behind them the journal. ``added`` is called with each new one.

    ``journal`` may be given later, too. ``who`` is who works at this desk, by name; until people sign in, whoever the
    window's account belongs to. ``failed`` hears of the first failure after a success to write the journal; what could
    not be written is written with the next.
    """

    def __init__(self, clock: Clock, journal: Journal | None = None) -> None:
        self._clock = clock
        self.journal = journal
        self.who = ""
        self._entries: deque[Entry] = deque(maxlen=_MOST_IN_MEMORY)
        self._unwritten: deque[Entry] = deque()
        self._writing: asyncio.Task[None] | None = None
        self.trouble: MachineFault | None = None  # why what was noted last could not be written
        self.added: Callable[[Entry], None] = lambda _entry: None
        self.failed: Callable[[AppError], None] = lambda _error: None
        self.is_kept: Callable[[], bool] = lambda: False

    async def open(self, days: int) -> int | None:
        """Forget what is older than so many days; answers the first entry that somebody was at, None where nobody was.

        MachineFault.
        """
        if self.journal is None:
            return None
        broken = await self.journal.check()
        now = self._clock.now()
        await self.journal.forget_before(now - timedelta(days=days), now)
        return broken

    def note(
        self,
        ref: CustomerRef | None,
        deed: Deed,
        detail: str = "",
        changes: Sequence[FieldChange] = (),
        *,
        who: str | None = None,
    ) -> None:
        """Write an entry down: ``detail`` names fields or kinds, ``changes`` says from what to what.

        ``who`` is whoever began it, where that may have been somebody else than who is here at its end.
        """
        name = self.who if who is None else who
        entry = Entry(at=self._clock.now(), who=name, deed=deed, ref=ref, detail=detail, changes=tuple(changes))
        self._entries.append(entry)
        if self.journal and (detail or deed not in _FLEETING):
            self._unwritten.append(entry)
            self._write()
        self.added(entry)

    def note_export(self, count: int, stores: Iterable[str]) -> None:
        """Write down that so many customers of these stores, by name, went into a file."""
        self.note(None, Deed.EXPORTED, f"{count} customers of {', '.join(stores)}")

    def of(self, ref: CustomerRef) -> tuple[Entry, ...]:
        """What was done to one customer in this run, the latest first."""
        return tuple(entry for entry in reversed(self._entries) if entry.ref == ref)

    async def history(self, ref: CustomerRef) -> tuple[Entry, ...]:
        """The same from the journal, also of earlier runs, with what is kept of this run only. MachineFault."""
        if self.journal is None:
            return self.of(ref)
        await self.settled()
        kept = await self.journal.about(ref)
        fleeting = [one for one in self.of(ref) if one.deed in _FLEETING and not one.detail]
        return tuple(sorted((*kept, *fleeting, *self._left_of(ref)), key=lambda one: one.at, reverse=True))

    def _left_of(self, ref: CustomerRef) -> list[Entry]:
        return [entry for entry in self._unwritten if entry.ref == ref]

    # ---------------------------------------------------------------------------------------- the journal

    async def settled(self) -> None:
        """Come back when everything noted until now is written, or could not be."""
        if self._unwritten:
            await asyncio.shield(self._write())

    def _write(self) -> asyncio.Task[None]:
        loop = asyncio.get_running_loop()
        if self._writing is None or self._writing.done() or self._writing.get_loop() is not loop:
            self._writing = loop.create_task(self._write_all())
        return self._writing

    async def _write_all(self) -> None:
        while self._unwritten and self.journal:
            some = list(self._unwritten)
            try:
                await self.journal.add(some)
            except MachineFault as fault:
                is_news, self.trouble = self.trouble is None, fault
                if is_news:
                    self.failed(fault)
                return
            self.trouble = None
            for _written in some:
                self._unwritten.popleft()


def field_changes(changes: Changes) -> tuple[FieldChange, ...]:
    """Each changed field as it was and as it becomes, addresses as lines."""
    base = changes.base
    fields = [FieldChange(key, _known(base.field_value(key)), value) for key, value in changes.fields.items()]
    kinds = changes.changed_address_kinds
    sides = [(_lines(base.address_list, kind), _lines(changes.addresses or (), kind)) for kind in kinds]
    addresses = [FieldChange(f"address {kind}", *both) for kind, both in zip(kinds, sides, strict=True)]
    return (*fields, *addresses)


def _lines(addresses: Sequence[Address], kind: str) -> str | None:
    """The addresses of a kind, of which some vendors keep several; None where there is none."""
    return "; ".join(one.one_line for one in addresses if one.kind == kind) or None


def _known(value: Value | Absent) -> Value:
    return None if isinstance(value, Absent) else value

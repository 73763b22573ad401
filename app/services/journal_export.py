"""The journal as a file for whoever checks it: every entry with what ties it to the one before.

A row of the file is one entry: ``record`` is its text word for word, ``hash`` the SHA-256 of the hash before (``previous``),
its ``number`` as eight bytes, the highest first, and ``record`` in UTF-8. ``intact`` says whether that is so; where an entry
was taken out, ``previous`` of the next one is not what that one was written behind.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.core.customer import ConnectionId
from app.core.errors import AppError, NotOffered
from app.core.journal import FieldChange, Sealed
from app.core.staff import Approval, Privilege
from app.ports import Clock, Journal
from app.services.activity import Activity, Deed
from app.services.customer_json import plain
from app.services.exports import write_pages
from app.services.shift import Shift
from app.services.stores import Stores
from app.services.tables import CsvSheet, JsonLines, Record, Sheet, no_format

ENDINGS = (".csv", ".jsonl")
_SAID = ("number", "at", "who", "deed", "store", "customer_id", "detail", "changes")
COLUMNS = (*_SAID, "intact", "record", "previous", "hash")


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a desk that are wanted, both included; None for as far as there are any."""

    first: date | None = None
    last: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def __str__(self) -> str:
        return f"{self.first or 'the first day'} to {self.last or 'the last'}"


@dataclass(frozen=True, slots=True)
class JournalExported:
    """How many entries the file holds, and the first one of the journal that somebody was at, None where nobody was."""

    count: int
    broken: int | None


class JournalExport:
    """Writes the journal down; a manager may, or a clerk with a manager's word. Each time is an entry of its own."""

    def __init__(self, activity: Activity, shift: Shift, stores: Stores, clock: Clock) -> None:
        self._clock = clock
        self._activity = activity
        self._shift = shift
        self._stores = stores

    def today(self) -> date:
        """The day of the desk, for the name of a file."""
        return self._clock.today()

    async def write(
        self,
        out: Path,
        days: Days,
        approval: Approval | None = None,
        progress: Callable[[int], None] = lambda _count: None,
    ) -> JournalExported:
        """Write the entries of those days to ``out``, which only its owner can read, also where the chain is broken.

        ClerkCanAct for a name with another ending, AccessDenied, NotOffered where no journal is kept, MachineFault.
        """
        sheet = _sheet(out)
        journal = self._kept()
        self._shift.use(Privilege.JOURNAL, approval)
        self._activity.note(None, Deed.EXPORTED, f"journal, {days}")
        await self._activity.settled()
        if self._activity.trouble:  # nobody takes the journal away unseen
            raise self._activity.trouble
        try:
            broken = await journal.check()
            count = await write_pages(self._pages(journal, days), sheet, out, progress)
        except (AppError, asyncio.CancelledError) as fault:
            self._activity.note(None, Deed.FAILED, "journal")
            if isinstance(fault, AppError):  # what is cancelled waits for nothing more
                await self._activity.settled()
            raise
        return JournalExported(count, broken)

    def _kept(self) -> Journal:
        if self._activity.journal is None:
            raise NotOffered("No journal is kept at this desk.", "Customers can be served.", "")
        return self._activity.journal

    async def _pages(self, journal: Journal, days: Days) -> AsyncIterator[Sequence[Record]]:
        names = {one.id: one.name for one in self._stores.listed()}
        number = 0
        while page := await journal.sealed(number):
            number = page[-1].number
            yield [_record(one, names) for one in page if one.entry is None or one.entry.at.astimezone().date() in days]


def _record(sealed: Sealed, names: Mapping[ConnectionId, str]) -> Record:
    entry = sealed.entry
    said: dict[str, object] = {"number": sealed.number}
    if entry is not None:
        ref = entry.ref
        said |= {"at": entry.at.isoformat(), "who": entry.who, "deed": str(entry.deed)}
        said |= {"store": names.get(ref.connection, ref.connection), "customer_id": ref.customer_id} if ref else {}
        said |= {"detail": entry.detail, "changes": [_change(one) for one in entry.changes]}
    chain = {"intact": sealed.is_intact, "record": sealed.text}
    return {**said, **chain, "previous": sealed.before.hex(), "hash": sealed.hash.hex()}


def _change(change: FieldChange) -> Mapping[str, object]:
    return {"field": change.key, "from": plain(change.before), "to": plain(change.after)}


def _cells(record: Record) -> Sequence[str]:
    """What a line of the table says, in the order of COLUMNS."""
    cells = {key: str(record.get(key, "")) for key in COLUMNS}
    changes = [f"{one['field']}: {_said(one['from'])} → {_said(one['to'])}" for one in record.get("changes", ())]
    cells |= {"changes": "; ".join(changes), "intact": "yes" if record["intact"] else "no"}
    return tuple(cells.values())


def _said(value: object) -> str:
    return "" if value is None else str(value)


def _sheet(out: Path) -> Sheet:
    ending = out.suffix.lower()
    if ending not in ENDINGS:
        raise no_format(ENDINGS)
    return CsvSheet(_cells, COLUMNS) if ending == ".csv" else JsonLines()

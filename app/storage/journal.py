"""The journal of this desk in the vault (ports.Journal): entries are added, never changed.

Each row holds the hash of itself and of the row before, so that `check` finds what was changed or left out by whoever got
at the file. Old entries may be forgotten from the front only; the last hash of those is kept, for the chain to begin at.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from app.core.customer import CustomerRef
from app.core.errors import RecordUnreadable
from app.core.journal import Entry, Sealed, link
from app.storage.records import pack, unpack

if TYPE_CHECKING:  # the engine is imported in the vault's threads alone
    from app.storage.vault.engine import Connection
    from app.storage.vault.vault import Vault

_log = logging.getLogger(__name__)

STATEMENTS = (
    """CREATE TABLE journal (
        number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, connection TEXT, customer_id TEXT,
        entry TEXT NOT NULL, link BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX journal_customer ON journal (connection, customer_id) WHERE customer_id IS NOT NULL",
    "CREATE TABLE journal_forgotten (number INTEGER NOT NULL, link BLOB NOT NULL) STRICT",
    "INSERT INTO journal_forgotten VALUES (0, zeroblob(32))",
    """CREATE TRIGGER journal_is_never_changed BEFORE UPDATE ON journal
        BEGIN SELECT RAISE(ABORT, 'an entry of the journal is never changed'); END""",
    """CREATE TRIGGER journal_is_forgotten_from_the_front BEFORE DELETE ON journal
        WHEN old.number > (SELECT number FROM journal_forgotten)
        BEGIN SELECT RAISE(ABORT, 'only the oldest entries of the journal are forgotten'); END""",
)
_LAST = "SELECT number, link FROM journal ORDER BY number DESC LIMIT 1"
_ROWS = "SELECT number, entry, link FROM journal WHERE number > ? ORDER BY number LIMIT ?"
# Entries stand in the order in which they were written; the times in them are only as good as the clock was.
_FIRST_WITHIN = "SELECT number FROM journal WHERE at BETWEEN ? AND ? ORDER BY number LIMIT 1"
_LAST_BEFORE = "SELECT number, link FROM journal WHERE number < ? ORDER BY number DESC LIMIT 1"
_DAYS_WITHIN = "SELECT count(*) FROM (SELECT DISTINCT substr(at, 1, 10) FROM journal WHERE at BETWEEN ? AND ? LIMIT ?)"
_DAYS_OF_PROOF = 3  # a clock that is wrong for longer is found out: no store can be reached with it
_STEP = 2000  # entries that are checked in one go: some ten milliseconds
_FORGOTTEN = "SELECT number, link FROM journal_forgotten"


class VaultJournal:
    """See ports.Journal."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def add(self, entries: Sequence[Entry]) -> None:
        """See ports.Journal."""
        texts = [pack(replace(entry, number=0)) for entry in entries]

        def work(connection: Connection) -> None:
            number, before = connection.execute(_LAST).fetchone() or connection.execute(_FORGOTTEN).fetchone()
            for entry, text in zip(entries, texts, strict=True):
                number += 1
                before = link(before, number, text)
                about = (entry.ref.connection, entry.ref.customer_id) if entry.ref else (None, None)
                row = (number, _sortable(entry.at), *about, text, before)
                connection.execute("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?)", row)

        await self._vault.write(work)

    async def about(self, ref: CustomerRef, limit: int = 200) -> Sequence[Entry]:
        """See ports.Journal."""
        query = (
            "SELECT number, entry FROM journal WHERE connection = ? AND customer_id = ? ORDER BY number DESC LIMIT ?"
        )
        return await self._entries(query, (ref.connection, ref.customer_id, limit))

    async def sealed(self, after: int, limit: int = 250) -> Sequence[Sealed]:
        """See ports.Journal."""
        return await self._vault.read(lambda connection: _sealed(connection, after, limit))

    async def _entries(self, query: str, arguments: tuple[object, ...]) -> Sequence[Entry]:
        rows = await self._vault.read(lambda connection: connection.execute(query, arguments).fetchall())
        return [entry for number, text in rows if (entry := _read(number, text))]

    async def check(self) -> int | None:
        """See ports.Journal. In steps, between which others read."""
        number, before = await self._vault.read(lambda connection: connection.execute(_FORGOTTEN).fetchone())
        while True:
            number, before, broken = await self._vault.read(partial(_checked, number=number, before=before))
            if before is None:
                return broken

    async def forget_before(self, moment: datetime, now: datetime) -> None:
        """See ports.Journal."""
        days = max(1, min(_DAYS_OF_PROOF, (now - moment).days))
        span = (_sortable(moment), _sortable(now))

        def work(connection: Connection) -> None:
            first = connection.execute(_FIRST_WITHIN, span).fetchone()
            last = connection.execute(_LAST_BEFORE, first).fetchone() if first else None
            if last and connection.execute(_DAYS_WITHIN, (*span, days)).fetchone()[0] == days:
                connection.execute("UPDATE journal_forgotten SET number = ?, link = ?", last)
                connection.execute("DELETE FROM journal WHERE number <= ?", (last[0],))

        await self._vault.write(work)


def _checked(connection: Connection, number: int, before: bytes) -> tuple[int, bytes | None, int | None]:
    """Go on behind the entry of that number and hash; at the end there is no hash, but perhaps the first broken entry."""
    forgotten = connection.execute(_FORGOTTEN).fetchone()
    if forgotten[0] > number:  # what was looked at last was forgotten meanwhile
        number, before = forgotten
    rows = connection.execute(_ROWS, (number, _STEP)).fetchall()
    for found, text, its_link in rows:
        number += 1
        before = link(before, number, text)
        if found != number or its_link != before:
            return number, None, number
    if rows:
        return number, before, None
    given = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'journal'").fetchone()
    return number, None, number + 1 if given and given[0] != number else None


def _sealed(connection: Connection, after: int, limit: int) -> Sequence[Sealed]:
    last = "SELECT link FROM journal WHERE number <= ? ORDER BY number DESC LIMIT 1"
    row = connection.execute(last, (after,)).fetchone()
    before: bytes = row[0] if row else connection.execute(_FORGOTTEN).fetchone()[1]
    sealed = []
    for number, text, its_link in connection.execute(_ROWS, (after, limit)):
        sealed.append(Sealed(number=number, text=text, before=before, hash=its_link, entry=_read(number, text)))
        before = its_link
    return sealed


def _read(number: int, text: str) -> Entry | None:
    try:
        return replace(unpack(text, Entry), number=number)
    except RecordUnreadable:  # an earlier version of this program does not know all words of a later one
        _log.warning("Entry %d of the journal cannot be read.", number)
        return None


def _sortable(moment: datetime) -> str:
    """A moment whose text sorts as time does, whatever offset it was written down with."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")

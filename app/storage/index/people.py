"""Taking people into the index, renewing and forgetting them: plain functions of one connection, in one transaction each.

A person keeps the row, and so the place among those seen lately, when the record is renewed. What FTS5 is given comes
in rising rows: it keeps new words in memory for as long as their rows rise.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.storage.index.forgiveness import note_words
from app.storage.index.record import pack, unpack
from app.storage.index.words import vocabulary_of, words_of

if TYPE_CHECKING:
    from app.storage.vault.engine import Connection

DROPPED_AT_ONCE = 1000
_FOUND_BY = "INSERT INTO words (rowid, word) VALUES (?, ?)"
_MERGED_PAGES = 250  # 1 MiB of the index, some milliseconds of the writer's time


@dataclass(frozen=True, slots=True)
class _Row:
    """One person as kept."""

    seq: int
    record: bytes


def put(connection: Connection, customers: Iterable[Customer]) -> None:
    """Take customers in or renew them, the last of one number counts; those who did not change cost a look."""
    by_store: dict[ConnectionId, dict[str, Customer]] = {}
    for customer in customers:
        by_store.setdefault(customer.ref.connection, {})[customer.ref.customer_id] = customer
    for connection_id, people in by_store.items():
        _Store(connection, connection_id).put(people)


def note_opened(connection: Connection, customer: Customer, at: datetime) -> None:
    """Take a customer in as the one seen last."""
    put(connection, [customer])
    _Store(connection, customer.ref.connection).raise_to_top(customer, at)


def remove(connection: Connection, refs: Collection[CustomerRef]) -> None:
    """Forget customers; one who is not there is no fault."""
    for connection_id in {ref.connection for ref in refs}:
        store = _Store(connection, connection_id)
        store.forget(store.known([ref.customer_id for ref in refs if ref.connection == connection_id]))


def drop_some(connection: Connection, connection_id: ConnectionId) -> bool:
    """Forget some people of a store, at last the store itself; answers whether there is more to do."""
    store = _Store(connection, connection_id)
    rows = connection.execute(
        "SELECT customer_id, seq, record FROM people WHERE store = ? LIMIT ?", (store.number, DROPPED_AT_ONCE)
    ).fetchall()
    store.forget({number: _Row(*row) for number, *row in rows})
    if len(rows) == DROPPED_AT_ONCE:
        connection.execute("UPDATE stores SET complete = 0, created_until = NULL WHERE number = ?", (store.number,))
        return True
    connection.execute("DELETE FROM stores WHERE number = ?", (store.number,))
    return False


def begin_settling(connection: Connection) -> bool:
    """Begin to bring the whole index into the order in which it is searched fastest; answers whether there is more to do."""
    return _merge(connection, -_MERGED_PAGES)


def settle_some(connection: Connection) -> bool:
    """Go on with that for some milliseconds; answers whether there is more to do."""
    return _merge(connection, _MERGED_PAGES)


def _merge(connection: Connection, pages: int) -> bool:
    before = connection.total_changes
    connection.execute("INSERT INTO words (words, rank) VALUES ('merge', ?)", (pages,))
    return connection.total_changes - before > 1  # as https://www.sqlite.org/fts5.html#the_merge_command has it


class _Store:
    """The people of one store in the index, which gets a number there when it is first met."""

    def __init__(self, connection: Connection, connection_id: ConnectionId) -> None:
        self._connection = connection
        self._id = connection_id
        connection.execute("INSERT OR IGNORE INTO stores (connection) VALUES (?)", (connection_id,))
        row = connection.execute("SELECT number FROM stores WHERE connection = ?", (connection_id,)).fetchone()
        self.number = int(row[0])

    def put(self, people: Mapping[str, Customer]) -> None:
        """Take people in or renew them, by their numbers."""
        packed = {number: pack(customer) for number, customer in people.items()}
        known = self.known(list(people))
        changed = {number: row for number, row in known.items() if row.record != packed[number]}
        self._renew([(row, people[number], packed[number]) for number, row in changed.items()])
        self._add([(people[number], packed[number]) for number in people if number not in known])

    def known(self, numbers: Sequence[str]) -> dict[str, _Row]:
        """Those of the customers who are in the index, by their numbers."""
        rows = self._connection.execute(
            "SELECT customer_id, seq, record FROM json_each(?) CROSS JOIN people"
            " ON people.store = ? AND people.customer_id = json_each.value",
            (json.dumps(numbers), self.number),
        )
        return {number: _Row(*row) for number, *row in rows}

    def forget(self, people: Mapping[str, _Row]) -> None:
        """Take people out."""
        words: Counter[str] = Counter()
        words.subtract(vocabulary_of(self._unpack(number, row.record) for number, row in people.items()))
        rows = sorted((row.seq,) for row in people.values())
        self._connection.executemany("DELETE FROM words WHERE rowid = ?", rows)
        self._connection.executemany("DELETE FROM people WHERE seq = ?", rows)
        self._count(-len(rows))
        self._note(words)

    def raise_to_top(self, customer: Customer, at: datetime) -> None:
        """Give a person the highest row: the one seen last."""
        number = customer.ref.customer_id
        before, top = self.known([number])[number].seq, self._next_seq() - 1
        after = top if before == top else top + 1
        if before != after:
            self._connection.execute("DELETE FROM words WHERE rowid = ?", (before,))
            self._connection.execute(_FOUND_BY, (after, words_of(customer, self.number)))
        self._connection.execute(
            "UPDATE people SET seq = ?, opened_at = ? WHERE seq = ?", (after, at.timestamp(), before)
        )

    def _add(self, people: Sequence[tuple[Customer, bytes]]) -> None:
        first = self._next_seq()
        rows = [(at, self.number, one.ref.customer_id, record) for at, (one, record) in enumerate(people, first)]
        self._connection.executemany("INSERT INTO people (seq, store, customer_id, record) VALUES (?, ?, ?, ?)", rows)
        found_by = ((at, words_of(one, self.number)) for at, (one, _record) in enumerate(people, first))
        self._connection.executemany(_FOUND_BY, found_by)
        self._count(len(people))
        self._note(vocabulary_of(one for one, _record in people))

    def _renew(self, people: Sequence[tuple[_Row, Customer, bytes]]) -> None:
        """Write what changed; only who is found by other words than before is indexed anew."""
        words: Counter[str] = Counter()
        found_by = []
        for row, after, _record in people:
            before = self._unpack(after.ref.customer_id, row.record)
            said = words_of(after, self.number)
            if set(words_of(before, self.number).split()) != set(said.split()):
                found_by.append((row.seq, said))
                words.update(vocabulary_of([after]))
                words.subtract(vocabulary_of([before]))
        records = [(record, row.seq) for row, _after, record in people]
        self._connection.executemany("UPDATE people SET record = ? WHERE seq = ?", records)
        found_by.sort()
        self._connection.executemany("DELETE FROM words WHERE rowid = ?", [(seq,) for seq, _said in found_by])
        self._connection.executemany(_FOUND_BY, found_by)
        self._note(words)

    def _count(self, change: int) -> None:
        if change:
            self._connection.execute("UPDATE stores SET people = people + ? WHERE number = ?", (change, self.number))

    def _note(self, words: Counter[str]) -> None:
        counts = {word: count for word, count in words.items() if count}
        if counts:
            note_words(self._connection, counts)

    def _next_seq(self) -> int:
        row = self._connection.execute("SELECT max(seq) FROM people").fetchone()
        return int(row[0] or 0) + 1

    def _unpack(self, number: str, record: bytes) -> Customer:
        return unpack(CustomerRef(self._id, number), record)

"""Finding people in the index: plain functions of one connection.

A search asks for the best kind of match first and stops as soon as there are rows enough, so that a common name costs as
little as a rare one; what was misspelled is thought of only where few are found as typed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from app.core.customer import ConnectionId, Customer
from app.core.index import Hit, MatchKind
from app.core.values import known
from app.storage.index.completing import completed, joined, shortened
from app.storage.index.dates import words_of_day
from app.storage.index.folding import fold, parts
from app.storage.index.marks import find
from app.storage.index.misread import misread
from app.storage.index.record import Kept
from app.storage.index.typed import Reading, expression, read, read_email
from app.storage.index.words import number_word, store_word

if TYPE_CHECKING:
    from app.storage.vault.engine import Connection

ENOUGH = 10  # rows that people look at; fewer, and what was typed may have been misspelled
_GUESSED = 25  # rows of a list with guesses; of more nobody would find the one who was meant
_STRICT = (MatchKind.EXACT, MatchKind.PREFIX)
_MOST_NAMESAKES = 1000  # of one ID number or one birth date and name; more is a placeholder

_SEARCH = """SELECT people.seq, people.store, people.customer_id, people.record
    FROM words CROSS JOIN people ON people.seq = words.rowid
    WHERE words MATCH ? ORDER BY words.rowid DESC LIMIT ?"""


def search(connection: Connection, text: str, connections: Collection[ConnectionId], limit: int) -> list[Hit]:
    """Who fits the text, by kind of match, then the latest first; nobody twice."""
    typed = read(text)
    readings = completed(connection, typed)
    asking = _Asking(connection, connections, limit)
    if not readings or not asking.stores:
        return []
    hits = [hit for kind in _STRICT for hit in asking.ask(readings, kind)]
    hits += asking.ask(joined(typed, readings), MatchKind.PREFIX)
    hits += asking.ask(read_email(text), MatchKind.PREFIX)
    if len(hits) < min(ENOUGH, limit):
        hits += _guessed(asking, readings, hits, limit)
    return hits or list(asking.ask(misread(text), MatchKind.TYPO))


def _guessed(asking: _Asking, readings: Sequence[Reading], hits: Sequence[Hit], limit: int) -> list[Hit]:
    """Who may have been meant beside the hits."""
    from app.storage.index.forgiveness import Forgiveness  # noqa: PLC0415 - takes 40 ms that the first search has not
    from app.storage.index.guessing import Guessing  # noqa: PLC0415 - see above

    guessing = Guessing(asking.rows, shortened(asking.connection, readings), Forgiveness(asking.connection))
    certain = any(hit.kind is MatchKind.EXACT for hit in hits)
    guesses = guessing.best(ENOUGH - len(hits), min(_GUESSED, limit) - len(hits), certain=certain)
    return [_hit(guess.kept.customer(), guess.readings, guess.kind) for guess in guesses]


def lately(connection: Connection, connections: Collection[ConnectionId], limit: int) -> list[Customer]:
    """Those opened at this desk, the latest first."""
    stores = stores_of(connection, connections)
    rows = connection.execute(
        "SELECT store, customer_id, record FROM people WHERE opened_at IS NOT NULL"
        " AND store IN (SELECT value FROM json_each(?)) ORDER BY opened_at DESC LIMIT ?",
        (json.dumps(list(stores)), limit),
    )
    return [Kept(stores[store], *row).customer() for store, *row in rows]


def with_license(connection: Connection, number: str, connections: Collection[ConnectionId]) -> list[Customer]:
    """Everybody with that ID number, blanks, hyphens and capitals aside."""
    wanted = number_word(number)
    people = _exactly(connection, f'"{wanted}"', connections) if wanted else ()
    return [customer for customer in people if number_word(known(customer.license_number, "")) == wanted]


def born(connection: Connection, day: date, family_name: str, connections: Collection[ConnectionId]) -> list[Customer]:
    """Everybody born on that day with that family name: the last name, or the end of a name that is one field."""
    words = parts(fold(family_name))
    if not words:
        return []
    named = " AND ".join(f'"{word}"' for word in words)
    asked = f'"{words_of_day(day)[0]}" AND ("{"".join(words)}" OR ({named}))'
    wanted = "".join(words)
    return [customer for customer in _exactly(connection, asked, connections) if _is_family(customer, day, wanted)]


def stores_of(connection: Connection, connections: Collection[ConnectionId]) -> dict[int, ConnectionId]:
    """The given stores that the index knows, by their numbers in it."""
    rows = connection.execute("SELECT number, connection FROM stores")
    return {number: ConnectionId(name) for number, name in rows if name in connections}


class _Asking:
    """One search's questions to the index; who was found once is not answered again."""

    def __init__(self, connection: Connection, connections: Collection[ConnectionId], limit: int) -> None:
        self.stores = stores_of(connection, connections)
        self.connection = connection
        everybody = connection.execute("SELECT count(*) FROM stores").fetchone()[0]
        ours = (f'"{store_word(store)}"' for store in self.stores)
        self._narrowed = "" if everybody == len(self.stores) else " OR ".join(ours)
        self._limit = limit
        self._found: set[int] = set()
        self._asked: set[str] = set()

    def ask(self, readings: Sequence[Reading], kind: MatchKind) -> Iterator[Hit]:
        """Who fits with matches of this kind at the weakest and was not found before, up to the limit of the search."""
        asked = expression(readings, kind)
        if not asked or asked in self._asked or len(self._found) >= self._limit:
            return
        self._asked.add(asked)
        found = self.rows(asked, self._limit)
        for seq in list(found)[: self._limit - len(self._found)]:
            self._found.add(seq)
            yield _hit(found[seq].customer(), readings, kind)

    def rows(self, asked: str, limit: int) -> dict[int, Kept]:
        """Those of the latest ``limit`` who fit an expression that were not answered before, the latest first."""
        # The word that nobody has makes a choice of the question, or FTS5 would walk through all people of the store with it.
        narrowed = f'({self._narrowed}) AND (({asked}) OR "#")' if self._narrowed else asked
        rows = self.connection.execute(_SEARCH, (narrowed, limit)).fetchall()
        return {
            seq: Kept(self.stores[store], number, record)
            for seq, store, number, record in rows
            if seq not in self._found
        }


def _hit(customer: Customer, readings: Sequence[Reading], kind: MatchKind) -> Hit:
    found = find(customer, readings, kind)
    return Hit(customer, kind, found.field, found.marks) if found else Hit(customer, kind, "")


def _exactly(connection: Connection, asked: str, connections: Collection[ConnectionId]) -> list[Customer]:
    stores = stores_of(connection, connections)
    rows = connection.execute(_SEARCH, (asked, _MOST_NAMESAKES)).fetchall()
    return [Kept(stores[store], *row).customer() for _seq, store, *row in rows if store in stores]


def _is_family(customer: Customer, day: date, wanted: str) -> bool:
    if customer.birth_date != day:
        return False
    last = "".join(parts(fold(known(customer.last_name, ""))))
    whole = parts(fold(known(customer.single_name, "")))
    return last == wanted or any("".join(whole[at:]) == wanted for at in range(1, len(whole)))

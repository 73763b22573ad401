"""The vocabulary: every distinct word of the customers' names, how many bear it, and by what it is found.

``spellings`` holds one number for each way to a word: the hash of the way (what is left of the word without a letter
or two, or the key of its sound) above the word's own number. One integer a row, six bytes: with hashes that now and
then lead to a wrong word, which is looked at and dropped, it is a quarter of the size of a table of texts. The rows of a new
word lie all over the table, so they are collected in a small table first: a first load would else write the whole
large one anew with every page of customers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from zlib import crc32

from app.storage.index.forgiveness.edits import remains
from app.storage.index.forgiveness.sound import sound_keys

if TYPE_CHECKING:
    from app.storage.vault.engine import Connection

_WORD_BITS = 23  # 8 million words; with the hash below, what SQLite keeps in six bytes
_HASH_MASK = (1 << 24) - 1
_WORD_MASK = (1 << _WORD_BITS) - 1
_FRESH = 250_000  # rows, those of about nine thousand words
_MOVED = 25_000  # rows at once, some 50 ms
_SHORTEST = 2  # a letter alone is found by its beginning

FORGIVENESS_STATEMENTS: tuple[str, ...] = (
    "CREATE TABLE vocabulary (number INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE, customers INTEGER NOT NULL)",
    "CREATE TABLE spellings (code INTEGER PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE fresh_spellings (code INTEGER PRIMARY KEY) WITHOUT ROWID",
)
_COUNT = (
    "UPDATE vocabulary SET customers = customers + q.value FROM json_each(?) AS q WHERE word = q.key RETURNING word"
)
_WORDS_BY = (
    "WITH q AS MATERIALIZED (SELECT value AS least, value + :mask AS most FROM json_each(:codes)),"
    " found AS MATERIALIZED (SELECT s.code & :mask AS number FROM q CROSS JOIN spellings AS s ON s.code BETWEEN least AND most"
    " UNION SELECT s.code & :mask FROM q CROSS JOIN fresh_spellings AS s ON s.code BETWEEN least AND most)"
    " SELECT v.word, v.customers FROM found CROSS JOIN vocabulary AS v ON v.number = found.number WHERE v.customers > 0"
)


def note_words(connection: Connection, counts: Mapping[str, int]) -> None:
    """Count folded name words of customers who came (+) or went (-), within the caller's transaction.

    A word that nobody bears any more is forgotten with all that leads to it.
    """
    noted = {word: count for word, count in counts.items() if count and len(word) >= _SHORTEST}
    known = {word for (word,) in connection.execute(_COUNT, (json.dumps(noted),))}
    _add(connection, [(word, count) for word, count in noted.items() if count > 0 and word not in known])
    _forget(connection, [word for word, count in noted.items() if count < 0])


def _add(connection: Connection, new: list[tuple[str, int]]) -> None:
    if not new:
        return
    ((last,),) = connection.execute("SELECT coalesce(max(number), 0) FROM vocabulary")
    rows = [(word, number, count) for number, (word, count) in enumerate(new, last + 1)]
    connection.executemany("INSERT INTO vocabulary (word, number, customers) VALUES (?, ?, ?)", rows)
    codes = sorted({code | number for word, number, _count in rows for code in _codes(word)})
    connection.execute("INSERT INTO fresh_spellings (code) SELECT value FROM json_each(?)", (json.dumps(codes),))
    while connection.execute("SELECT count(*) FROM fresh_spellings").fetchone()[0] > _FRESH:
        settle(connection, least=hashed(new.pop()[0]) if new else 0, most=_MOVED)


def settle(connection: Connection, *, least: int = 0, most: int = -1) -> None:
    """Move what was collected to where it is kept: ``most`` neighbouring rows from ``least`` on, or all of them.

    It is done by itself, a part at a time, so that no transaction takes long. Neighbours lie on few pages of the large
    table; where they begin is left to chance, so that every part has its turn.
    """
    moved = connection.execute(
        "SELECT min(code), max(code) FROM (SELECT code FROM fresh_spellings WHERE code >= ? ORDER BY code LIMIT ?)",
        (least, most),
    ).fetchone()
    connection.execute(
        "INSERT INTO spellings (code) SELECT code FROM fresh_spellings WHERE code BETWEEN ? AND ?", moved
    )
    connection.execute("DELETE FROM fresh_spellings WHERE code BETWEEN ? AND ?", moved)


def _forget(connection: Connection, words: list[str]) -> None:
    asked = "SELECT word, number FROM json_each(?) AS q CROSS JOIN vocabulary ON word = q.value WHERE customers <= 0"
    gone = connection.execute(asked, (json.dumps(words),)).fetchall()
    codes = [(code | number,) for word, number in gone for code in _codes(word)]
    for statement in ("DELETE FROM spellings WHERE code = ?", "DELETE FROM fresh_spellings WHERE code = ?"):
        connection.executemany(statement, codes)
    connection.executemany("DELETE FROM vocabulary WHERE word = ?", [(word,) for word, _number in gone])


def _codes(word: str) -> set[int]:
    return {hashed(way) for way in (*remains(word), *sound_keys(word))}


def hashed(way: str) -> int:
    """The upper part of the code of what is left of a word, or of the key of a sound."""
    return (crc32(way.encode()) & _HASH_MASK) << _WORD_BITS


def customers_by_way(connection: Connection, ways: Iterable[str]) -> dict[str, int]:
    """The words that any of these lead to, and a few wrong ones, with how many customers bear them."""
    codes = json.dumps([hashed(way) for way in ways])
    return dict(connection.execute(_WORDS_BY, {"codes": codes, "mask": _WORD_MASK}))


def customers_by_word(connection: Connection, words: Iterable[str]) -> dict[str, int]:
    """Those of the words that somebody bears, and how many do."""
    asked = "SELECT word, customers FROM json_each(?) AS q CROSS JOIN vocabulary ON word = q.value WHERE customers > 0"
    return dict(connection.execute(asked, (json.dumps(list(words)),)))


def customers_by_prefix(connection: Connection, prefixes: Iterable[str]) -> dict[str, int]:
    """Those of the prefixes that some word begins with, and how many customers bear such a word."""
    asked = (
        "SELECT q.value, sum(customers) FROM json_each(?) AS q"
        " CROSS JOIN vocabulary ON word BETWEEN q.value AND q.value || '{' GROUP BY q.value"
    )
    return dict(connection.execute(asked, (json.dumps(list(prefixes)),)))


def names_by_prefix(connection: Connection, prefixes: Iterable[str], most: int) -> dict[str, list[str]]:
    """The commonest words that begin with any of the prefixes, at most so many of all, by their prefixes."""
    asked = (
        "SELECT q.value, word FROM json_each(?) AS q CROSS JOIN vocabulary ON word BETWEEN q.value AND q.value || '{'"
        " ORDER BY customers DESC LIMIT ?"
    )
    names: dict[str, list[str]] = {prefix: [] for prefix in prefixes}
    for prefix, word in connection.execute(asked, (json.dumps(list(names)), most)):
        names[prefix].append(word)
    return names

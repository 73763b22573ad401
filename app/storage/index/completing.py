"""The beginning of a name as the names that begin so, where what was typed is a name itself.

FTS5 collects all rows of a beginning that is longer than its prefix indexes before it answers the first one; rows of
whole words it walks one by one, and stops. For the commonest names that is the difference between four milliseconds and one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.storage.index.typed import Place, Reading, Term

if TYPE_CHECKING:
    from app.storage.vault.engine import Connection

_INDEXED = 3  # letters of the longest prefix index; see schema.py
_MOST_NAMES = 64
_MANY = 2000  # customers who bear a beginning, and collecting them takes longer than a millisecond
_NAMES = "SELECT word FROM vocabulary WHERE word >= :word AND word < :word || '{' ORDER BY word LIMIT :most"
_COMMONEST = """SELECT word, customers FROM vocabulary WHERE word >= :word AND word < :word || '{'
    ORDER BY customers DESC LIMIT :most"""


def completed(connection: Connection, readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """The same readings with the names that long beginnings stand for."""
    names: dict[str, tuple[str, ...]] = {}
    return tuple(tuple(_place(connection, place, names) for place in reading) for reading in readings)


def joined(typed: Sequence[Reading], done: Sequence[Reading]) -> tuple[Reading, ...]:
    """One word as it was typed where names stood for it: it also begins names that are written apart (maryann, Mary Annabel)."""
    return tuple(plain for plain, named in zip(typed, done, strict=True) if len(plain) == 1 and plain != named)


def shortened(connection: Connection, readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """The same for guesses: where very many bear a beginning, the commonest names that begin so stand for it."""
    return tuple(
        tuple(replace(place, terms=tuple(_short(connection, term) for term in place.terms)) for place in reading)
        for reading in readings
    )


def _short(connection: Connection, term: Term) -> Term:
    if term.names or not _is_long(term):
        return term
    found = connection.execute(_COMMONEST, {"word": term.word, "most": _MOST_NAMES}).fetchall()
    are_many = sum(customers for _word, customers in found) > _MANY
    return replace(term, names=tuple(word for word, _customers in found)) if are_many else term


def _is_long(term: Term) -> bool:
    return term.is_prefix and len(term.word) > _INDEXED and term.word.isascii() and term.word.isalpha()


def _place(connection: Connection, place: Place, names: dict[str, tuple[str, ...]]) -> Place:
    return replace(place, terms=tuple(_term(connection, term, names) for term in place.terms))


def _term(connection: Connection, term: Term, names: dict[str, tuple[str, ...]]) -> Term:
    if not _is_long(term):
        return term
    if term.word not in names:
        rows = connection.execute(_NAMES, {"word": term.word, "most": _MOST_NAMES + 1})
        found = tuple(word for (word,) in rows)
        is_name = found[:1] == (term.word,) and len(found) <= _MOST_NAMES
        names[term.word] = found if is_name else ()
    return replace(term, names=names[term.word])

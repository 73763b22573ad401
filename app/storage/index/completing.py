"""The beginning of a name as the names that begin so, where what was typed is a name itself.

FTS5 collects all rows of a beginning that is longer than its prefix indexes before it answers the first one; rows of
whole words it walks one by one, and stops. For the commonest names that is the difference between four milliseconds and one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from app.storage.index.typed import Place, Reading, Term

if TYPE_CHECKING:
    from app.storage.vault.engine import Connection

_INDEXED = 3  # letters of the longest prefix index; see schema.py
_MOST_NAMES = 64
_NAMES = "SELECT word FROM vocabulary WHERE word >= :word AND word < :word || '{' ORDER BY word LIMIT :most"


def completed(connection: Connection, readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """The same readings with the names that long beginnings stand for."""
    names: dict[str, tuple[str, ...]] = {}
    return tuple(tuple(_place(connection, place, names) for place in reading) for reading in readings)


def _place(connection: Connection, place: Place, names: dict[str, tuple[str, ...]]) -> Place:
    return replace(place, terms=tuple(_term(connection, term, names) for term in place.terms))


def _term(connection: Connection, term: Term, names: dict[str, tuple[str, ...]]) -> Term:
    if not term.is_prefix or len(term.word) <= _INDEXED or not (term.word.isascii() and term.word.isalpha()):
        return term
    if term.word not in names:
        rows = connection.execute(_NAMES, {"word": term.word, "most": _MOST_NAMES + 1})
        found = tuple(word for (word,) in rows)
        is_name = found[:1] == (term.word,) and len(found) <= _MOST_NAMES
        names[term.word] = found if is_name else ()
    return replace(term, names=names[term.word])

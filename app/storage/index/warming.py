"""Reading the index once, so that the first searches find it in the memory of the system and not on a cold disk.

It is read through the engine, in steps, because opening the file beside it would let go of the locks that the engine
has on it. https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.storage.vault.engine import Connection

_ROWS = 250  # about a megabyte of the largest table: 25 milliseconds of the slowest disk
# By what a search needs first. A block of the index fills a page, so that counting one reads it.
_STEPS = (
    "SELECT max(id) FROM (SELECT id, block FROM words_data WHERE id > ? ORDER BY id LIMIT ?) WHERE block IS NOT NULL",
    "SELECT max(seq) FROM (SELECT seq, record FROM people WHERE seq > ? ORDER BY seq LIMIT ? * 40) WHERE record IS NOT NULL",
)


@dataclass(frozen=True, slots=True)
class Warmed:
    """How far the reading has got: which table, and its last row."""

    table: int = 0
    row: int = -1


def warm_some(connection: Connection, warmed: Warmed) -> Warmed | None:
    """Read on from there; None where everything was read."""
    if warmed == Warmed():
        _prepare_guessing()
    if warmed.table == len(_STEPS):
        return None
    (row,) = connection.execute(_STEPS[warmed.table], (warmed.row, _ROWS)).fetchone()
    return Warmed(warmed.table + 1) if row is None else Warmed(warmed.table, row)


def _prepare_guessing() -> None:
    """What the first misspelled name would else have to wait for: the libraries, and the list of short names."""
    from app.storage.index import guessing  # noqa: F401, PLC0415 - not before the first search
    from app.storage.index.forgiveness.short_names import called  # noqa: PLC0415 - see above

    called("bob")

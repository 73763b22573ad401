"""The index of a million invented people, built once and kept for the next measurement.

``BENCH_FOLDER`` names the folder to keep it in, else it is built anew in a temporary one; ``BENCH_PEOPLE`` how many
people there are.
"""

from __future__ import annotations

import gc
import json
import os
import time
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from app.core.customer import Customer
from app.storage.desk_vault import steps
from app.storage.index import people as index_people
from app.storage.index.schema import STATEMENTS
from app.storage.index.words import words_of
from app.storage.paths import Home
from app.storage.vault.engine import Connection, connect, connect_in_memory, writing
from app.storage.vault.file import VaultFile
from tests.bench.people import people
from tests.bench.rehearsal import amount

KEY = b"k" * 32
PEOPLE = int(os.environ.get("BENCH_PEOPLE") or amount(1_000_000, 3_000))
_BATCH = 5000
_BARE_EVERY = 20  # batches
_SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class Built:
    """An index on the disk. ``seconds`` of wall clock and of work it took, bringing it into order included.

    ``bare``: what FTS5 alone takes for the same words, in seconds of work, measured on a part of them between the rest.
    """

    root: str
    people: int
    seconds: float
    worked: float
    bare: float
    worst_step: float
    bytes: int
    of: int  # which tables

    @property
    def path(self) -> Path:
        """The encrypted file."""
        return Home.at(self.root).vault_file


def built_index(temporary: Path, count: int = PEOPLE) -> Built:
    """The index, from the folder of the last measurement where there is one of the same people and tables."""
    root = Path(os.environ.get("BENCH_FOLDER", temporary)) / f"people-{count}"
    noted = root / "built.json"
    if noted.exists():
        built = Built(**json.loads(noted.read_bytes()))
        if built.of == _fingerprint():
            return built
    home = Home.at(root)
    home.prepare()
    file = VaultFile(home, steps())
    file.create(KEY)
    connection = file.open(KEY)
    gc.disable()  # as in the program, which collects garbage between two events of the window
    seconds, worked, bare, worst = _fill(connection, count)
    gc.enable()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()
    size = home.vault_file.stat().st_size
    built = Built(str(root), count, seconds, worked, bare, worst, size, _fingerprint())
    noted.write_text(json.dumps(asdict(built)))
    return built


def reader(built: Built) -> Connection:
    """A connection as a search has one."""
    return connect(built.path, KEY, query_only=True)


def sample(count: int = PEOPLE) -> list[Customer]:
    """People from all over the index."""
    return list(islice(people(count), 0, None, max(1, count // _SAMPLE)))


def _fill(connection: Connection, count: int) -> tuple[float, float, float, float]:
    """Wall clock, work, the same for bare FTS5, and the longest transaction, without the making of the people."""
    everybody = people(count)
    bare = _Bare()
    seconds = worked = worst = 0.0
    for number, batch in enumerate(iter(lambda: list(islice(everybody, _BATCH)), [])):
        began, worked_before = time.perf_counter(), time.process_time()
        with writing(connection):
            index_people.put(connection, batch)
        worst = max(worst, time.perf_counter() - began)
        seconds += time.perf_counter() - began
        worked += time.process_time() - worked_before
        if not number % _BARE_EVERY:
            bare.put(batch)
    began, worked_before = time.perf_counter(), time.process_time()
    more = True
    step = index_people.begin_settling
    while more:
        with writing(connection):
            more = step(connection)
        step = index_people.settle_some
    seconds += time.perf_counter() - began
    worked += time.process_time() - worked_before
    return seconds, worked, bare.seconds / bare.people * count, worst


class _Bare:
    """FTS5 alone, in memory, with words that were made before: what no design of ours can do without."""

    def __init__(self) -> None:
        self._connection = connect_in_memory()
        self._connection.execute(next(one for one in STATEMENTS if "VIRTUAL TABLE words" in one))
        self.people = 0
        self.seconds = 0.0

    def put(self, batch: list[Customer]) -> None:
        """Take a batch in and count the work."""
        rows = [(self.people + at, words_of(one, 1)) for at, one in enumerate(batch, 1)]
        began = time.process_time()
        with writing(self._connection):
            self._connection.executemany("INSERT INTO words (rowid, word) VALUES (?, ?)", rows)
        self.seconds += time.process_time() - began
        self.people += len(batch)


def _fingerprint() -> int:
    return sum("".join(STATEMENTS).encode())

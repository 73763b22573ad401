"""The customers of a bulk run, kept so that hundreds of thousands fit into memory, and nowhere else.

Nothing of them is written to disk. Records are kept in blocks: within a block the values of each key stand side by
side, which compresses to a fifth of what single records take, and a block is small enough to be opened while a
table is scrolled.
"""

from __future__ import annotations

import json
import threading
import zlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.services.customer_json import KEYS
from app.services.tables import STORE, Record

CONNECTION = "connection"  # whose customer it is, by the id of the connection
BLOCK = 128  # records
_OPENED = 8  # blocks kept ready for the table: more than a screen shows
_LEVEL = 6
_KEYS = (CONNECTION, STORE, *KEYS)


@dataclass(frozen=True, slots=True)
class _Held:
    """What can be read at one moment: so many closed blocks, and the records after them."""

    blocks: int = 0
    rest: tuple[Record, ...] = ()


class Rows:
    """Records in the order in which they came. One thread may add while another reads."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._held = _Held()
        self._adding = threading.Lock()
        self._opened: OrderedDict[int, Sequence[Record]] = OrderedDict()

    def __len__(self) -> int:
        held = self._held
        return held.blocks * BLOCK + len(held.rest)

    def __getitem__(self, row: int) -> Record:
        """One record; for the thread of the window, which keeps the blocks it opened lately."""
        held = self._held
        block, place = divmod(row, BLOCK)
        return held.rest[place] if block >= held.blocks else self._open(block)[place]

    def add(self, records: Sequence[Record]) -> None:
        """Take records; compresses, so it is for a worker thread."""
        with self._adding:
            rest = (*self._held.rest, *records)
            while len(rest) >= BLOCK:
                self._blocks.append(_packed(rest[:BLOCK]))
                rest = rest[BLOCK:]
            self._held = _Held(len(self._blocks), rest)  # in one step: whoever reads sees the one state or the other

    def batches(self) -> Iterator[Sequence[Record]]:
        """Everything there is now, in pieces; for a worker thread."""
        held = self._held
        for block in range(held.blocks):
            yield _unpacked(self._blocks[block])
        if held.rest:
            yield held.rest

    def _open(self, block: int) -> Sequence[Record]:
        if block in self._opened:
            self._opened.move_to_end(block)
        else:
            self._opened[block] = _unpacked(self._blocks[block])
            if len(self._opened) > _OPENED:
                self._opened.popitem(last=False)
        return self._opened[block]


def _packed(records: Sequence[Record]) -> bytes:
    """A block: for each key the places of the records that have it (null: all of them), and their values."""
    said: dict[str, tuple[list[int] | None, list[Any]]] = {}
    for key in _KEYS:
        places = [place for place, record in enumerate(records) if key in record]
        if places:
            values = [records[place][key] for place in places]
            said[key] = (places if len(places) < len(records) else None, values)
    return zlib.compress(json.dumps([len(records), said], separators=(",", ":")).encode(), _LEVEL)


def _unpacked(block: bytes) -> Sequence[Record]:
    count, said = json.loads(zlib.decompress(block))
    records: list[dict[str, Any]] = [{} for _ in range(count)]
    for key, (places, values) in said.items():
        for place, value in zip(range(count) if places is None else places, values, strict=True):
            records[place][key] = value
    return records

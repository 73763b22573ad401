"""How fast ID barcodes are read, against splitting the same payloads into lines and nothing else."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.errors import NotAnId
from app.core.idcard import read_card
from tests.bench.rehearsal import amount, at_least, at_most
from tests.unit.core.test_idcard_fuzz import REPEATED, SECONDS, of_one_thing

pytestmark = pytest.mark.bench

ROUNDS = amount(15, 1)
LEAST = 5_000  # payloads a second
FOLDER = Path(__file__).parents[1] / "data" / "aamva"


def _seconds(work: Callable[[], None]) -> float:
    """Processor time: what else runs on the machine is not the reader's."""
    taken = []
    for _round in range(ROUNDS):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


def test_reading() -> None:
    """At least 5,000 payloads a second, damaged and run-together ones among them."""
    payloads = [path.read_bytes() for path in sorted(FOLDER.glob("*.bin"))]

    def bare() -> None:
        for payload in payloads:
            {line[:3]: line[3:] for line in payload.decode("latin-1").split("\n")}

    def ours() -> None:
        for payload in payloads:
            with contextlib.suppress(NotAnId):
                read_card(payload)

    slow, fast = _seconds(ours), _seconds(bare)
    rate = len(payloads) / slow
    print(f"ID payloads a second: {rate:,.0f}; against splitting into lines alone: {slow / fast:.1f} x the time")
    assert at_least(rate, LEAST)


def test_the_slowest_texts() -> None:
    """The longest text of one thing alone ends within 50 ms, whatever it is."""
    taken = {piece: of_one_thing(piece, 8_000) for piece in REPEATED}
    slowest = max(taken, key=lambda piece: taken[piece])
    print(f"8,000 characters of {slowest!r}: {1000 * taken[slowest]:.0f} ms")
    assert at_most(taken[slowest], SECONDS)

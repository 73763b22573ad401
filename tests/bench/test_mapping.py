"""How fast a vendor's JSON becomes customers, against a bare decoding of the same bytes in the same run."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.customer import ConnectionId, Customer
from app.vendors.treez import mapping, wire
from tests.bench.rehearsal import amount, at_least

pytestmark = pytest.mark.bench

ROUNDS = amount(9, 1)
LEAST = 20_000  # customers a second
PAGE = 2_000


def _page() -> bytes:
    """A list answer of the vendor's shape with many customers: its two sample records, again and again."""
    sample = json.loads((Path(__file__).parents[1] / "data/treez/list_response_synthetic.json").read_bytes())
    records = sample["data"]
    sample["data"] = [dict(records[number % len(records)], customer_id=str(number)) for number in range(PAGE)]
    return json.dumps(sample).encode()


def _seconds(work: Callable[[], object]) -> float:
    taken = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def _customers(raw: bytes, connection: ConnectionId) -> list[Customer]:
    records = wire.read_customers(wire.read_envelope(raw).data).pairs
    return [mapping.customer(connection, record, sent) for record, sent in records]


def test_decoding_and_mapping() -> None:
    """At least 20,000 customers a second from the vendor's bytes to the domain."""
    raw = _page()
    connection = ConnectionId("bench")
    bare = _seconds(lambda: json.loads(raw))
    ours = _seconds(lambda: _customers(raw, connection))
    print(f"customers a second: {PAGE / ours:,.0f}; against json.loads alone: {ours / bare:.2f} x the time")
    assert at_least(PAGE / ours, LEAST)

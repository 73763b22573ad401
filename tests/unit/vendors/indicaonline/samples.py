"""The vendor's sample bodies and what is needed to map them in tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.core.customer import ConnectionId, Customer
from app.vendors.indicaonline import mapping, wire

FOLDER = Path(__file__).parents[3] / "data" / "indicaonline"
SHOP = ConnectionId("shop")


def sample(name: str) -> bytes:
    """One file of the samples."""
    return (FOLDER / name).read_bytes()


RECORD: Mapping[str, Any] = json.loads(sample("seed003_customer_corrected.json"))
MINIMAL: Mapping[str, Any] = json.loads(sample("made_customer_recreational_minimal.json"))


def customer_of(record: Mapping[str, object]) -> Customer:
    """What one record is in the domain, after the way over JSON."""
    return mapping.customer(SHOP, wire.read_record(json.dumps(record).encode()))

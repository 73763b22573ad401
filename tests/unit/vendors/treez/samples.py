"""The vendor's sample bodies and what is needed to map them in tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from app.core.customer import ConnectionId, Customer
from app.vendors.treez import mapping, wire

FOLDER = Path(__file__).parents[3] / "data" / "treez"
SHOP = ConnectionId("shop")


def sample(name: str) -> bytes:
    """One file of the samples."""
    return (FOLDER / name).read_bytes()


def customers(body: bytes) -> list[Customer]:
    """What an envelope's records are in the domain."""
    data = wire.read_envelope(body).data
    return [mapping.customer(SHOP, one, raw) for one, raw in wire.read_customers(data).pairs]


def customer_of(record: Mapping[str, object]) -> Customer:
    """What one record is in the domain."""
    return customers(json.dumps({"resultCode": "SUCCESS", "data": record}).encode())[0]

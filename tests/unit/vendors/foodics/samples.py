"""The vendor's sample bodies and what is needed to map them in tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.core.customer import ConnectionId, Customer
from app.vendors.foodics import mapping, wire

FOLDER = Path(__file__).parents[3] / "data" / "foodics"
SHOP = ConnectionId("shop")
SAUDI_ARABIA = 966


def sample(name: str) -> bytes:
    """One file of the samples."""
    return (FOLDER / name).read_bytes()


def record_in(name: str) -> dict[str, Any]:
    """The record in a sample's envelope."""
    found: dict[str, Any] = json.loads(sample(name))["data"]
    return found


def customers(body: bytes, store_code: int = SAUDI_ARABIA, names: Mapping[str, str] | None = None) -> list[Customer]:
    """What an envelope's records are in the domain."""
    pairs = wire.read_customers(wire.read_envelope(body))
    return [mapping.customer(SHOP, one, raw, store_code, names) for one, raw in pairs]


def customer_of(
    record: Mapping[str, object], store_code: int = SAUDI_ARABIA, names: Mapping[str, str] | None = None
) -> Customer:
    """What one record is in the domain."""
    return customers(json.dumps({"data": record}).encode(), store_code, names)[0]

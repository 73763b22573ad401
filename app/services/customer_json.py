"""A customer as JSON: the promised keys, in the promised order, and no others.

A key that the vendor did not send is left out; null means that the vendor said null; empty text stays empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any

from app.core.customer import Address, Customer, Document, Verification
from app.core.values import ABSENT, Absent, Unreadable

CHANNELS = ("mail", "email", "text", "call")
ADDRESS_KEYS = (
    "kind",
    "street1",
    "street2",
    "city",
    "state",
    "postal_code",
    "country",
    "primary",
    "latitude",
    "longitude",
)
_FIRST_KEYS = ("first_name", "middle_name", "last_name", "nickname", "notes", "email")
_MIDDLE_KEYS = (
    "birth_date",
    "license_expires",
    "medical_expires",
    "gender",
    "phone",
    "license_number",
    "state_medical_id",
    "customer_type",
    "standing",
    "merged_into",
    "merged_from",
    "banned",
    "warnings",
    "verification",
    "groups",
    "loyalty_balance",
    "consent",
)
_LAST_KEYS = ("created_at", "updated_at", "last_visit_at", "addresses", "documents")
_FIRST, _MIDDLE, _LAST = attrgetter(*_FIRST_KEYS), attrgetter(*_MIDDLE_KEYS), attrgetter(*_LAST_KEYS)
KEYS = ("customer_id", *_FIRST_KEYS, "full_name", *_MIDDLE_KEYS, "opt_out", *_LAST_KEYS)


def customer_json(customer: Customer) -> dict[str, Any]:
    """One customer, ready for `json.dumps`."""
    said: dict[str, Any] = {"customer_id": customer.ref.customer_id}
    for key, value in _parts(customer):
        if value is not ABSENT:
            said[key] = value if type(value) in _AS_THEY_ARE else _plain(value)
    return said


def _parts(customer: Customer) -> Iterator[tuple[str, object]]:
    yield from zip(_FIRST_KEYS, _FIRST(customer), strict=True)
    if full_name := customer.full_name:
        yield "full_name", full_name
    yield from zip(_MIDDLE_KEYS, _MIDDLE(customer), strict=True)
    if "opt_out" in customer.extra:
        yield "opt_out", customer.extra["opt_out"]
    yield from zip(_LAST_KEYS, _LAST(customer), strict=True)


def _plain(value: object) -> Any:
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    reader = _READER_OF.get(kind) or next((read for base, read in _READERS if isinstance(value, base)), None)
    return reader(value) if reader else value


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _list(values: tuple[object, ...]) -> list[Any]:
    return [_plain(value) for value in values]


def _verification(value: Verification) -> dict[str, Any]:
    return {"status": value.status, "reasons": list(value.reasons)}


def _consent(value: Mapping[str, bool | None]) -> dict[str, Any]:
    return {channel: value[channel] for channel in CHANNELS if channel in value}


def _address(value: Address) -> dict[str, Any]:
    return _named(value, ADDRESS_KEYS)


def _document(value: Document) -> dict[str, Any]:
    return _named(value, ("kind", "url", "updated_at"))


def _named(value: object, keys: tuple[str, ...]) -> dict[str, Any]:
    parts = ((key, getattr(value, key)) for key in keys)
    return {key: _plain(part) for key, part in parts if not isinstance(part, Absent)}


_READERS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (Decimal, _number),
    (Unreadable, lambda value: value.text),
    (datetime, datetime.isoformat),
    (date, date.isoformat),
    (tuple, _list),
    (Verification, _verification),
    (Address, _address),
    (Document, _document),
    (Mapping, _consent),
)
_AS_THEY_ARE = frozenset({str, bool, int, type(None)})
_READER_OF = dict(_READERS)  # by the very type, which is what nearly every value is; the rest by its base

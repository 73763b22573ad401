"""A customer as JSON: the promised keys, in the promised order, and no others.

A key that the vendor did not send is left out; null means that the vendor said null; empty text stays empty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any

from app.core.customer import Address, Customer, Document, Verification
from app.core.values import ABSENT, Unreadable

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
_DOCUMENT_KEYS = ("kind", "url", "updated_at")
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
_NAMED_KEYS = (*_FIRST_KEYS, "full_name", *_MIDDLE_KEYS)
_named, _last = attrgetter(*_NAMED_KEYS), attrgetter(*_LAST_KEYS)
_address_parts, _document_parts = attrgetter(*ADDRESS_KEYS), attrgetter(*_DOCUMENT_KEYS)
KEYS = ("customer_id", *_NAMED_KEYS, "opt_out", *_LAST_KEYS)


def customer_json(customer: Customer) -> dict[str, Any]:
    """One customer, ready for `json.dumps`."""
    said: dict[str, Any] = {"customer_id": customer.ref.customer_id}
    _take(said, _NAMED_KEYS, _named(customer))
    if not said["full_name"]:
        del said["full_name"]
    if "opt_out" in customer.extra:
        said["opt_out"] = plain(customer.extra["opt_out"])
    _take(said, _LAST_KEYS, _last(customer))
    return said


def _take(said: dict[str, Any], keys: tuple[str, ...], values: tuple[object, ...]) -> None:
    for key, value in zip(keys, values, strict=True):
        kind = type(value)
        if kind in _AS_THEY_ARE:
            said[key] = value
        elif value is not ABSENT:
            read = _READER_OF.get(kind) or plain
            said[key] = read(value)


def plain(value: object) -> Any:
    """A value of a customer as JSON has it."""
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    reader = _READER_OF.get(kind) or next((read for base, read in _READERS if isinstance(value, base)), None)
    return reader(value) if reader else value


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _list(values: tuple[object, ...]) -> list[Any]:
    return [plain(value) for value in values]


def _verification(value: Verification) -> dict[str, Any]:
    return {"status": value.status, "reasons": list(value.reasons)}


def _consent(value: Mapping[str, bool | None]) -> dict[str, Any]:
    return {channel: value[channel] for channel in CHANNELS if channel in value}


def _address(value: Address) -> dict[str, Any]:
    said: dict[str, Any] = {}
    _take(said, ADDRESS_KEYS, _address_parts(value))
    return said


def _document(value: Document) -> dict[str, Any]:
    said: dict[str, Any] = {}
    _take(said, _DOCUMENT_KEYS, _document_parts(value))
    return said


_READERS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (Decimal, _number),
    (Unreadable, lambda value: value.text),
    (datetime, datetime.isoformat),
    (date, date.isoformat),
    (tuple, _list),
    (Verification, _verification),
    (Address, _address),
    (Document, _document),
    (dict, _consent),
    (Mapping, _consent),
)
_AS_THEY_ARE = frozenset({str, bool, int, type(None)})
# By the very type, which is what nearly every value is; the rest by its base.
_READER_OF: Mapping[type, Callable[[Any], Any]] = dict(_READERS)

"""A customer as JSON: the promised keys, in the promised order, and no others.

A key that the vendor did not send is left out; null means that the vendor said null; empty text stays empty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any

from app.core.customer import Address, Customer, Document, Verification
from app.core.values import ABSENT, Absent, Unreadable

VERIFICATION = ("status", "reasons")
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
_MOMENTS = ("created_at", "updated_at", "last_visit_at")
_PARTED = ("verification", "consent", "addresses", "documents")
_MIDDLE_VALUES = tuple(key for key in _MIDDLE_KEYS if key not in _PARTED)
_LAST_KEYS = (*_MOMENTS, "addresses", "documents")
_FROM = {"phone": "international_phone"}  # where a key's value stands, if not under its name
_first, _last, _moments = attrgetter(*_FIRST_KEYS), attrgetter(*_LAST_KEYS), attrgetter(*_MOMENTS)
_middle = attrgetter(*(_FROM.get(key, key) for key in _MIDDLE_KEYS))
_middle_values = attrgetter(*(_FROM.get(key, key) for key in _MIDDLE_VALUES))
_address_parts, _document_parts = attrgetter(*ADDRESS_KEYS), attrgetter(*_DOCUMENT_KEYS)
KEYS = ("customer_id", *_FIRST_KEYS, "full_name", *_MIDDLE_KEYS, "opt_out", *_LAST_KEYS)
VALUE_KEYS = ("customer_id", *_FIRST_KEYS, "full_name", *_MIDDLE_VALUES, "opt_out", *_MOMENTS)  # of what has no parts


def customer_json(customer: Customer) -> dict[str, Any]:
    """One customer, ready for `json.dumps`."""
    values = (
        customer.ref.customer_id,
        *_first(customer),
        customer.full_name or ABSENT,
        *_middle(customer),
        customer.extra.get("opt_out", ABSENT),
        *_last(customer),
    )
    return _said(KEYS, values)


def customer_values(customer: Customer) -> tuple[object, ...]:
    """What a customer has under each of VALUE_KEYS, as the customer has it (see `plain`)."""
    return (
        customer.ref.customer_id,
        *_first(customer),
        customer.full_name or None,
        *_middle_values(customer),
        customer.extra.get("opt_out"),
        *_moments(customer),
    )


def _said(keys: tuple[str, ...], values: tuple[object, ...]) -> dict[str, Any]:
    """What was sent of it."""
    return {
        key: value if (kind := type(value)) in _AS_THEY_ARE else (_READER_OF.get(kind) or plain)(value)
        for key, value in zip(keys, values, strict=True)
        if value is not ABSENT
    }


def plain(value: object) -> Any:
    """A value of a customer as JSON has it; null where it was not sent."""
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    reader = _READER_OF.get(kind) or next((read for base, read in _READERS if isinstance(value, base)), None)
    return reader(value) if reader else value


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


@lru_cache(maxsize=1 << 15)  # the days of a lifetime: people share their birthdays, and all of them some years
def _day(value: date) -> str:
    return value.isoformat()


def _list(values: tuple[object, ...]) -> list[Any]:
    return [plain(value) for value in values]


def _verification(value: Verification) -> dict[str, Any]:
    return {"status": value.status, "reasons": list(value.reasons)}


def _consent(value: Mapping[str, bool | None]) -> dict[str, Any]:
    return {channel: value[channel] for channel in CHANNELS if channel in value}


def _address(value: Address) -> dict[str, Any]:
    return _said(ADDRESS_KEYS, _address_parts(value))


def _document(value: Document) -> dict[str, Any]:
    return _said(_DOCUMENT_KEYS, _document_parts(value))


_READERS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (Absent, lambda _value: None),
    (Decimal, _number),
    (Unreadable, lambda value: value.text),
    (datetime, datetime.isoformat),
    (date, _day),
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

"""Whole records of the domain as text for the vault, and back, with nothing lost on the way.

JSON, with an object ``{"$": kind, ...}`` for whatever JSON has no form of its own for. ABSENT fields are left out, so
that a field added to the domain later reads as absent from an older record; one taken away is passed over.
"""

from __future__ import annotations

import dataclasses
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

from app.core.customer import Address, Caregiver, Customer, CustomerRef, Document, Verification
from app.core.draft import Draft
from app.core.errors import RecordUnreadable
from app.core.journal import Entry, FieldChange
from app.core.outbox import Write
from app.core.values import ABSENT, Absent, Unreadable

T = TypeVar("T")
_log = logging.getLogger(__name__)
_KIND: Final = "$"
_RECORDS: Final[dict[str, type[Any]]] = {
    kind.__name__: kind
    for kind in (Address, Caregiver, Customer, CustomerRef, Document, Draft, Entry, FieldChange, Verification, Write)
}
_FIELDS: Final = {name: frozenset(field.name for field in dataclasses.fields(kind)) for name, kind in _RECORDS.items()}


def pack(value: object) -> str:
    """A record, or any value that one can hold, as text. TypeError for anything else: a bug."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def unpack(text: str, kind: type[T]) -> T:
    """What was packed; RecordUnreadable where the text holds no such thing."""
    try:
        value = _meant(json.loads(text))
    except (ValueError, KeyError, TypeError, ArithmeticError) as fault:
        raise _unreadable() from fault
    if not isinstance(value, kind):
        raise _unreadable()
    return value


def readable(texts: Iterable[str], kind: type[T]) -> Iterator[T]:
    """What was packed, each that can be read: one that cannot never keeps the others from being read."""
    for text in texts:
        try:
            yield unpack(text, kind)
        except RecordUnreadable:
            _log.warning("A %s that is kept cannot be read and is left out.", kind.__name__)


def _unreadable() -> RecordUnreadable:
    return RecordUnreadable(
        "A record kept on this computer cannot be read.",
        "Customers can still be served: their records are at the store.",
        "Search for the customer and open the record anew.",
    )


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list):
        return [_plain(one) for one in value]
    for kind, name, write in _WRITTEN:
        if isinstance(value, kind):
            return {_KIND: name, "v": write(value)}
    return _plain_record(value)


_WRITTEN: Final[tuple[tuple[type, str, Callable[[Any], object]], ...]] = (
    (Absent, "absent", lambda _absent: None),
    (datetime, "moment", datetime.isoformat),
    (date, "day", date.isoformat),
    (Decimal, "number", str),
    (Unreadable, "unreadable", lambda value: value.text),
    (tuple, "row", lambda ones: [_plain(one) for one in ones]),
    (Mapping, "map", lambda pairs: [[_plain(key), _plain(one)] for key, one in pairs.items()]),
)


def _plain_record(value: object) -> dict[str, object]:
    name = type(value).__name__
    if _RECORDS.get(name) is not type(value):
        raise TypeError(f"a {name} has no form in the vault")
    said = {key: getattr(value, key) for key in sorted(_FIELDS[name])}
    return {_KIND: name} | {key: _plain(one) for key, one in said.items() if one is not ABSENT}


def _meant(plain: object) -> object:
    if isinstance(plain, list):
        return [_meant(one) for one in plain]
    if not isinstance(plain, dict):
        return plain
    kind = plain[_KIND]
    if kind in _RECORDS:
        fields = _FIELDS[kind]
        return _RECORDS[kind](**{key: _meant(one) for key, one in plain.items() if key in fields})
    return _READ[kind](plain.get("v"))


_READ: Final[dict[str, Callable[[Any], object]]] = {
    "absent": lambda _nothing: ABSENT,
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "number": Decimal,
    "unreadable": Unreadable,
    "row": lambda ones: tuple(_meant(one) for one in ones),
    "map": lambda pairs: {_meant(key): _meant(one) for key, one in pairs},
}

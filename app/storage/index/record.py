"""The indexed fields of a customer as a few bytes, and back.

A MessagePack array: first a number whose bits say which fields are there (a field left out is ABSENT), then the values.
A date is its day number, text in its place was unreadable; a moment is its second, or text where that would lose anything.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from types import NoneType
from typing import Final, NamedTuple

import msgspec

from app.core.customer import Caregiver, ConnectionId, Customer, CustomerRef, Verification
from app.core.values import ABSENT, Unreadable

_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(list[object]).decode

# The order is the format: fields are added at the end.
FIELDS: Final = (
    *("first_name", "middle_name", "last_name", "nickname", "single_name", "birth_date", "phone", "email"),
    *("license_number", "license_expires", "customer_type", "is_medical", "state_medical_id", "medical_expires"),
    *("caregivers", "standing", "merged_into", "banned", "warnings", "verification"),
    *("last_visit_at", "created_at", "updated_at"),
)

_NAMES: Final = (1 << FIELDS.index("single_name") + 1) - 1  # the bits of the first fields, which are the names
_EMAIL: Final = 1 << FIELDS.index("email")
_NO_OFFSET: Final = timedelta()
_fields_of: Final = attrgetter(*FIELDS)


def pack(customer: Customer) -> bytes:
    """The indexed fields of a record; the customer's number and store are kept beside them."""
    present = 0
    values: list[object] = [0]
    for bit, value in enumerate(_fields_of(customer)):
        if value is not ABSENT:
            present |= 1 << bit
            values.append(value if type(value) in _PLAIN else _WRITE.get(type(value), str)(value))
    values[0] = present
    return _encode(values)


def unpack(ref: CustomerRef, packed: bytes) -> Customer:
    """The customer with the fields that were packed, the rest ABSENT."""
    present, *values = _decode(packed)
    fields = zip(_held(present), values, strict=True)
    held = {name: value if read is None or value is None else read(value) for (name, read), value in fields}
    return Customer(ref=ref, **held)  # type: ignore[arg-type]  # each value is of its field's type, as it was packed


class Kept(NamedTuple):
    """A customer as kept, read as far as is asked for: of hundreds who are compared a few are shown."""

    connection: ConnectionId
    customer_id: str
    record: bytes

    def customer(self) -> Customer:
        """All of the record."""
        return unpack(CustomerRef(self.connection, self.customer_id), self.record)

    def names(self) -> tuple[list[str], str]:
        """The name fields that hold text, in their order, and the e-mail address or ""."""
        present, *values = _decode(self.record)
        names, email = _places(present)
        held = [value for value in values[:names] if isinstance(value, str) and value]
        address = values[email] if email is not None else ""
        return held, address if isinstance(address, str) else ""


@lru_cache(1000)
def _places(present: object) -> tuple[int, int | None]:
    """How many of the values are names, and which is the e-mail address."""
    bits = present if isinstance(present, int) else 0
    return (bits & _NAMES).bit_count(), (bits & (_EMAIL - 1)).bit_count() if bits & _EMAIL else None


@lru_cache(1000)
def _held(present: object) -> tuple[tuple[str, Callable[[object], object] | None], ...]:
    """Which fields the bits say are there, and how each is read."""
    bits = present if isinstance(present, int) else 0
    return tuple((name, _READ.get(name)) for bit, name in enumerate(FIELDS) if bits >> bit & 1)


def _moment(value: datetime) -> int | str:
    is_plain = (value.tzinfo is UTC or value.utcoffset() == _NO_OFFSET) and not value.microsecond
    return int(value.timestamp()) if is_plain else value.isoformat()


def _read_moment(value: object) -> datetime:
    return datetime.fromtimestamp(value, UTC) if isinstance(value, int) else datetime.fromisoformat(str(value))


def _read_date(value: object) -> date | Unreadable:
    return date.fromordinal(value) if isinstance(value, int) else Unreadable(str(value))


def _read_texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _read_caregivers(value: object) -> tuple[Caregiver, ...]:
    return tuple(Caregiver(*_read_texts(one)) for one in value) if isinstance(value, list) else ()


def _read_verification(value: object) -> Verification:
    status, *reasons = _read_texts(value)
    return Verification(status, tuple(reasons))


def _list(value: tuple[object, ...]) -> list[object]:
    return [[one.customer_id, one.name, one.license_number] if isinstance(one, Caregiver) else one for one in value]


_PLAIN: Final = frozenset({str, bool, NoneType})
_WRITE: Final[dict[type, Callable[..., object]]] = {
    date: date.toordinal,
    Unreadable: lambda value: value.text,
    datetime: _moment,
    tuple: _list,
    Verification: lambda value: [value.status, *value.reasons],
}
_READ: Final[dict[str, Callable[[object], object]]] = {
    **dict.fromkeys(("birth_date", "license_expires", "medical_expires"), _read_date),
    **dict.fromkeys(("last_visit_at", "created_at", "updated_at"), _read_moment),
    "caregivers": _read_caregivers,
    "warnings": _read_texts,
    "verification": _read_verification,
}

"""Foodics' records as the program's customers. Pure functions, no I/O.

Rules from the vendor document, sections 5 to 10: times are UTC, a missing key is no null (its scope is missing),
flags come as booleans or as 0 and 1, and what cannot be understood is carried along exactly as it came.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Final, TypeVar

from msgspec import UnsetType

from app.core.addresses import kind_of
from app.core.customer import AccountEntry, Address, ConnectionId, Customer, CustomerRef, Standing
from app.core.errors import UnexpectedReply
from app.core.phone import to_e164
from app.core.twin import twin_of
from app.core.values import ABSENT, Absent, DateLike, Maybe, Unreadable, Value, known
from app.vendors.foodics import const
from app.vendors.foodics.dialling import NORTH_AMERICA
from app.vendors.foodics.wire import (
    ADDRESS_KEYS,
    CUSTOMER_KEYS,
    Raw,
    WireAddress,
    WireCustomer,
    WireTag,
    WireTransaction,
    WireZone,
)
from app.vendors.scalars import NOT_GIVEN, Scalar, Sent, number, placed, text

T = TypeVar("T")
_Customer, _Address, _Ref = twin_of(Customer), twin_of(Address), twin_of(CustomerRef)
_TRUE: Final = frozenset({"true", "1", "1.0"})
_FALSE: Final = frozenset({"false", "0", "0.0"})
_MOMENTS: Final = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H-%M-%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d")
_USUAL: Final = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d", re.ASCII)
_GENDER_OF: Final = {str(number): letter for letter, number, _ in const.GENDERS}
POSSIBLY_DELETED: Final = "possibly deleted"  # a mark of deletion that is no time: for a person to look at


# ------------------------------------------------------------------------------------------------ scalars


def flag(sent: Sent) -> Maybe[bool]:
    """A boolean, also as 0 or 1 (vendor document 13.3); null where it is neither."""
    if isinstance(sent, bool):
        return sent
    if isinstance(sent, UnsetType):
        return ABSENT
    word = str(sent).strip().lower()
    return True if word in _TRUE else False if word in _FALSE else None


def moment(sent: Sent) -> Maybe[datetime]:
    """A time in UTC, in either of the documented spellings (vendor document 13.4); null where it is none."""
    found = text(sent)
    if found is None or found is ABSENT:
        return found
    said = found.removesuffix("Z")
    if usual := _usual_moment(said):
        return usual
    for spelling in _MOMENTS:
        try:
            return placed(datetime.strptime(said, spelling).replace(tzinfo=UTC))
        except ValueError:
            continue
    return None


def _usual_moment(said: str) -> datetime | None:
    """A time as nearly every one is spelt, which strptime reads too, but twenty times slower."""
    if not _USUAL.fullmatch(said):
        return None
    try:
        return placed(datetime.fromisoformat(said).replace(tzinfo=UTC))
    except ValueError:
        return None


def day(sent: Sent) -> Maybe[DateLike]:
    """A date; Unreadable where the text is neither that nor empty."""
    found = text(sent)
    if found is None or found is ABSENT or not found:
        return ABSENT if found is ABSENT else None
    # fromisoformat would also read dates without hyphens and week dates, and strptime one digit for two.
    if len(found) == len("2000-01-01") and found[4] == found[7] == "-":
        try:
            return date.fromisoformat(found)
        except ValueError:
            return Unreadable(found)
    return Unreadable(found)


def dial_code(sent: Sent) -> Maybe[int]:
    """The country's number, also as text (vendor document 6); null where it is none."""
    found = text(sent)
    if found is None or found is ABSENT:
        return found
    digits = found.strip().removeprefix("+")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= len("0000") else None


def gender(sent: Sent) -> Maybe[str]:
    """M, F, or the vendor's own number where it is another."""
    found = text(sent)
    return _GENDER_OF.get(found, found) if isinstance(found, str) else found


def _coordinate(sent: Sent) -> Maybe[float]:
    found = number(sent)
    if found is None or found is ABSENT:
        return found
    try:
        degrees = float(found)
    except OverflowError:
        return None
    return degrees if math.isfinite(degrees) else None


# ------------------------------------------------------------------------------------------------ lists


def _items(sent: list[T] | Sent, name: str) -> Maybe[Sequence[T]]:
    """The list; null for null, "" and "N/A". UnexpectedReply for another scalar, which no list can hold."""
    if isinstance(sent, list):
        return sent
    if isinstance(sent, UnsetType):
        return ABSENT
    if sent is None or sent in ("", NOT_GIVEN):
        return None
    raise UnexpectedReply(const.LABEL, f"a single value where a list should be at $.data.{name}")


def tag_ids(sent: list[WireTag | Scalar] | Sent) -> Maybe[tuple[tuple[str, str], ...]]:
    """The customer's tags as id and name ("" where only the id came)."""
    found = _items(sent, "tags")
    if found is None or found is ABSENT:
        return found
    tags = [one if isinstance(one, WireTag) else WireTag(id=one) for one in found if one is not None]
    pairs = ((known(text(one.id), ""), known(text(one.name), "")) for one in tags)
    return tuple((number, name) for number, name in pairs if number or name)


def tag_directory(sent: Sequence[WireTag]) -> dict[str, str]:
    """The names of the store's customer tags by id (vendor document 9)."""
    living = [one for one in sent if not known(text(one.deleted_at), "")]
    wanted = (one for one in living if one.type in (const.CUSTOMER_TAG, str(const.CUSTOMER_TAG)))
    pairs = ((known(text(one.id), ""), known(text(one.name), "")) for one in wanted)
    return {number: name for number, name in pairs if number and name.strip()}


def _groups(wire: WireCustomer, names: Mapping[str, str]) -> Maybe[tuple[str, ...]]:
    found = tag_ids(wire.tags)
    if found is None or found is ABSENT:
        return found
    return tuple(name or names.get(number, number) for number, name in found)


def address(wire: WireAddress, raw: Raw) -> Address:
    """One address: its name is the kind, its free text the first line (vendor document 8)."""
    name = text(wire.name)
    zone = wire.delivery_zone
    places = (("latitude", wire.latitude), ("longitude", wire.longitude))
    unread = {key for key, sent in places if _coordinate(sent) is None and sent not in (None, "", NOT_GIVEN)}
    if isinstance(zone, WireZone) and raw.get("delivery_zone") != {"id": zone.id}:
        unread.add("delivery_zone")
    return _Address(
        kind=kind_of(known(name, "")),
        address_id=known(text(wire.id), ""),
        street1=text(wire.description),
        latitude=_coordinate(wire.latitude),
        longitude=_coordinate(wire.longitude),
        zone=text(zone.id) if isinstance(zone, WireZone) else text(zone),
        carried={key: raw[key] for key in (raw.keys() - ADDRESS_KEYS) | unread},
    )


def _addresses(wire: WireCustomer, raw: Raw) -> Maybe[tuple[Address, ...]]:
    found = _items(wire.addresses, "addresses")
    if found is None or found is ABSENT:
        return found
    whole = raw.get("addresses")
    pairs = zip(found, whole if isinstance(whole, list) else [], strict=True)
    living = [(one, its) for one, its in pairs if one is not None and not known(text(one.deleted_at), "")]
    return tuple(address(one, its) for one, its in living)


def address_records(raw: Raw) -> dict[str, Raw]:
    """The raw addresses of a raw record by id."""
    found = raw.get("addresses")
    places = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return {str(one["id"]): one for one in places if isinstance(one.get("id"), str | int)}


# ------------------------------------------------------------------------------------------------ wire -> core


def record_id(wire: WireCustomer) -> str:
    """The customer's number; UnexpectedReply where there is none: nobody could be opened by it."""
    sent = wire.id
    if isinstance(sent, str) and sent != NOT_GIVEN and sent.strip():
        return sent.strip()
    if isinstance(sent, int) and not isinstance(sent, bool):
        return str(sent)
    raise UnexpectedReply(const.LABEL, "a record without a customer number at $.data.id")


def customer(
    connection: ConnectionId, wire: WireCustomer, raw: Raw, store_code: int, names: Mapping[str, str] | None = None
) -> Customer:
    """The customer of one record. ``store_code`` is the store's dial code, ``names`` those of its tags by id.

    UnexpectedReply where the record has no number, or a value where a list should be.
    """
    created, updated, visited = moment(wire.created_at), moment(wire.updated_at), moment(wire.last_order_at)
    balance, banned = number(wire.loyalty_balance), flag(wire.is_blacklisted)
    extra = _extra(wire)
    return _Customer(
        ref=_Ref(connection, record_id(wire)),
        single_name=text(wire.name),
        birth_date=day(wire.birth_date),
        gender=gender(wire.gender),
        email=text(wire.email),
        phone=_phone(wire, store_code),
        standing=standing(wire.deleted_at),
        banned=banned,
        groups=_groups(wire, names or {}),
        loyalty_balance=balance,
        notes=text(wire.notes),
        created_at=created,
        updated_at=updated,
        last_visit_at=visited,
        addresses=_addresses(wire, raw),
        extra={key: value for key, value in extra.items() if value is not ABSENT},
        carried=_carried(
            raw,
            {
                **extra,
                "created_at": created,
                "updated_at": updated,
                "last_order_at": visited,
                "deleted_at": None,
                "loyalty_balance": balance,
                "is_blacklisted": banned,
            },
        ),
    )


def _phone(wire: WireCustomer, store_code: int) -> Maybe[str]:
    """E.164 for a possible number of a US or Canadian store, otherwise as sent."""
    found = text(wire.phone)
    own = known(dial_code(wire.dial_code), store_code)
    return to_e164(found) if isinstance(found, str) and own == store_code == NORTH_AMERICA else found


def standing(deleted_at: Sent) -> Maybe[str]:
    """Deleted or not, by the mark of deletion (vendor document 6); a mark that is no time is said to be odd."""
    found = text(deleted_at)
    if found is ABSENT:
        return ABSENT
    if not found:
        return Standing.ACTIVE.value
    return POSSIBLY_DELETED if moment(deleted_at) is None else Standing.DELETED.value


def _extra(wire: WireCustomer) -> dict[str, Value | Absent]:
    return {
        "dial_code": dial_code(wire.dial_code),
        "is_house_account_enabled": flag(wire.is_house_account_enabled),
        "house_account_limit": number(wire.house_account_limit),
        "house_account_balance": number(wire.house_account_balance),
        "is_loyalty_enabled": flag(wire.is_loyalty_enabled),
        "order_count": number(wire.order_count),
    }


def _carried(raw: Raw, read: Mapping[str, object]) -> Mapping[str, object]:
    """What the domain has no place for: unknown keys, and values that could not be read as what they should be."""
    unread = [
        key
        for key, value in read.items()
        if value is None and raw.get(key) is not None and raw[key] not in ("", NOT_GIVEN)
    ]
    return {key: raw[key] for key in (*(raw.keys() - CUSTOMER_KEYS), *unread)}


def account_entries(sent: Sequence[WireTransaction]) -> tuple[AccountEntry, ...]:
    """A house account's lines, for reading only (vendor document 10)."""
    return tuple(
        AccountEntry(
            number(one.old_balance),
            number(one.new_balance),
            text(one.notes),
            moment(one.created_at),
        )
        for one in sent
    )

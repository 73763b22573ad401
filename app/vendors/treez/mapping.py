"""Treez's records as the program's customers. Pure functions, no I/O.

Rules from the vendor document, sections 5 to 7.3: "N/A" is null, lists may be null, a last visit in 2000 is none, a
survivor of merges is an ordinary customer, and what cannot be understood is carried along exactly as it came.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Final, TypeVar

from msgspec import UNSET, UnsetType

from app.core.customer import Address, Caregiver, ConnectionId, Customer, CustomerRef, Document, Standing, Verification
from app.core.errors import UnexpectedReply
from app.core.phone import to_e164
from app.core.twin import twin_of
from app.core.values import ABSENT, DateLike, Maybe, Unreadable, Value, known
from app.vendors.scalars import NOT_GIVEN, Scalar, Sent, number, placed, text, texts
from app.vendors.treez import const
from app.vendors.treez.wire import (
    ADDRESS_KEYS,
    CUSTOMER_KEYS,
    KnownCustomer,
    Raw,
    WireAddress,
    WireCaregiver,
    WireCustomer,
    WireImage,
    WireReason,
)

T = TypeVar("T")
_DAY = 10  # characters of YYYY-MM-DD
_TRUE: Final = frozenset({"true", "1", "yes", "y", "t"})
_FALSE: Final = frozenset({"false", "0", "no", "n", "f"})
_SLOTS: Final = {kind.replace("_", ""): kind for kind, _ in const.ADDRESS_KINDS}
_AS_SENT: Final = frozenset(_SLOTS.values())
_NOTHING: Final[Mapping[str, object]] = {}
_Customer, _Address, _Ref = twin_of(Customer), twin_of(Address), twin_of(CustomerRef)
_address_sent = attrgetter("street1", "street2", "city", "state", "zipcode")

# ------------------------------------------------------------------------------------------------ scalars


def flag(sent: Sent) -> Maybe[bool]:
    """A boolean, also where it is spelt as text or number; null where it is neither."""
    if isinstance(sent, bool):
        return sent
    if isinstance(sent, UnsetType):
        return ABSENT
    word = str(sent).strip().lower()
    return True if word in _TRUE else False if word in _FALSE else None


def day(sent: Sent) -> Maybe[DateLike]:
    """A date, also with a time behind it; Unreadable where the text is neither that nor empty."""
    found = text(sent)
    return _day(found) if found else ABSENT if found is ABSENT else None


@lru_cache(maxsize=1 << 15)  # people share their birthdays, and licenses end on few days
def _day(found: str) -> DateLike:
    moment = _moment(found)
    if moment is None or (len(found) > _DAY and found[_DAY] not in " T"):
        return Unreadable(found)
    return moment.date()


def moment(sent: Sent) -> Maybe[datetime]:
    """A date-time, with an offset where one was sent; null where it cannot be read."""
    found = text(sent)
    return found if found is None or found is ABSENT else placed(_moment(found))


def _moment(found: str) -> datetime | None:
    # One vendor example ends in a stray "m"; fromisoformat would also read dates without hyphens and week dates.
    if found[4:5] != "-" or found[7:8] != "-":
        return None
    try:
        return datetime.fromisoformat(found.removesuffix("m"))
    except ValueError:
        return None


def _visit(sent: Sent) -> Maybe[datetime]:
    return None if isinstance(sent, str) and sent.startswith(const.NEVER_VISITED) else moment(sent)


def _lower(sent: Sent) -> Maybe[str]:
    found = text(sent)
    return found.lower() if isinstance(found, str) else found


def _phone(sent: Sent) -> Maybe[str]:
    found = text(sent)
    return to_e164(found) if isinstance(found, str) else found


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


def _none_of(found: Maybe[Sequence[T]]) -> Maybe[tuple[()]]:
    return found if found is None or found is ABSENT else ()


def _texts(sent: list[Scalar] | Sent, name: str) -> Maybe[tuple[str, ...]]:
    found = _items(sent, name)
    if not found:
        return _none_of(found)
    return tuple([item if isinstance(item, str) else known(text(item), "") for item in found if item is not None])


def caregivers(sent: Sequence[WireCaregiver | None]) -> tuple[Caregiver, ...]:
    """Caregivers as the store lists them; a number may come as text or as a number."""
    return tuple(
        Caregiver(
            known(text(one.caregiver_customer_id), ""),
            known(text(one.caregiver_name), ""),
            known(text(one.caregiver_license_number), ""),
        )
        for one in sent
        if one is not None
    )


def _caregivers(wire: WireCustomer) -> Maybe[tuple[Caregiver, ...]]:
    found = _items(wire.caregiver_details, "caregiver_details")
    return caregivers(found) if found else _none_of(found)


def _documents(sent: list[WireImage | None] | Sent) -> Maybe[tuple[Document, ...]]:
    found = _items(sent, "imageList")
    if not found:
        return _none_of(found)
    return tuple(
        Document(known(text(one.type), ""), known(text(one.url), ""), moment(one.lastupdated))
        for one in found
        if one is not None
    )


def _verification(wire: WireCustomer) -> Maybe[Verification]:
    status = _lower(wire.verification_status)
    reasons = _items(wire.verification_reasons, "verification_reasons")
    if status is None or (status is ABSENT and not reasons):
        return status
    return _verified(known(status, ""), tuple([_reason(one) for one in reasons if one is not None]) if reasons else ())


_verified = lru_cache(maxsize=256)(Verification)  # nearly everybody's is one of a few


def _reason(one: WireReason | Scalar) -> str:
    if isinstance(one, WireReason):
        return known(text(one.verification_reason_description), "") or known(text(one.verification_reason), "")
    return known(text(one), "")


def _addresses(wire: WireCustomer, raw: Raw | None) -> Maybe[tuple[Address, ...]]:
    found = _items(wire.addresses, "addresses")
    if not found:
        return _none_of(found)
    raws = raw.get("addresses") if raw else None
    if not isinstance(raws, list):
        return tuple([_address(one, None) for one in found if one is not None])
    return tuple([_address(one, given) for one, given in zip(found, raws, strict=True) if one is not None])


def _address(one: WireAddress, raw: Raw | None) -> Address:
    kind, is_ours = _slot(one.type)
    carried: Mapping[str, object] = _NOTHING
    if raw and not raw.keys() <= ADDRESS_KEYS:
        carried = {key: raw[key] for key in raw if key not in ADDRESS_KEYS}
    if not is_ours and one.type is not UNSET:
        carried = {"type": one.type, **carried}
    street1, street2, city, state, postal_code = texts(_address_sent(one))
    return _Address(
        kind=kind,
        street1=street1,
        street2=street2,
        city=city,
        state=state,
        postal_code=postal_code,
        primary=flag(one.primary),
        carried=carried,
    )


def _slot(sent: Sent) -> tuple[str, bool]:
    """The slot in our spelling, and whether it is one of the three. The vendor's table breaks words at line ends."""
    if sent in _AS_SENT:
        return str(sent), True
    word = known(text(sent), "").strip().lower().replace(" ", "_")
    slot = _SLOTS.get(word.replace("_", "").replace("-", ""))
    return (slot, True) if slot else (word, False)


# ------------------------------------------------------------------------------------------------ wire -> core


def _ref(connection: ConnectionId, wire: WireCustomer) -> CustomerRef:
    sent = wire.customer_id
    if isinstance(sent, str) and sent != NOT_GIVEN and sent.strip():
        return _Ref(connection, sent.strip())
    if isinstance(sent, int) and not isinstance(sent, bool):
        return _Ref(connection, str(sent))
    raise UnexpectedReply(const.LABEL, "a record without a customer number at $.data.customer_id")


def customer(connection: ConnectionId, wire: WireCustomer, raw: Raw | None) -> Customer:
    """The customer of one record. UnexpectedReply where it has no number, or a value where a list should be."""
    kind, into = _lower(wire.patient_type), text(wire.merged_into_customer_id)
    banned, balance = flag(wire.banned), number(wire.rewards_balance)
    created, updated, visited = moment(wire.signup_date), moment(wire.last_update), _visit(wire.last_visit_date)
    flags = [flag(sent) for sent in _flags_sent(wire)]
    return _Customer(
        ref=_ref(connection, wire),
        first_name=text(wire.first_name),
        middle_name=text(wire.middle_name),
        last_name=text(wire.last_name),
        nickname=text(wire.nickname),
        birth_date=day(wire.birthday),
        gender=text(wire.gender),
        email=text(wire.email),
        phone=_phone(wire.phone),
        license_number=text(wire.drivers_license),
        license_expires=day(wire.drivers_license_expiration),
        customer_type=kind,
        is_medical=_is_medical(kind),
        state_medical_id=text(wire.state_medical_id),
        medical_expires=day(wire.permit_expiration),
        caregivers=_caregivers(wire),
        standing=_standing(wire.status, into),
        merged_into=into,
        merged_from=_texts(wire.merged_customer_ids, "merged_customer_ids"),
        banned=banned,
        warnings=_warnings(*flags[1:3]),
        verification=_verification(wire),
        groups=_texts(wire.customer_groups, "customer_groups"),
        loyalty_balance=balance,
        notes=text(wire.notes),
        created_at=created,
        updated_at=updated,
        last_visit_at=visited,
        addresses=_addresses(wire, raw),
        documents=_documents(wire.image_list),
        extra=_extra(wire, flags),
        carried=_carried(wire, raw, (banned, balance, created, updated, visited, *flags)),
    )


def _is_medical(kind: Maybe[str]) -> Maybe[bool]:
    if kind is None or kind is ABSENT:
        return kind
    if kind == "adult":
        return False
    return True if kind.startswith("medical") else None


def _standing(sent: Sent, merged_into: Maybe[str]) -> Maybe[str]:
    """Who was merged away lives on elsewhere; who survived a merge is an active customer (vendor document 7.3)."""
    status = _lower(sent)
    if status in ("deactivated", "merged") and merged_into:
        return Standing.MERGED.value
    return Standing.ACTIVE.value if status == "merged" else status


def _warnings(one: Maybe[bool], two: Maybe[bool]) -> Maybe[tuple[str, ...]]:
    if one is ABSENT and two is ABSENT:
        return ABSENT
    if one or two:
        return tuple(name for name, given in (("warning_1", one), ("warning_2", two)) if given)
    return () if one is False or two is False else None


_FLAGS: Final = ("opt_out", "warning_1", "warning_2", "is_caregiver")
_TEXTS: Final = (
    "referral_source",
    "caregiver_license_number",
    "caregiver_name_1",
    "caregiver_name_2",
    "physician_first_name",
    "physician_last_name",
    "physician_license",
    "physician_address",
    "physician_phone",
)
_EXTRA: Final = (*_FLAGS, *_TEXTS)
_CAREFUL: Final = ("banned", "rewards_balance", "signup_date", "last_update", "last_visit_date", *_FLAGS)
_flags_sent, _texts_sent, _careful_sent = attrgetter(*_FLAGS), attrgetter(*_TEXTS), attrgetter(*_CAREFUL)


def _extra(wire: WireCustomer, flags: Iterable[Maybe[bool]]) -> dict[str, Value]:
    """The form's own fields, of those that came."""
    values = (*flags, *texts(_texts_sent(wire)))
    return {key: value for key, value in zip(_EXTRA, values, strict=True) if value is not ABSENT}


def _carried(wire: WireCustomer, raw: Raw | None, read: Iterable[object]) -> Mapping[str, object]:
    """What the domain has no place for: unknown keys, and values that could not be read as what they should be."""
    unread = {
        key: sent
        for key, sent, value in zip(_CAREFUL, _careful_sent(wire), read, strict=True)
        if value is None and sent is not None and not _says_nothing(key, sent)
    }
    if isinstance(wire, KnownCustomer):
        return wire.carried | unread
    return {key: raw[key] for key in raw.keys() - CUSTOMER_KEYS} | unread if raw else unread


def _says_nothing(key: str, sent: object) -> bool:
    if sent in ("", NOT_GIVEN):
        return True
    return key == "last_visit_date" and isinstance(sent, str) and sent.startswith(const.NEVER_VISITED)

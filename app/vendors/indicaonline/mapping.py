"""IndicaOnline's records as the program's customers. Pure functions, no I/O.

Source: IndicaOnline Open API v2.3, vendor document 6. There is no status, no time of creation or change and no
driver license in a record; what cannot be understood is carried along exactly as it came.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from app.core.customer import Address, ConnectionId, Customer, CustomerRef, Document
from app.core.errors import UnexpectedReply
from app.core.twin import twin_of
from app.core.values import ABSENT, Absent, DateLike, Maybe, Value, known
from app.vendors.indicaonline import const, scalars
from app.vendors.indicaonline.scalars import Reader
from app.vendors.indicaonline.wire import ADDRESS_KEYS, CUSTOMER_KEYS, RECOMMENDATION_KEYS, Raw
from app.vendors.scalars import NOT_GIVEN

_Customer, _Address, _Ref = twin_of(Customer), twin_of(Address), twin_of(CustomerRef)

# The form's own fields, by the vendor's key, and how each is read.
_EXTRA: Final[Mapping[str, Callable[[object], Value]]] = {
    "alternative_id": scalars.text,
    "passport": scalars.text,
    "weight": scalars.number,
    "height": scalars.text,
    "ethnicity": scalars.text,
    "preferred_language": scalars.text,
    "home_phone": scalars.phone,
    "office_phone": scalars.phone,
    "fax": scalars.phone,
    "has_medical_recommendation": scalars.flag,
    "auto_groups": scalars.ids,
    "email_consent_date": scalars.day,
    "phone_consent_date": scalars.day,
    **dict.fromkeys(const.CONSENTS.values(), scalars.flag),
}
# The form's fields out of the recommendation.
_RECOMMENDATION: Final[Mapping[str, tuple[str, Callable[[object], Value]]]] = {
    "recommendation_number": ("number", scalars.text),
    "recommendation_valid_from": ("valid_from", scalars.day),
    "state_id_expires_on": ("state_id_expires_on", scalars.day),
}


def customer_id(raw: Raw) -> str:
    """The record's number as text; UnexpectedReply where it has none."""
    sent = raw.get("id")
    if isinstance(sent, int) and not isinstance(sent, bool):
        return str(sent)
    if isinstance(sent, str) and sent.strip() and sent != NOT_GIVEN:
        return sent.strip()
    raise UnexpectedReply(const.LABEL, "a record without a customer number at $.id")


def is_whole(raw: Raw) -> bool:
    """Whether an answer to a write shows the record, and not only its number."""
    return {"id", "first_name", "last_name", "date_of_birth"} <= raw.keys()


def customer(connection: ConnectionId, raw: Raw) -> Customer:
    """The customer of one record; UnexpectedReply where it has no number."""
    ref = _Ref(connection, customer_id(raw))
    reader = Reader(raw)
    kind = reader.read("type", scalars.lower)
    expires, recommended = _recommendation(reader)
    extra = _present({key: reader.read(key, read) for key, read in _EXTRA.items()}) | recommended
    return _Customer(
        ref=ref,
        first_name=reader.read("first_name", scalars.text),
        middle_name=reader.read("middle_name", scalars.text),
        last_name=reader.read("last_name", scalars.text),
        birth_date=reader.read("date_of_birth", scalars.day),
        gender=reader.read("gender", scalars.gender),
        email=reader.read("email", scalars.text),
        phone=reader.read("phone", scalars.phone),
        customer_type=kind,
        is_medical=_is_medical(kind),
        state_medical_id=reader.read("state_id", scalars.text),
        medical_expires=expires,
        groups=reader.read("manual_groups", scalars.ids),
        consent=_consent(extra),
        notes=reader.read("comment", scalars.text),
        addresses=_addresses(reader),
        documents=_documents(raw),
        extra=extra,
        carried=reader.unread | {key: raw[key] for key in raw.keys() - CUSTOMER_KEYS},
    )


def _present(read: Mapping[str, Value | Absent]) -> dict[str, Value]:
    return {key: value for key, value in read.items() if value is not ABSENT}


def _is_medical(kind: Maybe[str]) -> Maybe[bool]:
    """Whether the type stands for a patient; null for a caregiver and for words nobody knows."""
    if kind is None or kind is ABSENT:
        return kind
    if kind == "recreational":
        return False
    return True if kind in const.PATIENT_TYPES else None


def _consent(extra: Mapping[str, Value]) -> Maybe[Mapping[str, bool | None]]:
    """Consent per channel, of the channels that came."""
    told = {channel: extra[key] for channel, key in const.CONSENTS.items() if key in extra}
    return {channel: value if isinstance(value, bool) else None for channel, value in told.items()} or ABSENT


def _object(sent: object) -> Raw | None:
    return sent if isinstance(sent, dict) else None


def _recommendation(reader: Reader) -> tuple[Maybe[DateLike], dict[str, Value]]:
    """When the recommendation ends, and the form's fields out of it. Carried whole where it holds more than that."""
    found = reader.read("recommendation", _object)
    if found is ABSENT:
        return ABSENT, {}
    if found is None:
        return None, dict.fromkeys(_RECOMMENDATION)
    inner = Reader(found)
    expires: Maybe[DateLike] = inner.read("valid_to", scalars.day)
    extra = _present({key: inner.read(theirs, read) for key, (theirs, read) in _RECOMMENDATION.items()})
    if inner.unread or found.keys() - RECOMMENDATION_KEYS:
        reader.unread["recommendation"] = found
    return expires, extra


def _addresses(reader: Reader) -> Maybe[tuple[Address, ...]]:
    found = reader.read("address", _object)
    return found if found is None or found is ABSENT else (_address(found),)


def _address(raw: Raw) -> Address:
    reader = Reader(raw)
    parts = {ours: reader.read(theirs, scalars.text) for ours, theirs in const.ADDRESS_PARTS}
    return _Address(
        kind=const.ADDRESS_KIND,
        street1=parts["street1"],
        street2=parts["street2"],
        city=parts["city"],
        state=parts["state"],
        postal_code=parts["postal_code"],
        carried=reader.unread | {key: raw[key] for key in raw.keys() - ADDRESS_KEYS},
    )


def _documents(raw: Raw) -> Maybe[tuple[Document, ...]]:
    """Those with a link, where a store sends any: no page shows them in an answer, so the list is carried as well."""
    if "documents" not in raw:
        return ABSENT
    sent = raw["documents"]
    if not isinstance(sent, list):
        return None
    links = [one for one in sent if isinstance(one, dict) and isinstance(one.get("url"), str) and one["url"]]
    return tuple(Document(known(Reader(one).read(const.DOCUMENT_TYPE, scalars.text), ""), one["url"]) for one in links)

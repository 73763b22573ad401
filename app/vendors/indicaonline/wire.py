"""IndicaOnline's payloads exactly as sent, tolerant on read (IndicaOnline Open API v2.3, vendor document 5, 6 and 9).

A record is kept as it came: any value may stand in any field, and what is missing stays missing. Only its outer shape
is checked here; `mapping` reads the fields one by one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import msgspec
from msgspec import UNSET

from app.core.errors import UnexpectedReply
from app.vendors.indicaonline import const

Raw: TypeAlias = Mapping[str, object]

ADDRESS_KEYS: Final = frozenset(theirs for _, theirs in const.ADDRESS_PARTS)
RECOMMENDATION_KEYS: Final = frozenset({"number", "valid_from", "valid_to", "state_id_expires_on"})
CUSTOMER_KEYS: Final = frozenset(
    {"id", "first_name", "last_name", "middle_name", "date_of_birth", "phone", "email", "comment"}
    | {"has_medical_recommendation", "recommendation", "state_id", "alternative_id", "passport", "gender", "weight"}
    | {"height", "type", "ethnicity", "preferred_language", "manual_groups", "auto_groups", "home_phone"}
    | {"office_phone", "fax", "address", "email_consent_date", "phone_consent_date"}
    | set(const.CONSENTS.values())
)
_WRAPPERS: Final = ("data", "customer")


class Envelope(msgspec.Struct, gc=False):
    """What may surround a list: one of the first three, and how many people there are in all."""

    items: object = UNSET
    customers: object = UNSET
    data: object = UNSET
    total: object = UNSET


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. ``count``: how many entries came, empty ones too; ``total`` where the answer names it."""

    records: tuple[Raw, ...]
    count: int
    total: int | None


_object = msgspec.json.Decoder(dict[str, object])
_anything = msgspec.json.Decoder()
_encoder = msgspec.json.Encoder(decimal_format="number")


def read_record(body: bytes) -> Raw:
    """The one record of an answer, bare or in a wrapper; msgspec.DecodeError where it is no object."""
    return _unwrapped(_object.decode(body))


def read_written(body: bytes) -> Raw:
    """What a write answers with, whose shape is not published: the record, a record in a wrapper, or anything.

    Empty where there is no record in it.
    """
    sent = _anything.decode(body) if body.strip() else None
    found = _unwrapped(sent) if isinstance(sent, dict) else {}
    return found if "id" in found else {}


def _unwrapped(sent: Raw) -> Raw:
    for _ in range(2):
        if "id" not in sent:
            sent = next((inner for key in _WRAPPERS if isinstance(inner := sent.get(key), dict)), sent)
    return sent


def read_list(body: bytes) -> Page:
    """A list in an envelope or bare; UnexpectedReply or msgspec.DecodeError where there is none in it."""
    return _page(_anything.decode(body))


def _page(sent: object, total: int | None = None) -> Page:
    if isinstance(sent, dict):
        envelope = msgspec.convert(sent, Envelope)
        total = _whole(envelope.total) if total is None else total
        found = [one for one in (envelope.items, envelope.customers, envelope.data) if one is not UNSET]
        if found:
            return Page((), 0, total) if found[0] is None else _page(found[0], total)
    if not isinstance(sent, list):
        raise UnexpectedReply(const.LABEL, "no list of customers in the answer")
    entries = msgspec.convert(sent, list[dict[str, object] | None])
    return Page(tuple(one for one in entries if one is not None), len(entries), total)


def _whole(sent: object) -> int | None:
    if isinstance(sent, str) and sent.isascii() and sent.isdigit():
        return int(sent[:12])
    return sent if isinstance(sent, int) and not isinstance(sent, bool) and sent >= 0 else None


def read_file_id(body: bytes) -> int | str:
    """The id of an uploaded file (vendor document 3); UnexpectedReply where there is none."""
    sent = _anything.decode(body)
    for _ in range(2):
        if isinstance(sent, dict):
            named = [sent.get(key) for key in ("id", "file_id", "field_id")]
            found = next(
                (one for one in named if isinstance(one, int | str) and not isinstance(one, bool) and one), None
            )
            if found is not None:
                return found
            sent = sent.get("data", sent.get("file"))
    raise UnexpectedReply(const.LABEL, "no id of the uploaded file in the answer")


def read_anything(body: bytes) -> object:
    """Whatever JSON it is; None where it is none. For error bodies, whose shape is unknown (vendor document 11)."""
    try:
        return _anything.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def write(body: object) -> bytes:
    """A JSON body; exact decimal numbers stay exact."""
    return _encoder.encode(body)

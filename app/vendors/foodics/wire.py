"""Foodics' payloads exactly as sent, tolerant on read (Foodics API v5, vendor document 5 to 12).

Any scalar may come in any scalar's place; what is missing is UNSET; what is unknown stays in the raw record beside
the struct, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import msgspec
from msgspec import UNSET, DecodeError, UnsetType

from app.vendors.scalars import Scalar, Sent

Raw: TypeAlias = Mapping[str, object]


class Links(msgspec.Struct, gc=False):
    """Where the other pages are; only whether there is a next one is looked at (vendor document 5)."""

    next: object = UNSET


class Meta(msgspec.Struct, gc=False):
    """Which page this is, and of how many."""

    last_page: Sent = UNSET
    total: Sent = UNSET


class Envelope(msgspec.Struct, gc=False):
    """What surrounds every answer. ``data`` stays unread until it is known what to expect there."""

    data: msgspec.Raw | UnsetType = UNSET
    links: Links | Scalar = None
    meta: Meta | Scalar = None


class Refused(msgspec.Struct, gc=False):
    """A refusal: texts by field, a text, or both (vendor document 12)."""

    errors: dict[str, object] | list[object] | Scalar = None
    message: object = None
    error: object = None


class WireZone(msgspec.Struct, gc=False):
    """A delivery zone as it comes with an address."""

    id: Sent = UNSET
    name: Sent = UNSET


class WireAddress(msgspec.Struct, gc=False):
    """One address; its unknown keys are read from the raw record."""

    id: Sent = UNSET
    name: Sent = UNSET
    description: Sent = UNSET
    latitude: Sent = UNSET
    longitude: Sent = UNSET
    delivery_zone: WireZone | Sent = UNSET
    deleted_at: Sent = UNSET


class WireTag(msgspec.Struct, gc=False):
    """One tag, of a customer (perhaps its id alone) or of the store's list."""

    id: Sent = UNSET
    name: Sent = UNSET
    type: Sent = UNSET
    deleted_at: Sent = UNSET


class WireCustomer(msgspec.Struct, gc=False):
    """One customer record (vendor document 6). The lists come only when asked for."""

    id: Sent = UNSET
    name: Sent = UNSET
    dial_code: Sent = UNSET
    phone: Sent = UNSET
    email: Sent = UNSET
    gender: Sent = UNSET
    birth_date: Sent = UNSET
    house_account_limit: Sent = UNSET
    house_account_balance: Sent = UNSET
    loyalty_balance: Sent = UNSET
    is_loyalty_enabled: Sent = UNSET
    is_blacklisted: Sent = UNSET
    is_house_account_enabled: Sent = UNSET
    tags: list[WireTag | Scalar] | Sent = UNSET
    addresses: list[WireAddress | None] | Sent = UNSET
    last_order_at: Sent = UNSET
    order_count: Sent = UNSET
    notes: Sent = UNSET
    created_at: Sent = UNSET
    updated_at: Sent = UNSET
    deleted_at: Sent = UNSET


class WireTransaction(msgspec.Struct, gc=False):
    """One line of a house account (vendor document 10)."""

    id: Sent = UNSET
    amount: Sent = UNSET
    old_balance: Sent = UNSET
    new_balance: Sent = UNSET
    notes: Sent = UNSET
    created_at: Sent = UNSET


CUSTOMER_KEYS = frozenset(WireCustomer.__struct_encode_fields__)
ADDRESS_KEYS = frozenset(WireAddress.__struct_encode_fields__)

_envelope = msgspec.json.Decoder(Envelope)
_refused = msgspec.json.Decoder(Refused)
_one = msgspec.json.Decoder(WireCustomer)
_many = msgspec.json.Decoder(list[WireCustomer])
_one_raw = msgspec.json.Decoder(dict[str, object])
_many_raw = msgspec.json.Decoder(list[dict[str, object]])
_tags = msgspec.json.Decoder(list[WireTag])
_transactions = msgspec.json.Decoder(list[WireTransaction])
_encoder = msgspec.json.Encoder(decimal_format="number")


def read_envelope(body: bytes) -> Envelope:
    """The envelope; msgspec.DecodeError where the body is not one, or holds no data."""
    envelope = _envelope.decode(body)
    if isinstance(envelope.data, UnsetType) or bytes(envelope.data) == b"null":
        raise DecodeError("no data")
    return envelope


def read_refused(body: bytes) -> Refused | None:
    """The refusal's texts; None where the body is none of the known shapes, a block page perhaps."""
    try:
        return _refused.decode(body)
    except (DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _data(envelope: Envelope) -> bytes:
    return b"null" if isinstance(envelope.data, UnsetType) else bytes(envelope.data)


def read_customers(envelope: Envelope) -> list[tuple[WireCustomer, Raw]]:
    """The records of a list with their raw form; one alone is a list of one. DecodeError for anything else."""
    text = _data(envelope)
    if text[:1] == b"[":
        return list(zip(_many.decode(text), _many_raw.decode(text), strict=True))
    return [read_customer(envelope)]


def read_customer(envelope: Envelope) -> tuple[WireCustomer, Raw]:
    """The one record and its raw form; DecodeError where it is none."""
    text = _data(envelope)
    return _one.decode(text), _one_raw.decode(text)


def read_tags(envelope: Envelope) -> list[WireTag]:
    """The store's tags; DecodeError where it is no list of them."""
    return _tags.decode(_data(envelope))


def read_transactions(envelope: Envelope) -> list[WireTransaction]:
    """The lines of a house account; DecodeError where it is no list of them."""
    return _transactions.decode(_data(envelope))


def read_anything(body: bytes) -> object:
    """Any JSON; msgspec.DecodeError for what is none."""
    return msgspec.json.decode(body)


def write(body: object) -> bytes:
    """A JSON body; exact decimal numbers stay exact."""
    return _encoder.encode(body)

"""Treez's payloads exactly as sent, tolerant on read (vendor document 5 and 6).

Any scalar may come in any scalar's place; what is missing is UNSET; what is unknown stays in the raw record beside
the struct, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import msgspec
from msgspec import UNSET, UnsetType, field

from app.vendors.scalars import Scalar, Sent

Raw: TypeAlias = Mapping[str, object]


class Envelope(msgspec.Struct, gc=False):
    """What surrounds every answer. ``data`` stays unread until it is known what to expect there."""

    result_code: Sent = field(name="resultCode", default=UNSET)
    result_reason: Sent = field(name="resultReason", default=UNSET)
    result_detail: Sent = field(name="resultDetail", default=UNSET)
    data: msgspec.Raw | UnsetType = UNSET


class WireToken(msgspec.Struct, gc=False):
    """The flat answer of gettokens (vendor document 2.1)."""

    result_code: Sent = field(name="resultCode", default=UNSET)
    access_token: Sent = UNSET
    expires_in: Sent = UNSET


class WireReason(msgspec.Struct, gc=False):
    """One entry of verification_reasons."""

    verification_reason: Sent = UNSET
    verification_reason_description: Sent = UNSET


class WireAddress(msgspec.Struct, gc=False):
    """One address; its unknown keys are read from the raw record."""

    type: Sent = UNSET
    street1: Sent = UNSET
    street2: Sent = UNSET
    city: Sent = UNSET
    state: Sent = UNSET
    zipcode: Sent = UNSET
    primary: Sent = UNSET


class WireCaregiver(msgspec.Struct, gc=False):
    """One entry of caregiver_details and of caregiver_list."""

    caregiver_customer_id: Sent = UNSET
    caregiver_name: Sent = UNSET
    caregiver_license_number: Sent = UNSET


class WireImage(msgspec.Struct, gc=False):
    """One entry of imageList."""

    type: Sent = UNSET
    url: Sent = UNSET
    lastupdated: Sent = UNSET


class WireCustomer(msgspec.Struct, gc=False):
    """One customer record. The lists may come as null, "N/A" or missing."""

    customer_id: Sent = UNSET
    status: Sent = UNSET
    verification_status: Sent = UNSET
    verification_reasons: list[WireReason | Scalar] | Sent = UNSET
    first_name: Sent = UNSET
    middle_name: Sent = UNSET
    last_name: Sent = UNSET
    nickname: Sent = UNSET
    birthday: Sent = UNSET
    gender: Sent = UNSET
    email: Sent = UNSET
    phone: Sent = UNSET
    drivers_license: Sent = UNSET
    drivers_license_expiration: Sent = UNSET
    patient_type: Sent = UNSET
    state_medical_id: Sent = UNSET
    permit_expiration: Sent = UNSET
    is_caregiver: Sent = UNSET
    caregiver_license_number: Sent = UNSET
    caregiver_name_1: Sent = UNSET
    caregiver_name_2: Sent = UNSET
    caregiver_details: list[WireCaregiver | None] | Sent = UNSET
    physician_first_name: Sent = UNSET
    physician_last_name: Sent = UNSET
    physician_license: Sent = UNSET
    physician_address: Sent = UNSET
    physician_phone: Sent = UNSET
    rewards_balance: Sent = UNSET
    customer_groups: list[Scalar] | Sent = UNSET
    referral_source: Sent = UNSET
    opt_out: Sent = UNSET
    banned: Sent = UNSET
    warning_1: Sent = UNSET
    warning_2: Sent = UNSET
    notes: Sent = UNSET
    addresses: list[WireAddress | None] | Sent = UNSET
    signup_date: Sent = UNSET
    last_update: Sent = UNSET
    last_visit_date: Sent = UNSET
    merged_customer_ids: list[Scalar] | Sent = UNSET
    merged_into_customer_id: Sent = UNSET
    image_list: list[WireImage | None] | Sent = field(name="imageList", default=UNSET)


class KnownAddress(WireAddress, forbid_unknown_fields=True, gc=False):
    """An address with no key but ours."""


class KnownCustomer(WireCustomer, forbid_unknown_fields=True, gc=False):
    """A record with no key but ours, in its addresses too, and the two that are carried without being understood."""

    addresses: list[KnownAddress | None] | Sent = UNSET  # type: ignore[assignment]  # only ever read
    rewards_type: object = UNSET
    external_ids: object = UNSET

    @property
    def carried(self) -> dict[str, object]:
        """What is carried of it."""
        carried = {} if self.rewards_type is UNSET else {"rewards_type": self.rewards_type}
        if self.external_ids is not UNSET:
            carried["external_ids"] = self.external_ids
        return carried


@dataclass(frozen=True, slots=True)
class Records:
    """The records of an answer. ``count``: how many entries came, empty ones too.

    Beside a record stands its raw form where it may hold keys that we do not know.
    """

    pairs: list[tuple[WireCustomer, Raw | None]]
    count: int


class WireCaregivers(msgspec.Struct, gc=False):
    """The data of the caregivers list."""

    caregiver_list: list[WireCaregiver | None] | Scalar = None


CUSTOMER_KEYS = frozenset(WireCustomer.__struct_encode_fields__)
ADDRESS_KEYS = frozenset(WireAddress.__struct_encode_fields__)

_envelope = msgspec.json.Decoder(Envelope)
_token = msgspec.json.Decoder(WireToken)
_one = msgspec.json.Decoder(WireCustomer)
_many = msgspec.json.Decoder(list[WireCustomer | None])
_one_known = msgspec.json.Decoder(KnownCustomer)
_many_known = msgspec.json.Decoder(list[KnownCustomer | None])
_one_raw = msgspec.json.Decoder(dict[str, object])
_many_raw = msgspec.json.Decoder(list[dict[str, object] | None])
_caregivers = msgspec.json.Decoder(WireCaregivers | list[WireCaregiver | None] | None)
_encoder = msgspec.json.Encoder(decimal_format="number")


def read_envelope(body: bytes) -> Envelope:
    """The envelope; msgspec.DecodeError where the body is not one."""
    return _envelope.decode(body)


def read_token(body: bytes) -> WireToken:
    """The token answer; msgspec.DecodeError where the body is not one."""
    return _token.decode(body)


def read_customers(data: msgspec.Raw | UnsetType) -> Records:
    """The records in ``data``, whether it is null, an empty object, one object or a list.

    Which of them a call answers with is contradictory (vendor document 6.1), so all are the same here.
    """
    text = b"null" if isinstance(data, UnsetType) else bytes(data)
    if text in (b"null", b"{}"):
        return Records([], 0)
    try:  # nearly every answer holds nothing unknown, and need not be decoded a second time
        known = _many_known.decode(text) if text[:1] == b"[" else [_one_known.decode(text)]
        return Records([(one, None) for one in known if one is not None], len(known))
    except msgspec.ValidationError:
        return _read_with_raw(text)


def _read_with_raw(text: bytes) -> Records:
    if text[:1] == b"[":
        pairs = list(zip(_many.decode(text), _many_raw.decode(text), strict=True))
        return Records([(one, raw) for one, raw in pairs if one is not None and raw is not None], len(pairs))
    raw = _one_raw.decode(text)
    return Records([(_one.decode(text), raw)] if raw else [], 1)


def read_caregivers(data: msgspec.Raw | UnsetType) -> list[WireCaregiver]:
    """The store's caregivers; none where the list is empty, null or missing."""
    found = None if isinstance(data, UnsetType) else _caregivers.decode(data)
    if isinstance(found, WireCaregivers):
        found = found.caregiver_list if isinstance(found.caregiver_list, list) else None
    return [one for one in found or [] if one is not None]


def write(body: object) -> bytes:
    """A JSON body; exact decimal numbers stay exact."""
    return _encoder.encode(body)

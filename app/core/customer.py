"""A customer of a store, as the front desk sees one, whichever vendor holds the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NewType

from app.core.phone import international
from app.core.values import ABSENT, Absent, DateLike, Maybe, Value, is_blank, joined, known

ConnectionId = NewType("ConnectionId", str)


@dataclass(frozen=True, slots=True, order=True)
class CustomerRef:
    """Names one person at one store."""

    connection: ConnectionId
    customer_id: str


class Standing(StrEnum):
    """The states a record can be in. A vendor's unknown word is kept as that word, so fields hold plain text."""

    ACTIVE = "active"
    PENDING = "pending"
    DEACTIVATED = "deactivated"
    MERGED = "merged"  # this person lives on under `merged_into`
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether the store's staff have checked the documents: the vendor's status in lower case, and its reasons."""

    status: str
    reasons: tuple[str, ...] = ()

    @property
    def pending(self) -> bool:
        """Whether the vendor says that the check is still to be done."""
        return "pending" in self.status


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One address. ``kind`` is the vendor's slot or label in lower case with underscores; "" where it has none."""

    kind: str = ""
    address_id: str = ""
    street1: Maybe[str] = ABSENT
    street2: Maybe[str] = ABSENT
    city: Maybe[str] = ABSENT
    state: Maybe[str] = ABSENT
    postal_code: Maybe[str] = ABSENT
    country: Maybe[str] = ABSENT
    primary: Maybe[bool] = ABSENT
    latitude: Maybe[float] = ABSENT
    longitude: Maybe[float] = ABSENT
    zone: Maybe[str] = ABSENT  # the number of the store's delivery zone that it lies in
    carried: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether no part that a person would write on an envelope is there. A state alone is not an address."""
        return all(is_blank(part) for part in (self.street1, self.street2, self.city, self.postal_code))

    @property
    def one_line(self) -> str:
        """The address as one line, for copying and for lists."""
        town = joined((self.state, self.postal_code))
        return joined((self.street1, self.street2, self.city, town, self.country), ", ")


@dataclass(frozen=True, slots=True)
class Document:
    """One file kept with the customer. The link may expire within the hour: fetched promptly, never stored."""

    kind: str
    url: str
    updated_at: Maybe[datetime] = ABSENT


@dataclass(frozen=True, slots=True)
class Caregiver:
    """Another customer who may buy for this one."""

    customer_id: str
    name: str = ""
    license_number: str = ""


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """One line of a house account: the balance before and after, which is plain where the sign of an amount is not."""

    old_balance: Maybe[int | Decimal]
    new_balance: Maybe[int | Decimal]
    notes: Maybe[str]
    created_at: Maybe[datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """One record, frozen as it was read.

    Every field tells ABSENT (not sent) from None (sent as null or "N/A") from "" (sent empty). ``extra`` holds the
    vendor's own form fields under their form keys; ``carried`` what was not understood, exactly as sent.
    """

    ref: CustomerRef
    first_name: Maybe[str] = ABSENT
    middle_name: Maybe[str] = ABSENT
    last_name: Maybe[str] = ABSENT
    nickname: Maybe[str] = ABSENT
    single_name: Maybe[str] = ABSENT  # vendors that keep one name field
    birth_date: Maybe[DateLike] = ABSENT
    gender: Maybe[str] = ABSENT
    email: Maybe[str] = ABSENT
    phone: Maybe[str] = ABSENT
    license_number: Maybe[str] = ABSENT
    license_expires: Maybe[DateLike] = ABSENT
    customer_type: Maybe[str] = ABSENT
    is_medical: Maybe[bool] = ABSENT  # whether the type stands for a medical patient
    state_medical_id: Maybe[str] = ABSENT
    medical_expires: Maybe[DateLike] = ABSENT
    caregivers: Maybe[tuple[Caregiver, ...]] = ABSENT
    standing: Maybe[str] = ABSENT
    merged_into: Maybe[str] = ABSENT
    merged_from: Maybe[tuple[str, ...]] = ABSENT
    banned: Maybe[bool] = ABSENT
    warnings: Maybe[tuple[str, ...]] = ABSENT
    verification: Maybe[Verification] = ABSENT
    groups: Maybe[tuple[str, ...]] = ABSENT
    loyalty_balance: Maybe[int | Decimal] = ABSENT
    consent: Maybe[Mapping[str, bool | None]] = ABSENT
    notes: Maybe[str] = ABSENT
    created_at: Maybe[datetime] = ABSENT
    updated_at: Maybe[datetime] = ABSENT
    last_visit_at: Maybe[datetime] = ABSENT
    addresses: Maybe[tuple[Address, ...]] = ABSENT
    documents: Maybe[tuple[Document, ...]] = ABSENT
    extra: Mapping[str, Value] = field(default_factory=dict)
    carried: Mapping[str, object] = field(default_factory=dict)

    @property
    def full_name(self) -> str:
        """The name from its parts, or the vendor's single name field; "" where there is none."""
        parts = joined((self.first_name, self.middle_name, self.last_name))
        return parts or joined((self.single_name,))

    @property
    def international_phone(self) -> Maybe[str]:
        """The phone with its country: in front of it where the vendor keeps the country's dial code beside it."""
        code = self.extra.get("dial_code")
        return international(self.phone, code) if isinstance(self.phone, str) and isinstance(code, int) else self.phone

    @property
    def has_parted_name(self) -> bool:
        """Whether the vendor keeps the name in parts, as opposed to one field."""
        return not (is_blank(self.first_name) and is_blank(self.last_name))

    def field_value(self, key: str) -> Value | Absent:
        """The value of one form field by its key, from the standard fields or the vendor's own.

        Caregivers stand in a form as their customer numbers.
        """
        if key == "caregivers" and isinstance(self.caregivers, tuple):
            return tuple(one.customer_id for one in self.caregivers)
        if key in STANDARD_FIELDS:
            value: Value | Absent = getattr(self, key)
            return value
        return self.extra.get(key, ABSENT)

    @property
    def address_list(self) -> tuple[Address, ...]:
        """The addresses, none where the vendor sent none."""
        return known(self.addresses, ())


STANDARD_FIELDS = frozenset(f.name for f in fields(Customer)) - {"ref", "extra", "carried"}

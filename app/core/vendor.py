"""What a vendor is to the rest of the program: its name, what it needs to connect, and what it can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum, auto
from typing import Final

from app.core.customer import ConnectionId
from app.core.errors import Problem
from app.core.form import FieldSpec
from app.core.jurisdictions import Jurisdiction, jurisdiction_of
from app.core.query import LookupKind

# Where "everybody" begins. A vendor asked from here on leaves out no-one, whatever its own filters make of a day, and
# who reads a store whole, or asks for a time before any store's, names this same day.
FIRST_DAY: Final = date(2000, 1, 1)
VENDORS_PLACE = "jurisdiction"  # the account setting of a vendor that asks for the store's place itself


class DocumentSupport(Enum):
    """How far a vendor's API reaches into a customer's files."""

    NONE = auto()
    VIEW = auto()
    UPLOAD = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What the vendor's API can do. What is missing is shown as missing, with ``reasons`` by operation name.

    ``created_in_order``: the list by creation comes in that order, picked out of everybody changed since its first day.
    In parts, each part would walk through all of them.
    ``overlap_days``: how many days more than was asked for each list by creation reads through.
    """

    lookups: frozenset[LookupKind]
    lists_created: bool = False
    created_in_order: bool = False
    overlap_days: int = 0
    lists_updated: bool = False
    create: bool = False
    update: bool = False
    delete: bool = False
    restore: bool = False
    house_account: bool = False
    caregivers: bool = False
    documents: DocumentSupport = DocumentSupport.NONE
    max_upload_bytes: int = 0
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorInfo:
    """One vendor's line in the table: the connect dialog is drawn from it.

    ``account`` are settings kept in the settings file, ``secret`` credentials kept in the OS keyring.
    """

    key: str
    label: str
    base_url: str
    account: tuple[FieldSpec, ...]
    secret: tuple[FieldSpec, ...]
    capabilities: Capabilities


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One connected store, without its secret. ``account`` holds the vendor's settings by field key.

    A store that is not ``enabled`` keeps its settings and its secret, and is not worked with. ``place`` is where it
    stands (ISO 3166-2, ``US-OR``), "" for not told; ``time_zone`` an IANA zone where
    it is none that the place keeps.
    """

    id: ConnectionId
    name: str
    vendor: str
    base_url: str
    account: Mapping[str, str] = field(default_factory=dict)
    training: bool = False
    enabled: bool = True
    place: str = ""
    time_zone: str = ""

    @property
    def jurisdiction(self) -> Jurisdiction:
        """The rules of the store's place: as told here, else as the vendor's own account says; else the strictest."""
        return jurisdiction_of(self.place or self.account.get(VENDORS_PLACE, ""))

    @property
    def calendar(self) -> tuple[str, ...]:
        """The time zones by which the store's days are counted (`core.clock.store_moment`); none for the desk's own."""
        return (self.time_zone,) if self.time_zone else self.jurisdiction.time_zones


Secret = Mapping[str, str]
_SHORTEST_KEY = 8  # characters; whatever is shorter may stand in a name by chance


def spilled(connection: Connection, secret: Secret) -> list[Problem]:
    """Where a key was typed, or pasted, into what is kept in plain."""
    keys = [key for value in secret.values() if len(key := value.strip()) >= _SHORTEST_KEY]
    plain = {"name": connection.name, "base_url": connection.base_url, **connection.account}
    said = "The store's key stands here too. Take it out: this is kept where others can read it."
    return [Problem(field, said) for field, text in plain.items() if any(key in text for key in keys)]


@dataclass(frozen=True, slots=True)
class CreatedBetween:
    """List the customers created from ``first`` to ``last``, both days included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class UpdatedSince:
    """List the customers changed after ``moment`` (with its time zone).

    ``with_deleted``: also those who were deleted since, where the vendor can tell them; they say so by their standing.
    """

    moment: datetime
    with_deleted: bool = False

    @property
    def in_utc(self) -> datetime:
        """The moment in UTC; at the ends of the calendar, where UTC may have no such day, the same words as UTC."""
        try:
            return self.moment.astimezone(UTC)
        except OverflowError:
            return self.moment.replace(tzinfo=UTC)


Listing = CreatedBetween | UpdatedSince


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A file to be attached to a customer. ``kind`` is one of the form's document kinds."""

    name: str
    kind: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class FileContent:
    """A document's bytes as fetched, with the media type that the server named ("" if none)."""

    content: bytes = field(repr=False)
    media_type: str = ""

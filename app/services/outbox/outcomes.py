"""Whether a write arrived, found out by looking at the store; a create is never sent again to find out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto

from app.core.addresses import changed_kinds, kind_key, of_kind
from app.core.changes import Changes, differences, merge
from app.core.customer import Address, Customer, CustomerRef, Document, Standing
from app.core.errors import (
    AppError,
    InvalidInput,
    NotFound,
    UnexpectedReply,
    VendorTimeout,
    VendorUnavailable,
    WaitingHelps,
)
from app.core.form import Form
from app.core.outbox import Write, WriteKind
from app.core.phone import international
from app.core.query import Lookup, LookupKind
from app.core.values import ABSENT, Absent, Maybe, Value, is_blank, joined, known, same
from app.core.vendor import CreatedBetween, DocumentSupport
from app.ports import VendorClient

# After these it is not known whether a write arrived.
UNKNOWN_OUTCOMES = (VendorTimeout, VendorUnavailable, UnexpectedReply)
# The form keys that are one person's alone, with the look-up that finds the holder.
_UNIQUE_KEYS = {
    "phone": LookupKind.PHONE,
    "email": LookupKind.EMAIL,
    "license_number": LookupKind.LICENSE,
    "state_medical_id": LookupKind.STATE_ID,
}
_WHO = ("single_name", "first_name", "last_name", "birth_date")
_DAY = timedelta(days=1)


def is_unknown(error: AppError) -> bool:
    """Whether it is not known after this how much of a write arrived; a save of several calls may break half way."""
    half_way = isinstance(error, InvalidInput) and isinstance(error.__cause__, (WaitingHelps, UnexpectedReply))
    return half_way or isinstance(error, UNKNOWN_OUTCOMES)


class Outcome(Enum):
    """What looking can tell."""

    ARRIVED = auto()
    NOT_ARRIVED = auto()  # and sending it again does nothing twice
    UNKNOWN = auto()  # not seen at the store; a person decides whether it is sent again


@dataclass(frozen=True, slots=True)
class Finding:
    """An outcome, with the record as the store holds it where it was read."""

    outcome: Outcome
    customer: Customer | None = None


async def look(client: VendorClient, write: Write, now: datetime) -> Finding:
    """Whether a write is at the store ``now``. AppError where the store cannot be looked at.

    An upload has to have the bytes of its document, with which alone it can be told from a colleague's.
    """
    match write.kind:
        case WriteKind.CREATE:
            made = await _created(client, write) or await _created_lately(client, write, now)
            return Finding(Outcome.ARRIVED, made) if made else Finding(Outcome.UNKNOWN)
        case WriteKind.CHANGE:
            theirs = await fresh(client, write.ref)
            return Finding(Outcome.ARRIVED if is_there(write.changes, theirs) else Outcome.NOT_ARRIVED, theirs)
        case WriteKind.UPLOAD:
            theirs = await fresh(client, write.ref)
            return Finding(Outcome.ARRIVED if await _is_added(client, write, theirs) else Outcome.UNKNOWN, theirs)
        case WriteKind.DELETE | WriteKind.RESTORE:
            return await _look_for_standing(client, write)


async def _look_for_standing(client: VendorClient, write: Write) -> Finding:
    try:
        theirs: Customer | None = await fresh(client, write.ref)
    except NotFound:
        theirs = None
    is_gone = theirs is None or theirs.standing == Standing.DELETED
    arrived = is_gone is (write.kind is WriteKind.DELETE)
    return Finding(Outcome.ARRIVED if arrived else Outcome.NOT_ARRIVED, theirs)


async def fresh(client: VendorClient, ref: CustomerRef) -> Customer:
    """A record as the store now holds it, with its documents where the vendor has any."""
    has_files = client.info.capabilities.documents is not DocumentSupport.NONE
    return await client.read(ref.customer_id, documents=has_files)


# ------------------------------------------------------------------------------------------------ new customers


async def holder(client: VendorClient, values: Mapping[str, Value]) -> tuple[str, Customer] | None:
    """Somebody who already has one of the values that are one person's alone, with the field concerned."""
    for field, lookup in _unique_lookups(client, values).items():
        found = await client.find(lookup)
        if found:
            return field, found[0]
    return None


async def _created(client: VendorClient, write: Write) -> Customer | None:
    """The new customer, found by what is one person's alone, or by the name; None where that cannot be told."""
    if not _unique_lookups(client, write.values):
        return _made_by(write, await _new_namesakes(client, write))
    taken = await holder(client, write.values)
    return taken[1] if taken and _is_same_person(taken[1], write.values) else None


async def _created_lately(client: VendorClient, write: Write, now: datetime) -> Customer | None:
    """The same, out of the list of those created since, where the vendor has one: days differ by a zone at most."""
    if not client.info.capabilities.lists_created:
        return None
    first = write.at.date()
    async for page in client.listed(CreatedBetween(first - _DAY, max(first, now.date()) + _DAY)):
        if made := _made_by(write, page):
            return made
    return None


def _unique_lookups(client: VendorClient, values: Mapping[str, Value]) -> dict[str, Lookup]:
    """The look-ups of the values that are one person's alone, by form key, as far as the vendor has them."""
    return {
        key: Lookup(kind, _as_asked(key, values))
        for key, kind in _UNIQUE_KEYS.items()
        if not is_blank(values.get(key)) and kind in client.info.capabilities.lookups
    }


def _as_asked(key: str, values: Mapping[str, Value]) -> str:
    """A value as it is looked for: a phone with its country where that stands beside it, and may not be the store's."""
    value, code = str(values[key]), values.get("dial_code")
    return international(value, code) if key == "phone" and isinstance(code, int) else value


async def _new_namesakes(client: VendorClient, write: Write) -> Sequence[Customer]:
    """Those of the same name who were not there before, as far as the store says when: clocks differ by a day at most."""
    first, last = write.values.get("first_name"), write.values.get("last_name")
    if is_blank(first) or is_blank(last) or LookupKind.NAME not in client.info.capabilities.lookups:
        return ()
    found = await client.find(Lookup(LookupKind.NAME, f"{last}, {first}"))
    return [one for one in found if isinstance(one.created_at, datetime) and _is_since(one.created_at, write.at - _DAY)]


def _is_since(created: datetime, moment: datetime) -> bool:
    # Some stores write no zone: theirs is taken for the desk's.
    return created >= (moment if created.tzinfo else moment.replace(tzinfo=None))


def _made_by(write: Write, people: Iterable[Customer]) -> Customer | None:
    """Whom of those created lately a write has made."""
    values = write.values
    return next((one for one in people if _is_same_person(one, values) and _holds_no_other(one, values)), None)


def _is_same_person(customer: Customer, values: Mapping[str, Value]) -> bool:
    return all(same(_folded(customer.field_value(key)), _folded(values.get(key))) for key in _WHO)


def _holds_no_other(customer: Customer, values: Mapping[str, Value]) -> bool:
    """Whether all that is one person's alone was sent: two people may share a name and a birthday."""
    pairs = [(customer.field_value(key), values.get(key)) for key in _UNIQUE_KEYS]
    return all(is_blank(theirs) or _is_alike(theirs, mine) for theirs, mine in pairs)


def left_over(form: Form, create: Write, made: Customer) -> Write | None:
    """What of a new customer is not at the store though the customer is: addresses are a call of their own for some."""
    left = differences(form, made, create.values, create.addresses)
    fields = {key: value for key, value in left.fields.items() if not _is_alike(made.field_value(key), value)}
    has_places = left.addresses is None or _read_alike(left.addresses, made.address_list)
    addresses = None if has_places else left.addresses
    if not fields and addresses is None:
        return None
    return Write(
        kind=WriteKind.CHANGE,
        ref=made.ref,
        at=create.at,
        who=create.who,
        base=made,
        values=fields,
        addresses=addresses,
    )


# ------------------------------------------------------------------------------------------------ changes


def is_there(changes: Changes, theirs: Customer) -> bool:
    """Whether the store's record shows what was changed, capitals aside where they are the store's own."""
    left = merge(changes, theirs).changes
    missing = [key for key in left.fields if not _is_taken(changes, theirs, key)]
    unlike = changed_kinds(changes.addresses or (), theirs.address_list)
    kinds = [kind for kind in changes.changed_address_kinds if kind in unlike]
    return not missing and all(_is_address_taken(changes, theirs, kind) for kind in kinds)


def _is_taken(changes: Changes, theirs: Customer, key: str) -> bool:
    now, mine, before = theirs.field_value(key), changes.fields[key], changes.base.field_value(key)
    return not same(now, before) and _is_alike(now, mine)


def _is_address_taken(changes: Changes, theirs: Customer, kind: str) -> bool:
    """The same of the addresses of a kind. One that was emptied is gone whatever was left standing beside its street."""
    lists = (changes.base.address_list, changes.addresses or (), theirs.address_list)
    before, mine, now = (of_kind(addresses, kind) for addresses in lists)
    filled = {one.address_id for one in before if not one.is_empty}
    mine, shown = ([one for one in some if not (one.is_empty and one.address_id in filled)] for some in (mine, now))
    return bool(changed_kinds(before, now)) and _read_alike(mine, shown)


def only_respelled(base: Customer, theirs: Customer, conflict: str) -> bool:
    """Whether what looks like somebody else's change is the store's own way to write what was sent before.

    Who moved the mark of the primary address moved it for all of them.
    """
    if not conflict.startswith(kind_key("")):
        return _is_alike(base.field_value(conflict), theirs.field_value(conflict))
    if _marked(base) != _marked(theirs):
        return False
    kind = conflict.removeprefix(kind_key(""))
    before, now = of_kind(base.address_list, kind), of_kind(theirs.address_list, kind)
    is_left_out = all(one.is_empty for one in before) and not _plain(now)
    return is_left_out or _read_alike(before, now)


def _marked(customer: Customer) -> set[str]:
    return {one.kind for one in customer.address_list if one.primary and not one.is_empty}


def _is_alike(one: Value | Absent, other: Value | Absent) -> bool:
    return same(_folded(one), _folded(other))


def _read_alike(some: Sequence[Address], others: Sequence[Address]) -> bool:
    return not changed_kinds(_plain(some), _plain(others))


def _plain(addresses: Sequence[Address]) -> list[Address]:
    """The addresses, each on one line without its capitals and known by what it says; those that say nothing left out.

    The mark of the primary one and the place stay as they are: no store is known to change those of its own accord.
    """
    plain = []
    for one in addresses:
        line = one.one_line.casefold()
        if said := joined((line, one.latitude, one.longitude, one.zone)):
            bare = replace(one, street2=ABSENT, city=ABSENT, state=ABSENT, postal_code=ABSENT, country=ABSENT)
            plain.append(replace(bare, street1=line, address_id=said))
    return plain


def _folded(value: Value | Absent) -> Value | Absent:
    """Text without its capitals: stores write names in capitals of their own accord."""
    return value.strip().casefold() if isinstance(value, str) else value


def with_documents_of(customer: Customer, other: Customer) -> Customer:
    """The record with the other's documents, where it was answered without: they are as they were a moment ago."""
    return replace(customer, documents=other.documents) if isinstance(customer.documents, Absent) else customer


async def _is_added(client: VendorClient, write: Write, theirs: Customer) -> bool:
    """Whether one of the documents that came to the list since is this one: another counter may add of the same kind.

    A store that keeps its own copy of a picture shows other bytes; then nobody but a person can tell.
    """
    document = write.document
    if document is None or not document.content:
        return False
    before = Counter(map(_mark, write.documents_before))
    listed = known(theirs.documents, ())
    after = Counter(map(_mark, listed))
    added = [one for one in listed if one.kind == document.kind and after[_mark(one)] > before[_mark(one)]]
    for one in added:
        if await _content(client, one) == document.content:
            return True
    return False


def _mark(document: Document) -> tuple[str, Maybe[datetime]]:
    """What tells documents apart on a list. Links change, so they tell nothing."""
    return document.kind, document.updated_at


async def _content(client: VendorClient, document: Document) -> bytes:
    try:
        return (await client.fetch(document)).content
    except AppError:  # its host may be out of reach when the store is not: then this document tells nothing
        return b""

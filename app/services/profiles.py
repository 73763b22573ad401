"""Reading, correcting and creating customers."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.core.addresses import check_addresses
from app.core.changes import Changes, merge
from app.core.customer import AccountEntry, Address, ConnectionId, Customer, CustomerRef
from app.core.errors import (
    AppError,
    Conflict,
    Duplicate,
    InvalidInput,
    NotFound,
    Problem,
    UnexpectedReply,
    VendorTimeout,
    VendorUnavailable,
)
from app.core.form import Form, check_form
from app.core.query import Lookup, LookupKind
from app.core.values import Absent, Value, is_blank, same
from app.core.vendor import DocumentSupport
from app.ports import VendorClient
from app.services.activity import Activity, Deed
from app.services.recent import Recent
from app.services.stores import Stores

# The form keys that are one person's alone, with the look-up that finds the holder.
_UNIQUE_KEYS = {
    "phone": LookupKind.PHONE,
    "email": LookupKind.EMAIL,
    "license_number": LookupKind.LICENSE,
    "state_medical_id": LookupKind.STATE_ID,
}

# After these it is not known whether a write arrived.
_UNKNOWN_OUTCOMES = (VendorTimeout, VendorUnavailable, UnexpectedReply)
_WHO = ("single_name", "first_name", "last_name", "birth_date")


def problems_of(form: Form, changes: Changes) -> list[Problem]:
    """Everything wrong with an edit, by the vendor's own rules: the edited fields, and what goes with every update."""
    values = {spec.key: changes.base.field_value(spec.key) for spec in form.fields} | dict(changes.fields)
    problems = check_form(form, values, changes.fields.keys())
    if form.addresses and changes.addresses is not None:
        problems += check_addresses(form.addresses, changes.base.address_list, changes.addresses)
    return problems


def problems_of_new(form: Form, values: Mapping[str, Value], addresses: Sequence[Address]) -> list[Problem]:
    """Everything wrong with a new customer."""
    problems = check_form(form, values, None)
    return problems + (check_addresses(form.addresses, (), addresses) if form.addresses else [])


def refuse_blocking(problems: Sequence[Problem]) -> None:
    """Raise InvalidInput if a problem is more than advice."""
    blocking = [problem for problem in problems if problem.blocking]
    if blocking:
        raise InvalidInput(*blocking)


class Profiles:
    """The customers' records at their stores."""

    def __init__(self, *, stores: Stores, recent: Recent, activity: Activity) -> None:
        self._stores = stores
        self._recent = recent
        self._activity = activity

    async def form(self, connection_id: ConnectionId) -> Form:
        """The profile form of a store."""
        return (await self._stores.client(connection_id)).form

    async def open(self, ref: CustomerRef) -> Customer:
        """Read a customer with the list of documents, fresh from the store."""
        customer = await self._read(ref)
        self._recent.remember(customer)
        self._activity.note(ref, Deed.OPENED)
        return customer

    async def reread(self, ref: CustomerRef) -> Customer:
        """Read a customer again, without calling it a new look."""
        customer = await self._read(ref)
        self._recent.refresh(customer)
        return customer

    async def _read(self, ref: CustomerRef) -> Customer:
        has_files = self._stores.info(ref.connection).capabilities.documents is not DocumentSupport.NONE
        try:
            return await self._stores.call(
                ref.connection, lambda client: client.read(ref.customer_id, documents=has_files)
            )
        except NotFound:
            self._recent.forget(ref)  # no longer at the store, so nobody finds them here any more
            raise

    async def save(self, changes: Changes) -> Customer:
        """Send an edit, after looking whether somebody else changed the same fields meanwhile.

        InvalidInput before anything is sent; Conflict where both changed a field; whatever else the others changed
        stays theirs. Answers the record as the store now holds it, documents included.
        """
        ref = changes.base.ref
        try:
            refuse_blocking(problems_of(await self.form(ref.connection), changes))
            customer = await self._stores.call(ref.connection, lambda client: _update(client, changes))
        except AppError as error:
            self._activity.note(ref, Deed.FAILED, type(error).__name__)
            raise
        self._recent.refresh(customer)
        self._activity.note(ref, Deed.CHANGED, _named(changes))
        return customer

    async def create(
        self, connection_id: ConnectionId, values: Mapping[str, Value], addresses: Sequence[Address]
    ) -> Customer:
        """Make a new customer: checked by the form, looked for first, sent once.

        Duplicate where a value that is one person's alone is found at the store. If the answer is lost, the person
        is looked for rather than sent again.
        """
        refuse_blocking(problems_of_new(await self.form(connection_id), values, addresses))
        customer = await self._stores.call(connection_id, lambda client: _create(client, values, addresses))
        self._recent.remember(customer)
        self._activity.note(customer.ref, Deed.CREATED)
        return customer

    async def delete(self, ref: CustomerRef) -> None:
        """Delete a customer at the store; NotOffered where the vendor has no such call."""
        await self._stores.call(ref.connection, lambda client: client.delete(ref.customer_id))
        self._recent.forget(ref)
        self._activity.note(ref, Deed.DELETED)

    async def house_account(self, ref: CustomerRef) -> Sequence[AccountEntry]:
        """The latest lines of a customer's house account; NotOffered where the vendor keeps none."""
        return await self._stores.call(ref.connection, lambda client: client.house_account(ref.customer_id))

    async def restore(self, ref: CustomerRef) -> Customer:
        """Bring a deleted customer back; NotOffered where the vendor has no such call."""
        customer = await self._stores.call(ref.connection, lambda client: client.restore(ref.customer_id))
        self._recent.remember(customer)
        self._activity.note(ref, Deed.RESTORED)
        return customer


def _named(changes: Changes) -> str:
    return ", ".join((*changes.fields, *(f"address {kind}" for kind in changes.changed_address_kinds)))


async def _update(client: VendorClient, changes: Changes) -> Customer:
    has_files = client.info.capabilities.documents is not DocumentSupport.NONE
    theirs = await client.read(changes.base.ref.customer_id, documents=has_files)
    merged = merge(changes, theirs)
    if merged.conflicts:
        raise Conflict(theirs, merged.conflicts)
    if not merged.changes:
        return theirs
    updated = await client.update(merged.changes)
    # The answer to a write carries no documents: they are as they were a moment ago.
    return _with_documents_of(updated, theirs)


def _with_documents_of(customer: Customer, other: Customer) -> Customer:
    return replace(customer, documents=other.documents) if isinstance(customer.documents, Absent) else customer


async def _create(client: VendorClient, values: Mapping[str, Value], addresses: Sequence[Address]) -> Customer:
    taken = await _holder(client, values)
    if taken:
        field, holder = taken
        spec = client.form.spec(field)
        label = spec.label.lower() if spec else field
        raise Duplicate(field, f"Customer {holder.ref.customer_id} already has this {label}.")
    try:
        return await client.create(values, addresses)
    except _UNKNOWN_OUTCOMES:
        arrived = await _arrived(client, values)
        if arrived:
            return arrived
        raise


async def _arrived(client: VendorClient, values: Mapping[str, Value]) -> Customer | None:
    """The new customer, if the create arrived though its answer did not; None where that cannot be told."""
    found: Sequence[Customer] = ()
    with contextlib.suppress(AppError):  # what happened to the create itself is what the clerk must hear
        if _unique_lookups(client, values):
            taken = await _holder(client, values)
            found = (taken[1],) if taken else ()
        else:
            found = await _namesakes(client, values)
    return next((one for one in found if _is_same_person(one, values)), None)


async def _namesakes(client: VendorClient, values: Mapping[str, Value]) -> Sequence[Customer]:
    first, last = values.get("first_name"), values.get("last_name")
    if is_blank(first) or is_blank(last) or LookupKind.NAME not in client.info.capabilities.lookups:
        return ()
    return await client.find(Lookup(LookupKind.NAME, f"{last}, {first}"))


def _unique_lookups(client: VendorClient, values: Mapping[str, Value]) -> dict[str, Lookup]:
    """The look-ups of the values that are one person's alone, by form key, as far as the vendor has them."""
    return {
        key: Lookup(kind, str(values[key]))
        for key, kind in _UNIQUE_KEYS.items()
        if not is_blank(values.get(key)) and kind in client.info.capabilities.lookups
    }


async def _holder(client: VendorClient, values: Mapping[str, Value]) -> tuple[str, Customer] | None:
    """Somebody who already has one of the values that are one person's alone, with the field concerned."""
    for field, lookup in _unique_lookups(client, values).items():
        found = await client.find(lookup)
        if found:
            return field, found[0]
    return None


def _is_same_person(customer: Customer, values: Mapping[str, Value]) -> bool:
    return all(same(_folded(customer.field_value(key)), _folded(values.get(key))) for key in _WHO)


def _folded(value: Value | Absent) -> Value | Absent:
    """Text without its capitals: stores write names in capitals of their own accord."""
    return value.strip().casefold() if isinstance(value, str) else value

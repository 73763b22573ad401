"""Reading, correcting and creating customers."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from app.core.addresses import check_addresses
from app.core.changes import Changes
from app.core.customer import AccountEntry, Address, ConnectionId, Customer, CustomerRef
from app.core.errors import AppError, NotFound, Problem
from app.core.form import Form, check_form, refuse_blocking
from app.core.outbox import Write, WriteKind, is_provisional, provisional_ref
from app.core.values import Value
from app.services.activity import Activity, Deed
from app.services.outbox.notes import changes_in, detail_of
from app.services.outbox.outbox import Outbox
from app.services.outbox.outcomes import fresh
from app.services.recent import Recent
from app.services.stores import Stores


def problems_of(form: Form, changes: Changes) -> list[Problem]:
    """Everything wrong with an edit, by the vendor's own rules: the edited fields, and what goes with every update."""
    problems = check_form(form, form.values_of(changes.base, changes.fields), changes.fields.keys())
    if form.addresses and changes.addresses is not None:
        problems += check_addresses(form.addresses, changes.base.address_list, changes.addresses)
    return problems


def problems_of_new(form: Form, values: Mapping[str, Value], addresses: Sequence[Address]) -> list[Problem]:
    """Everything wrong with a new customer."""
    problems = check_form(form, values, None)
    return problems + (check_addresses(form.addresses, (), addresses) if form.addresses else [])


class Profiles:
    """The customers' records at their stores. Every write goes through the outbox, and waits there where it has to."""

    def __init__(self, *, stores: Stores, recent: Recent, activity: Activity, outbox: Outbox) -> None:
        self._stores = stores
        self._recent = recent
        self._activity = activity
        self._outbox = outbox

    async def form(self, connection_id: ConnectionId) -> Form:
        """The profile form of a store."""
        return (await self._stores.client(connection_id)).form

    async def open(self, ref: CustomerRef) -> Customer:
        """Read a customer with the list of documents, fresh from the store, with what waits for them here.

        They are opened last from now on. Who looks at them is noted by whoever shows them: the window shows people
        also while their store is away.
        """
        customer = await self._read(ref)
        self._recent.remember(customer)
        return customer

    async def reread(self, ref: CustomerRef) -> Customer:
        """Read a customer again, without calling them opened last."""
        customer = await self._read(ref)
        self._recent.refresh(customer)
        return customer

    async def _read(self, ref: CustomerRef) -> Customer:
        ref = self._outbox.ledger.now(ref)
        if is_provisional(ref):
            return self._unborn(ref)
        turn = self._recent.turn
        try:
            customer = await self._stores.call(ref.connection, lambda client: fresh(client, ref))
        except NotFound:
            self._recent.forget(ref)  # no longer at the store, so nobody finds them here any more
            raise
        return self._recent.newer(ref, turn) or self._outbox.as_it_will_be(customer)

    def _unborn(self, ref: CustomerRef) -> Customer:
        """Somebody whom the store does not know yet."""
        customer = self._outbox.new_customer(ref)
        if customer is None:
            self._recent.forget(ref)
            raise NotFound(
                "This new customer was never sent to the store.",
                "Nobody of this number is at the store.",
                "Search for the customer, or create the profile anew.",
            )
        return customer

    async def save(self, changes: Changes) -> Customer:
        """Send an edit, after looking whether somebody else changed the same fields meanwhile.

        InvalidInput before anything is sent; Conflict where both changed a field; whatever else the others changed
        stays theirs. Answers the record as the store now holds it, documents included, or, while the edit is kept here,
        as it will be.
        """
        ref, who = changes.base.ref, self._activity.who
        write = Write(
            kind=WriteKind.CHANGE,
            ref=ref,
            at=self._outbox.tools.clock.now(),
            base=changes.base,
            values=changes.fields,
            addresses=changes.addresses,
        )
        try:
            refuse_blocking(problems_of(await self.form(ref.connection), changes))
            sent = await self._outbox.send(write)
        except AppError as error:
            self._activity.note(ref, Deed.FAILED, type(error).__name__, who=who)
            raise
        customer = sent.customer or changes.base
        if not sent.is_kept:
            self._recent.refresh(customer)
            self._activity.note(customer.ref, Deed.CHANGED, detail_of(write), changes_in(write), who=who)
        return customer

    async def create(
        self,
        connection_id: ConnectionId,
        values: Mapping[str, Value],
        addresses: Sequence[Address],
        *,
        token: str = "",
    ) -> Customer:
        """Make a new customer: checked by the form, looked for first, sent once.

        Duplicate where a value that is one person's alone is found at the store. If the answer is lost, the person
        is looked for rather than sent again. While the store is away, the customer has a provisional number, made of
        ``token``.
        """
        who = self._activity.who
        refuse_blocking(problems_of_new(await self.form(connection_id), values, addresses))
        ref = provisional_ref(connection_id, token or uuid.uuid4().hex)
        at = self._outbox.tools.clock.now()
        write = Write(kind=WriteKind.CREATE, ref=ref, at=at, values=values, addresses=tuple(addresses))
        sent = await self._outbox.send(write)
        if sent.customer is None:
            raise ValueError("a create answers a customer")
        if not sent.is_kept:
            self._recent.remember(sent.customer)
            if not sent.is_known:
                self._activity.note(sent.customer.ref, Deed.CREATED, changes=changes_in(write), who=who)
        return sent.customer

    async def delete(self, ref: CustomerRef) -> bool:
        """Delete a customer at the store; NotOffered where the vendor has no such call. False while that waits here."""
        who = self._activity.who
        sent = await self._outbox.send(self._write(WriteKind.DELETE, ref))
        if not sent.is_kept:
            self._recent.forget(ref)
            self._activity.note(ref, Deed.DELETED, who=who)
        return not sent.is_kept

    async def house_account(self, ref: CustomerRef) -> Sequence[AccountEntry]:
        """The latest lines of a customer's house account; NotOffered where the vendor keeps none."""
        return await self._stores.call(ref.connection, lambda client: client.house_account(ref.customer_id))

    async def restore(self, ref: CustomerRef) -> Customer | None:
        """Bring a deleted customer back; NotOffered where the vendor has no such call. None while that waits here."""
        who = self._activity.who
        sent = await self._outbox.send(self._write(WriteKind.RESTORE, ref))
        if sent.is_kept or sent.customer is None:
            return None
        self._recent.remember(sent.customer)
        self._activity.note(ref, Deed.RESTORED, who=who)
        return sent.customer

    def _write(self, kind: WriteKind, ref: CustomerRef) -> Write:
        return Write(kind=kind, ref=ref, at=self._outbox.tools.clock.now())

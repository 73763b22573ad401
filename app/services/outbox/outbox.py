"""Every write is written down before it leaves, and stays until the store has confirmed it.

Online the clerk gets the store's own answer. What could not be sent waits, in order for each customer, and goes out by
itself when the store answers again; what may have arrived is looked for, never sent again on a guess.
"""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from app.core.changes import Changes, applied
from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.errors import AppError, InvalidInput, MachineFault, Offline, VendorTimeout, VendorUnavailable
from app.core.outbox import (
    Write,
    WriteKind,
    WriteState,
    differing,
    is_provisional,
    record_of_new,
    trouble_of,
    with_typed,
)
from app.ports import Clock, Progress
from app.services.activity import Activity, Deed
from app.services.outbox.delivery import deliver
from app.services.outbox.going import Going
from app.services.outbox.ledger import Ledger
from app.services.outbox.notes import changes_in, detail_of
from app.services.outbox.outcomes import UNKNOWN_OUTCOMES, Finding, Outcome, fresh, is_unknown, left_over, look
from app.services.recent import Recent
from app.services.stores import Stores, StoreState

_COULD_NOT_LEAVE = (Offline, VendorTimeout, VendorUnavailable)  # as long as nothing has left: it goes later
_LOOK_SECONDS = 10.0  # of a look that somebody waits for: one at a store that hangs may take minutes


@dataclass(frozen=True, slots=True)
class Sent:
    """How a write ended: the record as the store holds it, or, while it is kept here, as it will be.

    ``is_unsure``: it is kept because its answer was lost. ``is_known``: the new customer was at the store already; what
    differed went there as a change.
    """

    customer: Customer | None
    is_kept: bool = False
    is_unsure: bool = False
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class OutboxTools:
    """What the outbox works with."""

    ledger: Ledger
    stores: Stores
    recent: Recent
    activity: Activity
    clock: Clock


class Outbox:
    """The door through which every write leaves. ``keeps``: False for a desk without a vault, which only sends.

    ``woken`` is called with a store for which something waits, ``refused`` with a write that a store did not take and
    that a person has to correct, ``failed`` with what the vault could not take. ``renamed`` hears of each new customer
    who got a number, before the outbox forgets the old one.
    """

    def __init__(self, tools: OutboxTools, *, keeps: bool) -> None:
        self.tools = tools
        self.ledger = tools.ledger
        self._keeps = keeps
        self._locks: weakref.WeakValueDictionary[CustomerRef, asyncio.Lock] = weakref.WeakValueDictionary()
        self.failed: Callable[[AppError], None] = lambda _error: None
        self.woken: Callable[[ConnectionId], None] = lambda _store: None
        self.refused: Callable[[Write], None] = lambda _write: None
        self.renamed: Callable[[CustomerRef, Customer], Awaitable[None]] = _renamed

    def lock(self, ref: CustomerRef) -> asyncio.Lock:
        """One at a time works on a customer's writes: nothing is sent by two at once."""
        return self._locks.setdefault(ref, asyncio.Lock())

    # ---------------------------------------------------------------------------------------- what waits

    def of(self, ref: CustomerRef) -> tuple[Write, ...]:
        """The writes of a customer that no store has confirmed, in order."""
        return self.ledger.of(ref)

    def as_it_will_be(self, customer: Customer) -> Customer:
        """A record with what waits for it; a change that the store refused is left out, and those typed over it."""
        for write in self.of(customer.ref):
            if write.kind is not WriteKind.CHANGE:
                continue
            if write.state is WriteState.REFUSED:
                break
            customer = applied(Changes(customer, write.values, write.addresses))
        return customer

    def new_customer(self, ref: CustomerRef) -> Customer | None:
        """A customer whom the store does not know yet, as they will be; None where there is none of that number."""
        create = next((write for write in self.of(ref) if write.kind is WriteKind.CREATE), None)
        return self.as_it_will_be(record_of_new(create)) if create else None

    # ---------------------------------------------------------------------------------------- sending

    async def send(self, write: Write, progress: Progress | None = None) -> Sent:
        """Send a write, or keep it where it cannot be sent now.

        Whatever the store says against it is raised, and then nothing is kept; so is NotSignedIn and RateLimited. A new
        customer's form that was sent before, ahead of an interruption, makes nobody twice: what differs is a change.
        """
        write = replace(write, who=self.tools.activity.who)
        if not self._keeps or not await self._can_keep():
            return Sent(await self._send_only(write, progress))
        if folded := await self._fold(self.ledger.addressed(write)):
            return folded
        write = self.ledger.addressed(write)
        if self._is_known(write):
            return await self._send_difference(write)
        if self._must_wait(write):
            return await self._keep(write)
        async with self.lock(write.ref):
            write = self.ledger.addressed(write)
            if not self._is_known(write):
                return await self._keep(write) if self._must_wait(write) else await self._send_now(write, progress)
        return await self.send(write, progress)  # the same form was sent while this one waited for the lock

    async def _can_keep(self) -> bool:
        try:
            await self.ledger.open()
        except MachineFault as fault:
            self.failed(fault)
            return False
        return True

    def _must_wait(self, write: Write) -> bool:
        """Behind earlier ones of the same customer, for a store that is away, for a number."""
        is_unborn = is_provisional(write.ref) and write.kind is not WriteKind.CREATE
        is_behind = any(one.holds_up for one in self.of(write.ref))
        return is_behind or is_unborn or self._is_away(write.ref.connection)

    def _is_away(self, store: ConnectionId) -> bool:
        statuses = self.tools.stores.statuses()
        return any(one.connection.id == store and one.state is StoreState.OFFLINE for one in statuses)

    def _is_known(self, write: Write) -> bool:
        """Whether this new customer was sent before: the store has them, or it is being found out."""
        is_new = write.kind is WriteKind.CREATE
        return is_new and not (is_provisional(write.ref) and self.new_customer(write.ref) is None)

    async def _send_difference(self, create: Write) -> Sent:
        waiting = self.new_customer(create.ref)
        known = waiting or await self._at_store(create.ref)
        form = (await self.tools.stores.client(create.ref.connection)).form
        change = differing(form, create, known) if waiting else left_over(form, create, known)
        if change is None:
            return Sent(known, is_kept=waiting is not None, is_known=True)
        sent = await self.send(change)
        if not sent.is_kept:
            self.tools.activity.note(known.ref, Deed.CHANGED, detail_of(change), changes_in(change), who=create.who)
        return replace(sent, is_known=True)

    async def _at_store(self, ref: CustomerRef) -> Customer:
        here = self.tools.recent.get(ref)
        if here:
            return here
        return self.as_it_will_be(await self.tools.stores.call(ref.connection, lambda client: fresh(client, ref)))

    async def _fold(self, write: Write) -> Sent | None:
        """What is typed over a customer who was not sent yet, or over what was refused, takes its place."""
        if write.kind not in {WriteKind.CREATE, WriteKind.CHANGE} or self._typed_over(write.ref) is None:
            return None
        async with self.lock(write.ref):
            first = self._typed_over(write.ref)
            if first and first.kind is WriteKind.CREATE:
                return await self._fold_into_new(first, write)
            if first and write.kind is WriteKind.CHANGE:
                # The form was opened over the store's record with all of these typed into it.
                for one in self._changes_of(write.ref):
                    await self.ledger.done(one)
        return None

    def _typed_over(self, ref: CustomerRef) -> Write | None:
        """What a form of the customer takes in: a create that was not sent yet, or changes that the store refused."""
        before, changes = self.of(ref), self._changes_of(ref)
        if before and before[0].kind is WriteKind.CREATE:
            return before[0] if before[0].state is not WriteState.SENT else None
        return changes[0] if changes and changes[0].state is WriteState.REFUSED else None

    def _changes_of(self, ref: CustomerRef) -> list[Write]:
        return [one for one in self.of(ref) if one.kind is WriteKind.CHANGE]

    async def _fold_into_new(self, create: Write, write: Write) -> Sent:
        for earlier in self._changes_of(create.ref):  # each at its place, so that the last one typed stands
            create = await self.ledger.renew(with_typed(create, earlier))
            await self.ledger.done(earlier)
        whole = replace(with_typed(create, write), state=WriteState.WAITING, trouble="")
        await self.ledger.renew(whole)
        return self._kept(whole)

    async def _keep(self, write: Write) -> Sent:
        """Take a write in that cannot be sent now."""
        return self._kept(await self.ledger.add(replace(write, state=WriteState.WAITING)))

    def _kept(self, write: Write) -> Sent:
        """What the clerk sees of a write that is kept: the record as it will be."""
        record: Customer | None = None
        if write.kind is WriteKind.CREATE:
            record = self.as_it_will_be(record_of_new(write))
            self.tools.recent.remember(record)
        elif write.kind is WriteKind.CHANGE:
            record = applied(write.changes)
            self.tools.recent.amend(record)
        self.tools.activity.note(write.ref, Deed.KEPT, detail_of(write), changes_in(write), who=write.who)
        self.woken(write.ref.connection)
        return Sent(record, is_kept=True, is_unsure=write.state is WriteState.SENT)

    async def _send_now(self, write: Write, progress: Progress | None) -> Sent:
        going = Going(self.ledger, self.failed)
        try:
            customer = await self.call(write, going, progress)
        except asyncio.CancelledError:
            await going.leave_off(lambda: self.woken(write.ref.connection))
            raise
        except AppError as error:
            if going.write is None:
                return await self._hold(write, error)
            return await self._not_sent(going.write, error, may_have_left=going.may_have_left)
        return await self._end(going.write, customer) if going.write and going.write.number else Sent(customer)

    async def _end(self, write: Write, customer: Customer | None) -> Sent:
        """A write is at the store. Where the vault cannot forget it now, it is looked for later and forgotten then."""
        return Sent(customer) if await self._is_forgotten(write, customer) else self._kept(write)

    async def _is_forgotten(self, write: Write, customer: Customer | None = None) -> bool:
        """Forget a write that has ended, as far as the vault can; with ``customer`` the store has it."""
        made = customer if write.kind is WriteKind.CREATE else None
        try:
            if made:
                await self.renamed(write.ref, made)
            await self.ledger.done(write, made.ref if made else None)
        except MachineFault as fault:
            self.failed(fault)
            return False
        return True

    async def _hold(self, write: Write, error: AppError) -> Sent:
        """Nothing of a write has left: where it could not, it waits; whatever else is the clerk's to hear of."""
        if not isinstance(error, _COULD_NOT_LEAVE):
            raise error
        return await self._keep(write)

    async def _not_sent(self, write: Write, error: AppError, *, may_have_left: bool) -> Sent:
        if not write.number:  # the vault could not take it: it is nobody's but the clerk's
            raise error
        if may_have_left and is_unknown(error):
            return await self._find_out(write, error)
        if isinstance(error, _COULD_NOT_LEAVE):
            return self._kept(await self.ledger.mark(write, WriteState.WAITING))
        if isinstance(error, InvalidInput) and (partly := await self.take_part(write, error)):
            return await self._end(write, partly)
        await self._is_forgotten(write)
        raise error

    async def take_part(self, write: Write, error: InvalidInput) -> Customer | None:
        """A store may say no to a part of a new customer whose other part it took: then only that part is refused."""
        found = await self.look(write) if write.kind is WriteKind.CREATE else Finding(Outcome.UNKNOWN)
        if found.outcome is not Outcome.ARRIVED or found.customer is None:
            return None
        left = await self.keep_left_over(write, found.customer, trouble_of(error))
        if left:
            self.refused(left)
        return found.customer

    async def call(self, write: Write, going: Going, progress: Progress | None = None) -> Customer | None:
        """Send a write whose customer is locked. Whatever goes wrong is raised, and ``going`` tells how far it got."""
        customer = await self.tools.stores.call(
            write.ref.connection, lambda client: deliver(client, write, going.leaving, going.heard(progress))
        )
        self.tools.recent.note_written(write.ref)
        return customer

    async def _find_out(self, write: Write, error: AppError) -> Sent:
        """The answer was lost: look at once, and if that cannot tell, later again."""
        found = await self.look(write, _LOOK_SECONDS)
        if found.outcome is Outcome.ARRIVED:
            self.tools.recent.note_written(write.ref)
            left = await self.keep_left_over(write, found.customer)
            ended = await self._end(write, found.customer)
            return self._kept(left) if left else ended
        state = WriteState.WAITING if found.outcome is Outcome.NOT_ARRIVED else WriteState.SENT
        return self._kept(await self.ledger.mark(write, state, trouble_of(error)))

    async def keep_left_over(self, write: Write, made: Customer | None, trouble: str = "") -> Write | None:
        """Keep what of a new customer is not at the store yet though the customer is; ``trouble``: the store refused it."""
        if write.kind is not WriteKind.CREATE or made is None:
            return None
        form = (await self.tools.stores.client(write.ref.connection)).form
        left = left_over(form, write, made)
        if left is None:
            return None
        state = WriteState.REFUSED if trouble else WriteState.WAITING
        kept = await self.ledger.add(replace(left, state=state, trouble=trouble))
        for later in self._changes_of(write.ref):  # typed over what did not arrive, so they go with it
            write = with_typed(write, later)
            left = left_over(form, write, made) or replace(left, values={}, addresses=None)
            kept = await self.ledger.renew(replace(left, state=state, trouble=trouble, number=kept.number))
            await self.ledger.done(later)
        return kept

    async def look(self, write: Write, seconds: float | None = None) -> Finding:
        """Whether a write arrived, as far as that can be told now, and within ``seconds`` where somebody waits."""
        try:
            now = self.tools.clock.now()
            async with asyncio.timeout(seconds):
                return await self.tools.stores.call(write.ref.connection, lambda client: look(client, write, now))
        except (AppError, TimeoutError):  # what happened to the write itself is what is told
            return Finding(Outcome.UNKNOWN)

    async def _send_only(self, write: Write, progress: Progress | None) -> Customer | None:
        """For a desk that keeps nothing: a create whose answer was lost is looked for, everything else is told."""
        store = write.ref.connection
        try:
            customer = await self.tools.stores.call(store, lambda client: deliver(client, write, None, progress))
        except UNKNOWN_OUTCOMES:
            is_new = write.kind is WriteKind.CREATE
            made = (await self.look(write, _LOOK_SECONDS)).customer if is_new else None
            if made is None or left_over((await self.tools.stores.client(store)).form, write, made):
                raise  # what is left over would be kept by nobody
            return made
        self.tools.recent.note_written(write.ref)
        return customer


async def _renamed(_ref: CustomerRef, _customer: Customer) -> None:
    """Nobody follows."""

"""Sending what waits, store by store, in the background: in order for each customer, after pauses that grow."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.errors import (
    AppError,
    ClerkCanAct,
    Conflict,
    InvalidInput,
    MachineFault,
    NotFound,
    NotSignedIn,
    Offline,
    RateLimited,
    RecordUnreadable,
    SecretStoreLocked,
    SecretStoreMissing,
    StoreDisabled,
    UnexpectedReply,
    VaultUnreadable,
    WaitingHelps,
)
from app.core.outbox import Write, WriteKind, WriteState, trouble_of
from app.services.activity import Deed
from app.services.outbox.going import Going
from app.services.outbox.notes import DEEDS, changes_in, detail_of
from app.services.outbox.outbox import Outbox
from app.services.outbox.outcomes import UNKNOWN_OUTCOMES, Finding, Outcome, fresh, is_unknown, look
from app.services.resting import Sleep, growing, raise_bug, rest

PAUSES = (2.0, 5.0, 15.0, 30.0, 60.0, 120.0)
_LOOKS = 6  # after so many a write that is not seen at the store is left to people
_LEFT_OUT = (
    "A change that waits on this computer cannot be read.",
    "Customers can be served, and everything else is sent. This one is kept, and is not sent.",
    "A newer version of this program may have kept it: install that one, or tell support.",
)
_UNREADABLE = "The file can no longer be read on this computer. Discard this line and add the file again."
# The store was not asked, so it said nothing of the write. What a vendor does not offer is a no like any other here.
_NEEDS_SOMEBODY = (NotSignedIn, StoreDisabled, SecretStoreLocked, SecretStoreMissing)


class OutboxLines:
    """One line for each store that something waits for; a fault of one store or customer never holds up another.

    ``settled`` hears of each write that a store confirmed late.
    """

    def __init__(self, outbox: Outbox, *, sleep: Sleep = asyncio.sleep) -> None:
        self._outbox = outbox
        self._ledger = outbox.ledger
        self._tools = outbox.tools
        self._sleep = sleep
        self._lines: dict[ConnectionId, asyncio.Task[None]] = {}
        self._woken: dict[ConnectionId, asyncio.Event] = {}
        self._looks: dict[int, int] = {}
        self._is_running = False
        self.settled: Callable[[Write, Customer | None], None] = lambda _write, _customer: None
        outbox.woken = self.wake

    # ---------------------------------------------------------------------------------------- running

    async def begin(self) -> None:
        """Read what waits, and send it whenever that can be done. MachineFault."""
        await self._ledger.open()
        self._is_running = True
        self.follow()
        if self._ledger.lacks_some:
            self._outbox.failed(RecordUnreadable(*_LEFT_OUT))

    def follow(self) -> None:
        """The stores changed: what waits for one that is worked with again goes on."""
        for connection in self._tools.stores.connections():
            self.wake(connection.id)

    def wake(self, store: ConnectionId) -> None:
        """Try now: something new waits, or the store is back."""
        if not self._is_running:
            return
        self._woken.setdefault(store, asyncio.Event()).set()
        line = self._lines.get(store)
        if (line is None or line.done()) and self._heads(store):
            self._lines[store] = asyncio.get_running_loop().create_task(self._work(store))
            self._lines[store].add_done_callback(raise_bug)

    async def stop(self) -> None:
        """Send nothing more; what is under way is found out at the next start."""
        self._is_running = False
        lines, self._lines = list(self._lines.values()), {}
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)

    def look_again(self, write: Write) -> None:
        """Look once more for a write that was not seen at the store."""
        self._looks.pop(write.number, None)
        self.wake(write.ref.connection)

    def is_left_to_people(self, write: Write) -> bool:
        """Whether it was looked for in vain often enough."""
        return write.state is WriteState.SENT and self._looks.get(write.number, 0) >= _LOOKS

    def _heads(self, store: ConnectionId) -> list[Write]:
        """The first write of each customer that others wait for, if anything can be done about it without a person."""
        first: dict[CustomerRef, Write] = {}
        for write in self._ledger.at(store):
            if write.holds_up:
                first.setdefault(write.ref, write)
        is_worked_with = any(one.id == store for one in self._tools.stores.connections())
        able = [one for one in first.values() if one.state is not WriteState.REFUSED]
        return [one for one in able if not self.is_left_to_people(one)] if is_worked_with else []

    async def _work(self, store: ConnectionId) -> None:
        failures = 0
        while heads := self._heads(store):
            self._woken[store].clear()
            moved, pause = await self._round(heads)
            failures = 0 if moved else failures + 1
            if not moved or pause != 0:
                await rest(self._woken[store], growing(PAUSES, failures) if pause == 0 else pause, self._sleep)

    async def _round(self, heads: list[Write]) -> tuple[int, float | None]:
        """Do what can be done about each; how many got on, and how long the store wants to be left alone."""
        moved = 0
        for write in heads:
            try:
                moved += await self._attempt(write)
            except (ClerkCanAct, SecretStoreLocked, SecretStoreMissing):  # a store's no to the write goes no further
                return moved, None
            except RateLimited as error:
                return moved, max(error.retry_after, PAUSES[0])
            except Offline:
                return 0, 0.0
            except (WaitingHelps, UnexpectedReply):
                continue  # this customer's turn comes again, the others' now
            except RecordUnreadable as fault:  # the same: the vault can be read and written for everybody else
                self._outbox.failed(fault)
            except MachineFault as fault:
                self._outbox.failed(fault)
                return 0, PAUSES[-1]
        return moved, 0.0

    # ---------------------------------------------------------------------------------------- one write

    async def _attempt(self, head: Write) -> bool:
        """Whether a write got on: confirmed, refused, or found to be sent again.

        ClerkCanAct where the store cannot be called as it is set here: that says nothing against the write.
        """
        lock = self._outbox.lock(head.ref)
        if lock.locked():
            return False  # the clerk is at it just now
        async with lock:
            await self._tools.stores.client(head.ref.connection)
            write = self._ledger.get(head.number)
            if write is None or write.state is WriteState.REFUSED:
                return True
            if write.state is WriteState.SENT:
                return await self._look_for(write)
            return await self._deliver(write)

    async def _look_for(self, write: Write) -> bool:
        with contextlib.suppress(VaultUnreadable):  # without its bytes it is not told from others, and people are asked
            write = await self._ledger.whole(write)
        now = self._tools.clock.now()
        try:
            found = await self._tools.stores.call(write.ref.connection, lambda client: look(client, write, now))
        except _NEEDS_SOMEBODY:
            raise
        except NotFound as error:
            await self._refuse(write, error)
            return True
        except ClerkCanAct:  # it is the look that the store refused: the write may have arrived
            found = Finding(Outcome.UNKNOWN)
        if found.outcome is Outcome.UNKNOWN:
            self._looks[write.number] = self._looks.get(write.number, 0) + 1
            self._ledger.changed()
            return False
        if found.outcome is Outcome.ARRIVED:
            await self._take_found(write, found.customer)
        else:
            await self._ledger.mark(write, WriteState.WAITING, write.trouble)
        return True

    async def _take_found(self, write: Write, customer: Customer | None) -> None:
        self._tools.recent.note_written(write.ref)
        await self._outbox.keep_left_over(write, customer)
        await self._confirm(write, customer)

    async def _deliver(self, write: Write) -> bool:
        going = Going(self._ledger, self._outbox.failed)
        try:
            whole = await self._ledger.whole(write)
        except VaultUnreadable as fault:  # of this one; where nothing can be read, nothing can be marked either
            self._outbox.failed(fault)
            await self._refuse(write, ClerkCanAct(_UNREADABLE))
            return True
        try:
            customer = await self._outbox.call(whole, going)
        except asyncio.CancelledError:
            with contextlib.suppress(MachineFault):  # then it is found out at the next start, like what has left
                await self._put_back(going)
            raise
        except (*_NEEDS_SOMEBODY, RateLimited, Offline):
            if going.write:
                await self._ledger.mark(going.write, WriteState.WAITING)
            raise
        except UNKNOWN_OUTCOMES as error:
            await self._put_back(going)
            if going.write is None or not going.may_have_left:
                raise
            return await self._find_out(going.write, error)
        except ClerkCanAct as error:
            if going.write and is_unknown(error):
                return await self._find_out(going.write, error)
            await self._take_refusal(going.write or write, error, has_left=going.write is not None)
            return True
        await self._confirm(going.write or write, customer)
        return True

    async def _put_back(self, going: Going) -> None:
        """It waits again where nothing of it has left."""
        if going.write and not going.may_have_left:
            await self._ledger.mark(going.write, WriteState.WAITING)

    async def _find_out(self, write: Write, error: AppError) -> bool:
        found = await self._outbox.look(write)
        if found.outcome is Outcome.ARRIVED:
            await self._take_found(write, found.customer)
            return True
        state = WriteState.WAITING if found.outcome is Outcome.NOT_ARRIVED else WriteState.SENT
        await self._ledger.mark(write, state, trouble_of(error))
        return False

    # ---------------------------------------------------------------------------------------- how it ended

    async def _confirm(self, write: Write, customer: Customer | None) -> None:
        became = customer.ref if customer and write.kind is WriteKind.CREATE else None
        if customer and became:
            await self._outbox.renamed(write.ref, customer)
        if customer:  # before the ledger forgets it: whoever types meanwhile types over the new record
            self._tell_recent(write, self._outbox.as_it_will_be(customer))
        await self._ledger.done(write, became)
        self._looks.pop(write.number, None)
        if customer is None and write.kind is not WriteKind.DELETE:
            customer = await self._reread(write)
        if customer:
            customer = self._outbox.as_it_will_be(customer)
        self._tell_recent(write, customer)
        self._tools.activity.note(
            became or write.ref, DEEDS[write.kind], detail_of(write), changes_in(write), who=write.who
        )
        self.settled(write, customer)

    async def _reread(self, write: Write) -> Customer | None:
        try:
            return await self._tools.stores.call(write.ref.connection, lambda client: fresh(client, write.ref))
        except AppError:  # it is confirmed all the same, and read again whenever somebody opens it
            return None

    def _tell_recent(self, write: Write, customer: Customer | None) -> None:
        recent = self._tools.recent
        if write.kind in {WriteKind.CREATE, WriteKind.DELETE}:
            recent.forget(write.ref)
        if customer and write.kind is WriteKind.CREATE:
            recent.remember(customer)
        elif customer and write.kind is not WriteKind.DELETE:
            recent.refresh(customer)

    async def _take_refusal(self, write: Write, error: ClerkCanAct, *, has_left: bool) -> None:
        if has_left and isinstance(error, InvalidInput) and (made := await self._outbox.take_part(write, error)):
            await self._confirm(write, made)
        else:
            await self._refuse(write, error)

    async def _refuse(self, write: Write, error: ClerkCanAct) -> None:
        write = await self._ledger.mark(write, WriteState.REFUSED, trouble_of(error))
        if isinstance(error, Conflict):
            self._tools.recent.refresh(error.theirs)
        elif write.base:
            self._tools.recent.amend(write.base)
        self._tools.activity.note(write.ref, Deed.REFUSED, detail_of(write), who=write.who)
        self._outbox.refused(write)

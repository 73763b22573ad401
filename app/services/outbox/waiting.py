"""What people see and decide of the changes that no store has confirmed yet."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from app.core.customer import ConnectionId, CustomerRef
from app.core.draft import Draft
from app.core.outbox import Write, WriteKind, WriteState, is_provisional
from app.core.values import Value
from app.services.activity import Deed
from app.services.outbox.lines import OutboxLines
from app.services.outbox.notes import detail_of
from app.services.outbox.outbox import Outbox


class Waiting:
    """The list of what waits. ``changed`` is called whenever there is something else to show."""

    def __init__(self, outbox: Outbox, lines: OutboxLines) -> None:
        self._outbox = outbox
        self._ledger = outbox.ledger
        self._lines = lines

    @property
    def changed(self) -> Callable[[], None]:
        """Is called after each change of the list."""
        return self._ledger.changed

    @changed.setter
    def changed(self, hear: Callable[[], None]) -> None:
        self._ledger.changed = hear

    def all(self) -> Sequence[Write]:
        """Everything that waits, in order."""
        return self._ledger.all()

    def count(self, store: ConnectionId) -> int:
        """How many changes wait for a store."""
        return len(self._ledger.at(store))

    def of(self, ref: CustomerRef) -> Sequence[Write]:
        """What waits for one customer, in order."""
        return self._outbox.of(ref)

    def keeps(self, ref: CustomerRef) -> bool:
        """Whether something typed of a customer is not at the store yet, or not known to be.

        A file or a deletion that the store refused changes nothing of the record.
        """
        return self._first(ref) is not None

    def is_stuck(self, ref: CustomerRef) -> bool:
        """Whether nothing of a customer's goes on before a person has decided about the first."""
        first = self._first(ref)
        return first is not None and (first.state is WriteState.REFUSED or self.is_left_to_people(first))

    def _first(self, ref: CustomerRef) -> Write | None:
        return next((write for write in self._outbox.of(ref) if write.holds_up), None)

    def is_left_to_people(self, write: Write) -> bool:
        """Whether it may be at the store, was not seen there, and a person has to look."""
        return self._lines.is_left_to_people(write)

    def refused_work(self, ref: CustomerRef) -> Draft | None:
        """What a store refused of a customer's changes, with what waits behind it, as work on a form."""
        writes = [write for write in self._outbox.of(ref) if write.kind is WriteKind.CHANGE]
        first = writes[0] if writes else None
        if first is None or first.state is not WriteState.REFUSED or first.base is None:
            return None
        values: dict[str, Value] = {}
        addresses = None
        for write in writes:
            values |= write.values
            addresses = write.addresses if write.addresses is not None else addresses
        return Draft(
            base=first.base, values=values, addresses=addresses, at=first.at, who=first.who, refused=first.trouble
        )

    def refused(self) -> Sequence[Draft]:
        """What stores refused, as work on a form, the latest first; of a new customer the record itself."""
        refs = dict.fromkeys(write.ref for write in self.all() if write.state is WriteState.REFUSED)
        found = [self.refused_work(ref) or self._refused_new(ref) for ref in refs]
        return sorted((draft for draft in found if draft), key=lambda draft: draft.at, reverse=True)

    def _refused_new(self, ref: CustomerRef) -> Draft | None:
        first, record = self._outbox.of(ref)[0], self._outbox.new_customer(ref)
        return Draft(base=record, at=first.at, who=first.who, refused=first.trouble) if record else None

    def trouble_of_new(self, ref: CustomerRef) -> str:
        """What a store said against a new customer; "" where it said nothing."""
        writes = self._outbox.of(ref) if is_provisional(ref) else ()
        return writes[0].trouble if writes and writes[0].state is WriteState.REFUSED else ""

    # ---------------------------------------------------------------------------------------- decisions

    @asynccontextmanager
    async def _at_rest(self, write: Write) -> AsyncIterator[Write | None]:
        """A listed write as it now stands, nobody at work on it; None where it has ended.

        Its customer may get a number while that is waited for.
        """
        while now := self._ledger.get(write.number):
            async with self._outbox.lock(now.ref):
                same = self._ledger.get(write.number)
                if same and same.ref == now.ref:
                    yield same
                    return
        yield None

    async def discard(self, write: Write) -> None:
        """Forget a change that waits; with a new customer all that waits for them. Waits for what is under way."""
        async with self._at_rest(write) as now:
            if now is None:
                return
            doomed = self._outbox.of(now.ref) if now.kind is WriteKind.CREATE else (now,)
            for one in doomed:
                await self._ledger.done(one)
        tools = self._outbox.tools
        if now.kind is WriteKind.CREATE:
            tools.recent.forget(now.ref)
        elif now.base is not None:
            tools.recent.amend(self._outbox.as_it_will_be(now.base))
        tools.activity.note(now.ref, Deed.DROPPED, detail_of(now))
        self._lines.wake(now.ref.connection)

    async def discard_refused(self, ref: CustomerRef) -> None:
        """Forget what a store refused of a customer, and what waits behind it on the same form."""
        is_new = bool(self.trouble_of_new(ref))
        if is_new or self.refused_work(ref):
            for write in self._outbox.of(ref):
                if is_new or write.kind is WriteKind.CHANGE:
                    await self.discard(write)

    async def send_again(self, write: Write) -> None:
        """A person has looked, and decides that it is sent once more."""
        async with self._at_rest(write) as now:
            if now is None or now.state is WriteState.WAITING:
                return
            await self._ledger.mark(now, WriteState.WAITING)
        self._lines.look_again(now)

    def look_again(self, write: Write) -> None:
        """Look once more whether it arrived."""
        self._lines.look_again(write)

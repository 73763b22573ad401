"""The last full copy read of whoever was opened at this desk or seen in results: in memory, and behind it in the vault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.errors import AppError
from app.ports import Clock, Copies
from app.services.index_feed import IndexFeed
from app.services.latest import LatestWrites

_KEPT = 200


@dataclass(frozen=True, slots=True)
class Copy:
    """A record as it was read at that moment; no ``read_at`` where nobody counts the time."""

    customer: Customer
    read_at: datetime | None = None


class Recent:
    """The customers opened lately, and copies of those only seen in results. ``feed`` hears of each, where there is one.

    ``copies`` keeps them beyond this run and beyond what memory holds.
    """

    def __init__(self, feed: IndexFeed | None = None, copies: Copies | None = None, clock: Clock | None = None) -> None:
        self._feed = feed
        self._copies = copies
        self._clock = clock
        self._customers: dict[CustomerRef, Copy] = {}
        self._seen: dict[CustomerRef, Copy] = {}
        self._writes: LatestWrites[CustomerRef, Copy | None] = LatestWrites(self._write)
        self._turn = 0
        self._written: dict[CustomerRef, int] = {}  # the turn that began when the store took a change

    @property
    def failed(self) -> Callable[[AppError], None]:
        """Hears of the first failure after a success to keep a copy."""
        return self._writes.failed

    @failed.setter
    def failed(self, hear: Callable[[AppError], None]) -> None:
        self._writes.failed = hear

    def remember(self, customer: Customer) -> None:
        """Put a customer on top."""
        self._seen.pop(customer.ref, None)
        _put_last(self._customers, self._copy_of(customer))
        if self._feed:
            self._feed.opened(customer)

    @property
    def turn(self) -> int:
        """Is counted on with every change that a store takes; to be noted before a store is asked for a record."""
        return self._turn

    def note_written(self, ref: CustomerRef) -> None:
        """The store took a change: a record that it was asked for before may lack it, whenever that arrives."""
        self._turn += 1
        self._written[ref] = self._turn

    def newer(self, ref: CustomerRef, turn: int) -> Customer | None:
        """The copy at hand, where the store took a change since that turn; None where nothing is newer."""
        return self.get(ref) if self._written.get(ref, 0) > turn else None

    def take(self, customer: Customer, turn: int) -> Customer:
        """Renew the copy with what a store was asked for in that turn; answers whichever of the two is newer."""
        customer = self.newer(customer.ref, turn) or customer
        self.refresh(customer)
        return customer

    def refresh(self, customer: Customer) -> None:
        """Renew the copy of a customer, without calling it opened."""
        copy = self._copy_of(customer)
        if customer.ref in self._customers:
            self._customers[customer.ref] = copy
        else:
            _put_last(self._seen, copy)
        if self._feed:
            self._feed.renew(customer)

    def amend(self, customer: Customer) -> None:
        """Show a copy as it will be once what waits is sent, without calling it read."""
        before = self.at_hand(customer.ref)
        copy = Copy(customer, before.read_at if before else None)
        if customer.ref in self._customers:
            self._customers[customer.ref] = copy
        else:
            _put_last(self._seen, copy)
        if self._copies and copy.read_at:
            self._writes.put(customer.ref, copy)
        if self._feed:
            self._feed.renew(customer)

    def _copy_of(self, customer: Customer) -> Copy:
        copy = Copy(customer, self._clock.now() if self._clock else None)
        if self._copies:
            self._writes.put(customer.ref, copy)
        return copy

    def get(self, ref: CustomerRef) -> Customer | None:
        """The last copy in memory, if any."""
        copy = self.at_hand(ref)
        return copy.customer if copy else None

    def at_hand(self, ref: CustomerRef) -> Copy | None:
        """The same with its age."""
        return self._customers.get(ref) or self._seen.get(ref)

    async def copy(self, ref: CustomerRef) -> Copy | None:
        """The last copy that this desk has, also from earlier runs. MachineFault."""
        copy = self.at_hand(ref)
        if copy or not self._copies:
            return copy
        kept = await self._copies.get(ref)
        return Copy(*kept) if kept else None

    def all(self) -> tuple[Customer, ...]:
        """Everybody in memory who was opened, the latest first."""
        return tuple(copy.customer for copy in reversed(self._customers.values()))

    def forget(self, ref: CustomerRef) -> None:
        """Forget a customer who is no longer there."""
        self._customers.pop(ref, None)
        self._seen.pop(ref, None)
        if self._copies:
            self._writes.put(ref, None)
        if self._feed:
            self._feed.gone(ref)

    async def forget_store(self, connection_id: ConnectionId) -> None:
        """Forget everybody of a store that was removed. MachineFault."""
        for copies in (self._customers, self._seen):
            for ref in [ref for ref in copies if ref.connection == connection_id]:
                del copies[ref]
        await self._writes.settled()
        if self._copies:
            await self._copies.forget_store(connection_id)

    def clear(self) -> None:
        """Forget everybody, when the desk goes over to other stores."""
        self._customers.clear()
        self._seen.clear()
        self._written.clear()
        self._writes.clear()

    async def settled(self) -> None:
        """Come back when every copy is kept."""
        await self._writes.settled()

    async def _write(self, ref: CustomerRef, copy: Copy | None) -> None:
        if self._copies is None:
            return
        if copy is None or copy.read_at is None:
            await self._copies.forget(ref)
        else:
            await self._copies.keep(copy.customer, copy.read_at)


def _put_last(copies: dict[CustomerRef, Copy], copy: Copy) -> None:
    copies.pop(copy.customer.ref, None)
    copies[copy.customer.ref] = copy
    while len(copies) > _KEPT:
        del copies[next(iter(copies))]

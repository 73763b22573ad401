"""Customers in bulk: everybody of a period, from one store or several at once, as background work.

A run keeps what came before it was cancelled or broken off, and goes on from there: a period of creation is read in
slices, and a slice that was read to its end is not asked for again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from enum import Enum, auto

from app.core.customer import Customer
from app.core.errors import AppError, NotOffered, UnexpectedReply
from app.core.form import AddressForm
from app.core.vendor import Connection, CreatedBetween, Listing
from app.ports import VendorClient
from app.services.bulk_pages import FIRST_STEP, ahead, cut, days_of, least_step, narrowed, next_step, smaller_step
from app.services.bulk_rows import CONNECTION, Rows
from app.services.customer_json import customer_json
from app.services.exports import refuse_unlisted
from app.services.index_feed import IndexFeed
from app.services.stores import Stores
from app.services.tables import STORE, Columns, Record

_MOST_UNREADABLE = 2  # slices in a row, after which a store is not asked for the next one
_LONG = 5.0  # seconds without a word from a store, after which its pace so far says nothing of what is left


class Stage(Enum):
    """How far the reading of one store is."""

    WAITING = auto()  # not begun
    READING = auto()
    DONE = auto()  # to the end: nobody lacks
    STOPPED = auto()  # by a person
    FAILED = auto()  # see its error


@dataclass(slots=True, eq=False)
class StoreRun:
    """One store of a run: what came of it so far. For reading; the run itself changes it."""

    connection: Connection
    listing: Listing
    left: list[Listing] = field(default_factory=list)  # the parts of the list that are not read yet
    step: int = FIRST_STEP  # days of the next slice
    stage: Stage = Stage.WAITING
    count: int = 0
    pages: int = 0
    error: AppError | None = None
    addresses: AddressForm | None = None
    seconds: float = 0.0  # of reading, without the pauses in between
    met: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.left = [self.listing]

    @property
    def can_go_on(self) -> bool:
        """Whether asking again may bring more."""
        return self.stage is not Stage.DONE and not isinstance(self.error, NotOffered)

    @property
    def covered(self) -> float | None:
        """The part of the period that is read, from 0 to 1; None where it cannot be known."""
        if self.stage is Stage.DONE:
            return 1.0
        days = days_of(self.listing)
        return 1 - sum(map(days_of, self.left)) / days if days else None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. ``covered`` from 0 to 1 and ``rest`` in seconds, each None where it cannot be known."""

    count: int
    pages: int
    seconds: float
    covered: float | None
    rest: float | None


class BulkRun:
    """The customers of a period at some stores. ``told`` is called after each step; one run at a time may `go`.

    ``feed`` hears of everybody who was read, where there is one.
    """

    def __init__(
        self,
        stores: Stores,
        asked: Sequence[Connection],
        listing: Listing,
        *,
        clock: Callable[[], float] = time.monotonic,
        feed: IndexFeed | None = None,
    ) -> None:
        self._stores = stores
        self._feed = feed
        self._clock = clock
        self._began: dict[str, float] = {}
        self._heard: dict[str, float] = {}
        self._seconds = 0.0
        self._started: float | None = None
        self._going: asyncio.Future[None] | None = None
        self.listing = listing
        self.rows = Rows()
        self.stores = tuple(StoreRun(connection, listing) for connection in asked)
        self.told: Callable[[], None] = lambda: None

    @property
    def complete(self) -> bool:
        """Whether every store was read to its end."""
        return all(store.stage is Stage.DONE for store in self.stores)

    @property
    def can_go_on(self) -> bool:
        """Whether `go` may bring more."""
        return any(store.can_go_on for store in self.stores)

    @property
    def several(self) -> bool:
        """Whether the rows say whose customer each is."""
        return len(self.stores) > 1

    def columns(self) -> Columns:
        """The columns of the rows; the stores' own address columns are known once they were asked."""
        return Columns((store.addresses for store in self.stores), several_stores=self.several)

    def batches(self) -> Iterator[Sequence[Record]]:
        """Everything there is, for a file: with the promised keys, and the store where there are several."""
        inner = {CONNECTION} if self.several else {CONNECTION, STORE}
        for batch in self.rows.batches():
            yield [{key: value for key, value in record.items() if key not in inner} for record in batch]

    def progress(self) -> Progress:
        """How far it is."""
        now = self._clock()
        wanted = [store for store in self.stores if store.can_go_on or store.stage is Stage.DONE]
        parts = [store.covered for store in wanted]
        known = [part for part in parts if part is not None]
        return Progress(
            count=sum(store.count for store in self.stores),
            pages=sum(store.pages for store in self.stores),
            seconds=self._seconds + (0.0 if self._started is None else now - self._started),
            covered=sum(known) / len(known) if known and len(known) == len(parts) else None,
            rest=self._rest(now),
        )

    def silence(self, store: StoreRun) -> float:
        """For how many seconds a store that is being read has brought nothing; 0 where that is not long.

        A vendor that may be asked so often a minute answers some pages at once, and then none for most of a minute.
        """
        if store.stage is not Stage.READING:
            return 0.0
        silent = self._clock() - self._heard[store.connection.id]
        return silent if silent >= _LONG else 0.0

    def _rest(self, now: float) -> float | None:
        """The stores are read side by side, so the slowest decides."""
        rests = []
        for store in self.stores:
            if store.stage is Stage.READING:
                spent = store.seconds + now - self._began[store.connection.id]
                if not store.covered or self.silence(store):
                    return None
                rests.append(spent * (1 - store.covered) / store.covered)
        return max(rests, default=None)

    # ---------------------------------------------------------------------------------------- reading

    async def go(self) -> None:
        """Read whatever was not read yet; ends when every store has ended, whichever way, or after `stop`.

        A store's error is told in its `StoreRun` and stops no other store. Stopping or cancelling keeps what is there.
        """
        self._started = self._clock()
        going = self._going = asyncio.ensure_future(self._read_all())
        try:
            await asyncio.wait([going])
            if not going.cancelled():
                going.result()
        finally:
            going.cancel()
            await asyncio.gather(going, return_exceptions=True)
            self._seconds += self._clock() - self._started
            self._started = None
            for store in self.stores:
                if store.stage is Stage.READING:  # stopped before its first step
                    self._end(store, Stage.STOPPED)

    def stop(self) -> None:
        """Let `go` end soon, with what there is."""
        if self._going is not None:
            self._going.cancel()

    async def _read_all(self) -> None:
        async with asyncio.TaskGroup() as group:
            for store in self.stores:
                if store.can_go_on:
                    self._begin(store)
                    group.create_task(self._read(store))

    async def _read(self, store: StoreRun) -> None:
        stage = Stage.STOPPED
        try:
            refuse_unlisted(self._stores.info(store.connection.id), self.listing)
            await self._stores.call(store.connection.id, lambda client: self._read_slices(store, client))
            stage = Stage.DONE
        except AppError as error:
            store.error = error
            stage = Stage.FAILED
        finally:
            self._end(store, stage)

    def _begin(self, store: StoreRun) -> None:
        self._began[store.connection.id] = self._heard[store.connection.id] = self._clock()
        store.stage, store.error = Stage.READING, None

    def _end(self, store: StoreRun, stage: Stage) -> None:
        store.seconds += self._clock() - self._began[store.connection.id]
        store.stage = stage
        self.told()

    async def _read_slices(self, store: StoreRun, client: VendorClient) -> None:
        """Read what is left. A slice that cannot be read whole does not keep the later ones from being read."""
        store.addresses = client.form.addresses
        in_order = self._stores.info(store.connection.id).capabilities.created_in_order
        missed: list[Listing] = []
        in_a_row = 0
        first_error: UnexpectedReply | None = None
        try:
            while store.left and in_a_row < _MOST_UNREADABLE:
                one, rest = (store.left[0], None) if in_order else cut(store.left[0], store.step)
                try:
                    await self._read_slice(store, client, one)
                    in_a_row = 0
                except UnexpectedReply as error:
                    first_error = first_error or error
                    in_a_row += 1
                    store.step = smaller_step(days_of(one))
                    missed.append(one if rest else store.left[0])
                store.left[:1] = [rest] if rest else []
                self._hear(store)
        finally:
            store.left[:0] = missed
        if first_error:
            raise first_error

    async def _read_slice(self, store: StoreRun, client: VendorClient, one: Listing) -> None:
        before = store.pages
        async with aclosing(ahead(client.listed(one))) as pages:
            async for page in pages:
                await self._keep(store, [one for one in page if one.ref.customer_id not in store.met])
                if page.created_before and isinstance(one, CreatedBetween) and store.left[0] is one:  # not a part of it
                    store.left[0] = one = narrowed(one, page.created_before)
                self._hear(store)
        least = least_step(self._stores.info(store.connection.id).capabilities)
        store.step = next_step(max(1, days_of(one)), store.pages - before, least)

    def _hear(self, store: StoreRun) -> None:
        self._heard[store.connection.id] = self._clock()
        self.told()

    async def _keep(self, store: StoreRun, people: Sequence[Customer]) -> None:
        """Take people over in a thread; whole, also when the run is cancelled meanwhile: they are met only once."""
        taking = asyncio.ensure_future(asyncio.to_thread(self._take, store, people))
        try:
            await asyncio.shield(taking)
        finally:
            await taking
            store.met.update(one.ref.customer_id for one in people)
            store.count += len(people)
            store.pages += 1
            if self._feed:
                for one in people:
                    self._feed.renew(one)

    def _take(self, store: StoreRun, people: Sequence[Customer]) -> None:
        whose = {CONNECTION: store.connection.id, STORE: store.connection.name}
        self.rows.add([whose | customer_json(customer) for customer in people])

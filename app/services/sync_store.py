"""The synchronisation of one store: what is to be read next, reading it, and keeping both in one step.

First come those changed in the last thirty days, who are the likeliest to walk in; then everybody by creation, oldest
first, in slices; then, every few minutes, whoever was changed since. What is kept says how far that has come, so it
may be broken off at any moment: at most the slice that was being read is read again.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Final

from app.core.customer import ConnectionId, Customer, Standing
from app.core.errors import MachineFault, UnexpectedReply
from app.core.index import SyncProgress
from app.core.page import Page
from app.core.vendor import FIRST_DAY, CreatedBetween, Listing, UpdatedSince
from app.ports import Clock, CustomerIndex, VendorClient
from app.services.bulk_pages import ahead, cut, days_of, least_step, narrowed, next_step, smaller_step
from app.services.exports import refuse_unlisted
from app.services.index_feed import IndexFeed
from app.services.quiet import Quiet
from app.services.resting import growing
from app.services.stores import Stores

_DAY = timedelta(days=1)
_LATEST = timedelta(days=30)
_OVERLAP = timedelta(minutes=15)  # the store's clock and this one may differ
_PORTION = 500  # people taken into the index at once, so that a search never waits long
_MOST_PAGES, _MOST_PEOPLE = 20, 2000  # of a slice, unless its list comes in the order of creation
PAUSES: Final = (5.0, 15.0, 45.0, 120.0, 300.0)  # seconds after the first, second, … failure in a row
_LEAST_PAUSE, _MOST_PAUSE = 120.0, 900.0  # seconds between two looks for changes
_SHARE = 20  # looking for changes takes at most one part in so many of the time


@dataclass(frozen=True, slots=True)
class SyncTools:
    """What every store's synchronisation works with."""

    stores: Stores
    index: CustomerIndex
    feed: IndexFeed
    quiet: Quiet
    clock: Clock
    seconds: Callable[[], float] = time.monotonic


class StoreSync:
    """One store. ``told`` is called whenever more of it is in the index."""

    def __init__(self, store: ConnectionId, tools: SyncTools, told: Callable[[], None]) -> None:
        self.store = store
        self._tools = tools
        self._told = told
        self.progress = SyncProgress(connection=store)
        self.count = 0
        self.has_begun = False
        self.is_behind = False  # the last look for changes failed
        self._unread: list[CreatedBetween] = []  # of the first load; what could not be read goes to the end
        self._step: int | None = None  # days of the next slice; None for all there is
        self._due = self._slice_due = 0.0
        self._failed_slices = 0  # since one could be read

    @property
    def has_gaps(self) -> bool:
        """Whether something could not be read when it was tried last."""
        return self.is_behind or self._failed_slices > 0

    def hurry(self) -> None:
        """Try again at once whatever could not be read."""
        self._slice_due = 0.0
        self._due = 0.0 if self.is_behind else self._due

    async def read_next(self) -> float:
        """Read what is to be read next; answers the seconds until there is something again, 0 for at once.

        Raises the store's error, or the machine's. Whatever was to be read comes again by the next calls.
        """
        try:
            if not self.has_begun:
                await self._begin()
            if self._tools.seconds() >= self._due:
                await self._read_changes()
            elif not self.progress.complete and self._tools.seconds() >= self._slice_due:
                await self._read_slice()
        except MachineFault:
            self.has_begun = False  # what could not be kept is read again
            raise
        due = self._due if self.progress.complete else min(self._due, self._slice_due)
        return max(0.0, due - self._tools.seconds())

    async def _begin(self) -> None:
        self.progress = progress = await self._tools.index.progress(self.store)
        self.count = await self._tools.index.count(self.store)
        if not progress.complete:
            first = progress.created_until + _DAY if progress.created_until else FIRST_DAY
            self._unread = [CreatedBetween(first, max(first, self._tools.clock.today()))]
        self.has_begun = True
        self._told()

    # ---------------------------------------------------------------------------------------- later changes

    async def _read_changes(self) -> None:
        """Everybody changed since the last look; who changes meanwhile comes at the next one."""
        started, began = self._tools.seconds(), self._tools.clock.now()
        self._due, self.is_behind = started + _LEAST_PAUSE, True
        reading = _Reading(self)
        await self._listed(self._changes(), reading.take)
        progress = replace(self.progress, changed_since=began)
        await self._keep(reading.waiting, self._up_to_date(progress))
        self.is_behind = False
        ended = self._tools.seconds()
        self._due = ended + min(_MOST_PAUSE, max(_LEAST_PAUSE, _SHARE * (ended - started)))

    def _changes(self) -> Listing:
        """By change where the vendor has such a list; else those created since, a day more on account of time zones."""
        now = self._tools.clock.now()
        since = self.progress.changed_since or now - _LATEST
        if self._tools.stores.info(self.store).capabilities.lists_updated:
            return UpdatedSince(since - _OVERLAP, with_deleted=True)
        today = self._tools.clock.today()
        return CreatedBetween(min(since.astimezone().date(), today) - _DAY, today)

    def _up_to_date(self, progress: SyncProgress) -> SyncProgress:
        return replace(progress, synced_at=self._tools.clock.now()) if progress.complete else progress

    # ---------------------------------------------------------------------------------------- the first load

    async def _read_slice(self) -> None:
        """The next part of the first load. One that cannot be read does not keep the later ones from being read."""
        one, rest = cut(self._unread[0], self._step or days_of(self._unread[0]))
        if not isinstance(one, CreatedBetween) or not isinstance(rest, CreatedBetween | None):
            raise TypeError("a part of a period is a period")
        least = least_step(self._tools.stores.info(self.store).capabilities)
        reading = _Slice(self, one, least, is_whole=rest is None and one.first == FIRST_DAY)
        try:
            await self._listed(one, reading.take)
        except UnexpectedReply:
            self._put_off(one, rest)
            await self._keep(reading.waiting)
            raise
        self._failed_slices = 0
        if reading.is_too_long:
            self._step = smaller_step(days_of(one), least)
            await self._keep(reading.waiting)
            return
        self._unread[:1] = [rest] if rest else []
        self._step = next_step(days_of(one), reading.pages, least)
        await self._keep(reading.waiting, self._loaded())

    def _put_off(self, one: CreatedBetween, rest: CreatedBetween | None) -> None:
        """A slice could not be read: it comes again behind the others, in smaller parts, and later each time."""
        self._step = smaller_step(days_of(one))
        unread = self._unread.pop(0)
        self._unread = [rest, *self._unread, one] if rest else [*self._unread, unread]
        self._failed_slices += 1
        self._slice_due = self._tools.seconds() + growing(PAUSES, self._failed_slices)

    def narrow(self, first: date) -> SyncProgress:
        """Everybody created before a day is in: of a list in the order of creation, that is the end of what is unread."""
        self._unread[0] = narrowed(self._unread[0], first)
        return self._loaded()

    def _loaded(self) -> SyncProgress:
        """What is kept of the first load: everybody before the first unread day is in."""
        if not self._unread:
            return self._up_to_date(replace(self.progress, complete=True, created_until=self._tools.clock.today()))
        first = min(one.first for one in self._unread)
        return replace(self.progress, created_until=first - _DAY if first > FIRST_DAY else None)

    # ---------------------------------------------------------------------------------------- reading and keeping

    async def _listed(self, listing: Listing, take: Callable[[Page], Awaitable[bool]]) -> None:
        refuse_unlisted(self._tools.stores.info(self.store), listing)

        async def read(client: VendorClient) -> None:
            async with aclosing(ahead(client.listed(listing))) as pages:
                async for page in pages:
                    if not await take(page):
                        return

        await self._tools.stores.call(self.store, read)

    def expect(self, total: int) -> None:
        """The store says how many customers it has."""
        self.progress = replace(self.progress, expected=total)
        self._told()

    async def keep_portion(
        self, people: list[Customer], mark: int, progress: Callable[[], SyncProgress] | None
    ) -> list[Customer]:
        """Take people into the index if there are enough of them; answers those who still wait."""
        heard = self._tools.feed.heard_since
        people = [one for one in people if not heard(mark, one.ref)]  # what was read here since then is fresher
        if len(people) < _PORTION:
            return people
        await self._keep(people, progress() if progress else None)
        return []

    def mark(self) -> int:
        """Now, as the feed counts."""
        return self._tools.feed.mark()

    async def _keep(self, people: Sequence[Customer], progress: SyncProgress | None = None) -> None:
        """Take people into the index, with how far it has come: the last portion and that in one step."""
        index, quiet = self._tools.index, self._tools.quiet
        gone = [one.ref for one in people if one.standing == Standing.DELETED]
        people = [one for one in people if one.standing != Standing.DELETED]
        if gone:
            await index.remove(gone)
        while len(people) > _PORTION:
            await quiet.wait()
            await index.put(people[:_PORTION])
            people = people[_PORTION:]
        await quiet.wait()
        if people or progress:
            await index.put(people, progress)
        count = await index.count(self.store)
        self.progress, self.count = progress or self.progress, count  # at once: whoever looks sees no old number
        self._told()


class _Reading:
    """The people of a list, as they come."""

    def __init__(self, sync: StoreSync) -> None:
        self._sync = sync
        self._mark = sync.mark()
        self.waiting: list[Customer] = []
        self.pages = 0

    async def take(self, page: Page) -> bool:
        """One page; whether the next one is wanted."""
        self.pages += 1
        self.waiting = await self._sync.keep_portion([*self.waiting, *page], self._mark, None)
        return True


class _Slice(_Reading):
    """The people of a slice of the first load. A list in the order of creation is never too long, nor is the least."""

    def __init__(self, sync: StoreSync, period: CreatedBetween, least: int, *, is_whole: bool) -> None:
        super().__init__(sync)
        self._can_be_smaller = days_of(period) > least
        self._is_whole = is_whole  # then its total is the store's
        self.is_too_long = False

    async def take(self, page: Page) -> bool:
        """One page; whether the next one is wanted."""
        self.pages += 1
        if page.total is not None and self._is_whole:
            self._sync.expect(page.total)
        narrowed = partial(self._sync.narrow, page.created_before) if page.created_before else None
        self.waiting = await self._sync.keep_portion([*self.waiting, *page], self._mark, narrowed)
        is_long = self.pages >= _MOST_PAGES or (page.total or 0) > _MOST_PEOPLE
        self.is_too_long = is_long and narrowed is None and self._can_be_smaller
        return not self.is_too_long

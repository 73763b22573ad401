"""What this desk reads and writes, taken into the index at once: in order, and in nobody's way."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.core.customer import ConnectionId, Customer, CustomerRef, Standing
from app.core.errors import AppError
from app.ports import Clock, CustomerIndex

_MOST_AT_ONCE = 500
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class _News:
    """One thing the index has to learn: somebody read, opened (then with the moment), or gone (no ``customer``)."""

    ref: CustomerRef
    customer: Customer | None = None
    opened_at: datetime | None = None


class IndexFeed:
    """The queue of what the index has to learn. ``failed`` hears of the first failure after a success.

    What the index could not take is left out: it is at the store, and the synchronisation brings it.
    """

    def __init__(self, index: CustomerIndex, clock: Clock) -> None:
        self.index = index
        self._clock = clock
        self._news: deque[_News] = deque()
        self._working: asyncio.Task[None] | None = None
        self._is_failing = False
        self._heard = 0
        self._last_heard: dict[CustomerRef, int] = {}
        self.failed: Callable[[AppError], None] = lambda _error: None

    def renew(self, customer: Customer) -> None:
        """Somebody was read."""
        self._hear(_News(customer.ref, _living(customer)))

    def opened(self, customer: Customer) -> None:
        """Somebody was opened at this desk."""
        self._hear(_News(customer.ref, _living(customer), self._clock.now()))

    def gone(self, ref: CustomerRef) -> None:
        """Somebody is no longer at the store."""
        self._hear(_News(ref))

    def drop(self, connection: ConnectionId) -> None:
        """Forget what was still to be learned of a store that is being forgotten."""
        self._news = deque(one for one in self._news if one.ref.connection != connection)

    def clear(self) -> None:
        """Forget what was still to be learned, when the desk goes over to other stores."""
        self._news.clear()

    def mark(self) -> int:
        """A moment to compare with, see `heard_since`."""
        return self._heard

    def heard_since(self, mark: int, ref: CustomerRef) -> bool:
        """Whether somebody was read or written here after a mark: then an older page knows less of them."""
        return self._last_heard.get(ref, 0) > mark

    async def settled(self) -> None:
        """Come back when the index has learned everything that was heard until now."""
        while self._news:
            await asyncio.shield(self._work())

    # ---------------------------------------------------------------------------------------- the queue

    def _hear(self, news: _News) -> None:
        self._heard += 1
        self._last_heard.pop(news.ref, None)
        self._last_heard[news.ref] = self._heard
        while len(self._last_heard) > _REMEMBERED:
            del self._last_heard[next(iter(self._last_heard))]
        self._news.append(news)
        self._work()

    def _work(self) -> asyncio.Task[None]:
        """The task that teaches the index; a new one where the last has ended, or its loop has."""
        loop = asyncio.get_running_loop()
        if self._working is None or self._working.done() or self._working.get_loop() is not loop:
            self._working = loop.create_task(self._teach())
        return self._working

    async def _teach(self) -> None:
        while self._news:
            some = self._next()
            try:
                await self._teach_some(some)
                self._is_failing = False
            except AppError as error:
                if not self._is_failing:
                    self._is_failing = True
                    self.failed(error)
            taken = set(map(id, some))
            self._news = deque(one for one in self._news if id(one) not in taken)

    def _next(self) -> list[_News]:
        """The next thing to be learned, with those of the same kind that follow it at once."""
        first, some = self._news[0], list[_News]()
        for one in self._news:
            if _kind(one) != _kind(first) or len(some) == _MOST_AT_ONCE or (some and one.opened_at):
                break
            some.append(one)
        return some

    async def _teach_some(self, some: list[_News]) -> None:
        first = some[0]
        if first.customer is None:
            await self.index.remove([one.ref for one in some])
        elif first.opened_at is not None:
            await self.index.note_opened(first.customer, first.opened_at)
        else:
            await self.index.put([one.customer for one in some if one.customer is not None])


def _living(customer: Customer) -> Customer | None:
    """Whoever was deleted is in no list of the store, and not in the index."""
    return None if customer.standing == Standing.DELETED else customer


def _kind(news: _News) -> tuple[bool, bool]:
    return news.customer is None, news.opened_at is not None

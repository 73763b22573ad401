"""Walking through a list whose paging is not published (IndicaOnline Open API v2.3, vendor document 9 and 12).

A page shorter than asked for is no proof of the end, and a server that ignores the offset can only be read in slices
of the period. The answer's total is trusted where it comes; without one a list is asked on until a page is empty or
brings nobody new. A total that falls while a span is read means that somebody was deleted and others moved up, past
the place that is read next: the span is then read again in halves. What cannot be known to be complete is said to be
short.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.core.customer import Customer
from app.vendors.indicaonline import const


@dataclass(frozen=True, slots=True)
class Span:
    """Days of creation, both included."""

    first: date
    last: date

    def widened(self) -> Span:
        """A day more on each side: in which time zone the vendor counts days is not published."""
        more = timedelta(days=const.DAYS_AROUND)
        first = self.first if self.first == date.min else self.first - more
        last = self.last if self.last == date.max else self.last + more
        return Span(first, last)

    def halves(self) -> Iterator[Span]:
        """The two halves; nothing for a single day."""
        if self.first < self.last:
            middle = self.first + (self.last - self.first) // 2
            yield Span(self.first, middle)
            yield Span(middle + timedelta(days=1), self.last)

    def misses(self, other: Span) -> bool:
        """Whether the two have no day in common."""
        return self.last < other.first or other.last < self.first


@dataclass(frozen=True, slots=True)
class Batch:
    """One page: its people, how many entries it had, and how many there are in all if the answer says so."""

    people: Sequence[Customer]
    count: int
    total: int | None = None


Ask = Callable[[Span, int], Awaitable[Batch]]


@dataclass(slots=True)
class _Reading:
    """How far one span has been read. ``doubtful``: there may be more that this span does not give."""

    span: Span
    offset: int = 0
    ids: set[str] = field(default_factory=set)
    total: int | None = None  # as the last answer said
    done: bool = False
    doubtful: bool = False


class Walk:
    """One listing. ``ask`` fetches the page of a span from an offset; ``short`` says afterwards that people may lack.

    ``total`` is what the first answer said of the whole.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._asked = 0
        self._met: dict[str, Span] = {}  # in which span somebody was last met
        self._largest = 0
        self._offset_ignored = False
        self._days_ignored = False
        self.short = False
        self.total: int | None = None

    async def over(self, span: Span) -> AsyncIterator[Sequence[Customer]]:
        """Everybody of the days, page by page, nobody twice."""
        waiting = deque([span])
        while waiting:
            reading = _Reading(waiting.popleft())
            while not reading.done:
                if self._asked == const.MAX_PAGES:
                    self.short = True
                    return
                self._asked += 1
                batch = await self._ask(reading.span, reading.offset)
                self.total = batch.total if self._asked == 1 else self.total
                if new := self._take(reading, batch):
                    yield new
            if self._days_ignored:
                self.short = True
                return
            if reading.doubtful:
                halves = tuple(reading.span.halves())
                waiting.extend(halves)
                self.short = self.short or not halves

    def _take(self, reading: _Reading, batch: Batch) -> Sequence[Customer]:
        people = {one.ref.customer_id: one for one in batch.people}
        new = [one for number, one in people.items() if number not in self._met]
        if reading.offset == 0:
            self._largest = max(self._largest, batch.count)
            self._days_ignored = bool(people) and all(self._is_met_elsewhere(one, reading.span) for one in people)
        self._judge(reading, batch, brought=bool(people.keys() - reading.ids))
        self._met |= dict.fromkeys(people, reading.span)
        return new

    def _judge(self, reading: _Reading, batch: Batch, *, brought: bool) -> None:
        """Whether the span is read to its end after this page, which ``brought`` somebody new to the span or not."""
        reading.ids |= {one.ref.customer_id for one in batch.people}
        reading.offset += batch.count
        if reading.total is not None and batch.total is not None and batch.total < reading.total:
            reading.doubtful = True
        reading.total = batch.total
        is_repeated = batch.count > 0 and not brought
        self._offset_ignored = self._offset_ignored or is_repeated
        if batch.total is not None and reading.offset >= batch.total and not is_repeated:
            reading.done = True
        elif not batch.count:
            reading.done = True
            self.short = self.short or (batch.total is not None and reading.offset < batch.total)
        elif self._offset_ignored or self._days_ignored:
            reading.done = True
            reading.doubtful = reading.doubtful or self._may_lack(reading, batch)

    def _may_lack(self, reading: _Reading, batch: Batch) -> bool:
        """Whether a span that gives one page alone may hold more: its page is as long as this server makes them."""
        if batch.total is not None:
            return len(reading.ids) < batch.total
        return batch.count >= max(self._largest, const.SMALLEST_CLAMP)

    def _is_met_elsewhere(self, number: str, span: Span) -> bool:
        met = self._met.get(number)
        return met is not None and met.misses(span)

"""How fast and how often a store is asked: the rate limiter, and the pauses before a read is repeated.

A store's budget of calls is shared with every till of the shop, so this desk stays well below it, and background
work yields to people and to the vendor's "too many".
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import IntEnum
from typing import Protocol

from app.core.errors import AppError, RateLimited
from app.vendors.failure import too_many_calls

MAX_REPEATS = 2  # of a read that failed on the way or at the vendor
MAX_BUSY_WAIT = 15.0  # seconds that a person's read waits in all when the vendor says "too many"
MAX_BACKGROUND_WAIT = 90.0  # and one that nobody sits and waits for: a page of a long list is not given up so soon
_MOST_TOLD = 3600.0  # seconds: a date years ahead would silence a store until a restart
_TOO_MANY = 429
_FIRST_PAUSE = 0.4
_FIRST_BUSY_PAUSE = 1.0
_QUIET_AFTER_BUSY = 5.0  # seconds without background calls after a "too many"


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, an hour at most, from a number or a date (RFC 9110, 10.2.3); None where nothing readable was said."""
    told = headers.get("retry-after", "").strip()
    try:
        if told.isascii() and told.isdigit():
            seconds = float(told[:9])
        else:
            seconds = (parsedate_to_datetime(told).astimezone(UTC) - datetime.now(UTC)).total_seconds()
    except (ValueError, OverflowError):
        return None
    return min(max(0.0, seconds), _MOST_TOLD)


class Priority(IntEnum):
    """Who waits for the answer."""

    PEOPLE = 0
    BACKGROUND = 1


@dataclass(frozen=True, slots=True)
class Timing:
    """The clock (seconds, monotonic), the way to wait, a number from 0 to 1 that spreads the pauses, and the limits.

    ``lookup_seconds``: a whole operation with its token, waits and repeats; the command line promises 40.
    ``attempt_seconds``: one request from its first byte to the last of the answer.
    """

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    jitter: Callable[[], float] = random.random
    lookup_seconds: float = 35.0
    attempt_seconds: float = 25.0


class Pace(Protocol):
    """When a store's next call may go out. A vendor with rules of its own brings its own."""

    async def wait(self, priority: Priority) -> None:
        """Come back when one call may be made; RateLimited where that is too long to wait for."""

    def leave(self) -> None:
        """A call that was let out has ended, whichever way."""

    def learn(self, status: int, headers: Mapping[str, str]) -> None:
        """Hear what an answer says about the budget; ``headers`` finds names in any case."""

    def hush(self, seconds: float) -> None:
        """Let no background call out for a while: the vendor said "too many"."""

    def rest(self, priority: Priority) -> float:
        """Seconds until a call more may go out, as far as is known by now; 0 or less for at once."""


class Turns:
    """At most ``places`` calls under way at the same time; whoever waits for a person goes first."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: dict[Priority, deque[asyncio.Future[None]]] = {priority: deque() for priority in Priority}

    async def take(self, priority: Priority) -> None:
        """Come back with a place, which `give` gives back."""
        if self._free:
            self._free -= 1
            return
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[priority].append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self.give()
            raise

    def give(self) -> None:
        """Hand the place to whoever waits longest, people first."""
        for queue in (self._waiting[priority] for priority in sorted(Priority)):
            while queue:
                following = queue.popleft()
                if not following.done():
                    following.set_result(None)
                    return
        self._free += 1


class RateLimiter:
    """A bucket of calls that fills at ``per_second``; people take theirs first.

    Background work leaves one call in the bucket, so that a person's next click goes out at once. After a "too many"
    that names a time nothing goes out until then; ``vendor`` is who said so, for the person who is told.
    """

    def __init__(
        self,
        per_second: float = 4.0,
        burst: int = 4,
        timing: Timing | None = None,
        *,
        in_flight: int = 100,
        vendor: str = "The store",
    ) -> None:
        self._timing = timing or Timing()
        self._vendor = vendor
        self._turns = Turns(in_flight)
        self._per_second = per_second
        self._burst = float(burst)
        self._filled = self._burst
        self._seen = self._timing.clock()
        self._rest_until = self._quiet_until = self._seen
        self._people_waiting = 0

    async def wait(self, priority: Priority) -> None:
        """See Pace. RateLimited where the vendor named a time that is too long to wait for."""
        person = priority is Priority.PEOPLE
        self._people_waiting += person
        try:
            while await self._is_early(priority):
                self._turns.give()  # a place is not kept while the bucket fills: it may be a person's turn by then
        finally:
            self._people_waiting -= person
        self._filled -= 1

    async def _is_early(self, priority: Priority) -> bool:
        """Wait for the bucket, then for a place; whether the bucket has run dry meanwhile."""
        person = priority is Priority.PEOPLE
        while (pause := self._pause(person=person)) > 0:
            await self._timing.sleep(pause)
        await self._turns.take(priority)
        try:
            return self._pause(person=person) > 0
        except RateLimited:
            self._turns.give()
            raise

    def leave(self) -> None:
        """See Pace."""
        self._turns.give()

    def learn(self, status: int, headers: Mapping[str, str]) -> None:
        """See Pace: the time that comes with a "too many". The speed stays, whatever the answers say."""
        if status == _TOO_MANY:
            self._rest_until = max(self._rest_until, self._timing.clock() + (retry_after(headers) or 0.0))

    def hush(self, seconds: float) -> None:
        """See Pace."""
        until = self._timing.clock() + max(seconds, _QUIET_AFTER_BUSY)
        self._quiet_until = max(self._quiet_until, until)

    def rest(self, priority: Priority) -> float:
        """See Pace. The bucket is not counted: it fills in a moment."""
        until = self._rest_until if priority is Priority.PEOPLE else max(self._rest_until, self._quiet_until)
        return until - self._timing.clock()

    def _pause(self, *, person: bool) -> float:
        now = self._timing.clock()
        self._filled = min(self._burst, self._filled + (now - self._seen) * self._per_second)
        self._seen = now
        rest = self._rest_until - now
        if rest > (MAX_BUSY_WAIT if person else MAX_BACKGROUND_WAIT):
            raise too_many_calls(self._vendor, rest)
        needed = 1.0 if person else min(2.0, self._burst)
        pause = max(rest, (needed - self._filled) / self._per_second)
        if not person:
            pause = max(pause, self._quiet_until - now, 1 / self._per_second if self._people_waiting else 0.0)
        return pause if pause > 1e-6 else 0.0  # noqa: PLR2004 - less than a clock can tell apart


class Repeats:
    """The pauses before one read is repeated: growing, spread, and few. Made when the read begins.

    ``busy_tries``: how many tries may end in "too many", where the vendor has a rule for that.
    """

    def __init__(self, timing: Timing, priority: Priority = Priority.PEOPLE, *, busy_tries: int | None = None) -> None:
        self._timing = timing
        person = priority is Priority.PEOPLE
        self._most_wait = MAX_BUSY_WAIT if person else MAX_BACKGROUND_WAIT
        self._busy_tries = busy_tries
        self._failed = 0
        self._busy = 0
        # A person has waited since the read began. A list's turn may take most of a minute without any "too many".
        self._busy_since: float | None = timing.clock() if person else None

    def pause_after(self, error: AppError) -> float | None:
        """How many seconds to wait before the next try; None to give up.

        A "too many" is waited for as the vendor says, or for growing pauses, up to a limit in all.
        """
        if isinstance(error, RateLimited):
            return self._busy_pause_after(error.retry_after)
        if self._failed >= MAX_REPEATS:
            return None
        self._failed += 1
        return float(_FIRST_PAUSE * 3 ** (self._failed - 1) * self._spread())

    def _busy_pause_after(self, pause: float) -> float | None:
        """What was really waited counts: the pace may let nothing out for longer than the vendor said."""
        now = self._timing.clock()
        if self._busy_since is None:
            self._busy_since = now
        self._busy += 1
        is_last = self._busy == self._busy_tries
        return None if is_last or now - self._busy_since + pause > self._most_wait else pause

    def busy_pause(self) -> float:
        """The pause after a "too many" without a time: 1, 2, 4, 8 seconds, each a little shorter by chance."""
        return float(_FIRST_BUSY_PAUSE * 2**self._busy * self._spread())

    def _spread(self) -> float:
        return 0.75 + 0.25 * self._timing.jitter()

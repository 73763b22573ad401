"""How often Foodics is called, and when it is not called at all (Foodics API v5, vendor document 4).

Thirty calls a minute until the vendor says another number, one under way, slower when few are left, and a stop well
before the counts at which the vendor blocks the shop's address for everybody in it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from app.core.errors import NotSignedIn, RateLimited
from app.vendors.failure import sign_in_needed, too_many_calls
from app.vendors.foodics import const
from app.vendors.pace import MAX_BACKGROUND_WAIT, MAX_BUSY_WAIT, Priority, Timing, Turns, retry_after

_MINUTE: Final = 60.0
_MOST_A_MINUTE: Final = 600  # whatever a header says
_UNAUTHORIZED, _FORBIDDEN, _TOO_MANY = 401, 403, 429
_REFUSED: Final = frozenset({_UNAUTHORIZED, _FORBIDDEN})


class Breaker:
    """Counts the refusals that one address has had, for all clients here that call it, and ends the calls in time.

    More than 60 answers of 401 or 403 within 60 s block the address for an hour, more than 10 "too many" in a row
    within 10 s for a minute. Both counts are the address's, so every store of this vendor at this desk shares them.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._refusals: deque[float] = deque(maxlen=const.REFUSALS_AT_MOST)
        self._too_many: deque[float] = deque(maxlen=const.TOO_MANY_AT_MOST)  # when, of those in a row
        self._rest_until = clock()

    def learn(self, status: int) -> None:
        """Hear one answer's status."""
        now = self._clock()
        if status == _TOO_MANY:
            self._too_many.append(now)
        else:
            self._too_many.clear()
        if status in _REFUSED:
            self._refusals.append(now)
        refused = [one for one in self._refusals if now - one < _MINUTE]
        busy = [one for one in self._too_many if now - one < const.TOO_MANY_SECONDS]
        if len(refused) >= const.REFUSALS_AT_MOST or len(busy) >= const.TOO_MANY_AT_MOST:
            self._rest_until = now + _MINUTE

    def rest(self) -> float:
        """Seconds until calls may go out again."""
        return self._rest_until - self._clock()


_breakers: WeakValueDictionary[tuple[str, Callable[[], float]], Breaker] = WeakValueDictionary()


def breaker_of(base_url: str, timing: Timing) -> Breaker:
    """The breaker of an address, one for all its clients."""
    key = (urlsplit(base_url).netloc, timing.clock)
    found = _breakers.get(key) or Breaker(timing.clock)
    _breakers[key] = found
    return found


class Budget:
    """The calls of one token. Implements pace.Pace.

    People may use all calls of a minute, background work two thirds of them. After a "too many" nothing goes out
    until the vendor's time is over, and no background call for a minute: it has two tries, and the calls are counted
    by the minute. After a second one in a row, nothing for a minute. After a 401 nothing goes out at all until
    `forgive`: a token that was revoked does not come back by asking.
    """

    def __init__(self, timing: Timing, breaker: Breaker) -> None:
        self._timing = timing
        self._breaker = breaker
        self._turns = Turns(1)
        self._a_minute = const.CALLS_A_MINUTE
        self._sent: deque[float] = deque(maxlen=_MOST_A_MINUTE)
        self._left: tuple[int, float] | None = None  # what the vendor said was left, and when
        self._rest_until = self._quiet_until = timing.clock()
        self._too_many = 0
        self._people_waiting = 0
        self._signed_out = False

    def forgive(self) -> None:
        """Let one more call find out whether the token is good again."""
        self._signed_out = False

    async def wait(self, priority: Priority) -> None:
        """See Pace. NotSignedIn after a 401; RateLimited where it would be more than 15 s for a person, 90 for a list."""
        person = priority is Priority.PEOPLE
        self._people_waiting += person
        try:
            while await self._is_early(priority):
                self._turns.give()
        finally:
            self._people_waiting -= person
        self._sent.append(self._timing.clock())

    async def _is_early(self, priority: Priority) -> bool:
        while (pause := self._pause(priority)) > 0:
            await self._timing.sleep(pause)
        await self._turns.take(priority)
        try:
            return self._pause(priority) > 0
        except (RateLimited, NotSignedIn):
            self._turns.give()
            raise

    def leave(self) -> None:
        """See Pace."""
        self._turns.give()

    def hush(self, seconds: float) -> None:
        """See Pace."""
        self._quiet_until = max(self._quiet_until, self._timing.clock() + max(seconds, _MINUTE))

    def learn(self, status: int, headers: Mapping[str, str]) -> None:
        """See Pace: the limit, what is left of it, and refusals."""
        self._breaker.learn(status)
        now = self._timing.clock()
        if (told := _count(headers.get("x-ratelimit-limit"))) is not None and told > 0:
            self._a_minute = min(told, _MOST_A_MINUTE)
        left = _count(headers.get("x-ratelimit-remaining"))
        self._left = None if left is None else (left, now)
        self._signed_out = self._signed_out or status == _UNAUTHORIZED
        self._too_many = self._too_many + 1 if status == _TOO_MANY else 0
        if self._too_many:
            seconds = retry_after(headers)
            pause = const.BLOCKED_SECONDS if seconds is None else seconds
            again = self._too_many > 1
            self._rest_until = now + (max(pause, const.BLOCKED_SECONDS) if again else pause)

    def rest(self, priority: Priority) -> float:
        """See Pace."""
        now = self._timing.clock()
        person = priority is Priority.PEOPLE
        pause = max(self._rest_until - now, self._breaker.rest(), self._window(now, person=person), self._spacing(now))
        if not person:
            pause = max(pause, self._quiet_until - now, 0.5 if self._people_waiting else 0.0)
        return pause

    def _pause(self, priority: Priority) -> float:
        if self._signed_out:
            raise sign_in_needed(const.LABEL)
        pause = self.rest(priority)
        if pause > (MAX_BUSY_WAIT if priority is Priority.PEOPLE else MAX_BACKGROUND_WAIT):
            raise too_many_calls(const.LABEL, pause)
        return pause if pause > 1e-6 else 0.0  # noqa: PLR2004 - less than a clock can tell apart

    def _window(self, now: float, *, person: bool) -> float:
        """Seconds until a call more would still be within the calls of a minute."""
        most = self._a_minute if person else max(1, self._a_minute * 2 // 3)
        if len(self._sent) < most:
            return 0.0
        return self._sent[-most] + _MINUTE - now

    def _spacing(self, now: float) -> float:
        """Seconds between two calls while the vendor says that few are left: other tills need some too."""
        if self._left is None or self._left[0] > const.FEW_LEFT or now - self._left[1] > _MINUTE or not self._sent:
            return 0.0
        return self._sent[-1] + _MINUTE / self._a_minute - now


def _count(told: str | None) -> int | None:
    """A header's whole number; None where it is missing or unreadable."""
    word = (told or "").strip()
    return int(word[:6]) if word.isascii() and word.isdigit() else None

"""Who may call Foodics, what they may do and how often: token, scopes, limit, blocks (vendor document 2 to 4)."""

import hmac
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import NamedTuple

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.training import foodics_answers as answers

ALL_SCOPES = frozenset(
    {
        "customers.list",
        "customers.get",
        "customers.write",
        "customers.accounts.read",
        "customers.accounts.write",
        "customers.loyalty.read",
        "customers.loyalty.write",
        "customers.restore",
        "general.read",
        "admin.write",
        "admin.restore",
    }
)
RESTORE = ("admin.restore", "customers.restore")
"""Either opens a restore: the pages contradict each other (section 13, row 1)."""

_MINUTE = 60.0
_MOST_429, _WITHIN_429, _BLOCK_429 = 10, 10.0, 60.0
_MOST_REFUSED, _WITHIN_REFUSED, _BLOCK_REFUSED = 60, 60.0, 3600.0


class Allowance(NamedTuple):
    """What is left of the minute; `wait` is None for a call that was counted."""

    remaining: int
    wait: int | None


class MinuteLimit:
    """So many calls a minute for each address. The minute begins with its first call (our choice: the page is silent)."""

    def __init__(self, calls: int, monotonic: Callable[[], float]) -> None:
        self.calls = calls
        self._monotonic = monotonic
        self._minutes: dict[str, tuple[float, int]] = {}

    def take(self, address: str) -> Allowance:
        """Counts a call, or says in how many seconds the next one may come."""
        now = self._monotonic()
        began, used = self._minutes.get(address, (now, 0))
        if now - began >= _MINUTE:
            began, used = now, 0
        if used >= self.calls:
            return Allowance(0, max(1, ceil(began + _MINUTE - now)))
        self._minutes[address] = began, used + 1
        return Allowance(self.calls - used - 1, None)


@dataclass
class _Conduct:
    """What an address was answered lately, as moments."""

    until: float = 0.0
    over_limit: deque[float] = field(default_factory=deque)
    refused: deque[float] = field(default_factory=deque)


class Blocks:
    """Addresses that are shut out for a time (section 4)."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._conducts: dict[str, _Conduct] = {}

    def blocked(self, address: str) -> bool:
        """Whether this address gets no answer of the API now. Calls meanwhile do not make it longer (our choice)."""
        conduct = self._conducts.get(address)
        return conduct is not None and self._monotonic() < conduct.until

    def note(self, address: str, status: int) -> None:
        """Remembers an answer of the API, and blocks where it was one too many."""
        conduct = self._conducts.setdefault(address, _Conduct())
        now = self._monotonic()
        if status != 429:  # noqa: PLR2004
            conduct.over_limit.clear()
        elif _too_often(conduct.over_limit, now, _MOST_429, _WITHIN_429):
            conduct.until = now + _BLOCK_429
        if status in {401, 403} and _too_often(conduct.refused, now, _MOST_REFUSED, _WITHIN_REFUSED):
            conduct.until = now + _BLOCK_REFUSED


def _too_often(moments: deque[float], now: float, most: int, within: float) -> bool:
    moments.append(now)
    while moments[0] <= now - within:
        moments.popleft()
    if len(moments) <= most:
        return False
    moments.clear()
    return True


class Gate:
    """The API behind its blocks, its token and its limit; writes the limit's headers on every answer of the API."""

    def __init__(self, app: ASGIApp, token: str, calls_per_minute: int, monotonic: Callable[[], float]) -> None:
        self._app = app
        self._token = token
        self._limit = MinuteLimit(calls_per_minute, monotonic)
        self._blocks = Blocks(monotonic)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI call."""
        request = Request(scope)
        address = request.client.host if request.client else ""
        if self._blocks.blocked(address):
            await answers.blocked()(scope, receive, send)
            return
        app, remaining = self._admitted(request, address)

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._blocks.note(address, message["status"])
                headers = MutableHeaders(scope=message)
                headers["X-RateLimit-Limit"] = str(self._limit.calls)
                headers["X-RateLimit-Remaining"] = str(remaining)
            await send(message)

        await app(scope, receive, noting)

    def _admitted(self, request: Request, address: str) -> tuple[ASGIApp, int]:
        """Who answers, and what is left of the minute; calls without the token do not count (our choice)."""
        if not self._signed_in(request.headers):
            return answers.refused(request, answers.unauthenticated()), self._limit.calls
        allowance = self._limit.take(address)
        if allowance.wait is not None:
            return answers.over_limit(request, allowance.wait), 0
        return self._app, allowance.remaining

    def _signed_in(self, headers: Mapping[str, str]) -> bool:
        """The word `Bearer` counts its capitals (section 1)."""
        word, _, token = headers.get("authorization", "").partition(" ")
        return word == "Bearer" and hmac.compare_digest(token.encode(), self._token.encode())

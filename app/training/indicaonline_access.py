"""Who may call IndicaOnline and how often: one static key, and a limit nobody published (vendor document 2 and 11)."""

import hmac
import math
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.training import indicaonline_answers as answers
from app.training.indicaonline_behaviour import Behaviour

_WINDOW = 60.0


class CallLimit:
    """At most so many calls in each minute that begins with a call; None is no limit."""

    def __init__(self, calls: int | None, monotonic: Callable[[], float]) -> None:
        self._calls = calls
        self._monotonic = monotonic
        self._ends = -math.inf
        self._left = 0

    def admit(self) -> int:
        """Counts a call: 0, or the whole seconds until the next one may come."""
        if self._calls is None:
            return 0
        now = self._monotonic()
        if now >= self._ends:
            self._ends, self._left = now + _WINDOW, self._calls
        if self._left == 0:
            return math.ceil(self._ends - now)
        self._left -= 1
        return 0


class Gate:
    """An application behind the key; it answers in its place when the key is bad, before anything is looked up."""

    def __init__(self, app: ASGIApp, *, api_key: str, behaviour: Behaviour, limit: CallLimit) -> None:
        self._app = app
        self._api_key = api_key
        self._behaviour = behaviour
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI call."""
        await (self._refusal(Request(scope)) or self._app)(scope, receive, send)

    def _refusal(self, request: Request) -> Response | None:
        """Only calls with a good key count against the limit (our choice)."""
        if self._behaviour.broken:
            return answers.server_error()
        given = request.headers.get(self._behaviour.header, "")
        if not hmac.compare_digest(given.encode(), self._api_key.encode()):
            return answers.bad_key(self._behaviour)
        wait = self._limit.admit()
        return answers.too_many(wait) if wait else None

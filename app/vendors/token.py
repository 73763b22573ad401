"""A token bought with a store's key: kept for its whole life, fetched by one caller for all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from app.core.errors import Offline


@dataclass(frozen=True, slots=True)
class Token:
    """A token and how many seconds it is good for."""

    text: str = field(repr=False)
    seconds: float


class TokenKeeper:
    """Hands out the current token and fetches a new one only when it must: vendors refuse clients that ask often.

    ``margin`` seconds before its end a token is no longer used; never more than half of a short life.
    """

    def __init__(self, fetch: Callable[[], Awaitable[Token]], clock: Callable[[], float], margin: float) -> None:
        self._fetch = fetch
        self._clock = clock
        self._margin = margin
        self._token = ""
        self._until = 0.0
        self._pending: asyncio.Task[str] | None = None

    async def token(self, *, refused: str = "") -> str:
        """The token; a new one where the current is over, or is the one that was ``refused``. Raises AppError.

        A fetch that was under way and found the store out of reach is repeated once: never one that the store answered.
        """
        if self._token and self._token != refused and self._clock() < self._until:
            return self._token
        begun_before = self._pending is not None and not self._pending.done()
        try:
            return await self._shared()
        except Offline:
            if not begun_before:
                raise
        # It may have set out before the line was back: whoever asked since is told how it is now.
        return await self._shared()

    async def _shared(self) -> str:
        if self._pending is None or self._pending.done():
            # A task of its own: whoever asked first may go away, the others still get the answer.
            self._pending = asyncio.get_running_loop().create_task(self._renew())
            self._pending.add_done_callback(_look_at)
        return await asyncio.shield(self._pending)

    async def _renew(self) -> str:
        token = await self._fetch()
        self._token = token.text
        self._until = self._clock() + token.seconds - min(self._margin, token.seconds / 2)
        return token.text

    async def close(self) -> None:
        """Forget the token and end a fetch under way."""
        self._token = ""
        if self._pending is not None and not self._pending.done():
            self._pending.cancel()
            await asyncio.gather(self._pending, return_exceptions=True)


def _look_at(task: asyncio.Task[str]) -> None:
    """So that a failure nobody waits for is not reported as forgotten."""
    if not task.cancelled():
        task.exception()

"""People first: background work on the index waits for a pause in the typing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from app.services.resting import Sleep

_SECONDS = 0.15  # shorter than the pause between two keys of somebody who is reading the results


class Quiet:
    """Knows when somebody last searched."""

    def __init__(
        self,
        seconds: float = _SECONDS,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._sleep = sleep
        self._until = clock()

    def disturb(self) -> None:
        """Somebody searches just now."""
        self._until = self._clock() + self._seconds

    async def wait(self) -> None:
        """Come back when nobody has searched for a while; at once where that is so already."""
        while (left := self._until - self._clock()) > 0:
            await self._sleep(left)

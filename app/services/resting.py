"""Waiting between two tries in the background, for a time or for somebody, and what becomes of a bug there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

Sleep = Callable[[float], Awaitable[None]]


def growing(pauses: Sequence[float], failures: int) -> float:
    """The pause in seconds after so many failures in a row, 1 or more; after the last of them it grows no further."""
    return pauses[min(failures, len(pauses)) - 1]


async def rest(woken: asyncio.Event, seconds: float | None, sleep: Sleep) -> None:
    """Wait for so many seconds or until the event is set; for None, for the event alone."""
    waits: list[asyncio.Future[object]] = [asyncio.ensure_future(woken.wait())]
    if seconds is not None:
        waits.append(asyncio.ensure_future(_slept(sleep, seconds)))
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waits:
            one.cancel()


async def _slept(sleep: Sleep, seconds: float) -> None:
    await sleep(seconds)


def raise_bug(task: asyncio.Task[None]) -> None:
    """For a task's end: whatever it did not expect goes to the loop's exception handler, which ends in the crash handler."""
    if not task.cancelled() and (bug := task.exception()):
        raise bug

"""How a long list is read: cut into slices that need not be read twice, and the next page fetched ahead."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from datetime import date, timedelta
from typing import TypeVar

from app.core.vendor import Capabilities, CreatedBetween, Listing

T = TypeVar("T")
FIRST_STEP = 7  # days
_LONGEST_STEP = 52 * 7
_FEW_PAGES, _MANY_PAGES = 2, 8
_OVERLAPS = 4  # how many times as long as what it reads beyond itself a slice is
_SMALLER = 4
_TURNS = 5  # of the loop, after which a request has left


def cut(listing: Listing, days: int) -> tuple[Listing, Listing | None]:
    """The first days of a creation period, and what is left of it; a list by change is never cut."""
    if not isinstance(listing, CreatedBetween) or days >= days_of(listing):
        return listing, None
    last = listing.first + timedelta(days=days - 1)
    return CreatedBetween(listing.first, last), CreatedBetween(last + timedelta(days=1), listing.last)


def narrowed(period: CreatedBetween, first: date) -> CreatedBetween:
    """What is left of a creation period once everybody created before that day was read: its last day at least."""
    return CreatedBetween(min(max(first, period.first), period.last), period.last)


def least_step(can: Capabilities) -> int:
    """How many days a slice takes at least, unless one could not be read: its overlap is read twice each time."""
    return max(1, _OVERLAPS * can.overlap_days)


def next_step(days: int, pages: int, least: int = 1) -> int:
    """How many days the next slice takes after one of so many days and pages.

    Each slice is a call at least, and some stores may be asked every few seconds only; what is not finished is read
    again. So a slice holds some pages: a quiet store is read by the year, a busy one by the day, or by the ``least``.
    """
    if pages <= _FEW_PAGES or days < least:
        return min(2 * days, _LONGEST_STEP)
    return max(least, days // 2) if pages > _MANY_PAGES else days


def smaller_step(days: int, least: int = 1) -> int:
    """How many days to take where so many were too much."""
    return max(least, days // _SMALLER)


def days_of(listing: Listing) -> int:
    """How many days of creation a list covers; 0 for a list by change."""
    return (listing.last - listing.first).days + 1 if isinstance(listing, CreatedBetween) else 0


async def ahead(pages: AsyncIterator[T]) -> AsyncGenerator[T, None]:
    """The pages, the next one on its way while one is being worked on.

    A page is handed over when the next request has left: a thread that works on the page leaves the interpreter to
    nobody for milliseconds, and the request would wait for it instead of for the store.
    """
    coming = asyncio.ensure_future(anext(pages, None))
    try:
        while (page := await coming) is not None:
            coming = asyncio.ensure_future(anext(pages, None))
            for _turn in range(_TURNS):
                await asyncio.sleep(0)
            yield page
    finally:
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)  # whatever it brought, nobody waits for it
        await closed(pages)


async def closed(pages: AsyncIterator[T]) -> None:
    """End a list that is not read on."""
    if isinstance(pages, AsyncGenerator):
        await pages.aclose()

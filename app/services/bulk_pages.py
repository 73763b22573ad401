"""How a long list is read: cut into slices that need not be read twice, and the next page fetched ahead."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from datetime import timedelta
from typing import TypeVar

from app.core.vendor import CreatedBetween, Listing

T = TypeVar("T")
_WEEK = 7
_FEW_DAYS = 2 * _WEEK  # a period up to this is read day by day
_SLICES = 52  # at most so many, since each of them is one call more


def slices_of(listing: Listing) -> tuple[Listing, ...]:
    """The slices of a list, the oldest first: days, weeks or several weeks of creation; a list by change is one."""
    if not isinstance(listing, CreatedBetween):
        return (listing,)
    days = days_of(listing)
    weeks = -(-days // (_WEEK * _SLICES))
    step = 1 if days <= _FEW_DAYS else weeks * _WEEK
    return tuple(_part(listing, number, min(step, days - number)) for number in range(0, days, step))


def _part(listing: CreatedBetween, days_before: int, days: int) -> CreatedBetween:
    first = listing.first + timedelta(days=days_before)
    return CreatedBetween(first, first + timedelta(days=days - 1))


def days_of(listing: Listing) -> int:
    """How many days of creation a list covers; 0 for a list by change."""
    return (listing.last - listing.first).days + 1 if isinstance(listing, CreatedBetween) else 0


async def ahead(pages: AsyncIterator[T]) -> AsyncGenerator[T, None]:
    """The pages, the next one on its way while one is being worked on."""
    coming = asyncio.ensure_future(anext(pages, None))
    try:
        while (page := await coming) is not None:
            coming = asyncio.ensure_future(anext(pages, None))
            yield page
    finally:
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)  # whatever it brought, nobody waits for it
        await closed(pages)


async def closed(pages: AsyncIterator[T]) -> None:
    """End a list that is not read on."""
    if isinstance(pages, AsyncGenerator):
        await pages.aclose()

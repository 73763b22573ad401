"""How much a measurement does. In a rehearsal everything is done with a few people, and no figure is judged.

That is for the checks of every day (``BENCH_REHEARSAL=1``): they show that each measurement still runs, in a minute.
"""

from __future__ import annotations

import os

REHEARSING = bool(os.environ.get("BENCH_REHEARSAL"))


def amount(whole: int, small: int) -> int:
    """How many of something: ``small`` in a rehearsal."""
    return small if REHEARSING else whole


def at_most(figure: float, limit: float) -> bool:
    """Whether a figure keeps its limit; always in a rehearsal, whose figures say nothing."""
    return REHEARSING or figure <= limit


def at_least(figure: float, limit: float) -> bool:
    """The same from the other side."""
    return REHEARSING or figure >= limit

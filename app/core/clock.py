"""Dates as a counter counts them: local calendar days of the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def years_between(birth: date, today: date) -> int:
    """Completed years of age on ``today``.

    Somebody born on 29 February completes a year on 1 March in a common year: the later of the two readings, so
    that nobody is let in a day early.
    """
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def zone_named(name: str) -> tzinfo | None:
    """The time zone of an IANA name (``America/Denver``); None for "", for no such zone, and on a machine without zones."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a name such as ".." or one of a folder ends in the other two
        return None


def store_moment(now: datetime, zones: Sequence[str]) -> datetime:
    """A moment (with its offset) as the clock on the store's wall shows it, in a place that keeps these time zones.

    Where a place keeps several, the desk's own clock says in which of them it stands; where it keeps none of them, the
    first counts. Without a known zone the moment stays as it came.
    """
    there = [now.astimezone(zone) for name in zones if (zone := zone_named(name))]
    same = (moment for moment in there if moment.utcoffset() == now.utcoffset())
    return next(same, there[0] if there else now)

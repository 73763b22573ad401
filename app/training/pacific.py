"""The practice stores' own time: US Pacific, without a time zone database (Windows brings none)."""

from datetime import UTC, date, datetime, timedelta, timezone

_STANDARD = timezone(timedelta(hours=-8))
_DAYLIGHT = timezone(timedelta(hours=-7))
_SUNDAY = 6


def store_time(moment: datetime) -> datetime:
    """The same moment with the store's offset: -07:00 from March to November, -08:00 otherwise.

    The rule is the one in force since 2007 (second Sunday of March, first Sunday of November, at two in the morning);
    nothing in the training stores is older.
    """
    moment = moment.astimezone(UTC)
    begins = datetime(moment.year, 3, _nth_sunday(moment.year, 3, 2), 10, tzinfo=UTC)
    ends = datetime(moment.year, 11, _nth_sunday(moment.year, 11, 1), 9, tzinfo=UTC)
    return moment.astimezone(_DAYLIGHT if begins <= moment < ends else _STANDARD)


def store_moment(*parts: int) -> datetime:
    """The moment at which the store's clock on the wall shows this year, month, day, hour, minute, second."""
    shown = datetime(*parts, tzinfo=_STANDARD)  # type: ignore[arg-type, misc] # six integers at most
    return shown if store_time(shown).tzinfo is _STANDARD else shown.replace(tzinfo=_DAYLIGHT)


def _nth_sunday(year: int, month: int, count: int) -> int:
    first = (_SUNDAY - date(year, month, 1).weekday()) % 7 + 1
    return first + 7 * (count - 1)

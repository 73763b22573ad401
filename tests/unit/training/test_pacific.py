"""The stores' own time, judged against a zone whose transitions are published."""

from datetime import UTC, datetime, timedelta

import pytest

from app.training.pacific import store_moment, store_time


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2026, 3, 8, 9, 59, 59, tzinfo=UTC), "2026-03-08T01:59:59-08:00"),
        (datetime(2026, 3, 8, 10, 0, tzinfo=UTC), "2026-03-08T03:00:00-07:00"),
        (datetime(2026, 11, 1, 8, 59, 59, tzinfo=UTC), "2026-11-01T01:59:59-07:00"),
        (datetime(2026, 11, 1, 9, 0, tzinfo=UTC), "2026-11-01T01:00:00-08:00"),
        (datetime(2019, 4, 11, 6, 44, 7, tzinfo=UTC), "2019-04-10T23:44:07-07:00"),
    ],
)
def test_offset_changes_at_two_in_the_morning(moment: datetime, shown: str) -> None:
    """US Pacific: second Sunday of March to first Sunday of November (Uniform Time Act as amended in 2005)."""
    assert store_time(moment).isoformat() == shown


@pytest.mark.parametrize("day", [datetime(2026, 1, 15, 8, tzinfo=UTC), datetime(2026, 7, 15, 7, tzinfo=UTC)])
def test_midnight_of_the_store(day: datetime) -> None:
    """`store_moment` is the inverse of `store_time`, in both halves of the year."""
    assert store_moment(day.year, day.month, day.day) == day
    assert store_time(day).utcoffset() in {timedelta(hours=-8), timedelta(hours=-7)}

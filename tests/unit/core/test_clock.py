"""Age counted by local calendar days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import years_between

BIRTH = date(2005, 11, 20)


@pytest.mark.parametrize(
    ("today", "years"),
    [(date(2026, 11, 19), 20), (date(2026, 11, 20), 21), (date(2026, 11, 21), 21), (date(2005, 11, 20), 0)],
)
def test_a_year_is_complete_on_the_birthday(today: date, years: int) -> None:
    """The day before the birthday does not count, the birthday does."""
    assert years_between(BIRTH, today) == years


@pytest.mark.parametrize(
    ("today", "years"),
    [(date(2025, 2, 28), 20), (date(2025, 3, 1), 21), (date(2024, 2, 28), 19), (date(2024, 2, 29), 20)],
)
def test_born_on_29_february(today: date, years: int) -> None:
    """In a common year the year is complete on 1 March; in a leap year on the day itself."""
    assert years_between(date(2004, 2, 29), today) == years


def test_a_birth_to_come_has_no_age() -> None:
    """A date of birth after today never gives a completed year."""
    assert years_between(BIRTH, BIRTH - timedelta(days=1)) < 0


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2020, 1, 1)), st.integers(0, 40_000))
def test_age_grows_by_one_at_most_from_day_to_day(birth: date, days: int) -> None:
    """From one day to the next somebody gets no younger, and a year older at most."""
    today = birth + timedelta(days=days)
    assert years_between(birth, today + timedelta(days=1)) - years_between(birth, today) in {0, 1}

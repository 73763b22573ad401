"""Dates on cards, whatever order their parts have."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.idcard.dates import read_date, read_stripe_expiry

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))


@given(DAYS, st.booleans())
def test_both_orders_are_told_apart(day: date, year_first: bool) -> None:
    """Every day of two centuries is read from both forms, whatever the country says."""
    assert read_date(day.strftime("%m%d%Y"), year_first=year_first) == day
    assert read_date(day.strftime("%Y%m%d"), year_first=year_first) == day


def test_no_text_is_a_date_in_both_orders() -> None:
    """The tie-break has nothing to do: shown for every day."""
    day = date(1900, 1, 1)
    while day.year <= 2100:
        for text in (day.strftime("%m%d%Y"), day.strftime("%Y%m%d")):
            assert read_date(text) == read_date(text, year_first=True)
        day += timedelta(days=1)


@pytest.mark.parametrize(
    "text", ["", "00000000", "12345678", "02302001", "20010230", "0101199", "01011899", "٠١٠١١٩٩٠"]
)
def test_what_is_no_date(text: str) -> None:
    """Nothing near it is taken instead."""
    assert read_date(text) is None


def test_with_dashes() -> None:
    """The ISO form of some version 01 cards."""
    assert read_date("2013-10-03") == date(2013, 10, 3)


@pytest.mark.parametrize(
    ("text", "expires"),
    [
        ("2506", date(2025, 6, 30)),
        ("2402", date(2024, 2, 29)),
        ("2599", date(2025, 1, 15)),
        ("2588", date(2026, 1, 31)),
        ("2577", None),
        ("2501", None),
        ("2500", None),
    ],
)
def test_expiry_on_the_stripe(text: str, expires: date | None) -> None:
    """The end of the month, the birthday (99), a year later (88), never (77); in the month of birth it is not certain."""
    assert read_stripe_expiry(text, date(1990, 1, 15)) == expires

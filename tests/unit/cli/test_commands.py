"""Words turned into dates, moments and objects."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from app.cli.arguments import read_arguments
from app.cli.commands import Export, Update, named, wants_json
from app.core.vendor import CreatedBetween, Listing, UpdatedSince


def listing_of(*words: str) -> Listing | None:
    command = read_arguments(["export", "--connection", "A", "--out", "x.csv", *words]).command
    assert isinstance(command, Export)
    return command.listing


def test_created_days() -> None:
    """FROM and TO are days; one day alone is both."""
    assert listing_of("--created", "2026-01-01", "2026-01-01") == CreatedBetween(date(2026, 1, 1), date(2026, 1, 1))


def test_all_is_everybody() -> None:
    """``--all`` names no days: the program fills them in when it runs."""
    assert listing_of("--all") is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-02T03:04:05Z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02T03:04+03:00", datetime(2026, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=3)))),
    ],
)
def test_moment_with_offset(text: str, moment: datetime) -> None:
    """An offset is taken as it is."""
    assert listing_of("--updated-since", text) == UpdatedSince(moment)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process cannot be set here")
def test_moment_without_offset_is_local(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an offset it is this machine's local time, summer time included."""
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    time.tzset()
    try:
        summer, winter = listing_of("--updated-since", "2026-07-01"), listing_of("--updated-since", "2026-01-01T08:00")
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()
    assert summer == UpdatedSince(datetime(2026, 7, 1, 7, tzinfo=UTC))
    assert winter == UpdatedSince(datetime(2026, 1, 1, 16, tzinfo=UTC))


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process cannot be set here")
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
@pytest.mark.parametrize(("text", "year"), [("0001-01-01", 1), ("9999-12-31T23:59:59", 9999)])
def test_moment_beyond_the_calendar(text: str, year: int, zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day that no clock can place stays where it is: its beginning is as good as everybody, its end as nobody."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        listing = listing_of("--updated-since", text)
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()
    assert isinstance(listing, UpdatedSince)
    assert listing.moment.tzinfo is not None
    assert listing.in_utc.year == year


def test_set_splits_at_the_first_sign() -> None:
    """A value may hold the sign itself, and may be empty."""
    words = ["update", "--connection", "A", "--id", " 7 ", "--set", "notes=a=b", "--set", "email=", "--json"]
    command = read_arguments(words).command
    assert isinstance(command, Update)
    assert command.customer_id == "7"
    assert command.texts == {"notes": "a=b", "email": ""}
    assert wants_json(command)


@pytest.mark.parametrize("word", ["first_name", "addresses.home.city", "warning_1"])
def test_keys_are_named(word: str) -> None:
    """What looks like a key is repeated."""
    assert named(word) == word


@pytest.mark.parametrize("word", ["", "Jane Doe", "6282032916", "jane@example.com", "é", "x" * 90])
def test_values_are_not_named(word: str) -> None:
    """What looks like a value in the wrong place is not."""
    assert named(word) == "a key"

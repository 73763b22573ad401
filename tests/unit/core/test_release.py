"""Which version is newer, and what is told of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.release import Feed, Release, news_in, number_of

NUMBERS = st.lists(st.integers(0, 999_999), min_size=1, max_size=4)


def feed(*versions: str, minimum: str = "0.1.0") -> Feed:
    """A feed with these versions."""
    releases = tuple(Release(one, date(2026, 12, 1), one) for one in versions)
    return Feed(datetime(2026, 12, 1, tzinfo=UTC), minimum, "https://updates.frontdesk.example/", releases)


@given(NUMBERS, NUMBERS)
def test_versions_are_compared_as_numbers(one: list[int], other: list[int]) -> None:
    """0.10 is after 0.9, and 1.0 is 1.0.0."""
    padded = [part + [0] * (4 - len(part)) for part in (one, other)]
    texts = [".".join(map(str, part)) for part in (one, other)]
    assert (number_of(texts[0]) < number_of(texts[1])) == (padded[0] < padded[1])


@pytest.mark.parametrize(
    "text", ["", "1.", ".1", "1.0rc1", "1.2.3.4.5", "-1", "1,0", "\u0663.\u0661", "1.0\n", "9999999"]
)
def test_what_is_no_version(text: str) -> None:
    """Only plain numbers and dots, few of them."""
    with pytest.raises(ValueError, match="not a version"):
        number_of(text)


def test_every_later_version_is_told_the_newest_first() -> None:
    """Whoever skipped two versions reads of both."""
    news = news_in(feed("0.1.0", "0.10.0", "0.2.0"), "0.1.0")
    assert news is not None
    assert [one.version for one in news.releases] == ["0.10.0", "0.2.0"]
    assert (news.version, news.is_due) == ("0.10.0", False)


@pytest.mark.parametrize("mine", ["0.2.0", "0.2", "0.3.0", "1.0"])
def test_an_older_version_is_no_news(mine: str) -> None:
    """The same, or one of before this program's own, is nothing to tell."""
    assert news_in(feed("0.1.0", "0.2.0"), mine) is None


def test_a_version_that_may_not_go_on_being_used() -> None:
    """Below the minimum, the news says so."""
    news = news_in(feed("0.3.0", minimum="0.2.0"), "0.1.0")
    assert news is not None
    assert news.is_due

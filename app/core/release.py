"""Versions of this program: which is newer, what its makers say is new in it, and what a look for one came to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

_NUMBER = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6}){0,3}")


class Outcome(StrEnum):
    """What the last look for a newer version came to."""

    NEVER = ""
    UP_TO_DATE = "up-to-date"
    NEWER = "newer"
    UNREACHED = "unreached"  # no feed came: no network, or none at the address
    UNSIGNED = (
        "unsigned"  # it does not bear the makers' signature: somebody else wrote it, or it was changed on the way
    )
    BROKEN = "broken"  # it is theirs, or claims to be, and cannot be read
    OLDER = "older"  # it is theirs, but of before the one that was here already

    @property
    def words(self) -> str:
        """The same for a person; what was found is told elsewhere."""
        return _WORDS[self]

    @property
    def is_suspicious(self) -> bool:
        """Whether somebody may have been at it, which whoever looks after the computer should know."""
        return self in {Outcome.UNSIGNED, Outcome.BROKEN, Outcome.OLDER}


_WORDS = {
    Outcome.NEVER: "It has not looked yet.",
    Outcome.UP_TO_DATE: "This is the newest version.",
    Outcome.NEWER: "There is a newer version.",
    Outcome.UNREACHED: "The makers' page could not be reached.",
    Outcome.UNSIGNED: "What came was not signed by the makers, and was not believed.",
    Outcome.BROKEN: "What came could not be read.",
    Outcome.OLDER: "What came was older than what was known already, and was not believed.",
}


def outcome_of(text: str) -> Outcome:
    """A kept outcome; a word of a newer version of this program is as good as none."""
    return Outcome(text) if text in set(Outcome) else Outcome.NEVER


@dataclass(frozen=True, slots=True)
class Release:
    """One version; ``notes`` are plain text for whoever works at a desk."""

    version: str
    date: date
    notes: str


@dataclass(frozen=True, slots=True)
class Feed:
    """What the makers publish: ``date`` is when they signed it, with its offset.

    ``minimum`` is the oldest version that may go on being used, ``page`` where to download, an https address.
    """

    date: datetime
    minimum: str
    page: str
    releases: tuple[Release, ...]

    @property
    def newest(self) -> str:
        """The highest version in it."""
        return max((one.version for one in self.releases), key=number_of)

    def is_before(self, other: Feed) -> bool:
        """Whether somebody plays an old feed again: an earlier date, or a lower newest version."""
        return self.date < other.date or number_of(self.newest) < number_of(other.newest)


@dataclass(frozen=True, slots=True)
class News:
    """What there is to tell: the newest version, where it is, and every release since this one, the newest first.

    ``is_due``: this version is below the oldest that may go on being used.
    """

    version: str
    page: str
    releases: tuple[Release, ...]
    is_due: bool


def number_of(version: str) -> tuple[int, ...]:
    """A version as numbers that can be compared, ``0.2`` as ``0.2.0``; ValueError for what is none."""
    if not _NUMBER.fullmatch(version):
        raise ValueError("not a version")
    numbers = [int(part) for part in version.split(".")]
    return tuple(numbers + [0] * (4 - len(numbers)))


def news_in(feed: Feed, version: str) -> News | None:
    """What a feed tells to somebody who has ``version``; None where that is the newest, or even newer."""
    mine = number_of(version)
    later = [one for one in feed.releases if number_of(one.version) > mine]
    if not later:
        return None
    later.sort(key=lambda one: number_of(one.version), reverse=True)
    return News(feed.newest, feed.page, tuple(later), is_due=mine < number_of(feed.minimum))

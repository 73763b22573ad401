"""The feed exactly as it is signed; heavy to import, so only where one is read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final

import msgspec

from app.core.release import Feed, Release, number_of

FORMAT: Final = 1


class _Release(msgspec.Struct):
    version: str
    date: date
    notes: str


class _Feed(msgspec.Struct):
    format: int
    date: Annotated[datetime, msgspec.Meta(tz=True)]
    minimum: str
    page: Annotated[str, msgspec.Meta(pattern=r"^https://[!-~]+\Z")]
    releases: Annotated[list[_Release], msgspec.Meta(min_length=1)]


def parse(content: bytes) -> Feed:
    """What a feed says; ValueError for anything but the form that `signed_feed` describes."""
    read = msgspec.json.decode(content, type=_Feed)
    if read.format != FORMAT:
        raise ValueError("another form of feed")
    for version in (read.minimum, *(one.version for one in read.releases)):
        number_of(version)
    releases = tuple(Release(one.version, one.date, one.notes) for one in read.releases)
    return Feed(read.date, read.minimum, read.page, releases)

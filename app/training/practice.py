"""What a vendor's stand-in hands to the training site, and the site to everybody else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from starlette.routing import BaseRoute

from app.training.person import Person


@dataclass(frozen=True)
class PracticeStore:
    """One store to practise on.

    `path` follows the site's address and makes the base URL; `account` and `secret` are what a connection to this
    vendor asks for (practice credentials); `hints` are searches worth trying. `place` is where it stands (ISO 3166-2).
    """

    vendor: str
    path: str
    account: Mapping[str, str]
    secret: Mapping[str, str]
    name: str
    hints: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class Setting:
    """The world a stand-in lives in: its people, its day, its clocks, its limit (None: no limit)."""

    people: Sequence[Person]
    today: Callable[[], date]
    clock: Callable[[], datetime]
    monotonic: Callable[[], float]
    calls_per_second: int | None


class StandIn(Protocol):
    """A vendor's stand-in."""

    @property
    def store(self) -> PracticeStore:
        """How to connect to it."""
        ...

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """Its paths, from the root of the site."""
        ...

"""The people who work at this desk: who may do what, and how often somebody may try a PIN."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.core.errors import InvalidInput, Problem
from app.core.values import whole

_SHORTEST_PIN, LONGEST_PIN = 4, 8
_LONGEST_NAME = 40
_FREE_TRIES = 3  # wrong PINs that cost no waiting
_MOST_TRIES = 10  # wrong PINs in a row after which a manager has to help, or an hour to pass
_LOCKED_SECONDS = 3600
_DIGITS = "0123456789"


class Role(StrEnum):
    """What somebody may do beside the daily work."""

    CLERK = "clerk"
    MANAGER = "manager"  # overrides, exports, people, stores


class Privilege(StrEnum):
    """What only a manager may do, or a clerk with a manager's word."""

    OVERRIDE = "override"  # check in somebody whom the verdict refuses
    EXPORT = "export"  # write many customers to a file
    STORES = "stores"  # connect, disable or remove a store
    PEOPLE = "people"  # who works here, with which PIN; when the window hides itself, how long the journal is kept
    JOURNAL = "journal"  # write the journal to a file


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the staff."""

    name: str
    role: Role

    @property
    def is_manager(self) -> bool:
        """Whether this person may do what needs a manager."""
        return self.role is Role.MANAGER


@dataclass(frozen=True, slots=True, eq=False)
class Approval:
    """A manager's word for one thing, whoever is signed in. Each is itself alone: a copy of it is worth nothing."""

    by: str
    privilege: Privilege


@dataclass(frozen=True, slots=True)
class Tries:
    """The wrong PINs in a row, and when the last one was tried."""

    wrong: int = 0
    last: datetime | None = None

    @property
    def is_locked(self) -> bool:
        """Whether there were so many that waiting for seconds no longer helps."""
        return self.wrong >= _MOST_TRIES

    def wait(self, now: datetime) -> timedelta:
        """How long to wait before the next try: nothing at first, then 2, 4, 8 … seconds, at last an hour."""
        if self.last is None or self.wrong < _FREE_TRIES:
            return timedelta()
        seconds = _LOCKED_SECONDS if self.is_locked else 2 ** (self.wrong - _FREE_TRIES + 1)
        until = self.last + timedelta(seconds=seconds)
        # A clock that was set back lengthens no wait beyond its own length.
        return max(timedelta(), min(until - now, timedelta(seconds=seconds)))

    def after_wrong(self, now: datetime) -> Tries:
        """The tries with one more wrong one."""
        return Tries(self.wrong + 1, now)


def check_pin(pin: str) -> None:
    """InvalidInput for a PIN that is too short, too long, no number, or among the first that anybody would try."""
    if not (pin.isascii() and pin.isdecimal() and _SHORTEST_PIN <= len(pin) <= LONGEST_PIN):
        raise InvalidInput(Problem("pin", f"A PIN has {_SHORTEST_PIN} to {LONGEST_PIN} digits."))
    if len(set(pin)) == 1 or pin in _DIGITS or pin in _DIGITS[::-1]:
        raise InvalidInput(
            Problem("pin", "This PIN is too easy to guess: choose digits that do not follow each other.")
        )


def check_name(name: str) -> str:
    """The name as it is kept; InvalidInput where there is none, or one too long for a list."""
    name = " ".join(whole(name).split())
    if not name or len(name) > _LONGEST_NAME:
        raise InvalidInput(Problem("name", f"A name has 1 to {_LONGEST_NAME} letters."))
    return name

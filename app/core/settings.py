"""What this desk remembers between two starts, apart from secrets and people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the settings are read before the first paint, when nothing else of the domain is needed
    from app.core.vendor import Connection

VISIT_DAYS = 2  # today and yesterday
MOST_DAYS = 36_500  # a hundred years: no calendar of a computer ends before
JOURNAL_DAYS = 400  # a year, and the month in which somebody asks about it
SCANNER_GAP_MS = 45  # scanners take 35 at most by their makers' settings, quick typists 66
MOST_SCANNER_GAP_MS = 120  # at more, typing would be felt to be late
IDLE_MINUTES = 2
# PCI DSS 4.0, 8.2.8: after 15 idle minutes somebody has to sign in anew; a counter in view of customers wants less.
MOST_IDLE_MINUTES = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateCheck:
    """Looking for newer versions of this program. ``agreed`` is None as long as nobody has answered.

    ``checked_at`` is when it last looked (ISO 8601 with an offset, "" for never), ``outcome`` what came of it
    (`core.release.Outcome`), ``skipped`` the version that nobody wants to hear of.
    """

    agreed: bool | None = None
    checked_at: str = ""
    outcome: str = ""
    skipped: str = ""


class Fixed(StrEnum):
    """What an administrator can set for every account of a machine, by its key in the policy file."""

    STORES = "stores"
    JURISDICTION = "jurisdiction"
    IDLE = "idle_minutes"
    UPDATES = "update_check"


FIXED_WORDS = "Set by your administrator."  # beside whatever cannot be changed because of it


class Theme(StrEnum):
    """The colours of the window."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings, typed. ``carried`` are keys of a newer version of this program, kept untouched.

    ``connections`` stand in the order in which every list shows them. ``last_store`` is the id of the store that
    the last new customer was begun at, "" for none yet. ``visit_days`` is for how many days, today among them,
    check-ins are kept at this desk, ``journal_days`` the same for what was done. ``scanner_port`` is the serial
    port of a scanner in COM mode as the system calls it, "" for none; ``camera`` the camera that was chosen last,
    the same way; ``scanner_gap_ms`` how long a scanner that types may take between two keys, 1 to 120.
    ``idle_minutes`` is after how long without a key or the mouse the window hides everything, 1 to 15. ``updates``
    is the look for newer versions. ``nobody_signs_in`` says that the desk's file named nobody when it was open last;
    where it does not, the window shows nothing before that file is open. ``fixed`` is what an administrator has set (it
    already stands in the other fields), ``fixed_place`` the place where that is among it; neither is kept here.
    """

    theme: Theme = Theme.SYSTEM
    language: str = ""  # a BCP 47 code; "" follows the system
    connections: tuple[Connection, ...] = ()
    last_store: str = ""
    visit_days: int = VISIT_DAYS
    journal_days: int = JOURNAL_DAYS
    scanner_port: str = ""
    camera: str = ""
    scanner_gap_ms: int = SCANNER_GAP_MS
    idle_minutes: int = IDLE_MINUTES
    updates: UpdateCheck = UpdateCheck()
    nobody_signs_in: bool = False
    fixed: frozenset[Fixed] = frozenset()
    fixed_place: str = ""
    carried: Mapping[str, object] = field(default_factory=dict)

    def connection(self, name: str) -> Connection | None:
        """The store with that name, capitals aside."""
        return next((one for one in self.connections if one.name.casefold() == name.casefold()), None)

"""What this desk remembers between two starts, apart from secrets and people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the settings are read before the first paint, when nothing else of the domain is needed
    from app.core.vendor import Connection

VISIT_DAYS = 2  # today and yesterday


class Theme(StrEnum):
    """The colours of the window."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings, typed. ``carried`` are keys of a newer version of this program, kept untouched.

    ``connections`` stand in the order in which every list shows them. ``last_store`` is the id of the store that the
    last new customer was begun at, "" for none yet. ``visit_days`` is for how many days, today among them, check-ins
    are kept at this desk.
    """

    theme: Theme = Theme.SYSTEM
    language: str = ""  # a BCP 47 code; "" follows the system
    connections: tuple[Connection, ...] = ()
    last_store: str = ""
    visit_days: int = VISIT_DAYS
    carried: Mapping[str, object] = field(default_factory=dict)

    def connection(self, name: str) -> Connection | None:
        """The store with that name, capitals aside."""
        return next((one for one in self.connections if one.name.casefold() == name.casefold()), None)

"""The states and provinces that a store can stand in, to choose from."""

from __future__ import annotations

from app.core.form import Choice
from app.core.jurisdictions import JURISDICTIONS


def place_choices() -> tuple[Choice, ...]:
    """Each place by its code, under its name; those of the US first."""
    return tuple(
        Choice(place.code, place.name if place.code.startswith("US") else f"{place.name} (Canada)")
        for place in sorted(JURISDICTIONS.values(), key=lambda one: (not one.code.startswith("US"), one.name))
    )

"""Dates as a counter counts them: local calendar days of the store."""

from __future__ import annotations

from datetime import date


def years_between(birth: date, today: date) -> int:
    """Completed years of age on ``today``.

    Somebody born on 29 February completes a year on 1 March in a common year: the later of the two readings, so
    that nobody is let in a day early.
    """
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))

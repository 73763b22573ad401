"""Which list of customers is asked for, and who of it was meant (vendor document 4 and 12)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from app.core.customer import Customer
from app.core.vendor import CreatedBetween, Listing
from app.vendors.checks import check_period, path_value
from app.vendors.treez import const


def path_of(listing: Listing) -> str:
    """The path of a list without its page (vendor document 4.2: milliseconds and an offset with a colon are required)."""
    if isinstance(listing, CreatedBetween):
        check_period(listing)
        first, last = _shifted(listing.first, -const.DAYS_BEFORE), _shifted(listing.last, const.DAYS_AFTER)
        return f"/customer/signup/from/{first.isoformat()}/to/{last.isoformat()}"
    moment = listing.in_utc.isoformat(timespec="milliseconds")
    return f"/customer/lastUpdated/after/{path_value(moment)}"


def _shifted(day: date, days: int) -> date:
    """So many days on or, below nought, back; the day itself at the end of the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day


def belongs(listing: Listing) -> Callable[[Customer], bool]:
    """Who belongs to a listing, of those that its wider question brings.

    A day of signing up is the store's own, as its record writes it. Who has no readable one stays in.
    """
    if not isinstance(listing, CreatedBetween):
        return lambda _: True
    first, last = listing.first, listing.last
    return lambda one: not isinstance(one.created_at, datetime) or first <= one.created_at.date() <= last

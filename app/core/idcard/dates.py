"""Dates on cards: eight digits, MMDDCCYY on cards of the United States, CCYYMMDD on Canadian and version 01 ones.

AAMVA DL/ID Card Design Standard, table D.3, and DL/ID-2000. Cards mix the forms, so neither the country nor the
version decides: MMDDCCYY begins with 01 to 12, CCYYMMDD with 19 to 21, and no text is a real date in both.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_MONTHS = 12
_DIGITS = re.compile(r"\d{8}")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d\d)\2(\d\d)")
_MONTH_AFTER_BIRTH, _ON_BIRTHDAY = 88, 99


def read_date(text: str, *, year_first: bool = False) -> date | None:
    """The date of an element's value; None where it is none between 1900 and 2100.

    ``year_first`` is the card's country as a tie-break: it counts only if both readings were real dates.
    """
    text = text.strip()
    if dashed := _YEAR_FIRST.fullmatch(text):
        return _date(dashed[1], dashed[3], dashed[4])
    if not _DIGITS.fullmatch(text) or not text.isascii():
        return None
    readings = [_date(text[:4], text[4:6], text[6:]), _date(text[4:], text[:2], text[2:4])]
    if not year_first:
        readings.reverse()
    return readings[0] or readings[1]


def _date(year: str, month: str, day: str) -> date | None:
    if not _FIRST_YEAR <= int(year) <= _LAST_YEAR:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def read_stripe_expiry(text: str, born: date | None) -> date | None:
    """The expiry of a magnetic stripe, YYMM: the last day of that month. None where it is not certain.

    DL/ID-2000, track 2: month 99 is the birthday in that year, 88 the last day of the month of birth a year later,
    77 a card that does not expire. In the month of birth issuers also mean the birthday, and do not always say so.
    """
    year, month = 2000 + int(text[:2]), int(text[2:])
    if born is None or month == born.month:
        return None
    if 1 <= month <= _MONTHS:
        return _end_of_month(year, month)
    if month == _MONTH_AFTER_BIRTH:
        return _end_of_month(year + 1, born.month)
    if month == _ON_BIRTHDAY:
        return date(year, born.month, min(born.day, monthrange(year, born.month)[1]))
    return None


def _end_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])

"""Birth dates as words of the index, and every way in which people write one.

A day has two words: year, month, day, so that a year and a month are its beginnings; and month, day, so that a birthday
without its year is one too. Each part is one character, which keeps the index small.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

FIRST_YEAR, LAST_YEAR = 1850, 2149
_YEARS, _MONTHS = 0x200, 0x180  # characters no folded text can hold
_DAYS = "0123456789abcdefghijklmnopqrstuv"
_CENTURIES = (19, 20)
_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"),
    "december",
)
_SPANISH = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre"),
    "diciembre",
)
_NAMED = re.compile(r"(?P<before>\d{1,4})?(?:st|nd|rd|th)?(?P<name>[a-z]{3,})(?P<after>[\d ]*)")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_OF = re.compile(r"\b(?:of|de|del)\b")  # 7th of April, 7 de abril de 1992
_NUMBERS = re.compile(r"(\d{1,4})([-/. ])(\d{1,2})(?:\2(\d{0,4}))?")
_LONGEST_DAY = 2  # digits
_LAST_DAY = 31
_MONTHS_OR_NONE = frozenset({None, *range(1, 13)})
_DAYS_OR_NONE = frozenset({None, *range(1, _LAST_DAY + 1)})


@dataclass(frozen=True, slots=True)
class Day:
    """What was typed of a date; None for a part that was not."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def word(self) -> str:
        """The word of the index, or its beginning where the day or the month is open; "" where there is none such."""
        month = "" if self.month is None else f"{self.month:x}"
        day = "" if self.day is None else _DAYS[self.day]
        if self.year is None:
            return chr(_MONTHS + self.month) + day if self.month is not None else ""
        return chr(_YEARS + self.year - FIRST_YEAR) + month + day

    @property
    def is_whole(self) -> bool:
        """Whether the day is named, so that its word is a whole one."""
        return self.day is not None


@lru_cache(50_000)
def words_of_day(day: date) -> tuple[str, ...]:
    """The words that a birth date is found by."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return (Day(None, day.month, day.day).word,)
    return Day(day.year, day.month, day.day).word, Day(None, day.month, day.day).word


def read_days(text: str) -> tuple[Day, ...]:
    """Every date that folded text can be: with a month's name, with separators, also not finished yet; none else.

    A day and a month that can be read two ways are read both ways, the American way first.
    """
    text = " ".join(text.replace(",", " ").split())
    if match := _NUMBERS.fullmatch(text):
        first, sign, second, third = match.groups()
        return _dedupe(_of_numbers(first, second, third or "", may_end=sign in "/ "))
    return _dedupe(_of_named(re.sub(r"[-/. ]+", " ", text)))


def read_digits(digits: str) -> tuple[Day, ...]:
    """Every date that digits without separators can be: 1992, 0407, 040792, 199204, 19920407, 04071992."""
    pieces = {
        4: ((digits, "", ""), ("", digits[:2], digits[2:]), ("", digits[2:], digits[:2])),
        6: ((digits[4:], digits[:2], digits[2:4]), (digits[4:], digits[2:4], digits[:2]), (digits[:4], digits[4:], "")),
        8: (
            (digits[:4], digits[4:6], digits[6:]),
            (digits[4:], digits[:2], digits[2:4]),
            (digits[4:], digits[2:4], digits[:2]),
        ),
    }
    if len(digits) == 6 and int(digits[:2]) > _LAST_DAY:  # noqa: PLR2004 - the year first, without its century
        return _dedupe(_days(digits[:2], digits[2:4], digits[4:]))
    return _dedupe(found for piece in pieces.get(len(digits), ()) for found in _days(*piece))


def read_year(digits: str) -> tuple[Day, ...]:
    """The years that two digits can be."""
    return _dedupe(_days(digits, "", ""))


def _of_numbers(first: str, second: str, third: str, *, may_end: bool) -> Iterator[Day]:
    if len(first) > _LONGEST_DAY:
        yield from _days(first, second, third)
        return
    if third and int(first) > _LAST_DAY:
        yield from _days(first, second, third)
    if third or may_end:
        yield from _days(third, first, second)
        yield from _days(third, second, first)


def _of_named(text: str) -> Iterator[Day]:
    """``7 apr 1992``, ``apr 7 1992``, ``apr 1992``, ``1992 apr 7``, ``apr 7``, ``7apr92``, ``7th of apr 1992``."""
    text = " ".join(_OF.sub(" ", _ORDINAL.sub("", text)).split())
    match = _NAMED.fullmatch(text.replace(" ", "", 1) if text[:1].isdigit() else text)
    if not match or not (months := _months(match["name"])):
        return
    numbers = [number for number in (match["before"], *match["after"].split()) if number]
    for month in months:
        match numbers:
            case [number] if len(number) > _LONGEST_DAY or int(number) > _LAST_DAY:
                yield from _days(number, month, "")
            case [number]:
                yield from _days("", month, number)
            case [one, other]:
                day, year = (other, one) if len(one) > len(other) else (one, other)
                yield from _days(year, month, day)


def _months(name: str) -> list[str]:
    names = (*enumerate(_MONTH_NAMES, 1), *enumerate(_SPANISH, 1))
    return list(dict.fromkeys(str(number) for number, full in names if full.startswith(name)))


def _days(year: str, month: str, day: str) -> Iterator[Day]:
    """The days that the typed parts can be; none where a part is out of its range."""
    month_number, day_number = int(month) if month else None, int(day) if day else None
    in_range = month_number in _MONTHS_OR_NONE and day_number in _DAYS_OR_NONE
    if in_range:
        for number in _years(year):
            yield Day(number, month_number, day_number)


def _years(typed: str) -> Iterator[int | None]:
    """The years that the typed digits can be, also while they are being typed."""
    full = 4
    if len(typed) == _LONGEST_DAY:
        yield from (century * 100 + int(typed) for century in _CENTURIES)
    elif len(typed) == full - 1:
        yield from (year for year in range(int(typed) * 10, int(typed) * 10 + 10) if FIRST_YEAR <= year <= LAST_YEAR)
    elif len(typed) == full:
        if FIRST_YEAR <= int(typed) <= LAST_YEAR:
            yield int(typed)
    else:
        yield None  # nothing typed yet, or one digit, which says nothing


def _dedupe(days: Iterator[Day]) -> tuple[Day, ...]:
    return tuple(day for day in dict.fromkeys(days) if day.word)

"""The rules of single fields (IndicaOnline Open API v2.3, vendor document 5 and 7). Each answers what is wrong, or ""."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from app.core.values import Value
from app.vendors.indicaonline import const
from app.vendors.indicaonline.phones import ten_digits

Rule = Callable[[Value], str]

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_STATE: Final = re.compile(r"[A-Za-z]{2}")
_DIGITS: Final = re.compile(r"[0-9]{1,18}")
_KEY: Final = re.compile(r"[!-~]+")
_HEADER: Final = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")  # RFC 9110, 5.6.2
_WORDS: Final = re.compile(r"[A-Za-z0-9_\- ]+(,[A-Za-z0-9_\- ]+)*")


def name(label: str) -> Rule:
    """Non-blank."""
    return lambda value: "" if isinstance(value, str) and value.strip() else f"{label} is needed."


def birth_date(value: Value) -> str:
    """A day in the past."""
    today = datetime.now().astimezone().date()
    return "" if isinstance(value, date) and value < today else "Date of birth: this day must be in the past."


def phone(label: str) -> Rule:
    """Ten digits, however they are written."""
    return lambda value: "" if isinstance(value, str) and ten_digits(value) else f"{label}: a number has ten digits."


def email(value: Value) -> str:
    """The shape alone."""
    return "" if isinstance(value, str) and _EMAIL.fullmatch(value) else "Email: write it like name@example.com."


def weight(value: Value) -> str:
    """A number with two decimals at most."""
    if isinstance(value, int) and not isinstance(value, bool):
        return ""
    if not isinstance(value, Decimal) or not value.is_finite():
        return "Weight: write a number."
    exponent = value.normalize().as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    return "" if places <= const.WEIGHT_PLACES else f"Weight: {const.WEIGHT_PLACES} decimals at most."


def groups(value: Value) -> str:
    """Numbers of groups, each once."""
    if not isinstance(value, tuple) or not all(_DIGITS.fullmatch(item.strip()) for item in value):
        return "Groups: give their numbers, digits only."
    return "Groups: the same group stands twice in the list." if len(set(value)) < len(value) else ""


def one_of(label: str, offered: Iterable[str]) -> Rule:
    """One of the words that this store takes; any other would make the vendor refuse the whole profile."""
    words = tuple(offered)
    return lambda value: "" if value in words else f"{label}: choose one of {', '.join(words)}."


def state(value: Value) -> str:
    """Two letters."""
    return "" if isinstance(value, str) and _STATE.fullmatch(value.strip()) else "State: two letters, like CA."


def credential(value: Value) -> str:
    """What can travel in a header."""
    return "" if isinstance(value, str) and _KEY.fullmatch(value) else "A key is one word of plain characters."


def header(value: Value) -> str:
    """A header's name that is not spoken for."""
    fits = isinstance(value, str) and _HEADER.fullmatch(value) and value.lower() not in const.RESERVED_HEADERS
    return "" if fits else f"Header: one word, like {const.API_KEY_HEADER}."


def words(label: str) -> Rule:
    """Words between commas."""
    return lambda value: (
        "" if isinstance(value, str) and _WORDS.fullmatch(value) else f"{label}: words with commas between them."
    )


def words_in(value: str) -> tuple[str, ...]:
    """The words between the commas, each once."""
    return tuple(dict.fromkeys(word.strip() for word in value.split(",") if word.strip()))

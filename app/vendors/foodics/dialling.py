"""Telephone numbers as Foodics keeps them: a dial code, and the number without it and without trunk zero.

Source: Foodics API v5, vendor document 6; country codes by ITU-T E.164, of which none begins another.
"""

from __future__ import annotations

import re
from typing import Final

from app.core.phone import national_number, plain_digits, to_e164

NORTH_AMERICA: Final = 1  # United States, Canada and their neighbours, whose numbers the program knows by form
_ITALY: Final = 39  # keeps its zero behind the code
_SHORTEST, _LONGEST = 4, 15  # digits; E.164 allows fifteen with the code
_WITH_CODE: Final = 12  # digits from which a number that begins with the store's code is taken to name it
_SIGNS = re.compile(r"[\s().\-/\u00a0\u2010-\u2015]")
_ONE_DIGIT: Final = frozenset({"1", "7"})
_TWO_DIGITS: Final = frozenset(
    map(
        str,
        (
            20,
            27,
            *range(30, 35),
            36,
            39,
            40,
            41,
            *range(43, 50),
            *range(51, 59),
            *range(60, 67),
            81,
            82,
            84,
            86,
            *range(90, 96),
            98,
        ),
    )
)


def national(text: str, code: int) -> str:
    """The national number however it is written, for the country with that dial code; "" where it cannot be one."""
    if code == NORTH_AMERICA:
        return national_number(text) or ""
    digits, is_international = _digits(text)
    if is_international or (len(digits) >= _WITH_CODE and digits.startswith(str(code))):
        if not digits.startswith(str(code)):
            return ""
        digits = digits.removeprefix(str(code))
    if code != _ITALY:
        digits = digits.removeprefix("0")
    return digits if _SHORTEST <= len(digits) <= _LONGEST - len(str(code)) else ""


def as_held(text: str, code: int, store_code: int) -> str:
    """A number as the program holds it: E.164 in a US or Canadian store, elsewhere as the vendor keeps it.

    The text itself where it cannot be a number of the country with that dial code.
    """
    return to_e164(text) if code == store_code == NORTH_AMERICA else national(text, code) or text


def code_and_number(text: str, store_code: int) -> tuple[int | None, str]:
    """The dial code that a number names itself (None where it names none) and the national number ("" for none)."""
    digits, is_international = _digits(text)
    if not is_international:
        return None, national(text, store_code)
    code = _code_of(digits)
    return (int(code), national(f"+{digits}", int(code))) if code else (None, "")


def _code_of(digits: str) -> str:
    length = 1 if digits[:1] in _ONE_DIGIT else 2 if digits[:2] in _TWO_DIGITS else 3
    return digits[:length] if len(digits) >= length and digits[:1] != "0" else ""


def _digits(text: str) -> tuple[str, bool]:
    """The digits alone ("" where there is anything else), and whether they begin with a country's code."""
    plain = plain_digits(_SIGNS.sub("", text))
    is_international = plain.startswith(("+", "00"))
    digits = plain.removeprefix("+").removeprefix("00") if is_international else plain
    return (digits if digits.isascii() and digits.isdigit() else ""), is_international

"""Telephone numbers: those of the North American plan (US, Canada) by their form, those of other countries by length."""

from __future__ import annotations

import re

_TEN = 10
_ALLOWED = re.compile(r"[\d\s().+\-/]+")
_SEPARATORS = re.compile(r"[\s().\-/]+")
_NORTH_AMERICA, _ITALY = 1, 39  # dial codes; Italy keeps its zero behind the code
_SHORTEST, _LONGEST = 7, 15  # digits of a number without its country, and with it (ITU-T E.164)
_NAMES_ITS_COUNTRY = 12  # digits from which a number that begins with the code is taken to name it


def plain_digits(text: str) -> str:
    """The text with the decimal digits of every script as 0 to 9: an Arabic keyboard writes others."""
    return text if text.isascii() else "".join(str(int(char)) if char.isdecimal() else char for char in text)


def national_number(text: str) -> str | None:
    """The ten national digits of a possible US/CA number however it is written, else None.

    A possible number has ten digits and does not begin with 0 or 1 (the plan keeps those for itself); a leading
    country code 1 is dropped.
    """
    if len(text) == _TEN and text.isascii() and text.isdigit():  # as nearly every store keeps it
        return text if text[0] not in "01" else None
    if not _ALLOWED.fullmatch(text.strip()):
        return None
    digits = "".join(filter(str.isdigit, plain_digits(text)))
    if len(digits) == _TEN + 1 and digits[0] == "1":
        digits = digits[1:]
    elif "+" in text:
        return None  # an international number of another country
    return digits if len(digits) == _TEN and digits[0] not in "01" else None


def to_e164(text: str) -> str:
    """``+1`` and the ten digits for a possible US/CA number, otherwise the text as it came (ITU-T E.164)."""
    digits = national_number(text)
    return f"+1{digits}" if digits else text


def international(number: str, code: int) -> str:
    """``+966565445254`` for a possible number of the country with that dial code, otherwise the text as it came."""
    if code == _NORTH_AMERICA:
        return to_e164(number)
    digits = _SEPARATORS.sub("", plain_digits(number))
    if not (digits.isascii() and digits.isdigit()):
        return number
    if len(digits) >= _NAMES_ITS_COUNTRY:
        digits = digits.removeprefix(str(code))
    national = digits if code == _ITALY else digits.removeprefix("0")
    whole = f"{code}{national}"
    return f"+{whole}" if len(national) >= _SHORTEST and len(whole) <= _LONGEST else number


def to_display(text: str) -> str:
    """``(628) 203-2916`` for a possible US/CA number, otherwise the text as it came."""
    digits = national_number(text)
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}" if digits else text

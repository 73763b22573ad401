"""Telephone numbers as IndicaOnline keeps them: ten digits (vendor document 7)."""

from __future__ import annotations

import re

from app.core.phone import plain_digits
from app.vendors.indicaonline import const

_ALLOWED = re.compile(r"[\d\s().+\-/]+")


def ten_digits(text: str) -> str | None:
    """The ten digits however the number is written, a leading country code 1 dropped; None where it has not ten.

    Wider than the plan's possible numbers: a store's record may begin with 0 or 1, and the vendor takes it.
    """
    text = text.strip()
    if not _ALLOWED.fullmatch(text):
        return None
    digits = "".join(char for char in plain_digits(text) if char.isdigit())
    if len(digits) == const.PHONE_DIGITS + 1 and digits[0] == "1":
        return digits[1:]
    return digits if len(digits) == const.PHONE_DIGITS and "+" not in text else None

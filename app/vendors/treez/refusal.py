"""Treez's refusals in the program's own errors (vendor document 8). Pure functions."""

from __future__ import annotations

import re
from typing import Final

from app.core.errors import AppError, Duplicate, InvalidInput, NotFound, Problem, UnexpectedReply
from app.core.values import known
from app.vendors.failure import not_at_store
from app.vendors.scalars import text
from app.vendors.treez import const
from app.vendors.treez.wire import Envelope

_NUMBER = re.compile(r"\d+")
_BAD_REQUEST: Final = 400
_NOT_FOUND: Final = 404
_UNIQUE: Final = frozenset({"email", "phone", "license_number", "state_medical_id"})
_LONGEST: Final = 400  # characters of the vendor's own words that are shown


def reason_of(envelope: Envelope) -> str:
    """resultReason; "" where there is none."""
    return known(text(envelope.result_reason), "").strip()


def is_success(envelope: Envelope, status: int) -> bool:
    """Only SUCCESS is: failures are spelt FAIL and, in one client, FAILED (vendor document 6.21).

    The status must agree: an error page may hold the same envelope.
    """
    return envelope.result_code == const.SUCCESS and status < _BAD_REQUEST


def is_miss(envelope: Envelope) -> bool:
    """Whether the answer says that nobody was found (vendor document 6.2)."""
    return envelope.result_code != const.SUCCESS and reason_of(envelope) in const.MISSES


def nobody() -> NotFound:
    """The record asked for is not at the store."""
    return not_at_store("phone, license or name")


def refusal(envelope: Envelope, status: int, *, own_id: str = "") -> AppError:
    """The error for an answer that is not a success.

    Known codes become our words at their field. Unknown ones show resultReason and resultDetail verbatim, at the
    field that the names in them point to, if any.
    """
    code = reason_of(envelope)
    detail = known(text(envelope.result_detail), "").strip()
    if known_one := _known(code):
        return known_one
    if status == _NOT_FOUND:
        return UnexpectedReply(const.LABEL, "404 for this path: the address or the dispensary's name may be wrong")
    if not code and not detail:
        return UnexpectedReply(const.LABEL, f"a refusal without a reason, status {status}")
    if "MERGE" in f"{code} {detail}".upper():
        return merged_away(_survivor(detail, own_id), refused=True)
    return _unknown(code, detail)


def _known(code: str) -> AppError | None:
    if code in const.DUPLICATES:
        return Duplicate(*const.DUPLICATES[code])
    if code in const.REFUSALS:
        return InvalidInput(Problem(*const.REFUSALS[code]), refused=True)
    return nobody() if code in const.MISSES else None


def _unknown(code: str, detail: str) -> AppError:
    words = f"{const.LABEL}: {' - '.join(part for part in (code, detail) if part)}"[:_LONGEST]
    field = _field_in(code) or _field_in(detail)
    if field in _UNIQUE and "DUPLICAT" in code.upper():
        return Duplicate(field, words)
    return InvalidInput(Problem(field, words), refused=True)


def _field_in(words: str) -> str:
    spelt = words.upper().replace(" ", "_").replace("-", "_")
    return next((key for name, key in const.NAMES_IN_CODES if name in spelt), "")


def _survivor(detail: str, own_id: str) -> str:
    return next((number for number in _NUMBER.findall(detail) if number != own_id), "")


def merged_away(survivor: str, *, refused: bool) -> InvalidInput:
    """This profile lives on under another number and takes no changes (vendor document 7.3)."""
    title = (
        f"This profile was merged into customer {survivor}." if survivor else "This profile was merged into another."
    )
    hint = f"Open customer {survivor} and make the change there." if survivor else "Search for the person again."
    return InvalidInput(Problem("", title), refused=refused, title=title, hint=hint)

"""Foodics' refusals in the program's own errors (Foodics API v5, vendor document 12 and 3). Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from app.core.addresses import part_key
from app.core.errors import AccessDenied, AppError, Duplicate, InvalidInput, NotFound, Problem, UnexpectedReply
from app.core.redaction import redact
from app.vendors.failure import access_denied, not_at_store, sign_in_needed
from app.vendors.foodics import const
from app.vendors.foodics.wire import Refused, read_refused

FieldOf = Callable[[str], str]

_UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND, _UNPROCESSABLE = 401, 403, 404, 422
_LONGEST: Final = 300  # characters of the vendor's own words that are shown
_TAKEN: Final = ("taken", "already", "exist", "duplicate", "unique", "in use")  # exact texts are not known (12)
_FORM_KEYS: Final = {wire: key for key, wire in const.WIRE_KEYS.items()}
_ADDRESS_PARTS: Final = {
    "name": "kind",
    "description": "street1",
    "delivery_zone_id": "zone",
    "latitude": "latitude",
    "longitude": "longitude",
}


def field_of(name: str) -> str:
    """The form key of a name in a refusal, dotted or not: ``tags.0.id`` is about the groups."""
    head = name.partition(".")[0]
    return _FORM_KEYS.get(head, head)


def address_field_of(kind: str) -> FieldOf:
    """The same for the refusal of one address."""

    def field(name: str) -> str:
        part = _ADDRESS_PARTS.get(name.partition(".")[0], "street1")
        return part_key(kind, part)

    return field


def refusal(
    status: int, body: bytes, doing: str, *, scope: str, write: bool = False, field: FieldOf = field_of
) -> AppError:
    """The error for a status of 400 to 499. ``doing`` says what was asked, ``scope`` what it takes."""
    if status == _UNAUTHORIZED:
        return sign_in_needed(const.LABEL)
    if status == _FORBIDDEN:
        return denied(doing, scope)
    told = read_refused(body)
    if status == _NOT_FOUND and (told is not None or not body.strip()):
        return nobody()
    if write and told is not None and (status == _UNPROCESSABLE or _words(told.message)):
        return _refused(told, field)
    why = "the address may be wrong" if status == _NOT_FOUND else "this program and the vendor disagree on the question"
    return UnexpectedReply(const.LABEL, f"status {status} for: {doing}; {why}")


def denied(doing: str, scope: str) -> AccessDenied:
    """A scope is missing (vendor document 3): the hint names it, since Foodics' own team grants it."""
    error = access_denied(const.LABEL, doing, scope=scope)
    error.hint = f"Ask Foodics or the store's owner for the permission {scope}."
    return error


def nobody() -> NotFound:
    """The record asked for is not at the store."""
    return not_at_store("phone or name")


def deleted_holder(customer_id: str) -> Duplicate:
    """The phone number belongs to somebody who was deleted (vendor document 7): restored, not made anew."""
    return Duplicate(
        "phone",
        f"This phone number belongs to customer {customer_id}, who was deleted and can be restored.",
        f"Open customer {customer_id} and restore the profile, or correct the number here.",
    )


def _refused(told: Refused, field: FieldOf) -> AppError:
    problems = [Problem(field(name), f"{const.LABEL}: {words}") for name, words in _problems(told)]
    taken = next((one for one in problems if one.field == "phone" and _is_taken(one.message)), None)
    if taken:
        return Duplicate("phone", "Another customer of this store already has this phone number.")
    return InvalidInput(*problems, refused=True)


def _problems(told: Refused) -> Iterator[tuple[str, str]]:
    """What is wrong by field name; the message alone, at no field, where no field is named."""
    found = told.errors if isinstance(told.errors, dict) else {}
    for name, texts in found.items():
        yield name, _words(texts) or "this value was not accepted"
    if not found:
        words = _words(told.errors) or _words(told.message) or _words(told.error)
        yield "", words or "the values were not accepted"


def _words(told: object) -> str:
    """The vendor's words on one line, without what could be a person's; "" where there are none."""
    texts = [one for one in (told if isinstance(told, list) else [told]) if isinstance(one, str)]
    return redact(" ".join(" ".join(texts).split())[:_LONGEST])


def _is_taken(message: str) -> bool:
    return any(word in message.lower() for word in _TAKEN)

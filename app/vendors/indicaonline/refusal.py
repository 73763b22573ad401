"""IndicaOnline's refusals in the program's own errors (IndicaOnline Open API v2.3, vendor document 11). Pure functions.

The shape of an error body is not published: every likely one is read, and what fits no field is shown word for word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from app.core.addresses import part_key
from app.core.errors import AccessDenied, AppError, Duplicate, InvalidInput, NotFound, Problem, UnexpectedReply
from app.vendors.failure import not_at_store
from app.vendors.indicaonline import const
from app.vendors.indicaonline.wire import read_anything
from app.vendors.request import Reply, is_page

_CONFLICT, _NOT_FOUND = 409, 404
_LONGEST: Final = 400  # characters of the vendor's own words that are shown
_TAG: Final = re.compile(r"<(?:script|style).*?</(?:script|style)>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_STATE_ID: Final = re.compile(r"(?<![a-z])state[\s_-]*(?:medical[\s_-]*)?id(?:entification)?(?![a-z])", re.IGNORECASE)
# 11: words in a complaint about the state ID that say that another customer has it, and not that nobody does.
_TAKEN: Final = re.compile(
    r"taken|duplicat|unique|in use|already(?! expired)|(?<!not )(?<!n't )(?<!n\u2019t )exist", re.IGNORECASE
)
_FIELD_PARTS: Final = re.compile(r"[A-Za-z_0-9]+")
_FORM_KEYS: Final = {theirs: ours for ours, theirs in const.WIRE_KEYS.items()} | {"documents": "kind"}
_PART_KEYS: Final = {theirs: part_key(const.ADDRESS_KIND, ours) for ours, theirs in const.ADDRESS_PARTS}
_MESSAGE_KEYS: Final = ("message", "detail", "title", "error")
_FIELD_KEYS: Final = ("field", "path", "name", "param")
_OWN_KEYS: Final = frozenset(
    {"first_name", "last_name", "middle_name", "phone", "email", "alternative_id", "passport", "gender", "weight"}
    | {"height", "ethnicity", "preferred_language", "home_phone", "office_phone", "fax", "has_medical_recommendation"}
    | set(const.CONSENTS.values())
)


def nobody() -> NotFound:
    """The record asked for is not at the store; a deleted one answers the same (vendor document 3)."""
    return not_at_store("customer number or state ID")


def is_miss(reply: Reply) -> bool:
    """Whether the answer says that there is no such customer; a web page with a 404 says something else."""
    return reply.status == _NOT_FOUND and not is_page(reply)


def not_in_plan(doing: str) -> AccessDenied:
    """403 on what the vendor's pages keep for the PRO plan (vendor document 2 and 10)."""
    return AccessDenied(
        f"This store's {const.LABEL} plan does not include this: {doing}.",
        "Without PRO, new customers can be made and listed by the day of creation; customer numbers may still be "
        "looked up where the store's key allows it.",
        f"Ask {const.LABEL} for the PRO plan, or say in the store's settings that it has another plan.",
        scope="PRO",
    )


def refusal(reply: Reply) -> AppError:
    """The error for an answer below 500 that is no success and no miss."""
    if reply.status == _NOT_FOUND:
        return UnexpectedReply(const.LABEL, "404 for this path: the address may be wrong")
    told = list(dict.fromkeys(_complaints(reply)))
    if not told:
        return UnexpectedReply(const.LABEL, f"a refusal without a reason, status {reply.status}")
    taken = next((words for field, words in told if _is_taken(field, words, reply.status)), None)
    if taken is not None:
        return Duplicate("state_medical_id", f"Another customer of this store has this state ID ({taken}).")
    problems = [Problem(field, f"{const.LABEL}: {words}"[:_LONGEST]) for field, words in told]
    return InvalidInput(*problems, refused=True, hint=_hint(problems))


def says_no(reply: Reply) -> bool:
    """Whether an answer tells of errors, whatever its status. A ``message`` alone may as well tell of a success."""
    sent = read_anything(reply.body)
    if not isinstance(sent, dict):
        return False
    told = (*_of_errors(sent.get("errors")), *_texts(sent.get("error")))
    return bool(told) or sent.get("success") is False


def _is_taken(field: str, words: str, status: int) -> bool:
    about_id = field == "state_medical_id" or (not field and _STATE_ID.search(words) is not None)
    return about_id and (status == _CONFLICT or _TAKEN.search(words) is not None)


def _hint(problems: list[Problem]) -> str:
    if problems[0].field == "state_medical_id":
        return "Correct the state ID, or leave it empty and save again: the profile is then pending."
    return ""


def _complaints(reply: Reply) -> Iterator[tuple[str, str]]:
    """Form key ("" where none is named) and the vendor's words, in the order of vendor document 11."""
    sent = read_anything(reply.body)
    found: list[tuple[str, str]] = []
    if isinstance(sent, dict):
        found = [*_of_errors(sent.get("errors"))] or [("", words) for words in _of_message(sent)]
    if not found and not isinstance(sent, dict):
        plain = _plain(reply.body.decode("utf-8", "replace"))
        found = [("", plain)] if plain else []
    yield from found


def _of_errors(errors: object) -> Iterator[tuple[str, str]]:
    if isinstance(errors, dict):
        for name, told in errors.items():
            yield from ((_form_key(at), words) for at, words in _named(name, told))
    elif isinstance(errors, list):
        for one in errors:
            name = next((one[key] for key in _FIELD_KEYS if one.get(key)), "") if isinstance(one, dict) else ""
            yield from ((_form_key(name), words) for words in _texts(one))
    else:
        yield from (("", words) for words in _texts(errors))


def _named(name: str, told: object) -> Iterator[tuple[str, str]]:
    """A field's complaints; those of an object's parts may stand one level deeper."""
    if isinstance(told, dict) and not any(key in told for key in _MESSAGE_KEYS):
        for part, inner in told.items():
            yield from ((f"{name}.{part}", words) for words in _texts(inner))
    else:
        yield from ((name, words) for words in _texts(told))


def _of_message(sent: dict[str, object]) -> Iterator[str]:
    for key in ("error", "message", "detail"):
        if found := list(_texts(sent.get(key))):
            yield from found
            return


def _texts(told: object) -> Iterator[str]:
    """The words in a text, in an object with a message, or in a list of either."""
    if isinstance(told, str):
        if words := _plain(told):
            yield words
    elif isinstance(told, dict):
        yield from next((found for key in _MESSAGE_KEYS if (found := list(_texts(told.get(key))))), [])
    elif isinstance(told, list):
        for one in told:
            yield from _texts(one)


def _plain(text: str) -> str:
    """Without tags, control characters and blank lines, and not too long."""
    words = " ".join(_TAG.sub(" ", text).split())
    return "".join(char for char in words if char.isprintable())[:_LONGEST]


def _form_key(name: object) -> str:
    """The form's key for the vendor's name of a field: ``state_id``, ``address.zip``, ``address[zip]``, a list of parts."""
    parts: list[str] = _FIELD_PARTS.findall(".".join(map(str, name)) if isinstance(name, list) else str(name))
    if "address" in parts:
        return next((_PART_KEYS[part] for part in reversed(parts) if part in _PART_KEYS), "addresses")
    named = next((part for part in reversed(parts) if part in _FORM_KEYS or part in _OWN_KEYS), "")
    return _FORM_KEYS.get(named, named)

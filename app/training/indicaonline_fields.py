"""What IndicaOnline takes in a write, field by field (create reference; vendor document 5, 7 and 8).

Names it does not know and names that only answers have are passed over: public code sends a whole read back (section
10). A value equal to the one on record is not held against the caller.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from app.training import indicaonline_records as records
from app.training.indicaonline_answers import TAKEN, Refused
from app.training.indicaonline_records import Record, day_of

REQUIRED = (
    "first_name",
    "last_name",
    "date_of_birth",
    "gender",
    "type",
    "has_medical_recommendation",
    "manual_groups",
)
"""Of a create and a full update: the two pages disagree, so it is what both together ask for (section 5)."""
EXPIRES = "state_id_expires_on"
"""Position 8 of the create reference. Its name is lost; this is the likely one (section 5)."""
DOCUMENTS = "documents"
FILE_ID, FILE_SLIP = "file_id", "field_id"
"""The page prints the second, very likely a slip for the first (section 5): both are taken."""
_DIGITS = re.compile(r"[0-9]{10}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_STATE = re.compile(r"[A-Za-z]{2}")
_MAX_ID = 30
_MAX_HEIGHT = 20
_MAX_WEIGHT = 10_000  # ours
_DECIMALS = 2


class Around(NamedTuple):
    """What a rule must know beyond the value: the day, the types there are, other people's ids, files, the check."""

    today: date
    types: tuple[str, ...]
    taken_elsewhere: Callable[[str], bool]
    has_file: Callable[[int], bool]
    refused_ids: tuple[str, ...]


_T = TypeVar("_T")
Reading = Callable[[Any, Around], Any]


class _Wrong(ValueError):
    """What is said about a value."""


def taken(body: Mapping[str, Any], old: Mapping[str, Any], around: Around, *, whole: bool) -> Record:
    """The writable values of `body` as they are kept, or Refused with every complaint; `whole` asks for REQUIRED.

    State id expiry and documents come under EXPIRES and DOCUMENTS; the record keeps them elsewhere.
    """
    complaints = {name: "is required" for name in REQUIRED if whole and name not in body}
    values: Record = {}
    for name, reading in _READINGS.items():
        if name in body:
            try:
                values[name] = _read(reading, body[name], old.get(name), around)
            except _Wrong as wrong:
                complaints[name] = str(wrong)
    if complaints:
        raise Refused(complaints)
    return values


def _read(reading: Reading, value: Any, old: Any, around: Around) -> Any:
    """A text that is on record already may be from before the rules."""
    return value if isinstance(value, str) and value == old else reading(value, around)


def _name(value: Any, _around: Around) -> str:
    if not _is(str, value, "a string").strip():
        raise _Wrong("cannot be blank")
    return str(value)


def _born(value: Any, around: Around) -> str:
    if (day := day_of(value)) is None:
        raise _Wrong("must be a date in the format YYYY-MM-DD")
    if day >= around.today:
        raise _Wrong("must be in the past")
    return str(value)


def _day(value: Any, _around: Around) -> str:
    if day_of(value) is None:
        raise _Wrong("must be a date in the format YYYY-MM-DD")
    return str(value)


def _comment(value: Any, _around: Around) -> str:
    """Text, and not nullable (section 5)."""
    return _is(str, value, "a string")


def _flag(value: Any, _around: Around) -> bool:
    return _is(bool, value, "a boolean")


def _email(value: Any, _around: Around) -> str:
    if not _EMAIL.fullmatch(_is(str, value, "a string")):
        raise _Wrong("is not a valid e-mail address")
    return str(value)


def _phone(value: Any, _around: Around) -> str:
    """Ten digits, no spaces. Said of the three other phones, and of this one by public code (section 7)."""
    if not _DIGITS.fullmatch(_is(str, value, "a string")):
        raise _Wrong("must be exactly 10 digits")
    return str(value)


def _text(longest: int | None = None) -> Reading:
    def read(value: Any, _around: Around) -> str:
        text = _is(str, value, "a string")
        if longest is not None and len(text) > longest:
            raise _Wrong(f"must be at most {longest} characters")
        return text

    return read


def _state_id(value: Any, around: Around) -> str:
    text = str(_text(_MAX_ID)(value, around))
    if not text.strip():  # ours: blank is null (section 7), and two blanks would not be unique
        raise _Wrong("cannot be blank")
    if around.taken_elsewhere(text):
        raise _Wrong(TAKEN)
    if text in around.refused_ids:
        raise _Wrong("could not be verified")
    return text


def _weight(value: Any, _around: Around) -> float:
    """A number, not its text, with two decimals at most (sections 5 and 7)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Wrong("must be a number")
    if not 0 <= value < _MAX_WEIGHT:
        raise _Wrong("is out of range")
    if round(Decimal(repr(value)), _DECIMALS) != Decimal(repr(value)):
        raise _Wrong("must have at most 2 decimals")
    return value


def _one_of(choices: tuple[str, ...]) -> Reading:
    def read(value: Any, _around: Around) -> str:
        if value not in choices:
            raise _Wrong(f"must be one of: {', '.join(choices)}")
        return str(value)

    return read


def _type(value: Any, around: Around) -> str:
    return str(_one_of(around.types)(value, around))


def _address(value: Any, around: Around) -> Record:
    """The members of the answers (section 5). The object is one value: what is left out is empty (our choice)."""
    given = _is(dict, value, "an object")
    parts = {name: nullable(_text())(given.get(name), around) for name in records.NO_ADDRESS}
    if parts["state"] and not _STATE.fullmatch(parts["state"]):
        raise _Wrong("must have a state of 2 letters")
    return parts


def _groups(value: Any, _around: Around) -> list[int]:
    """Ids of existing manual groups; the automatic ones are not affected (section 5)."""
    groups = _is(list, value, "an array of integers")
    for group in groups:
        if isinstance(group, bool) or group not in records.MANUAL_GROUPS.values():
            raise _Wrong(f"has no manual group {group!s:.20}")
    return list(dict.fromkeys(groups))


def _documents(value: Any, around: Around) -> list[tuple[int, str]]:
    """Uploaded files with a type each; the types are not known, so any word is one (section 5)."""
    return [_document(_is(dict, item, "an array of objects"), around) for item in _is(list, value, "an array")]


def _document(item: dict[str, Any], around: Around) -> tuple[int, str]:
    number, kind = item.get(FILE_ID, item.get(FILE_SLIP)), item.get("type")
    if isinstance(number, bool) or not isinstance(number, int) or not around.has_file(number):
        raise _Wrong(f"must name an uploaded file in {FILE_ID}")
    if not isinstance(kind, str) or not kind.strip():
        raise _Wrong("must have a type")
    return number, kind


def nullable(reading: Reading) -> Reading:
    """The reading of a field that may be null."""

    def read(value: Any, around: Around) -> Any:
        return None if value is None else reading(value, around)

    return read


def _is(kind: type[_T], value: Any, called: str) -> _T:
    if not isinstance(value, kind):
        raise _Wrong(f"must be {called}")
    return value


_READINGS: dict[str, Reading] = {
    "first_name": _name,
    "last_name": _name,
    "date_of_birth": _born,
    "phone": nullable(_phone),
    "email": nullable(_email),
    "comment": _comment,
    "has_medical_recommendation": _flag,
    EXPIRES: nullable(_day),
    "middle_name": nullable(_text()),
    "state_id": nullable(_state_id),
    "alternative_id": nullable(_text(_MAX_ID)),
    "passport": nullable(_text(_MAX_ID)),
    "gender": _one_of(records.GENDERS),
    "weight": nullable(_weight),
    "height": nullable(_text(_MAX_HEIGHT)),
    "type": _type,
    "ethnicity": nullable(_one_of(records.ETHNICITIES)),
    "preferred_language": nullable(_one_of(records.LANGUAGES)),
    "home_phone": nullable(_phone),
    "office_phone": nullable(_phone),
    "fax": nullable(_phone),
    "address": _address,
    "mail_messages_allowed": _flag,
    "email_messages_allowed": _flag,
    "text_messages_allowed": _flag,
    "call_messages_allowed": _flag,
    "manual_groups": _groups,
    DOCUMENTS: _documents,
}
"""The 28 parameters in the order of the create reference (section 5)."""

"""Which fields of a write Foodics reads, and as what (vendor document 6 to 8 and 12).

Every other key is passed over, also the balances, which the vendor's own sample writes (section 13, row 2). Blanks
around a text are cut off and an empty one is null (our choice); so are the limits of length, which no page names.
"""

import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.training.foodics_answers import invalid
from app.training.foodics_lists import Row

_LONGEST = 255
_INT32 = 2**31
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"[1-9][0-9]{3,14}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]+)?")
_FLAGS: Mapping[str, bool] = {"True": True, "1": True, "False": False, "0": False}


@dataclass(frozen=True)
class Field:
    """How a value is read (None when it cannot be), what a refusal says, and what a write of it needs."""

    read: Callable[[Any], Any]
    complaint: str
    required: bool = False
    scope: str | None = None
    empty: Any = None


def taken(body: Mapping[str, Any], fields: Mapping[str, Field], scopes: Container[str], *, whole: bool) -> Row:
    """The values of a write, or 422 with every field that is wrong.

    `whole`: what is left out is emptied, and required fields must be there. Fields whose scope is missing are passed
    over (our choice: section 3 says only that they are not writable).
    """
    values: Row = {}
    errors: dict[str, list[str]] = {}
    for name, field in fields.items():
        if (field.scope and field.scope not in scopes) or not (whole or name in body):
            continue
        given = _cleaned(body.get(name))
        if given is None and field.required:
            errors[name] = [f"The {_spoken(name)} field is required."]
        elif given is None and (field.empty is None or name not in body):
            values[name] = field.empty
        elif given is None or (value := field.read(given)) is None:
            errors[name] = [f"The {_spoken(name)} {field.complaint}."]
        else:
            values[name] = value
    if errors:
        raise invalid(errors)
    return values


def tag_ids(body: Mapping[str, Any], known: Container[str]) -> list[str] | None:
    """The wanted tags of a write, None when it does not speak of them; unknown ones are refused at `tags.0.id`."""
    if "tags" not in body:
        return None
    given = body["tags"]
    if not isinstance(given, list):
        raise invalid({"tags": ["The tags must be an array."]})
    ids: list[str] = []
    for place, tag in enumerate(given):
        key = tag.get("id") if isinstance(tag, dict) else None
        if not isinstance(key, str) or key not in known:
            raise invalid({f"tags.{place}.id": [f"The selected tags.{place}.id is invalid."]})
        ids.append(key)
    return list(dict.fromkeys(ids))


def _cleaned(value: Any) -> Any:
    return value.strip() or None if isinstance(value, str) else value


def _spoken(name: str) -> str:
    return name.replace("_", " ")


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and len(value) <= _LONGEST else None


def _matching(pattern: re.Pattern[str]) -> Callable[[Any], str | None]:
    return lambda value: value if isinstance(value, str) and pattern.fullmatch(value) else None


def _integer(least: int, most: int) -> Callable[[Any], int | None]:
    """A JSON integer or digits; a boolean is none, though Python thinks so."""

    def read(value: Any) -> int | None:
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= len(str(most)):
            value = int(value)
        whole = isinstance(value, int) and not isinstance(value, bool)
        return value if whole and least <= value <= most else None

    return read


def _flag(value: Any) -> bool | None:
    """A boolean or 0 or 1, as the vendor's samples have both (section 13, row 3)."""
    return _FLAGS.get(str(value)) if isinstance(value, bool | int | str) else None


def _day(value: Any) -> str | None:
    if not (isinstance(value, str) and _DAY.fullmatch(value)):
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return None


def _degrees(most: int) -> Callable[[Any], str | None]:
    """Text, as the page types it (section 8); a JSON number is refused, and so is a comma."""

    def read(value: Any) -> str | None:
        fits = isinstance(value, str) and _DEGREES.fullmatch(value) and abs(float(value)) <= most
        return value if fits else None

    return read


def _switch(scope: str | None = None) -> Field:
    return Field(_flag, "field must be true or false", scope=scope, empty=False)


CUSTOMER_FIELDS: Mapping[str, Field] = {
    # Which keys are required is not stated: the three that every client sends (section 14, row 1).
    "name": Field(_text, f"must be a string of at most {_LONGEST} characters", required=True),
    "dial_code": Field(_integer(1, 9999), "must be an integer between 1 and 9999", required=True),
    # A phone is national and has no trunk zero (section 6); that others are refused is our choice.
    "phone": Field(_matching(_PHONE), "format is invalid", required=True),
    "email": Field(_matching(_EMAIL), "must be a valid email address"),
    "gender": Field(_integer(1, 2), "must be 1 or 2"),
    "birth_date": Field(_day, "does not match the format Y-m-d"),
    "house_account_limit": Field(
        _integer(0, _INT32 - 1), "must be an integer of at least 0", scope="customers.accounts.write"
    ),
    "is_loyalty_enabled": _switch("customers.loyalty.write"),
    "is_blacklisted": _switch(),
    "is_house_account_enabled": _switch("customers.accounts.write"),
}
ADDRESS_FIELDS: Mapping[str, Field] = {
    # Required here: the name, and the customer on creation; section 8 names none.
    "name": Field(_text, f"must be a string of at most {_LONGEST} characters", required=True),
    "description": Field(_text, f"must be a string of at most {_LONGEST} characters"),
    "latitude": Field(_degrees(90), "must be a number as text between -90 and 90"),
    "longitude": Field(_degrees(180), "must be a number as text between -180 and 180"),
    "delivery_zone_id": Field(_text, "is invalid"),
}

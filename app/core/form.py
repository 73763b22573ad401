"""The form as data: every vendor publishes its profile as a table of fields, and everything else follows from it.

The editor draws the table, the validator runs it, the change list and the command line are computed over it.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum, StrEnum, auto
from typing import TYPE_CHECKING

from app.core import phone
from app.core.errors import InvalidInput, Problem
from app.core.values import Absent, Unreadable, Value, is_blank, whole

if TYPE_CHECKING:
    from app.core.customer import Address, Customer


class FieldKind(Enum):
    """What an editor for the field looks like, and what type its value has."""

    TEXT = auto()  # str
    LONG_TEXT = auto()  # str with line breaks
    EMAIL = auto()  # str
    PHONE = auto()  # str: E.164 where it is a possible US/CA number, else as it came
    DATE = auto()  # date
    CHOICE = auto()  # str out of `choices`; a vendor's unknown value is kept
    OPEN_CHOICE = auto()  # str, `choices` are suggestions
    FLAG = auto()  # bool
    TRISTATE = auto()  # bool, or None for "not asked yet"
    WHOLE_NUMBER = auto()  # int
    DECIMAL = auto()  # Decimal
    TAGS = auto()  # tuple of str


class Section(StrEnum):
    """The groups of the profile, in the order in which they stand on the screen."""

    IDENTITY = "Identity"
    CONTACT = "Contact"
    MEDICAL = "Medical"
    MEMBERSHIP = "Membership"
    MARKETING = "Marketing"
    NOTES = "Notes"


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value and the words the clerk reads for it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One field of a form.

    ``read_only`` gives the reason why it cannot be edited ("" where it can). ``rule`` looks at a non-blank value
    and answers what is wrong with it, or "". ``scope`` names the permission without which the vendor leaves the
    field out. ``alias`` is another key by which the command line knows it.
    """

    key: str
    label: str
    section: Section = Section.IDENTITY
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    read_only: str = ""
    choices: tuple[Choice, ...] = ()
    max_length: int = 0
    max_items: int = 0
    rule: Callable[[Value], str] | None = None
    help: str = ""
    scope: str = ""
    alias: str = ""
    default: Value = None

    def label_of(self, value: str) -> str:
        """The words for one of the choices; an unknown value stands for itself."""
        return next((choice.label for choice in self.choices if choice.value == value), value)


@dataclass(frozen=True, slots=True)
class CrossRule:
    """A rule over several fields, checked when one of ``keys`` was edited."""

    keys: frozenset[str]
    check: Callable[[Mapping[str, Value]], Problem | None]


class AddressShape(Enum):
    """How a vendor keeps addresses."""

    SLOTS = auto()  # at most one of each kind
    SINGLE = auto()  # one
    LIST = auto()  # any number


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressForm:
    """The addresses part of a form: shape, kinds (slots) and the fields of one address.

    Each of ``rules`` looks at one edited address as a whole; its problem names the part concerned.
    """

    shape: AddressShape
    parts: tuple[FieldSpec, ...]
    kinds: tuple[Choice, ...] = ()
    has_primary: bool = False
    rules: tuple[Callable[[Address], Problem | None], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A vendor's whole profile form. ``sent_always``: keys that go with every update, so they must be in order.

    ``spelling`` answers, of a whole form's values, those that the vendor spells by what stands beside them.
    """

    fields: tuple[FieldSpec, ...]
    rules: tuple[CrossRule, ...] = ()
    spelling: Callable[[Mapping[str, Value | Absent]], Mapping[str, Value]] | None = None
    addresses: AddressForm | None = None
    document_kinds: tuple[Choice, ...] = ()
    sent_always: frozenset[str] = frozenset()

    def spec(self, key: str) -> FieldSpec | None:
        """The field with that key or alias, if the form has one."""
        return next((spec for spec in self.fields if key and key in (spec.key, spec.alias)), None)

    def values_of(self, customer: Customer, edits: Mapping[str, Value]) -> dict[str, Value | Absent]:
        """The record's values by field key, with the edits over them."""
        return {spec.key: customer.field_value(spec.key) for spec in self.fields} | dict(edits)


# ------------------------------------------------------------------------------------------------ text <-> value

_ISO_DATE = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)")
_US_DATE = re.compile(r"(?P<month>\d\d?)/(?P<day>\d\d?)/(?P<year>\d{4})")  # two digits of a year would be a guess


def read_text(spec: FieldSpec, text: str) -> Value:
    """The value that a typed text means for this field; raises InvalidInput where it means none.

    Dates are read as YYYY-MM-DD or MM/DD/YYYY; nothing else is guessed at.
    """
    text = whole(text)
    if spec.kind is not FieldKind.LONG_TEXT:
        text = text.strip()
    reader = _READERS.get(spec.kind)
    if not text and spec.kind in _BLANK_IS_NONE:
        return None
    return reader(spec, text) if reader else text


def show_value(spec: FieldSpec, value: Value | Absent) -> str:
    """The text an editor shows for a value; "" where it is blank."""
    if is_blank(value):
        return ""
    if isinstance(value, tuple):
        return ", ".join(item.strip() for item in value)
    if isinstance(value, Unreadable):
        return value.text
    if isinstance(value, bool):
        return "yes" if value else "no"
    if spec.kind is FieldKind.PHONE:
        return phone.to_display(str(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def _refuse(spec: FieldSpec, message: str) -> InvalidInput:
    return InvalidInput(Problem(spec.key, message))


def _read_phone(_spec: FieldSpec, text: str) -> Value:
    return phone.to_e164(text)


def _read_date(spec: FieldSpec, text: str) -> Value:
    found = _ISO_DATE.fullmatch(text) or _US_DATE.fullmatch(text)
    if found:
        with contextlib.suppress(ValueError):  # a day that no calendar has
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
    raise _refuse(spec, f"{spec.label}: write the date as YYYY-MM-DD or MM/DD/YYYY.")


def _read_flag(spec: FieldSpec, text: str) -> Value:
    word = text.lower()
    if word in {"true", "yes", "1"}:
        return True
    if word in {"false", "no", "0"}:
        return False
    raise _refuse(spec, f"{spec.label}: answer yes or no.")


def _read_choice(spec: FieldSpec, text: str) -> Value:
    for choice in spec.choices:
        if text.casefold() in {choice.value.casefold(), choice.label.casefold()}:
            return choice.value
    if spec.kind is FieldKind.OPEN_CHOICE or not text:
        return text
    offered = ", ".join(choice.value for choice in spec.choices)
    raise _refuse(spec, f"{spec.label}: choose one of {offered}.")


def _read_whole_number(spec: FieldSpec, text: str) -> Value:
    try:
        return int(_without_underscores(text))
    except ValueError as error:
        raise _refuse(spec, f"{spec.label}: write a whole number.") from error


def _without_underscores(text: str) -> str:
    """The text; ValueError for one that only a programmer would read as a number."""
    if "_" in text:
        raise ValueError("underscores")
    return text


def _read_decimal(spec: FieldSpec, text: str) -> Value:
    try:
        number = Decimal(_without_underscores(text))
    except (InvalidOperation, ValueError) as error:
        raise _refuse(spec, f"{spec.label}: write a number.") from error
    if not number.is_finite():
        raise _refuse(spec, f"{spec.label}: write a number.")
    return number


def _read_tags(_spec: FieldSpec, text: str) -> Value:
    return tuple(item.strip() for item in text.split(",") if item.strip())


_BLANK_IS_NONE = frozenset(
    {
        FieldKind.DATE,
        FieldKind.FLAG,
        FieldKind.TRISTATE,
        FieldKind.WHOLE_NUMBER,
        FieldKind.DECIMAL,
    }
)
_READERS: Mapping[FieldKind, Callable[[FieldSpec, str], Value]] = {
    FieldKind.PHONE: _read_phone,
    FieldKind.DATE: _read_date,
    FieldKind.FLAG: _read_flag,
    FieldKind.TRISTATE: _read_flag,
    FieldKind.CHOICE: _read_choice,
    FieldKind.OPEN_CHOICE: _read_choice,
    FieldKind.WHOLE_NUMBER: _read_whole_number,
    FieldKind.DECIMAL: _read_decimal,
    FieldKind.TAGS: _read_tags,
}

# ------------------------------------------------------------------------------------------------ validation


def check_field(spec: FieldSpec, value: Value | Absent) -> Problem | None:
    """What is wrong with one value by the field's own limits and rule."""
    if isinstance(value, Absent) or is_blank(value):
        return Problem(spec.key, f"{spec.label} is needed.") if spec.required else None
    return _too_much(spec, value) or _against_rule(spec, value)


def _too_much(spec: FieldSpec, value: Value) -> Problem | None:
    if isinstance(value, str) and spec.max_length and len(value) > spec.max_length:
        return Problem(spec.key, f"{spec.label} may have {spec.max_length} characters at most, not {len(value)}.")
    if isinstance(value, tuple) and spec.max_items and len(value) > spec.max_items:
        return Problem(spec.key, f"{spec.label} may have {spec.max_items} entries at most.")
    if isinstance(value, str) and spec.kind is not FieldKind.LONG_TEXT and "\n" in value:
        return Problem(spec.key, f"{spec.label} must stand on one line.")
    return None


def _against_rule(spec: FieldSpec, value: Value) -> Problem | None:
    if isinstance(value, Unreadable):
        return Problem(spec.key, f"{spec.label}: write the date as YYYY-MM-DD.")
    message = spec.rule(value) if spec.rule else ""
    return Problem(spec.key, message) if message else None


def check_form(form: Form, values: Mapping[str, Value | Absent], edited: AbstractSet[str] | None) -> list[Problem]:
    """Every problem with the values, in the order of the form.

    ``edited`` limits the check to what a person touched, so that an odd old record never blocks a small correction;
    the fields that go with every update are checked all the same. None checks everything (a new customer).
    """
    touched = frozenset(spec.key for spec in form.fields) if edited is None else edited
    looked_at = touched | form.sent_always
    found = [
        problem
        for spec in form.fields
        if spec.key in looked_at and not spec.read_only and (problem := check_field(spec, values.get(spec.key)))
    ]
    bad = {problem.field for problem in found}
    plain = {key: None if isinstance(value, Absent) else value for key, value in values.items()}
    for rule in form.rules:
        problem = rule.check(plain) if rule.keys & touched else None
        if problem and problem.field not in bad:
            found.append(problem)
    order = {spec.key: place for place, spec in enumerate(form.fields)}
    return sorted(found, key=lambda problem: order.get(problem.field, len(order)))


def refuse_blocking(problems: Iterable[Problem]) -> None:
    """Raise InvalidInput with every problem that is more than advice, if there is one."""
    if blocking := [problem for problem in problems if problem.blocking]:
        raise InvalidInput(*blocking)

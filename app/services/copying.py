"""A customer's record for another store's form: what that form can hold, and a list of what it cannot.

Nothing is guessed at: what the other form has no place for, or would refuse, is named instead. What belongs to a store
rather than to the person is not copied either: balances, agreements, entries of lists that every store keeps for itself,
and consents, which were given to that store and are asked for anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.core.addresses import COORDINATES, PART_KEYS, new_kind
from app.core.changes import Changes, applied
from app.core.customer import Address, Customer
from app.core.errors import InvalidInput
from app.core.form import (
    AddressForm,
    AddressShape,
    Choice,
    FieldKind,
    FieldSpec,
    Form,
    Section,
    check_field,
    check_form,
    read_text,
    show_value,
)
from app.core.phone import national_number, to_e164
from app.core.values import Value, is_blank, known
from app.services.edit import Edit

_CHOICES = frozenset({FieldKind.CHOICE, FieldKind.OPEN_CHOICE})
_NUMBERS = frozenset({FieldKind.WHOLE_NUMBER, FieldKind.DECIMAL})
_OWN_WORDS = frozenset({"customer_type"})  # each vendor's own: "adult" is a patient at one and anybody at another
_NAME_KEYS = ("first_name", "middle_name", "last_name")
_TOWN_KEYS = frozenset({"city", "state", "postal_code"})
_ADDRESS_KEYS = (*PART_KEYS, *COORDINATES, "zone")
_NORTH_AMERICA = 1  # the country code of the numbers that national_number() knows
_FIRST_AND_LAST = 2  # words
_NAMELESS = "address"

Said = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Copy:
    """What goes into the new form, and what does not.

    ``left_out`` are the labels of the fields and address parts that the form cannot hold; beside them stay
    ``addresses_left`` whole addresses and ``documents_left`` files.
    """

    values: Mapping[str, Value]
    addresses: tuple[Address, ...] = ()
    left_out: tuple[str, ...] = ()
    addresses_left: int = 0
    documents_left: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left out."""
        return not (self.left_out or self.addresses_left or self.documents_left)


def record_of(edit: Edit) -> Customer:
    """The record of a form as it stands on the screen: with what was typed, saved or not."""
    return applied(Changes(edit.base, edit.values, edit.addresses))


def copy_of(customer: Customer, source_form: Form, target_form: Form) -> Copy:
    """A customer's record as the values of another form, field by field under the same keys.

    Names, phones and addresses take the other form's shape; a choice is taken where the same word is offered there.
    Every value that comes out passes the other form's own rules.
    """
    said = _said(customer, source_form)
    values, shaped = _reshaped(customer, said, target_form)
    for spec in source_form.fields:
        target = target_form.spec(spec.key)
        if spec.key in said and spec.key not in shaped and target is not None and not target.read_only:
            fitted = _fitted(spec, said[spec.key], target)
            values |= {} if is_blank(fitted) else {target.key: fitted}
    refused = _refused(target_form, values)
    values = {key: value for key, value in values.items() if key not in refused}
    arrived = values.keys() | {key for key, place in shaped.items() if place in values}
    left_out = [spec.label for spec in source_form.fields if spec.key in said and spec.key not in arrived]
    moved = _move_addresses(customer.address_list, source_form.addresses, target_form.addresses)
    return Copy(
        values=values,
        addresses=tuple(moved.addresses),
        left_out=tuple(dict.fromkeys([*left_out, *moved.left_out])),
        addresses_left=moved.left,
        documents_left=len(known(customer.documents, ())),
    )


# ------------------------------------------------------------------------------------------------ fields


def _said(customer: Customer, form: Form) -> Said:
    """The fields that say something, by key: a flag that is not set and a count of nothing do not."""
    found: Said = {}
    for spec in form.fields:
        value = customer.field_value(spec.key)
        text = show_value(spec, value).strip()
        says_no = value is False and spec.kind is FieldKind.FLAG
        is_nothing = value == 0 and not isinstance(value, bool)
        if not (is_blank(value) or is_blank(text) or says_no or is_nothing):
            found[spec.key] = value  # type: ignore[assignment]  # what is absent is blank
    if "phone" not in found:
        found.pop("dial_code", None)  # half of a number says nothing
    return found


def _reshaped(customer: Customer, said: Said, target: Form) -> tuple[Said, dict[str, str]]:
    """Names and phone as the other form has them, and for each field spoken for the one that it went into."""
    values: Said = {}
    shaped: dict[str, str] = {}
    if target.spec("single_name") and not target.spec("first_name") and said.keys() & set(_NAME_KEYS):
        values["single_name"] = customer.full_name
        shaped |= dict.fromkeys(_NAME_KEYS, "single_name")
    elif target.spec("first_name") and not target.spec("single_name") and "single_name" in said:
        values |= _parted(str(said["single_name"]))
        shaped["single_name"] = "first_name"
    if "phone" in said and target.spec("phone"):
        values |= _phone(str(said["phone"]), said.get("dial_code"), target)
        shaped |= dict.fromkeys(("phone", "dial_code"), "phone")
    return values, shaped


def _parted(name: str) -> Said:
    """First and last name where there are just two words; otherwise a person parts it, since the last name is missing."""
    words = name.split()
    if len(words) == _FIRST_AND_LAST:
        return {"first_name": words[0], "last_name": words[1]}
    return {"first_name": " ".join(words)}


def _phone(number: str, code: Value, target: Form) -> Said:
    """The number with the country's code inside it, or beside it where the form asks for both."""
    asked, spec = target.spec("dial_code"), target.spec("phone")
    ten = national_number(number) if code in (None, _NORTH_AMERICA) else None
    if ten is None and code is None:
        return {} if asked else {"phone": number}  # of which country it is would be guessed
    if ten is None:
        return {"phone": number, "dial_code": code} if asked else {"phone": f"+{code}{number.removeprefix('0')}"}
    whole = to_e164(ten)
    if not asked:
        return {"phone": whole}
    return {"dial_code": _NORTH_AMERICA, "phone": whole if spec and spec.kind is FieldKind.PHONE else ten}


def belongs_to_store(spec: FieldSpec) -> bool:
    """Whether a field says what a store has agreed with a person, so that another store cannot take it over."""
    is_balance = spec.kind in _NUMBERS and spec.section is Section.MEMBERSHIP
    is_consent = spec.kind is FieldKind.TRISTATE and spec.section is Section.MARKETING
    is_agreement = spec.kind is FieldKind.FLAG and bool(
        spec.scope
    )  # a credit, a programme: what not every key may grant
    return spec.kind is FieldKind.TAGS or is_balance or is_consent or is_agreement


def _fitted(source: FieldSpec, value: Value, target: FieldSpec) -> Value:
    """The value as the other field would have it; None where it cannot, or where it belongs to the store."""
    if belongs_to_store(target):
        return None
    if target.kind in _CHOICES:
        return _same_word(source, value, target)
    if source.kind is target.kind:
        return value
    text = source.label_of(value) if source.choices and isinstance(value, str) else show_value(source, value)
    try:
        return read_text(target, text)
    except InvalidInput:  # it means nothing there, which is an answer: the field is named as left out
        return None


def _same_word(source: FieldSpec, value: Value, target: FieldSpec) -> Value:
    text = show_value(source, value)
    label = source.label_of(text)
    if source.key in _OWN_WORDS:
        return next((one.value for one in target.choices if one.label.casefold() == label.casefold()), None)
    found = _choice_of({text.casefold(), label.casefold()}, target.choices)
    return found or (label if target.kind is FieldKind.OPEN_CHOICE else None)


def _choice_of(words: set[str], choices: Iterable[Choice]) -> str:
    return next((one.value for one in choices if words & {one.value.casefold(), one.label.casefold()}), "")


def _refused(form: Form, values: Said) -> set[str]:
    """The keys of the values that the form would not take, alone or beside each other."""
    defaults = {spec.key: spec.default for spec in form.fields}
    problems = check_form(form, {**defaults, **values}, None)
    return {problem.field for problem in problems if problem.blocking and not is_blank(values.get(problem.field))}


# ------------------------------------------------------------------------------------------------ addresses


@dataclass(slots=True)
class _Moved:
    addresses: list[Address] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    left: int = 0


def _move_addresses(addresses: Sequence[Address], source: AddressForm | None, target: AddressForm | None) -> _Moved:
    """The addresses in the other form's shape; the primary one is the last to be left behind."""
    held = [one for one in addresses if not one.is_empty]
    moved = _Moved()
    if target is not None:
        first_of_all = sorted(held, key=lambda one: one.primary is not True)
        for address, kind in _places(first_of_all, source, target):
            told_apart = new_kind(moved.addresses, kind or _NAMELESS)
            moved.addresses.append(_moved(address, told_apart, source, target, moved.left_out))
        if target.has_primary:
            marked = [replace(one, primary=place == 0) for place, one in enumerate(moved.addresses)]
            moved.addresses = marked
    moved.left = len(held) - len(moved.addresses)
    return moved


def _places(addresses: Sequence[Address], source: AddressForm | None, target: AddressForm) -> list[tuple[Address, str]]:
    """Each address that finds a place with the kind it has there: its own where the same word is offered."""
    own = {id(one): _choice_of(_words_of(one, source), target.kinds) for one in addresses}
    first_kind = target.kinds[0].value if target.kinds else ""
    if target.shape is AddressShape.LIST:
        return [(one, own[id(one)] or first_kind or one.kind) for one in addresses]
    if target.shape is AddressShape.SINGLE:
        return [(one, first_kind) for one in addresses[:1]]
    places: dict[str, Address] = {}
    for one in addresses:
        if own[id(one)]:
            places.setdefault(own[id(one)], one)
    free = [choice.value for choice in target.kinds if choice.value not in places]
    homeless = [one for one in addresses if all(one is not other for other in places.values())]
    places |= dict(zip(free, homeless, strict=False))
    taken = {id(one): kind for kind, one in places.items()}
    return [(one, taken[id(one)]) for one in addresses if id(one) in taken]


def _words_of(address: Address, form: AddressForm | None) -> set[str]:
    kinds = form.kinds if form else ()
    label = next((choice.label for choice in kinds if choice.value == address.kind), address.kind.replace("_", " "))
    return {word.casefold() for word in (address.kind, label) if word}


def _moved(
    address: Address, kind: str, source: AddressForm | None, target: AddressForm, left_out: list[str]
) -> Address:
    """One address with the parts that the other form has; what it cannot hold is added to ``left_out``."""
    wanted = {spec.key: spec for spec in target.parts}
    parts = {key: value for key in _ADDRESS_KEYS if not is_blank(value := getattr(address, key))}
    parts = {key: _one_line(value) for key, value in parts.items()}
    if not wanted.keys() & _TOWN_KEYS:  # a form with one free text for the whole address
        text = _one_line(address.one_line)
        parts = {"street1": text, **{key: parts[key] for key in parts if key not in PART_KEYS}}
    fits = {key: value for key, value in parts.items() if key in wanted and _is_fine(wanted[key], value)}
    fits.pop("zone", None)  # a number of the other store's own map
    labels = {spec.key: spec.label for spec in (*target.parts, *(source.parts if source else ()))}
    left_out += [labels.get(key, key) for key in parts if key not in fits]
    return Address(kind=kind, **fits)


def _one_line(value: Any) -> Any:
    is_text = isinstance(value, str)
    return ", ".join(line.strip() for line in value.splitlines() if line.strip()) if is_text else value


def _is_fine(spec: FieldSpec, value: Any) -> bool:
    problem = check_field(spec, value)
    return problem is None or not problem.blocking

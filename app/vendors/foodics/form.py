"""Foodics' profile form as data: fields, choices, rules, addresses, and what a connection needs.

Source: Foodics API v5, vendor document 3, 6, 8 and 14. Nothing here knows HTTP, so that the form can be shown before
anything is connected. A form is that of one store, since the country decides how a phone number is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final

from app.core.customer import Address
from app.core.errors import Problem
from app.core.form import AddressForm, AddressShape, Choice, CrossRule, FieldKind, FieldSpec, Form, Section
from app.core.query import LookupKind
from app.core.values import Absent, Value, is_blank
from app.core.vendor import Capabilities, VendorInfo
from app.vendors.foodics import const
from app.vendors.foodics.dialling import NORTH_AMERICA, as_held, national

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_TOKEN = re.compile(r"[!-~]+")
_MOST_CODE = 999  # ITU-T E.164: a country code has three digits at most

# ------------------------------------------------------------------------------------------------ rules


def _name(value: Value) -> str:
    return "" if isinstance(value, str) and value.strip() else "Name: write the person's name."


def _birth_date(value: Value) -> str:
    today = datetime.now().astimezone().date()
    return "Date of birth: this day is still to come." if isinstance(value, date) and value > today else ""


def _email(value: Value) -> str:
    return "" if isinstance(value, str) and _EMAIL.fullmatch(value) else "Email: write it like name@example.com."


def _dial_code(value: Value) -> str:
    is_code = isinstance(value, int) and 0 < value <= _MOST_CODE
    return "" if is_code else "Country code: one to three digits, like 966."


def _account_code(value: Value) -> str:
    is_number = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= len("999")
    return _dial_code(int(value) if is_number and isinstance(value, str) else None)


def _whole(value: Value) -> str:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return "" if is_whole else "House account limit: write a whole number."


def _groups(value: Value) -> str:
    twice = isinstance(value, tuple) and len(set(value)) < len(value)
    return "Tags: the same tag stands twice in the list." if twice else ""


def _token(value: Value) -> str:
    return "" if isinstance(value, str) and _TOKEN.fullmatch(value) else "A token is one word of plain characters."


def _degrees(label: str, most: int) -> Callable[[object], str]:
    def check(value: object) -> str:
        is_place = isinstance(value, int | float) and -most <= value <= most
        return "" if is_place else f"{label}: degrees from -{most} to {most}, with a dot."

    return check


def _phone_of(store_code: int) -> CrossRule:
    """The number without country code and trunk zero, as the vendor keeps it (vendor document 6)."""

    def check(values: Mapping[str, Value]) -> Problem | None:
        phone, code = values.get("phone"), values.get("dial_code")
        if is_blank(phone) or national(str(phone), code if isinstance(code, int) else store_code):
            return None
        if code == NORTH_AMERICA:
            return Problem("phone", "Phone: ten digits, the first of them neither 0 nor 1.")
        return Problem("phone", "Phone: the digits of the number, without the country code.")

    return CrossRule(frozenset({"phone", "dial_code"}), check)


def _spelling_of(store_code: int) -> Callable[[Mapping[str, Value | Absent]], Mapping[str, Value]]:
    """The phone however it is typed, by the country code beside it: a text is compared with what the record says."""

    def spelling(values: Mapping[str, Value | Absent]) -> Mapping[str, Value]:
        phone, code = values.get("phone"), values.get("dial_code")
        code = code if isinstance(code, int) else store_code
        return {"phone": as_held(phone, code, store_code)} if isinstance(phone, str) else {}

    return spelling


def _named(address: Address) -> Problem | None:
    """A new address needs its name (vendor document 8: name and description are its words)."""
    if address.address_id or address.is_empty or address.kind.strip("_ "):
        return None
    return Problem("kind", "Give the address a name, like Home.")


def _both_coordinates(address: Address) -> Problem | None:
    """Both or neither: half a place is none (vendor document 8)."""
    if is_blank(address.latitude) == is_blank(address.longitude):
        return None
    missing = "latitude" if is_blank(address.latitude) else "longitude"
    return Problem(missing, "Give both coordinates, or neither.")


def _worded(address: Address) -> Problem | None:
    """A new address with nothing but a place on the map would be left out unsaid."""
    placed = not (is_blank(address.latitude) and is_blank(address.longitude) and is_blank(address.zone))
    if address.address_id or not address.is_empty or not placed:
        return None
    return Problem("street1", "Address is needed.")


# ------------------------------------------------------------------------------------------------ fields

_BALANCE: Final = "Foodics keeps this balance itself; it cannot be set from here."
_COUNTED: Final = "Foodics counts the orders itself."
_NOTES: Final = "Foodics shows these notes and does not say how they could be changed."
NO_TAGS: Final = f"This store's key may not read the store's tags ({const.SCOPE_TAGS}), so they cannot be changed here."

_IDENTITY: Final = (
    FieldSpec(key="single_name", label="Name", required=True, rule=_name, alias="full_name"),
    FieldSpec(key="birth_date", label="Date of birth", kind=FieldKind.DATE, rule=_birth_date),
    FieldSpec(
        key="gender",
        label="Gender",
        kind=FieldKind.CHOICE,
        choices=tuple(Choice(letter, label) for letter, _, label in const.GENDERS),
    ),
)
_EMAIL_FIELD: Final = FieldSpec(key="email", label="Email", section=Section.CONTACT, kind=FieldKind.EMAIL, rule=_email)
_MEMBERSHIP: Final = (
    FieldSpec(
        key="is_loyalty_enabled",
        label="Collects points",
        section=Section.MEMBERSHIP,
        kind=FieldKind.FLAG,
        scope=const.SCOPE_LOYALTY_WRITE,
    ),
    FieldSpec(
        key="loyalty_balance",
        label="Points",
        section=Section.MEMBERSHIP,
        kind=FieldKind.DECIMAL,
        read_only=_BALANCE,
        scope=const.SCOPE_LOYALTY,
    ),
    FieldSpec(
        key="is_house_account_enabled",
        label="House account",
        section=Section.MEMBERSHIP,
        kind=FieldKind.FLAG,
        scope=const.SCOPE_ACCOUNT_WRITE,
    ),
    FieldSpec(
        key="house_account_limit",
        label="House account limit",
        section=Section.MEMBERSHIP,
        kind=FieldKind.WHOLE_NUMBER,
        rule=_whole,
        scope=const.SCOPE_ACCOUNT,
    ),
    FieldSpec(
        key="house_account_balance",
        label="House account balance",
        section=Section.MEMBERSHIP,
        kind=FieldKind.DECIMAL,
        read_only=_BALANCE,
        scope=const.SCOPE_ACCOUNT,
    ),
    FieldSpec(
        key="banned",
        label="Blacklisted",
        section=Section.MEMBERSHIP,
        kind=FieldKind.FLAG,
        help="Who is blacklisted counts as banned at this store.",
    ),
    FieldSpec(
        key="order_count",
        label="Orders",
        section=Section.MEMBERSHIP,
        kind=FieldKind.WHOLE_NUMBER,
        read_only=_COUNTED,
    ),
)
_NOTES_FIELD: Final = FieldSpec(
    key="notes", label="Notes", section=Section.NOTES, kind=FieldKind.LONG_TEXT, read_only=_NOTES
)
_ADDRESSES: Final = AddressForm(
    shape=AddressShape.LIST,
    parts=(
        FieldSpec(key="street1", label="Address", required=True, help="The whole address as one text."),
        FieldSpec(key="latitude", label="Latitude", kind=FieldKind.DECIMAL, rule=_degrees("Latitude", 90)),
        FieldSpec(key="longitude", label="Longitude", kind=FieldKind.DECIMAL, rule=_degrees("Longitude", 180)),
        FieldSpec(key="zone", label="Delivery zone", help="The zone's number at Foodics."),
    ),
    rules=(_named, _both_coordinates, _worded),
)


def form_of(store_code: int, *, tags_refused: bool = False) -> Form:
    """The form of a store in the country with that dial code; ``tags_refused``: its key may not read the tags."""
    contact = (
        FieldSpec(
            key="dial_code",
            label="Country code",
            section=Section.CONTACT,
            kind=FieldKind.WHOLE_NUMBER,
            required=True,
            rule=_dial_code,
            default=store_code,
        ),
        FieldSpec(
            key="phone",
            label="Phone",
            section=Section.CONTACT,
            # The program's phone editor writes North American numbers; elsewhere it would take some for one.
            kind=FieldKind.PHONE if store_code == NORTH_AMERICA else FieldKind.TEXT,
            required=True,
            help="Without the country code. Foodics knows each number once.",
        ),
        _EMAIL_FIELD,
    )
    tags = FieldSpec(
        key="groups",
        label="Tags",
        section=Section.MEMBERSHIP,
        kind=FieldKind.TAGS,
        rule=_groups,
        read_only=NO_TAGS if tags_refused else "",
        help="Customer tags that the store has at Foodics; a new tag cannot be made from here.",
    )
    return Form(
        fields=(*_IDENTITY, *contact, tags, *_MEMBERSHIP, _NOTES_FIELD),
        rules=(_phone_of(store_code),),
        spelling=_spelling_of(store_code),
        addresses=_ADDRESSES,
    )


def cleared(fields: Mapping[str, Value]) -> list[Problem]:
    """Problems with edited fields that the vendor keeps as yes or no, and that were emptied (vendor document 6).

    Emptied is not "no": a ban would be lifted by somebody who left a value out.
    """
    return [
        Problem(key, "Foodics keeps yes or no here: choose one of them.")
        for key, value in fields.items()
        if const.WIRE_KEYS.get(key, key) in const.FLAGS and is_blank(value)
    ]


INFO: Final = VendorInfo(
    key=const.KEY,
    label=const.LABEL,
    base_url=const.BASE_URL,
    account=(
        FieldSpec(
            key="dial_code",
            label="Country code",
            rule=_account_code,
            default=str(const.DIAL_CODE),
            help="The dial code of the store's country, like 966. New customers get it.",
        ),
    ),
    secret=(
        FieldSpec(
            key="access_token",
            label="Access token",
            required=True,
            rule=_token,
            help="The owner makes it in the Foodics console. It is kept in this computer's own store of secrets.",
        ),
    ),
    capabilities=Capabilities(
        lookups=frozenset({LookupKind.ID, LookupKind.PHONE, LookupKind.EMAIL, LookupKind.NAME}),
        lists_created=True,
        created_in_order=True,
        lists_updated=True,
        create=True,
        update=True,
        delete=True,
        restore=True,
        house_account=True,
        reasons={
            LookupKind.LICENSE.value: "Foodics keeps no ID numbers; it finds people by phone, e-mail, name or number.",
            LookupKind.STATE_ID.value: "Foodics keeps no medical IDs; it finds people by phone, e-mail, name or number.",
            LookupKind.NAME.value: "Foodics matches names in its own way: nobody found does not mean nobody there.",
            "caregivers": "Foodics keeps no caregivers.",
            "documents": "Foodics keeps no documents of customers.",
            "upload": "Foodics keeps no documents of customers.",
        },
    ),
)

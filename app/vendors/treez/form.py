"""Treez's profile form as data: fields, choices, rules, addresses, and what a connection needs.

Sources: the v2 pages "Parameters explained" and "Errors", and vendor document sections 6 and 7. Nothing here knows
HTTP, so that the form can be shown before anything is connected.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Final

from app.core.clock import years_between
from app.core.errors import Problem
from app.core.form import AddressForm, AddressShape, Choice, CrossRule, FieldKind, FieldSpec, Form, Section
from app.core.phone import national_number
from app.core.query import LookupKind
from app.core.values import Value, is_blank
from app.core.vendor import Capabilities, DocumentSupport, VendorInfo
from app.vendors.treez import const

Values = Mapping[str, Value]
Check = Callable[[Values], Problem | None]

_OLDEST = 120  # years; the vendor refuses an age "too high" without saying where that begins
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_STATE = re.compile(r"[A-Za-z]{2}")
_DISPENSARY = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?")
_DIGITS = re.compile(r"[0-9]+")
_KEY = re.compile(r"[!-~]+")

# ------------------------------------------------------------------------------------------------ rules of one field


def _birth_date(value: Value) -> str:
    if not isinstance(value, date):
        return ""
    today = datetime.now().astimezone().date()
    if value > today:
        return "Date of birth: this day is still to come."
    return "" if years_between(value, today) <= _OLDEST else f"Date of birth: that is more than {_OLDEST} years ago."


def _phone(value: Value) -> str:
    ok = isinstance(value, str) and national_number(value)
    return "" if ok else "Phone: ten digits, the first of them neither 0 nor 1."


def _email(value: Value) -> str:
    return "" if isinstance(value, str) and _EMAIL.fullmatch(value) else "Email: write it like name@example.com."


def _unique(what: str) -> Callable[[Value], str]:
    def check(value: Value) -> str:
        twice = isinstance(value, tuple) and len(set(value)) < len(value)
        return f"{what}: the same entry stands twice in the list." if twice else ""

    return check


def _caregiver_numbers(value: Value) -> str:
    if isinstance(value, tuple) and not all(_DIGITS.fullmatch(number) for number in value):
        return "Caregivers: give their customer numbers, digits only."
    return _unique("Caregivers")(value)


def _state(value: Value) -> str:
    return "" if isinstance(value, str) and _STATE.fullmatch(value) else "State: two letters, like CA."


def _dispensary(value: Value) -> str:
    ok = isinstance(value, str) and _DISPENSARY.fullmatch(value)
    return (
        "" if ok else "Dispensary: the part before .treez.io in the store's own address: letters, digits and hyphens."
    )


def _credential(value: Value) -> str:
    return "" if isinstance(value, str) and _KEY.fullmatch(value) else "A key is one word of plain characters."


# ------------------------------------------------------------------------------------------------ rules across fields


def _both_licence_parts(values: Values) -> Problem | None:
    """Licence number and expiry: each requires the other (vendor document 6.10 and 7.1)."""
    number, expires = values.get("license_number"), values.get("license_expires")
    if is_blank(number) == is_blank(expires):
        return None
    if is_blank(expires):
        return Problem("license_expires", "Give the license's expiry date too: Treez keeps both or none.")
    return Problem("license_number", "Give the license's number too: Treez keeps both or none.")


def _mmid_card(values: Values) -> Problem | None:
    """A patient with a state card needs its number (v3 definition, patient_type)."""
    if values.get("customer_type") == "medical_mmid" and is_blank(values.get("state_medical_id")):
        return Problem("state_medical_id", "This customer type needs the number of the state medical card.")
    return None


def _card_expiry(values: Values) -> Problem | None:
    """The expiry is required with the card; for plain medical it is advice (vendor document 6.18)."""
    kind = values.get("customer_type")
    if not is_blank(values.get("medical_expires")):
        return None
    if kind == "medical_mmid" or not is_blank(values.get("state_medical_id")):
        return Problem("medical_expires", "Give the expiry date of the medical card too.")
    if kind == "medical":
        return Problem("medical_expires", "A recommendation usually has an expiry date.", blocking=False)
    return None


def _caregiver_licence(values: Values) -> Problem | None:
    """Whoever is a caregiver needs a caregiver licence number (v2 page "Parameters explained")."""
    if values.get("is_caregiver") is True and is_blank(values.get("caregiver_license_number")):
        return Problem("caregiver_license_number", "A caregiver needs a caregiver license number.")
    return None


def _long_name(key: str, label: str) -> Check:
    """Advice at the very limit: the vendor's page contradicts itself there (vendor document 6.12)."""

    def check(values: Values) -> Problem | None:
        value = values.get(key)
        if isinstance(value, str) and len(value) == const.NAME_LIMIT:
            return Problem(key, f"{label}: Treez may refuse a name of {const.NAME_LIMIT} characters.", blocking=False)
        return None

    return check


_RULES: Final = (
    CrossRule(frozenset({"license_number", "license_expires"}), _both_licence_parts),
    CrossRule(frozenset({"customer_type", "state_medical_id"}), _mmid_card),
    CrossRule(frozenset({"customer_type", "state_medical_id", "medical_expires"}), _card_expiry),
    CrossRule(frozenset({"is_caregiver", "caregiver_license_number"}), _caregiver_licence),
    CrossRule(frozenset({"first_name"}), _long_name("first_name", "First name")),
    CrossRule(frozenset({"last_name"}), _long_name("last_name", "Last name")),
)

# ------------------------------------------------------------------------------------------------ fields


def _choices(pairs: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(value, label) for value, label in pairs)


_CAREGIVER_NAME: Final = "Treez builds this name itself; enter the caregiver's customer number instead."

_IDENTITY: Final = (
    FieldSpec(key="first_name", label="First name", required=True, max_length=const.NAME_LIMIT),
    FieldSpec(key="middle_name", label="Middle name"),
    FieldSpec(key="last_name", label="Last name", required=True, max_length=const.NAME_LIMIT),
    FieldSpec(key="nickname", label="Nickname"),
    FieldSpec(key="birth_date", label="Date of birth", kind=FieldKind.DATE, required=True, rule=_birth_date),
    FieldSpec(key="gender", label="Gender", kind=FieldKind.CHOICE, choices=_choices(const.GENDERS)),
    FieldSpec(key="phone", label="Phone", section=Section.CONTACT, kind=FieldKind.PHONE, rule=_phone),
    FieldSpec(key="email", label="Email", section=Section.CONTACT, kind=FieldKind.EMAIL, rule=_email),
    FieldSpec(key="license_number", label="Driver license", help="Together with its expiry date, or not at all."),
    FieldSpec(key="license_expires", label="License expires", kind=FieldKind.DATE),
)
_MEDICAL: Final = (
    FieldSpec(
        key="customer_type",
        label="Customer type",
        section=Section.IDENTITY,
        kind=FieldKind.CHOICE,
        required=True,
        choices=_choices(const.CUSTOMER_TYPES),
        default="adult",
    ),
    FieldSpec(key="state_medical_id", label="State medical ID", section=Section.MEDICAL),
    FieldSpec(key="medical_expires", label="Medical card expires", section=Section.MEDICAL, kind=FieldKind.DATE),
    FieldSpec(key="is_caregiver", label="Is a caregiver", section=Section.MEDICAL, kind=FieldKind.FLAG),
    FieldSpec(key="caregiver_license_number", label="Caregiver license", section=Section.MEDICAL),
    FieldSpec(
        key="caregivers",
        label="Caregivers",
        section=Section.MEDICAL,
        kind=FieldKind.TAGS,
        max_items=const.CAREGIVER_LIMIT,
        rule=_caregiver_numbers,
        help="The customer numbers of up to two caregivers.",
    ),
    FieldSpec(key="caregiver_name_1", label="Caregiver 1", section=Section.MEDICAL, read_only=_CAREGIVER_NAME),
    FieldSpec(key="caregiver_name_2", label="Caregiver 2", section=Section.MEDICAL, read_only=_CAREGIVER_NAME),
    FieldSpec(key="physician_first_name", label="Physician's first name", section=Section.MEDICAL),
    FieldSpec(key="physician_last_name", label="Physician's last name", section=Section.MEDICAL),
    FieldSpec(key="physician_license", label="Physician's license", section=Section.MEDICAL),
    FieldSpec(key="physician_address", label="Physician's address", section=Section.MEDICAL),
    FieldSpec(key="physician_phone", label="Physician's phone", section=Section.MEDICAL),
)
_REST: Final = (
    FieldSpec(
        key="referral_source",
        label="Referral source",
        section=Section.MARKETING,
        kind=FieldKind.OPEN_CHOICE,
        choices=_choices((source, source) for source in const.REFERRAL_SOURCES),
        help="Each store has its own list at Treez.",
    ),
    FieldSpec(
        key="opt_out",
        label="Mailing preference (Treez opt_out)",
        section=Section.MARKETING,
        kind=FieldKind.TRISTATE,
        help="Treez's own value. What yes means is not clear from its documentation: never read it as a consent.",
    ),
    FieldSpec(key="loyalty_balance", label="Points", section=Section.MEMBERSHIP, kind=FieldKind.WHOLE_NUMBER),
    FieldSpec(key="banned", label="Banned", section=Section.MEMBERSHIP, kind=FieldKind.FLAG),
    FieldSpec(key="warning_1", label="First warning", section=Section.MEMBERSHIP, kind=FieldKind.FLAG),
    FieldSpec(key="warning_2", label="Second warning", section=Section.MEMBERSHIP, kind=FieldKind.FLAG),
    FieldSpec(
        key="groups",
        label="Customer groups",
        section=Section.MEMBERSHIP,
        kind=FieldKind.TAGS,
        rule=_unique("Customer groups"),
        help="Groups that the store has at Treez; a new group cannot be made from here.",
    ),
    FieldSpec(key="notes", label="Notes", section=Section.NOTES, kind=FieldKind.LONG_TEXT),
)

_ADDRESSES: Final = AddressForm(
    shape=AddressShape.SLOTS,
    kinds=_choices(const.ADDRESS_KINDS),
    has_primary=True,
    parts=(
        FieldSpec(key="street1", label="Street", required=True),
        FieldSpec(key="street2", label="Apartment, unit"),
        FieldSpec(key="city", label="City", required=True),
        FieldSpec(key="state", label="State", required=True, rule=_state),
        FieldSpec(key="postal_code", label="ZIP code", required=True),
    ),
)

FORM: Final = Form(
    fields=_IDENTITY + _MEDICAL + _REST,
    rules=_RULES,
    addresses=_ADDRESSES,
    document_kinds=_choices(const.DOCUMENT_KINDS),
    sent_always=frozenset(const.ALWAYS_SENT),
)

INFO: Final = VendorInfo(
    key=const.KEY,
    label=const.LABEL,
    base_url=const.BASE_URL,
    account=(
        FieldSpec(
            key="dispensary",
            label="Dispensary",
            required=True,
            rule=_dispensary,
            help="The part before .treez.io in the store's own Treez address.",
        ),
        FieldSpec(
            key="authorization",
            label="How the token is sent",
            kind=FieldKind.CHOICE,
            choices=_choices((("raw", "As it is"), ("bearer", "With the word Bearer"))),
            default="raw",
            help="Change it only if Treez refuses every call with the right credentials.",
        ),
    ),
    secret=(
        FieldSpec(key="client_id", label="Client ID", required=True, rule=_credential),
        FieldSpec(key="api_key", label="API key", required=True, rule=_credential),
    ),
    capabilities=Capabilities(
        lookups=frozenset(
            {LookupKind.ID, LookupKind.PHONE, LookupKind.EMAIL, LookupKind.LICENSE, LookupKind.NAME},
        ),
        lists_created=True,
        overlap_days=const.DAYS_BEFORE + const.DAYS_AFTER,
        lists_updated=True,
        create=True,
        update=True,
        caregivers=True,
        documents=DocumentSupport.UPLOAD,
        max_upload_bytes=const.UPLOAD_LIMIT,
        reasons={
            LookupKind.STATE_ID.value: "Treez finds nobody by the state medical ID; search by phone, license or name.",
            "delete": "Treez's interface does not delete customers.",
            "restore": "Treez's interface does not delete customers, so there is nobody to restore.",
            "deactivate": "How Treez deactivates a customer through its interface is not documented.",
            "list_all": "Treez lists customers by sign-up or change date only.",
        },
    ),
)

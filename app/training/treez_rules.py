"""What Treez takes in a write (Parameters Explained and Errors pages; vendor document sections 6.9, 7.1 and 8).

A value that is already on record is not held against the caller: stores hold records from before the rules.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from app.training.person import GROUPS, REFERRALS, years_before
from app.training.treez_answers import Refusal, Unnamed, wrong_date
from app.training.treez_fields import REQUIRED, taken
from app.training.treez_records import ADDRESS_TYPES, EMPTY, NOTHING, Record, day_of

MAX_NAME = 45
MAX_AGE = 120  # the vendor's bound is unknown
MAX_CAREGIVERS = 2
_PATIENT_TYPES = ("ADULT", "MEDICAL", "MEDICAL_MMID")
_GENDERS = ("M", "F", "U", "N")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_PHONE = re.compile(r"[2-9][0-9]{9}")
_STATE = re.compile(r"[A-Za-z]{2}")


class Surroundings(NamedTuple):
    """What a rule must know beyond the record: the day, who else has a value, whether a customer exists."""

    today: date
    taken_elsewhere: Callable[[str, str], bool]
    exists: Callable[[int], bool]


def replaced(on_record: Record, base: Record, body: Mapping[str, Any], around: Surroundings) -> Record:
    """`base` with the fields of `body`, or the first Refusal; rules look at what differs from `on_record`.

    `body` may hold unknown and read-only fields: they are ignored. The four required fields must be in it even when
    the rest is partial (section 6.9).
    """
    _require(body)
    record = base | taken(body)
    changed = {name for name, value in record.items() if value != on_record[name]}
    for names, rule in _RULES:
        if changed.intersection(names):
            rule(record, on_record, around)
    return record


def created(body: Mapping[str, Any], around: Surroundings) -> Record:
    """A new record of `body` alone: what it leaves out is empty."""
    nobody = EMPTY | {"birthday": None, "patient_type": None}
    return replaced(nobody, nobody, body, around)


def _require(body: Mapping[str, Any]) -> None:
    for name in REQUIRED:
        if body.get(name) is None or body[name] == "":
            raise Refusal(_MISSING[name], f"Field {name} cannot be empty")


_MISSING: dict[str, str] = {
    "first_name": "CUSTOMER_FIRST_NAME_EMPTY",
    "last_name": "CUSTOMER_LAST_NAME_EMPTY",
    "birthday": Unnamed.BIRTHDAY,
    "patient_type": Unnamed.PATIENT_TYPE,
}


def _first_name(record: Record, _base: Record, _around: Surroundings) -> None:
    if not record["first_name"].strip():  # the newer pages' spelling of the empty one; a client must know both (6.11)
        raise Refusal("CUSTOMER_FIRST_NAME_BLANK", "Field first_name cannot be blank")
    if len(record["first_name"]) > MAX_NAME:
        raise Refusal("CUSTOMER_FIRST_NAME_TOO_LONG", "Field first_name cannot be longer than 45 characters")


def _last_name(record: Record, _base: Record, _around: Surroundings) -> None:
    if not record["last_name"].strip():
        raise Refusal("CUSTOMER_LAST_NAME_EMPTY", "Field last_name cannot be empty")
    if len(record["last_name"]) > MAX_NAME:
        raise Refusal("CUSTOMER_LAST_NAME_TOO_LONG", "Field last_name cannot be longer than 45 characters")


def _birthday(record: Record, _base: Record, around: Surroundings) -> None:
    born = _day(record["birthday"])
    if born > around.today:
        raise Refusal(Unnamed.BIRTHDAY_AHEAD, "Field birthday cannot be in the future")
    if born < years_before(around.today, MAX_AGE):
        raise Refusal("CUSTOMER_AGE_TOO_HIGH", "Field birthday gives an age that is too high")


def _patient_type(record: Record, _base: Record, _around: Surroundings) -> None:
    _one_of(record["patient_type"], _PATIENT_TYPES, "patient_type", Unnamed.PATIENT_TYPE)


def _gender(record: Record, _base: Record, _around: Surroundings) -> None:
    _one_of(record["gender"], _GENDERS, "gender", Unnamed.GENDER)


def _medical(record: Record, _base: Record, _around: Surroundings) -> None:
    """State id for MEDICAL_MMID; an expiry whenever there is a state id (section 7.1)."""
    has_card, ends = record["state_medical_id"] != NOTHING, record["permit_expiration"]
    if record["patient_type"] == "MEDICAL_MMID" and not has_card:
        raise Refusal(Unnamed.MEDICAL_ID, "Field state_medical_id cannot be null for patient type MEDICAL_MMID")
    if has_card and ends == NOTHING:
        raise Refusal(Unnamed.PERMIT, "Field permit_expiration cannot be null when state_medical_id is given")


def _license(record: Record, _base: Record, around: Surroundings) -> None:
    """Each of the pair requires the other; a number belongs to one profile. "N/A" is a value, but nobody's."""
    number, ends = record["drivers_license"], record["drivers_license_expiration"]
    if number and not ends:
        raise Refusal("DRIVER_LICENSE_EXPIRATION_CANNOT_BE_NULL", "Field drivers_license_expiration cannot be null")
    if ends and not number:
        raise Refusal(Unnamed.LICENSE, "Field drivers_license cannot be null when its expiration is given")
    if ends:
        _day(ends)
    if number and number != NOTHING and around.taken_elsewhere("drivers_license", number):
        raise Refusal("DRIVER_LICENSE_DUPLICATION", "A customer with this drivers_license already exists")


def _email(record: Record, _base: Record, around: Surroundings) -> None:
    if not (email := record["email"]):
        return
    if not _EMAIL.fullmatch(email):
        raise Refusal(Unnamed.EMAIL, "Field email is not a valid e-mail address")
    if around.taken_elsewhere("email", email):
        raise Refusal("DUPLICATED_CUSTOMER_EMAIL", "A customer with this email already exists")


def _phone(record: Record, _base: Record, around: Surroundings) -> None:
    if not (phone := record["phone"]):
        return
    if not _PHONE.fullmatch(phone):
        raise Refusal(Unnamed.PHONE, "Field phone must be 10 digits and cannot start with 0 or 1")
    if around.taken_elsewhere("phone", phone):
        raise Refusal("DUPLICATED_CUSTOMER_PHONE", "A customer with this phone already exists")


def _addresses(record: Record, base: Record, _around: Surroundings) -> None:
    addresses = record["addresses"]
    for address in addresses:
        _one_of(address["type"], ADDRESS_TYPES, "addresses.type", Unnamed.ADDRESS_TYPE)
    if len({address["type"] for address in addresses}) < len(addresses):
        raise Refusal("DUPLICATE_ADDRESS_TYPE", "An address type can be used only once")
    if sum(address["primary"] for address in addresses) > 1:
        raise Refusal("DUPLICATE_ADDRESS_PRIMARY", "Only one address can be primary")
    for address in addresses:
        if address not in base["addresses"]:
            _address(address)


def _address(address: Record) -> None:
    """All parts but the second line, or none but the state, which live records show alone (section 5)."""
    parts = ("street1", "city", "state", "zipcode")
    if not any(address[part] for part in ("street1", "street2", "city", "zipcode")):
        return
    for part in parts:
        if not address[part].strip():
            raise Refusal(Unnamed.ADDRESS_FIELD, f"Field addresses.{part} cannot be empty")
    if not _STATE.fullmatch(address["state"]):
        raise Refusal(Unnamed.ADDRESS_STATE, "Field addresses.state must be 2 letters")


def _caregiver(record: Record, _base: Record, _around: Surroundings) -> None:
    if record["is_caregiver"] and not record["caregiver_license_number"]:
        raise Refusal(Unnamed.CAREGIVER_LICENSE, "Field caregiver_license_number cannot be null for a caregiver")


def _carers(record: Record, _base: Record, around: Surroundings) -> None:
    if len(record["caregiver_details"]) > MAX_CAREGIVERS:
        raise Refusal(Unnamed.CAREGIVERS, "Field caregiver_details cannot have more than 2 entries")
    for number in record["caregiver_details"]:
        if not around.exists(number):
            raise Refusal(Unnamed.CAREGIVER, f"Caregiver {number} does not exist")


def _groups(record: Record, base: Record, _around: Surroundings) -> None:
    groups = record["customer_groups"]
    if len(set(groups)) < len(groups):
        raise Refusal("CUSTOMER_GROUP_DUPLICATED_INPUT", "Field customer_groups has the same group twice")
    for group in groups:
        if group not in GROUPS and group not in base["customer_groups"]:
            raise Refusal(Unnamed.GROUP, f"Customer group {group} does not exist")


def _referral(record: Record, _base: Record, _around: Surroundings) -> None:
    if record["referral_source"] is not None:
        _one_of(record["referral_source"], REFERRALS, "referral_source", Unnamed.REFERRAL)


def _one_of(value: str, choices: tuple[str, ...], name: str, reason: str) -> None:
    if value not in choices:
        raise Refusal(reason, f"{name} field contains invalid value. Possible values are : {', '.join(choices)}")


def _day(text: str) -> date:
    if (day := day_of(text)) is None:
        raise wrong_date(text, "yyyy-MM-dd")
    return day


Rule = Callable[[Record, Record, Surroundings], None]
_RULES: tuple[tuple[set[str], Rule], ...] = (
    ({"first_name"}, _first_name),
    ({"last_name"}, _last_name),
    ({"birthday"}, _birthday),
    ({"patient_type"}, _patient_type),
    ({"patient_type", "state_medical_id", "permit_expiration"}, _medical),
    ({"drivers_license", "drivers_license_expiration"}, _license),
    ({"email"}, _email),
    ({"phone"}, _phone),
    ({"gender"}, _gender),
    ({"addresses"}, _addresses),
    ({"is_caregiver", "caregiver_license_number"}, _caregiver),
    ({"caregiver_details"}, _carers),
    ({"customer_groups"}, _groups),
    ({"referral_source"}, _referral),
)

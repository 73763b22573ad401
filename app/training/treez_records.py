"""How Treez writes a customer down: key order, "N/A", the dates (Sample Responses page; vendor document section 5)."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from app.training import person as kinds
from app.training.pacific import store_time
from app.training.person import Home, Person

Record = dict[str, Any]
"""One customer as the JSON object of a read, without the parts that are worked out while answering."""

NOTHING = "N/A"
NEVER = "2000-01-01 00:00:00.000"
ADDRESS_TYPES = ("address_of_record", "alternative_address", "secondary_address")
PATIENT_TYPES = {kinds.ADULT: "ADULT", kinds.MEDICAL: "MEDICAL", kinds.MEDICAL_CARD: "MEDICAL_MMID"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

EMPTY: Record = {
    "status": "ACTIVE",
    "verification_status": "VERIFICATION_PENDING",
    "verification_reasons": [],
    "customer_id": "",
    "first_name": "",
    "middle_name": None,
    "nickname": None,
    "last_name": "",
    "birthday": None,
    "drivers_license": None,
    "drivers_license_expiration": None,
    "state_medical_id": NOTHING,
    "permit_expiration": NOTHING,
    "email": "",
    "phone": "",
    "notes": NOTHING,
    "physician_first_name": None,
    "physician_last_name": None,
    "physician_license": None,
    "physician_address": None,
    "physician_phone": None,
    "is_caregiver": False,
    "caregiver_license_number": "",
    "caregiver_name_1": NOTHING,
    "caregiver_name_2": NOTHING,
    "caregiver_details": [],
    "rewards_balance": 0,
    "rewards_type": "POINTS",
    "gender": "U",
    "signup_date": "",
    "last_visit_date": NEVER,
    "last_update": "",
    "opt_out": None,
    "referral_source": None,
    "banned": False,
    "warning_1": False,
    "warning_2": False,
    "addresses": [],
    "merged_customer_ids": [],
    "merged_into_customer_id": None,
    "patient_type": "ADULT",
    "customer_groups": [],
}
"""A record of which nothing is known, in the key order of the vendor's samples."""


def record_of(person: Person) -> Record:
    """The person as a stored record."""
    written = {
        "status": _status(person),
        "customer_id": str(person.number),
        "first_name": person.first_name,
        "middle_name": person.middle_name,
        "nickname": person.nickname,
        "last_name": person.last_name,
        "birthday": person.birth.isoformat(),
        "drivers_license": person.license,
        "drivers_license_expiration": person.license_ends and person.license_ends.isoformat(),
        "state_medical_id": person.card or NOTHING,
        "permit_expiration": _permit(person),
        "email": person.email,
        "phone": person.phone or "",
        "notes": NOTHING if person.notes is None else person.notes,
        "is_caregiver": person.caregiver_license is not None,
        "caregiver_license_number": person.caregiver_license or "",
        "caregiver_details": list(person.carers),
        "rewards_balance": person.points,
        "gender": person.gender,
        "signup_date": offset_time(person.joined),
        "last_visit_date": wall_time(person.visited) + ".000" if person.visited else NEVER,
        "last_update": offset_time(person.updated),
        "opt_out": person.opt_out,
        "referral_source": person.referral,
        "banned": person.banned,
        "warning_1": person.first_warning,
        "warning_2": person.second_warning,
        "addresses": [_address(home) for home in person.homes],
        "merged_customer_ids": list(person.merged_from),
        "merged_into_customer_id": person.merged_into and str(person.merged_into),
        "patient_type": PATIENT_TYPES[person.kind],
        "customer_groups": list(person.groups),
    }
    return EMPTY | written | _physician(person)


def shown(record: Record, *, today: date, newcomer: bool, carer: Callable[[int], Record | None]) -> Record:
    """The record as a read answers it: verification and caregivers worked out on the day."""
    details = [_carer_detail(number, carer(number)) for number in record["caregiver_details"]]
    names = [detail["caregiver_name"] for detail in details]
    status, reasons = _verification(record, today, newcomer=newcomer)
    return record | {
        "verification_status": status,
        "verification_reasons": reasons,
        "caregiver_name_1": names[0] if names else NOTHING,
        "caregiver_details": details,
    }


def caregiver_entry(record: Record) -> Record:
    """One entry of the caregivers list, its number an integer there (section 5)."""
    return {
        "caregiver_license_number": record["caregiver_license_number"],
        "caregiver_customer_id": int(record["customer_id"]),
        "caregiver_name": f"{record['first_name']} {record['last_name']}".upper(),
    }


def offset_time(moment: datetime) -> str:
    """`2020-05-09T09:41:43.000-07:00`: milliseconds, and the store's offset with a colon."""
    return store_time(moment).isoformat(timespec="milliseconds")


def wall_time(moment: datetime) -> str:
    """`2020-04-23 07:42:29`: the store's clock, without a zone."""
    return store_time(moment).strftime("%Y-%m-%d %H:%M:%S")


def day_of(text: object) -> date | None:
    """The date of an exact `YYYY-MM-DD`, None for anything else."""
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def moment_of(text: str) -> datetime | None:
    """The moment of an exact `yyyy-MM-dd'T'HH:mm:ss.SSSXXX` (section 4.2), None for anything else."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}([+-]\d\d:\d\d|Z)", text, re.ASCII):
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _status(person: Person) -> str:
    if not person.active:
        return "DEACTIVATED"
    return "MERGED" if person.merged_from else "ACTIVE"


def _permit(person: Person) -> str:
    """Both spellings of the date occur in reads (section 5)."""
    if person.permit_ends is None:
        return NOTHING
    return person.permit_ends.isoformat() + (" 00:00:00.000" if person.number % 2 else "")


def _physician(person: Person) -> Record:
    if not (physician := person.physician):
        return {}
    return {
        "physician_first_name": physician.first_name,
        "physician_last_name": physician.last_name,
        "physician_license": physician.license,
        "physician_address": physician.address,
        "physician_phone": physician.phone,
    }


def _address(home: Home) -> Record:
    return {
        "type": ADDRESS_TYPES[home.slot],
        "street1": home.street,
        "street2": home.unit,
        "city": home.town,
        "state": home.state,
        "zipcode": home.postal_code,
        "primary": home.primary,
    }


def _carer_detail(number: int, record: Record | None) -> Record:
    entry = caregiver_entry(record) if record else {"caregiver_license_number": "", "caregiver_name": NOTHING}
    return entry | {"caregiver_customer_id": str(number)}


def _verification(record: Record, today: date, *, newcomer: bool) -> tuple[str, list[Record]]:
    if record["merged_into_customer_id"]:
        return "NOT_APPLICABLE", []
    pairs = []
    if newcomer:
        pairs.append(("NEW", "NEW_INTAKE_CUSTOMER"))
    if _past(record["drivers_license_expiration"], today):
        pairs.append(("EXPIRATION", "DRIVER_LICENSE_EXPIRATION"))
    if record["patient_type"] != "ADULT" and _past(record["permit_expiration"], today):
        pairs.append(("EXPIRATION", "MEDICAL_ID_EXPIRATION"))
    reasons: list[Record] = [
        {"verification_reason": reason, "verification_reason_description": text} for reason, text in pairs
    ]
    return ("VERIFICATION_PENDING" if reasons else "VERIFIED"), reasons


def _past(text: str | None, today: date) -> bool:
    day = day_of(text[:10]) if text else None
    return day is not None and day < today

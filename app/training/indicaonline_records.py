"""How IndicaOnline writes a customer down: keys, words, dates (sample of the by-id read; vendor document 6 and 8)."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.training import person as kinds
from app.training.indicaonline_behaviour import Behaviour
from app.training.pacific import store_time
from app.training.person import GROUPS, Home, Person, age_on, years_before

Record = dict[str, Any]
"""One customer in the key order of the published sample; phones are kept as digits."""

GENDERS = ("female", "male", "unspecified")
"""`female` is published; the others are the words of a public report over the same data (section 8)."""
ETHNICITIES = ("latino_or_hispanic", "african_american", "asian", "caucasian", "native_american", "other")
LANGUAGES = ("english", "spanish", "chinese", "vietnamese")
"""The first of each is published, the others are ours: the list is lost (section 8)."""
MANUAL_GROUPS = dict(zip(GROUPS, (101, 102, 103, 104, 105, 203), strict=True))
"""The store's groups and their ids. Answers have ids only (section 6); 101, 203 and 301 are the sample's."""
PATIENTS_GROUP = 301
BIRTHDAYS_GROUP = 302
"""Automatic groups: who has a recommendation, and whose birthday is this month. What fills them is our choice."""
UNCONFIRMED = "CA000000"
"""A state id the service's check does not confirm, so that this can be tried (section 4)."""

_TYPES = {
    "US-CA": ("medical_with_rec", "medical_with_state_card", "recreational"),
    "US-OK": ("adult", "minor", "temporary_adult", "temporary_minor"),
    "US-OR": ("medical", "recreational", "caregiver"),
    "US-ME": ("medical", "recreational", "caregiver"),
    "US-MP": ("medical", "recreational", "caregiver"),
}
_ELSEWHERE = ("medical", "recreational")
_ADULT_YEARS = 18
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"\d{1,18}", re.ASCII)

NO_RECOMMENDATION: Record = {"number": None, "valid_from": None, "valid_to": None, "state_id_expires_on": None}
NO_ADDRESS: Record = {"street_address_1": None, "street_address_2": None, "city": None, "state": None, "zip": None}
EMPTY: Record = {
    "id": 0,
    "first_name": "",
    "last_name": "",
    "date_of_birth": "",
    "phone": None,
    "email": None,
    "comment": "",
    "has_medical_recommendation": False,
    "recommendation": NO_RECOMMENDATION,
    "middle_name": None,
    "state_id": None,
    "alternative_id": None,
    "passport": None,
    "gender": "unspecified",
    "weight": None,
    "height": None,
    "type": "recreational",
    "ethnicity": None,
    "preferred_language": None,
    "manual_groups": [],
    "auto_groups": [],
    "home_phone": None,
    "office_phone": None,
    "fax": None,
    "address": NO_ADDRESS,
    "mail_messages_allowed": False,
    "email_messages_allowed": False,
    "text_messages_allowed": False,
    "call_messages_allowed": False,
    "email_consent_date": None,
    "phone_consent_date": None,
}
"""A customer of whom nothing is known, in the key order of the sample (section 6)."""


def types_in(jurisdiction: str) -> tuple[str, ...]:
    """The types of customers a shop there may have (section 8)."""
    return _TYPES.get(jurisdiction, _ELSEWHERE)


def state_id_of(person: Person) -> tuple[str | None, date | None]:
    """The card of a patient, else the driver's licence; with it the day it ends."""
    if person.card and person.card != "N/A":
        return person.card, person.permit_ends
    return person.license, person.license_ends


def record_of(customer_id: int, person: Person, jurisdiction: str, today: date) -> Record:
    """The person as a stored record."""
    state_id, expires = state_id_of(person)
    written = {
        "id": customer_id,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "middle_name": person.middle_name,
        "date_of_birth": person.birth.isoformat(),
        "phone": person.phone or None,
        "email": person.email,
        "comment": person.notes or "",
        "has_medical_recommendation": person.kind != kinds.ADULT,
        "recommendation": _recommendation(customer_id, person, expires),
        "state_id": state_id,
        "alternative_id": person.license if person.license != state_id else None,
        "gender": {"F": "female", "M": "male"}.get(person.gender, "unspecified"),
        "type": _type(person, jurisdiction, today),
        "manual_groups": [MANUAL_GROUPS[group] for group in person.groups],
        "address": _address(person.homes),
    }
    return EMPTY | written | _consent(person)


def shown(record: Record, *, behaviour: Behaviour, today: date) -> Record:
    """The record as the service answers it."""
    answer = record | {"phone": _dashed(record["phone"]), "auto_groups": _auto_groups(record, today)}
    if not record["has_medical_recommendation"]:
        answer["recommendation"] = None
        if behaviour.recommendation_left_out:
            del answer["recommendation"]
    if behaviour.numeric_state_ids and _NUMBER.fullmatch(record["state_id"] or ""):
        answer["state_id"] = int(record["state_id"])
    if behaviour.status_shown:  # the spelling is ours: the page speaks of Pending and of a verified customer (4)
        answer["status"] = "verified" if record["state_id"] not in {None, UNCONFIRMED} else "pending"
    return answer


def consented(old: Mapping[str, Any], record: Record, today: date) -> Record:
    """`record` with the days of consent that follow from what changed; they cannot be written (section 6).

    A day is set when a channel is opened and forgotten when the last one is closed: the page does not say.
    """
    dates = {}
    for name, channels in _CHANNELS.items():
        opened = any(record[channel] and not old[channel] for channel in channels)
        still = any(record[channel] for channel in channels)
        dates[name] = today.isoformat() if opened else old[name] if still else None
    return record | dates


def day_of(text: object) -> date | None:
    """The date of an exact `YYYY-MM-DD`, None for anything else (section 7)."""
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


_CHANNELS = {
    "email_consent_date": ("email_messages_allowed",),
    "phone_consent_date": ("text_messages_allowed", "call_messages_allowed"),
}


def _type(person: Person, jurisdiction: str, today: date) -> str:
    """The closest word the jurisdiction has."""
    types = types_in(jurisdiction)
    if "adult" in types:
        age = "minor" if age_on(today, person.birth) < _ADULT_YEARS else "adult"
        return f"temporary_{age}" if person.kind == kinds.MEDICAL else age
    if person.caregiver_license and "caregiver" in types:
        return "caregiver"
    if person.kind == kinds.ADULT:
        return "recreational"
    if "medical" in types:
        return "medical"
    return "medical_with_state_card" if person.kind == kinds.MEDICAL_CARD else "medical_with_rec"


def _recommendation(customer_id: int, person: Person, expires: date | None) -> Record:
    block = NO_RECOMMENDATION | {"state_id_expires_on": expires and expires.isoformat()}
    if person.kind == kinds.ADULT:
        return block
    ends = person.permit_ends
    begins = ends and min(years_before(ends, 1), store_time(person.joined).date())
    return block | {
        "number": f"RX{customer_id}",
        "valid_from": begins and begins.isoformat(),
        "valid_to": ends and ends.isoformat(),
    }


def _address(homes: tuple[Home, ...]) -> Record:
    """One address (section 6): the one of record."""
    if not homes:
        return NO_ADDRESS
    home = homes[0]
    parts = (home.street, home.unit, home.town, home.state, home.postal_code)
    return {name: part or None for name, part in zip(NO_ADDRESS, parts, strict=True)}


def _consent(person: Person) -> Record:
    """Who has not opted out may be written to and called; a day is known since the customer joined."""
    agreed = person.opt_out in {False, "false"}
    day = store_time(person.joined).date().isoformat()
    mail, call = agreed and bool(person.email), agreed and bool(person.phone)
    return {
        "mail_messages_allowed": agreed and bool(person.homes),
        "email_messages_allowed": mail,
        "text_messages_allowed": call,
        "email_consent_date": day if mail else None,
        "phone_consent_date": day if call else None,
    }


def _dashed(phone: str | None) -> str | None:
    """Answers show dashes although writes take digits (section 6)."""
    return phone and f"{phone[:3]}-{phone[3:6]}-{phone[6:]}"


def _auto_groups(record: Record, today: date) -> list[int]:
    born = day_of(record["date_of_birth"])
    belongs = {
        PATIENTS_GROUP: record["has_medical_recommendation"],
        BIRTHDAYS_GROUP: born is not None and born.month == today.month,
    }
    return [group for group, inside in belongs.items() if inside]

"""The people whom only the IndicaOnline practice store has, whatever the seed; pictures and tests name them by id.

They are invented: e-mail addresses that never deliver (RFC 2606), phones of fiction (555-01xx). Jane Smith alone
carries the values of the vendor's sample, her number included (vendor document 6).
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from app.training import person as kinds
from app.training.pacific import store_moment
from app.training.person import Home, Paper, Person, years_before

_JOINED = store_moment(2025, 6, 16, 12, 30, 0)


class Regular(NamedTuple):
    """A person and what of the record other stores do not know."""

    person: Person
    more: Mapping[str, Any] = {}


def regulars(today: date) -> tuple[Regular, ...]:
    """Customers 12345 to 12350."""
    return (
        _sample(),
        Regular(_pending()),
        Regular(_ended(today)),
        Regular(_minor(today)),
        Regular(_nothing()),
        _everything(today),
    )


def _sample() -> Regular:
    jane = Person(
        number=12345,
        first_name="Jane",
        middle_name="A",
        last_name="Smith",
        birth=date(1990, 4, 12),
        gender="F",
        kind=kinds.MEDICAL,
        license="CA987654",
        permit_ends=date(2025, 12, 31),
        email="jane.smith@example.com",
        phone="5551234567",
        notes="Frequent customer",
        homes=(Home(street="456 Sunset Blvd", unit="Unit 2", town="Los Angeles", postal_code="90026"),),
        joined=store_moment(2024, 11, 10, 14, 2, 9),
        updated=store_moment(2025, 1, 1, 9, 0, 0),
    )
    block = {
        "number": "RX987654",
        "valid_from": "2025-01-01",
        "valid_to": "2025-12-31",
        "state_id_expires_on": "2025-07-15",
    }
    more = {
        "recommendation": block,
        "weight": 65,
        "height": "5'6\"",
        "ethnicity": "latino_or_hispanic",
        "preferred_language": "english",
        "manual_groups": [101, 203],
        "mail_messages_allowed": True,
        "email_messages_allowed": True,
        "call_messages_allowed": True,
        "email_consent_date": "2024-11-10",
        "phone_consent_date": "2024-11-10",
    }
    return Regular(jane, more)


def _pending() -> Person:
    """No state id: Pending (section 4)."""
    return Person(
        number=12346,
        first_name="Penny",
        last_name="Pending",
        birth=date(1994, 2, 17),
        gender="F",
        phone="5105550161",
        email="penny.pending@example.com",
        opt_out="false",
        joined=store_moment(2026, 2, 2, 10, 11, 12),
        updated=store_moment(2026, 2, 2, 10, 11, 12),
    )


def _ended(today: date) -> Person:
    """The recommendation ended ten days ago, the state id has not."""
    return Person(
        number=12347,
        first_name="Evan",
        last_name="Expired",
        birth=date(1972, 10, 5),
        gender="M",
        kind=kinds.MEDICAL,
        license="CA7210050",
        license_ends=today + timedelta(days=500),
        permit_ends=today - timedelta(days=10),
        phone="5105550162",
        joined=_JOINED,
        updated=_JOINED,
        papers=(Paper(kind=kinds.PERMIT, filed=_JOINED),),
    )


def _minor(today: date) -> Person:
    """A patient of sixteen."""
    return Person(
        number=12348,
        first_name="Milo",
        last_name="Minor",
        birth=years_before(today, 16) - timedelta(days=60),
        gender="M",
        kind=kinds.MEDICAL_CARD,
        card="MMID12348",
        permit_ends=today + timedelta(days=150),
        phone="5105550163",
        notes="Comes with a parent.",
        homes=(Home(street="7 Nutmeg Aly", town="Alameda", postal_code="94501"),),
        joined=_JOINED,
        updated=_JOINED,
    )


def _nothing() -> Person:
    """Everything that may be null is."""
    return Person(
        number=12349, first_name="Nell", last_name="Null", birth=date(1988, 2, 29), joined=_JOINED, updated=_JOINED
    )


def _everything(today: date) -> Regular:
    """Nothing is empty; the state id has digits alone, and begins with none that is zero."""
    full = Person(
        number=12350,
        first_name="Fuller",
        middle_name="Maximus",
        last_name="Everything",
        birth=date(1966, 12, 31),
        gender="N",
        kind=kinds.MEDICAL_CARD,
        card="40123456789",
        license="CA6612310",
        permit_ends=today + timedelta(days=300),
        phone="5105550164",
        email="fuller.everything@example.net",
        notes='Likes it "all" & <more>.\nSecond line.',
        groups=("SENIOR", "VETERAN", " INDUSTRY"),
        homes=(Home(street="100 Practice Plaza", unit="#14", town="San José", postal_code="95113"),),
        opt_out="false",
        joined=_JOINED,
        updated=_JOINED,
        papers=tuple(
            Paper(kind=kind, filed=_JOINED) for kind in (kinds.PORTRAIT, kinds.LICENSE, kinds.AGREEMENT, kinds.PERMIT)
        ),
    )
    more = {
        "passport": "X1234567",
        "weight": 81.25,
        "height": "185 cm",
        "ethnicity": "other",
        "preferred_language": "spanish",
        "home_phone": "5105550165",
        "office_phone": "5105550166",
        "fax": "5105550167",
        "call_messages_allowed": True,
    }
    return Regular(full, more)

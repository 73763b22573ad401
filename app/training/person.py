"""What a customer of a training store is made of. No vendor is known here: each stand-in writes people its own way."""

from datetime import date, datetime

import msgspec

PORTRAIT = "portrait"
LICENSE = "license"
AGREEMENT = "agreement"
PERMIT = "permit"
OTHER = "other"

ADULT = "adult"
MEDICAL = "medical"
MEDICAL_CARD = "medical_card"
"""A patient with a card of the state, where MEDICAL has a physician's recommendation alone."""

GROUPS = ("INDUSTRY", "SENIOR", "VETERAN", "STAFF", "LOCAL", " INDUSTRY")
"""The groups the practice store has. One begins with a blank, as names in real stores do (Treez records, section 5)."""
REFERRALS = (
    "Weedmaps",
    "Culture",
    "Yelp",
    "Billboard",
    "Word of mouth",
    "Leafly",
    "Walking-by",
    "Friend / Family",
    "Other",
)
"""Where customers heard of the store (Treez v2, Parameters Explained)."""
LIVE_REFERRAL = "Word of mouth / friend"
"""A value that is on record though the list does not have it, as seen in live records."""


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """One address; `slot` is 0 for the address of record, 1 and 2 for the others."""

    slot: int = 0
    street: str = ""
    unit: str = ""
    town: str = ""
    state: str = "CA"
    postal_code: str = ""
    primary: bool = False


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A document on file. `behind_portal` means that only the vendor's own web site would show it."""

    kind: str
    filed: datetime
    behind_portal: bool = False


class Physician(msgspec.Struct, frozen=True, kw_only=True):
    """Who recommended the treatment."""

    first_name: str
    last_name: str
    license: str
    address: str
    phone: str


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """One customer. None means "not on record"; the text "N/A" is what somebody typed or a vendor fills in."""

    number: int
    first_name: str
    last_name: str
    birth: date
    joined: datetime
    updated: datetime
    middle_name: str | None = None
    nickname: str | None = None
    gender: str = "U"
    kind: str = ADULT
    license: str | None = None
    license_ends: date | None = None
    card: str | None = None
    permit_ends: date | None = None
    email: str | None = None
    phone: str | None = None
    notes: str | None = None
    physician: Physician | None = None
    caregiver_license: str | None = None
    carers: tuple[int, ...] = ()
    points: int = 0
    visited: datetime | None = None
    opt_out: bool | str | None = None
    referral: str | None = None
    banned: bool = False
    first_warning: bool = False
    second_warning: bool = False
    homes: tuple[Home, ...] = ()
    groups: tuple[str, ...] = ()
    active: bool = True
    newcomer: bool = False
    merged_into: int | None = None
    merged_from: tuple[int, ...] = ()
    papers: tuple[Paper, ...] = ()

    @property
    def full_name(self) -> str:
        """First, middle and last name, as far as they are known."""
        return " ".join(part for part in (self.first_name, self.middle_name, self.last_name) if part)


def years_before(day: date, years: int) -> date:
    """The birthday of somebody who turns `years` on this day (28 February for a 29 February without one)."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def age_on(day: date, birth: date) -> int:
    """Completed years; somebody born on 29 February has a birthday on 1 March of the other years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))

"""The states and provinces that a store can stand in: the ages that count there, and the time by which days are counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

READ_ON: Final = date(2026, 11, 22)  # when the rules below were last compared with their sources

ADULT_AGE: Final = 21  # US adult-use laws, e.g. Cal. BPC 26140(a)
PATIENT_AGE: Final = 18  # US medical programmes; younger patients come with a caregiver


@dataclass(frozen=True, slots=True, kw_only=True)
class Jurisdiction:
    """One place. ``code`` is ISO 3166-2 (``US-OR``), ``time_zones`` the IANA zones it keeps, that of most people first.

    ``patient_age`` None: no patients are served at a counter there, so the adult age holds for everybody.
    """

    code: str
    name: str
    adult_age: int = ADULT_AGE
    patient_age: int | None = PATIENT_AGE
    time_zones: tuple[str, ...] = ()
    source: str = ""

    def limit(self, *, is_medical: bool) -> int:
        """The age from which somebody may come in alone."""
        return self.patient_age if is_medical and self.patient_age is not None else self.adult_age

    def admits_minors(self, *, is_medical: bool) -> bool:
        """Whether somebody below the limit may come in with a caregiver: patients, where there are any."""
        return is_medical and self.patient_age is not None


# Where the place of a store is not known: the highest adult age of all.
STRICTEST: Final = Jurisdiction(code="", name="")

_US_SOURCE = "adult-use laws of the states, 21; medical programmes, 18"
_CANADA_SOURCE = (
    "provincial Cannabis Acts: 19, Alberta 18, Quebec 21; patients buy by post (Cannabis Regulations, part 14)"
)

_US: Final = {
    "America/New_York": "CT Connecticut|DE Delaware|DC District of Columbia|FL Florida|GA Georgia|ME Maine|MD Maryland"
    "|MA Massachusetts|NH New Hampshire|NJ New Jersey|NY New York|NC North Carolina|OH Ohio|PA Pennsylvania"
    "|RI Rhode Island|SC South Carolina|VT Vermont|VA Virginia|WV West Virginia",
    "America/Detroit": "MI Michigan",
    "America/Indiana/Indianapolis": "IN Indiana",
    "America/Kentucky/Louisville": "KY Kentucky",
    "America/Chicago": "AL Alabama|AR Arkansas|IL Illinois|IA Iowa|KS Kansas|LA Louisiana|MN Minnesota|MS Mississippi"
    "|MO Missouri|NE Nebraska|ND North Dakota|OK Oklahoma|SD South Dakota|TN Tennessee|TX Texas|WI Wisconsin",
    "America/Denver": "CO Colorado|MT Montana|NM New Mexico|UT Utah|WY Wyoming",
    "America/Boise": "ID Idaho",
    "America/Phoenix": "AZ Arizona",
    "America/Los_Angeles": "CA California|NV Nevada|OR Oregon|WA Washington",
    "America/Anchorage": "AK Alaska",
    "Pacific/Honolulu": "HI Hawaii",
    "America/Puerto_Rico": "PR Puerto Rico|VI Virgin Islands",
    "Pacific/Guam": "GU Guam|MP Northern Mariana Islands",
}
_CANADA: Final = {
    "America/Vancouver": "BC British Columbia",
    "America/Edmonton": "AB Alberta|NT Northwest Territories",
    "America/Whitehorse": "YT Yukon",
    "America/Regina": "SK Saskatchewan",
    "America/Winnipeg": "MB Manitoba",
    "America/Toronto": "ON Ontario|QC Quebec",
    "America/Iqaluit": "NU Nunavut",
    "America/Moncton": "NB New Brunswick",
    "America/Halifax": "NS Nova Scotia|PE Prince Edward Island",
    "America/St_Johns": "NL Newfoundland and Labrador",
}
# What a part of the place keeps (the tz database's zone1970.tab).
_OTHER_ZONES: Final = {
    "US-AK": ("America/Adak",),
    "US-AZ": ("America/Denver",),
    "US-FL": ("America/Chicago",),
    "US-ID": ("America/Los_Angeles",),
    "US-IN": ("America/Chicago",),
    "US-KS": ("America/Denver",),
    "US-KY": ("America/Chicago",),
    "US-MI": ("America/Menominee",),
    "US-ND": ("America/Denver",),
    "US-NE": ("America/Denver",),
    "US-NV": ("America/Denver",),
    "US-OR": ("America/Boise",),
    "US-SD": ("America/Denver",),
    "US-TN": ("America/New_York",),
    "US-TX": ("America/Denver",),
    "CA-BC": ("America/Edmonton", "America/Phoenix"),
    "CA-NL": ("America/Goose_Bay",),
    "CA-NU": ("America/Winnipeg", "America/Edmonton", "America/Panama"),
    "CA-ON": ("America/Winnipeg", "America/Panama"),
    "CA-QC": ("America/Puerto_Rico", "America/Halifax"),
    "CA-SK": ("America/Edmonton",),
}
_OTHER_PATIENT_AGES: Final = {"US-AL": (19, "amcc.alabama.gov/patients: 19 or older, younger ones with a caregiver")}
_CANADIAN_AGE: Final = 19
_OTHER_CANADIAN_AGES: Final = {"CA-AB": 18, "CA-QC": 21}


def _american(code: str, name: str, zone: str) -> Jurisdiction:
    age, source = _OTHER_PATIENT_AGES.get(code, (PATIENT_AGE, _US_SOURCE))
    zones = (zone, *_OTHER_ZONES.get(code, ()))
    return Jurisdiction(code=code, name=name, patient_age=age, time_zones=zones, source=source)


def _canadian(code: str, name: str, zone: str) -> Jurisdiction:
    age = _OTHER_CANADIAN_AGES.get(code, _CANADIAN_AGE)
    zones = (zone, *_OTHER_ZONES.get(code, ()))
    return Jurisdiction(code=code, name=name, adult_age=age, patient_age=None, time_zones=zones, source=_CANADA_SOURCE)


def _entries(country: str, zones: Mapping[str, str]) -> list[tuple[str, str, str]]:
    lines = [(zone, entry) for zone, entries in zones.items() for entry in entries.split("|")]
    return sorted(((f"{country}-{entry[:2]}", entry[3:], zone) for zone, entry in lines), key=lambda one: one[1])


_ALL: Final = [_american(*one) for one in _entries("US", _US)] + [_canadian(*one) for one in _entries("CA", _CANADA)]
JURISDICTIONS: Final[Mapping[str, Jurisdiction]] = {one.code: one for one in _ALL}


def jurisdiction_of(code: str) -> Jurisdiction:
    """The place with that ISO 3166-2 code, capitals and blanks aside; the strictest rules for every other text."""
    return JURISDICTIONS.get(code.strip().upper(), STRICTEST)

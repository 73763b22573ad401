"""May this person come in, here and now? The rules that hang on the place, the day, the caregiver and the card."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.chip import chip_of
from app.core.clock import store_moment
from app.core.customer import Caregiver, Customer
from app.core.jurisdictions import JURISDICTIONS, jurisdiction_of
from app.core.verdict import Circumstances, Level, Presence, Verdict, judge
from tests.unit.core.records import TODAY, record

LATER = date(2035, 1, 31)
CODES = sorted(JURISDICTIONS)


def person(born: date, **fields: Any) -> Customer:
    """Somebody with a valid ID."""
    facts = {"birth_date": born, "license_number": "C1", "license_expires": LATER, "standing": "active"}
    return record(**(facts | fields))


def patient(born: date, **fields: Any) -> Customer:
    """A patient with a valid card."""
    return person(born, **({"is_medical": True, "medical_expires": LATER} | fields))


def at(code: str, customer: Customer, today: date = TODAY, **around: Any) -> Verdict:
    """The verdict at a store of that place."""
    return judge(customer, today, Circumstances(jurisdiction=jurisdiction_of(code), **around))


def said(verdict: Verdict, level: Level) -> list[str]:
    """The reasons of one level in words."""
    return [reason.text for reason in verdict.reasons if reason.level is level]


# ------------------------------------------------------------------------------------------------ age by place


@pytest.mark.parametrize(
    ("code", "medical", "limit"),
    [
        ("US-OR", False, 21),
        ("US-OR", True, 18),
        ("US-AL", True, 19),
        ("CA-ON", False, 19),
        ("CA-ON", True, 19),
        ("CA-AB", False, 18),
        ("CA-QC", False, 21),
        ("CA-QC", True, 21),
        ("", False, 21),
    ],
)
def test_the_birthday_itself_admits(code: str, medical: bool, limit: int) -> None:
    """A day earlier refuses, and says the limit of that place."""
    make = patient if medical else person
    birthday = TODAY.replace(year=TODAY.year - limit)
    assert at(code, make(birthday)).level is Level.ADMIT
    younger = at(code, make(birthday + timedelta(days=1)))
    assert younger.level is Level.REFUSE
    assert said(younger, Level.REFUSE) == [f"{limit - 1} years old, {limit} is the limit"]


@given(
    st.sampled_from(CODES),
    st.booleans(),
    st.dates(date(1920, 1, 1), date(2026, 1, 1)),
    st.integers(0, 40_000),
)
def test_nobody_is_refused_again_for_the_age(code: str, medical: bool, born: date, days: int) -> None:
    """Anywhere and for any birthday: too young until the limit is complete, and never after it."""
    rules = jurisdiction_of(code)
    customer = (patient if medical else person)(born, license_expires=date.max, medical_expires=date.max)
    today = born + timedelta(days=days)
    grown_in = born.year + rules.limit(is_medical=medical)
    is_grown = (today.year, today.month, today.day) >= (grown_in, born.month, born.day)
    assert at(code, customer, today).level is (Level.ADMIT if is_grown else Level.REFUSE)


@pytest.mark.parametrize(
    ("today", "level"),
    [
        (date(2025, 2, 28), Level.REFUSE),
        (date(2025, 3, 1), Level.ADMIT),
        (date(2024, 12, 31), Level.REFUSE),
    ],
)
def test_born_on_29_february(today: date, level: Level) -> None:
    """Complete on 1 March of a common year."""
    assert at("US-OR", person(date(2004, 2, 29)), today).level is level


@pytest.mark.parametrize(
    ("moment", "code", "day"),
    [
        (datetime(2026, 11, 20, 7, 59, tzinfo=UTC), "US-CA", date(2026, 11, 19)),
        (datetime(2026, 11, 20, 8, 0, tzinfo=UTC), "US-CA", date(2026, 11, 20)),
        (datetime(2026, 7, 1, 6, 59, tzinfo=UTC), "US-CA", date(2026, 6, 30)),
        (datetime(2026, 7, 1, 7, 0, tzinfo=UTC), "US-CA", date(2026, 7, 1)),
        (datetime(2027, 1, 1, 4, 59, tzinfo=UTC), "US-NY", date(2026, 12, 31)),
        (datetime(2027, 1, 1, 5, 0, tzinfo=UTC), "US-NY", date(2027, 1, 1)),
        (datetime(2026, 11, 20, 9, 59, tzinfo=UTC), "US-HI", date(2026, 11, 19)),
        (datetime(2026, 11, 20, 14, 0, tzinfo=UTC), "US-GU", date(2026, 11, 21)),
        (datetime(2026, 11, 20, 3, 29, tzinfo=UTC), "CA-NL", date(2026, 11, 19)),
        (datetime(2026, 11, 20, 3, 30, tzinfo=UTC), "CA-NL", date(2026, 11, 20)),
    ],
)
def test_the_day_turns_at_the_stores_midnight(moment: datetime, code: str, day: date) -> None:
    """In summer and winter, at the year's end, on both sides of the date line, with half hours."""
    assert store_moment(moment, jurisdiction_of(code).time_zones).date() == day


def test_the_same_moment_admits_in_one_store_and_not_in_another() -> None:
    """Twenty-one in New York since midnight, in California three hours later."""
    moment, customer = datetime(2026, 11, 20, 6, 0, tzinfo=UTC), person(date(2005, 11, 20))
    verdicts = {
        code: at(code, customer, store_moment(moment, jurisdiction_of(code).time_zones).date()).level
        for code in ("US-NY", "US-CA")
    }
    assert verdicts == {"US-NY": Level.ADMIT, "US-CA": Level.REFUSE}


@pytest.mark.parametrize(
    ("hours", "code", "day"),
    [
        (-6, "US-TX", date(2026, 6, 30)),  # El Paso
        (-5, "US-TX", date(2026, 7, 1)),  # Dallas
        (0, "US-TX", date(2026, 7, 1)),  # a desk whose clock was never set to the place
        (-6, "US-OR", date(2026, 6, 30)),  # Ontario in Oregon
        (-7, "US-OR", date(2026, 6, 30)),
    ],
)
def test_where_a_place_keeps_two_times_the_desks_own_decides(hours: int, code: str, day: date) -> None:
    """Half past eleven in the evening in El Paso is half past midnight in Dallas."""
    desk = timezone(timedelta(hours=hours))
    moment = datetime(2026, 7, 1, 5, 30, tzinfo=UTC).astimezone(desk)
    assert store_moment(moment, jurisdiction_of(code).time_zones).date() == day


@pytest.mark.parametrize("name", ["", "Nowhere/AtAll", "..", "America", "/etc/passwd"])
def test_without_a_zone_the_desks_own_time_counts(name: str) -> None:
    """No name, an unknown one, and one that is no name at all."""
    moment = datetime(2026, 11, 20, 23, 59, tzinfo=UTC)
    assert store_moment(moment, (name,)) is moment


# ------------------------------------------------------------------------------------------------ patients and caregivers

CARER = (Caregiver("1130"),)
YOUNG = date(2012, 1, 1)


def test_a_minor_waits_for_the_caregiver() -> None:
    """Looked at, with the way to the caregiver's profile, who is checked in first."""
    verdict = at("US-OR", patient(YOUNG, caregivers=CARER))
    assert verdict.level is Level.LOOK
    assert verdict.reasons[0].link == "1130"


def test_a_minor_comes_in_with_the_caregiver() -> None:
    """Once the caregiver is here."""
    verdict = at("US-OR", patient(YOUNG, caregivers=CARER), caregiver=Presence("14:02", "Shop"))
    assert verdict.level is Level.ADMIT
    assert said(verdict, Level.ADMIT)[0] == "14 years old, with the caregiver here since 14:02"


def test_no_caregiver_helps_where_patients_are_not_served() -> None:
    """A Canadian counter sells to adults alone."""
    verdict = at("CA-ON", patient(YOUNG, caregivers=CARER), caregiver=Presence("14:02", "Shop"))
    assert verdict.level is Level.REFUSE


def test_a_grown_patients_caregiver_is_mentioned() -> None:
    """As good news; the patient comes in either way."""
    customer = patient(date(1949, 1, 31), caregivers=CARER)
    assert at("US-OR", customer).level is Level.ADMIT
    with_carer = at("US-OR", customer, caregiver=Presence("14:02", "Shop"))
    assert "the caregiver is here since 14:02" in said(with_carer, Level.ADMIT)


@pytest.mark.parametrize(
    ("code", "years", "level"),
    [
        ("US-OR", 21, Level.LOOK),
        ("US-OR", 20, Level.REFUSE),
        ("US-OR", 18, Level.REFUSE),
        ("CA-AB", 18, Level.LOOK),
        ("CA-AB", 17, Level.REFUSE),
    ],
)
def test_a_lapsed_medical_card(code: str, years: int, level: Level) -> None:
    """Whoever is old enough for everybody can still be served; nobody younger, who is a patient no longer."""
    born = TODAY.replace(year=TODAY.year - years)
    verdict = at(code, patient(born, medical_expires=TODAY - timedelta(days=1)))
    assert verdict.level is level
    assert any("medical card expired on 19 Nov 2026" in text for text in said(verdict, level))


def test_a_medical_card_is_good_on_its_last_day() -> None:
    """And the last month is mentioned, for people below the adult age too."""
    verdict = at("US-OR", patient(TODAY.replace(year=TODAY.year - 19), medical_expires=TODAY))
    assert verdict.level is Level.ADMIT
    assert "medical card expires soon, on 20 Nov 2026" in said(verdict, Level.ADMIT)


# ------------------------------------------------------------------------------------------------ card and day


def test_a_card_that_differs_is_looked_at() -> None:
    """The fields are named, never their values."""
    verdict = at("US-OR", person(date(1990, 1, 1)), differing=("address", "ID expiry"))
    assert said(verdict, Level.LOOK) == ["the card differs from the profile: address, ID expiry"]


def test_already_here_today_is_no_alarm() -> None:
    """Each time and store is said; the person is admitted all the same."""
    twice = (Presence("14:02", "Shop"), Presence("9:30", "Other shop"))
    verdict = at("US-OR", person(date(1990, 1, 1)), earlier=twice)
    assert verdict.level is Level.ADMIT
    assert said(verdict, Level.ADMIT)[-2:] == [
        "already here today at 14:02 (Shop)",
        "already here today at 9:30 (Other shop)",
    ]


def test_the_chip_counts_by_the_place_too() -> None:
    """Nineteen is of age in Ontario and under age in Oregon."""
    customer = person(TODAY.replace(year=TODAY.year - 19))
    assert chip_of(customer, TODAY, jurisdiction_of("CA-ON")).level is None
    assert chip_of(customer, TODAY, jurisdiction_of("US-OR")).text == "UNDER AGE"

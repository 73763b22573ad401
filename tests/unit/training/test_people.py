"""The invented population: the same for the same seed, unique where stores are, with every awkward case in it."""

import re
import time
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.training.people import population
from app.training.person import MEDICAL, MEDICAL_CARD, Person, age_on

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def people() -> tuple[Person, ...]:
    return population(customers=300, seed=1, today=TODAY)


def test_same_seed_same_people(people: tuple[Person, ...]) -> None:
    """Seed, size and day decide everything; another seed draws others, the fixed people stay."""
    assert population(customers=300, seed=1, today=TODAY) == people
    others = population(customers=300, seed=2, today=TODAY)
    assert others != people
    fixed = [person for person in people if 1117 <= person.number <= 1131]
    assert [person for person in others if 1117 <= person.number <= 1131] == fixed
    assert len(fixed) == 15


@pytest.mark.parametrize("customers", [15, 34, 35, 36, 50, 300, 1500])
def test_size_is_what_was_asked_for(customers: int) -> None:
    """Whatever the size, numbers are unique and ascending, and merges and caregivers point at people who exist."""
    people = population(customers=customers, seed=3, today=TODAY)
    numbers = [person.number for person in people]
    assert len(people) == customers
    assert numbers == sorted(set(numbers))
    for person in people:
        assert set(person.carers) | set(person.merged_from) | {person.merged_into} - {None} <= set(numbers)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), today=st.dates(date(2024, 1, 1), date(2045, 12, 31)))
def test_unique_where_a_store_is(seed: int, today: date) -> None:
    """Phones, licences and e-mails are unique (Treez, section 7.1); a merged pair shares its e-mail, as in samples."""
    people = population(customers=400, seed=seed, today=today)
    alive = [person for person in people if person.merged_into is None]
    for values in (
        [person.phone for person in people if person.phone],
        [person.license for person in people if person.license],
        [person.email for person in alive if person.email],
    ):
        assert [value for value, count in Counter(values).items() if count > 1] == []
    assert all(person.birth < today for person in people)


def test_addresses_nobody_has(people: tuple[Person, ...]) -> None:
    """E-mails are at domains of RFC 2606 and phones are of fiction: ten digits, 555-01xx, no leading 0 or 1."""
    assert all(re.fullmatch(r"[a-z0-9.]+@example\.(com|org|net)", person.email) for person in people if person.email)
    phones = [person.phone for person in people if person.phone and person.number != 1117]
    assert phones
    assert all(re.fullmatch(r"[2-9]\d\d55501\d\d", phone) for phone in phones)


@pytest.mark.parametrize("today", [TODAY, date(2027, 3, 1), date(2027, 2, 27)])
@pytest.mark.parametrize("years", [18, 21])
def test_ages_around_the_limits(years: int, today: date) -> None:
    """Somebody turns 18 and 21 today, yesterday and tomorrow; a small store has them too."""
    births = {person.birth for person in population(customers=50, seed=5, today=today)}
    turning = {
        day: {b for b in births if age_on(day, b) == years and age_on(day - DAY, b) == years - 1}
        for day in (today - DAY, today, today + DAY)
    }
    assert all(turning.values()), turning


def test_leap_day_births(people: tuple[Person, ...]) -> None:
    """Two people are born on 29 February; such a birthday is completed on 1 March of the other years."""
    leap = [person.birth for person in people if (person.birth.month, person.birth.day) == (2, 29)]
    assert len(leap) == 2
    assert age_on(date(2027, 2, 28), date(2004, 2, 29)) == 22
    assert age_on(date(2027, 3, 1), date(2004, 2, 29)) == 23


def test_population_on_a_leap_day() -> None:
    """29 February itself is a day like any other."""
    assert len(population(customers=60, seed=1, today=date(2028, 2, 29))) == 60


def test_every_case_is_there() -> None:
    """Fifty people are enough for every case the front desk must handle."""
    people = population(customers=50, seed=9, today=TODAY)
    ends = {person.license_ends for person in people}
    assert {TODAY - DAY, TODAY, TODAY + DAY, TODAY + 10 * DAY} <= ends
    assert any(p.kind == MEDICAL and p.permit_ends is None for p in people)
    assert any(p.kind == MEDICAL_CARD and p.card and p.permit_ends and p.permit_ends < TODAY for p in people)
    assert any(len(p.carers) == 2 for p in people)
    assert any(p.caregiver_license for p in people)
    assert any(p.banned for p in people)
    assert {(p.first_warning, p.second_warning) for p in people} == {
        (a, b) for a in (True, False) for b in (True, False)
    }
    assert any(not p.active and p.merged_into is None for p in people)
    assert any(p.newcomer for p in people)
    assert max(len(p.notes or "") for p in people) == 5000
    assert any("\n" in (p.notes or "") for p in people)
    assert {repr(p.opt_out) for p in people} == {"None", "True", "False", "'true'", "'false'"}
    assert any("🌞" in (p.nickname or "") for p in people)
    assert max(len(p.last_name) for p in people) == 45
    assert {p.nickname for p in people} >= {None, ""}


def test_names_of_many_scripts(people: tuple[Person, ...]) -> None:
    """Latin with accents, apostrophes and hyphens, Arabic, Hebrew, Cyrillic, Greek, Chinese or Japanese, Korean."""
    names = "".join(person.first_name + person.last_name for person in people)
    for script in ("[À-ſ]", "'", "-", "[ا-ي]", "[א-ת]", "[А-я]", "[Α-ω]", "[一-龥]", "[가-힣]"):  # noqa: RUF001
        assert re.search(script, names), script


def test_the_fixed_people(people: tuple[Person, ...]) -> None:
    """Pictures, manual and tests of the whole project rely on these."""
    known = {person.number: person for person in people}
    johnny = known[1117]
    assert (johnny.first_name, johnny.middle_name, johnny.nickname, johnny.last_name) == (
        "Johnny",
        "James",
        "JR",
        "Appleseed",
    )
    assert (johnny.birth, johnny.phone, johnny.email) == (date(1992, 4, 7), "6282032916", "johnny@example.com")
    assert (johnny.license, johnny.license_ends) == ("C1234567", date(2029, 4, 7))
    assert (johnny.points, johnny.groups, len(johnny.homes), len(johnny.papers)) == (275, ("INDUSTRY",), 3, 2)
    assert (known[1118].phone, known[1118].birth) == ("5105550142", date(2004, 1, 19))
    assert (known[1118].license_ends or TODAY) < TODAY
    assert (known[1119].last_name, known[1119].kind, known[1119].phone) == ("Apleseed", MEDICAL, "4155550199")
    assert known[1120].banned
    assert (known[1121].full_name, known[1121].birth) == (known[1118].full_name, date(1990, 9, 2))
    assert (known[1122].merged_into, known[1123].merged_from) == (1123, (1122,))
    assert (known[1124].active, known[1124].merged_into) == (False, None)
    assert age_on(TODAY, known[1125].birth) == 20
    assert known[1126].kind == MEDICAL
    assert 18 <= age_on(TODAY, known[1126].birth) < 21
    assert {known[1127].license, known[1127].nickname, known[1127].notes, known[1127].email} == {None, "N/A", ""}
    assert re.search("[\u0627-\u064a]", known[1128].last_name)
    assert (len(known[1129].first_name), len(known[1129].last_name)) == (44, 45)
    assert known[1130].caregiver_license
    assert known[1131].carers == (1130,)


def test_a_hundred_thousand_people_come_quickly() -> None:
    """100,000 people within fifteen seconds on a busy machine, their phones and licences still unique."""
    began = time.perf_counter()
    people = population(customers=100_000, seed=1, today=TODAY)
    assert time.perf_counter() - began < 15
    phones = [person.phone for person in people if person.phone]
    assert len(set(phones)) == len(phones)
    assert all(re.fullmatch(r"[2-9]\d{9}", phone) for phone in phones)
    licenses = [person.license for person in people if person.license]
    assert len(set(licenses)) == len(licenses)

"""Those opened lately, found while typing and without asking anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.core.customer import Customer, CustomerRef
from app.core.values import Unreadable
from tests.unit.services.practice import HERE, THERE, Practice, ref


def person(number: int, **fields: object) -> Customer:
    """Somebody opened at this desk."""
    return replace(Customer(ref=ref(number)), **fields)  # type: ignore[arg-type]


PEOPLE = (
    person(
        7001,
        first_name="José",
        middle_name="Luis",
        last_name="Núñez-O'Brien",
        nickname="Pepe",
        birth_date=date(1992, 4, 7),
        phone="+16282032916",
        email="Jose.N@example.com",
        license_number="C1234567",
    ),
    person(7002, single_name="عبد الرحمن", birth_date=Unreadable("Spring 1990"), phone="0501234567"),
    person(7003, first_name="Mary", last_name="Smith", birth_date=None, phone=None, email=None, license_number=""),
)


@pytest.fixture
def full(practice: Practice) -> Practice:
    """A desk at which the three were opened, the last of them last."""
    practice.open()
    for one in PEOPLE:
        practice.desk.recent.remember(one)
    return practice


def found(practice: Practice, text: str) -> list[int]:
    """The customer numbers of the rows."""
    return [int(row.ref.customer_id) for row in practice.desk.search.here(text)]


@pytest.mark.parametrize(
    "text",
    [
        "jose",
        "JOSÉ",
        "nunez",
        "Núñez",
        "o'brien",
        "núñez-o'brien",
        "nunez-o",
        "luis",
        "pepe",
        "jo nu",
        "nunez jose",
        "Núñez-O'Brien, José",
        "nunez,jo",
        "7001",
        "c123",
        "jose.n@ex",
        "1992-04-07",
        "1992-04",
        "1992",
        "04/07/1992",
        "4/7/1992",
        "04/07",
        "jose 1992",
        "6282032916",
        "+16282032916",
        "+1 628 203 2916",
        "(628) 203-2916",
        "(628)",
        "628-203-2916",
        "628.203",
        "628-203",
        "2916",
        "0329",
        "203-29",
        "jose 2916",
        "٢٩١٦",
    ],
)
def test_what_finds_somebody(full: Practice, text: str) -> None:
    """Each typed word begins something said of the person, in any order, without accents and capitals."""
    assert found(full, text) == [7001]


@pytest.mark.parametrize(
    "text", ["ose", "916", "jose x", "jose 1993", "rien", "example", "absent", "none", "unreadable", "-", "62820329160"]
)
def test_what_finds_nobody(full: Practice, text: str) -> None:
    """The middle of a word, three digits, a word that fits nobody; and never how a program writes a lack."""
    assert found(full, text) == []


@pytest.mark.parametrize(
    ("text", "number"), [("عبد", 7002), ("spring", 7002), ("0501", 7002), ("1234", 7002), ("smith, mary", 7003)]
)
def test_the_others(full: Practice, text: str, number: int) -> None:
    """Other scripts, a birth date as it came, another country's phone, somebody of whom little is known."""
    assert found(full, text) == [number]


@pytest.mark.parametrize("text", ["", "  ", ","])
def test_nothing_typed_shows_everybody(full: Practice, text: str) -> None:
    """The latest first."""
    assert found(full, text) == [7003, 7002, 7001]


def test_opening_again_puts_on_top(full: Practice) -> None:
    """The order is that of opening."""
    full.desk.recent.remember(PEOPLE[0])
    assert found(full, "") == [7001, 7003, 7002]


def test_rows_say_lately(full: Practice) -> None:
    """So that nobody takes them for the store's answer."""
    assert {row.why for row in full.desk.search.here("")} == {"lately"}


def test_people_of_a_store_that_is_gone_are_not_shown(full: Practice) -> None:
    """They could not be opened; those of the open stores are, with the name of the store."""
    gone = replace(PEOPLE[0], ref=CustomerRef(THERE, "1"))
    full.desk.recent.remember(gone)
    assert found(full, "") == [7003, 7002, 7001]
    full.open(HERE, THERE)
    assert [row.store for row in full.desk.search.here("jose")] == ["There", "Here"]


def test_nobody_is_asked(full: Practice) -> None:
    """Typing never touches the network."""
    found(full, "jose")
    assert full.wire.asked == []

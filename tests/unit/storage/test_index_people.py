"""What the index keeps of people: nobody twice, counts that are right, the order of those seen lately."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.customer import Caregiver, Customer, Verification
from app.core.index import MatchKind
from app.core.values import ABSENT, Unreadable
from app.storage.index import finding, people, progresses
from app.storage.index.record import FIELDS, pack, unpack
from app.storage.vault.engine import writing
from tests.unit.storage.index_stage import HARBOR, NORTH, Index, opened, person

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """An empty index."""
    connection = opened(tmp_path / "frontdesk.vault")
    yield Index(connection)
    connection.close()


def note_opened(index: Index, customer: Customer, at: datetime) -> None:
    """As the desk does when a customer is opened."""
    with writing(index.connection):
        people.note_opened(index.connection, customer, at)


def counts(index: Index) -> list[int]:
    """How many people the stores say, how many there are, and how many can be found."""
    said = sum(progresses.count(index.connection, store) for store in (HARBOR, NORTH))
    tables = ("SELECT count(*) FROM people", "SELECT count(*) FROM words_docsize")
    return [said, *(int(str(index.rows(table)[0][0])) for table in tables)]


def vocabulary(index: Index) -> dict[object, object]:
    """The words of names, and how many people bear them."""
    return dict(index.rows("SELECT word, customers FROM vocabulary"))  # type: ignore[arg-type]  # two columns


texts = st.none() | st.just(ABSENT) | st.text(max_size=20)
days = st.none() | st.just(ABSENT) | st.dates() | st.builds(Unreadable, st.text(max_size=10))
flags = st.none() | st.just(ABSENT) | st.booleans()
moments = st.none() | st.just(ABSENT) | st.datetimes() | st.datetimes(timezones=st.just(UTC)) | st.just(NOON)
VALUES = {
    **dict.fromkeys(FIELDS, texts),
    **dict.fromkeys(("birth_date", "license_expires", "medical_expires"), days),
    **dict.fromkeys(("is_medical", "banned"), flags),
    **dict.fromkeys(("last_visit_at", "created_at", "updated_at"), moments),
    "caregivers": st.lists(st.builds(Caregiver, st.text(), st.text(), st.text()), max_size=2).map(tuple),
    "warnings": st.none() | st.lists(st.text(), max_size=2).map(tuple),
    "verification": st.just(ABSENT) | st.builds(Verification, st.text(), st.lists(st.text(), max_size=2).map(tuple)),
}


@given(st.fixed_dictionaries(VALUES))
def test_a_record_comes_back_as_it_was(fields: dict[str, object]) -> None:
    """Absent, null, empty and unreadable are told apart."""
    customer = replace(person("1"), **fields)  # type: ignore[arg-type]  # each value is of its field's type
    assert unpack(customer.ref, pack(customer)) == customer


def test_only_indexed_fields_are_kept(index: Index) -> None:
    index.put(person("1", first_name="Ada", notes="private", gender="f", extra={"x": "y"}))
    (hit,) = index.search("ada")
    assert hit.customer == person("1", first_name="Ada")


def test_put_twice_is_one_person(index: Index) -> None:
    ada = person("1", first_name="Ada", last_name="Field")
    index.put(ada, ada)
    index.put(ada)
    assert index.found("ada field") == ["1"]
    assert counts(index) == [1, 1, 1]
    assert vocabulary(index) == {"ada": 1, "field": 1}


def test_an_unchanged_person_is_not_written(index: Index) -> None:
    ada = person("1", first_name="Ada")
    index.put(ada)
    before = index.connection.total_changes
    index.put(ada)
    assert index.connection.total_changes == before


def test_a_renamed_person_is_found_by_the_new_name_alone(index: Index) -> None:
    index.put(person("1", first_name="Ada", last_name="Field"))
    index.put(person("1", first_name="Ada", last_name="Meadow"))
    assert index.found("ada meadow") == ["1"]
    assert "1" not in index.found("field")
    assert counts(index) == [1, 1, 1]
    assert vocabulary(index) == {"ada": 1, "meadow": 1}


def test_what_nobody_is_found_by_is_renewed_too(index: Index) -> None:
    index.put(person("1", first_name="Ada", banned=False))
    index.put(person("1", first_name="Ada", banned=True))
    assert [hit.customer.banned for hit in index.search("ada")] == [True]


def test_a_renewed_person_keeps_the_place(index: Index) -> None:
    """A synchronisation does not say who was seen lately."""
    index.put(*(person(str(number), first_name="Ada") for number in range(3)))
    index.put(person("0", first_name="Ada", last_name="Field"))
    assert index.found("ada") == ["2", "1", "0"]


def test_opened_customers_come_first(index: Index) -> None:
    everybody = [person(str(number), first_name="Ada") for number in range(4)]
    index.put(*everybody)
    note_opened(index, everybody[1], NOON)
    note_opened(index, everybody[0], NOON + timedelta(minutes=1))
    note_opened(index, everybody[0], NOON + timedelta(minutes=2))
    note_opened(index, person("new", NORTH, first_name="Ada"), NOON + timedelta(minutes=1))
    assert index.found("ada") == ["new", "0", "1", "3", "2"]
    lately = finding.lately(index.connection, (HARBOR, NORTH), 50)
    assert [one.ref.customer_id for one in lately] == ["0", "new", "1"]
    assert [one.ref.customer_id for one in finding.lately(index.connection, (HARBOR,), 1)] == ["0"]
    assert counts(index) == [5, 5, 5]


def test_removed_people_are_not_found(index: Index) -> None:
    index.put(*(person(str(number), first_name="Ada", last_name=f"Field{number}") for number in range(3)))
    with writing(index.connection):
        people.remove(index.connection, [person("2").ref, person("7").ref, person("1", NORTH).ref])
    assert index.found("ada") == ["1", "0"]
    assert counts(index) == [2, 2, 2]
    assert set(vocabulary(index)) == {"ada", "field0", "field1"}
    index.put(person("new", first_name="Ada"))
    assert index.found("ada") == ["new", "1", "0"]


def test_a_dropped_store_leaves_nothing(index: Index) -> None:
    """In steps, so that others can write between them."""
    index.put(*(person(str(number), first_name="Ada") for number in range(people.DROPPED_AT_ONCE + 1)))
    index.put(person("1", NORTH, first_name="Ada"))
    steps = 1
    with writing(index.connection):
        while people.drop_some(index.connection, HARBOR):
            steps += 1
    assert steps == 2
    assert index.found("ada") == ["1"]
    assert counts(index) == [1, 1, 1]
    assert vocabulary(index) == {"ada": 1}


def test_with_license(index: Index) -> None:
    index.put(
        person("1", license_number="d 123-456"),
        person("2", NORTH, license_number="D123456"),
        person("3", license_number="D1234567"),
        person("D123456", license_number=None),
    )
    asked = [
        [one.ref.customer_id for one in finding.with_license(index.connection, number, stores)]
        for number, stores in (
            ("D123456", (HARBOR, NORTH)),
            ("D-123 456", (HARBOR,)),
            ("", (HARBOR,)),
            ("-", (HARBOR,)),
        )
    ]
    assert asked == [["2", "1"], ["1"], [], []]


@pytest.mark.parametrize(
    ("family", "numbers"),
    [
        ("garcia-lopez", ["1", "2", "3"]),
        ("García López", ["1", "2", "3"]),
        ("garcia", ["6"]),
        ("Lopez", ["3"]),
        ("O'Neil", []),
        ("", []),
    ],
)
def test_born(index: Index, family: str, numbers: list[str]) -> None:
    """That day and that whole family name, accents, capitals and hyphens aside."""
    day = date(1992, 4, 7)
    index.put(
        person("1", last_name="García-López", birth_date=day),
        person("2", last_name="Garcia Lopez", birth_date=day),
        person("3", single_name="Ana Garcia Lopez", birth_date=day),
        person("4", last_name="García-López", birth_date=date(1992, 7, 4)),
        person("5", last_name="García-López", birth_date=Unreadable("1992-04-07")),
        person("6", first_name="Lopez", last_name="García", birth_date=day),
    )
    assert sorted(one.ref.customer_id for one in finding.born(index.connection, day, family, (HARBOR,))) == numbers


def test_settling_changes_no_answer(index: Index) -> None:
    for number in range(20):
        index.put(person(str(number), first_name="Ada", last_name=f"Field{number}"))
    with writing(index.connection):
        more = people.begin_settling(index.connection)
        while more:
            more = people.settle_some(index.connection)
    assert index.found("ada") == [str(number) for number in reversed(range(20))]
    assert index.kinds("ada field7") == {"7": MatchKind.EXACT}

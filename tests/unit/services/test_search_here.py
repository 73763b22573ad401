"""Finding people in the index while typing, without asking anybody; and the rows of the index and the stores as one list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from app.core.chip import Chip
from app.core.customer import Customer, CustomerRef
from app.core.index import Hit, Mark, MatchKind
from app.core.values import Unreadable
from app.services.rows import Row, one_list, shown_marks, why_of
from tests.unit.core.records import record
from tests.unit.services.practice import HERE, THERE, Practice, ref, run


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


def opened(practice: Practice, people: Iterable[Customer]) -> None:
    """Customers opened at this desk, one after the other."""

    async def open_all() -> None:
        for one in people:
            practice.clock.pass_by(minutes=1)
            practice.desk.recent.remember(one)
        await practice.desk.feed.settled()

    run(open_all())


@pytest.fixture
def full(practice: Practice) -> Practice:
    """A desk at which the three were opened, the last of them last."""
    practice.open()
    opened(practice, PEOPLE)
    return practice


def found(practice: Practice, text: str) -> tuple[Row, ...]:
    """The rows."""
    return run(practice.desk.search.here(text))


def numbers(rows: Iterable[Row]) -> list[int]:
    """Their customer numbers."""
    return [int(row.ref.customer_id) for row in rows]


@pytest.mark.parametrize(
    ("text", "why", "kind"),
    [
        ("jose", "exact name", MatchKind.EXACT),
        ("JOSÉ nunez", "exact name", MatchKind.EXACT),
        ("nun jo", "name", MatchKind.PREFIX),
        ("7001", "number", MatchKind.EXACT),
        ("c123", "ID", MatchKind.PREFIX),
        ("jose.n@ex", "e-mail", MatchKind.PREFIX),
        ("04/07/1992", "birth date", MatchKind.EXACT),
        ("(628) 203-2916", "phone", MatchKind.EXACT),
        ("628-203", "phone", MatchKind.PREFIX),
        ("2916", "end of phone", MatchKind.PREFIX),
        ("nubez jose", "typo", MatchKind.TYPO),
    ],
)
def test_a_row_says_why_it_is_there(full: Practice, text: str, why: str, kind: MatchKind) -> None:
    """In the words of a clerk, with how well it fits."""
    row = found(full, text)[0]
    assert (numbers([row]), row.why, row.kind) == ([7001], why, kind)


@pytest.mark.parametrize("text", ["", "  ", ","])
def test_nothing_typed_shows_those_opened_lately(full: Practice, text: str) -> None:
    """The latest first; the rows say so, that nobody takes them for a store's answer."""
    rows = found(full, text)
    assert numbers(rows) == [7003, 7002, 7001]
    assert {(row.why, row.kind) for row in rows} == {("lately", None)}


def test_opening_again_puts_on_top(full: Practice) -> None:
    """The order is that of opening."""
    opened(full, PEOPLE[:1])
    assert numbers(found(full, "")) == [7001, 7003, 7002]


def test_people_of_a_store_that_is_gone_are_not_shown(full: Practice) -> None:
    """They could not be opened; those of the open stores are, with the name of the store."""
    opened(full, [replace(PEOPLE[0], ref=CustomerRef(THERE, "1"))])
    assert numbers(found(full, "")) == [7003, 7002, 7001]
    full.open(HERE, THERE)
    assert [row.store for row in found(full, "jose")] == ["There", "Here"]


def test_nobody_is_asked(full: Practice) -> None:
    """Typing never touches the network."""
    found(full, "jose")
    assert full.wire.asked == []


def test_whoever_is_no_longer_at_the_store_is_not_found(full: Practice) -> None:
    """Nor whoever was read as deleted."""

    async def lose() -> None:
        full.desk.recent.forget(ref(7001))
        full.desk.recent.refresh(replace(PEOPLE[2], standing="deleted"))
        await full.desk.feed.settled()

    run(lose())
    assert numbers(found(full, "")) == [7002]


# ------------------------------------------------------------------------------------------------ what matched


@pytest.mark.parametrize(
    ("fields", "mark", "shown"),
    [
        ({"first_name": "Johnny", "last_name": "Appleseed"}, Mark("last_name", 0, 3), ["APP"]),
        ({"first_name": "Johnny", "last_name": "Appleseed"}, Mark("first_name", 0, 4), ["John"]),
        ({"first_name": "Ann", "last_name": "Strauß"}, Mark("last_name", 5, 6), ["SS"]),
        ({"first_name": " Ann ", "last_name": "Lee", "nickname": "Annie"}, Mark("nickname", 0, 2), ["An"]),
        ({"first_name": " Ann ", "last_name": "Lee"}, Mark("first_name", 1, 4), ["Ann"]),
        ({"single_name": "Ann Lee"}, Mark("single_name", 4, 7), ["Lee"]),
        ({"first_name": "Ann", "middle_name": "May", "last_name": "Lee"}, Mark("middle_name", 0, 3), []),
        ({"phone": "+16282032916"}, Mark("phone", 8, 12), ["2916"]),
        ({"phone": "+16282032916"}, Mark("phone", 0, 12), ["628) 203-2916"]),
        ({"phone": "0501234567"}, Mark("phone", 0, 4), ["0501"]),
        ({"birth_date": date(1992, 4, 7)}, Mark("birth_date", 0, 4), ["1992"]),
        ({"email": "a@example.com"}, Mark("email", 0, 1), []),
    ],
)
def test_marks_are_of_what_is_shown(
    practice: Practice, fields: dict[str, object], mark: Mark, shown: list[str]
) -> None:
    """Names stand in another order and in capitals, phones in another spelling; what is not shown has no mark."""
    practice.open()
    customer = record(ref=ref(1), **fields)
    row = practice.desk.search.row(customer, "")
    marks = shown_marks(customer, [mark])
    assert [str(getattr(row, one.field))[one.start : one.end] for one in marks] == shown


def test_a_whole_phone_is_not_the_end_of_one() -> None:
    """Whether the country code was typed or not."""
    customer = record(phone="+16282032916")
    for start, why in ((0, "phone"), (2, "phone"), (5, "end of phone")):
        assert why_of(Hit(customer, MatchKind.PREFIX, "phone", (Mark("phone", start, 12),))) == why


# ------------------------------------------------------------------------------------------------ one list


EXACT, PREFIX, TYPO = MatchKind.EXACT, MatchKind.PREFIX, MatchKind.TYPO


def row(number: int, kind: MatchKind | None, *, name: str = "LEE, Ann", why: str = "") -> Row:
    """A row of somebody."""
    return Row(ref(number), name, "", "", "", Chip(""), "", why, kind)


def test_one_person_is_one_row() -> None:
    """With the store's fresh data and the better reason."""
    here = [row(1, PREFIX, why="name"), row(2, TYPO, why="typo")]
    asked = [row(2, EXACT, name="LEE, Anna", why="phone")]
    assert one_list(here, asked, []) == (asked[0], here[0])


def test_an_exact_row_keeps_its_reason_and_its_marks() -> None:
    """What matched is still underlined when the store's answer comes, unless the text is another."""
    marks = (Mark("name", 0, 3),)
    here = [replace(row(1, EXACT, why="exact name"), marks=marks)]
    assert one_list(here, [row(1, EXACT, why="name")], []) == (here[0],)
    renamed = row(1, EXACT, name="LI, Ann", why="name")
    assert one_list(here, [renamed], []) == (replace(renamed, why="exact name"),)


def test_no_row_that_is_shown_moves() -> None:
    """Whoever comes later and fits exactly stands below those who do, in front of the weaker ones, the others below all."""
    here = [row(1, EXACT), row(5, PREFIX), row(6, TYPO)]
    first = one_list(here, [row(9, EXACT)], [ref(1), ref(5), ref(6)])
    assert numbers(first) == [1, 9, 5, 6]
    later = [*here, row(7, TYPO)]
    then = one_list(later, [row(8, EXACT), row(9, EXACT), row(6, EXACT)], [one.ref for one in first])
    assert numbers(then) == [1, 9, 8, 5, 6, 7]
    assert then[4].kind is EXACT, "what the store said of it is shown where it stands"


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_the_order_does_not_hang_on_who_answers_first(order: list[int]) -> None:
    """Those whom the index found keep its order, whichever store answers first and how well they fit by then."""
    here, answers = [row(1, PREFIX), row(2, PREFIX), row(3, TYPO)], [row(3, EXACT), row(2, EXACT)]
    rows, asked = one_list(here, [], []), []
    for answer in order:
        asked.append(answers[answer])
        rows = one_list(here, asked, [one.ref for one in rows])
    assert numbers(rows) == [1, 2, 3]


def test_nobody_comes_to_stand_above_the_row_that_the_clerk_has_gone_to() -> None:
    """The arrow keys go on from where they were."""
    here = [row(1, EXACT), row(5, PREFIX), row(6, TYPO), row(7, TYPO)]
    shown = [one.ref for one in here]
    assert numbers(one_list(here, [row(9, EXACT)], shown, ref(6))) == [1, 5, 6, 9, 7]
    assert numbers(one_list(here, [row(9, EXACT)], shown, ref(1))) == [1, 9, 5, 6, 7]
    assert numbers(one_list(here, [row(9, EXACT)], shown, ref(404))) == [1, 9, 5, 6, 7]

"""Lists of customers: pages, periods, and what is said of a list that is short (vendor document 5, 7, 14)."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from app.core.errors import AppError, InvalidInput, UnexpectedReply
from app.core.vendor import CreatedBetween, Listing, UpdatedSince
from app.vendors.foodics.client import FoodicsClient
from app.vendors.foodics.listing import Filters, Question, Sort
from tests.unit.vendors.foodics.scripted_foodics import INCLUDE, Record, asked, listed, path_of, play
from tests.unit.vendors.scripted_server import Answer, ScriptedServer, Seen, as_json

EVERYBODY = CreatedBetween(date(2000, 1, 1), date(2100, 1, 1))


def person(number: int, **changed: object) -> Record:
    """Somebody made on the n-th day of 2020 at noon and changed a year later."""
    made = datetime(2020, 1, 1, 12, tzinfo=UTC) + timedelta(days=number)
    return {
        "id": str(number),
        "name": f"P{number}",
        "created_at": f"{made:%Y-%m-%d %H:%M:%S}",
        "updated_at": f"{made + timedelta(days=365):%Y-%m-%d %H:%M:%S}",
        "deleted_at": None,
        **changed,
    }


def store(people: list[Record], *, most_pages: int = 1000, size: int = 50) -> Callable[[Seen], Answer]:
    """A store with these people, which filters by change and sorts as asked; its list ends after some pages."""

    def answer(seen: Seen) -> Answer:
        query = asked(seen)
        after = query.get("filter[updated_after]", "")
        fitting = [one for one in people if str(one["updated_at"]) >= after]
        fitting.sort(key=lambda one: str(one[query["sort"].lstrip("-")]), reverse=query["sort"].startswith("-"))
        number = int(query["page"])
        page = fitting[(number - 1) * size : number * size] if number <= most_pages else []
        last = -(-len(fitting) // size)
        return listed(*page, page=number, last=last, total=len(fitting))

    return answer


def names(script: Callable[[Seen], Answer], listing: Listing) -> tuple[list[str], AppError | None, list[Seen]]:
    """The ids listed, the error at the end, and what was asked."""
    found: list[str] = []
    errors: list[AppError] = []

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        try:
            async for people in client.listed(listing):
                found.extend(one.ref.customer_id for one in people)
        except AppError as error:
            errors.append(error)

    seen = play(script, work)
    return found, next(iter(errors), None), seen


def test_a_page_as_documented() -> None:
    """5 and 7: fifty a page unasked, the relations asked for, deleted ones excluded, sorted by a sortable field."""
    found, error, seen = names(store([person(number) for number in range(120)]), EVERYBODY)
    assert (len(found), len(set(found)), error) == (120, 120, None)
    assert [path_of(one) for one in seen] == ["/customers"] * 3
    assert asked(seen[1]) == {"filter[is_deleted]": "false", "include": INCLUDE, "sort": "created_at", "page": "2"}


def test_created_between_is_chosen_here() -> None:
    """7: there is no such filter; whoever was made in a period was also changed since. It ends with its last day."""
    people = [person(number) for number in range(200)]
    found, error, seen = names(store(people), CreatedBetween(date(2020, 1, 11), date(2020, 1, 20)))
    assert found == [str(number) for number in range(10, 20)]
    assert error is None
    assert asked(seen[0])["filter[updated_after]"] == "2020-01-10"
    assert len(seen) == 2  # the second page holds nobody of the period any more


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process cannot be set here")
@pytest.mark.parametrize(
    ("zone", "since"), [("Asia/Riyadh", "2020-01-09"), ("UTC", "2020-01-10"), ("America/Los_Angeles", "2020-01-10")]
)
def test_the_first_day_is_this_desks_own(zone: str, since: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """7 and 14.7: the vendor's days are UTC's, and east of Greenwich a day begins on the one before."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        _, _, seen = names(store([]), CreatedBetween(date(2020, 1, 11), date(2020, 1, 20)))
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()
    assert asked(seen[0])["filter[updated_after]"] == since


def test_a_time_nobody_can_read_hides_nobody() -> None:
    """An export never loses a person over a date."""
    people = [person(1), person(2, created_at="some day"), person(3, created_at=None)]

    def answer(_: Seen) -> Answer:
        return listed(*people)

    found, _, _ = names(answer, CreatedBetween(date(2020, 1, 2), date(2020, 1, 2)))
    assert found == ["1", "2", "3"]


def test_updated_since_asks_a_day_early_and_drops_the_rest() -> None:
    """14.7: whether the day counts is unknown, so a day early; what changed before the moment is not listed."""
    moment = datetime(2021, 1, 5, 12, 0, 0, 900, tzinfo=UTC)
    found, error, seen = names(store([person(number) for number in range(1, 10)]), UpdatedSince(moment))
    assert asked(seen[0])["filter[updated_after]"] == "2021-01-04"
    assert found == [str(number) for number in range(5, 10)]
    assert error is None


def test_those_deleted_since_have_a_list_of_their_own() -> None:
    """5: `is_deleted` is always said, so the deleted are asked for apart, and only where they are wanted."""
    gone = person(9, deleted_at="2021-01-09 12:00:00")
    long_gone = person(1, deleted_at="2021-01-01 12:00:00")

    def answer(seen: Seen) -> Answer:
        return listed(*([gone, long_gone] if asked(seen)["filter[is_deleted]"] == "true" else [person(5), person(6)]))

    moment = datetime(2021, 1, 5, 12, tzinfo=UTC)
    found, error, seen = names(answer, UpdatedSince(moment, with_deleted=True))
    assert (found, error) == (["5", "6", "9"], None)
    assert {asked(one)["filter[updated_after]"] for one in seen} == {"2021-01-04"}
    assert names(answer, UpdatedSince(moment))[0] == ["5", "6"]


def test_a_moment_with_another_offset() -> None:
    """The vendor's times are UTC, and so is the day it is asked for."""
    moment = datetime.fromisoformat("2021-01-05T01:00:00+03:00")
    _, _, seen = names(store([person(1)]), UpdatedSince(moment))
    assert asked(seen[0])["filter[updated_after]"] == "2021-01-03"


@pytest.mark.parametrize(
    ("moment", "day", "listed_there"),
    [
        (datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))), "9999-12-30", []),
        (datetime.min.replace(tzinfo=timezone(timedelta(hours=14))), None, ["1"]),
    ],
)
def test_a_moment_at_the_end_of_the_calendar(moment: datetime, day: str | None, listed_there: list[str]) -> None:
    """In UTC there is no such day: the calendar's own stands for it."""
    found, error, seen = names(lambda _: listed(person(1)), UpdatedSince(moment))
    assert (found, error) == (listed_there, None)
    assert asked(seen[0]).get("filter[updated_after]") == day


def test_deleted_ones_in_an_unfiltered_list() -> None:
    """7: a server that ignores the filter lists them all the same; they are left out here."""
    people = [person(1), person(2, deleted_at="2024-01-01 00:00:00"), person(3)]
    found, error, _ = names(store(people), EVERYBODY)
    assert (found, error) == (["1", "3"], None)


def test_a_list_that_ends_after_page_ten_is_walked_on_by_change() -> None:
    """14.8: five hundred of seven hundred came, so the rest is asked for in slices, and nobody comes twice."""
    people = [person(number) for number in range(700)]
    found, error, seen = names(store(people, most_pages=10), EVERYBODY)
    assert error is None
    assert sorted(map(int, found)) == list(range(700))
    assert {asked(one)["sort"] for one in seen} == {"created_at", "updated_at"}


@pytest.mark.parametrize("listing", [EVERYBODY, UpdatedSince(datetime(2020, 1, 1, tzinfo=UTC))])
def test_one_late_change_hides_nobody(listing: Listing) -> None:
    """14.8: the next slice begins where the last one by change came to, not at the latest change of all that was seen."""
    people = [person(number) for number in range(720)]
    people[3] = person(3, updated_at="2024-02-02 00:00:00")
    found, error, _ = names(store(people, most_pages=10), listing)
    assert error is None
    assert sorted(map(int, found)) == list(range(720))


def test_changes_in_another_order_than_creations_hide_nobody() -> None:
    """14.8: who was made last may have been changed first."""
    people = [person(number) for number in range(1800)]
    for number, one in enumerate(people):
        changed = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=number * 487 % 9000)
        people[number] = {**one, "updated_at": f"{changed:%Y-%m-%d %H:%M:%S}"}
    found, error, _ = names(store(people, most_pages=10), EVERYBODY)
    assert error is None
    assert sorted(map(int, found)) == list(range(1800))


def test_who_is_changed_while_slices_are_read_hides_nobody() -> None:
    """14.8: they move to the end, and others up past the page that is read next; another round finds those."""
    people = [person(number) for number in range(700)]
    whole = store(people, most_pages=10)
    changed: list[int] = []

    def answer(seen: Seen) -> Answer:
        told = whole(seen)
        if asked(seen)["sort"] == "updated_at" and len(changed) < 3:
            changed.append(100 * len(changed))
            people[changed[-1]] = person(changed[-1], updated_at="2025-01-01 00:00:00")
        return told

    found, error, _ = names(answer, EVERYBODY)
    assert error is None
    assert sorted(map(int, found)) == list(range(700))


def test_more_changes_on_a_day_than_a_slice_has() -> None:
    """5 and 14.8: nothing leads to some of them, and that is said; those changed later are there all the same."""
    people = [person(number, updated_at="2024-01-05 12:00:00") for number in range(1200)]
    people[1199] = person(1199, updated_at="2024-01-09 12:00:00")
    found, error, _ = names(store(people, most_pages=10), EVERYBODY)
    assert len(found) == len(set(found)) == 501
    assert "1199" in found
    assert isinstance(error, UnexpectedReply)
    assert "501 of 1200" in error.what


def test_a_list_that_ends_early_and_ignores_the_filter_is_said_to_be_short() -> None:
    """5 and 14.8: the first five hundred, whatever they are asked for; it ends, and says how many lack."""
    people = [person(number) for number in range(700)]

    def answer(seen: Seen) -> Answer:
        number = int(asked(seen)["page"])
        page = people[(number - 1) * 50 : number * 50] if number <= 10 else []
        return listed(*page, page=number, last=14, total=700)

    found, error, _ = names(answer, EVERYBODY)
    assert len(found) == 500
    assert isinstance(error, UnexpectedReply)
    assert "500 of 700" in error.what


def test_a_list_that_repeats_itself_is_said_to_be_short() -> None:
    """5: a next link on every page and no numbers: whether anybody follows cannot be known."""
    people = [person(number) for number in range(50)]
    repeated = as_json({"data": people, "links": {"next": "https://elsewhere"}})
    found, error, seen = names(lambda _: repeated, EVERYBODY)
    assert (len(found), len(seen)) == (50, 3)
    assert isinstance(error, UnexpectedReply)
    assert "repeats itself" in error.what


@pytest.mark.parametrize("count", [150, 101, 100, 260])
@pytest.mark.parametrize("gone", [[3], [3, 60], list(range(30, 95)), [99]])
def test_who_is_deleted_meanwhile_hides_nobody(count: int, gone: list[int]) -> None:
    """5: everybody behind them moves up, past the page that is read next; the total has fallen, and they are fetched."""
    people = [person(number) for number in range(count)]
    whole = store(people)

    def answer(seen: Seen) -> Answer:
        told = whole(seen)
        if asked(seen)["page"] == "2" and len(people) == count:
            people[:] = [one for one in people if int(str(one["id"])) not in gone]
        return told

    found, error, seen = names(answer, EVERYBODY)
    assert error is None
    assert {str(one["id"]) for one in people} <= set(found)
    assert len(found) == len(set(found))
    assert {asked(one)["sort"] for one in seen} == {"created_at"}


def test_a_list_known_to_be_short_is_said_to_be_short() -> None:
    """5: the number gathered is compared with the total, after everything that came was handed on."""

    def answer(seen: Seen) -> Answer:
        return listed(person(1), person(2), page=int(asked(seen)["page"]), last=1, total=9)

    found, error, _ = names(answer, EVERYBODY)
    assert found == ["1", "2"]
    assert isinstance(error, UnexpectedReply)
    assert "2 of 9" in error.what


@pytest.mark.parametrize(
    "meta",
    [
        {},
        {"meta": None},
        {"meta": "x", "links": 5},
        {"meta": {"last_page": "soon", "total": "many"}},
        {"links": {"next": None}},
        {"meta": {"last_page": "1", "total": "2"}},
    ],
)
def test_a_list_without_usable_numbers_ends_all_the_same(meta: dict[str, object]) -> None:
    """5: by its page's number, by a missing link, else by being short."""
    found, error, seen = names(lambda _: as_json({"data": [person(1), person(2)], **meta}), EVERYBODY)
    assert (found, error, len(seen)) == (["1", "2"], None, 1)


def test_the_next_link_is_never_followed() -> None:
    """5: pages are counted, so the token goes to no address that an answer names."""
    found, _, seen = names(store([person(number) for number in range(60)]), EVERYBODY)
    assert len(found) == 60
    assert all(path_of(one) == "/customers" for one in seen)


def test_a_period_the_wrong_way_round() -> None:
    """Refused before anything is asked."""
    _, error, seen = names(store([]), CreatedBetween(date(2020, 1, 2), date(2020, 1, 1)))
    assert isinstance(error, InvalidInput)
    assert not seen


def test_any_of_the_filters_in_any_order() -> None:
    """7: all eleven, the sort and the relations as asked for."""
    question = Question(filters=Filters(tag="t1", has_orders=True, deleted=True), sort=Sort.NEWEST_CHANGE, page=3)

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        people, page = await client.page(question)
        assert [one.standing for one in people] == ["deleted"]
        assert (page.is_last, page.total) == (True, 101)

    gone = person(1, deleted_at="2024-01-01 00:00:00")
    (seen,) = play(lambda _: listed(gone, page=3, last=3, total=101), work)
    assert asked(seen) == {
        "filter[tags.id]": "t1",
        "filter[has_orders]": "true",
        "filter[is_deleted]": "true",
        "include": INCLUDE,
        "sort": "-updated_at",
        "page": "3",
    }

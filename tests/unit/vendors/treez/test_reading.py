"""The Treez client's look-ups and lists (vendor document 4 and 6)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from app.core.errors import (
    InvalidInput,
    NotFound,
    NotOffered,
    UnexpectedReply,
)
from app.core.query import Lookup, LookupKind
from app.core.vendor import CreatedBetween, UpdatedSince
from app.vendors.treez.client import TreezClient
from tests.unit.vendors.scripted_server import (
    Answer,
    Script,
    ScriptedServer,
    Seen,
    as_json,
)
from tests.unit.vendors.treez.samples import sample
from tests.unit.vendors.treez.scripted_treez import (
    MISS,
    NO_CUSTOMER,
    RECORD,
    ROOT,
    calls_of,
    holding,
    play,
    record_of,
)

PACIFIC = timezone(timedelta(hours=-7))


@pytest.mark.parametrize(
    ("kind", "value", "path"),
    [
        (LookupKind.ID, " 121 ", "/customer/121"),
        (LookupKind.PHONE, "+1 (628) 203-2916", "/customer/phone/6282032916"),
        (LookupKind.EMAIL, "a+b/c@example.com", "/customer/email/a%2Bb%2Fc%40example.com"),
        (LookupKind.LICENSE, "C 123/4", "/customer/driverlicense/C%20123%2F4"),
        (LookupKind.NAME, "Zoë O'Neil", "/customer/firstname/Zo%C3%AB/lastname/O%27Neil"),
        (LookupKind.NAME, "O'Neil, Mary Ann", "/customer/firstname/Mary%20Ann/lastname/O%27Neil"),
    ],
)
def test_the_path_of_each_look_up(kind: LookupKind, value: str, path: str) -> None:
    """4: each value percent-encoded with no safe characters, phones as ten digits."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        (found,) = await client.find(Lookup(kind, value))
        assert found.ref.customer_id == "121"

    assert [one.path for one in calls_of(play(lambda _: holding([RECORD]), work))] == [ROOT + path]


@pytest.mark.parametrize(
    ("answer", "count"),
    [
        (holding(None), 0),
        (holding([]), 0),
        (holding({}), 0),
        (MISS, 0),
        (NO_CUSTOMER, 0),
        (as_json({"resultCode": "SUCCESS"}), 0),
        (as_json({"resultCode": "FAIL", "resultReason": "NOT_FOUND"}), 0),
        (holding(RECORD), 1),
        (holding([RECORD]), 1),
        (holding([RECORD, RECORD]), 1),
        (holding([RECORD, None, record_of(5)]), 2),
    ],
)
def test_object_list_or_nothing(answer: Answer, count: int) -> None:
    """6.1 and 6.2: whichever way one, several or nobody is said; nobody twice."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        for kind, value in ((LookupKind.PHONE, "6282032916"), (LookupKind.LICENSE, "C1234567")):
            assert len(await client.find(Lookup(kind, value))) == count
        assert len(await client.find(Lookup(LookupKind.ID, "121"))) == min(count, 1)

    play(lambda _: answer, work)


def test_nobody_else_is_found_by_a_number() -> None:
    """4: of several the one with the number; where only others are, nobody is shown nor said not to be there."""

    async def work(client: TreezClient, server: ScriptedServer) -> None:
        for found in (await client.find(Lookup(LookupKind.ID, "121")), [await client.read("121")]):
            assert [one.ref.customer_id for one in found] == ["121"]
        server.script = lambda _: holding(record_of(3456))
        with pytest.raises(UnexpectedReply):
            await client.find(Lookup(LookupKind.ID, "121"))
        with pytest.raises(UnexpectedReply):
            await client.read("121")

    play(lambda _: holding([record_of(3456), RECORD]), work)


@pytest.mark.parametrize("value", ["123", "0282032916", "+44 20 7946 0958", "phone", ""])
def test_a_number_that_cannot_be_one_is_not_asked_for(value: str) -> None:
    """11.3: refused before any request."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        with pytest.raises(InvalidInput) as refused:
            await client.find(Lookup(LookupKind.PHONE, value))
        assert refused.value.field == "phone"

    assert not play(lambda _: holding([]), work)


def test_words_that_are_other_endpoints_are_no_customer_numbers() -> None:
    """4, rows 8 and 14: /customer/caregivers is a list of people, not a person."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        for word in ("caregivers", "QUEUE"):
            with pytest.raises(InvalidInput):
                await client.find(Lookup(LookupKind.ID, word))

    assert not play(lambda _: holding([]), work)


def test_the_state_id_is_not_offered() -> None:
    """There is no such look-up; never "nobody found"."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        with pytest.raises(NotOffered):
            await client.find(Lookup(LookupKind.STATE_ID, "M1"))

    assert not play(lambda _: holding([]), work)


def test_a_name_is_asked_for_as_written_and_turned_round_only_if_nobody_is_there() -> None:
    """Every split as written, people once each; last name first only where that found nobody."""
    people = {
        "firstname/Mary%20Ann/lastname/Smith": 1,
        "firstname/Mary/lastname/Ann%20Smith": 2,
        "firstname/Ann/lastname/Lee": 3,
    }

    def script(seen: Seen) -> Answer:
        found = next((number for path, number in people.items() if seen.path.endswith(path)), None)
        return MISS if found is None else holding([record_of(found), record_of(9)])

    async def work(client: TreezClient, server: ScriptedServer) -> None:
        found = await client.find(Lookup(LookupKind.NAME, "Mary Ann Smith"))
        assert [one.ref.customer_id for one in found] == ["1", "9", "2"]
        assert len(calls_of(server.seen)) == 2
        found = await client.find(Lookup(LookupKind.NAME, "Lee Ann"))
        assert [one.ref.customer_id for one in found] == ["3", "9"]
        assert not await client.find(Lookup(LookupKind.NAME, "Lee, Bo"))
        with pytest.raises(InvalidInput):
            await client.find(Lookup(LookupKind.NAME, "Mary"))

    assert len(calls_of(play(script, work))) == 5


def test_reading_one_person() -> None:
    """With images only when asked; nobody is NotFound; another 404 is not."""

    async def work(client: TreezClient, server: ScriptedServer) -> None:
        assert (await client.read("121")).ref.customer_id == "121"
        assert (await client.read("121", documents=True)).documents == ()
        assert [one.path for one in calls_of(server.seen)] == [
            f"{ROOT}/customer/121",
            f"{ROOT}/customer/121?include_image_list=true",
        ]
        for answer, kind in ((NO_CUSTOMER, NotFound), (holding(None), NotFound), (as_json({}, 404), UnexpectedReply)):
            server.script = lambda _, answer=answer: answer  # type: ignore[misc]
            with pytest.raises(kind):
                await client.read("121")

    def script(seen: Seen) -> Answer:
        return holding({**RECORD, "imageList": []} if "image" in seen.path else RECORD)

    play(script, work)


def _pages(total: int) -> Script:
    def script(seen: Seen) -> Answer:
        page = int(seen.path.split("/page/")[1].split("/")[0])
        return holding([record_of(number) for number in range(total)][(page - 1) * 50 : page * 50])

    return script


@pytest.mark.parametrize(("total", "asked"), [(0, 1), (49, 1), (50, 2), (120, 3)])
def test_pages_until_a_short_one(total: int, asked: int) -> None:
    """4.1: from page 1, 50 a page, until an empty or a short page."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        listing = CreatedBetween(date(2019, 4, 1), date(2019, 4, 30))
        pages = [page async for page in client.listed(listing)]
        assert sum(map(len, pages)) == total

    calls = calls_of(play(_pages(total), work))
    assert [one.path for one in calls] == [
        f"{ROOT}/customer/signup/from/2019-03-31/to/2019-05-02/page/{page}/pagesize/50" for page in range(1, asked + 1)
    ]


@pytest.mark.parametrize("odd", [None, record_of(9)])
def test_a_page_of_fifty_entries_is_not_short(odd: object) -> None:
    """4.1: an entry that is null, or somebody who comes twice, hides nobody of the pages behind it."""
    people: list[object] = [record_of(number) for number in range(120)]
    people[10] = odd

    def script(seen: Seen) -> Answer:
        page = int(seen.path.split("/page/")[1].split("/")[0])
        return holding(people[(page - 1) * 50 : page * 50])

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        refs = [one.ref.customer_id async for page in client.listed(UpdatedSince(datetime.now(UTC))) for one in page]
        assert sorted(map(int, refs)) == [number for number in range(120) if number != 10]

    assert len(calls_of(play(script, work))) == 3


def test_a_server_that_ignores_the_page_is_said_to_be_short() -> None:
    """4.1: the same fifty, one of them null, whatever page is asked for: there is no end, and who follows is not known."""
    people = [None, *(record_of(number) for number in range(49))]
    refs: list[str] = []

    async def listing(client: TreezClient) -> None:
        async for page in client.listed(UpdatedSince(datetime.now(UTC))):
            refs.extend(one.ref.customer_id for one in page)

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        with pytest.raises(UnexpectedReply) as short:
            await listing(client)
        assert "repeats itself after 49" in short.value.what

    assert len(calls_of(play(lambda _: holding(people), work))) == 3
    assert len(refs) == 49


@pytest.mark.parametrize("zone", [PACIFIC, UTC])
@pytest.mark.parametrize("with_from", [True, False])
@pytest.mark.parametrize("with_to", [True, False])
def test_a_period_of_sign_ups_however_the_store_counts_it(zone: timezone, *, with_from: bool, with_to: bool) -> None:
    """4.2 and 12.8: whether the days named count, and in which zone, is unknown: the same people in any case."""
    midnight = datetime(2024, 1, 1, tzinfo=PACIFIC)
    moments = [midnight + timedelta(hours=6 * quarter) for quarter in range(40)]  # four a day, for ten days

    def script(seen: Seen) -> Answer:
        _, first, _, last, *_ = seen.path.split("/signup/")[1].split("/")
        days = [moment.astimezone(zone).date().isoformat() for moment in moments]
        return holding(
            [
                record_of(number, signup_date=moment.isoformat(timespec="milliseconds"))
                for number, (moment, day) in enumerate(zip(moments, days, strict=True))
                if (first <= day if with_from else first < day) and (day <= last if with_to else day < last)
            ]
        )

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        listing = CreatedBetween(date(2024, 1, 3), date(2024, 1, 4))
        refs = [one.ref.customer_id async for page in client.listed(listing) for one in page]
        assert refs == [str(number) for number in range(8, 16)]

    play(script, work)


def test_a_sign_up_nobody_can_read_hides_nobody() -> None:
    """An export never loses a person over a date; nor does the end of the calendar stop one."""
    people = [
        record_of(1, signup_date="some day"),
        record_of(2, signup_date=None),
        record_of(3, signup_date="2019-01-01"),
    ]

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        listing = CreatedBetween(date(2020, 1, 1), date.max)
        refs = [one.ref.customer_id async for page in client.listed(listing) for one in page]
        assert refs == ["1", "2"]

    play(lambda _: holding(people), work)


def test_people_who_move_down_while_paging_come_once() -> None:
    """4.1: the set moves while it is read."""
    people = [record_of(number) for number in range(60)]

    def script(seen: Seen) -> Answer:
        page = int(seen.path.split("/page/")[1].split("/")[0])
        shifted = people if page == 1 else [record_of(99), *people]
        return holding(shifted[(page - 1) * 50 : page * 50])

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        refs = [one.ref.customer_id async for page in client.listed(UpdatedSince(datetime.now(UTC))) for one in page]
        assert sorted(map(int, refs)) == list(range(60))

    play(script, work)


@pytest.mark.parametrize(
    ("moment", "sent"),
    [
        (datetime(2019, 9, 18, 11, 11, 36, 500, tzinfo=UTC), "2019-09-18T11%3A11%3A36.000%2B00%3A00"),
        (
            datetime(2019, 9, 18, 11, 11, 36, tzinfo=timezone(timedelta(hours=-7))),
            "2019-09-18T18%3A11%3A36.000%2B00%3A00",
        ),
        (datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))), "9999-12-31T23%3A59%3A59.999%2B00%3A00"),
        (datetime.min.replace(tzinfo=timezone(timedelta(hours=14))), "0001-01-01T00%3A00%3A00.000%2B00%3A00"),
    ],
)
def test_the_moment_in_the_path(moment: datetime, sent: str) -> None:
    """4.2: milliseconds and an offset with a colon, percent-encoded; in UTC, at the ends of the calendar too."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        assert not [page async for page in client.listed(UpdatedSince(moment))]

    calls = calls_of(play(lambda _: holding([]), work))
    assert calls[0].path == f"{ROOT}/customer/lastUpdated/after/{sent}/page/1/pagesize/50"


def test_days_the_wrong_way_round_are_refused() -> None:
    """Before any request."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        with pytest.raises(InvalidInput):
            assert not [page async for page in client.listed(CreatedBetween(date(2020, 2, 1), date(2020, 1, 1)))]

    assert not play(lambda _: holding([]), work)


def test_caregivers() -> None:
    """4, row 8: an object with a list; a miss is an empty list, a refusal an error."""

    async def work(client: TreezClient, server: ScriptedServer) -> None:
        assert [one.customer_id for one in await client.caregivers()] == ["2360", "2174"]
        server.script = lambda _: MISS
        assert not await client.caregivers()
        for refused in (Answer(400), as_json({"resultCode": "FAIL"}, 400)):
            server.script = lambda _, refused=refused: refused  # type: ignore[misc]
            with pytest.raises(UnexpectedReply):
                await client.caregivers()

    body = sample("v3_caregivers_response.json")
    assert calls_of(play(lambda _: Answer(200, body), work))[0].path == f"{ROOT}/customer/caregivers"

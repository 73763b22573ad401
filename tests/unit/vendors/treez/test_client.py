"""The Treez client's own rules: paths, headers, token, bodies, lists, documents."""

from __future__ import annotations

import base64
import itertools
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from urllib.parse import parse_qs

import pytest

from app.core.changes import Changes
from app.core.customer import Address, ConnectionId, Customer, CustomerRef, Document
from app.core.errors import (
    AccessDenied,
    AppError,
    Duplicate,
    InvalidInput,
    NotFound,
    NotOffered,
    NotSignedIn,
    UnexpectedReply,
    VendorTimeout,
)
from app.core.query import Lookup, LookupKind
from app.core.values import Value
from app.core.vendor import Connection, CreatedBetween, NewDocument, UpdatedSince
from app.vendors.pace import Timing
from app.vendors.treez.client import TreezClient
from tests.unit.vendors.scripted_server import (
    Answer,
    FakeTime,
    Fault,
    Script,
    ScriptedServer,
    Seen,
    as_json,
    run,
    scripted,
)
from tests.unit.vendors.treez.samples import sample

Record = Mapping[str, object]
Work = Callable[[TreezClient, ScriptedServer], Awaitable[None]]
RECORD: Record = json.loads(sample("seed_get_customer.json"))["data"]
MISS = as_json({"resultCode": "FAIL", "resultReason": "NOT_FOUND", "resultDetail": "Nothing was found"}, 404)
NO_CUSTOMER = as_json({"resultCode": "FAIL", "resultReason": "CUSTOMER_DOESNT_EXIST", "resultDetail": None}, 404)
FORBIDDEN = as_json({"message": "Forbidden"}, 403)
UNAUTHORISED = as_json(
    {"resultCode": "FAIL", "resultReason": "Full authentication is required to access this resource"}, 401
)
ROOT = "/v2.0/dispensary/partnersandbox2"


def _ok(data: object) -> Answer:
    return as_json({"resultCode": "SUCCESS", "resultReason": None, "resultDetail": None, "data": data})


def _record(number: object, **changed: object) -> Record:
    return {**RECORD, "customer_id": number, **changed}


def _play(
    script: Script,
    work: Work,
    *,
    token: Callable[[], Answer] | None = None,
    authorization: str = "",
    time: FakeTime | None = None,
) -> list[Seen]:
    """Run a coroutine with a client of a scripted Treez; answers the requests seen, signing in included."""
    fake = time or FakeTime()
    numbers = itertools.count(1)
    seen: list[Seen] = []

    def sell() -> Answer:
        return as_json({"resultCode": "SUCCESS", "access_token": f"T{next(numbers)}", "expires_in": "7200"})

    def answer(one: Seen) -> Answer:
        return (token or sell)() if one.path.endswith("gettokens") else script(one)

    async def playing() -> None:
        async with scripted(answer) as server:
            account = {"dispensary": "partnersandbox2"} | ({"authorization": authorization} if authorization else {})
            connection = Connection(
                id=ConnectionId("shop"), name="x", vendor="treez", base_url=f"{server.base_url}/v2.0/", account=account
            )
            timing = Timing(fake.clock, fake.sleep, lambda: 1.0, attempt_seconds=0.5)
            client = TreezClient(connection, {"client_id": "CLIENT", "api_key": "K&Y=1"}, timing=timing)
            try:
                await work(client, server)
            finally:
                await client.close()
                seen.extend(server.seen)

    run(playing)
    return seen


def _calls(seen: list[Seen]) -> list[Seen]:
    return [one for one in seen if not one.path.endswith("gettokens")]


# ---------------------------------------------------------------------------------------------------- signing in


def test_the_token_is_bought_with_a_form_and_sent_raw() -> None:
    """2.1: client_id and apikey as form fields; then the raw token and the client id in the headers of each call."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        await client.check()
        await client.check()

    seen = _play(lambda _: _ok([]), work)
    assert [one.method for one in seen] == ["POST", "GET", "GET"]
    assert seen[0].path == f"{ROOT}/config/api/gettokens"
    assert seen[0].headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(seen[0].body.decode()) == {"client_id": ["CLIENT"], "apikey": ["K&Y=1"]}
    assert "authorization" not in seen[0].headers
    assert (seen[1].headers["authorization"], seen[1].headers["client_id"]) == ("T1", "CLIENT")
    assert seen[1].path.endswith("/page/1/pagesize/1")


def test_bearer_is_a_setting() -> None:
    """A1: both forms are in working code, so the store's settings decide."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        await client.check()

    assert _play(lambda _: _ok([]), work, authorization="bearer")[1].headers["authorization"] == "Bearer T1"
    assert _play(lambda _: _ok([]), work, authorization="raw")[1].headers["authorization"] == "T1"


@pytest.mark.parametrize(
    ("expires_in", "seconds"),
    [
        ("7200", 7200),
        (7200, 7200),
        ("600", 600),
        (600.0, 600),
        (None, 7200),
        ("soon", 7200),
        ("-5", 7200),
        ("nan", 7200),
    ],
)
def test_a_token_lives_as_long_as_it_says(expires_in: object, seconds: float) -> None:
    """2.1: text or number; two hours where nothing readable is said; a minute before its end it is renewed."""
    time = FakeTime()

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        await client.check()
        time.now += seconds - 60 - 5
        await client.check()
        time.now += 10
        await client.check()

    answer = {"resultCode": "SUCCESS", "access_token": "T", "expires_in": expires_in}
    seen = _play(lambda _: _ok([]), work, token=lambda: as_json(answer), time=time)
    assert [one.path.endswith("gettokens") for one in seen] == [True, False, False, True, False]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (as_json({"resultCode": "FAIL", "resultReason": "invalid apikey K&Y=1"}), NotSignedIn),
        (as_json({"resultCode": "FAILED"}), NotSignedIn),
        (Answer(400), NotSignedIn),
        (UNAUTHORISED, NotSignedIn),
        (FORBIDDEN, NotSignedIn),
        (Answer(404, b"<html>", "text/html"), NotSignedIn),
        (Answer(200, b"<html>", "text/html"), UnexpectedReply),
        (as_json({"resultCode": "SUCCESS"}), UnexpectedReply),
        (as_json({"resultCode": "SUCCESS", "access_token": 5}), UnexpectedReply),
        (as_json({"resultCode": "SUCCESS", "access_token": "a b"}), UnexpectedReply),
        (as_json({"resultCode": "SUCCESS", "access_token": "a\r\nX: y"}), UnexpectedReply),
    ],
)
def test_no_token_no_call(answer: Answer, kind: type[AppError]) -> None:
    """2.1: how a wrong key is answered is undocumented, so any refusal is one; nothing of the key is shown."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        with pytest.raises(kind) as refused:
            await client.find(Lookup(LookupKind.PHONE, "6282032916"))
        assert "K&Y" not in refused.value.sentence

    assert not _calls(_play(lambda _: _ok([]), work, token=lambda: answer))


def test_a_403_of_a_call_that_used_to_work_renews_the_token_once() -> None:
    """2.2: then it is AccessDenied, and the right taken away does not cost a token at every later call."""
    answers = [_ok([]), FORBIDDEN, _ok([RECORD]), FORBIDDEN, FORBIDDEN, FORBIDDEN]

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        phone = Lookup(LookupKind.PHONE, "6282032916")
        assert await client.find(phone) == ()
        assert len(await client.find(phone)) == 1
        for _again in range(2):
            with pytest.raises(AccessDenied):
                await client.find(phone)

    seen = _play(lambda _: answers.pop(0), work)
    assert sum(one.path.endswith("gettokens") for one in seen) == 3
    assert not answers


def test_a_write_whose_token_ran_out_is_sent_again() -> None:
    """2.2: it was refused before anything was done."""
    answers = [UNAUTHORISED, _ok(RECORD)]

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        await client.create(NEW, ())

    calls = _calls(_play(lambda _: answers.pop(0), work))
    assert [one.headers["authorization"] for one in calls] == ["T1", "T2"]
    assert calls[0].body == calls[1].body


# ---------------------------------------------------------------------------------------------------- looking up


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

    assert [one.path for one in _calls(_play(lambda _: _ok([RECORD]), work))] == [ROOT + path]


@pytest.mark.parametrize(
    ("answer", "count"),
    [
        (_ok(None), 0),
        (_ok([]), 0),
        (_ok({}), 0),
        (MISS, 0),
        (NO_CUSTOMER, 0),
        (as_json({"resultCode": "SUCCESS"}), 0),
        (as_json({"resultCode": "FAIL", "resultReason": "NOT_FOUND"}), 0),
        (_ok(RECORD), 1),
        (_ok([RECORD]), 1),
        (_ok([RECORD, RECORD]), 1),
        (_ok([RECORD, None, _record(5)]), 2),
    ],
)
def test_object_list_or_nothing(answer: Answer, count: int) -> None:
    """6.1 and 6.2: whichever way one, several or nobody is said; nobody twice."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        for kind, value in ((LookupKind.PHONE, "6282032916"), (LookupKind.LICENSE, "C1234567"), (LookupKind.ID, "121")):
            assert len(await client.find(Lookup(kind, value))) == count

    _play(lambda _: answer, work)


@pytest.mark.parametrize("value", ["123", "0282032916", "+44 20 7946 0958", "phone", ""])
def test_a_number_that_cannot_be_one_is_not_asked_for(value: str) -> None:
    """11.3: refused before any request."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        with pytest.raises(InvalidInput) as refused:
            await client.find(Lookup(LookupKind.PHONE, value))
        assert refused.value.field == "phone"

    assert not _play(lambda _: _ok([]), work)


def test_words_that_are_other_endpoints_are_no_customer_numbers() -> None:
    """4, rows 8 and 14: /customer/caregivers is a list of people, not a person."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        for word in ("caregivers", "QUEUE"):
            with pytest.raises(InvalidInput):
                await client.find(Lookup(LookupKind.ID, word))

    assert not _play(lambda _: _ok([]), work)


def test_the_state_id_is_not_offered() -> None:
    """There is no such look-up; never "nobody found"."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        with pytest.raises(NotOffered):
            await client.find(Lookup(LookupKind.STATE_ID, "M1"))

    assert not _play(lambda _: _ok([]), work)


def test_a_name_is_asked_for_as_written_and_turned_round_only_if_nobody_is_there() -> None:
    """Every split as written, people once each; last name first only where that found nobody."""
    people = {
        "firstname/Mary%20Ann/lastname/Smith": 1,
        "firstname/Mary/lastname/Ann%20Smith": 2,
        "firstname/Ann/lastname/Lee": 3,
    }

    def script(seen: Seen) -> Answer:
        found = next((number for path, number in people.items() if seen.path.endswith(path)), None)
        return MISS if found is None else _ok([_record(found), _record(9)])

    async def work(client: TreezClient, server: ScriptedServer) -> None:
        found = await client.find(Lookup(LookupKind.NAME, "Mary Ann Smith"))
        assert [one.ref.customer_id for one in found] == ["1", "9", "2"]
        assert len(_calls(server.seen)) == 2
        found = await client.find(Lookup(LookupKind.NAME, "Lee Ann"))
        assert [one.ref.customer_id for one in found] == ["3", "9"]
        assert not await client.find(Lookup(LookupKind.NAME, "Lee, Bo"))
        with pytest.raises(InvalidInput):
            await client.find(Lookup(LookupKind.NAME, "Mary"))

    assert len(_calls(_play(script, work))) == 5


def test_reading_one_person() -> None:
    """With images only when asked; nobody is NotFound; another 404 is not."""

    async def work(client: TreezClient, server: ScriptedServer) -> None:
        assert (await client.read("121")).ref.customer_id == "121"
        assert (await client.read("121", documents=True)).documents == ()
        assert [one.path for one in _calls(server.seen)] == [
            f"{ROOT}/customer/121",
            f"{ROOT}/customer/121?include_image_list=true",
        ]
        for answer, kind in ((NO_CUSTOMER, NotFound), (_ok(None), NotFound), (as_json({}, 404), UnexpectedReply)):
            server.script = lambda _, answer=answer: answer  # type: ignore[misc]
            with pytest.raises(kind):
                await client.read("121")

    def script(seen: Seen) -> Answer:
        return _ok({**RECORD, "imageList": []} if "image" in seen.path else RECORD)

    _play(script, work)


# ---------------------------------------------------------------------------------------------------- lists


def _pages(total: int) -> Script:
    def script(seen: Seen) -> Answer:
        page = int(seen.path.split("/page/")[1].split("/")[0])
        return _ok([_record(number) for number in range(total)][(page - 1) * 50 : page * 50])

    return script


@pytest.mark.parametrize(("total", "asked"), [(0, 1), (49, 1), (50, 2), (120, 3)])
def test_pages_until_a_short_one(total: int, asked: int) -> None:
    """4.1: from page 1, 50 a page, until an empty or a short page."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        listing = CreatedBetween(date(2020, 1, 1), date(2020, 2, 29))
        pages = [page async for page in client.listed(listing)]
        assert sum(map(len, pages)) == total

    calls = _calls(_play(_pages(total), work))
    assert [one.path for one in calls] == [
        f"{ROOT}/customer/signup/from/2020-01-01/to/2020-02-29/page/{page}/pagesize/50" for page in range(1, asked + 1)
    ]


def test_people_who_move_down_while_paging_come_once() -> None:
    """4.1: the set moves while it is read."""
    people = [_record(number) for number in range(60)]

    def script(seen: Seen) -> Answer:
        page = int(seen.path.split("/page/")[1].split("/")[0])
        shifted = people if page == 1 else [_record(99), *people]
        return _ok(shifted[(page - 1) * 50 : page * 50])

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        refs = [one.ref.customer_id async for page in client.listed(UpdatedSince(datetime.now(UTC))) for one in page]
        assert sorted(map(int, refs)) == list(range(60))

    _play(script, work)


@pytest.mark.parametrize(
    ("moment", "sent"),
    [
        (datetime(2019, 9, 18, 11, 11, 36, 500, tzinfo=UTC), "2019-09-18T11%3A11%3A36.000%2B00%3A00"),
        (
            datetime(2019, 9, 18, 11, 11, 36, tzinfo=timezone(timedelta(hours=-7))),
            "2019-09-18T18%3A11%3A36.000%2B00%3A00",
        ),
    ],
)
def test_the_moment_in_the_path(moment: datetime, sent: str) -> None:
    """4.2: milliseconds and an offset with a colon, percent-encoded."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        assert not [page async for page in client.listed(UpdatedSince(moment))]

    calls = _calls(_play(lambda _: _ok([]), work))
    assert calls[0].path == f"{ROOT}/customer/lastUpdated/after/{sent}/page/1/pagesize/50"


def test_days_the_wrong_way_round_are_refused() -> None:
    """Before any request."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        with pytest.raises(InvalidInput):
            assert not [page async for page in client.listed(CreatedBetween(date(2020, 2, 1), date(2020, 1, 1)))]

    assert not _play(lambda _: _ok([]), work)


def test_caregivers() -> None:
    """4, row 8: an object with a list; a miss is an empty list, a refusal an error."""

    async def work(client: TreezClient, server: ScriptedServer) -> None:
        assert [one.customer_id for one in await client.caregivers()] == ["2360", "2174"]
        server.script = lambda _: MISS
        assert not await client.caregivers()
        server.script = lambda _: Answer(400)
        with pytest.raises(UnexpectedReply):
            await client.caregivers()

    body = sample("v3_caregivers_response.json")
    assert _calls(_play(lambda _: Answer(200, body), work))[0].path == f"{ROOT}/customer/caregivers"


# ---------------------------------------------------------------------------------------------------- writing

NEW: Mapping[str, Value] = {
    "first_name": "John",
    "last_name": "Doe",
    "birth_date": date(1990, 1, 1),
    "customer_type": "adult",
}
BASE = Customer(
    ref=CustomerRef(ConnectionId("shop"), "121"),
    first_name="Sample",
    last_name="TEST",
    birth_date=date(1992, 4, 7),
    customer_type="adult",
    groups=(" INDUSTRY",),
    license_number="D1",
)


def test_a_new_customer_as_documented() -> None:
    """7.1: the documented request, key for key, from form values."""
    values: Mapping[str, Value] = {
        **NEW,
        "gender": "U",
        "email": "john.doe@example.com",
        "phone": "+12138167531",
        "license_number": "D1234567",
        "license_expires": date(2030, 12, 31),
        "banned": False,
        "opt_out": False,
        "loyalty_balance": 100,
        "groups": ("SENIOR",),
        "referral_source": "Leafly",
        "nickname": "",
        "notes": None,
    }
    home = Address(
        kind="address_of_record", street1="1 Example St", city="Oakland", state="CA", postal_code="94612", primary=True
    )

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        made = await client.create(values, (home, Address(kind="secondary_address", state="CA")))
        assert made.ref.customer_id == "20"

    (call,) = _calls(_play(lambda _: Answer(200, sample("v3_create_customer_response.json")), work))
    assert (call.method, call.path) == ("POST", f"{ROOT}/customer/detailcustomer")
    assert call.headers["content-type"] == "application/json"
    assert json.loads(call.body) == json.loads(sample("create_customer_request_synthetic.json"))


def test_a_created_record_may_come_in_a_list() -> None:
    """6.1: object, or first of list; success without a record must not lead to a second create."""

    async def work(client: TreezClient, server: ScriptedServer) -> None:
        assert (await client.create(NEW, ())).ref.customer_id == "121"
        server.script = lambda _: _ok(None)
        with pytest.raises(UnexpectedReply) as unsure:
            await client.create(NEW, ())
        assert "search before" in unsure.value.what

    _play(lambda _: _ok([RECORD]), work)


def test_a_create_without_an_answer_is_not_repeated() -> None:
    """3: no idempotency key exists, so the clerk searches first."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        with pytest.raises(VendorTimeout) as unsure:
            await client.create(NEW, ())
        assert "not known" in unsure.value.detail
        assert "Search" in unsure.value.hint

    assert len(_calls(_play(lambda _: Answer(fault=Fault.HANG), work))) == 1


def test_a_duplicate_is_told_at_its_field() -> None:
    """8: HTTP 400 with the vendor's code."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        with pytest.raises(Duplicate) as refused:
            await client.create({**NEW, "phone": "6282032916"}, ())
        assert refused.value.field == "phone"

    answer = as_json({"resultCode": "FAIL", "resultReason": "DUPLICATED_CUSTOMER_PHONE", "resultDetail": None}, 400)
    _play(lambda _: answer, work)


def test_an_update_sends_what_changed_and_the_four() -> None:
    """6.9 and 7.2: PATCH, never the full replace; groups keep their leading blank; emptied text is "", a date null."""
    changes = Changes(
        BASE,
        {
            "nickname": "",
            "license_number": "",
            "license_expires": None,
            "groups": ("INDUSTRY", "SENIOR"),
            "opt_out": True,
        },
    )

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        assert (await client.update(changes)).ref.customer_id == "121"

    (call,) = _calls(_play(lambda _: _ok(RECORD), work))
    assert (call.method, call.path) == ("PATCH", f"{ROOT}/customer/update/121")
    assert json.loads(call.body) == {
        "first_name": "Sample",
        "last_name": "TEST",
        "birthday": "1992-04-07",
        "patient_type": "ADULT",
        "nickname": "",
        "drivers_license": "",
        "drivers_license_expiration": None,
        "customer_groups": [" INDUSTRY", "SENIOR"],
        "opt_out": True,
    }


def test_changed_addresses_go_as_the_whole_list() -> None:
    """7.2: an untouched half-filled one goes along as it was; one that was emptied is left out."""
    half = Address(kind="address_of_record", street1="7000 Coliseum Way", city="Oakland", state="CA", postal_code="")
    new = Address(kind="secondary_address", street1="1 A", city="B", state="CA", postal_code="94612", primary=True)
    gone = Address(kind="alternative_address", street1="9 Z", city="B", state="CA", postal_code="94612")
    base = replace(BASE, addresses=(half, gone))

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        await client.update(
            Changes(base, {}, (half, Address(kind=gone.kind, street1="", city="", postal_code=""), new))
        )

    (call,) = _calls(_play(lambda _: _ok(RECORD), work))
    sent = json.loads(call.body)["addresses"]
    assert [(one["type"], one["primary"], one["zipcode"]) for one in sent] == [
        ("ADDRESS_OF_RECORD", False, ""),
        ("SECONDARY_ADDRESS", True, "94612"),
    ]


@pytest.mark.parametrize("data", [None, [], {}, [_record(7)]])
def test_an_update_without_a_usable_record_is_read_again(data: object) -> None:
    """The answer's shape is not documented for certain; the record as the store holds it is what is shown."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        assert (await client.update(Changes(BASE, {"nickname": "X"}))).ref.customer_id == "121"

    calls = _calls(_play(lambda seen: _ok(RECORD if seen.method == "GET" else data), work))
    assert [one.method for one in calls] == ["PATCH", "GET"]


def test_a_merged_away_person_is_not_changed() -> None:
    """7.3: refused here by what the record says, and with the vendor's words if it has happened since."""
    answer = as_json({"resultCode": "FAIL", "resultReason": "X", "resultDetail": "merged into 20"}, 400)

    async def work(client: TreezClient, server: ScriptedServer) -> None:
        away = replace(BASE, standing="merged", merged_into="20")
        with pytest.raises(InvalidInput) as refused:
            await client.update(Changes(away, {"nickname": "X"}))
        assert "20" in refused.value.title
        assert not server.seen
        with pytest.raises(InvalidInput) as told:
            await client.update(Changes(BASE, {"nickname": "X"}))
        assert (told.value.refused, "20" in told.value.title) == (True, True)

    _play(lambda _: answer, work)


@pytest.mark.parametrize(
    ("base", "fields", "at"),
    [
        (BASE, {"first_name": ""}, "first_name"),
        (BASE, {"phone": "12"}, "phone"),
        (BASE, {"license_number": "D2"}, "license_expires"),
        (BASE, {"caregiver_name_1": "Ann"}, "caregiver_name_1"),
        (BASE, {"shoe_size": "44"}, "shoe_size"),
        (replace(BASE, birth_date=None), {"nickname": "X"}, "birth_date"),
    ],
)
def test_a_bad_change_is_not_sent(base: Customer, fields: Mapping[str, str], at: str) -> None:
    """7.1 and 6.9: the form's rules once more, whoever calls."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        with pytest.raises(InvalidInput) as refused:
            await client.update(Changes(base, fields))
        assert (refused.value.field, refused.value.refused) == (at, False)

    assert not _play(lambda _: _ok(RECORD), work)


# ---------------------------------------------------------------------------------------------------- documents


def test_a_document_goes_as_base64_in_json() -> None:
    """7.4: three keys; progress counts the body's bytes."""
    content = bytes(range(256)) * 1000
    told: list[tuple[int, int]] = []

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        document = NewDocument("license_front.jpg", "drivers_license", content)
        await client.upload("121", document, lambda done, of: told.append((done, of)))

    (call,) = _calls(_play(lambda _: Answer(200, sample("v3_upload_document_response.json")), work))
    assert (call.method, call.path) == ("POST", f"{ROOT}/customer/document/base64/upload/121")
    body = json.loads(call.body)
    assert body.keys() == json.loads(sample("v3_upload_document_request.json")).keys()
    assert (body["file_name"], body["file_type"]) == ("license_front.jpg", "drivers_license")
    assert base64.b64decode(body["encoded_string"]) == content
    assert told[-1] == (len(call.body), len(call.body))


def test_an_upload_is_refused_or_sent_once() -> None:
    """7.4: not idempotent, so never repeated; too big or of another kind is refused before sending."""

    async def work(client: TreezClient, server: ScriptedServer) -> None:
        for document in (
            NewDocument("a", "selfie", b"x"),
            NewDocument("a", "misc_upload", b"x" * (10 * 1024 * 1024 + 1)),
        ):
            with pytest.raises(InvalidInput):
                await client.upload("121", document)
        assert not server.seen
        with pytest.raises(AppError):
            await client.upload("121", NewDocument("a", "misc_upload", b"x"))

    assert len(_calls(_play(lambda _: Answer(500), work))) == 1


def test_the_vendors_refusal_of_a_document() -> None:
    """7.4: at the kind."""
    answer = as_json({"resultCode": "FAIL", "resultReason": "UNKNOWN_FILE_TYPE", "data": None}, 400)

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        with pytest.raises(InvalidInput) as refused:
            await client.upload("121", NewDocument("a", "misc_upload", b"x"))
        assert refused.value.field == "kind"

    _play(lambda _: answer, work)


def test_a_document_is_fetched_from_the_vendors_host_without_the_token() -> None:
    """5: a store-relative path belongs to the host of the address, and no credential goes along."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        await client.check()
        found = await client.fetch(Document("PROFILE", "shop/file/secure/1"))
        assert found.content == b"jpeg"

    seen = _play(lambda one: Answer(200, b"jpeg", "image/jpeg") if "file" in one.path else _ok([]), work)
    assert seen[-1].path == "/shop/file/secure/1"
    assert not {"authorization", "client_id"} & seen[-1].headers.keys()

"""The IndicaOnline client's look-ups, its plan and its key (vendor document 2, 3 and 12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.core.customer import ConnectionId, Customer, Document
from app.core.errors import (
    AccessDenied,
    AppError,
    InvalidInput,
    NotFound,
    NotOffered,
    NotSignedIn,
    UnexpectedReply,
)
from app.core.query import Lookup, LookupKind
from app.core.vendor import Connection, CreatedBetween, UpdatedSince
from app.vendors.indicaonline.client import IndicaOnlineClient
from tests.unit.vendors.indicaonline.samples import RECORD
from tests.unit.vendors.indicaonline.scripted_indicaonline import FORBIDDEN, MISS, ROOT, UNAUTHORISED, play
from tests.unit.vendors.scripted_server import Answer, FakeTime, ScriptedServer, Seen, as_json

EMPTY = as_json({"items": [], "count": 0, "total": 0})


@pytest.mark.parametrize(
    ("kind", "value", "path"),
    [
        (LookupKind.ID, " 12345 ", "/customers/12345"),
        (LookupKind.ID, "state-id/7", "/customers/state-id%2F7"),
        (LookupKind.STATE_ID, "CA 98/7?6#5%", "/customers/state-id/CA%2098%2F7%3F6%235%25"),
    ],
)
def test_the_path_of_each_look_up(kind: LookupKind, value: str, path: str) -> None:
    """3: two look-ups; a value is one segment, percent-encoded with no safe characters."""
    number = value.strip() if kind is LookupKind.ID else "12345"

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        (found,) = await client.find(Lookup(kind, value))
        assert found.ref.customer_id == number

    (call,) = play(lambda _: as_json({**RECORD, "id": number}), work)
    assert (call.method, call.path) == ("GET", ROOT + path)
    assert call.headers["accept"] == "application/json"
    assert call.headers["x-api-key"] == "KEY-1"


def test_nobody_else_is_found_by_a_number() -> None:
    """6: an answer with another record than the one asked for shows nobody, and does not say that nobody is there."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        with pytest.raises(UnexpectedReply):
            await client.find(Lookup(LookupKind.ID, "777"))
        with pytest.raises(UnexpectedReply):
            await client.read("777")

    play(lambda _: as_json(RECORD), work)


@pytest.mark.parametrize("value", ["", " ", ".", ".."])
def test_values_that_would_be_another_path(value: str) -> None:
    """3: refused before any request."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        for kind in (LookupKind.ID, LookupKind.STATE_ID):
            with pytest.raises(InvalidInput):
                await client.find(Lookup(kind, value))

    assert not play(lambda _: as_json(RECORD), work)


@pytest.mark.parametrize("kind", [LookupKind.PHONE, LookupKind.EMAIL, LookupKind.LICENSE, LookupKind.NAME])
def test_other_look_ups_are_not_offered(kind: LookupKind) -> None:
    """3: no search by name, phone or e-mail; the text says which look-ups there are."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        with pytest.raises(NotOffered) as missing:
            await client.find(Lookup(kind, "Ann Lee"))
        assert "state ID" in missing.value.detail

    assert not play(lambda _: as_json(RECORD), work)


@pytest.mark.parametrize("answer", [MISS, Answer(404), Answer(404, b"gone", "text/plain"), as_json([], 404)])
def test_nobody(answer: Answer) -> None:
    """3: 404 on both reads, whatever its body: nobody, and NotFound when that one person was wanted."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        for kind in (LookupKind.ID, LookupKind.STATE_ID):
            assert not await client.find(Lookup(kind, "7"))
        with pytest.raises(NotFound):
            await client.read("7")

    play(lambda _: answer, work)


@pytest.mark.parametrize("answer", [{"data": RECORD}, {"customer": RECORD}, {"data": {"customer": RECORD}}])
def test_a_record_in_a_wrapper(answer: object) -> None:
    """6: read leniently; what the other answers may stand in, this one may."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        (found,) = await client.find(Lookup(LookupKind.ID, "12345"))
        assert found.first_name == "Jane"

    play(lambda _: as_json(answer), work)


def test_a_web_page_is_not_nobody() -> None:
    """A wrong address answers 404 with a page; the customer may well be there."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        with pytest.raises(UnexpectedReply):
            await client.find(Lookup(LookupKind.ID, "7"))

    play(lambda _: Answer(404, b"<html>", "text/html"), work)


def test_a_read_of_somebody_else_is_refused() -> None:
    """What is to be changed must be the person asked for."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        with pytest.raises(UnexpectedReply) as refused:
            await client.read("7")
        assert "12345" not in refused.value.sentence

    play(lambda _: as_json(RECORD), work)


def test_a_bad_request_shows_the_vendors_words() -> None:
    """11: 400 was seen for an invalid id."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        with pytest.raises(InvalidInput, match="id must be a number"):
            await client.find(Lookup(LookupKind.ID, "x"))

    play(lambda _: as_json({"message": "id must be a number"}, 400), work)


def test_the_check_is_one_call_of_every_plan() -> None:
    """3: the list by creation needs no PRO; today, one customer."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        await client.check()

    (call,) = play(lambda _: EMPTY, work, plan="basic")
    today = datetime.now().astimezone().date().isoformat()
    assert call.path == f"{ROOT}/customers?start_date={today}&end_date={today}&limit=1&offset=0"


@pytest.mark.parametrize("answer", [UNAUTHORISED, FORBIDDEN])
def test_a_refused_key(answer: Answer) -> None:
    """2: 401, and 403 where every plan may call, mean the key; told at once, never tried again."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        with pytest.raises(NotSignedIn) as refused:
            await client.check()
        assert "KEY-1" not in refused.value.sentence

    assert len(play(lambda _: answer, work)) == 1


def test_a_refused_key_on_a_pro_route() -> None:
    """2: 401 is the key, whichever route."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        with pytest.raises(NotSignedIn):
            await client.find(Lookup(LookupKind.STATE_ID, "CA1"))

    assert len(play(lambda _: UNAUTHORISED, work)) == 1


def test_the_plan_explains_itself() -> None:
    """3 and 10: 403 on a PRO route is the plan; the text says what remains."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        for kind in (LookupKind.ID, LookupKind.STATE_ID):
            with pytest.raises(AccessDenied) as denied:
                await client.find(Lookup(kind, "7"))
            assert denied.value.scope == "PRO"
            assert "plan" in denied.value.title
            assert "listed" in denied.value.detail

    assert len(play(lambda _: FORBIDDEN, work)) == 2


def test_a_store_without_pro() -> None:
    """3 and 12, row 7: the state ID is not asked for, a number is tried."""

    async def work(client: IndicaOnlineClient, server: ScriptedServer) -> None:
        with pytest.raises(NotOffered) as missing:
            await client.find(Lookup(LookupKind.STATE_ID, "CA1"))
        assert "PRO" in missing.value.detail
        assert not server.seen
        assert len(await client.find(Lookup(LookupKind.ID, "12345"))) == 1

    play(lambda _: as_json(RECORD), work, plan="basic")


def test_another_header() -> None:
    """2 and 12: the header's name at v2.3 is not certain, so it is a setting."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        await client.check()

    (call,) = play(lambda _: EMPTY, work, header="Api-Token")
    assert call.headers["api-token"] == "KEY-1"
    assert "x-api-key" not in call.headers


def test_settings_are_checked_when_a_store_is_opened() -> None:
    """Without a call: a jurisdiction is needed, a key is needed, the address must be https."""
    good = Connection(
        id=ConnectionId("shop"),
        name="x",
        vendor="indicaonline",
        base_url="https://api.indicaonline.com/open_api/v2.3",
        account={"jurisdiction": "US-CA"},
    )
    assert IndicaOnlineClient(good, {"api_key": "k"}).info.key == "indicaonline"
    with pytest.raises(NotSignedIn):
        IndicaOnlineClient(good, {})
    with pytest.raises(InvalidInput):
        IndicaOnlineClient(replace(good, account={}), {"api_key": "k"})
    with pytest.raises(InvalidInput):
        IndicaOnlineClient(replace(good, base_url="http://api.example.com"), {"api_key": "k"})


def test_one_call_at_a_time_one_a_second() -> None:
    """11: no limit is published, so the client keeps its own; four calls may go at once after a pause."""
    time = FakeTime()

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        for _time in range(6):
            await client.find(Lookup(LookupKind.ID, "12345"))

    play(lambda _: as_json(RECORD), work, time=time)
    assert sum(time.slept) == pytest.approx(2.0)


# ------------------------------------------------------------------------------------------------ lists and files


def test_the_query_of_a_list() -> None:
    """9: a day more on each side, a hundred a page, from the start."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        listing = CreatedBetween(date(2024, 3, 1), date(2024, 3, 31))
        assert not [page async for page in client.listed(listing)]

    (call,) = play(lambda _: EMPTY, work)
    assert call.path == f"{ROOT}/customers?start_date=2024-02-29&end_date=2024-04-01&limit=100&offset=0"


def test_lists_that_cannot_be() -> None:
    """9: days the wrong way round, and a list by change: refused before any request."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        with pytest.raises(InvalidInput) as refused:
            assert not [page async for page in client.listed(CreatedBetween(date(2024, 2, 1), date(2024, 1, 31)))]
        assert refused.value.field == "first"
        with pytest.raises(NotOffered) as missing:
            assert not [page async for page in client.listed(UpdatedSince(datetime.now(UTC)))]
        assert "creation" in missing.value.detail

    assert not play(lambda _: EMPTY, work)


@pytest.mark.parametrize(
    "envelope",
    [
        {"items": [RECORD], "count": 1, "total": 1},
        {"items": [RECORD], "count": 1, "total": "1"},
        {"customers": [RECORD], "total": 1},
        {"data": [RECORD, None], "total": 2},
        {"data": {"items": [RECORD], "total": 1}},
        {"data": {"customers": [RECORD]}, "total": 1},
        {"items": [RECORD]},
        [RECORD],
        [None, RECORD],
    ],
)
def test_every_envelope(envelope: object) -> None:
    """9: items, customers, data or a bare array, with or without a total."""

    def script(seen: Seen) -> Answer:
        return as_json(envelope if seen.path.endswith("offset=0") else {"items": []})

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        pages = [page async for page in client.listed(CreatedBetween(date(2024, 1, 1), date(2024, 1, 2)))]
        assert [[one.ref.customer_id for one in page] for page in pages] == [["12345"]]

    play(script, work)


@pytest.mark.parametrize("sent", [{}, {"result": []}, "text", 5, None, {"items": 5}, {"items": ["x"]}, [[RECORD]]])
def test_what_is_no_list(sent: object) -> None:
    """9: said, and never taken for an empty list."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        with pytest.raises(UnexpectedReply):
            assert not [page async for page in client.listed(CreatedBetween(date(2024, 1, 1), date(2024, 1, 2)))]

    play(lambda _: as_json(sent), work)


def test_a_list_that_may_be_short_says_so_after_all_it_found() -> None:
    """12, row 15: everybody met is handed over first."""
    page = as_json([{"id": number, "first_name": "A"} for number in range(20)])

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        found: list[Customer] = []

        async def take() -> None:
            async for people in client.listed(CreatedBetween(date(2024, 1, 1), date(2024, 1, 31))):
                found.extend(people)

        with pytest.raises(UnexpectedReply) as short:
            await take()
        assert "short" in short.value.what
        assert len(found) == 20

    assert len(play(lambda _: page, work)) < 10


def test_a_document_is_fetched_without_the_key() -> None:
    """5: a link, also one without a host, never gets a credential."""

    async def work(client: IndicaOnlineClient, server: ScriptedServer) -> None:
        for link in ("/files/1", f"{server.base_url}/files/2"):
            assert (await client.fetch(Document("id_card", link))).content == b"jpeg"
        with pytest.raises(AppError):
            await client.fetch(Document("id_card", "http://elsewhere.example.com/1"))

    seen = play(lambda _: Answer(200, b"jpeg", "image/jpeg"), work)
    assert [one.path for one in seen] == ["/files/1", "/files/2"]
    assert not [one for one in seen if "KEY-1" in str(one.headers)]


def test_what_there_is_not() -> None:
    """3: no caregivers, no delete."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        for calling in (client.caregivers, lambda: client.delete("7"), lambda: client.restore("7")):
            with pytest.raises(NotOffered) as missing:
                await calling()
            assert missing.value.detail

    assert not play(lambda _: EMPTY, work)

"""The Treez client's token (vendor document 2)."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from app.core.errors import (
    AccessDenied,
    AppError,
    NotSignedIn,
    UnexpectedReply,
)
from app.core.query import Lookup, LookupKind
from app.vendors.treez.client import TreezClient
from tests.unit.vendors.scripted_server import (
    Answer,
    FakeTime,
    ScriptedServer,
    as_json,
)
from tests.unit.vendors.treez.scripted_treez import (
    FORBIDDEN,
    NEW,
    RECORD,
    ROOT,
    UNAUTHORISED,
    calls_of,
    holding,
    play,
)


def test_the_token_is_bought_with_a_form_and_sent_raw() -> None:
    """2.1: client_id and apikey as form fields; then the raw token and the client id in the headers of each call."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        await client.check()
        await client.check()

    seen = play(lambda _: holding([]), work)
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

    assert play(lambda _: holding([]), work, authorization="bearer")[1].headers["authorization"] == "Bearer T1"
    assert play(lambda _: holding([]), work, authorization="raw")[1].headers["authorization"] == "T1"


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
    seen = play(lambda _: holding([]), work, token=lambda: as_json(answer), time=time)
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

    assert not calls_of(play(lambda _: holding([]), work, token=lambda: answer))


def test_a_403_of_a_call_that_used_to_work_renews_the_token_once() -> None:
    """2.2: then it is AccessDenied, and the right taken away does not cost a token at every later call."""
    answers = [holding([]), FORBIDDEN, holding([RECORD]), FORBIDDEN, FORBIDDEN, FORBIDDEN]

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        phone = Lookup(LookupKind.PHONE, "6282032916")
        assert await client.find(phone) == ()
        assert len(await client.find(phone)) == 1
        for _again in range(2):
            with pytest.raises(AccessDenied):
                await client.find(phone)

    seen = play(lambda _: answers.pop(0), work)
    assert sum(one.path.endswith("gettokens") for one in seen) == 3
    assert not answers


def test_a_write_whose_token_ran_out_is_sent_again() -> None:
    """2.2: it was refused before anything was done."""
    answers = [UNAUTHORISED, holding(RECORD)]

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        await client.create(NEW, ())

    calls = calls_of(play(lambda _: answers.pop(0), work))
    assert [one.headers["authorization"] for one in calls] == ["T1", "T2"]
    assert calls[0].body == calls[1].body

"""The Foodics client's look-ups and single records (vendor document 1, 3, 7, 9, 10)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.customer import Document
from app.core.errors import AccessDenied, AppError, InvalidInput, NotFound, NotOffered, NotSignedIn, UnexpectedReply
from app.core.query import Lookup, LookupKind
from app.core.vendor import NewDocument
from app.vendors.foodics.client import FoodicsClient
from tests.unit.vendors.foodics.samples import customer_of, sample
from tests.unit.vendors.foodics.scripted_foodics import (
    FORBIDDEN,
    INCLUDE,
    NOBODY,
    RECORD,
    TOKEN,
    asked,
    listed,
    one,
    path_of,
    play,
)
from tests.unit.vendors.scripted_server import Answer, ScriptedServer, Seen, as_json


@pytest.mark.parametrize(
    ("kind", "value", "filters"),
    [
        (LookupKind.PHONE, "056 544-5254", {"filter[phone]": "565445254"}),
        (LookupKind.PHONE, "+966565445254", {"filter[phone]": "565445254", "filter[dial_code]": "966"}),
        (LookupKind.PHONE, "+16282032916", {"filter[phone]": "6282032916", "filter[dial_code]": "1"}),
        (LookupKind.EMAIL, " M.Steuber@ecs.net ", {"filter[email]": "M.Steuber@ecs.net"}),
        (LookupKind.NAME, "James  Lapda", {"filter[name]": "James Lapda"}),
        (LookupKind.NAME, "Lapda, James", {"filter[name]": "James Lapda"}),
    ],
)
def test_the_filter_of_each_look_up(kind: LookupKind, value: str, filters: dict[str, str]) -> None:
    """7: national numbers, nobody who was deleted, tags and addresses along."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        (found,) = await client.find(Lookup(kind, value))
        assert found == customer_of(RECORD)

    (seen,) = play(lambda _: listed(RECORD), work)
    assert path_of(seen) == "/customers"
    assert asked(seen) == {**filters, "filter[is_deleted]": "false", "include": INCLUDE, "page": "1"}


def test_a_number_is_read_by_its_path() -> None:
    """7: GET /customers/{id}; a 404 is an answer."""

    async def work(client: FoodicsClient, server: ScriptedServer) -> None:
        (found,) = await client.find(Lookup(LookupKind.ID, " 8d831 "))
        assert found.ref.customer_id == "8d831"
        server.script = lambda _: NOBODY
        assert await client.find(Lookup(LookupKind.ID, "a/b?c")) == ()
        with pytest.raises(NotFound):
            await client.read("99")

    seen = play(lambda _: one(RECORD), work)
    assert [path_of(call) for call in seen] == ["/customers/8d831", "/customers/a%2Fb%3Fc", "/customers/99"]
    assert asked(seen[0]) == {"include": INCLUDE}


def test_nobody_else_is_found_by_a_number() -> None:
    """7: another record than the one asked for shows nobody, nor says that nobody is there; capitals are the store's."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        (found,) = await client.find(Lookup(LookupKind.ID, str(RECORD["id"]).upper()))
        assert found.ref.customer_id == RECORD["id"]
        with pytest.raises(UnexpectedReply):
            await client.find(Lookup(LookupKind.ID, "777"))
        with pytest.raises(UnexpectedReply):
            await client.read("777")

    play(lambda _: one(RECORD), work)


def test_every_call_has_the_three_headers() -> None:
    """1: the word Bearer with its capital, and JSON both ways."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        await client.check()

    (seen,) = play(lambda _: one({"user": {"id": "1"}, "business": {"id": "2"}}), work)
    assert (seen.method, path_of(seen)) == ("GET", "/whoami")
    assert seen.headers["authorization"] == f"Bearer {TOKEN}"
    assert seen.headers["accept"] == seen.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (LookupKind.PHONE, "123"),
        (LookupKind.PHONE, "call me"),
        (LookupKind.EMAIL, "ann"),
        (LookupKind.EMAIL, ""),
        (LookupKind.NAME, " , "),
        (LookupKind.ID, ".."),
        (LookupKind.ID, ""),
    ],
)
def test_what_cannot_be_one_is_not_asked_for(kind: LookupKind, value: str) -> None:
    """Refused before any request: an empty filter would answer with everybody."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        with pytest.raises(InvalidInput):
            await client.find(Lookup(kind, value))

    assert not play(lambda _: listed(RECORD), work)


@pytest.mark.parametrize("kind", [LookupKind.LICENSE, LookupKind.STATE_ID])
def test_other_look_ups_are_not_offered(kind: LookupKind) -> None:
    """The text says which there are; nothing is asked."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        with pytest.raises(NotOffered) as refused:
            await client.find(Lookup(kind, "X1"))
        assert all(word in refused.value.sentence for word in ("phone", "e-mail", "name"))

    assert not play(lambda _: listed(RECORD), work)


def test_what_the_vendor_has_not() -> None:
    """No documents, no caregivers."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        for attempt in (
            client.caregivers(),
            client.upload("1", NewDocument("a", "b", b"c")),
            client.fetch(Document("a", "https://x.example")),
        ):
            with pytest.raises(NotOffered):
                await attempt

    assert not play(lambda _: listed(), work)


def test_an_e_mail_is_looked_for_exactly() -> None:
    """7: whether the vendor's filter is, is not known; others that it may bring are left out."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        found = await client.find(Lookup(LookupKind.EMAIL, "M.STEUBER@ecs.net"))
        assert [person.ref.customer_id for person in found] == ["8d831"]

    play(lambda _: listed({**RECORD, "id": "2", "email": "xm.steuber@ecs.net"}, RECORD), work)


def test_a_deleted_person_is_found_by_number_alone() -> None:
    """7: is_deleted=false and still a look at deleted_at; by number they are there, to be restored."""
    gone = {**RECORD, "deleted_at": "2024-01-01 00:00:00"}

    async def work(client: FoodicsClient, server: ScriptedServer) -> None:
        assert await client.find(Lookup(LookupKind.PHONE, "565445254")) == ()
        server.script = lambda _: one(gone)
        (found,) = await client.find(Lookup(LookupKind.ID, "8d831"))
        assert found.standing == "deleted"

    play(lambda _: listed(gone), work)


def test_too_many_namesakes() -> None:
    """A list that is cut is said to be cut: the name has to be written out."""

    async def work(client: FoodicsClient, server: ScriptedServer) -> None:
        with pytest.raises(InvalidInput) as refused:
            await client.find(Lookup(LookupKind.NAME, "a"))
        assert "More people" in refused.value.title
        assert len(server.seen) == 3

    play(lambda seen: listed({**RECORD, "id": asked(seen)["page"]}, page=int(asked(seen)["page"]), last=9), work)


# ------------------------------------------------------------------------------------------------ without customers.get


def _lists_only(*people: dict[str, object], pages: int = 1) -> object:
    def answer(seen: Seen) -> Answer:
        if path_of(seen) != "/customers":
            return FORBIDDEN
        query = asked(seen)
        phone = query.get("filter[phone]")
        fitting = [person for person in people if phone in (None, person["phone"])]
        return listed(*fitting, page=int(query["page"]), last=1 if phone else pages)

    return answer


def test_a_key_that_may_only_list_reads_by_the_phone_it_has_seen() -> None:
    """3: a real token was seen without customers.get; its 403 is asked for once in a session."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        (found,) = await client.find(Lookup(LookupKind.PHONE, "565445254"))
        assert await client.read(found.ref.customer_id) == found
        assert await client.read(found.ref.customer_id) == found

    seen = play(_lists_only(dict(RECORD)), work)  # type: ignore[arg-type]
    assert [path_of(call) for call in seen] == ["/customers", "/customers/8d831", "/customers", "/customers"]
    assert asked(seen[2])["filter[phone]"] == "565445254"
    assert asked(seen[2])["filter[dial_code]"] == "966"


def test_a_key_that_may_only_list_looks_through_the_latest_changes() -> None:
    """3: somebody never seen before is looked for in the list, newest change first; a whole list without them is an answer."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        assert (await client.read("8d831")).ref.customer_id == "8d831"
        with pytest.raises(NotFound):
            await client.read("99")

    seen = play(_lists_only(dict(RECORD)), work)  # type: ignore[arg-type]
    assert asked(seen[1])["sort"] == "-updated_at"


def test_a_key_that_may_only_list_says_what_it_lacks() -> None:
    """3: not found among the latest is not nobody: the permission is named, and the way that works."""

    async def work(client: FoodicsClient, server: ScriptedServer) -> None:
        with pytest.raises(AccessDenied) as denied:
            await client.read("99")
        assert denied.value.scope == "customers.get"
        assert "phone" in denied.value.hint
        assert len(server.seen) < 12

    play(_lists_only(dict(RECORD), pages=100), work)  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------------------ tags


TAGS = as_json({"data": [{"id": "t1", "name": "VIP", "type": 1}, {"id": "t2", "name": "Staff", "type": 1}]})
TAGGED = {**RECORD, "tags": [{"id": "t1"}]}


def test_tags_without_names_are_named_from_the_stores_list() -> None:
    """9: customer tags that are not deleted, asked for once."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        for _again in range(3):
            assert (await client.read("8d831")).groups == ("VIP",)

    seen = play(lambda seen: TAGS if path_of(seen) == "/tags" else one(TAGGED), work)
    assert [path_of(call) for call in seen] == ["/customers/8d831", "/tags", "/customers/8d831", "/customers/8d831"]
    assert asked(seen[1]) == {"filter[type]": "1", "filter[is_deleted]": "false", "page": "1"}


def test_tags_that_may_not_be_read_are_read_only() -> None:
    """9: on 403 the ids are shown, the field says why it cannot be edited, and nobody asks again."""

    async def work(client: FoodicsClient, server: ScriptedServer) -> None:
        before = client.form.spec("groups")
        assert before is not None
        assert not before.read_only
        for _again in range(3):
            assert (await client.read("8d831")).groups == ("t1",)
        after = client.form.spec("groups")
        assert after is not None
        assert "general.read" in after.read_only
        assert len(server.seen) == 4

    play(lambda seen: FORBIDDEN if path_of(seen) == "/tags" else one(TAGGED), work)


@pytest.mark.parametrize("answer", [Answer(500), Answer(200, b"<html>"), as_json({"data": 5}), NOBODY])
def test_tags_that_fail_do_not_hide_the_customer(answer: Answer) -> None:
    """The profile is worth more than the names of its tags; they are not asked for again at once."""

    async def work(client: FoodicsClient, server: ScriptedServer) -> None:
        assert (await client.read("8d831")).groups == ("t1",)
        asked_before = len(server.seen)
        assert (await client.read("8d831")).groups == ("t1",)
        assert len(server.seen) == asked_before + 1

    play(lambda seen: answer if path_of(seen) == "/tags" else one(TAGGED), work)


def test_a_401_of_the_tags_is_one() -> None:
    """2: whatever call meets it, the token is no longer good."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        with pytest.raises(NotSignedIn):
            await client.read("8d831")

    play(lambda seen: Answer(401) if path_of(seen) == "/tags" else one(TAGGED), work)


# ------------------------------------------------------------------------------------------------ house account


def test_the_house_accounts_lines() -> None:
    """10: the latest first, read-only, from balance to balance."""
    line = sample("docscopy_house_account_transaction.json").replace(b'"data": {', b'"data": [{', 1)
    body = line.rstrip()[:-1].rstrip() + b"]}"

    async def work(client: FoodicsClient, server: ScriptedServer) -> None:
        (entry,) = await client.house_account("8f7bf6f9")
        assert (str(entry.old_balance), entry.new_balance) == ("180.5", 0)
        server.script = lambda _: FORBIDDEN
        with pytest.raises(AccessDenied) as denied:
            await client.house_account("8f7bf6f9")
        assert denied.value.scope == "customers.accounts.read"

    seen = play(lambda _: Answer(200, body), work)
    assert path_of(seen[0]) == "/house_account_transactions"
    assert asked(seen[0]) == {"filter[customer_id]": "8f7bf6f9", "sort": "-created_at"}


@pytest.mark.parametrize("data", [None, [], 5, "text", [1], {"id": None}, {"tags": "x", "id": "1"}])
def test_an_answer_that_holds_no_customer(data: object) -> None:
    """UnexpectedReply with the place, without what was there."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        with pytest.raises(AppError) as caught:
            await client.read("1")
        assert isinstance(caught.value, UnexpectedReply)

    play(lambda _: as_json({"data": data}), work)


def test_a_north_american_store() -> None:
    """cli: E.164 there, and its numbers by their ten digits."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        (found,) = await client.find(Lookup(LookupKind.PHONE, "(628) 203-2916"))
        assert found.phone == "+16282032916"
        with pytest.raises(InvalidInput):
            await client.find(Lookup(LookupKind.PHONE, "565445254"))

    record = {**RECORD, "dial_code": 1, "phone": "6282032916"}
    (seen,) = play(lambda _: listed(record), work, dial_code="1")
    assert asked(seen)["filter[phone]"] == "6282032916"


def test_settings_that_cannot_be() -> None:
    """The account and the token are checked before anything is opened."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        del client

    with pytest.raises(InvalidInput):
        play(lambda _: listed(), work, dial_code="x")
    assert not play(lambda _: listed(), work, dial_code="")
    assert replace(customer_of(RECORD)).full_name == "James Lapda"

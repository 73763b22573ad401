"""Changing a customer at Foodics (vendor document 7 and 14)."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app.core.changes import Changes
from app.core.errors import (
    AccessDenied,
    Conflict,
    InvalidInput,
    UnexpectedReply,
)
from app.core.values import Value
from app.vendors.foodics import body
from app.vendors.foodics.client import FoodicsClient
from tests.unit.vendors.foodics.samples import customer_of
from tests.unit.vendors.foodics.scripted_foodics import (
    BASE,
    FORBIDDEN,
    HOME,
    RECORD,
    one,
    path_of,
    play,
    store,
    updating,
    writes,
)
from tests.unit.vendors.scripted_server import Answer, ScriptedServer, Seen, as_json

FLAGS = ("banned", "is_loyalty_enabled", "is_house_account_enabled")

# ------------------------------------------------------------------------------------------------ update


def test_an_update_is_a_complete_body_over_a_fresh_reading() -> None:
    """14.2 and 14.11: read, sent whole with the edit laid over, read again."""
    theirs = {**RECORD, "email": "theirs@example.com", "updated_at": "2024-01-01 00:00:00"}
    seen = updating(Changes(BASE, {"banned": True}), store(record=theirs))
    assert [call.method for call in seen] == ["GET", "PUT", "GET"]
    assert writes(seen) == [
        ("PUT", "/customers/8d831", body.complete(theirs, {"banned": True}, {}, 966, frozenset())),
    ]
    assert isinstance(sent := writes(seen)[0][2], dict)
    assert (sent["email"], sent["is_blacklisted"]) == ("theirs@example.com", True)


def test_somebody_else_changed_the_same_field() -> None:
    """14.11: told by the time of the last change; nothing is sent."""
    theirs = {**RECORD, "email": "theirs@example.com", "updated_at": "2024-01-01 00:00:00"}

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        with pytest.raises(Conflict) as conflict:
            await client.update(Changes(BASE, {"email": "mine@example.com"}))
        assert conflict.value.fields == ("email",)
        assert conflict.value.theirs.email == "theirs@example.com"

    assert not writes(play(store(record=theirs), work))


def test_a_deleted_profile_takes_no_changes() -> None:
    """Restore first."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        with pytest.raises(InvalidInput) as refused:
            await client.update(Changes(BASE, {"email": ""}))
        assert "Restore" in refused.value.hint

    assert not writes(play(store(record={**RECORD, "deleted_at": "2024-01-01 00:00:00"}), work))


def test_a_field_whose_scope_is_missing() -> None:
    """3: it did not come, so it cannot be changed; the permission is named."""
    bare = {key: value for key, value in RECORD.items() if key != "house_account_limit"}

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        with pytest.raises(AccessDenied) as denied:
            await client.update(Changes(customer_of(bare), {"house_account_limit": 5}))
        assert denied.value.scope == "customers.accounts.read"

    assert not writes(play(store(record=bare), work))


SCOPED = {"house_account_limit", "is_house_account_enabled", "is_loyalty_enabled"}


def test_a_scope_to_write_that_is_missing_is_learnt_once() -> None:
    """7: a key that may see the account and not write it: the refused body goes once more without, later ones at once."""

    def write(seen: Seen) -> Answer:
        return FORBIDDEN if SCOPED & json.loads(seen.body).keys() else one(RECORD)

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        for _time in range(2):
            await client.update(Changes(BASE, {"email": ""}))

    sent = writes(play(store(write=write), work))
    assert [bool(SCOPED & body_.keys()) for _, _, body_ in sent if isinstance(body_, dict)] == [True, False, False]


def test_a_key_that_may_not_write_at_all_teaches_nothing_else() -> None:
    """3: refused with and without the account's fields, it lacks something else: nothing is left out on that account."""
    forbidden = [True]

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        with pytest.raises(AccessDenied) as denied:
            await client.update(Changes(BASE, {"email": ""}))
        assert denied.value.scope == "customers.write"
        forbidden.clear()
        await client.update(Changes(BASE, {"email": ""}))

    sent = writes(play(store(write=lambda _: FORBIDDEN if forbidden else one(RECORD)), work))
    assert [bool(SCOPED & body_.keys()) for _, _, body_ in sent if isinstance(body_, dict)] == [True, False, True]


def test_a_refused_scope_names_all_that_the_edit_takes() -> None:
    """3."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        with pytest.raises(AccessDenied) as denied:
            await client.update(Changes(BASE, {"is_loyalty_enabled": False, "house_account_limit": 5}))
        assert denied.value.scope == "customers.write, customers.accounts.write, customers.loyalty.write"

    play(store(write=lambda _: FORBIDDEN), work)


@pytest.mark.parametrize(
    "answer",
    [
        one(RECORD),
        Answer(204),
        Answer(202),
        as_json({"message": "made-up text: updated"}),
        as_json({"data": []}),
        as_json({"data": {"id": {"x": 1}}}, 201),
        as_json("ok"),
    ],
)
def test_any_success_of_an_update(answer: Answer) -> None:
    """7: 200, or any other 2xx, with the record or without."""
    seen = updating(Changes(BASE, {"email": ""}), store(write=lambda _: answer))
    assert [call.method for call in seen] == ["GET", "PUT", "GET"]


@pytest.mark.parametrize("answer", [Answer(200, b"<html>Welcome", "text/html"), Answer(200, b'{"data": {"id":')])
def test_a_web_page_is_no_success(answer: Answer) -> None:
    """A hotspot's page, or half of something, in the place of an answer: the change may not have arrived."""
    with pytest.raises(UnexpectedReply):
        updating(Changes(BASE, {"email": ""}), store(write=lambda _: answer))


def test_an_updated_customer_that_cannot_be_read_again() -> None:
    """What the update was answered with is shown."""
    reads = iter([one(RECORD)])

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        assert (await client.update(Changes(BASE, {"email": ""}))).email == "new@example.com"

    changed = one({**RECORD, "email": "new@example.com"})
    play(lambda seen: changed if seen.method == "PUT" else next(reads, Answer(500)), work)


@pytest.mark.parametrize(
    ("groups", "sent", "asks"),
    [
        ((), [], 0),
        (("Regular",), [{"id": "fhhsd8r5"}], 0),
        (("Regular", "VIP"), [{"id": "fhhsd8r5"}, {"id": "t1"}], 1),
    ],
)
def test_the_complete_wanted_tags(groups: tuple[str, ...], sent: object, asks: int) -> None:
    """7: the whole list; the store's tags are asked for only where the record does not know the name."""
    tags = as_json({"data": [{"id": "t1", "name": "VIP", "type": 1}]})
    plain = store()
    seen = updating(Changes(BASE, {"groups": groups}), lambda one: tags if path_of(one) == "/tags" else plain(one))
    assert isinstance(made := writes(seen)[0][2], dict)
    assert made["tags"] == sent
    assert sum(path_of(call) == "/tags" for call in seen) == asks


def test_a_bad_change_is_not_sent() -> None:
    """The form's rules once more, for what was touched."""

    async def work(client: FoodicsClient, server: ScriptedServer) -> None:
        bad: dict[str, Value] = {"phone": "12", "single_name": "", "order_count": 5, **dict.fromkeys(FLAGS)}
        for key, value in bad.items():
            with pytest.raises(InvalidInput) as refused:
                await client.update(Changes(BASE, {key: value}))
            assert refused.value.field == key
        with pytest.raises(InvalidInput):
            await client.update(Changes(BASE, {}, (*BASE.address_list, replace(HOME, longitude=None))))
        assert not server.seen

    play(store(), work)

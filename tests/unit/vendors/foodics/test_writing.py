"""The Foodics client's writes: create, update, delete, restore, addresses (vendor document 7, 8, 14)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from app.core.addresses import with_part
from app.core.changes import Changes
from app.core.customer import Address, Customer
from app.core.errors import (
    AccessDenied,
    AppError,
    Conflict,
    Duplicate,
    InvalidInput,
    NotFound,
    NotOffered,
    UnexpectedReply,
    VendorTimeout,
)
from app.core.values import Value
from app.vendors.foodics import body
from app.vendors.foodics.client import FoodicsClient
from tests.unit.vendors.foodics.samples import customer_of, record_in
from tests.unit.vendors.foodics.scripted_foodics import (
    FORBIDDEN,
    NEW,
    NOBODY,
    RECORD,
    Record,
    Work,
    asked,
    listed,
    one,
    path_of,
    play,
)
from tests.unit.vendors.scripted_server import Answer, Fault, ScriptedServer, Seen, as_json

BASE = customer_of(RECORD)
MADE = {**record_in("shaped_customer_live_keys_no_scopes.json"), "id": "20", "name": "Zoë New", "phone": "512345678"}
PLACE = BASE.address_list[0]
HOME = Address(kind="home", street1="Street 1", latitude=24.7, longitude=46.7)


def store(
    *, record: Record = RECORD, deleted: Record | None = None, write: Callable[[Seen], Answer] | None = None
) -> Callable[[Seen], Answer]:
    """A store with one customer, perhaps a deleted one; writes are answered by ``write``, else with the record."""

    def answer(seen: Seen) -> Answer:
        if seen.method != "GET":
            return write(seen) if write else one(record)
        if path_of(seen) == "/customers":
            return listed(deleted) if deleted and asked(seen)["filter[is_deleted]"] == "true" else listed()
        return one(record)

    return answer


def writes(seen: list[Seen]) -> list[tuple[str, str, object]]:
    return [
        (call.method, path_of(call), json.loads(call.body) if call.body else None)
        for call in seen
        if call.method != "GET"
    ]


def updating(changes: Changes, script: Callable[[Seen], Answer]) -> list[Seen]:
    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        await client.update(changes)

    return play(script, work)


# ------------------------------------------------------------------------------------------------ create


def test_a_new_customer() -> None:
    """7: looked for among the deleted, sent once with what was given, read again with tags and addresses."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        made = await client.create({**NEW, "email": "", "gender": None}, ())
        assert made == customer_of(MADE)

    seen = play(store(record=MADE), work)
    assert [(call.method, path_of(call)) for call in seen] == [
        ("GET", "/customers"),
        ("POST", "/customers"),
        ("GET", "/customers/20"),
    ]
    assert {name: asked(seen[0])[name] for name in ("filter[phone]", "filter[dial_code]", "filter[is_deleted]")} == {
        "filter[phone]": "512345678",
        "filter[dial_code]": "966",
        "filter[is_deleted]": "true",
    }
    assert writes(seen) == [
        (
            "POST",
            "/customers",
            {"is_blacklisted": False, "name": "Zoë New", "dial_code": 966, "phone": "512345678"},
        )
    ]


def test_a_phone_of_somebody_deleted() -> None:
    """7: Duplicate that says so and offers to restore, before anything is sent."""
    gone = {**RECORD, "deleted_at": "2024-01-01 00:00:00"}

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        with pytest.raises(Duplicate) as taken:
            await client.create({**NEW, "phone": "565445254"}, ())
        assert taken.value.field == "phone"
        assert "8d831" in taken.value.title
        assert "restored" in taken.value.title

    assert not writes(play(store(deleted=gone), work))


def test_a_phone_that_the_vendor_knows() -> None:
    """7: 422 at errors.phone."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        with pytest.raises(Duplicate) as taken:
            await client.create(NEW, ())
        assert taken.value.field == "phone"

    refused = as_json({"message": "x", "errors": {"phone": ["The phone has already been taken."]}}, 422)
    assert len(writes(play(store(write=lambda _: refused), work))) == 1


@pytest.mark.parametrize("answer", [Answer(fault=Fault.HANG), Answer(fault=Fault.RESET)])
def test_a_create_without_an_answer_is_not_repeated(answer: Answer) -> None:
    """14.12: no idempotency; the clerk searches first."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        with pytest.raises(VendorTimeout) as unsure:
            await client.create(NEW, ())
        assert "not known" in unsure.value.detail

    assert len(writes(play(store(write=lambda _: answer), work))) == 1


@pytest.mark.parametrize("answer", [as_json({"data": []}), Answer(201), Answer(200, b"<html>")])
def test_a_create_without_a_record_may_be_done(answer: Answer) -> None:
    """14.3: any 2xx is a success, but without a number nobody knows whom it made."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        with pytest.raises(UnexpectedReply):
            await client.create(NEW, ())

    assert len(writes(play(store(write=lambda _: answer), work))) == 1


def test_a_created_customer_that_cannot_be_read_again_is_created() -> None:
    """What the create was answered with is the record."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        assert (await client.create(NEW, ())).ref.customer_id == "20"

    def answer(seen: Seen) -> Answer:
        if seen.method == "POST":
            return as_json({"data": MADE}, 201)
        return listed() if path_of(seen) == "/customers" else Answer(500)

    play(answer, work)


def test_a_new_customers_addresses() -> None:
    """8: each by a call of its own, for the new number; empty ones are none."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        await client.create(NEW, (HOME, Address(kind="work")))

    sent = writes(play(store(record=MADE), work))
    assert [(method, path) for method, path, _ in sent] == [("POST", "/customers"), ("POST", "/addresses")]
    assert sent[1][2] == body.new_address(HOME, "20")


def test_an_address_that_failed_after_the_customer_was_made() -> None:
    """Told as that, at its part, so that nobody creates the person twice."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        with pytest.raises(InvalidInput) as half:
            await client.create(NEW, (HOME,))
        assert half.value.field == "addresses.home.street1"
        assert "The customer was created" in half.value.sentence
        assert half.value.refused

    refused = as_json({"message": "x", "errors": {"description": ["too long"]}}, 422)
    play(store(record=MADE, write=lambda seen: refused if "addresses" in seen.path else one(MADE)), work)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"phone": "12"}, "phone"),
        ({"single_name": ""}, "single_name"),
        ({"loyalty_balance": 5}, "loyalty_balance"),
        ({"notes": "x"}, "notes"),
        ({"shoe_size": "44"}, "shoe_size"),
    ],
)
def test_a_bad_form_is_not_sent(values: Mapping[str, Value], field: str) -> None:
    """The form's rules once more, whoever calls; balances are never sent (13.2)."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        with pytest.raises(InvalidInput) as refused:
            await client.create({**NEW, **values}, ())
        assert (refused.value.field, refused.value.refused) == (field, False)

    assert not play(store(), work)


def test_tags_by_name() -> None:
    """9: the store's list is asked for once, when a name is new; a name it has not is refused before sending."""
    tags = as_json({"data": [{"id": "t1", "name": "VIP", "type": 1}]})

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        await client.create({**NEW, "groups": ("vip",)}, ())
        with pytest.raises(InvalidInput) as refused:
            await client.create({**NEW, "groups": ("Nobody",)}, ())
        assert refused.value.field == "groups"

    plain = store(record=MADE)
    sent = writes(play(lambda seen: tags if path_of(seen) == "/tags" else plain(seen), work))
    assert len(sent) == 1
    assert isinstance(sent[0][2], dict)
    assert sent[0][2]["tags"] == [{"id": "t1"}]


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


def test_a_scope_to_write_that_is_missing_is_learnt_once() -> None:
    """7: a key that may see the account and not write it; the refused body is not sent again, the next one leaves it out."""
    scoped = {"house_account_limit", "is_house_account_enabled", "is_loyalty_enabled"}

    def write(seen: Seen) -> Answer:
        return FORBIDDEN if scoped & json.loads(seen.body).keys() else one(RECORD)

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        with pytest.raises(AccessDenied) as denied:
            await client.update(Changes(BASE, {"email": ""}))
        assert "Save again" in denied.value.hint
        await client.update(Changes(BASE, {"email": ""}))

    sent = writes(play(store(write=write), work))
    assert [bool(scoped & one_body.keys()) for _, _, one_body in sent if isinstance(one_body, dict)] == [True, False]


def test_a_refused_scope_names_all_that_the_edit_takes() -> None:
    """3."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        with pytest.raises(AccessDenied) as denied:
            await client.update(Changes(BASE, {"is_loyalty_enabled": False, "house_account_limit": 5}))
        assert denied.value.scope == "customers.write, customers.accounts.write, customers.loyalty.write"

    play(store(write=lambda _: FORBIDDEN), work)


@pytest.mark.parametrize("answer", [one(RECORD), Answer(204), Answer(202)])
def test_any_success_of_an_update(answer: Answer) -> None:
    """7: 200, or any other 2xx, with the record or without."""
    seen = updating(Changes(BASE, {"email": ""}), store(write=lambda _: answer))
    assert [call.method for call in seen] == ["GET", "PUT", "GET"]


def test_a_web_page_is_no_success() -> None:
    """A hotspot's page in the place of an answer: the change may not have arrived."""
    with pytest.raises(UnexpectedReply):
        updating(Changes(BASE, {"email": ""}), store(write=lambda _: Answer(200, b"<html>Welcome", "text/html")))


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
        for fields in ({"phone": "12"}, {"single_name": ""}, {"order_count": 5}):
            with pytest.raises(InvalidInput):
                await client.update(Changes(BASE, fields))
        with pytest.raises(InvalidInput):
            await client.update(Changes(BASE, {}, (*BASE.address_list, replace(HOME, longitude=None))))
        assert not server.seen

    play(store(), work)


# ------------------------------------------------------------------------------------------------ addresses


def test_addresses_are_made_changed_and_deleted_one_by_one() -> None:
    """8: POST, PUT and DELETE /addresses; untouched ones are left alone, and so is the profile."""
    places = [
        {"id": "1", "name": "Home", "description": "A", "latitude": None, "longitude": None},
        {"id": "2", "name": "Work", "description": "B", "latitude": None, "longitude": None},
        {"id": "3", "name": "Old", "description": "C", "latitude": None, "longitude": None},
        {"id": "4", "name": "Emptied", "description": "D", "latitude": None, "longitude": None},
        {"id": "5"},
    ]
    record = {**RECORD, "addresses": places}
    base = customer_of(record)
    home, work_place, _, emptied, bare = base.address_list
    after = (home, with_part(work_place, "street1", "B 2"), with_part(emptied, "street1", ""), bare, HOME)
    seen = updating(Changes(base, {}, after), store(record=record))
    assert writes(seen) == [
        (
            "PUT",
            "/addresses/2",
            {"name": "Work", "description": "B 2", "latitude": None, "longitude": None, "customer_id": "8d831"},
        ),
        ("DELETE", "/addresses/4", None),
        ("POST", "/addresses", body.new_address(HOME, "8d831")),
        ("DELETE", "/addresses/3", None),
    ]
    assert (seen[0].method, seen[-1].method) == ("GET", "GET")


def test_a_moved_pin_and_another_zone() -> None:
    """8: coordinates as text, the zone by its number."""
    moved = replace(PLACE, latitude=24.5, zone="z9")
    (sent,) = writes(updating(Changes(BASE, {}, (moved,)), store()))
    assert sent == (
        "PUT",
        "/addresses/8d92cc27",
        {
            "name": "Work",
            "description": "15688 Kohler",
            "latitude": "24.5",
            "longitude": "4.076668",
            "customer_id": "8d831",
            "delivery_zone_id": "z9",
        },
    )


def test_the_profile_first_and_then_the_addresses() -> None:
    """A failure half way says what is at the store."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        with pytest.raises(InvalidInput) as half:
            await client.update(Changes(BASE, {"email": ""}, (PLACE, HOME)))
        assert "The profile was saved" in half.value.sentence

    seen = play(store(write=lambda seen: FORBIDDEN if "addresses" in seen.path else one(RECORD)), work)
    assert [(method, path) for method, path, _ in writes(seen)] == [
        ("PUT", "/customers/8d831"),
        ("POST", "/addresses"),
    ]


def test_a_first_address_that_fails_is_told_as_it_is() -> None:
    """Nothing was saved before, so it is no half way; the permissions are named."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        with pytest.raises(AccessDenied) as denied:
            await client.update(Changes(BASE, {}, ()))
        assert denied.value.scope == "customers.write or admin.write"

    play(store(write=lambda _: FORBIDDEN), work)


# ------------------------------------------------------------------------------------------------ delete, restore


@pytest.mark.parametrize("answer", [Answer(204), Answer(200), Answer(202, b"{}"), one(RECORD)])
def test_deleting_and_restoring(answer: Answer) -> None:
    """7 and 14.4: any 2xx, with or without a body; a restored customer is read again."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        await client.delete("8d831")
        assert await client.restore("8d831") == BASE

    seen = play(store(write=lambda _: answer), work)
    assert [(call.method, path_of(call)) for call in seen] == [
        ("DELETE", "/customers/8d831"),
        ("PUT", "/customers/8d831/restore"),
        ("GET", "/customers/8d831"),
    ]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (NOBODY, NotFound),
        (FORBIDDEN, AccessDenied),
        (Answer(200, b"<html>"), UnexpectedReply),
        (Answer(fault=Fault.HANG), VendorTimeout),
    ],
)
def test_deleting_that_fails(answer: Answer, kind: type[AppError]) -> None:
    """Sent once, told as what it is; never as not offered."""

    async def work(client: FoodicsClient, server: ScriptedServer) -> None:
        uses: list[Callable[[str], object]] = [client.delete, client.restore]
        for use in uses:
            server.seen.clear()
            with pytest.raises(kind) as caught:
                await use("8d831")  # type: ignore[misc]
            assert len(server.seen) == 1
            assert not isinstance(caught.value, NotOffered)
        if kind is AccessDenied:
            assert all(scope in caught.value.hint for scope in ("admin.restore", "admin.write", "customers.restore"))

    play(lambda _: answer, work)


def test_a_number_that_would_be_another_path() -> None:
    """Encoded, or refused before anything is sent."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        for number in ("", "..", "."):
            with pytest.raises(InvalidInput):
                await client.delete(number)
        await client.delete("a/b")

    assert [path_of(call) for call in play(store(), work)] == ["/customers/a%2Fb"]


def test_what_is_told_holds_no_person(caplog: pytest.LogCaptureFixture) -> None:
    """No name, phone, e-mail or token in an error or a log line of a write that fails."""
    caplog.set_level("DEBUG")
    values: Mapping[str, Value] = {**NEW, "email": "zoe.private@example.com"}
    answers = [Answer(500), FORBIDDEN, as_json({"message": "zoe.private@example.com 512345678"}, 422), Answer(429)]

    def saying(customer: Customer | AppError) -> str:
        return customer.sentence if isinstance(customer, AppError) else ""

    for answer in answers:

        async def work(client: FoodicsClient, _: ScriptedServer) -> None:
            with pytest.raises(AppError) as caught:
                await client.create(values, ())
            assert not [word for word in ("Zoë", "512345678", "zoe.private", "ACCESS") if word in saying(caught.value)]

        chosen: Work = work
        play(store(write=lambda _, answer=answer: answer), chosen)  # type: ignore[misc]
    assert not [word for word in ("Zoë", "512345678", "zoe.private", "ACCESS-TOKEN") if word in caplog.text]

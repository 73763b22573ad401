"""Creating a customer at Foodics (vendor document 7, 8 and 14)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from app.core.customer import Address, Customer
from app.core.errors import (
    AppError,
    Duplicate,
    InvalidInput,
    UnexpectedReply,
    VendorTimeout,
)
from app.core.values import Value
from app.vendors.foodics import body
from app.vendors.foodics.client import FoodicsClient
from tests.unit.vendors.foodics.samples import customer_of
from tests.unit.vendors.foodics.scripted_foodics import (
    FORBIDDEN,
    HOME,
    MADE,
    NEW,
    RECORD,
    Work,
    asked,
    listed,
    one,
    path_of,
    play,
    store,
    writes,
)
from tests.unit.vendors.scripted_server import Answer, Fault, ScriptedServer, Seen, as_json

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


def test_a_key_that_may_write_and_not_list() -> None:
    """3: each has a scope of its own; the look among the deleted falls away, what the create answers is the record."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        assert (await client.create(NEW, ())).ref.customer_id == "20"

    seen = play(lambda seen: FORBIDDEN if seen.method == "GET" else one(MADE), work)
    assert len(writes(seen)) == 1


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

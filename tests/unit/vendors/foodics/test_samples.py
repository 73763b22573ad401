"""Every sample of the vendor, whole (Foodics API v5, vendor document 5 to 12)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from app.core.customer import AccountEntry, Address, Customer, CustomerRef
from app.core.errors import (
    AccessDenied,
    AppError,
    Duplicate,
    InvalidInput,
    NotFound,
    NotSignedIn,
    RateLimited,
    UnexpectedReply,
    VendorUnavailable,
)
from app.core.query import Lookup, LookupKind
from app.core.values import Value
from app.vendors.foodics import body, const, mapping, wire
from app.vendors.foodics.client import FoodicsClient
from app.vendors.foodics.form import form_of
from app.vendors.foodics.listing import Filters, Page, page_of
from app.vendors.foodics.refusal import refusal
from app.vendors.scalars import number
from tests.unit.vendors.foodics.samples import SHOP, customer_of, customers, record_in, sample
from tests.unit.vendors.foodics.scripted_foodics import listed, play
from tests.unit.vendors.scripted_server import Answer, ScriptedServer

SEED = Customer(
    ref=CustomerRef(SHOP, "8d831"),
    single_name="James Lapda",
    birth_date=date(1986, 9, 17),
    gender="M",
    email="m.steuber@ecs.net",
    phone="565445254",
    standing="active",
    banned=False,
    groups=("fhhsd8r5",),
    loyalty_balance=0,
    created_at=datetime(2019, 4, 22, 14, 18, 54, tzinfo=UTC),
    updated_at=datetime(2019, 5, 2, 10, 14, 49, tzinfo=UTC),
    last_visit_at=datetime(2019, 11, 27, 9, 40, 35, tzinfo=UTC),
    addresses=(Address(kind="", address_id="8d92cc27", zone="8d86ac81"),),
    extra={
        "dial_code": 966,
        "is_house_account_enabled": True,
        "house_account_limit": 1000,
        "house_account_balance": 0,
        "is_loyalty_enabled": True,
        "order_count": 3,
    },
)


def _tester(number: int, name: str) -> Customer:
    """A record of a live key set without scopes: no balances, no relations, and notes that the page has not."""
    return Customer(
        ref=CustomerRef(SHOP, f"00000000-0000-4000-8000-{number:012}"),
        single_name=name,
        birth_date=None,
        gender=None,
        email=None,
        phone=f"{500000000 + number}",
        standing="active",
        banned=False,
        notes=None,
        created_at=datetime(2025, 11, 4, 7, 48, 33, tzinfo=UTC),
        updated_at=datetime(2025, 11, 9, 6, 34, 34, tzinfo=UTC),
        last_visit_at=datetime(2025, 11, 9, 6, 33, 43, tzinfo=UTC),
        extra={
            "dial_code": 966,
            "is_house_account_enabled": False,
            "house_account_limit": None,
            "is_loyalty_enabled": False,
            "order_count": 3,
        },
    )


def test_the_seeds_customer() -> None:
    """6: every field, tags by id alone, an address with nothing but its zone, and a flag that is 1."""
    assert customers(sample("seed004_customer_get.json")) == [SEED]


def test_a_customer_without_scopes() -> None:
    """3: what the key may not see is absent, what is null is null."""
    (found,) = customers(sample("shaped_customer_live_keys_no_scopes.json"))
    assert found == _tester(1, "Tester")


@pytest.mark.parametrize(("name", "numbers"), [("1", range(1, 51)), ("2", range(51, 54))])
def test_the_pages_of_a_list(name: str, numbers: range) -> None:
    """5: fifty a page, and the last one by its number."""
    found = customers(sample(f"shaped_customers_page{name}.json"))
    assert found == [_tester(number, f"Tester {number}") for number in numbers]
    envelope = wire.read_envelope(sample(f"shaped_customers_page{name}.json"))
    page = page_of(envelope, wire.read_customers(envelope), int(name))
    assert (page.is_last, page.total) == (name == "2", 53)


def test_an_empty_list() -> None:
    """5: nobody, and no other page."""
    envelope = wire.read_envelope(sample("shaped_customers_empty.json"))
    assert page_of(envelope, wire.read_customers(envelope), 1) == Page([], is_last=True, total=0)
    assert customers(sample("shaped_customers_empty.json")) == []


def test_an_address() -> None:
    """8: coordinates as text, the zone as an object; the rest is carried."""
    raw = record_in("docscopy_address_get.json")
    assert customer_of({"id": "1", "addresses": [raw]}).address_list[0] == Address(
        kind="work",
        address_id="8d92cc27",
        street1="15688 Kohler Ceceliaville, RI 90603",
        latitude=-26.295234,
        longitude=4.076668,
        zone="8d86ac81",
        carried={
            "created_at": "2019-04-30 09:24:58",
            "updated_at": "2019-05-28 09:35:02",
            "customer": {"id": "8d831d65"},
        },
    )


def test_a_new_address() -> None:
    """8: name, description, coordinates as text, customer and zone."""
    address = Address(
        kind="home",
        street1="Street 1, floor 2",
        latitude=24.7,
        longitude=46.7,
        zone="00000000-0000-4000-8000-0000000000aa",
    )
    sent = body.new_address(address, "00000000-0000-4000-8000-000000000001")
    assert sent == json.loads(sample("client_address_create_request.json"))


def test_the_tags() -> None:
    """9: a customer tag's name by its id."""
    tags = wire.read_tags(wire.read_envelope(sample("docscopy_tag_list.json")))
    assert mapping.tag_directory(tags) == {"8cd1956b": "Tag"}


def test_a_line_of_a_house_account() -> None:
    """10: from one balance to the next; the amount's sign is not interpreted."""
    text = sample("docscopy_house_account_transaction.json")
    envelope = wire.read_envelope(b'{"data":[' + json.dumps(json.loads(text)["data"]).encode() + b"]}")
    assert mapping.account_entries(wire.read_transactions(envelope)) == (
        AccountEntry(number(180.5), 0, "", datetime(2019, 2, 11, 7, 28, 29, tzinfo=UTC)),
    )


def test_the_seeds_request() -> None:
    """7: the sample's keys and values, but never a balance (13.2)."""
    wanted = json.loads(sample("seed004_customer_write_request.json"))
    del wanted["house_account_balance"]
    values: Mapping[str, Value] = {
        "single_name": "Simona",
        "dial_code": 1,
        "phone": "1234567890",
        "email": "simona@example.net",
        "gender": "M",
        "birth_date": date(2016, 9, 17),
        "house_account_limit": 100,
        "is_loyalty_enabled": False,
        "banned": False,
        "is_house_account_enabled": True,
        "groups": ("VIP",),
    }
    assert body.new_customer(values, {"VIP": "8d06aaa0"}, 966) == wanted


ERRORS = json.loads(sample("shaped_errors.json"))
KINDS: list[type[AppError]] = [
    UnexpectedReply,
    NotSignedIn,
    AccessDenied,
    NotFound,
    Duplicate,
    InvalidInput,
    RateLimited,
    RateLimited,
    VendorUnavailable,
]


@pytest.mark.parametrize(("error", "kind"), list(zip(ERRORS, KINDS, strict=True)))
def test_the_errors_of_a_read(error: dict[str, object], kind: type[AppError]) -> None:
    """12: each status over the wire; a 422 that no read can have is unexpected there."""
    text = str(error["text"]).encode() if "text" in error else json.dumps(error["json"]).encode()
    headers = {str(name): str(value) for name, value in error["headers"].items()}  # type: ignore[attr-defined]
    answer = Answer(int(str(error["status"])), text, "text/html" if "text" in error else "application/json", headers)

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        with pytest.raises(AppError) as refused:
            await client.read("8d831")
        assert type(refused.value) is (UnexpectedReply if error["status"] == 422 else kind)
        if "17" in headers.values():
            assert isinstance(refused.value, RateLimited)
            assert refused.value.retry_after == 17

    play(lambda _: answer, work)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (4, ("phone", "Another customer of this store already has this phone number.")),
        (5, ("phone", "Foodics: text instead of list")),
    ],
)
def test_the_errors_of_a_write(number: int, expected: tuple[str, str]) -> None:
    """12: texts at their fields, as a list or alone; a phone already used is a duplicate."""
    text = json.dumps(ERRORS[number]["json"]).encode()
    error = refusal(422, text, "create a customer", scope="customers.write", write=True)
    assert isinstance(error, Duplicate | InvalidInput)
    assert (error.field, error.title) == expected
    assert type(error) is KINDS[number]


def test_the_table_of_fields() -> None:
    """6: what is sent is what the page marks as updatable, and every other field of the form is read-only."""
    table = json.loads(sample("customer_fields.json"))
    rows = [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
    updatable = {row["name"] for row in rows if row["updatable"]}
    assert set(const.WRITABLE) == updatable
    form = form_of(966)
    assert {const.WIRE_KEYS.get(spec.key, spec.key) for spec in form.fields if not spec.read_only} == updatable
    assert wire.CUSTOMER_KEYS - {"notes"} == {row["name"] for row in rows}
    assert table["tag_types"]["1"] == "customer"


def test_the_eleven_filters() -> None:
    """7: all of them, in the page's words, and no other; deleted or not is always said."""
    every = Filters(
        name="Ann",
        email="a@example.com",
        phone="5",
        dial_code=966,
        tag="t",
        blacklisted=True,
        house_account=False,
        loyalty=True,
        has_orders=False,
        updated_after=date(2024, 5, 6),
        deleted=True,
    )
    names = [name.removeprefix("filter[").removesuffix("]") for name, _ in every.pairs()]
    assert names == json.loads(sample("customer_fields.json"))["list_filters"]
    assert dict(every.pairs())["filter[updated_after]"] == "2024-05-06"
    assert Filters().pairs() == [("filter[is_deleted]", "false")]


def test_a_sample_found_by_its_phone() -> None:
    """The whole way: the page's list answers a look-up with the same customer."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        assert await client.find(Lookup(LookupKind.PHONE, "0500000001")) == (_tester(1, "Tester"),)

    play(lambda _: listed(record_in("shaped_customer_live_keys_no_scopes.json")), work)

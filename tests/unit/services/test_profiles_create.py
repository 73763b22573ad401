"""New customers: looked for first, sent once, never sent twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import httpx
import pytest

from app.core.customer import Address, Customer
from app.core.errors import (
    AppError,
    Duplicate,
    InvalidInput,
    Offline,
    UnexpectedReply,
    VendorTimeout,
    VendorUnavailable,
)
from app.core.query import LookupKind
from app.core.values import Value
from app.services.activity import Deed
from app.services.outbox import outbox
from tests.unit.services.practice import HERE, Practice, run

BARE: dict[str, Value] = {
    "first_name": "New",
    "last_name": "Comer",
    "birth_date": date(1990, 5, 5),
    "customer_type": "adult",
}
FULL: dict[str, Value] = BARE | {
    "phone": "+15105550177",
    "email": "new.comer@example.com",
    "license_number": "C0000177",
    "license_expires": date(2031, 5, 5),
}
LOST = httpx.ReadTimeout("late")
CREATES = ["POST /detailcustomer"]


async def create(practice: Practice, values: dict[str, Value], *addresses: Address) -> Customer:
    """Create at the open store."""
    return await practice.desk.profiles.create(HERE, values, addresses)


def looked_for(practice: Practice) -> list[str]:
    """The look-ups before and after, by their kind."""
    return [one.split("/")[1] for one in practice.wire.asked if one.startswith("GET")]


def test_a_new_customer(practice: Practice) -> None:
    """Looked for by each value that is one person's alone, sent once, remembered and noted."""
    practice.open()
    home = Address(
        kind="address_of_record", street1="1 Elm St", city="Oakland", state="CA", postal_code="94612", primary=True
    )
    customer = run(create(practice, FULL, home))
    assert customer.ref.customer_id
    assert (customer.full_name, customer.phone) == ("New Comer", "+15105550177")
    assert [one.street1 for one in customer.address_list] == ["1 Elm St"]
    assert looked_for(practice) == ["phone", "email", "driverlicense"]
    assert practice.wire.writes() == CREATES
    assert practice.desk.recent.all() == (customer,)
    assert [entry.deed for entry in practice.desk.activity.of(customer.ref)] == [Deed.CREATED]


def test_rules_come_first(practice: Practice) -> None:
    """Nobody is asked while something is missing."""
    practice.open()
    with pytest.raises(InvalidInput) as refused:
        run(create(practice, {"first_name": "New"}))
    assert {problem.field for problem in refused.value.problems} == {"last_name", "birth_date", "customer_type"}
    assert practice.wire.asked == []


@pytest.mark.parametrize(
    ("field", "value"),
    [("phone", "+16282032916"), ("email", "JOHNNY@example.com"), ("license_number", "C1234567")],
)
def test_a_value_that_is_taken(practice: Practice, field: str, value: str) -> None:
    """The error names the field and whose it is, in the form's words and by name; nothing is sent."""
    practice.open()
    with pytest.raises(Duplicate) as taken:
        run(create(practice, FULL | {field: value}))
    assert taken.value.field == field
    assert taken.value.title.startswith("Johnny James Appleseed already has this ")
    assert value not in taken.value.sentence
    assert practice.wire.writes() == []
    assert practice.desk.recent.all() == ()


def test_a_look_up_that_fails_stops_everything(practice: Practice) -> None:
    """Not looked for is not sent."""
    practice.open()
    practice.wire.breaks(httpx.ConnectError("no route"), part="/email/")
    with pytest.raises(Offline):
        run(create(practice, FULL))
    assert practice.wire.writes() == []


def test_a_key_that_may_create_and_not_look(practice: Practice) -> None:
    """Some vendors give each a permission of its own: the store itself refuses a value that is taken."""
    practice.open()
    practice.wire.breaks(httpx.Response(403), "GET")
    assert run(create(practice, FULL)).full_name == "New Comer"
    assert practice.wire.writes() == CREATES


def test_look_ups_that_the_vendor_has_not(practice: Practice) -> None:
    """A state ID is nobody's key here: it is sent without a look."""
    practice.open()
    card: dict[str, Value] = {"state_medical_id": "MMID9", "medical_expires": date(2031, 1, 1)}
    run(create(practice, BARE | {"customer_type": "medical_mmid"} | card))
    assert looked_for(practice) == []


# ------------------------------------------------------------------------------------------------ lost answers


@pytest.mark.parametrize(
    "outcome", [LOST, httpx.Response(502), httpx.Response(200, content=b"<html>"), httpx.Response(200)]
)
@pytest.mark.parametrize("values", [FULL, BARE])
def test_a_create_that_arrived_is_found(
    practice: Practice, outcome: Exception | httpx.Response, values: dict[str, Value]
) -> None:
    """Whatever became of the answer, and also where only the name is known: found, and sent once."""
    practice.open()
    practice.wire.breaks(outcome, "POST", "/detailcustomer", arrives=True)
    customer = run(create(practice, values))
    assert customer.full_name == "New Comer"
    assert customer.birth_date == date(1990, 5, 5)
    assert practice.wire.writes() == CREATES


@pytest.mark.parametrize(
    ("outcome", "error"),
    [(LOST, VendorTimeout), (httpx.Response(502), VendorUnavailable), (httpx.Response(200), UnexpectedReply)],
)
@pytest.mark.parametrize("values", [FULL, BARE])
def test_a_create_that_did_not_arrive(
    practice: Practice, outcome: Exception | httpx.Response, error: type[AppError], values: dict[str, Value]
) -> None:
    """Nobody is found: the error comes out, and it was sent once."""
    practice.open()
    practice.wire.breaks(outcome, "POST", "/detailcustomer")
    with pytest.raises(error):
        run(create(practice, values))
    assert practice.wire.writes() == CREATES
    assert practice.desk.recent.all() == ()


def test_creating_again_after_a_lost_answer(practice: Practice) -> None:
    """If the look was lost too, the next try finds the person and sends nothing."""
    practice.open()
    practice.wire.breaks(LOST, "POST", "/detailcustomer", arrives=True)

    async def and_then_nothing(request: httpx.Request) -> None:
        if request.method == "POST" and request.url.path.endswith("detailcustomer"):
            practice.wire.breaks(httpx.ConnectError("no route"), "GET")

    practice.wire.between = and_then_nothing
    with pytest.raises(VendorTimeout) as lost:
        run(create(practice, FULL))
    assert "not known whether" in lost.value.detail
    practice.wire.between = None
    practice.wire.mend()
    with pytest.raises(Duplicate):
        run(create(practice, FULL))
    assert practice.wire.writes() == CREATES


def test_a_store_that_hangs_when_it_is_looked_at(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk that keeps nothing looks for a moment only, and then tells that the answer was lost."""
    practice.open()
    monkeypatch.setattr(outbox, "_LOOK_SECONDS", 0.05)
    practice.wire.breaks(LOST, "POST", "/detailcustomer", arrives=True)

    async def hung() -> None:
        answers = asyncio.Event()

        async def silent(request: httpx.Request) -> None:
            if request.method == "GET" and practice.wire.writes():
                await answers.wait()

        practice.wire.between = silent
        async with asyncio.timeout(10):
            with pytest.raises(VendorTimeout) as lost:
                await create(practice, FULL)
        assert "not known whether" in lost.value.detail
        answers.set()

    run(hung())
    assert practice.wire.writes() == CREATES


def test_names_in_capitals(practice: Practice) -> None:
    """A store that writes names in capitals of its own accord still holds the same person."""
    practice.open()

    async def shouted(request: httpx.Request) -> None:
        if request.method == "POST" and request.url.path.endswith("detailcustomer"):
            practice.wire.between = None
            await practice.colleague().profiles.create(HERE, FULL | {"first_name": "NEW", "last_name": "COMER"}, ())
            practice.wire.breaks(LOST, "POST", "/detailcustomer")

    practice.wire.between = shouted
    assert run(create(practice, FULL)).full_name == "NEW COMER"


@pytest.mark.parametrize("other", [{"last_name": "Else"}, {"birth_date": date(1990, 5, 6)}])
def test_somebody_else_is_not_taken_for_the_new_one(practice: Practice, other: dict[str, Value]) -> None:
    """Whoever took the phone in the meantime is another person: the lost answer is told."""
    practice.open()

    async def snatched(request: httpx.Request) -> None:
        if request.method == "POST" and request.url.path.endswith("detailcustomer"):
            practice.wire.between = None
            await practice.colleague().profiles.create(HERE, FULL | other, ())
            practice.wire.breaks(LOST, "POST", "/detailcustomer")

    practice.wire.between = snatched
    with pytest.raises(VendorTimeout):
        run(create(practice, FULL))


def test_a_vendor_without_names_to_look_by(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the list of those created lately tells; without one nothing does, and the lost answer is told."""
    practice.open()
    client = run(practice.stores.client(HERE))
    can = replace(client.info.capabilities, lookups=client.info.capabilities.lookups - {LookupKind.NAME})
    monkeypatch.setattr(type(client), "info", replace(client.info, capabilities=can))
    practice.wire.breaks(LOST, "POST", "/detailcustomer", arrives=True)
    assert run(create(practice, BARE)).full_name == "New Comer"
    assert set(looked_for(practice)) == {"signup"}
    can = replace(can, lists_created=False)
    monkeypatch.setattr(type(client), "info", replace(client.info, capabilities=can))
    with pytest.raises(VendorTimeout):
        run(create(practice, BARE | {"first_name": "Other"}))


def test_a_part_of_a_new_customer_that_nobody_would_keep(practice: Practice) -> None:
    """A desk that keeps nothing says that the answer was lost, not that all of it is at the store."""
    practice.open()

    async def barely(request: httpx.Request) -> None:
        if request.method == "POST" and request.url.path.endswith("detailcustomer"):
            practice.wire.between = None
            await practice.colleague().profiles.create(HERE, BARE, ())
            practice.wire.breaks(LOST, "POST", "/detailcustomer")

    practice.wire.between = barely
    with pytest.raises(VendorTimeout):
        run(create(practice, BARE | {"notes": "No texts"}))

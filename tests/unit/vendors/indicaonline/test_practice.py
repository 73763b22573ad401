"""The client with every kind of store that the vendor document leaves possible, over loopback HTTP.

The training service was written from the same document by somebody else; its switches are what the document leaves open.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime

import pytest
from starlette.applications import Starlette

from app.core.changes import Changes
from app.core.customer import ConnectionId, Customer
from app.core.errors import (
    AccessDenied,
    Duplicate,
    InvalidInput,
    NotFound,
    NotSignedIn,
    UnexpectedReply,
    VendorUnavailable,
)
from app.core.query import Lookup, LookupKind
from app.core.values import known
from app.core.vendor import Connection, CreatedBetween, NewDocument
from app.training import serve
from app.training.indicaonline import IndicaOnlineStandIn
from app.training.indicaonline_behaviour import Behaviour, ErrorShape
from app.training.people import population
from app.training.practice import Setting
from app.training.site import TrainingSite
from app.vendors.indicaonline.client import IndicaOnlineClient
from app.vendors.pace import Timing
from tests.unit.vendors.indicaonline.scripted_indicaonline import NEW
from tests.unit.vendors.scripted_server import FakeTime, run

PEOPLE = 40
ALL = CreatedBetween(date(2000, 1, 1), date(2100, 1, 1))
Work = Callable[[IndicaOnlineClient], Awaitable[None]]


def practise(behaviour: Behaviour, work: Work, *, plan: str = "pro", key: str = "") -> None:
    """Run a coroutine with a client of a store that behaves so."""
    today = datetime.now(UTC).date()
    setting = Setting(
        people=population(customers=PEOPLE, seed=5, today=today),
        today=lambda: today,
        clock=lambda: datetime.now(UTC),
        monotonic=lambda: 0.0,
        calls_per_second=None,
    )
    stand_in = IndicaOnlineStandIn(setting, behaviour)
    site = TrainingSite(asgi=Starlette(routes=list(stand_in.routes)), stores=(stand_in.store,))
    fake = FakeTime()

    async def playing() -> None:
        with serve.running(site) as served:
            store = served.store("indicaonline")
            connection = Connection(
                id=ConnectionId("shop"),
                name="x",
                vendor="indicaonline",
                base_url=served.base_url("indicaonline"),
                account={**store.account, "plan": plan},
            )
            secret = {"api_key": key} if key else store.secret
            client = IndicaOnlineClient(connection, secret, timing=Timing(fake.clock, fake.sleep, lambda: 1.0))
            try:
                await work(client)
            finally:
                await client.close()

    run(playing)


async def everybody(client: IndicaOnlineClient) -> list[Customer]:
    return [one async for people in client.listed(ALL) for one in people]


def kinds_of(client: IndicaOnlineClient) -> list[str]:
    return [kind.value for kind in client.form.document_kinds]


@pytest.mark.parametrize(
    "behaviour",
    [
        Behaviour(),
        Behaviour(envelope=None),
        Behaviour(envelope="customers", totals=False),
        Behaviour(envelope="data"),
        Behaviour(largest_page=7),
        Behaviour(largest_page=7, totals=False),
        Behaviour(ignores_offset=True),
        Behaviour(ignores_offset=True, largest_page=12),
        Behaviour(ignores_offset=True, largest_page=12, totals=False),
        Behaviour(days_in_utc=True),
    ],
    ids=str,
)
def test_everybody_is_listed_by_every_server(behaviour: Behaviour) -> None:
    """9 and 12: whatever the envelope, the pages and the clamp; nobody twice."""

    async def work(client: IndicaOnlineClient) -> None:
        found = [one.ref.customer_id for one in await everybody(client)]
        assert len(set(found)) == len(found) >= PEOPLE

    practise(behaviour, work)


@pytest.mark.parametrize("shape", list(ErrorShape))
def test_every_shape_of_a_refusal(shape: ErrorShape) -> None:
    """11: a state ID that somebody has is told, at its field wherever the store names it."""

    async def work(client: IndicaOnlineClient) -> None:
        holder = next(one for one in await everybody(client) if known(one.state_medical_id, ""))
        taken = {**NEW, "state_medical_id": known(holder.state_medical_id, "")}
        with pytest.raises((Duplicate, InvalidInput)) as refused:
            await client.create(taken, ())
        if shape in {ErrorShape.FIELD_LISTS, ErrorShape.FIELD_TEXTS, ErrorShape.OBJECTS, ErrorShape.OBJECTS_WITH_PATH}:
            assert isinstance(refused.value, Duplicate)
            assert refused.value.field == "state_medical_id"

    for status in (400, 409, 422):
        practise(Behaviour(error_shape=shape, duplicate_status=status, validation_status=status), work)


@pytest.mark.parametrize(
    "behaviour",
    [
        Behaviour(),
        Behaviour(patch_has_body=False),
        Behaviour(status_shown=True, recommendation_left_out=True, numeric_state_ids=True),
        Behaviour(jurisdiction="US-CO", header="Api-Token", documents_shown=False),
    ],
    ids=str,
)
def test_create_change_read(behaviour: Behaviour) -> None:
    """4, 5 and 10: also where answers are empty or in another shape."""

    async def work(client: IndicaOnlineClient) -> None:
        made = await client.create({**NEW, "phone": "6285550177", "mail_messages_allowed": True}, ())
        assert made.phone == "+16285550177"
        changed = await client.update(Changes(made, {"notes": "Likes tea", "mail_messages_allowed": False}))
        assert (changed.notes, changed.extra["mail_messages_allowed"]) == ("Likes tea", False)
        assert await client.read(made.ref.customer_id) == changed

    practise(behaviour, work)


def test_a_create_whose_answer_is_lost() -> None:
    """4: made once, and told as not known; it stands in the list."""

    async def work(client: IndicaOnlineClient) -> None:
        with pytest.raises(VendorUnavailable):
            await client.create({**NEW, "middle_name": "Lost"}, ())
        listed = [one async for page in client.listed(ALL) for one in page]
        assert len([one for one in listed if one.middle_name == "Lost"]) == 1

    practise(Behaviour(create_answer_lost=True), work)


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_key(status: int) -> None:
    """2: refused with either status."""

    async def work(client: IndicaOnlineClient) -> None:
        with pytest.raises(NotSignedIn):
            await client.check()

    practise(Behaviour(key_refusal=status), work, key="another")


def test_a_store_without_pro() -> None:
    """3: creating and listing work, the rest is explained, whatever the settings say of the plan."""

    async def work(client: IndicaOnlineClient) -> None:
        person = (await everybody(client))[0]
        assert (await client.create(NEW, ())).first_name == NEW["first_name"]
        with pytest.raises(AccessDenied):
            await client.read(person.ref.customer_id)
        with pytest.raises(AccessDenied):
            await client.update(Changes(person, {"notes": "x"}))

    for plan in ("pro", "basic"):
        practise(Behaviour(plan="basic"), work, plan=plan)


def test_nobody_at_a_store_that_answers_with_nothing() -> None:
    """11: a 404 without a body."""

    async def work(client: IndicaOnlineClient) -> None:
        assert not await client.find(Lookup(LookupKind.STATE_ID, "nobody"))
        with pytest.raises(NotFound):
            await client.read("99999999")

    practise(Behaviour(not_found_is_empty=True), work)


def test_a_document_of_a_kind_that_the_store_showed() -> None:
    """5 and 8: without a word in the settings, the store's own profiles give the kinds."""

    async def work(client: IndicaOnlineClient) -> None:
        assert not kinds_of(client)
        person = next(one for one in await everybody(client) if known(one.documents, ()))
        before = list(known(person.documents, ()))
        await client.upload(person.ref.customer_id, NewDocument("a.png", kinds_of(client)[0], b"\x89PNG\r\n\x1a\nx"))
        after = list(known((await client.read(person.ref.customer_id)).documents, ()))
        assert after[:-1] == before
        assert (await client.fetch(after[-1])).content == b"\x89PNG\r\n\x1a\nx"

    practise(Behaviour(), work)


def test_a_broken_store() -> None:
    """11: a web page for every call."""

    async def work(client: IndicaOnlineClient) -> None:
        with pytest.raises((VendorUnavailable, UnexpectedReply)):
            await client.check()

    practise(Behaviour(broken=True), work)

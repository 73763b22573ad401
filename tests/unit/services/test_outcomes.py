"""Whether a write arrived is told by looking, never guessed: a namesake or a colleague's file proves nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import httpx
import pytest

from app.core.addresses import changed_kinds, with_primary
from app.core.changes import Changes
from app.core.customer import Address, Customer, CustomerRef, Document
from app.core.errors import AccessDenied, AppError, Duplicate, Offline, VaultUnreadable
from app.core.outbox import Write, WriteKind, WriteState, is_provisional, provisional_ref
from app.core.query import Lookup, LookupKind
from app.core.values import ABSENT, Value, known
from app.core.vendor import NewDocument
from app.ports import VendorClient
from app.services.activity import Deed
from app.services.documents import KeptForLater
from app.services.outbox.delivery import deliver
from app.services.outbox.outcomes import Finding, Outcome, fresh, holder, is_there, left_over, look, only_respelled
from app.storage.outbox import VaultOutbox
from tests.unit.services.outbox_stage import DOCUMENTS, NEW, PICTURE, STORE, Cut, Program, Shop, address, everybody_of
from tests.unit.services.test_outbox import at_store, play, plugged_in, save, states

DAY = 24 * 60  # minutes
BARE = {vendor: {key: value for key, value in NEW[vendor].items() if key not in ("phone", "email")} for vendor in NEW}
Work = Callable[[Shop, VendorClient], Awaitable[None]]


def with_client(folder: Path, vendor: str, work: Work) -> None:
    """A store, and a client of it."""

    async def whole() -> None:
        shop = Shop(folder, vendor)
        desk = shop.colleague()
        try:
            await work(shop, await desk.stores.client(STORE))
        finally:
            await desk.stores.close()

    asyncio.run(whole())


def create_of(shop: Shop, values: dict[str, Value]) -> Write:
    """A new customer, written down now."""
    ref = provisional_ref(STORE, "t")
    return Write(kind=WriteKind.CREATE, ref=ref, at=shop.clock.now(), values=values, addresses=())


async def looked(shop: Shop, client: VendorClient, write: Write) -> Finding:
    """What looking tells now."""
    return await look(client, write, shop.clock.now())


# ------------------------------------------------------------------------------------------------ new customers


@pytest.mark.parametrize(("vendor", "days"), [("treez", 2), ("indicaonline", 3)])
def test_a_namesake_who_was_there_before_is_somebody_else(tmp_path: Path, vendor: str, days: int) -> None:
    """Same name, same birthday, there for longer: not the new one, who is found beside them once there is one."""

    async def work(shop: Shop, client: VendorClient) -> None:
        older = await client.create(BARE[vendor], ())
        shop.clock.pass_by(days * DAY)
        write = create_of(shop, BARE[vendor])
        assert await looked(shop, client, write) == Finding(Outcome.UNKNOWN)
        made = await client.create(BARE[vendor], ())
        found = await looked(shop, client, write)
        assert found.outcome is Outcome.ARRIVED
        assert found.customer is not None
        assert found.customer.ref == made.ref != older.ref

    with_client(tmp_path, vendor, work)


@pytest.mark.parametrize(
    ("vendor", "own"),
    [
        ("treez", {"email": "older@example.com"}),
        ("treez", {"license_number": "C7654321", "license_expires": date(2031, 5, 5)}),
        ("indicaonline", {"phone": "+16285550188"}),
        ("indicaonline", {"state_medical_id": "CA7654321", "customer_type": "medical_with_state_card"}),
    ],
)
def test_a_namesake_of_the_day_who_has_what_was_not_sent(tmp_path: Path, vendor: str, own: dict[str, Value]) -> None:
    """A record made of what was sent has no phone, e-mail, license or state ID of its own."""

    async def work(shop: Shop, client: VendorClient) -> None:
        await client.create(BARE[vendor] | own, ())
        for values in (BARE[vendor], BARE[vendor] | {"phone": "+16285550177"}):
            assert await looked(shop, client, create_of(shop, values)) == Finding(Outcome.UNKNOWN)

    with_client(tmp_path, vendor, work)


def test_a_namesake_of_whom_nobody_knows_since_when(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the store neither says when a record was made nor lists who was made lately, a person has to tell."""

    async def work(shop: Shop, client: VendorClient) -> None:
        find = client.find

        async def found_undated(lookup: Lookup) -> Sequence[Customer]:
            return [replace(one, created_at=ABSENT) for one in await find(lookup)]

        monkeypatch.setattr(client, "find", found_undated)
        write = create_of(shop, BARE["treez"])
        await client.create(BARE["treez"], ())
        assert (await looked(shop, client, write)).outcome is Outcome.ARRIVED  # by the list
        can = replace(client.info.capabilities, lists_created=False)
        monkeypatch.setattr(type(client), "info", replace(client.info, capabilities=can))
        assert await looked(shop, client, write) == Finding(Outcome.UNKNOWN)

    with_client(tmp_path, "treez", work)


@pytest.mark.parametrize(
    ("created", "is_new"),
    [
        (datetime(2026, 11, 20, 9, 0), True),  # noqa: DTZ001 - as a store may write it
        (datetime(2026, 11, 18, 9, 0), False),  # noqa: DTZ001
        (datetime(1, 1, 1), False),  # noqa: DTZ001
    ],
)
def test_a_namesake_since_a_time_without_a_zone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, created: datetime, is_new: bool
) -> None:
    """It is taken for the desk's own; one from the beginning of time does no harm."""

    async def work(shop: Shop, client: VendorClient) -> None:
        write = create_of(shop, BARE["treez"])
        made = await client.create(BARE["treez"], ())
        monkeypatch.setattr(client, "find", lambda _lookup: answered([replace(made, created_at=created)]))
        can = replace(client.info.capabilities, lists_created=False)
        monkeypatch.setattr(type(client), "info", replace(client.info, capabilities=can))
        assert ((await looked(shop, client, write)).outcome is Outcome.ARRIVED) is is_new

    async def answered(people: Sequence[Customer]) -> Sequence[Customer]:
        return people

    with_client(tmp_path, "treez", work)


@pytest.mark.parametrize("vendor", ["treez", "indicaonline"])
def test_a_create_that_waited_for_days_is_found(tmp_path: Path, vendor: str) -> None:
    """Typed on a Friday without a line, sent on Monday: among those created until now."""

    async def work(shop: Shop, client: VendorClient) -> None:
        write = create_of(shop, BARE[vendor])
        shop.clock.pass_by(3 * DAY)
        await client.create(BARE[vendor], ())
        assert (await looked(shop, client, write)).outcome is Outcome.ARRIVED

    with_client(tmp_path, vendor, work)


def test_a_phone_is_somebodys_in_its_own_country_alone(tmp_path: Path) -> None:
    """Foodics 7: the same digits in another country are another number."""

    async def nobody_looks(_write: Write) -> None:
        """There is no outbox here."""

    async def work(shop: Shop, client: VendorClient) -> None:
        for code in (966, 971):
            write = create_of(shop, NEW["foodics"] | {"dial_code": code, "email": ""})
            made = await deliver(client, write, nobody_looks)
            assert made is not None
            with pytest.raises(Duplicate) as taken:
                await deliver(client, write, nobody_looks)
            assert taken.value.field == "phone"
            assert taken.value.title == "Zoe Outbox already has this phone."

    with_client(tmp_path, "foodics", work)


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        ({"phone": "512340177", "dial_code": 966}, "+966512340177"),
        ({"phone": "0612340177", "dial_code": 33}, "+33612340177"),
        ({"phone": "0612340177", "dial_code": 39}, "+390612340177"),  # Italy's zero belongs to the number
        ({"phone": "(628) 555-0177", "dial_code": 1}, "+16285550177"),
        ({"phone": "+16285550177"}, "+16285550177"),
    ],
)
def test_a_phone_is_asked_for_with_its_country(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, values: dict[str, Value], asked: str
) -> None:
    """Where the customer's own country stands beside it, that may be another than the store's."""
    lookups: list[Lookup] = []

    async def found(lookup: Lookup) -> Sequence[Customer]:
        lookups.append(lookup)
        return ()

    async def work(_shop: Shop, client: VendorClient) -> None:
        monkeypatch.setattr(client, "find", found)
        assert await holder(client, values) is None
        assert lookups == [Lookup(LookupKind.PHONE, asked)]

    with_client(tmp_path, "foodics", work)


def test_a_namesake_is_left_alone_while_a_create_is_looked_for(tmp_path: Path) -> None:
    """Same name and birthday, a customer for long: what was typed for the new one is never written over theirs."""

    async def day(shop: Shop, program: Program, _ref: CustomerRef) -> None:
        bare = {key: value for key, value in NEW["treez"].items() if key not in ("phone", "email")}
        older = await (await shop.client()).create({**bare, "nickname": "Senior", "notes": "typed long ago"}, ())
        shop.clock.pass_by(3 * 24 * 60)
        await program.desk.profiles.form(STORE)
        shop.line.begin({0: Cut.BEFORE})
        made = await program.desk.profiles.create(STORE, {**bare, "nickname": "Junior"}, address("treez"))
        assert is_provisional(made.ref)
        await program.rest()
        assert states(program) == [(WriteKind.CREATE, WriteState.SENT)]
        there = await at_store(shop, older.ref)
        assert (there.nickname, there.notes, there.address_list) == ("Senior", "typed long ago", ())
        await program.desk.outgoing.waiting.send_again(program.desk.outgoing.waiting.all()[0])
        await program.rest()
        namesakes = [one.nickname for one in await shop.everybody() if "Outbox" in one.full_name]
        assert sorted(map(str, namesakes)) == ["Junior", "Senior"]

    play(tmp_path, day)


# ------------------------------------------------------------------------------------------------ changes

HERE = CustomerRef(STORE, "1")
HOME = Address(kind="home", street1="1 Elm St", city="Oakland", state="CA", postal_code="94612", primary=True)
WORK = Address(kind="work", street1="2 Oak St", city="Oakland", state="CA", postal_code="94613", primary=False)
ALONE = Address(kind="work", state="CA")
PINNED = Address(kind="home", address_id="7", street1="1 Elm St, Oakland", latitude=1.0, longitude=2.0, zone="east")
ZONED = Address(kind="home", address_id="7", latitude=1.0, longitude=2.0, zone="east")
RECORD_AND_SECOND = (replace(HOME, kind="address_of_record"), replace(WORK, kind="secondary_address"))
AWAY = (replace(HOME, primary=False), replace(WORK, primary=True))


def record(*addresses: Address) -> Customer:
    """A customer who has these."""
    return Customer(ref=HERE, addresses=addresses)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((HOME, WORK), AWAY),
        ((HOME,), (replace(HOME, street1="1 ELM ST"),)),
        ((), (ALONE,)),
        ((ALONE,), (replace(ALONE, state="NV"),)),
        ((PINNED,), (replace(PINNED, zone="west"),)),
        ((PINNED,), (replace(PINNED, latitude=None, longitude=None),)),
        ((ZONED,), (replace(ZONED, longitude=2.5),)),
        ((HOME, WORK), (HOME,)),
        ((HOME,), (HOME, WORK)),
    ],
    ids=["mark", "capitals", "state alone", "another state", "zone", "no place", "moved pin", "taken away", "added"],
)
def test_a_changed_address_is_there_when_the_record_shows_it(
    before: tuple[Address, ...], after: tuple[Address, ...]
) -> None:
    """Also where only the mark of the primary one, its place or a part beside the street was changed."""
    changes = Changes(record(*before), {}, after)
    assert not is_there(changes, record(*before))
    assert is_there(changes, record(*after))
    other = Address(kind="weekend", street1="3 Fir St")
    assert not is_there(changes, record(*before, other))  # a colleague's
    assert is_there(changes, record(*after, other))


@pytest.mark.parametrize(
    ("after", "shown"),
    [
        ((replace(HOME, street1="3 Ash St"), WORK), (replace(HOME, street1="3 ASH ST", city="OAKLAND"), WORK)),
        ((replace(HOME, street1="3 Ash St", street2="Apt 4"), WORK), (replace(HOME, street1="3 Ash St, Apt 4"), WORK)),
        ((HOME, Address(kind="work", state="CA")), (HOME,)),
        ((HOME, Address(kind="work", street1="", city="", state="", postal_code="")), (HOME, ALONE)),
        ((HOME, replace(ALONE, state="NV")), (HOME, ALONE)),
        (
            (HOME, WORK, replace(HOME, street1="9 New St")),
            (replace(HOME, street1="9 NEW ST", address_id="9"), HOME, WORK),
        ),
    ],
    ids=["capitals", "one line", "left out", "a state is left", "another state is left", "two of a kind"],
)
def test_a_store_writes_an_address_in_its_own_way(after: tuple[Address, ...], shown: tuple[Address, ...]) -> None:
    """Capitals, lines and what is no address any more are the store's own."""
    assert is_there(Changes(record(HOME, WORK), {}, after), record(*shown))


@pytest.mark.parametrize(
    ("theirs", "is_theirs"),
    [
        ((replace(HOME, street1="1 ELM ST"), WORK), True),
        ((replace(HOME, street1="1 ELM ST"), replace(WORK, city="Berkeley")), True),
        ((replace(HOME, street1="8 Elm St"), WORK), False),
        (AWAY, False),
    ],
    ids=["capitals", "another one changed", "changed", "mark"],
)
def test_what_is_only_respelled(theirs: tuple[Address, ...], *, is_theirs: bool) -> None:
    """The store's capitals are no colleague's change; a moved mark is."""
    assert only_respelled(record(HOME, WORK), record(*theirs), "addresses.home") is is_theirs


def test_a_place_is_nothing_a_store_respells() -> None:
    """A colleague moved the pin, or gave another state; but what is no address a store may leave out."""
    assert not only_respelled(record(PINNED), record(replace(PINNED, latitude=1.5)), "addresses.home")
    assert not only_respelled(record(PINNED), record(replace(PINNED, zone="west")), "addresses.home")
    assert not only_respelled(record(ALONE), record(replace(ALONE, state="NV")), "addresses.work")
    assert only_respelled(record(ALONE), record(), "addresses.work")


def test_what_of_a_new_customers_addresses_is_not_there(tmp_path: Path) -> None:
    """The mark and a state alone count there, too; the store's capitals do not."""

    async def work(shop: Shop, client: VendorClient) -> None:
        write = replace(create_of(shop, {}), addresses=(HOME, replace(ALONE, primary=False)))
        whole = (replace(HOME, street1="1 ELM ST"), ALONE)
        for addresses, is_whole in ((whole, True), ((HOME,), False), ((replace(HOME, primary=False), ALONE), False)):
            assert (left_over(client.form, write, record(*addresses)) is None) is is_whole

    with_client(tmp_path, "treez", work)


@pytest.mark.parametrize(
    ("vendor", "before", "after"),
    [
        ("treez", RECORD_AND_SECOND, with_primary(RECORD_AND_SECOND, "secondary_address")),
        ("indicaonline", (), (Address(kind="address", state="NV"),)),
        ("foodics", (Address(kind="home", street1="1 Elm St"),), (replace(PINNED, zone=ABSENT, street1="1 Elm St"),)),
    ],
    ids=["treez", "indicaonline", "foodics"],
)
def test_an_address_that_the_store_failed_to_change(
    tmp_path: Path, vendor: str, before: tuple[Address, ...], after: tuple[Address, ...]
) -> None:
    """The store answers that it is down, and did nothing: the change is kept, and goes when the store is well again."""

    async def day(shop: Shop, program: Program, _ref: CustomerRef) -> None:
        made = await (await shop.client()).create(NEW[vendor], before)
        base = await program.desk.profiles.open(made.ref)
        held = {one.kind: one.address_id for one in base.address_list}
        moved = tuple(replace(one, address_id=held.get(one.kind, "")) for one in after)
        with pytest.MonkeyPatch.context() as line:
            line.setattr(shop.line, "handle_async_request", failing_writes(shop))
            await program.desk.profiles.save(Changes(base, {}, moved))
            assert states(program) == [(WriteKind.CHANGE, WriteState.WAITING)]
        await plugged_in(shop, program)
        assert states(program) == []
        assert changed_kinds((await at_store(shop, made.ref)).address_list, moved) == ()

    play(tmp_path, day, vendor)


def failing_writes(shop: Shop) -> Callable[[httpx.Request], Awaitable[httpx.Response]]:
    """The store reads and signs in as ever, and fails to write."""
    inside = shop.line.handle_async_request

    async def answer(request: httpx.Request) -> httpx.Response:
        is_write = request.method != "GET" and "token" not in request.url.path
        return httpx.Response(500) if is_write else await inside(request)

    return answer


# ------------------------------------------------------------------------------------------------ documents


@pytest.mark.parametrize("vendor", DOCUMENTS)
def test_a_colleagues_document_is_not_this_one(tmp_path: Path, vendor: str) -> None:
    """Of the same kind and longer on the list by one: still only the bytes tell."""

    async def work(shop: Shop, client: VendorClient) -> None:
        write = await upload_of(shop, client)
        assert write.document is not None
        number = write.ref.customer_id
        assert (await looked(shop, client, write)).outcome is Outcome.UNKNOWN
        await client.upload(number, replace(write.document, content=PICTURE + b"of a colleague"))
        assert (await looked(shop, client, write)).outcome is Outcome.UNKNOWN
        await client.upload(number, write.document)
        assert (await looked(shop, client, write)).outcome is Outcome.ARRIVED
        without_bytes = replace(write, document=replace(write.document, content=b""))
        assert (await looked(shop, client, without_bytes)).outcome is Outcome.UNKNOWN

    with_client(tmp_path, vendor, work)


def test_the_same_document_of_long_ago_is_not_this_one(tmp_path: Path) -> None:
    """A picture may be added twice: only what came to the list since is compared."""

    async def work(shop: Shop, client: VendorClient) -> None:
        write = await upload_of(shop, client)
        assert write.document is not None
        await client.upload(write.ref.customer_id, write.document)
        shop.clock.pass_by(1)
        before = known((await fresh(client, write.ref)).documents, ())
        again = replace(write, documents_before=before)
        await client.upload(write.ref.customer_id, replace(write.document, content=PICTURE + b"of a colleague"))
        assert (await looked(shop, client, again)).outcome is Outcome.UNKNOWN

    with_client(tmp_path, "treez", work)


@pytest.mark.parametrize("error", [Offline("no line", "", ""), AccessDenied("no longer good", "", "")])
def test_a_document_that_cannot_be_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: AppError) -> None:
    """Its host may be away when the store is not, its link may be spent: it tells nothing, and holds up nobody."""

    async def work(shop: Shop, client: VendorClient) -> None:
        async def refused(_document: Document) -> None:
            raise error

        write = await upload_of(shop, client)
        assert write.document is not None
        await client.upload(write.ref.customer_id, write.document)
        monkeypatch.setattr(client, "fetch", refused)
        assert (await looked(shop, client, write)).outcome is Outcome.UNKNOWN

    with_client(tmp_path, "treez", work)


def test_a_colleagues_document_does_not_stand_for_one_that_was_lost(tmp_path: Path) -> None:
    """It stays with its bytes, for a person to look, and is sent again when they say so."""

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        desk, waiting = program.desk, program.desk.outgoing.waiting
        await desk.profiles.open(ref)
        card = NewDocument("card.png", "drivers_license", PICTURE)
        shop.line.begin({1: Cut.BEFORE, **dict.fromkeys(range(2, 8), Cut.UNSENT)})
        with pytest.raises(KeptForLater):
            await desk.documents.upload(ref, card)
        await (await shop.client()).upload(ref.customer_id, replace(card, content=PICTURE + b"of a colleague"))
        shop.line.begin()
        await plugged_in(shop, program)
        assert states(program) == [(WriteKind.UPLOAD, WriteState.SENT)]
        assert Deed.UPLOADED not in [entry.deed for entry in desk.activity.of(ref)]
        await waiting.send_again(waiting.all()[0])
        await program.rest()
        assert states(program) == []
        contents = [(await desk.documents.fetch(ref, one)).content for one in await papers(shop, ref, card.kind)]
        assert sorted(contents) == sorted([PICTURE, PICTURE + b"of a colleague"])

    play(tmp_path, day)


async def papers(shop: Shop, ref: CustomerRef, kind: str) -> list[Document]:
    """The documents of a kind at the store."""
    return [one for one in known((await at_store(shop, ref)).documents, ()) if one.kind == kind]


def test_a_lost_document_whose_bytes_are_gone_holds_up_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its bytes it cannot be told from others: it is left to people, and everything else goes."""

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        desk = program.desk
        other = next(one.ref for one in await shop.everybody() if one.ref != ref and one.standing == "active")
        for one in (ref, other):
            await desk.profiles.open(one)

        async def damaged(_outbox: VaultOutbox, _number: int) -> bytes:
            raise VaultUnreadable("The file is damaged.", "", "")

        monkeypatch.setattr(VaultOutbox, "content", damaged)
        shop.line.begin({1: Cut.AFTER, **dict.fromkeys(range(2, 8), Cut.UNSENT)})
        with pytest.raises(KeptForLater):
            await desk.documents.upload(ref, NewDocument("card.png", "drivers_license", PICTURE))
        shop.line.begin()
        shop.line.down = True
        await save(program, other, nickname="Jay")
        await plugged_in(shop, program)
        assert states(program) == [(WriteKind.UPLOAD, WriteState.SENT)]
        assert (await at_store(shop, other)).nickname == "Jay"

    play(tmp_path, day, kept=True)


async def upload_of(shop: Shop, client: VendorClient) -> Write:
    """A picture for somebody, written down as it leaves. A vendor that names no kinds has those its records show."""
    await everybody_of(client)
    ref = await shop.somebody()
    document = NewDocument("card.png", client.form.document_kinds[0].value, PICTURE)
    before = known((await fresh(client, ref)).documents, ())
    return Write(kind=WriteKind.UPLOAD, ref=ref, at=shop.clock.now(), document=document, documents_before=before)

"""While a store is away the desk goes on: what was done waits, in order, and goes by itself; nothing is lost or doubled."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from app.core.changes import Changes
from app.core.customer import Customer, CustomerRef
from app.core.outbox import WriteKind, WriteState, is_provisional, problems_in
from app.core.values import Value
from app.core.vendor import NewDocument
from app.services.activity import Deed
from app.services.documents import KeptForLater
from app.services.outbox import outbox
from tests.unit.services.outbox_stage import NEW, PICTURE, STORE, Cut, Program, Shop, address, open_writes

Day = Callable[[Shop, Program, CustomerRef], Awaitable[None]]


def play(folder: Path, day: Day, vendor: str = "treez", *, kept: bool = False) -> None:
    """One day at the counter of a store."""

    async def whole() -> None:
        shop = Shop(folder, vendor, kept=kept)
        program = shop.program()
        await program.begin()
        try:
            await day(shop, program, await shop.somebody())
        finally:
            await program.end()

    asyncio.run(whole())


async def save(program: Program, ref: CustomerRef, **values: Value) -> Customer:
    """Correct fields of a customer as the desk knows them."""
    base = program.desk.recent.get(ref) or await program.desk.profiles.reread(ref)
    return await program.desk.profiles.save(Changes(base, values))


async def at_store(shop: Shop, ref: CustomerRef) -> Customer:
    """The record past the counter."""
    return await (await shop.client()).read(ref.customer_id, documents=True)


def states(program: Program) -> list[tuple[WriteKind, WriteState]]:
    """What waits."""
    return [(write.kind, write.state) for write in program.desk.outgoing.waiting.all()]


async def plugged_in(shop: Shop, program: Program) -> None:
    """The store answers again, and what waits goes."""
    shop.line.down = False
    await program.desk.stores.greet(STORE)
    await program.rest()


# ------------------------------------------------------------------------------------------------ offline


def test_changes_wait_in_order_and_go_by_themselves(tmp_path: Path) -> None:
    """The desk shows the record as it will be; the store gets every change once, the last one last."""

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        await program.desk.profiles.open(ref)
        shop.line.down = True
        saved = await save(program, ref, nickname="Jay", notes="one")
        assert (saved.nickname, saved.notes) == ("Jay", "one")
        await save(program, ref, notes="two")
        assert states(program) == [(WriteKind.CHANGE, WriteState.WAITING)] * 2
        assert program.desk.outgoing.waiting.count(STORE) == 2
        assert (await at_store(shop, ref)).nickname != "Jay"
        shop.line.begin()
        await plugged_in(shop, program)
        there = await at_store(shop, ref)
        assert (there.nickname, there.notes) == ("Jay", "two")
        assert len([one for one in shop.line.writes() if "update" in one]) == 2
        assert states(program) == []
        deeds = [entry.deed for entry in program.desk.activity.of(ref)]
        assert deeds == [Deed.CHANGED, Deed.CHANGED, Deed.KEPT, Deed.KEPT]

    play(tmp_path, day)


@pytest.mark.parametrize("vendor", list(NEW))
def test_a_new_customer_has_a_number_of_ours_until_the_store_gives_one(tmp_path: Path, vendor: str) -> None:
    """Findable, openable and editable meanwhile; one create arrives, with all that was typed since."""

    async def day(shop: Shop, program: Program, _ref: CustomerRef) -> None:
        desk = program.desk
        await desk.profiles.form(STORE)
        shop.line.down = True
        made = await desk.profiles.create(STORE, NEW[vendor], address(vendor))
        assert is_provisional(made.ref)
        await desk.feed.settled()
        assert [row.ref for row in await desk.search.here("zoe outbox")] == [made.ref]
        assert (await desk.profiles.open(made.ref)).full_name == "Zoe Outbox"
        await save(program, made.ref, email="later.outbox@example.com")
        assert {write.ref for write in desk.outgoing.waiting.all()} == {made.ref}
        shop.line.begin()
        await plugged_in(shop, program)
        (there,) = [one for one in await shop.everybody() if "Outbox" in one.full_name]
        assert there.email == "later.outbox@example.com"
        assert len(there.address_list) >= 1
        assert states(program) == []
        await desk.feed.settled()
        assert [row.ref for row in await desk.search.here("zoe outbox")] == [there.ref]
        assert (await desk.profiles.open(made.ref)).ref == there.ref

    play(tmp_path, day, vendor)


def test_edits_follow_a_new_customer_whose_create_is_on_its_way(tmp_path: Path) -> None:
    """Drafts, documents and later edits reach the number that the store gave, and nobody else's."""

    async def day(shop: Shop, program: Program, _ref: CustomerRef) -> None:
        desk = program.desk
        shop.line.begin({2: Cut.AFTER, **dict.fromkeys(range(3, 40), Cut.UNSENT)})
        made = await desk.profiles.create(STORE, NEW["treez"], ())
        assert is_provisional(made.ref)
        assert states(program) == [(WriteKind.CREATE, WriteState.SENT)]
        await save(program, made.ref, nickname="Z")
        with pytest.raises(KeptForLater):
            await desk.documents.upload(made.ref, NewDocument("card.png", "drivers_license", PICTURE))
        shop.line.begin()
        await plugged_in(shop, program)
        (there,) = [one for one in await shop.everybody() if "Outbox" in one.full_name]
        whole = await at_store(shop, there.ref)
        assert whole.nickname == "Z"
        assert isinstance(whole.documents, tuple)
        assert len(whole.documents) == 1
        assert not [one for one in shop.line.writes() if "detailcustomer" in one]
        assert states(program) == []

    play(tmp_path, day)


def test_what_waits_outlives_the_program(tmp_path: Path) -> None:
    """In the encrypted file: after the next start it goes, bytes of documents included."""

    async def days() -> None:
        shop = Shop(tmp_path, "treez", kept=True)
        program = shop.program()
        await program.begin()
        ref = await shop.somebody()
        await program.desk.profiles.open(ref)
        shop.line.down = True
        await save(program, ref, nickname="Jay")
        with pytest.raises(KeptForLater):
            await program.desk.documents.upload(ref, NewDocument("card.png", "drivers_license", PICTURE))
        await program.end()
        program = shop.program()
        before = await at_store(shop, ref)
        await program.begin()
        assert [kind for kind, _state in states(program)] == [WriteKind.CHANGE, WriteKind.UPLOAD]
        await plugged_in(shop, program)
        there = await at_store(shop, ref)
        assert there.nickname == "Jay"
        assert isinstance(there.documents, tuple)
        assert isinstance(before.documents, tuple)
        assert len(there.documents) == len(before.documents) + 1
        newest = max(there.documents, key=lambda one: str(one.updated_at))
        assert (await program.desk.documents.fetch(ref, newest)).content == PICTURE
        await program.end()

    asyncio.run(days())


def test_what_was_sent_when_the_program_ended_is_looked_for(tmp_path: Path) -> None:
    """A create that had arrived is found at the next start, and never sent again."""

    async def days() -> None:
        shop = Shop(tmp_path, "treez", kept=True)
        program = shop.program()
        await program.begin()
        shop.line.begin({2: Cut.AFTER, **dict.fromkeys(range(3, 40), Cut.UNSENT)})
        await program.desk.profiles.create(STORE, NEW["treez"], ())
        await program.end()
        shop.line.begin()
        program = shop.program()
        await program.begin()
        await program.rest()
        assert states(program) == []
        assert len([one for one in await shop.everybody() if "Outbox" in one.full_name]) == 1
        assert shop.line.writes() == []
        await program.end()

    asyncio.run(days())


# ------------------------------------------------------------------------------------------------ what others did meanwhile


def test_what_others_changed_meanwhile_stays_theirs(tmp_path: Path) -> None:
    """A late change is merged field by field with what is at the store by then."""

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        await program.desk.profiles.open(ref)
        shop.line.down = True
        await save(program, ref, nickname="Jay")
        await (await shop.client()).update(Changes(await at_store(shop, ref), {"notes": "theirs"}))
        await plugged_in(shop, program)
        there = await at_store(shop, ref)
        assert (there.nickname, there.notes) == ("Jay", "theirs")

    play(tmp_path, day)


def test_what_both_changed_is_a_persons_choice(tmp_path: Path) -> None:
    """The write is refused, later ones wait behind it, and all of it is work on a form, the clash at its field."""

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        waiting = program.desk.outgoing.waiting
        await program.desk.profiles.open(ref)
        shop.line.down = True
        await save(program, ref, nickname="Jay")
        await save(program, ref, notes="later")
        await (await shop.client()).update(Changes(await at_store(shop, ref), {"nickname": "Jo"}))
        await plugged_in(shop, program)
        assert states(program) == [(WriteKind.CHANGE, WriteState.REFUSED), (WriteKind.CHANGE, WriteState.WAITING)]
        assert (await at_store(shop, ref)).nickname == "Jo"
        work = waiting.refused_work(ref)
        assert work is not None
        assert work.values == {"nickname": "Jay", "notes": "later"}
        assert [problem.field for problem in problems_in(work.refused)] == ["nickname"]
        theirs = await program.desk.profiles.reread(ref)
        assert theirs.nickname == "Jo"
        await program.desk.profiles.save(Changes(theirs, dict(work.values)))
        there = await at_store(shop, ref)
        assert (there.nickname, there.notes) == ("Jay", "later")
        assert states(program) == []

    play(tmp_path, day)


def test_a_late_refusal_is_corrected_or_discarded(tmp_path: Path) -> None:
    """The reason stands at the field; a new customer keeps the number of ours until the correction has gone."""

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        desk, waiting = program.desk, program.desk.outgoing.waiting
        holder = await desk.profiles.open(ref)
        shop.line.down = True
        made = await desk.profiles.create(STORE, NEW["treez"] | {"phone": str(holder.phone)}, ())
        await plugged_in(shop, program)
        assert states(program) == [(WriteKind.CREATE, WriteState.REFUSED)]
        assert [one.field for one in problems_in(waiting.trouble_of_new(made.ref))] == ["phone"]
        await save(program, made.ref, phone="+16285550177")
        await program.rest()
        assert len([one for one in await shop.everybody() if "Outbox" in one.full_name]) == 1
        shop.line.down = True
        await desk.profiles.create(STORE, NEW["treez"] | {"first_name": "Yan", "phone": str(holder.phone)}, ())
        await plugged_in(shop, program)
        (refused,) = waiting.all()
        await waiting.discard(refused)
        assert states(program) == []
        assert len([one for one in await shop.everybody() if "Outbox" in one.full_name]) == 1

    play(tmp_path, day)


def test_a_create_that_is_not_seen_is_left_to_people(tmp_path: Path) -> None:
    """Looked for several times, never sent again by itself; a person may, or discards it."""

    async def day(shop: Shop, program: Program, _ref: CustomerRef) -> None:
        waiting = program.desk.outgoing.waiting
        shop.line.begin({2: Cut.BEFORE})
        await program.desk.profiles.create(STORE, NEW["treez"], ())
        await program.rest()
        (write,) = waiting.all()
        assert waiting.is_left_to_people(write)
        assert open_writes(program) == [WriteState.SENT]
        assert len([one for one in shop.line.writes() if "detailcustomer" in one]) == 1
        await waiting.send_again(write)
        await program.rest()
        assert states(program) == []
        assert len([one for one in await shop.everybody() if "Outbox" in one.full_name]) == 1

    play(tmp_path, day)


@pytest.mark.parametrize("vendor", list(NEW))
def test_a_store_that_hangs_keeps_nobody_waiting_for_its_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, vendor: str
) -> None:
    """The clerk waits for a short look only; the line takes all the time that its own needs, and finds the customer."""
    monkeypatch.setattr(outbox, "_LOOK_SECONDS", 0.05)

    async def day(shop: Shop, program: Program, _ref: CustomerRef) -> None:
        desk, answers = program.desk, asyncio.Event()
        await desk.profiles.form(STORE)
        shop.line.begin()
        cut = shop.line._cut

        async def silent(request: httpx.Request, how: Cut | None) -> httpx.Response:
            if request.method == "POST":
                return await cut(request, Cut.AFTER)
            if shop.line.writes():
                await answers.wait()
            return await cut(request, how)

        monkeypatch.setattr(shop.line, "_cut", silent)
        async with asyncio.timeout(10):
            made = await desk.profiles.create(STORE, NEW[vendor], ())
        assert is_provisional(made.ref)
        assert states(program) == [(WriteKind.CREATE, WriteState.SENT)]
        await asyncio.sleep(0.2)  # longer than a look that somebody waits for
        answers.set()
        await program.rest()
        assert states(program) == []
        assert len([one for one in await shop.everybody() if "Outbox" in one.full_name]) == 1
        assert len(shop.line.writes()) == 1

    play(tmp_path, day, vendor)


def test_a_change_that_waits_is_discarded(tmp_path: Path) -> None:
    """The desk shows what the store holds again, and nothing is sent."""

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        before = await program.desk.profiles.open(ref)
        shop.line.down = True
        await save(program, ref, nickname="Jay")
        (write,) = program.desk.outgoing.waiting.all()
        await program.desk.outgoing.waiting.discard(write)
        here = program.desk.recent.get(ref)
        assert here is not None
        assert here.nickname == before.nickname
        shop.line.begin()
        await plugged_in(shop, program)
        assert [one for one in shop.line.writes() if "update" in one] == []

    play(tmp_path, day)


def test_one_customers_trouble_holds_up_nobody_else(tmp_path: Path) -> None:
    """What was refused stays; everybody else's changes go."""

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        other = max(one.ref for one in await shop.everybody() if one.ref != ref and one.standing == "active")
        for one in (ref, other):
            await program.desk.profiles.open(one)
        shop.line.down = True
        await save(program, ref, nickname="Jay")
        await save(program, other, nickname="Jay")
        await (await shop.client()).update(Changes(await at_store(shop, ref), {"nickname": "Jo"}))
        await plugged_in(shop, program)
        assert (await at_store(shop, other)).nickname == "Jay"
        assert [write.ref for write in program.desk.outgoing.waiting.all()] == [ref]

    play(tmp_path, day)


def test_the_clerk_and_the_background_never_send_the_same_twice(tmp_path: Path) -> None:
    """Saved again while the earlier change is on its way: both arrive, in order, once."""

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        await program.desk.profiles.open(ref)
        shop.line.down = True
        await save(program, ref, nickname="one")
        shop.line.down = False
        shop.line.begin()
        program.desk.outgoing.lines.wake(STORE)
        await asyncio.sleep(0)
        await save(program, ref, nickname="two")
        await program.rest()
        assert (await at_store(shop, ref)).nickname == "two"
        assert len([one for one in shop.line.writes() if "update" in one]) == 2

    play(tmp_path, day)

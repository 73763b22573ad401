"""A new customer's form that was sent, and is sent again after an interruption, makes nobody twice."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.core.customer import Customer
from app.core.outbox import WriteKind, WriteState, is_provisional
from app.core.values import Value
from app.services.activity import Deed
from app.services.edit import Edit
from tests.unit.services.outbox_stage import NEW, STORE, Cut, Program, Shop, address
from tests.unit.services.test_outbox import at_store, play, states

NAMELESS = {key: value for key, value in NEW["treez"].items() if key not in {"phone", "email"}}
SENT = [(WriteKind.CREATE, WriteState.SENT)]


async def typed(program: Program, values: Mapping[str, Value]) -> Edit:
    """A new customer's form, kept as it was typed."""
    desk = program.desk
    await desk.drafts.open()
    form = await desk.profiles.form(STORE)
    edit = Edit.of_new(form, STORE)
    for key, value in values.items():
        spec = form.spec(key)
        assert spec is not None
        edit.choose(spec, value)
    desk.drafts.note(edit)
    await desk.drafts.settled()
    return edit


async def press_save(program: Program, edit: Edit) -> Customer:
    """As the window does."""
    return await program.desk.profiles.create(STORE, edit.values, edit.addresses, token=edit.token)


async def cut_off(shop: Shop, program: Program, edit: Edit) -> None:
    """The power fails while the store's answer is awaited; the store has the customer by then."""
    arrived, inside = asyncio.Event(), shop.line.handle_async_request

    async def answered_never(request: httpx.Request) -> httpx.Response:
        answer = await inside(request)
        if "detailcustomer" in request.url.path:
            arrived.set()
            await asyncio.Event().wait()
        return answer

    with pytest.MonkeyPatch.context() as line:
        line.setattr(shop.line, "handle_async_request", answered_never)
        saving = asyncio.ensure_future(press_save(program, edit))
        await arrived.wait()
        assert states(program) == SENT
        await program.vault.close()
        await program.desk.outgoing.lines.stop()
        saving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await saving
        await program.desk.stores.close()


async def gone_on_with(program: Program) -> Edit:
    """The unfinished form of earlier, on the screen again."""
    desk = program.desk
    await desk.drafts.open()
    (left,) = desk.drafts.left()
    draft = desk.drafts.take(left.key)
    assert draft is not None
    return Edit.of_draft(await desk.profiles.form(STORE), draft)


async def new_people(shop: Shop) -> list[Customer]:
    """The new customers at the store, read whole."""
    return [await at_store(shop, one.ref) for one in await shop.everybody() if "Outbox" in one.full_name]


def days(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """More than one run of the program."""
    asyncio.run(work())


@pytest.mark.parametrize("values", [NAMELESS, NEW["treez"]], ids=["no phone", "phone"])
@pytest.mark.parametrize("correction", [{}, {"nickname": "Zo"}, {"first_name": "ZOE"}], ids=["", "more", "capitals"])
@pytest.mark.parametrize("is_found", [False, True], ids=["saved before it is found", "saved after"])
def test_the_power_fails_while_a_customer_is_created(
    tmp_path: Path, values: Mapping[str, Value], correction: Mapping[str, Value], is_found: bool
) -> None:
    """The form and the write are both there after the restart. Saved again, what was typed since follows the one there."""

    async def work() -> None:
        shop = Shop(tmp_path, "treez", kept=True)
        first = shop.program()
        await first.begin()
        await cut_off(shop, first, await typed(first, values))
        program = shop.program()
        edit = await gone_on_with(program)
        if is_found:
            await program.begin()
            await program.rest()
        for key, value in correction.items():
            spec = edit.form.spec(key)
            assert spec is not None
            edit.choose(spec, value)
        program.desk.drafts.note(edit)
        made = await press_save(program, edit)
        assert is_provisional(made.ref) is not is_found
        edit.discard()
        program.desk.drafts.note(edit)
        await program.begin()
        await program.rest()
        assert states(program) == []
        (there,) = await new_people(shop)
        assert there.nickname == correction.get("nickname", there.nickname)
        deeds = [entry.deed for entry in program.desk.activity.of(there.ref)]
        assert deeds.count(Deed.CREATED) == 1
        assert Deed.CHANGED in deeds or "nickname" not in correction
        await program.desk.drafts.settled()
        assert await program.desk.drafts._kept.all() == []
        await program.end()

    days(work)


def test_a_form_that_was_not_read_yet_follows_its_customer(tmp_path: Path) -> None:
    """The background may find the customer before the forms of earlier were read: the form goes on under the number."""

    async def work() -> None:
        shop = Shop(tmp_path, "treez", kept=True)
        first = shop.program()
        await first.begin()
        await cut_off(shop, first, await typed(first, NAMELESS))
        program = shop.program()
        await program.begin()
        await program.rest()
        (there,) = await new_people(shop)
        assert [draft.key for draft in program.desk.drafts.left()] == [there.ref]
        await program.end()

    days(work)


def test_a_form_that_the_store_refused_is_sent_again(tmp_path: Path) -> None:
    """Under the same number of ours, once, as it stands on the form that was sent."""

    async def day(shop: Shop, program: Program, _ref: object) -> None:
        desk = program.desk
        edit = await typed(program, NEW["treez"])
        shop.line.down = True
        await press_save(program, edit)
        (write,) = desk.outgoing.waiting.all()
        await desk.outgoing.outbox.ledger.mark(write, WriteState.REFUSED, "\tNo.")
        await press_save(program, edit)
        assert states(program) == [(WriteKind.CREATE, WriteState.WAITING)]
        shop.line.down = False
        await desk.stores.greet(STORE)
        await program.rest()
        assert len(await new_people(shop)) == 1

    play(tmp_path, day)


def test_saved_twice_at_once(tmp_path: Path) -> None:
    """One create; whoever came second learns of the same customer."""

    async def day(shop: Shop, program: Program, _ref: object) -> None:
        edit = await typed(program, NAMELESS)
        both = await asyncio.gather(press_save(program, edit), press_save(program, edit))
        await program.rest()
        (there,) = await new_people(shop)
        assert {program.desk.outgoing.outbox.ledger.now(one.ref) for one in both} == {there.ref}

    play(tmp_path, day)


def test_the_power_fails_when_the_store_has_answered(tmp_path: Path) -> None:
    """The write is forgotten only when the form goes by the store's number: no moment is left to make them twice in."""

    async def work() -> None:
        shop = Shop(tmp_path, "treez", kept=True)
        first = shop.program()
        await first.begin()
        edit = await typed(first, NAMELESS)
        made = await press_save(first, edit)  # and the window was not told any more
        await first.end()
        program = shop.program()
        again = await gone_on_with(program)
        assert (again.is_new, again.base.ref) == (False, made.ref)
        await program.end()

    days(work)


def test_an_address_that_was_added_since_follows(tmp_path: Path) -> None:
    """Saved again while the first is not found yet: what differs waits behind it."""

    async def day(shop: Shop, program: Program, _ref: object) -> None:
        desk = program.desk
        edit = await typed(program, NEW["treez"])
        await desk.outgoing.lines.stop()
        shop.line.begin({2: Cut.AFTER, **dict.fromkeys(range(3, 20), Cut.UNSENT)})
        await press_save(program, edit)
        assert states(program) == SENT
        (home,) = address("treez")
        await desk.profiles.create(STORE, edit.values, (home,), token=edit.token)
        assert states(program) == [*SENT, (WriteKind.CHANGE, WriteState.WAITING)]
        shop.line.begin()
        await program.begin()
        await desk.stores.greet(STORE)
        await program.rest()
        (there,) = await new_people(shop)
        assert [one.street1 for one in there.address_list if not one.is_empty] == [home.street1]

    play(tmp_path, day)

"""Decisions about what waits come after whatever is under way, under whichever number that is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from app.core.changes import Changes
from app.core.customer import CustomerRef
from app.core.outbox import Write, WriteKind, WriteState
from app.core.vendor import NewDocument
from app.services.documents import KeptForLater
from tests.unit.services.outbox_stage import NEW, PICTURE, STORE, Cut, Program, Shop
from tests.unit.services.test_outbox import at_store, play, plugged_in, save, states


@asynccontextmanager
async def renamed_and_under_way(shop: Shop, program: Program, end: httpx.HTTPError) -> AsyncIterator[Write]:
    """A line of the list from before its customer had a number; the write is sent under that, and ends like this."""
    desk, held, gate = program.desk, asyncio.Event(), asyncio.Event()
    await desk.outgoing.lines.stop()
    shop.line.begin({2: Cut.AFTER, **dict.fromkeys(range(3, 20), Cut.UNSENT)})
    made = await desk.profiles.create(STORE, NEW["treez"], ())
    await save(program, made.ref, nickname="Z")
    listed = desk.outgoing.waiting.all()[1]
    inside = shop.line.handle_async_request

    async def hold(request: httpx.Request) -> httpx.Response:
        if "update" not in request.url.path or held.is_set():
            return await inside(request)
        held.set()
        await gate.wait()
        raise end

    with pytest.MonkeyPatch.context() as line:
        line.setattr(shop.line, "handle_async_request", hold)
        shop.line.begin()
        await program.begin()
        await held.wait()
        assert desk.outgoing.waiting.all()[0].ref != listed.ref
        yield listed
        gate.set()
        await program.moment()


@pytest.mark.parametrize("end", [httpx.ConnectError("no route"), httpx.ReadError("reset")], ids=["unsent", "lost"])
def test_a_discard_waits_for_what_is_under_way(tmp_path: Path, end: httpx.HTTPError) -> None:
    """Nothing is called discarded that is on its way, and nobody is at work on what is gone."""

    async def day(shop: Shop, program: Program, _ref: CustomerRef) -> None:
        bugs: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, bug: bugs.append(bug))
        async with renamed_and_under_way(shop, program, end) as listed:
            discarding = asyncio.ensure_future(program.desk.outgoing.waiting.discard(listed))
            await program.moment()
            assert not discarding.done()
            assert [state for _kind, state in states(program)] == [WriteState.SENT]
        await discarding
        await program.rest()
        assert states(program) == []
        assert bugs == []

    play(tmp_path, day)


def test_what_is_under_way_is_not_sent_again(tmp_path: Path) -> None:
    """The decision comes when it has ended, and finds nothing to send."""

    async def day(shop: Shop, program: Program, _ref: CustomerRef) -> None:
        async with renamed_and_under_way(shop, program, httpx.ReadError("reset")) as listed:
            sending = asyncio.ensure_future(program.desk.outgoing.waiting.send_again(listed))
            await program.moment()
            assert not sending.done()
            assert [state for _kind, state in states(program)] == [WriteState.SENT]
        await sending
        await program.rest()
        assert states(program) == []

    play(tmp_path, day)


def test_what_is_not_at_the_store_yet(tmp_path: Path) -> None:
    """A change that waits is; a file that was refused is not: what is saved after it is at the store."""

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        desk, waiting = program.desk, program.desk.outgoing.waiting
        await desk.profiles.open(ref)
        shop.line.down = True
        with pytest.raises(KeptForLater):
            await desk.documents.upload(ref, NewDocument("card.png", "no such kind", PICTURE))
        assert (waiting.keeps(ref), waiting.is_stuck(ref)) == (True, False)
        await plugged_in(shop, program)
        assert states(program) == [(WriteKind.UPLOAD, WriteState.REFUSED)]
        assert (waiting.keeps(ref), waiting.is_stuck(ref)) == (False, False)
        await save(program, ref, nickname="Jay")
        assert (await at_store(shop, ref)).nickname == "Jay"
        assert not waiting.keeps(ref)

    play(tmp_path, day)


def test_nothing_goes_on_before_a_person_has_decided(tmp_path: Path) -> None:
    """Behind a write that may have arrived and was not found, and behind a change that was refused."""

    async def day(shop: Shop, program: Program, _ref: CustomerRef) -> None:
        desk, waiting = program.desk, program.desk.outgoing.waiting
        shop.line.begin({2: Cut.BEFORE})
        made = await desk.profiles.create(STORE, NEW["treez"], ())
        assert not waiting.is_stuck(made.ref)
        await program.rest()
        assert (waiting.keeps(made.ref), waiting.is_stuck(made.ref)) == (True, True)
        (write,) = waiting.all()
        await waiting.send_again(write)
        await program.rest()
        assert states(program) == []
        ref = desk.outgoing.outbox.ledger.now(made.ref)
        shop.line.down = True
        await save(program, ref, nickname="Jay")
        client = await shop.client()
        await client.update(Changes(await client.read(ref.customer_id), {"nickname": "Jo"}))
        await plugged_in(shop, program)
        assert (waiting.keeps(ref), waiting.is_stuck(ref)) == (True, True)

    play(tmp_path, day)

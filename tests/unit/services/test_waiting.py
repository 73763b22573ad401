"""Decisions about what waits come after whatever is under way, under whichever number that is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from app.core.customer import CustomerRef
from app.core.outbox import Write, WriteState
from tests.unit.services.outbox_stage import NEW, STORE, Cut, Program, Shop
from tests.unit.services.test_outbox import play, save, states


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

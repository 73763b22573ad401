"""A document may wait long for the store's pace or its line: until its first byte leaves, the store cannot have it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from app.core.customer import CustomerRef
from app.core.outbox import Write, WriteKind, WriteState
from app.core.values import known
from app.core.vendor import NewDocument
from app.services.documents import KeptForLater
from tests.unit.services.outbox_stage import DOCUMENTS, PICTURE, STORE, Program, Shop, everybody_of
from tests.unit.services.test_outbox import at_store, play, save, states

Hold = Callable[[Shop, Program], contextlib.AbstractAsyncContextManager["Held"]]
SENT = [(WriteKind.UPLOAD, WriteState.SENT)]
WAITING = [(WriteKind.UPLOAD, WriteState.WAITING)]
TOO_MANY, SECONDS = 429, {"retry-after": "14"}


class Held:
    """Somebody waits until it is over."""

    def __init__(self) -> None:
        self.begun, self.over = asyncio.Event(), asyncio.Event()

    async def wait(self, _seconds: float = 0.0) -> None:
        """However long that takes."""
        self.begun.set()
        await self.over.wait()


@contextlib.asynccontextmanager
async def held_by_the_pace(shop: Shop, program: Program) -> AsyncIterator[Held]:
    """When the document is written down, another call has just been told that the store has had too many."""
    held, ledger = Held(), program.desk.outgoing.outbox.ledger
    add, limiter = ledger.add, (await program.desk.stores.client(STORE))._channel._limiter  # type: ignore[attr-defined]

    async def added(write: Write) -> Write:
        limiter.learn(TOO_MANY, SECONDS)
        return await add(write)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limiter, "_timing", replace(limiter._timing, sleep=held.wait))
        patch.setattr(ledger, "add", added)
        yield held
    assert papers(shop) == []
    program.time.now += 20


@contextlib.asynccontextmanager
async def held_by_the_line(shop: Shop, _program: Program) -> AsyncIterator[Held]:
    """It takes long to connect for the document."""
    held, inside = Held(), shop.line.handle_async_request

    async def answered(request: httpx.Request) -> httpx.Response:
        if _carries_document(request):
            await held.wait()
            await request.aread()
        return await inside(request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shop.line, "handle_async_request", answered)
        yield held
    held.over.set()


@contextlib.asynccontextmanager
async def answered_late(shop: Shop) -> AsyncIterator[Held]:
    """The document arrives, and it takes long until the store says so."""
    held, inside = Held(), shop.line.handle_async_request

    async def answered(request: httpx.Request) -> httpx.Response:
        answer = await inside(request)
        if _carries_document(request):
            await held.wait()
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shop.line, "handle_async_request", answered)
        yield held
    held.over.set()


def _carries_document(request: httpx.Request) -> bool:
    return request.method == "POST" and "upload" in request.url.path


def papers(shop: Shop) -> list[str]:
    """The documents that left for the store."""
    return [one for one in shop.line.writes() if "upload" in one]


async def upload(shop: Shop, program: Program, ref: CustomerRef) -> object:
    """Attach a picture of the first kind that the store has."""
    client = await program.desk.stores.client(STORE)
    shop.line.asked.clear()
    return await program.desk.documents.upload(
        ref, NewDocument("card.png", client.form.document_kinds[0].value, PICTURE)
    )


async def cancel(sending: asyncio.Future[object]) -> None:
    """As the window does."""
    sending.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await sending


@pytest.mark.parametrize("vendor", DOCUMENTS)
@pytest.mark.parametrize("hold", [held_by_the_pace, held_by_the_line])
def test_what_was_cancelled_before_its_first_byte_is_forgotten(tmp_path: Path, vendor: str, hold: Hold) -> None:
    """It was written down all the same, as the power may fail; nothing is looked for, and nothing waits behind it."""

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        await everybody_of(await program.desk.stores.client(STORE))  # some kinds of documents are those seen
        base = await program.desk.profiles.open(ref)
        async with hold(shop, program) as held:
            sending = asyncio.ensure_future(upload(shop, program, ref))
            await held.begun.wait()
            assert states(program) == SENT
            await cancel(sending)
        assert states(program) == []
        shop.line.begin()
        await program.moment()
        assert shop.line.asked == []
        await save(program, ref, notes="at once")
        assert states(program) == []
        there = await at_store(shop, ref)
        assert there.notes == "at once"
        assert len(known(there.documents, ())) == len(known(base.documents, ()))

    play(tmp_path, day, vendor)


def test_what_was_saved_behind_it_goes_at_once(tmp_path: Path) -> None:
    """The clerk went on with the customer, and then cancelled."""

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        await program.desk.profiles.open(ref)
        async with held_by_the_line(shop, program) as held:
            sending = asyncio.ensure_future(upload(shop, program, ref))
            await held.begun.wait()
            await save(program, ref, nickname="Jay")
            assert states(program) == [*SENT, (WriteKind.CHANGE, WriteState.WAITING)]
            await cancel(sending)
        await program.rest()
        assert states(program) == []
        assert (await at_store(shop, ref)).nickname == "Jay"
        assert papers(shop) == []

    play(tmp_path, day)


@pytest.mark.parametrize("vendor", DOCUMENTS)
def test_what_was_cancelled_after_its_first_byte_is_looked_for(tmp_path: Path, vendor: str) -> None:
    """It may have arrived: it is found, or a person decides; it is not sent again."""

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        await everybody_of(await program.desk.stores.client(STORE))  # some kinds of documents are those seen
        await program.desk.profiles.open(ref)
        async with answered_late(shop) as held:
            sending = asyncio.ensure_future(upload(shop, program, ref))
            await held.begun.wait()
            await cancel(sending)
            assert states(program) == SENT
            sent = papers(shop)
        shop.line.asked.clear()
        await program.rest()
        assert [one for one in shop.line.asked if one.startswith("GET")]
        assert len(sent) == 1
        assert papers(shop) == []

    play(tmp_path, day, vendor)


def test_a_line_that_breaks_before_the_first_byte(tmp_path: Path) -> None:
    """The document is kept and goes by itself: there is nothing to find out."""

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        base, inside = await program.desk.profiles.open(ref), shop.line.handle_async_request
        tries: list[httpx.Request] = []

        async def breaks(request: httpx.Request) -> httpx.Response:
            if _carries_document(request):
                tries.append(request)
                raise httpx.WriteError("reset")
            return await inside(request)

        await program.desk.outgoing.lines.stop()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(shop.line, "handle_async_request", breaks)
            with pytest.raises(KeptForLater) as kept:
                await upload(shop, program, ref)
            assert kept.value.title == KeptForLater.unsent().title
            assert states(program) == WAITING
            await program.desk.outgoing.lines.begin()
            await program.until(lambda: len(tries) > 2 and states(program) == WAITING)
        await program.rest()
        assert states(program) == []
        assert len(known((await at_store(shop, ref)).documents, ())) == len(known(base.documents, ())) + 1

    play(tmp_path, day)


def test_the_program_ends_before_the_first_byte(tmp_path: Path) -> None:
    """What waited waits again, and goes at the next start without anybody being asked."""

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        base = await program.desk.profiles.open(ref)
        shop.line.down = True
        with pytest.raises(KeptForLater):
            await upload(shop, program, ref)
        async with held_by_the_line(shop, program) as held:
            shop.line.down = False
            await program.desk.stores.greet(STORE)
            await held.begun.wait()
            assert states(program) == SENT
            await program.desk.outgoing.lines.stop()
            assert states(program) == WAITING
        await program.begin()
        await program.rest()
        assert states(program) == []
        assert len(known((await at_store(shop, ref)).documents, ())) == len(known(base.documents, ())) + 1

    play(tmp_path, day)

"""What waits is taken over into a file that is begun anew: all of it, once, under the numbers that it has."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from app.core.customer import CustomerRef
from app.core.errors import DiskFull, VaultUnreadable
from app.core.outbox import Write, WriteKind, WriteState, problems_in
from app.core.vendor import NewDocument
from app.services.documents import KeptForLater
from app.storage.outbox import VaultOutbox
from tests.unit.services.outbox_stage import PICTURE, STORE, Program, Shop
from tests.unit.services.test_outbox import at_store, play, plugged_in, save, states


async def _begun_anew(program: Program) -> None:
    await program.desk.outgoing.keep_again(program.vault.rebuild)


async def _another(shop: Shop, ref: CustomerRef) -> CustomerRef:
    everybody = await shop.everybody()
    return next(one.ref for one in everybody if one.ref != ref and one.email and one.standing == "active")


def _held(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> tuple[asyncio.Event, asyncio.Event]:
    """The answer to the first write is held back: ``reached`` when the store has it, until ``gate``."""
    gate, reached, inner = asyncio.Event(), asyncio.Event(), shop.line.handle_async_request

    async def held(request: httpx.Request) -> httpx.Response:
        answer = await inner(request)
        if "update" in request.url.path and not reached.is_set():
            reached.set()
            await gate.wait()
        return answer

    monkeypatch.setattr(shop.line, "handle_async_request", held)
    return reached, gate


@pytest.mark.parametrize("by_clerk", [False, True])
def test_what_is_on_its_way_meanwhile_is_confirmed_and_nobody_elses_change_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by_clerk: bool
) -> None:
    """In the background or with a clerk waiting for it: later numbers go on waiting, and arrive."""

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        other = await _another(shop, ref)
        for one in (ref, other):
            await program.desk.profiles.open(one)
        await save(program, ref, nickname="first")
        reached, gate = _held(shop, monkeypatch)
        shop.line.down = not by_clerk
        sending = asyncio.ensure_future(save(program, ref, nickname="A"))
        await (reached.wait() if by_clerk else sending)
        shop.line.down = True
        await save(program, other, nickname="B")
        if not by_clerk:
            shop.line.down = False
            await program.desk.stores.greet(STORE)
            program.desk.outgoing.lines.wake(STORE)
            await asyncio.wait_for(reached.wait(), 10)
        await _begun_anew(program)
        assert [write.number for write in program.desk.outgoing.waiting.all()] == [2, 3]
        gate.set()
        await sending
        await plugged_in(shop, program)
        assert states(program) == []
        assert [(await at_store(shop, one)).nickname for one in (ref, other)] == ["A", "B"]

    play(tmp_path, day, kept=True)


def test_a_document_that_waits_goes_to_the_store_all_the_same(tmp_path: Path) -> None:
    """Whole: it was in the file that was put aside."""

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        await program.desk.profiles.open(ref)
        before = len((await at_store(shop, ref)).documents or ())
        shop.line.down = True
        with pytest.raises(KeptForLater):
            await program.desk.documents.upload(ref, NewDocument("card.png", "drivers_license", PICTURE))
        await _begun_anew(program)
        assert states(program) == [(WriteKind.UPLOAD, WriteState.WAITING)]
        ledger = program.desk.outgoing.outbox.ledger
        (waiting,) = ledger.all()
        document = (await ledger.whole(waiting)).document
        assert (waiting.number, document and document.content) == (1, PICTURE)
        await plugged_in(shop, program)
        assert len((await at_store(shop, ref)).documents or ()) == before + 1

    play(tmp_path, day, kept=True)


def test_a_document_that_can_no_longer_be_read_stays_to_be_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As refused, with what to do; nothing empty is sent in its place."""

    async def unreadable(_outbox: VaultOutbox, _number: int) -> bytes:
        raise VaultUnreadable("The file is damaged.")

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        await program.desk.profiles.open(ref)
        shop.line.down = True
        with pytest.raises(KeptForLater):
            await program.desk.documents.upload(ref, NewDocument("card.png", "drivers_license", PICTURE))
        await save(program, ref, nickname="Jay")
        with monkeypatch.context() as damaged:
            damaged.setattr(VaultOutbox, "content", unreadable)
            await _begun_anew(program)
        assert states(program) == [(WriteKind.UPLOAD, WriteState.REFUSED), (WriteKind.CHANGE, WriteState.WAITING)]
        (problem,) = problems_in(program.desk.outgoing.waiting.all()[0].trouble)
        assert "add it again" in problem.message
        shop.line.begin()
        await plugged_in(shop, program)
        assert not [one for one in shop.line.writes() if "document" in one]

    play(tmp_path, day, kept=True)


def test_a_disk_that_is_full_in_the_middle_loses_nothing_that_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be kept again is still sent in this run."""
    inner = VaultOutbox.add

    async def full(outbox: VaultOutbox, write: Write) -> Write:
        if write.number > 1:
            raise DiskFull("The disk is full.")
        return await inner(outbox, write)

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        await program.desk.profiles.open(ref)
        shop.line.down = True
        for name in ("Jay", "Joy", "Jo"):
            await save(program, ref, nickname=name)
        with monkeypatch.context() as disk:
            disk.setattr(VaultOutbox, "add", full)
            with pytest.raises(DiskFull):
                await _begun_anew(program)
        assert states(program) == [(WriteKind.CHANGE, WriteState.WAITING)] * 3
        await plugged_in(shop, program)
        assert (await at_store(shop, ref)).nickname == "Jo"

    play(tmp_path, day, kept=True)

"""A disk that takes nothing any more: nothing is sent over and over, and whatever is at the store is told of as such."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.core.customer import CustomerRef
from app.core.errors import AppError, Duplicate
from app.core.outbox import WriteKind, WriteState
from app.core.values import known
from app.core.vendor import NewDocument
from app.services.activity import Deed
from app.services.documents import KeptForLater
from app.storage.outbox import VaultOutbox
from app.storage.vault import faults
from tests.unit.services.outbox_stage import NEW, PICTURE, STORE, Program, Shop
from tests.unit.services.test_outbox import at_store, play, plugged_in, save, states

ALL = ("add", "renew", "mark", "done")
CARD = NewDocument("card.png", "drivers_license", PICTURE)


@contextmanager
def full(*steps: str) -> Iterator[None]:
    """The disk is full when it comes to these steps of the outbox."""

    async def refuse(*_about: object) -> object:
        raise faults.disk_full()

    with pytest.MonkeyPatch.context() as disk:
        for step in steps:
            disk.setattr(VaultOutbox, step, refuse)
        yield


async def cards(shop: Shop, ref: CustomerRef) -> int:
    """How many of the document are at the store."""
    return len([one for one in known((await at_store(shop, ref)).documents, ()) if one.kind == CARD.kind])


async def new_people(shop: Shop) -> int:
    """How many new customers are there."""
    return len([one for one in await shop.everybody() if "Outbox" in one.full_name])


@pytest.mark.parametrize("steps", [ALL, ("done",)], ids=["everything", "the end"])
@pytest.mark.parametrize("kind", [WriteKind.UPLOAD, WriteKind.CREATE])
def test_what_waits_leaves_once(tmp_path: Path, kind: WriteKind, steps: tuple[str, ...]) -> None:
    """Nothing leaves that nobody could tell of later; when there is room again it goes, or is found."""

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        desk, told = program.desk, list[AppError]()
        desk.outgoing.outbox.failed = told.append
        await desk.profiles.open(ref)
        shop.line.down = True
        if kind is WriteKind.CREATE:
            await desk.profiles.create(STORE, NEW["treez"], ())
        else:
            with pytest.raises(KeptForLater):
                await desk.documents.upload(ref, CARD)
        with full(*steps):
            shop.line.down = False
            shop.line.begin()
            await desk.stores.greet(STORE)
            await program.until(lambda: bool(told))
            for _ in range(3):
                desk.outgoing.lines.wake(STORE)
                await program.moment()
        assert len(shop.line.writes()) == (0 if steps == ALL else 1)
        assert {one.kind for one in told} == {"disk_full"}
        await program.rest()
        assert states(program) == []
        assert (await new_people(shop), await cards(shop, ref)) == ((1, 0) if kind is WriteKind.CREATE else (0, 1))

    play(tmp_path, day)


def test_a_customer_created_while_the_disk_is_full_is_no_failure(tmp_path: Path) -> None:
    """The store has them: it is told as on its way, found and called created once, and nobody makes them twice."""

    async def day(shop: Shop, program: Program, _ref: CustomerRef) -> None:
        desk = program.desk
        await desk.profiles.form(STORE)
        await desk.outgoing.lines.stop()
        with full("done"):
            made = await desk.profiles.create(STORE, NEW["treez"], ())
        assert states(program) == [(WriteKind.CREATE, WriteState.SENT)]
        await program.begin()
        await program.rest()
        assert states(program) == []
        assert await new_people(shop) == 1
        now = await desk.profiles.open(made.ref)
        deeds = [entry.deed for entry in desk.activity.of(now.ref)]
        assert deeds == [Deed.CREATED]

    play(tmp_path, day)


@pytest.mark.parametrize("steps", [ALL, ("done",)], ids=["everything", "the end"])
def test_the_clerk_hears_what_the_store_said(tmp_path: Path, steps: tuple[str, ...]) -> None:
    """With a full disk as without; a change that needs no vault goes all the same."""

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        desk = program.desk
        holder = await desk.profiles.open(ref)
        with full(*steps):
            with pytest.raises(Duplicate):
                await desk.profiles.create(STORE, NEW["treez"] | {"phone": str(holder.phone)}, ())
            assert (await save(program, ref, nickname="Jay")).nickname == "Jay"
        assert (await at_store(shop, ref)).nickname == "Jay"
        await plugged_in(shop, program)
        assert states(program) == []

    play(tmp_path, day)

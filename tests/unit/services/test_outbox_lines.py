"""What the background takes for a store's no, and what for this desk's own trouble: only the first is a refusal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.core.customer import Customer, CustomerRef
from app.core.errors import AccessDenied, AppError, DiskFull, MachineFault, RecordUnreadable
from app.core.outbox import WriteKind, WriteState
from app.core.vendor import Connection, NewDocument
from app.ports import VendorClient
from app.services.documents import KeptForLater
from app.services.stores import Stores
from app.storage.outbox import VaultOutbox
from app.storage.vault import faults
from tests.unit.services.outbox_stage import NEW, PICTURE, STORE, Cut, Program, Shop, open_writes
from tests.unit.services.test_outbox import at_store, play, plugged_in, save, states


def be_as(stores: Stores, connection: Connection) -> Connection:
    """Somebody sets the store otherwise; answers how it was."""
    (before,) = stores.listed()
    stores._for_this_run = (connection,)
    return before


def while_called(stores: Stores, monkeypatch: pytest.MonkeyPatch, connection: Connection) -> None:
    """The same, at the moment when the background has chosen what it does next."""
    inside = stores.client

    async def client(store: object) -> VendorClient:
        del store
        monkeypatch.setattr(stores, "client", inside)
        be_as(stores, connection)
        return await inside(STORE)

    monkeypatch.setattr(stores, "client", client)


@pytest.mark.parametrize("state", [WriteState.WAITING, WriteState.SENT])
@pytest.mark.parametrize("broken", [{"enabled": False}, {"base_url": "no address"}], ids=["disabled", "out of order"])
def test_a_store_that_cannot_be_called_refuses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: dict[str, object], state: WriteState
) -> None:
    """Whatever waits for it waits on, whatever was sent is looked for, once it can be called again."""

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        desk = program.desk
        await desk.profiles.open(ref)
        cut = Cut.UNSENT if state is WriteState.WAITING else Cut.AFTER
        shop.line.begin({1: cut, **dict.fromkeys(range(2, 12), Cut.UNSENT)})
        await desk.outgoing.lines.stop()
        await save(program, ref, notes="kept")
        assert open_writes(program) == [state]
        shop.line.begin()
        (right,) = desk.stores.listed()
        await desk.stores.close()
        while_called(desk.stores, monkeypatch, replace(right, **broken))  # type: ignore[arg-type]
        await desk.outgoing.lines.begin()
        await program.until(lambda: desk.stores.listed() != (right,))
        await program.moment()
        assert open_writes(program) == [state]
        be_as(desk.stores, right)
        desk.outgoing.lines.follow()
        await program.rest()
        assert states(program) == []
        assert (await at_store(shop, ref)).notes == "kept"

    play(tmp_path, day)


def test_a_file_that_cannot_be_read_here_holds_up_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a person's to add again; whatever else waits goes, that customer's too."""

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        desk, told = program.desk, list[AppError]()
        desk.outgoing.outbox.failed = told.append
        other = max(one.ref for one in await shop.everybody() if one.ref != ref and one.standing == "active")
        for one in (ref, other):
            await desk.profiles.open(one)
        shop.line.down = True
        await desk.outgoing.lines.stop()
        with pytest.raises(KeptForLater):
            await desk.documents.upload(ref, NewDocument("card.png", "drivers_license", PICTURE))
        for one in (ref, other):
            await save(program, one, nickname="Jay")

        async def content(*_about: object) -> bytes:
            raise faults.damaged()

        monkeypatch.setattr(VaultOutbox, "content", content)
        await program.begin()
        await plugged_in(shop, program)
        assert [(await at_store(shop, one)).nickname for one in (ref, other)] == ["Jay", "Jay"]
        assert states(program) == [(WriteKind.UPLOAD, WriteState.REFUSED)]
        (write,) = desk.outgoing.waiting.all()
        assert "add the file again" in write.trouble
        assert [one.kind for one in told] == ["vault_unreadable"]

    play(tmp_path, day)


@pytest.mark.parametrize(
    ("fault", "goes"),
    [(RecordUnreadable("One of them."), True), (faults.damaged(), False), (DiskFull("It is full."), False)],
    ids=["a record", "the file", "the disk"],
)
def test_a_record_that_cannot_be_read_holds_up_its_customer_alone(
    tmp_path: Path, fault: MachineFault, *, goes: bool
) -> None:
    """Everybody else's work goes; where the vault itself takes nothing, nothing more is sent in that round."""

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        desk, told = program.desk, list[AppError]()
        desk.outgoing.outbox.failed = told.append
        await desk.profiles.open(ref)
        shop.line.down = True
        await desk.outgoing.lines.stop()
        await desk.profiles.create(STORE, NEW["treez"], ())
        await save(program, ref, nickname="Jay")

        async def renamed(_ref: CustomerRef, _customer: Customer) -> None:
            raise fault

        desk.outgoing.outbox.renamed = renamed
        shop.line.down = False
        await desk.stores.greet(STORE)
        await program.begin()
        await program.until(lambda: bool(told))
        await program.moment()
        assert told[0] is fault
        assert ((await at_store(shop, ref)).nickname == "Jay") is goes
        assert (WriteKind.CREATE, WriteState.SENT) in states(program)

    play(tmp_path, day)


def test_a_look_that_the_store_refuses_tells_nothing_of_the_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that may not read: the document may be there, so it is left to people and not called refused."""

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        desk = program.desk
        await desk.profiles.open(ref)
        shop.line.begin({1: Cut.AFTER, **dict.fromkeys(range(2, 12), Cut.UNSENT)})
        with pytest.raises(KeptForLater):
            await desk.documents.upload(ref, NewDocument("card.png", "drivers_license", PICTURE))
        client = await desk.stores.client(STORE)

        async def read(*_about: object, **_how: object) -> object:
            raise AccessDenied("This key may not read customers.")

        with monkeypatch.context() as denied:
            denied.setattr(type(client), "read", read)
            shop.line.begin()
            await plugged_in(shop, program)
        (write,) = desk.outgoing.waiting.all()
        assert desk.outgoing.waiting.is_left_to_people(write)
        desk.outgoing.waiting.look_again(write)
        await program.rest()
        assert states(program) == []

    play(tmp_path, day)


def test_a_change_that_cannot_be_read_is_said_and_holds_up_nobody(tmp_path: Path) -> None:
    """It is neither sent nor thrown away; new changes are taken, and all others go."""

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        desk, told = program.desk, list[AppError]()
        other = next(one.ref for one in await shop.everybody() if one.ref != ref and one.standing == "active")
        for one in (ref, other):
            await desk.profiles.open(one)
        shop.line.down = True
        for one in (ref, other):
            await save(program, one, nickname="Jay")
        await desk.outgoing.lines.stop()
        await program.vault.write(lambda db: db.execute("UPDATE outbox SET state = 'postponed' WHERE number = 1"))
        desk.outgoing.outbox.ledger.clear()
        desk.outgoing.outbox.failed = told.append
        await program.begin()
        assert [(one.kind, one.title) for one in told] == [
            ("record_unreadable", "A change that waits on this computer cannot be read.")
        ]
        await save(program, other, notes="later")
        await plugged_in(shop, program)
        assert states(program) == []
        record = await at_store(shop, other)
        assert (record.nickname, record.notes) == ("Jay", "later")
        kept = await program.vault.read(lambda db: db.execute("SELECT number FROM outbox").fetchall())
        assert kept == [(1,)]

    play(tmp_path, day, kept=True)

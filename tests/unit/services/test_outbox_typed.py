"""What is typed over what waits: the last one typed stands, and nothing that waits is thrown away by it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.core.changes import Changes
from app.core.customer import CustomerRef
from app.core.errors import InvalidInput, Problem
from app.core.outbox import Write, WriteKind, WriteState
from app.core.vendor import NewDocument
from app.services.documents import KeptForLater
from tests.unit.services.outbox_stage import NEW, PICTURE, STORE, Cut, Program, Shop, address
from tests.unit.services.test_outbox import at_store, play, plugged_in, save, states

LOST = {2: Cut.BEFORE, **dict.fromkeys(range(3, 20), Cut.UNSENT)}  # a create that left and was not seen


def test_a_change_is_not_held_up_by_a_file_that_the_store_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was not typed over the file: it goes, and the file stays for a person to see."""

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        desk = program.desk
        await desk.profiles.open(ref)
        client = await desk.stores.client(STORE)

        async def upload(*_about: object) -> None:
            raise InvalidInput(Problem("document", "This file is too big."), refused=True)

        monkeypatch.setattr(type(client), "upload", upload)
        shop.line.down = True
        with pytest.raises(KeptForLater):
            await desk.documents.upload(ref, NewDocument("card.exe", "drivers_license", PICTURE))
        await save(program, ref, notes="allergic")
        await plugged_in(shop, program)
        assert states(program) == [(WriteKind.UPLOAD, WriteState.REFUSED)]
        assert (await at_store(shop, ref)).notes == "allergic"
        await save(program, ref, nickname="Jay")
        there = await at_store(shop, ref)
        assert (there.nickname, there.notes) == ("Jay", "allergic")
        assert states(program) == [(WriteKind.UPLOAD, WriteState.REFUSED)]

    play(tmp_path, day)


def test_what_waits_behind_a_refused_file_is_on_the_form_and_stays(tmp_path: Path) -> None:
    """A save while the store is away again is the next in the row, and takes nothing out of it."""

    async def day(shop: Shop, program: Program, ref: CustomerRef) -> None:
        desk = program.desk
        await desk.profiles.open(ref)
        shop.line.down = True
        with pytest.raises(KeptForLater):
            await desk.documents.upload(ref, NewDocument("card.png", "drivers_license", PICTURE))
        (file,) = desk.outgoing.waiting.all()
        await desk.outgoing.outbox.ledger.mark(file, WriteState.REFUSED, "\tThis file is too big.")
        await save(program, ref, notes="allergic")
        form = desk.outgoing.outbox.as_it_will_be(await at_store(shop, ref))
        assert form.notes == "allergic"
        await desk.profiles.save(Changes(form, {"nickname": "Jay"}))
        assert [dict(one.values) for one in desk.outgoing.waiting.all()] == [
            {},
            {"notes": "allergic"},
            {"nickname": "Jay"},
        ]

    play(tmp_path, day)


@pytest.mark.parametrize("state", [WriteState.WAITING, WriteState.REFUSED])
def test_the_last_correction_of_a_new_customer_stands(tmp_path: Path, state: WriteState) -> None:
    """Also where an earlier one waits behind the create: all of them go with it, each once."""

    async def day(shop: Shop, program: Program, _ref: CustomerRef) -> None:
        desk, waiting = program.desk, program.desk.outgoing.waiting
        await desk.outgoing.lines.stop()
        shop.line.begin(LOST)
        made = await desk.profiles.create(STORE, NEW["treez"] | {"nickname": "Z"}, ())
        await save(program, made.ref, nickname="Wrong", notes="first")
        shop.line.down = True
        await waiting.send_again(waiting.all()[0])
        await desk.outgoing.outbox.ledger.mark(waiting.all()[0], state)
        assert (await desk.profiles.open(made.ref)).nickname == "Wrong"
        await save(program, made.ref, nickname="Z")
        assert states(program) == [(WriteKind.CREATE, WriteState.WAITING)]
        shop.line.begin()
        await program.begin()
        await plugged_in(shop, program)
        (there,) = [one for one in await shop.everybody() if "Outbox" in one.full_name]
        whole = await at_store(shop, there.ref)
        assert (whole.nickname, whole.notes) == ("Z", "first")
        assert states(program) == []

    play(tmp_path, day)


@pytest.mark.parametrize("corrected", ["2 Oak St, Oakland", "1 Elm St, Oakland"])
def test_what_a_create_left_over_goes_as_it_was_corrected_since(tmp_path: Path, corrected: str) -> None:
    """The address did not arrive with the customer, and was corrected meanwhile: the correction is what arrives."""

    async def day(shop: Shop, program: Program, _ref: CustomerRef) -> None:
        desk = program.desk
        await desk.profiles.form(STORE)
        (home,) = address("foodics")
        await desk.outgoing.lines.stop()
        shop.line.begin({3: Cut.AFTER, **dict.fromkeys(range(4, 20), Cut.UNSENT)})
        made = await desk.profiles.create(STORE, NEW["foodics"], (home,))
        assert states(program) == [(WriteKind.CREATE, WriteState.SENT)]
        await desk.profiles.save(Changes(made, {}, (replace(home, street1=corrected),)))
        shop.line.begin()
        await program.begin()
        await plugged_in(shop, program)
        (there,) = [one for one in await shop.everybody() if "Outbox" in one.full_name]
        assert [one.street1 for one in (await at_store(shop, there.ref)).address_list] == [corrected]
        assert states(program) == []

    play(tmp_path, day, "foodics")


def test_a_correction_that_comes_while_the_create_is_found_goes_with_what_it_left_over(tmp_path: Path) -> None:
    """Between the look and the noting of what is left over: the same as before."""

    async def day(shop: Shop, program: Program, _ref: CustomerRef) -> None:
        desk, ledger = program.desk, program.desk.outgoing.outbox.ledger
        await desk.profiles.form(STORE)
        (home,) = address("foodics")
        await desk.outgoing.lines.stop()
        shop.line.begin({3: Cut.AFTER, **dict.fromkeys(range(4, 20), Cut.UNSENT)})
        made = await desk.profiles.create(STORE, NEW["foodics"], (home,))
        with pytest.MonkeyPatch.context() as moment:
            inside = ledger.add

            async def add(write: Write) -> Write:
                moment.undo()
                await desk.profiles.save(Changes(made, {}, (replace(home, street1="2 Oak St, Oakland"),)))
                return await inside(write)

            moment.setattr(ledger, "add", add)
            shop.line.begin()
            await program.begin()
            await plugged_in(shop, program)
        (there,) = [one for one in await shop.everybody() if "Outbox" in one.full_name]
        assert [one.street1 for one in (await at_store(shop, there.ref)).address_list] == ["2 Oak St, Oakland"]
        assert states(program) == []

    play(tmp_path, day, "foodics")

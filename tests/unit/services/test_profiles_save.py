"""Reading and correcting customers, with somebody else at another counter."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from app.core.changes import Changes
from app.core.customer import Address, Customer
from app.core.errors import Conflict, InvalidInput, NotFound, Offline, VendorTimeout
from app.core.values import ABSENT, Value, known
from app.core.vendor import DocumentSupport
from app.services.activity import Deed
from app.services.profiles import problems_of, problems_of_new
from tests.unit.services.practice import HERE, Practice, ref, run


async def edited(practice: Practice, number: int, **values: Value) -> Changes:
    """An edit against the record as it is now."""
    return Changes(await practice.desk.profiles.open(ref(number)), values)


def deeds(practice: Practice, number: int) -> list[tuple[str, str]]:
    """What was noted of a customer, the latest first."""
    return [(entry.deed, entry.detail) for entry in practice.desk.activity.of(ref(number))]


# ------------------------------------------------------------------------------------------------ reading


def test_opening_reads_afresh_with_documents(practice: Practice) -> None:
    """Put on top of those opened lately. The look is noted by whoever shows the record."""
    practice.open()
    customer = run(practice.desk.profiles.open(ref(1117)))
    assert customer.first_name == "Johnny"
    assert len(known(customer.documents, ())) == 2
    assert practice.desk.recent.all() == (customer,)
    assert deeds(practice, 1117) == []


def test_reading_again_is_no_opening(practice: Practice) -> None:
    """The copy is renewed; the order stays."""
    practice.open()
    run(practice.desk.profiles.open(ref(1117)))
    run(practice.desk.profiles.open(ref(1118)))
    run(practice.change(1117, nickname="Jay"))
    customer = run(practice.desk.profiles.reread(ref(1117)))
    assert customer.nickname == "Jay"
    assert practice.desk.recent.get(ref(1117)) == customer
    assert [one.ref for one in practice.desk.recent.all()] == [ref(1118), ref(1117)]


def test_somebody_who_is_not_there(practice: Practice) -> None:
    """Is not remembered."""
    practice.open()
    with pytest.raises(NotFound):
        run(practice.desk.profiles.open(ref(999_999)))
    assert practice.desk.recent.all() == ()
    assert deeds(practice, 999_999) == []


def test_the_form_of_a_store(practice: Practice) -> None:
    """Is there without a request."""
    practice.open()
    assert run(practice.desk.profiles.form(HERE)).spec("first_name")
    assert practice.wire.asked == []


# ------------------------------------------------------------------------------------------------ saving


def test_only_what_differs_is_sent(practice: Practice) -> None:
    """One read to see what the others did, one write; the answer is the record as the store holds it."""
    practice.open()

    async def day() -> Customer:
        changes = await edited(practice, 1117, nickname="Jay")
        practice.wire.asked.clear()
        return await practice.desk.profiles.save(changes)

    saved = run(day())
    assert saved.nickname == "Jay"
    assert [one.split("?")[0] for one in practice.wire.asked] == ["GET /1117", "PATCH /update/1117"]
    assert practice.desk.recent.get(ref(1117)) == saved
    assert deeds(practice, 1117)[0] == (Deed.CHANGED, "nickname")


def test_the_documents_stay_in_sight(practice: Practice) -> None:
    """The answer to a write carries none; they are those of a moment ago."""
    practice.open()

    async def day() -> tuple[Customer, Customer]:
        changes = await edited(practice, 1117, nickname="Jay")
        return changes.base, await practice.desk.profiles.save(changes)

    before, after = run(day())
    assert len(known(after.documents, ())) == len(known(before.documents, ())) == 2


def test_a_rule_is_kept_before_anything_is_sent(practice: Practice) -> None:
    """Every blocking problem is told, the failed attempt noted without values."""
    practice.open()
    changes = run(edited(practice, 1117, email="nowhere", phone="123"))
    practice.wire.asked.clear()
    with pytest.raises(InvalidInput) as refused:
        run(practice.desk.profiles.save(changes))
    assert [problem.field for problem in refused.value.problems] == ["phone", "email"]
    assert practice.wire.asked == []
    assert deeds(practice, 1117)[0] == (Deed.FAILED, "InvalidInput")


def test_others_changes_stay_theirs(practice: Practice) -> None:
    """A colleague changed another field: both are kept, and only mine is sent."""
    practice.open()
    changes = run(edited(practice, 1117, nickname="Jay"))
    run(practice.change(1117, notes="prefers the counter"))
    saved = run(practice.desk.profiles.save(changes))
    assert (saved.nickname, saved.notes) == ("Jay", "prefers the counter")


def test_both_changed_the_same_field(practice: Practice) -> None:
    """Nothing is sent; the error holds theirs, and saving over it keeps mine."""
    practice.open()
    changes = run(edited(practice, 1117, nickname="Jay", notes="mine"))
    run(practice.change(1117, nickname="Jo"))
    practice.wire.asked.clear()
    with pytest.raises(Conflict) as conflict:
        run(practice.desk.profiles.save(changes))
    assert conflict.value.fields == ("nickname",)
    assert conflict.value.theirs.nickname == "Jo"
    assert practice.wire.writes() == []
    assert deeds(practice, 1117)[0] == (Deed.FAILED, "Conflict")
    saved = run(practice.desk.profiles.save(Changes(conflict.value.theirs, changes.fields)))
    assert (saved.nickname, saved.notes) == ("Jay", "mine")


def test_both_changed_a_field_alike(practice: Practice) -> None:
    """There is nothing left to send, and the newer record is the answer."""
    practice.open()
    changes = run(edited(practice, 1117, nickname="Jay"))
    run(practice.change(1117, nickname="Jay"))
    practice.wire.asked.clear()
    assert run(practice.desk.profiles.save(changes)).nickname == "Jay"
    assert practice.wire.writes() == []


def test_addresses_of_two_people(practice: Practice) -> None:
    """Each changed another address: both arrive, in the store's order."""
    practice.open()

    async def move(practice: Practice, kind: str, town: str) -> Changes:
        base = await practice.desk.profiles.open(ref(1117))
        moved = tuple(replace(one, city=town) if one.kind == kind else one for one in base.address_list)
        return Changes(base, {}, moved)

    mine = run(move(practice, "alternative_address", "Berkeley"))
    theirs = run(move(practice, "secondary_address", "Alameda"))
    run(practice.colleague().profiles.save(theirs))
    saved = run(practice.desk.profiles.save(mine))
    assert [one.city for one in saved.address_list] == ["OAKLAND", "Berkeley", "Alameda"]
    assert deeds(practice, 1117)[0] == (Deed.CHANGED, "address alternative_address")


def test_a_lost_answer_is_told_and_saving_again_is_safe(practice: Practice) -> None:
    """Whether it arrived is unknown; the next save looks, and sends nothing twice."""
    practice.open()
    changes = run(edited(practice, 1117, nickname="Jay"))
    practice.wire.breaks(httpx.ReadTimeout("late"), "PATCH", arrives=True)
    with pytest.raises(VendorTimeout):
        run(practice.desk.profiles.save(changes))
    assert deeds(practice, 1117)[0] == (Deed.FAILED, "VendorTimeout")
    practice.wire.mend()
    practice.wire.asked.clear()
    assert run(practice.desk.profiles.save(changes)).nickname == "Jay"
    assert practice.wire.writes() == []


def test_offline(practice: Practice) -> None:
    """The copy is what it was, and the attempt is noted."""
    practice.open()
    changes = run(edited(practice, 1117, nickname="Jay"))
    practice.wire.breaks(httpx.ConnectError("no route"))
    with pytest.raises(Offline):
        run(practice.desk.profiles.save(changes))
    copy = practice.desk.recent.get(ref(1117))
    assert copy == changes.base
    assert deeds(practice, 1117)[0] == (Deed.FAILED, "Offline")


def test_a_vendor_without_documents_is_not_asked_for_them(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither when reading nor before writing."""
    practice.open()
    info = practice.stores.info(HERE)
    none = replace(info, capabilities=replace(info.capabilities, documents=DocumentSupport.NONE))
    monkeypatch.setattr(practice.table, "info", lambda _vendor: none)
    client = run(practice.stores.client(HERE))
    monkeypatch.setattr(type(client), "info", none)
    saved = run(practice.desk.profiles.save(run(edited(practice, 1117, nickname="Jay"))))
    assert saved.documents is ABSENT
    assert not [one for one in practice.wire.asked if "include_image_list" in one]


# ------------------------------------------------------------------------------------------------ problems


def test_addresses_are_checked_where_they_were_edited(practice: Practice) -> None:
    """In an edit and for a new customer; a form without addresses has no rules for them."""
    practice.open()
    form = run(practice.desk.profiles.form(HERE))
    base = Customer(ref=ref(1), first_name="A", last_name="B", customer_type="adult", addresses=())
    half = (Address(kind="secondary_address", city="Oakland"),)
    of_edit = problems_of(form, Changes(base, {}, half))
    of_new = problems_of_new(form, {}, half)
    for found in (of_edit, of_new):
        assert "addresses.secondary_address.street1" in {problem.field for problem in found}
    assert not [one for one in problems_of(form, Changes(base)) if one.field.startswith("addresses")]
    bare = replace(form, addresses=None)
    assert not [one for one in problems_of(bare, Changes(base, {}, half)) if one.field.startswith("addresses")]
    assert not [one for one in problems_of_new(bare, {}, half) if one.field.startswith("addresses")]

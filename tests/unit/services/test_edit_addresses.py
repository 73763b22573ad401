"""Working on addresses: parts, the primary mark, filling one from another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.customer import Address
from app.core.errors import Problem
from app.services.edit import Edit
from tests.unit.services.counter_form import FORM, HOME, WORK, customer
from tests.unit.services.practice import HERE


def edit_of(*addresses: Address) -> Edit:
    """Mary with these addresses on the screen."""
    return Edit(FORM, customer(addresses=addresses))


def parts(edit: Edit, kind: str) -> tuple[object, object]:
    """Street and city as they now stand."""
    one = next(one for one in edit.addresses if one.kind == kind)
    return one.street1, one.city


def primary(edit: Edit) -> list[str]:
    """The kinds that bear the mark."""
    return [one.kind for one in edit.addresses if one.primary]


def test_untouched_addresses() -> None:
    """Are those of the record, and no change."""
    edit = edit_of(HOME, WORK)
    assert edit.addresses == (HOME, WORK)
    assert edit.changes().addresses is None


def test_typing_a_part() -> None:
    """Trimmed, in its place, one change for the whole address."""
    edit = edit_of(HOME, WORK)
    edit.type_address("work", "city", " Berkeley ")
    edit.type_address("work", "street1", "3 Fir St")
    assert edit.changes().addresses == (HOME, replace(WORK, city="Berkeley", street1="3 Fir St"))
    assert edit.count == 1
    assert edit.is_dirty
    assert not edit.changes().fields


def test_typing_back_is_no_change() -> None:
    """As with fields."""
    edit = edit_of(HOME, WORK)
    for text in ("Berkeley", "Oakland"):
        edit.type_address("work", "city", text)
    assert not edit.is_dirty
    assert edit.changes().addresses is None


@pytest.mark.parametrize("before", [(), (HOME,), (Address(kind="work", state="CA"),)])
def test_typing_into_an_empty_slot_and_emptying_it(before: tuple[Address, ...]) -> None:
    """Leaves nothing behind, no mark either."""
    edit = edit_of(*before)
    for text in ("3 Fir St", ""):
        edit.type_address("work", "street1", text)
    assert not edit.is_dirty
    assert edit.count == 0


# ------------------------------------------------------------------------------------------------ the primary mark


def test_the_first_address_becomes_the_primary_one() -> None:
    """Of a customer who has none, once it is one; the second does not take the mark."""
    edit = Edit.of_new(FORM, HERE)
    edit.type_address("work", "state", "CA")
    assert primary(edit) == []
    edit.type_address("work", "street1", "2 Oak St")
    assert primary(edit) == ["work"]
    edit.type_address("home", "street1", "1 Elm St")
    assert primary(edit) == ["work"]


def test_the_mark_goes_to_the_one_that_is_left() -> None:
    """If the first address is emptied again, the second is the first."""
    edit = Edit.of_new(FORM, HERE)
    edit.type_address("work", "street1", "2 Oak St")
    edit.type_address("home", "street1", "1 Elm St")
    edit.type_address("work", "street1", "")
    assert primary(edit) == ["home"]


def test_a_records_own_marks_are_left_alone() -> None:
    """A record without any keeps none when a part is corrected or a slot filled: nobody asked for it."""
    unmarked = (replace(HOME, primary=False), WORK)
    edit = edit_of(*unmarked)
    edit.type_address("work", "city", "Berkeley")
    edit.type_address("other", "street1", "3 Fir St")
    assert primary(edit) == []
    assert edit.changes().changed_address_kinds == ("work", "other")


def test_a_form_without_the_mark() -> None:
    """Sets none."""
    assert FORM.addresses is not None
    edit = Edit.of_new(replace(FORM, addresses=replace(FORM.addresses, has_primary=False)), HERE)
    edit.type_address("home", "street1", "1 Elm St")
    assert primary(edit) == []


def test_making_another_one_primary() -> None:
    """Takes the mark from the one before; both differ; back again nothing does."""
    edit = edit_of(HOME, WORK)
    edit.make_primary("work")
    assert primary(edit) == ["work"]
    assert edit.changes().changed_address_kinds == ("home", "work")
    edit.make_primary("home")
    assert not edit.is_dirty


def test_making_an_empty_slot_primary() -> None:
    """The mark stays with it until its parts are typed; it is never lost between the two."""
    edit = edit_of(HOME, WORK)
    edit.make_primary("other")
    assert primary(edit) == ["other"]
    edit.type_address("other", "street1", "3 Fir St")
    assert primary(edit) == ["other"]


# ------------------------------------------------------------------------------------------------ filling


def test_filling_one_from_another() -> None:
    """All parts of the form are taken, what the other has not is emptied; the mark stays where it is."""
    edit = edit_of(replace(HOME, city=None), WORK)
    edit.copy_address("home", "work")
    assert parts(edit, "work") == ("1 Elm St", "")
    assert primary(edit) == ["home"]


def test_filling_an_empty_slot() -> None:
    """It is a new address."""
    edit = edit_of(HOME)
    edit.copy_address("home", "other")
    assert edit.changes().changed_address_kinds == ("other",)
    assert parts(edit, "other") == ("1 Elm St", "Oakland")


def test_a_vendor_without_addresses() -> None:
    """There is nothing to fill."""
    edit = Edit(replace(FORM, addresses=None), customer(addresses=(HOME,)))
    edit.copy_address("home", "other")
    assert edit.addresses == (HOME,)


def test_problems_stand_at_their_part() -> None:
    """Only in what was edited."""
    edit = edit_of(Address(kind="home", city="Oakland"), WORK)
    edit.type_address("work", "street1", "")
    assert edit.problems() == [Problem("addresses.work.street1", "Street is needed.")]

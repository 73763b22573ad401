"""Going on over a newer reading of the record: what was typed stays, the rest is the newer record's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.core.values import Unreadable
from app.services.edit import Edit
from tests.unit.services.counter_form import FORM, HOME, WORK, customer, spec


def edit_of() -> Edit:
    """Mary on the screen."""
    return Edit(FORM, customer())


def test_what_was_typed_stays() -> None:
    """As typed; whatever else changed at the store is shown."""
    edit = edit_of()
    edit.type_text(spec("first_name"), " Marie ")
    edit.rebase(customer(phone="+15105550177"))
    assert edit.text(spec("first_name")) == " Marie "
    assert edit.text(spec("phone")) == "(510) 555-0177"
    assert edit.changes().fields == {"first_name": "Marie"}
    assert edit.changes().base == customer(phone="+15105550177")


def test_what_now_agrees_is_no_change() -> None:
    """After saving, the form is clean and shows the record's own spelling."""
    edit = edit_of()
    edit.type_text(spec("first_name"), " Marie ")
    edit.type_text(spec("birth_date"), "5/5/1990")
    edit.rebase(customer(first_name="Marie", birth_date=date(1990, 5, 5)))
    assert not edit.is_dirty
    assert edit.text(spec("first_name")) == "Marie"
    assert edit.text(spec("birth_date")) == "1990-05-05"


def test_what_was_put_back_does_not_come_back() -> None:
    """A choice made and taken back, a date written otherwise: no change, so the others' change is not undone."""
    edit = Edit(FORM, customer(banned=False))
    edit.choose(spec("banned"), value=True)
    edit.choose(spec("banned"), value=False)
    edit.type_text(spec("birth_date"), "04/07/1992")
    edit.rebase(customer(banned=True, birth_date=date(1990, 5, 5)))
    assert not edit.is_dirty
    assert edit.value("banned") is True
    assert edit.text(spec("birth_date")) == "1990-05-05"


def test_an_unreadable_text_stays() -> None:
    """It is still to be corrected, unless the record now says just that."""
    edit = edit_of()
    edit.type_text(spec("birth_date"), "soon")
    edit.rebase(customer(first_name="Marie"))
    assert edit.text(spec("birth_date")) == "soon"
    assert edit.is_dirty
    edit.rebase(customer(birth_date=Unreadable("soon")))
    assert not edit.is_dirty


def test_addresses_of_both() -> None:
    """Mine where I typed, theirs where they did."""
    edit = edit_of()
    edit.type_address("work", "city", "Berkeley")
    edit.rebase(customer(addresses=(replace(HOME, city="Alameda"), WORK)))
    assert edit.addresses == (replace(HOME, city="Alameda"), replace(WORK, city="Berkeley"))
    assert edit.changes().changed_address_kinds == ("work",)


def test_addresses_that_now_agree() -> None:
    """Are those of the record."""
    edit = edit_of()
    edit.type_address("work", "city", "Berkeley")
    edit.rebase(customer(addresses=(HOME, replace(WORK, city="Berkeley"))))
    assert not edit.is_dirty


def test_a_mark_that_both_moved() -> None:
    """Mine stays, and there is only one."""
    edit = edit_of()
    edit.make_primary("work")
    other = replace(HOME, kind="other", primary=True)
    edit.rebase(customer(addresses=(replace(HOME, primary=False), WORK, other)))
    assert [one.kind for one in edit.addresses if one.primary] == ["work"]
    assert edit.problems() == []


def test_what_was_saved_is_no_edit() -> None:
    """However the store spells what it was given; what was typed since stays."""
    edit = edit_of()
    edit.type_text(spec("first_name"), "Marie")
    edit.type_text(spec("phone"), "5105550177")
    sent = edit.changes()
    edit.type_text(spec("phone"), "5105550178")
    edit.take_saved(sent, customer(first_name="MARIE", phone="+15105550177"))
    assert edit.text(spec("first_name")) == "MARIE"
    assert edit.changes().fields == {"phone": "+15105550178"}


def test_what_the_store_left_stays_typed() -> None:
    """An answer that says nothing of a refusal, with the old value in the record: the change is not lost."""
    edit = edit_of()
    edit.type_text(spec("first_name"), "Marie")
    edit.type_text(spec("phone"), "5105550177")
    assert edit.take_saved(edit.changes(), customer(phone="+15105550177")) == ("first_name",)
    assert edit.changes().fields == {"first_name": "Marie"}

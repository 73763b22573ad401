"""Working on a form: what was typed is kept, what it means is what would be sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.customer import Customer
from app.core.errors import Problem
from app.core.values import ABSENT, Absent, Unreadable, Value
from app.services.edit import Edit
from tests.unit.services.counter_form import FORM, customer, spec
from tests.unit.services.practice import HERE, ref

fields = st.sampled_from([one for one in FORM.fields if not one.read_only])


def edit_of(record: Customer | None = None, **fields_: object) -> Edit:
    """Mary on the screen."""
    return Edit(FORM, record or customer(**fields_))


def test_an_untouched_form() -> None:
    """Nothing to send, nothing to say."""
    edit = edit_of()
    assert not edit.is_dirty
    assert not edit.changes()
    assert edit.count == 0
    assert edit.problems() == []
    assert edit.values == {}
    assert not edit.is_new


def test_a_typed_text() -> None:
    """Is a change, with what was before beside it."""
    edit = edit_of()
    edit.type_text(spec("first_name"), " Marie ")
    assert edit.value("first_name") == "Marie"
    assert edit.text(spec("first_name")) == " Marie "
    assert edit.before(spec("first_name")) == "Mary"
    assert edit.is_changed("first_name")
    assert edit.is_dirty
    assert edit.changes().fields == {"first_name": "Marie"}
    assert edit.count == 1


def test_what_is_not_typed_is_the_record() -> None:
    """Values and texts of the other fields are the record's, shown as each kind is shown."""
    edit = edit_of()
    assert edit.value("birth_date") == date(1992, 4, 7)
    assert edit.text(spec("phone")) == "(628) 203-2916"
    assert edit.text(spec("groups")) == "INDUSTRY"
    assert edit.value("opt_out") is ABSENT
    assert edit.text(spec("opt_out")) == ""


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("first_name", "Mary"),
        ("first_name", " Mary "),
        ("birth_date", "1992-04-07"),
        ("birth_date", "4/7/1992"),
        ("phone", "(628) 203-2916"),
        ("phone", "628.203.2916"),
        ("groups", "INDUSTRY"),
        ("groups", " INDUSTRY ,"),
        ("caregivers", "1130"),
        ("opt_out", ""),
        ("notes", ""),
    ],
)
def test_typing_what_was_there_is_no_change(key: str, typed: str) -> None:
    """Whatever was typed in between, and however it is written."""
    edit = edit_of()
    edit.type_text(spec(key), "yes" if key == "opt_out" else "4/8/1992")
    edit.type_text(spec(key), typed)
    assert not edit.is_dirty
    assert not edit.is_changed(key)
    assert edit.count == 0
    assert edit.problems() == []


def test_a_value_is_held_as_the_store_spells_it() -> None:
    """By what stands beside it; the text stays as typed, and the record's own spelling typed again is no change."""

    def spelling(values: Mapping[str, Value | Absent]) -> Mapping[str, Value]:
        return {"first_name": f"{values['first_name']} ({values['customer_type']})"}

    edit = Edit(replace(FORM, spelling=spelling), customer())
    edit.type_text(spec("first_name"), " Marie")
    edit.type_text(spec("customer_type"), "Medical")
    assert edit.value("first_name") == edit.values["first_name"] == "Marie (medical)"
    assert edit.changes().fields == {"first_name": "Marie (medical)", "customer_type": "medical"}
    assert edit.text(spec("first_name")) == " Marie"
    edit.type_text(spec("first_name"), " Mary ")
    assert not edit.is_changed("first_name")
    edit.take_saved(edit.changes(), customer(customer_type="medical"))
    assert not edit.is_dirty


@settings(deadline=None)
@given(fields, st.text())
def test_no_typing_is_lost(field: object, text: str) -> None:
    """Whatever is typed stands in the editor as it was typed, unless it is the record's own text."""
    edit = edit_of()
    edit.type_text(field, text)  # type: ignore[arg-type]
    assert edit.text(field) == text  # type: ignore[arg-type]


@settings(deadline=None)
@given(fields, st.text(), st.text())
def test_typing_back_is_always_no_change(field: object, one: str, other: str) -> None:
    """After any detour the record's own text leaves nothing behind."""
    edit = edit_of()
    for text in (one, other, edit.before(field)):  # type: ignore[arg-type]
        edit.type_text(field, text)  # type: ignore[arg-type]
    assert not edit.is_dirty
    assert edit.values == {}


# ------------------------------------------------------------------------------------------------ unreadable texts


def test_an_unreadable_text_is_kept() -> None:
    """It stands as typed, has no meaning, counts as a change, and is the first problem."""
    edit = edit_of()
    edit.type_text(spec("first_name"), "")
    edit.type_text(spec("birth_date"), "soon")
    assert edit.text(spec("birth_date")) == "soon"
    assert edit.is_changed("birth_date")
    assert edit.is_dirty
    assert edit.count == 2
    assert edit.changes().fields == {"first_name": ""}
    assert [problem.field for problem in edit.problems()] == ["birth_date", "first_name"]


def test_a_meaning_from_before_does_not_stay() -> None:
    """A date typed half over is no longer the date it was."""
    edit = edit_of()
    edit.type_text(spec("birth_date"), "1990-01-01")
    edit.type_text(spec("birth_date"), "1990-01-0")
    assert edit.value("birth_date") == date(1992, 4, 7)
    assert "birth_date" not in edit.changes().fields
    assert edit.count == 1


def test_an_unreadable_text_that_becomes_readable() -> None:
    """Is an ordinary change."""
    edit = edit_of()
    edit.type_text(spec("birth_date"), "soon")
    edit.type_text(spec("birth_date"), "1990-01-01")
    assert edit.problems() == []
    assert edit.changes().fields == {"birth_date": date(1990, 1, 1)}


def test_a_record_that_holds_an_unreadable_date() -> None:
    """It is shown as it came, typing it back is no change, and replacing it is one."""
    edit = edit_of(birth_date=Unreadable("0000-00-00"))
    assert edit.text(spec("birth_date")) == "0000-00-00"
    edit.type_text(spec("birth_date"), "0000-00-0")
    assert [problem.field for problem in edit.problems()] == ["birth_date"]
    edit.type_text(spec("birth_date"), "0000-00-00")
    assert not edit.is_dirty
    assert edit.problems() == []


# ------------------------------------------------------------------------------------------------ chosen values


def test_a_flag() -> None:
    """Chosen is changed, chosen back is not."""
    edit = edit_of(banned=False)
    edit.choose(spec("banned"), value=True)
    assert edit.changes().fields == {"banned": True}
    edit.choose(spec("banned"), value=False)
    assert not edit.is_dirty


def test_a_choice_takes_the_place_of_what_was_typed() -> None:
    """A date out of a calendar ends the trouble with the typed one."""
    edit = edit_of()
    edit.type_text(spec("birth_date"), "soon")
    edit.choose(spec("birth_date"), date(1990, 1, 1))
    assert edit.text(spec("birth_date")) == "1990-01-01"
    assert edit.problems() == []
    assert edit.count == 1


# ------------------------------------------------------------------------------------------------ lists


@pytest.mark.parametrize(
    ("record", "typed", "value"),
    [
        ((" INDUSTRY",), "INDUSTRY, SENIOR", (" INDUSTRY", "SENIOR")),
        ((" INDUSTRY", "SENIOR"), "SENIOR", ("SENIOR",)),
        ((" INDUSTRY", "SENIOR"), "SENIOR, INDUSTRY", ("SENIOR", " INDUSTRY")),
        ((" INDUSTRY", "INDUSTRY"), "INDUSTRY, INDUSTRY, SENIOR", (" INDUSTRY", "INDUSTRY", "SENIOR")),
        (("INDUSTRY",), "INDUSTRY, INDUSTRY", ("INDUSTRY", "INDUSTRY")),
        (None, "SENIOR", ("SENIOR",)),
        ((" INDUSTRY",), "", ()),
    ],
)
def test_groups_keep_the_stores_spelling(record: tuple[str, ...] | None, typed: str, value: Value) -> None:
    """A blank at the beginning belongs to a group's name: adding or removing another group does not lose it."""
    edit = edit_of(groups=record)
    edit.type_text(spec("groups"), typed)
    assert edit.value("groups") == value


def test_caregivers_are_their_numbers() -> None:
    """Typed and compared as numbers, and their rules are the form's."""
    edit = edit_of()
    assert edit.text(spec("caregivers")) == "1130"
    edit.type_text(spec("caregivers"), "1130, 1131")
    assert edit.changes().fields == {"caregivers": ("1130", "1131")}
    edit.type_text(spec("caregivers"), "1130, 1131, 1132")
    assert edit.problems() == [Problem("caregivers", "Caregivers may have 2 entries at most.")]
    edit.type_text(spec("caregivers"), "")
    assert edit.changes().fields == {"caregivers": ()}


def test_what_cannot_be_edited_is_never_sent() -> None:
    """Whatever reaches a read-only field."""
    edit = edit_of(loyalty_balance=5)
    edit.choose(spec("loyalty_balance"), 10)
    assert not edit.changes()
    assert not edit.is_dirty


# ------------------------------------------------------------------------------------------------ new customers


def test_a_new_form_has_the_defaults() -> None:
    """They are sent, but nobody has typed anything yet."""
    edit = Edit.of_new(FORM, HERE)
    assert edit.is_new
    assert edit.values == {"customer_type": "adult"}
    assert edit.text(spec("customer_type")) == "adult"
    assert not edit.is_dirty
    assert [problem.field for problem in edit.problems()] == ["first_name"]


def test_filling_a_new_form() -> None:
    """Typed is unsaved work; a field emptied again is not; a default taken away is."""
    edit = Edit.of_new(FORM, HERE)
    dirty = []
    for key, text in (("first_name", "Mary"), ("first_name", ""), ("customer_type", "")):
        edit.type_text(spec(key), text)
        dirty.append(edit.is_dirty)
    assert dirty == [True, False, True]
    assert edit.values == {"customer_type": "", "first_name": ""}
    assert [problem.field for problem in edit.problems()] == ["first_name", "customer_type"]


def test_an_unreadable_text_in_a_new_form() -> None:
    """Is unsaved work, and its problem is told once."""
    edit = Edit.of_new(FORM, HERE)
    edit.type_text(spec("first_name"), "Mary")
    edit.type_text(spec("birth_date"), "soon")
    assert edit.is_dirty
    assert [problem.field for problem in edit.problems()] == ["birth_date"]


def test_an_address_in_a_new_form_is_unsaved_work() -> None:
    """Also where no field was filled."""
    edit = Edit.of_new(FORM, HERE)
    edit.type_address("home", "city", "Oakland")
    assert edit.is_dirty
    assert "addresses.home.street1" in {problem.field for problem in edit.problems()}
    edit.type_address("home", "city", "")
    assert not edit.is_dirty


# ------------------------------------------------------------------------------------------------ discard, restore


def test_discarding_and_taking_it_back() -> None:
    """Everything typed goes and comes back: texts, unreadable ones, addresses; what was typed since stays."""
    edit = edit_of()
    edit.type_text(spec("first_name"), "Marie ")
    edit.type_text(spec("birth_date"), "soon")
    edit.type_address("home", "city", "Berkeley")
    before = (edit.changes(), list(edit.problems()), edit.count)
    thrown = edit.discard()
    assert not edit.is_dirty
    assert edit.text(spec("birth_date")) == "1992-04-07"
    edit.add_earlier(thrown)
    assert (edit.changes(), list(edit.problems()), edit.count) == before
    assert edit.text(spec("first_name")) == "Marie "
    thrown = edit.discard()
    edit.type_text(spec("first_name"), "Mae")
    edit.type_text(spec("notes"), "Rings twice.")
    edit.add_earlier(thrown)
    assert edit.changes().fields == {"first_name": "Mae", "notes": "Rings twice."}
    assert edit.text(spec("birth_date")) == "soon"
    assert edit.changes().changed_address_kinds == ("home",)


def test_discarding_a_new_form_leaves_the_defaults() -> None:
    """As when it was opened."""
    edit = Edit.of_new(FORM, HERE)
    edit.type_text(spec("customer_type"), "medical")
    edit.discard()
    assert edit.values == {"customer_type": "adult"}
    assert edit.base.ref == ref("")

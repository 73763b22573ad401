"""What was changed against which record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.changes import Changes, differences
from app.core.customer import Address
from app.core.form import FieldKind, FieldSpec, Form
from app.core.values import Value
from tests.unit.core.records import record

FORM = Form(
    fields=(
        FieldSpec(key="first_name", label="First name"),
        FieldSpec(key="last_name", label="Last name"),
        FieldSpec(key="customer_type", label="Type", read_only="The store sets it."),
        FieldSpec(key="opt_out", label="Opt out", kind=FieldKind.TRISTATE),
    )
)
HOME = Address(kind="home", street1="1 Elm St", primary=True)
WORK = Address(kind="work", street1="2 Oak St", primary=False)
BASE = record(first_name="Mary", last_name=None, addresses=(HOME, WORK), extra={"opt_out": False})


def test_only_what_differs_is_a_change() -> None:
    """In the order of the form, whatever the order of typing."""
    changes = differences(FORM, BASE, {"opt_out": True, "last_name": "Smith", "first_name": "Mary"})
    assert list(changes.fields.items()) == [("last_name", "Smith"), ("opt_out", True)]
    assert changes
    assert changes.count == 2
    assert changes.base is BASE


@pytest.mark.parametrize("blank", [None, "", ()])
def test_blank_equals_blank(blank: Value) -> None:
    """Emptying what was empty is no change; a field nobody typed in is none either."""
    assert not differences(FORM, BASE, {"last_name": blank})
    assert not differences(FORM, BASE, {})


def test_emptying_and_answering_no_are_changes() -> None:
    """To say nothing any more, or to say no where nothing was said."""
    assert differences(FORM, BASE, {"first_name": ""}).fields == {"first_name": ""}
    assert differences(FORM, record(extra={"opt_out": None}), {"opt_out": False}).fields == {"opt_out": False}


def test_what_cannot_be_edited_never_differs() -> None:
    """A read-only field and a key that the form has not are not sent, whatever was typed."""
    assert not differences(FORM, BASE, {"customer_type": "medical", "unheard_of": "x"})


def test_addresses_differ_as_a_list() -> None:
    """If one differs the whole new list is the change, counted by the addresses that differ."""
    moved = replace(HOME, street1="3 Fir St")
    changes = differences(FORM, BASE, {"last_name": "Smith"}, (moved, WORK))
    assert changes.addresses == (moved, WORK)
    assert changes.changed_address_kinds == ("home",)
    assert changes.count == 2


def test_the_same_addresses_are_no_change() -> None:
    """Neither the same list nor one with an empty slot more."""
    assert not differences(FORM, BASE, {}, (HOME, WORK))
    assert differences(FORM, BASE, {}, (HOME, WORK, Address(kind="other"))).addresses is None
    assert Changes(BASE).changed_address_kinds == ()


def test_taking_all_addresses_away_is_a_change() -> None:
    """An empty list is not the same as no list."""
    changes = differences(FORM, BASE, {}, ())
    assert changes
    assert changes.addresses == ()
    assert changes.count == 2

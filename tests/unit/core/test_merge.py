"""Two people's changes to one record come together, or are told apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.changes import Changes, differences, merge
from app.core.customer import Address, Customer
from app.core.form import FieldSpec, Form
from app.core.values import ABSENT, Absent, Value, same
from tests.unit.core.records import record

KEYS = ("first_name", "last_name", "nickname", "note_a", "note_b")
KINDS = ("home", "work", "other")
FORM = Form(fields=tuple(FieldSpec(key=key, label=key) for key in KEYS))
texts = st.sampled_from(["", "a", "b", "c"])
given_values = st.dictionaries(st.sampled_from(KEYS), texts)


def built(values: Mapping[str, Value], addresses: tuple[Address, ...] | Absent = ABSENT) -> Customer:
    """A record of these form values, the last two keys being the vendor's own."""
    own = {key: value for key, value in values.items() if key.startswith("note")}
    standard = {key: value for key, value in values.items() if key not in own}
    return record(**standard, extra=own, addresses=addresses)


records = st.builds(built, given_values)


@given(records, given_values)
def test_onto_an_unchanged_record_mine_stays_mine(base: Customer, typed: Mapping[str, Value]) -> None:
    """Nobody else was there: everything is still to be sent, and nothing is in conflict."""
    mine = differences(FORM, base, typed)
    merged = merge(mine, base)
    assert merged.changes == mine
    assert merged.conflicts == ()


@given(records, records)
def test_merging_nothing_gives_theirs(base: Customer, theirs: Customer) -> None:
    """Whoever changed nothing sends nothing, over the newer record."""
    merged = merge(Changes(base), theirs)
    assert not merged.changes
    assert merged.changes.base is theirs
    assert merged.conflicts == ()


@given(records, given_values)
def test_the_same_change_twice_needs_nothing_more(base: Customer, typed: Mapping[str, Value]) -> None:
    """If the others typed the same, there is nothing to send and nothing to ask."""
    mine = differences(FORM, base, typed)
    merged = merge(mine, applied(mine))
    assert not merged.changes
    assert merged.conflicts == ()


@given(records, given_values, records)
def test_conflicts_are_what_both_changed_differently(
    base: Customer, typed: Mapping[str, Value], theirs: Customer
) -> None:
    """Exactly those keys; mine is kept for them, and for what I alone changed; the rest is theirs."""
    mine = differences(FORM, base, typed)
    merged = merge(mine, theirs)
    expected = {
        key
        for key, value in mine.fields.items()
        if not same(base.field_value(key), theirs.field_value(key)) and not same(value, theirs.field_value(key))
    }
    assert set(merged.conflicts) == expected
    for key in KEYS:
        outcome = merged.changes.fields.get(key, theirs.field_value(key))
        assert same(outcome, mine.fields.get(key, theirs.field_value(key)))


@given(records, given_values, records)
def test_merging_again_changes_nothing(base: Customer, typed: Mapping[str, Value], theirs: Customer) -> None:
    """After the conflict was shown, saving again keeps mine and asks no second time."""
    once = merge(differences(FORM, base, typed), theirs)
    again = merge(once.changes, theirs)
    assert again.changes == once.changes
    assert again.conflicts == ()


def applied(changes: Changes) -> Customer:
    """The record after the changes."""
    values = {key: changes.fields.get(key, known_text(changes.base, key)) for key in KEYS}
    return built(values, changes.base.address_list if changes.addresses is None else changes.addresses)


def known_text(customer: Customer, key: str) -> Value:
    """A field's value, null where it is absent."""
    value = customer.field_value(key)
    return None if isinstance(value, Absent) else value


# ------------------------------------------------------------------------------------------------ addresses

HOME = Address(kind="home", street1="1 Elm St", primary=True)
WORK = Address(kind="work", street1="2 Oak St", primary=False)
OTHER = Address(kind="other", street1="3 Fir St", primary=False)
ALL = (HOME, WORK, OTHER)
BASE = record(addresses=ALL)
streets = st.sampled_from(["", "1 Elm St", "4 Ash St", "5 Yew St"])


@st.composite
def slots(draw: st.DrawFn) -> tuple[Address, ...]:
    """At most one address of each kind, at most one of them primary."""
    kinds = draw(st.lists(st.sampled_from(KINDS), unique=True))
    primary = draw(st.sampled_from((*KINDS, "none")))
    return tuple(Address(kind=kind, street1=draw(streets), primary=kind == primary) for kind in kinds)


def edited(base: Customer, addresses: tuple[Address, ...]) -> Changes:
    """My changes to the addresses."""
    return differences(FORM, base, {}, addresses)


@given(slots(), slots())
def test_addresses_onto_an_unchanged_record(before: tuple[Address, ...], after: tuple[Address, ...]) -> None:
    """Nobody else was there: what is sent says what I said."""
    mine = edited(record(addresses=before), after)
    merged = merge(mine, record(addresses=before))
    assert merged.conflicts == ()
    assert merged.changes.changed_address_kinds == mine.changed_address_kinds
    if mine.addresses is not None and [one.kind for one in before] == [one.kind for one in after]:
        assert merged.changes.addresses == mine.addresses


@given(slots(), slots(), slots())
def test_merged_addresses_can_be_sent(
    before: tuple[Address, ...], after: tuple[Address, ...], theirs: tuple[Address, ...]
) -> None:
    """Whatever both sides did: one address of a kind and one primary mark; conflicts name kinds that I changed."""
    mine = edited(record(addresses=before), after)
    merged = merge(mine, record(addresses=theirs))
    sent = merged.changes.addresses or ()
    assert len({one.kind for one in sent}) == len(sent)
    assert sum(1 for one in sent if one.primary) <= 1
    assert set(merged.conflicts) <= {f"addresses.{kind}" for kind in mine.changed_address_kinds}


@given(slots(), slots(), slots())
def test_merging_addresses_again_changes_nothing(
    before: tuple[Address, ...], after: tuple[Address, ...], theirs: tuple[Address, ...]
) -> None:
    """Saving again after a conflict sends mine and asks no second time."""
    newer = record(addresses=theirs)
    once = merge(edited(record(addresses=before), after), newer)
    again = merge(once.changes, newer)
    assert again.conflicts == ()
    assert again.changes.changed_address_kinds == once.changes.changed_address_kinds


def test_each_side_changed_another_address() -> None:
    """Both are kept, in the order in which the store has them."""
    mine = edited(BASE, (HOME, replace(WORK, street1="4 Ash St"), OTHER))
    merged = merge(mine, record(addresses=(HOME, WORK, replace(OTHER, street1="5 Yew St"))))
    assert merged.conflicts == ()
    assert merged.changes.addresses == (HOME, replace(WORK, street1="4 Ash St"), replace(OTHER, street1="5 Yew St"))


def test_both_changed_one_address_differently() -> None:
    """A conflict, and mine is what another save would send."""
    mine = edited(BASE, (HOME, replace(WORK, street1="4 Ash St"), OTHER))
    merged = merge(mine, record(addresses=(HOME, replace(WORK, street1="5 Yew St"), OTHER)))
    assert merged.conflicts == ("addresses.work",)
    assert merged.changes.addresses == (HOME, replace(WORK, street1="4 Ash St"), OTHER)


def test_both_changed_one_address_alike() -> None:
    """Nothing is left to send."""
    mine = edited(BASE, (HOME, replace(WORK, street1="4 Ash St"), OTHER))
    merged = merge(mine, record(addresses=(HOME, replace(WORK, street1="4 Ash St"), OTHER)))
    assert merged.conflicts == ()
    assert not merged.changes


def test_an_address_that_i_took_away() -> None:
    """It is gone from what is sent; one that the others added stays."""
    merged = merge(edited(record(addresses=(HOME, WORK)), (HOME,)), record(addresses=ALL))
    assert merged.changes.addresses == (HOME, OTHER)


def test_an_address_that_i_added() -> None:
    """It stands at the end of theirs."""
    merged = merge(edited(record(addresses=(HOME,)), (HOME, WORK)), record(addresses=(HOME, OTHER)))
    assert merged.changes.addresses == (HOME, OTHER, WORK)


def test_both_moved_the_primary_mark() -> None:
    """Each to another address: a conflict, and never two marks."""
    mine = edited(BASE, (replace(HOME, primary=False), replace(WORK, primary=True), OTHER))
    merged = merge(mine, record(addresses=(replace(HOME, primary=False), WORK, replace(OTHER, primary=True))))
    assert merged.conflicts == ("addresses.work",)
    assert [one.primary for one in merged.changes.addresses or ()] == [False, True, False]


def test_a_record_that_always_had_two_marks() -> None:
    """What the store holds is not my conflict: two marks from before stay until somebody mends them."""
    odd = (HOME, replace(WORK, primary=True))
    mine = edited(record(addresses=odd), (replace(HOME, street1="4 Ash St"), odd[1]))
    merged = merge(mine, record(addresses=odd))
    assert merged.conflicts == ()
    assert merged.changes == mine


@pytest.mark.parametrize("theirs", [None, ABSENT, ()])
def test_a_record_that_lost_its_addresses(theirs: tuple[Address, ...] | Absent | None) -> None:
    """If the others took the address away that I changed, that is a conflict; the one nobody touched stays away."""
    mine = edited(BASE, (HOME, replace(WORK, street1="4 Ash St"), OTHER))
    merged = merge(mine, record(addresses=theirs))
    assert merged.conflicts == ("addresses.work",)
    assert merged.changes.addresses == (replace(WORK, street1="4 Ash St"),)

"""What a person does to addresses, and the rules over them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.addresses import (
    address_of,
    alike,
    changed_kinds,
    check_addresses,
    part_key,
    with_address,
    with_part,
    with_primary,
)
from app.core.customer import Address
from app.core.errors import Problem
from app.core.form import AddressForm, AddressShape, FieldSpec
from app.core.values import ABSENT

HOME = Address(kind="home", street1="1 Elm St", city="Oakland", state="CA", postal_code="94612", primary=True)
WORK = Address(kind="work", street1="2 Oak St", city="Oakland", state="CA", postal_code="94613", primary=False)
PARTS = (
    FieldSpec(key="street1", label="Street", required=True),
    FieldSpec(key="city", label="City", required=True),
    FieldSpec(key="state", label="State", required=True, rule=lambda value: "" if value == "CA" else "State: CA only."),
)
SLOTS = AddressForm(shape=AddressShape.SLOTS, parts=PARTS, has_primary=True)


def test_finding_the_address_of_a_kind() -> None:
    """The slot's address, or an empty one to be filled."""
    assert address_of((HOME, WORK), "work") is WORK
    assert address_of((HOME,), "work") == Address(kind="work")


def test_typing_a_part() -> None:
    """A part takes the typed text; a text that says the same leaves the address as it was."""
    assert with_part(HOME, "city", "Berkeley") == replace(HOME, city="Berkeley")
    assert with_part(HOME, "city", "Oakland") is HOME
    assert with_part(Address(kind="home"), "city", "").city is ABSENT


def test_putting_an_address_back() -> None:
    """It takes the place of its kind, or the last one."""
    moved = replace(HOME, city="Berkeley")
    assert with_address((HOME, WORK), moved) == (moved, WORK)
    assert with_address((HOME,), WORK) == (HOME, WORK)


def test_addresses_of_one_kind_are_told_apart_by_their_ids() -> None:
    """Where a vendor keeps a list, the id says which one is meant."""
    one, two = Address(address_id="1", city="A"), Address(address_id="2", city="B")
    assert with_address((one, two), replace(two, city="C")) == (one, replace(two, city="C"))


def test_there_is_one_primary() -> None:
    """Marking one takes the mark from the others."""
    assert [one.primary for one in with_primary((HOME, WORK), "work")] == [False, True]


@pytest.mark.parametrize(
    ("other", "equal"),
    [
        (replace(HOME, street2=""), True),
        (replace(HOME, country=None), True),
        (replace(HOME, carried={"x": 1}, latitude=1.0, address_id="9"), True),
        (replace(HOME, street2="Apt 4"), False),
        (replace(HOME, primary=False), False),
        (replace(HOME, primary=ABSENT), False),
    ],
)
def test_alike_is_what_a_person_would_say(other: Address, *, equal: bool) -> None:
    """Parts and the primary mark count, blanks are equal, what nobody sees does not count."""
    assert alike(HOME, other) is equal
    assert alike(other, HOME) is equal


def test_no_mark_is_not_primary() -> None:
    """An address without a mark is not the primary one."""
    assert alike(replace(WORK, primary=ABSENT), WORK)


def test_changed_kinds() -> None:
    """A kind differs where it was edited, added or taken away; blank slots do not count."""
    assert changed_kinds((HOME, WORK), (HOME, replace(WORK, city="Berkeley"))) == ("work",)
    assert changed_kinds((HOME,), (HOME, WORK)) == ("work",)
    assert changed_kinds((HOME, WORK), (WORK,)) == ("home",)
    assert changed_kinds((HOME,), (HOME, Address(kind="work", city=""))) == ()
    assert changed_kinds((HOME, WORK), (WORK, HOME)) == ()


def test_each_edited_part_is_checked() -> None:
    """Once a part is filled the required ones are, and each problem stands at its part."""
    after = (Address(kind="home", city="Oakland", state="NY"),)
    assert check_addresses(SLOTS, (), after) == [
        Problem(part_key("home", "street1"), "Street is needed."),
        Problem(part_key("home", "state"), "State: CA only."),
    ]
    assert part_key("home", "street1") == "addresses.home.street1"


def test_untouched_and_emptied_addresses_are_left_alone() -> None:
    """An old half-filled address blocks nothing, and taking an address away is allowed."""
    odd = Address(kind="work", city="Oakland")
    assert check_addresses(SLOTS, (HOME, odd), (replace(HOME, city="Berkeley"), odd)) == []
    assert check_addresses(SLOTS, (HOME,), (Address(kind="home", state="NY", primary=True),)) == []


def test_a_state_alone_is_the_beginning_of_an_address() -> None:
    """Typed where none was, it is checked like any other: stores leave it out. One that was read so blocks nothing."""
    needed = [
        Problem(part_key("work", "street1"), "Street is needed."),
        Problem(part_key("work", "city"), "City is needed."),
    ]
    alone = Address(kind="work", state="CA", primary=False)
    assert check_addresses(SLOTS, (HOME,), (HOME, alone)) == needed
    assert check_addresses(SLOTS, (HOME, replace(alone, state="NV")), (HOME, alone)) == needed
    assert check_addresses(SLOTS, (alone,), with_primary((HOME, alone), "home")) == []
    assert check_addresses(SLOTS, (replace(alone, primary=True),), (alone,)) == []
    assert check_addresses(SLOTS, (alone,), (replace(alone, state=""),)) == []
    loose = replace(SLOTS, parts=(replace(PARTS[0], required=False), PARTS[2]))
    assert check_addresses(loose, (), (alone,)) == []
    assert check_addresses(loose, (), (replace(alone, state="NY"),)) == [
        Problem(part_key("work", "state"), "State: CA only.")
    ]


def test_two_primary_addresses() -> None:
    """Only one can be; a vendor without such a mark does not care."""
    both = (HOME, replace(WORK, primary=True))
    assert check_addresses(SLOTS, (HOME, WORK), both) == [
        Problem("addresses", "Only one address can be the primary one.")
    ]
    assert check_addresses(replace(SLOTS, has_primary=False), (HOME, WORK), both) == []


def test_one_address_of_each_kind() -> None:
    """Slots hold one each; a list may hold more."""
    twice = (HOME, replace(HOME, primary=False))
    assert check_addresses(SLOTS, (HOME,), twice) == [
        Problem("addresses", "There can be only one address of each kind.")
    ]
    assert check_addresses(replace(SLOTS, shape=AddressShape.LIST), (HOME,), twice) == []


@pytest.mark.parametrize(
    ("text", "read"), [("24.7", 24.7), ("-122", -122.0), ("", ""), ("north", "north"), ("1_0", "1_0"), ("nan", "nan")]
)
def test_typing_a_coordinate(text: str, read: object) -> None:
    """Degrees become a number; what is none stays as typed, for the rule to refuse."""
    assert with_part(replace(HOME, latitude=1.0), "latitude", text).latitude == read


def test_where_an_address_lies_counts_where_both_say_it() -> None:
    """A moved pin is a change, and so is another zone; a vendor without coordinates never differs by them."""
    pinned = replace(HOME, latitude=1.0, longitude=2.0, zone="north")
    assert not alike(pinned, replace(pinned, longitude=2.5))
    assert not alike(pinned, replace(pinned, zone=None))
    assert alike(pinned, HOME)


def test_a_list_may_hold_several_of_a_kind() -> None:
    """Each counts: one changed, added or taken away; their order does not."""
    one, two = replace(HOME, address_id="1"), replace(HOME, address_id="2", city="Berkeley")
    assert changed_kinds((one, two), (two, one)) == ()
    assert changed_kinds((one, two), (one, replace(two, city="Albany"))) == ("home",)
    assert changed_kinds((one, two), (two,)) == ("home",)
    assert changed_kinds((one,), (one, replace(two, address_id=""))) == ("home",)
    listed = replace(SLOTS, shape=AddressShape.LIST, has_primary=False)
    bad = replace(two, state="NY")
    assert check_addresses(listed, (one, two), (one, bad)) == [Problem(part_key("home", "state"), "State: CA only.")]


def test_a_rule_looks_at_the_whole_address() -> None:
    """Also at one that a person would call empty; the problem stands at the part that it names."""
    both = replace(
        SLOTS, rules=(lambda one: Problem("longitude", "Give both.") if one.latitude and not one.longitude else None,)
    )
    assert check_addresses(both, (), (Address(kind="work", latitude=1.0),)) == [
        Problem(part_key("work", "longitude"), "Give both.")
    ]
    assert check_addresses(both, (HOME,), (HOME,)) == []

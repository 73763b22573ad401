"""What a card fills in at each store, and what is told of a card that says otherwise than the profile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.core.changes import applied
from app.core.customer import Address, ConnectionId, Customer, CustomerRef
from app.core.form import Form
from app.core.idcard import IdCard
from app.core.privacy import CARD_FIELDS
from app.services.card_profile import differences, filled_from, record_of_card, take
from app.services.edit import Edit
from tests.unit.services.test_copying import real_forms

CARD = IdCard(
    document="license",
    issuer="CA",
    country="USA",
    first_name="RUTH",
    middle_name="ANNE",
    last_name="EXAMPLE",
    birth_date=date(1985, 3, 9),
    gender="F",
    license_number="D1234567",
    license_expires=date(2031, 3, 9),
    street1="12 ELM ST",
    city="OAKLAND",
    state="CA",
    postal_code="94601",
)
HOME = Address(kind="home", street1="12 Elm Street", city="Oakland", state="CA", postal_code="94601-1234", primary=True)


def treez() -> Form:
    """A form with a part for each thing that a card says."""
    return real_forms()["treez"]


def ruth(**fields: Any) -> Customer:
    """The customer of the card, as a profile has her."""
    facts: dict[str, Any] = {
        "ref": CustomerRef(ConnectionId("here"), "7"),
        "first_name": "Ruth",
        "middle_name": "A",
        "last_name": "Example",
        "birth_date": date(1985, 3, 9),
        "gender": "F",
        "license_number": "D-123 4567",
        "license_expires": date(2031, 3, 9),
        "addresses": (HOME,),
    }
    return Customer(**(facts | fields))


def told(customer: Customer, card: IdCard = CARD, form: Form | None = None) -> dict[str, tuple[str, str]]:
    """The differences by key: what the profile says, and the card."""
    found = differences(card, customer, form or treez(), CARD_FIELDS)
    return {one.key: (one.before, one.on_card) for one in found}


@pytest.mark.parametrize("vendor", ["treez", "indicaonline", "foodics"])
def test_a_card_fills_what_the_stores_form_can_hold(vendor: str) -> None:
    """Under the form's own keys and by its own rules; a form without a place for something is not given it."""
    form = real_forms()[vendor]
    copy = filled_from(CARD, form, CARD_FIELDS)
    name = copy.values.get("single_name") or f"{copy.values['first_name']} {copy.values['last_name']}"
    assert "RUTH" in str(name)
    assert "EXAMPLE" in str(name)
    assert copy.values["birth_date"] == date(1985, 3, 9)
    assert all(form.spec(key) for key in copy.values)
    assert copy.values.get("license_number") == ("D1234567" if form.spec("license_number") else None)
    assert len(copy.addresses) == 1
    assert "12 ELM ST" in copy.addresses[0].one_line


def test_only_what_may_be_kept_is_filled_in() -> None:
    """The place's policy is a list of keys; nothing else of the card reaches a form."""
    copy = filled_from(CARD, treez(), {"first_name", "last_name"})
    assert (dict(copy.values), copy.addresses) == ({"first_name": "RUTH", "last_name": "EXAMPLE"}, ())
    assert filled_from(CARD, treez(), ()).values == {}
    assert differences(CARD, ruth(last_name="Other"), treez(), ()) == ()


def test_a_profile_that_agrees_has_no_differences() -> None:
    """Capitals, hyphens, an initial, Street for ST and a longer ZIP say the same."""
    assert told(ruth()) == {}


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ({"last_name": "Sample"}, {"last_name": ("Sample", "EXAMPLE")}),
        ({"license_number": "D7654321"}, {"license_number": ("D7654321", "D1234567")}),
        ({"license_expires": date(2026, 3, 9)}, {"license_expires": ("2026-03-09", "2031-03-09")}),
        ({"birth_date": None}, {"birth_date": ("", "1985-03-09")}),
        ({"middle_name": "Beth"}, {"middle_name": ("Beth", "ANNE")}),
        ({"gender": ""}, {"gender": ("", "F")}),
        ({"addresses": ()}, {"addresses": ("", "12 ELM ST, OAKLAND, CA 94601")}),
    ],
)
def test_what_differs_is_told_with_both_texts(profile: dict[str, Any], expected: dict[str, tuple[str, str]]) -> None:
    """Field by field; what the profile does not say yet is a difference too."""
    assert told(ruth(**profile)) == expected


def test_a_name_that_the_card_cuts_off_is_no_difference() -> None:
    """The card says itself that there is more of it."""
    cut = replace(CARD, last_name="EXAM", truncated=("last_name",))
    assert told(ruth(), cut) == {}
    assert told(ruth(), replace(cut, truncated=())).keys() == {"last_name"}


def test_what_a_card_does_not_say_is_not_compared() -> None:
    """An empty field of a card is no wish to empty the profile's."""
    assert told(ruth(), IdCard(first_name="RUTH")) == {}


@pytest.mark.parametrize(
    ("street1", "postal_code", "same"),
    [
        ("12 N Elm Ave.", "94601", True),
        ("12 elm", "946011234", True),
        ("14 Elm Street", "94601", False),
        ("12 Oak Street", "94601", False),
        ("12 Elm Street", "94602", False),
    ],
)
def test_an_address_is_the_same_by_number_street_and_zip(street1: str, postal_code: str, *, same: bool) -> None:
    """However the street's ending is written."""
    moved = told(ruth(addresses=(replace(HOME, street1=street1, postal_code=postal_code),)))
    assert ("addresses" not in moved) is same


def test_taking_a_difference_types_it_into_the_form() -> None:
    """Nothing is sent: the form is as if the clerk had typed it, and the primary address takes the card's place."""
    work = Address(kind="work", street1="1 Mill Rd", city="Oakland", state="CA", postal_code="94601", primary=False)
    old = replace(HOME, street1="9 Birch Ave", postal_code="90001")
    profile = ruth(last_name="Sample", license_expires=date(2026, 3, 9), addresses=(work, old))
    edit = Edit(treez(), profile)
    for difference in differences(CARD, profile, treez(), CARD_FIELDS):
        take(edit, difference)
    changes = edit.changes()
    assert changes.fields == {"last_name": "EXAMPLE", "license_expires": date(2031, 3, 9)}
    assert changes.addresses is not None
    kept, taken = changes.addresses
    assert kept == work
    assert (taken.kind, taken.street1, taken.postal_code, taken.primary) == ("home", "12 ELM ST", "94601", True)
    assert told(applied(changes)) == {}


def test_the_card_as_a_record_holds_no_more_than_the_card() -> None:
    """Empty stays absent; a suffix belongs to the family name."""
    record = record_of_card(IdCard(last_name="EXAMPLE", suffix="JR"), ConnectionId("here"))
    assert record == Customer(ref=CustomerRef(ConnectionId("here"), ""), last_name="EXAMPLE JR", addresses=())


def test_a_difference_says_nothing_of_the_person_when_it_is_printed() -> None:
    """A crash report may print one."""
    (difference,) = differences(CARD, ruth(last_name="Sample"), treez(), CARD_FIELDS)
    assert "EXAMPLE" not in repr(difference)
    assert "Sample" not in repr(difference)

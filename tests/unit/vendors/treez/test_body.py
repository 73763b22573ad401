"""Form values and addresses as Treez takes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.core.customer import Address, Customer, CustomerRef
from app.core.values import Unreadable, Value
from app.vendors.treez import body, wire
from app.vendors.treez.form import FORM
from tests.unit.vendors.treez.samples import SHOP

BASE = Customer(ref=CustomerRef(SHOP, "1"), groups=("SENIOR", " INDUSTRY"))


@pytest.mark.parametrize(
    ("key", "value", "wire_key", "sent"),
    [
        ("first_name", "Zoë", "first_name", "Zoë"),
        ("birth_date", date(1990, 1, 2), "birthday", "1990-01-02"),
        ("phone", "+12138167531", "phone", "2138167531"),
        ("phone", "(213) 816-7531", "phone", "2138167531"),
        ("license_number", "D1", "drivers_license", "D1"),
        ("license_expires", date(2030, 12, 31), "drivers_license_expiration", "2030-12-31"),
        ("customer_type", "medical_mmid", "patient_type", "MEDICAL_MMID"),
        ("medical_expires", Unreadable("soon"), "permit_expiration", "soon"),
        ("groups", ("SENIOR", "INDUSTRY"), "customer_groups", ["SENIOR", " INDUSTRY"]),
        ("groups", ("NEW",), "customer_groups", ["NEW"]),
        (
            "caregivers",
            ("5", "6"),
            "caregiver_details",
            [{"caregiver_customer_id": "5"}, {"caregiver_customer_id": "6"}],
        ),
        ("loyalty_balance", 100, "rewards_balance", 100),
        ("banned", False, "banned", False),
        ("opt_out", True, "opt_out", True),
        # emptied
        ("nickname", "", "nickname", ""),
        ("phone", None, "phone", ""),
        ("license_expires", None, "drivers_license_expiration", None),
        ("opt_out", None, "opt_out", None),
        ("referral_source", "", "referral_source", None),
        ("loyalty_balance", None, "rewards_balance", None),
        ("groups", (), "customer_groups", []),
        ("caregivers", None, "caregiver_details", []),
    ],
)
def test_each_value_as_treez_takes_it(key: str, value: Value, wire_key: str, sent: object) -> None:
    """7.1: its key, its spelling; emptied text is "", every other emptied field null, lists are complete."""
    assert body.body(FORM, {key: value}, BASE) == {wire_key: sent}


def test_a_group_typed_as_it_is_stays_so() -> None:
    """Where both spellings exist, each means itself."""
    both = replace(BASE, groups=("INDUSTRY", " INDUSTRY"))
    assert body.body(FORM, {"groups": ("INDUSTRY",)}, both) == {"customer_groups": ["INDUSTRY"]}


def test_addresses_go_whole_with_their_primary_mark() -> None:
    """7.2: the complete list, upper-case kinds, primary explicit on each; what was carried goes back."""
    places = (
        Address(kind="address_of_record", street1="1 A", city="B", state="CA", postal_code="94612", primary=True),
        Address(
            kind="work", street1="2 A", city="B", state="CA", postal_code="94612", carried={"type": "Work", "x": 1}
        ),
        Address(kind="secondary_address", state="CA", primary=False),
    )
    assert body.address_list(places) == [
        {
            "type": "ADDRESS_OF_RECORD",
            "street1": "1 A",
            "street2": "",
            "city": "B",
            "state": "CA",
            "zipcode": "94612",
            "primary": True,
        },
        {
            "type": "Work",
            "street1": "2 A",
            "street2": "",
            "city": "B",
            "state": "CA",
            "zipcode": "94612",
            "primary": False,
            "x": 1,
        },
    ]


def test_decimals_are_written_exactly() -> None:
    """Never through a float."""
    assert wire.write({"rewards_balance": Decimal("12.50")}) == b'{"rewards_balance":12.50}'

"""Customers as lines of a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

import pytest

from app.cli.customer_csv import CustomerLines, CustomerSheet, safe_cell
from app.cli.customer_json import customer_json
from app.core.customer import Address, ConnectionId, Customer, CustomerRef, Verification
from app.core.form import AddressForm, AddressShape, Choice, FieldSpec

SLOTS = AddressForm(
    shape=AddressShape.SLOTS,
    parts=(FieldSpec(key="street1", label="Street"), FieldSpec(key="city", label="City")),
    kinds=(Choice("home", "Home"), Choice("work", "Work")),
    has_primary=True,
)
CUSTOMER = Customer(
    ref=CustomerRef(ConnectionId("c"), "7"),
    first_name="=HYPERLINK(1)",
    last_name='O"Neil, "Bo"',
    phone="+16282032916",
    notes="one\ntwo",
    groups=("A", "B"),
    banned=False,
    loyalty_balance=Decimal("-2.5"),
    verification=Verification("verified"),
    consent={"text": None, "mail": True},
    addresses=(
        Address(kind="home", street1="-1 Main", city="Oakland", primary=True),
        Address(kind="home", city="Second"),
        Address(kind="boat", city="Sea"),
    ),
)


def row_of(sheet: CustomerSheet, customer: Customer) -> dict[str, str]:
    text = sheet.header() + sheet.line(customer)
    assert text.endswith("\r\n")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    return row


def test_columns_hold_what_the_record_says() -> None:
    """Plain keys, lists in one cell, groups of values and address slots as columns named like ``--set``."""
    row = {key: value for key, value in row_of(CustomerSheet(SLOTS), CUSTOMER).items() if value}
    others = row.pop("addresses_other")
    assert row == {
        "customer_id": "7",
        "first_name": "'=HYPERLINK(1)",
        "last_name": 'O"Neil, "Bo"',
        "full_name": '\'=HYPERLINK(1) O"Neil, "Bo"',
        "phone": "+16282032916",
        "notes": "one\ntwo",
        "groups": "A; B",
        "banned": "false",
        "loyalty_balance": "-2.5",
        "verification_status": "verified",
        "consent_mail": "true",
        "addresses.home.street1": "'-1 Main",
        "addresses.home.city": "Oakland",
        "addresses.home.primary": "true",
    }
    assert json.loads(others) == [{"kind": "home", "city": "Second"}, {"kind": "boat", "city": "Sea"}]


def test_without_slots_addresses_are_json() -> None:
    """A store without fixed kinds has one cell for its addresses."""
    row = row_of(CustomerSheet(None), CUSTOMER)
    assert not [column for column in row if column.startswith("addresses.")]
    assert len(json.loads(row["addresses_other"])) == 3


def test_sparse_record_fills_no_cell() -> None:
    """What is absent or null is an empty cell."""
    bare = Customer(ref=CUSTOMER.ref, email=None, verification=None, consent=None, addresses=None)
    assert {value for key, value in row_of(CustomerSheet(SLOTS), bare).items() if key != "customer_id"} == {""}


@pytest.mark.parametrize(
    "text", ["=1+1", "+1 628", "-x", "@SUM(A1)", "\t=1", " =1", "\r=1", "\uff1d1", "+", "+1+1", "-1-1"]
)
def test_formulas_are_disarmed(text: str) -> None:
    """What a spreadsheet would run gets a quote before it."""
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Jane", "+16282032916", "-2.5", "37", "a=b", "2026-01-01", "1 - 2"])
def test_plain_text_and_numbers_stay(text: str) -> None:
    """A telephone number in E.164 is only ever a number, so it stays usable."""
    assert safe_cell(text) == text


def test_json_lines() -> None:
    """One customer a line, without a header, line breaks of the record inside."""
    sheet = CustomerLines()
    assert sheet.header() == ""
    line = sheet.line(CUSTOMER)
    assert line.count("\n") == 1
    assert json.loads(line) == customer_json(CUSTOMER)

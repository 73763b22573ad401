"""Customers as rows of a table, and the text formats."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.cli.words import EXPORT_ENDINGS
from app.core.customer import Address, ConnectionId, Customer, CustomerRef, Verification
from app.core.errors import ClerkCanAct
from app.core.form import AddressForm, AddressShape, Choice, FieldSpec
from app.core.values import Unreadable
from app.services.customer_json import customer_json
from app.services.tables import ENDINGS, STORE, Columns, Record, Row, safe_cell, sheet_for
from tests.unit.services.test_customer_json import FULL

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


def written(name: str, columns: Columns, *rows: Row, chosen: list[str] | None = None) -> bytes:
    file = io.BytesIO()
    sheet = sheet_for(Path(name), columns, chosen)
    sheet.begin(file)
    sheet.add(rows)
    sheet.end()
    return file.getvalue()


def row_of(columns: Columns, customer: Customer, chosen: list[str] | None = None) -> dict[str, str]:
    text = written("a.csv", columns, customer_json(customer), chosen=chosen).decode("utf-8-sig")
    assert text.endswith("\r\n")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    return row


def test_columns_hold_what_the_record_says() -> None:
    """Plain keys, lists in one cell, groups of values and address slots as columns named like ``--set``."""
    row = {key: value for key, value in row_of(Columns([SLOTS]), CUSTOMER).items() if value}
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
    row = row_of(Columns([None]), CUSTOMER)
    assert not [column for column in row if column.startswith("addresses.")]
    assert len(json.loads(row["addresses_other"])) == 3


def test_sparse_record_fills_no_cell() -> None:
    """What is absent or null is an empty cell."""
    bare = Customer(ref=CUSTOMER.ref, email=None, verification=None, consent=None, addresses=None)
    assert {value for key, value in row_of(Columns([SLOTS]), bare).items() if key != "customer_id"} == {""}


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1 628", "-x", "@SUM(A1)", "\t=1", " =1", "\r=1", "\uff1d1", "+", "+1+1", "-1-1", "\x00=1", "\u200b=1"],
)
def test_formulas_are_disarmed(text: str) -> None:
    """What a spreadsheet would run gets a quote before it."""
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Jane", "+16282032916", "-2.5", "37", "a=b", "2026-01-01", "1 - 2"])
def test_plain_text_and_numbers_stay(text: str) -> None:
    """A telephone number in E.164 is only ever a number, so it stays usable."""
    assert safe_cell(text) == text


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    "customer",
    [
        CUSTOMER,
        FULL,
        Customer(ref=CUSTOMER.ref),
        Customer(ref=CUSTOMER.ref, single_name="Ali", phone="565445254", extra={"dial_code": 966}),
        replace(
            CUSTOMER, addresses=(Address(kind="work", street1="=1", city=None), Address(kind="home", primary=False))
        ),
        replace(FULL, addresses=None, verification=None, consent=None, groups=None, extra={"opt_out": None}),
        replace(FULL, addresses=(), birth_date=Unreadable("=31.02."), first_name="", warnings=(), single_name="A B"),
    ],
)
def test_a_customer_is_written_as_its_record(customer: Customer, ending: str) -> None:
    """Customers as they come from a store and records that were kept make the same file."""
    columns = Columns([SLOTS])
    assert written(f"a{ending}", columns, customer) == written(f"a{ending}", columns, customer_json(customer))


def test_json_lines() -> None:
    """One customer a line, without a header, line breaks of the record inside, every key whatever was chosen."""
    text = written("a.JSONL", Columns([SLOTS]), customer_json(CUSTOMER), chosen=["phone"]).decode()
    assert text.count("\n") == 1
    assert json.loads(text) == customer_json(CUSTOMER)


def test_csv_says_that_it_is_utf_8() -> None:
    """The mark at the beginning, without which spreadsheets take the text for the system's old encoding."""
    content = written("a.csv", Columns([None]), {"first_name": "Zoë"}, chosen=["first_name"])
    assert content == b"\xef\xbb\xbf" + "first_name\r\nZoë\r\n".encode()


@given(st.lists(st.dictionaries(st.sampled_from(["email", "notes", "gender"]), st.text('ab,"\r\n ;|\t')), max_size=3))
@example([{}])
@example([{"email": ","}, {"notes": 'a"b'}, {"gender": "\r"}])
def test_lines_are_read_back_by_the_library(records: list[Record]) -> None:
    """However a line is put together, Python's own reader of such files finds its cells in it (RFC 4180)."""
    for chosen in (["email"], ["gender", "email", "notes"]):
        content = written("a.csv", Columns([]), *records, chosen=chosen).decode("utf-8-sig")
        rows = [[safe_cell(record.get(name, "")) for name in chosen] for record in records]
        assert list(csv.reader(io.StringIO(content, newline=""))) == [chosen, *rows]


@pytest.mark.parametrize(
    "text",
    [
        *("Bob;=HYPERLINK(1)", "Bob; =1+1", "Bob;\x00=1", "Bob\u200b;\u200b=1", "a;;-2+3", "a;+1+1", "a;@x", "a\n=1"),
        *("a\r\n=1", "a\t=1", "=1;=2"),
    ],
)
def test_formulas_are_disarmed_where_a_line_is_parted_at_semicolons(text: str) -> None:
    """Spreadsheets of countries that write decimals with a comma do so, tabs and line ends included, in the middle of cells."""
    content = written("a.csv", Columns([]), {"email": "x", "notes": text}, chosen=["email", "notes"]).decode(
        "utf-8-sig"
    )
    cells = re.split("[;\t\r\n]", content.replace('"', "").removeprefix("email,notes\r\n"))
    assert not [cell for cell in cells if re.match("[\\s\x00\u200b]*[=+@-]", cell)]


@pytest.mark.parametrize("text", ["vip; new", "a; +16282032916; -2.5", "1;2", "x = 1; y"])
def test_plain_lists_stay(text: str) -> None:
    """Lists in a cell, numbers among them, are written as they are, in quotes for who parts at semicolons too."""
    content = written("a.csv", Columns([]), {"email": "x", "notes": text}, chosen=["email", "notes"]).decode(
        "utf-8-sig"
    )
    assert content == f'email,notes\r\nx,"{text}"\r\n'


def test_chosen_columns_in_their_order() -> None:
    """Only what was chosen, as it was ordered; a column nobody has is empty."""
    row = row_of(Columns([SLOTS]), CUSTOMER, ["phone", "customer_id", "nickname"])
    assert list(row.items()) == [("phone", "+16282032916"), ("customer_id", "7"), ("nickname", "")]


def test_columns_of_several_stores() -> None:
    """The store stands first, and the address columns of all forms stand beside one another, each once."""
    other = AddressForm(
        shape=AddressShape.SINGLE,
        parts=(FieldSpec(key="city", label="City"), FieldSpec(key="state", label="State")),
        kinds=(Choice("home", "Home"),),
    )
    columns = Columns([SLOTS, None, other], several_stores=True)
    assert columns.names[0] == STORE
    home = [name for name in columns.names if name.startswith("addresses.home.")]
    assert [name.rpartition(".")[2] for name in home] == ["street1", "city", "primary", "state"]
    assert len(set(columns.names)) == len(columns.names)
    assert STORE not in Columns([SLOTS]).names


def test_half_a_character() -> None:
    """A lone surrogate, which JSON lets a vendor send, is written as its escape."""
    record = {"customer_id": "\ud83d"}
    assert written("a.csv", Columns([]), record, chosen=["customer_id"]).endswith(b"\\ud83d\r\n")
    assert json.loads(written("a.jsonl", Columns([]), record)) == record


def test_the_ending_is_the_format() -> None:
    """Another ending is told before anything is written; the command line knows the same endings."""
    assert set(ENDINGS) == EXPORT_ENDINGS
    with pytest.raises(ClerkCanAct) as refused:
        sheet_for(Path("people.xls"), Columns([]))
    assert ".xlsx" in refused.value.hint

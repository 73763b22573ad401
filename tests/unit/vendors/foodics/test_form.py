"""The form: its keys, its order and every rule of the vendor document's sections 6 to 8."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.core.addresses import check_addresses, with_part
from app.core.customer import Address
from app.core.errors import Problem
from app.core.form import AddressShape, FieldKind, FieldSpec, check_field, check_form
from app.core.query import LookupKind
from app.core.values import Value
from app.core.vendor import DocumentSupport
from app.services.edit import Edit
from app.vendors.foodics.form import INFO, form_of
from tests.unit.vendors.foodics.scripted_foodics import BASE

GOOD: Mapping[str, Value] = {"single_name": "Ann Lee", "dial_code": 966, "phone": "565445254"}
FORM = form_of(966)
HOME = Address(kind="home", street1="Street 1")


def spec_of(key: str) -> FieldSpec:
    """The field of that key."""
    return next(one for one in FORM.fields if one.key == key)


def _fields(values: Mapping[str, Value], edited: frozenset[str] | None = None, store: int = 966) -> list[str]:
    return [problem.field for problem in check_form(form_of(store), values, edited)]


def test_three_required_fields_are_enough() -> None:
    """14.1: name, dial code and phone."""
    assert _fields(GOOD) == []
    assert {spec.key for spec in FORM.fields if spec.required} == set(GOOD)


@pytest.mark.parametrize("key", sorted(GOOD))
def test_each_required_field_is_needed(key: str) -> None:
    """14.1: for a new customer, and where it is emptied; never for a correction of something else."""
    assert _fields({**GOOD, key: None}) == [key]
    assert _fields({**GOOD, key: None}, frozenset({key})) == [key]
    assert _fields({**GOOD, key: None}, frozenset({"email"})) == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"single_name": "  "}, ["single_name"]),
        ({"single_name": "A\nB"}, ["single_name"]),
        ({"dial_code": 0}, ["dial_code"]),
        ({"dial_code": 1000}, ["dial_code"]),
        ({"dial_code": 1, "phone": "6282032916"}, []),
        ({"dial_code": 1, "phone": "565445254"}, ["phone"]),
        ({"phone": "0565445254"}, []),
        ({"phone": "+966 56 544 5254"}, []),
        ({"phone": "+44 20 7946 0958"}, ["phone"]),
        ({"phone": "call me"}, ["phone"]),
        ({"phone": "123"}, ["phone"]),
        ({"email": "a.b+c@example.co"}, []),
        ({"email": "a@b"}, ["email"]),
        ({"birth_date": date(1990, 1, 2)}, []),
        ({"birth_date": date.today() + timedelta(days=2)}, ["birth_date"]),  # noqa: DTZ011 - the rule's own day
        ({"house_account_limit": 0}, []),
        ({"groups": ("VIP", "VIP")}, ["groups"]),
    ],
)
def test_rules(values: dict[str, Value], expected: list[str]) -> None:
    """6: each rule on a new customer."""
    assert _fields({**GOOD, **values}) == expected


def test_the_limit_is_a_whole_number() -> None:
    """6: integer."""
    spec = FORM.spec("house_account_limit")
    assert spec is not None
    assert check_field(spec, "1000.5") is not None


def test_a_north_american_store_writes_its_numbers() -> None:
    """cli: E.164 there; elsewhere the phone is text, which no editor rewrites."""
    kinds = [form_of(code).spec("phone") for code in (1, 966)]
    assert [spec.kind for spec in kinds if spec] == [FieldKind.PHONE, FieldKind.TEXT]
    us: Mapping[str, Value] = {"single_name": "A", "dial_code": 1, "phone": "+16282032916"}
    assert _fields(us, store=1) == []
    spec = form_of(1).spec("dial_code")
    assert spec is not None
    assert spec.default == 1


@pytest.mark.parametrize("typed", ["0565445254", "+966565445254", "00966 56 544 5254", "٠٥٦٥٤٤٥٢٥٤", "565445254"])
def test_the_same_number_typed_otherwise_is_no_change(typed: str) -> None:
    """6: the vendor keeps it without country code and trunk zero; `lookup --json` shows it with its country."""
    edit = Edit(FORM, BASE)
    edit.type_text(spec_of("phone"), typed)
    assert not edit.changes()
    assert edit.text(spec_of("phone")) == typed


def test_a_number_is_read_by_the_country_beside_it() -> None:
    """6: the record's own, or the one typed beside it, in whatever order; for a new customer the store's."""
    edit = Edit(FORM, BASE)
    edit.type_text(spec_of("phone"), "+971501234567")
    assert [problem.field for problem in edit.problems()] == ["phone"]
    edit.type_text(spec_of("dial_code"), "971")
    assert edit.changes().fields == {"dial_code": 971, "phone": "501234567"}
    assert not edit.problems()
    new = Edit.of_new(FORM, BASE.ref.connection)
    new.type_text(spec_of("phone"), "051 234 5678")
    assert new.values == {"dial_code": 966, "phone": "512345678"}


def test_the_command_line_knows_the_name_by_both_keys() -> None:
    """cli: full_name is the vendor's single name field."""
    assert FORM.spec("full_name") is FORM.spec("single_name") is not None


def test_what_is_read_only_says_why() -> None:
    """6 and 10: balances, the count of orders and the notes; the tags where the key may not list them."""
    read_only = {spec.key for spec in FORM.fields if spec.read_only}
    assert read_only == {"loyalty_balance", "house_account_balance", "order_count", "notes"}
    refused = form_of(966, tags_refused=True).spec("groups")
    assert refused is not None
    assert "general.read" in refused.read_only


def test_each_field_names_its_scope() -> None:
    """3: the permission without which a field does not come."""
    assert {spec.key: spec.scope for spec in FORM.fields if spec.scope} == {
        "is_loyalty_enabled": "customers.loyalty.write",
        "loyalty_balance": "customers.loyalty.read",
        "is_house_account_enabled": "customers.accounts.write",
        "house_account_limit": "customers.accounts.read",
        "house_account_balance": "customers.accounts.read",
    }


def _problems(*after: Address, before: tuple[Address, ...] = ()) -> list[Problem]:
    assert FORM.addresses is not None
    return check_addresses(FORM.addresses, before, after)


@pytest.mark.parametrize(
    ("address", "field"),
    [
        (HOME, ""),
        (replace(HOME, latitude=24.7, longitude=46.7, zone="z"), ""),
        (replace(HOME, kind=""), "addresses..kind"),
        (replace(HOME, latitude=24.7), "addresses.home.longitude"),
        (replace(HOME, longitude=46.7), "addresses.home.latitude"),
        (replace(HOME, latitude=91.0, longitude=46.7), "addresses.home.latitude"),
        (replace(HOME, latitude=9.0, longitude=-181.0), "addresses.home.longitude"),
        (with_part(replace(HOME, longitude=46.7), "latitude", "north"), "addresses.home.latitude"),
        (Address(kind="home", latitude=24.7, longitude=46.7), "addresses.home.street1"),
        (Address(kind="home", address_id="7", latitude=24.7, longitude=46.7), ""),
    ],
)
def test_addresses(address: Address, field: str) -> None:
    """8: a name and a text for a new one, both coordinates or neither, within the globe."""
    assert [problem.field for problem in _problems(address)] == ([field] if field else [])


def test_addresses_are_a_list() -> None:
    """8: any number, several of one name too."""
    assert FORM.addresses is not None
    assert FORM.addresses.shape is AddressShape.LIST
    other = replace(HOME, address_id="2", street1="Street 2")
    assert _problems(replace(HOME, address_id="1"), other) == []


@pytest.mark.parametrize(("text", "fine"), [("966", True), ("1", True), ("0", False), ("9666", False), ("x", False)])
def test_the_stores_country_code(text: str, *, fine: bool) -> None:
    """cli: the account."""
    (spec,) = INFO.account
    assert (check_field(spec, text) is None) is fine


def test_what_the_vendor_can_do() -> None:
    """7: look-ups as the filters allow, both lists, deleting and restoring, no documents; the rest says why."""
    can = INFO.capabilities
    assert can.lookups == {LookupKind.ID, LookupKind.PHONE, LookupKind.EMAIL, LookupKind.NAME}
    assert (can.create, can.update, can.delete, can.restore, can.lists_created, can.lists_updated) == (True,) * 6
    assert (can.documents, can.caregivers) == (DocumentSupport.NONE, False)
    assert {kind.value for kind in set(LookupKind) - can.lookups} <= can.reasons.keys()

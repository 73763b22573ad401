"""Properties of the mapping over arbitrary records."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import DecodeError

from app.core.errors import AppError, UnexpectedReply
from app.core.form import check_form
from app.core.values import Value
from app.vendors.foodics import body, mapping, wire
from app.vendors.foodics.calls import data_of, record_in
from app.vendors.foodics.dialling import code_and_number, national
from app.vendors.foodics.form import form_of
from app.vendors.foodics.refusal import refusal
from tests.unit.vendors.foodics.samples import SHOP, customer_of

Json: TypeAlias = object
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    TEXT,
    st.sampled_from(["", "N/A", "true", "1", "966", "2020-01-02", "2020-01-02 03:04:05", "2020-01-02 03-04-05"]),
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=6
)
KEYS = st.sampled_from(sorted(wire.CUSTOMER_KEYS))
ADDRESSES = st.lists(st.dictionaries(st.sampled_from(sorted(wire.ADDRESS_KEYS)) | TEXT, JSON, max_size=5), max_size=3)


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(KEYS, SCALARS, min_size=1))
def test_any_scalar_in_any_field(record: Mapping[str, Json]) -> None:
    """A customer or UnexpectedReply, nothing else (a list's field cannot hold every scalar)."""
    try:
        found = customer_of(record)
    except UnexpectedReply:
        return
    assert found.ref.customer_id


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(KEYS | TEXT, JSON), ADDRESSES)
def test_any_json_in_any_field(record: Mapping[str, Json], addresses: list[Json]) -> None:
    """A customer or UnexpectedReply; a known customer keeps every unknown key."""
    whole = json.dumps({"data": {"addresses": addresses, **record, "id": "1"}}).encode()
    try:
        one, raw = record_in(whole)
        found = mapping.customer(SHOP, one, raw, 966)
    except UnexpectedReply:
        return
    for key, value in record.items():
        if key not in wire.CUSTOMER_KEYS:
            assert found.carried[key] == value
    body.complete(raw, {}, {}, 966, frozenset())
    mapping.address_records(raw)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(junk: bytes) -> None:
    """Records, or errors that the request path turns into UnexpectedReply; a refusal whatever its body."""
    assert isinstance(refusal(422, junk, "x", scope="y", write=True), AppError)
    try:
        envelope = wire.read_envelope(junk)
        data_of(envelope, wire.read_customers)
    except (DecodeError, UnicodeDecodeError, RecursionError, UnexpectedReply):
        return


@settings(max_examples=200, deadline=None)
@given(JSON, JSON, st.integers(400, 428), st.booleans())
def test_any_refusal(errors: Json, message: Json, status: int, write: bool) -> None:
    """Whatever a refusal holds, it becomes one of our errors."""
    text = json.dumps({"errors": errors, "message": message}).encode()
    assert isinstance(refusal(status, text, "x", scope="y", write=write), AppError)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=20) | st.from_regex(r"\+?[0-9 ]{0,20}"), st.integers(1, 999))
def test_any_phone(text: str, code: int) -> None:
    """A national number is digits and settles: read again it is itself."""
    found = national(text, code)
    assert found == "" or (found.isascii() and found.isdigit())
    assert code_and_number(text, code)[1].isascii()


NAMES = TEXT.filter(lambda text: bool(text.strip()) and "\n" not in text and text != "N/A")
VALUES = st.fixed_dictionaries(
    {
        "single_name": NAMES,
        "dial_code": st.just(966),
        "phone": st.from_regex(r"5[0-9]{8}", fullmatch=True),
    },
    optional={
        "gender": st.sampled_from(["M", "F"]),
        "birth_date": st.dates(min_value=date(1930, 1, 1), max_value=date(2005, 1, 1)),
        "banned": st.booleans(),
        "is_loyalty_enabled": st.booleans(),
        "is_house_account_enabled": st.booleans(),
        "house_account_limit": st.integers(0, 10**6),
        "groups": st.lists(st.sampled_from(["VIP", "Staff", "New"]), unique=True).map(tuple),
    },
)


@settings(max_examples=200, deadline=None)
@given(VALUES)
def test_what_is_written_reads_back(values: dict[str, Value]) -> None:
    """A vendor that answers with what it was sent gives the form the same values again."""
    assert not check_form(form_of(966), values, None)
    tags = {"VIP": "1", "Staff": "2", "New": "3"}
    sent = json.loads(wire.write(body.new_customer(values, tags, 966)))
    found = customer_of({"id": "1", **sent}, names={number: name for name, number in tags.items()})
    for key, value in values.items():
        assert found.field_value(key) == value

"""Properties of the mapping over arbitrary records."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import DecodeError

from app.core.errors import UnexpectedReply
from app.core.form import check_form
from app.core.values import Absent, Value
from app.vendors.treez import body, mapping, wire
from app.vendors.treez.form import FORM
from tests.unit.vendors.treez.samples import SHOP, customer_of

Json: TypeAlias = object
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    TEXT,
    st.sampled_from(["", "N/A", "true", "FALSE", "2020-01-02", "2020-01-02 03:04:05.678", "2020-01-02T03:04:05-07:00"]),
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=6
)
KEYS = st.sampled_from(sorted(wire.CUSTOMER_KEYS))


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
@given(st.dictionaries(KEYS | TEXT, JSON))
def test_any_json_in_any_field(record: Mapping[str, Json]) -> None:
    """Decoding refuses with a DecodeError or mapping with UnexpectedReply; a known customer keeps every unknown key."""
    try:
        found = customer_of({**record, "customer_id": "1"})
    except (UnexpectedReply, DecodeError):
        return
    for key, value in record.items():
        if key not in wire.CUSTOMER_KEYS:
            assert found.carried[key] == value


NAMES = TEXT.map(str.strip).filter(lambda text: 0 < len(text) <= 45 and "\n" not in text and text != "N/A")
VALUES = st.fixed_dictionaries(
    {
        "first_name": NAMES,
        "last_name": NAMES,
        "birth_date": st.dates(min_value=date(1930, 1, 1), max_value=date(2005, 1, 1)),
        "customer_type": st.just("adult"),
    },
    optional={
        "nickname": NAMES,
        "notes": TEXT.filter(lambda text: text != "N/A"),
        "phone": st.from_regex(r"\+1[2-9][0-9]{9}", fullmatch=True),
        "gender": st.sampled_from(["M", "F", "U", "N"]),
        "groups": st.lists(NAMES, unique=True, max_size=4).map(tuple),
        "loyalty_balance": st.integers(0, 10**6),
        "banned": st.booleans(),
        "opt_out": st.booleans(),
        "warning_1": st.booleans(),
        "referral_source": NAMES,
    },
)


@settings(max_examples=300, deadline=None)
@given(VALUES)
def test_what_is_written_reads_back(values: dict[str, Value]) -> None:
    """A vendor that answers with what it was sent gives the form the same values again."""
    if any(problem.blocking for problem in check_form(FORM, values, None)):
        return
    sent = json.loads(wire.write(body.body(FORM, values)))
    found = customer_of({"customer_id": "1", **sent})
    for key, value in values.items():
        assert found.field_value(key) == value


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(junk: bytes) -> None:
    """An envelope, or one of the decoder's own errors, which the request path turns into UnexpectedReply."""
    try:
        envelope = wire.read_envelope(junk)
        pairs = wire.read_customers(envelope.data).pairs
    except (DecodeError, UnicodeDecodeError, RecursionError):
        return
    for one, raw in pairs:
        try:
            mapping.customer(SHOP, one, raw)
        except UnexpectedReply:
            continue


def test_absent_is_no_value() -> None:
    """A guard for the type: ABSENT is never a form value."""
    assert not isinstance(customer_of({"customer_id": "1", "email": None}).field_value("email"), Absent)

"""Properties of the mapping over arbitrary records."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import DecodeError

from app.core.errors import AppError, UnexpectedReply
from app.core.form import check_form
from app.core.values import Value
from app.vendors.indicaonline import body, mapping, wire
from app.vendors.indicaonline.form import form_of
from app.vendors.indicaonline.refusal import refusal
from app.vendors.indicaonline.vocabulary import Vocabulary
from app.vendors.request import Reply
from tests.unit.vendors.indicaonline.samples import RECORD, SHOP, customer_of

Json: TypeAlias = object
ACCOUNT = {"jurisdiction": "US-CA"}
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    TEXT,
    st.sampled_from(["", "N/A", "true", "2020-01-02", "2020-01-02 03:04:05", "555-123-4567", "female"]),
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=6
)
PARTS = wire.ADDRESS_KEYS | wire.RECOMMENDATION_KEYS | {"url", "type"}
OBJECTS = st.dictionaries(st.sampled_from(sorted(PARTS)), JSON, max_size=4)
KEYS = st.sampled_from(sorted(wire.CUSTOMER_KEYS | {"documents"}))


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(KEYS | TEXT, JSON | OBJECTS | st.lists(OBJECTS, max_size=2)))
def test_any_json_in_any_field(record: Mapping[str, Json]) -> None:
    """A customer or UnexpectedReply, nothing else; with a number always a customer, who keeps every unknown key."""
    try:
        customer_of(record)
    except UnexpectedReply:
        assert not isinstance(record.get("id"), int) or isinstance(record["id"], bool)
    found = customer_of({**record, "id": 1})
    for key, value in record.items():
        if key not in wire.CUSTOMER_KEYS:
            assert found.carried[key] == value


@settings(max_examples=200, deadline=None)
@given(KEYS, JSON)
def test_a_put_gives_back_what_was_read(key: str, value: Json) -> None:
    """Section 10: whatever came goes back as it came, apart from the digits of phones and what only answers hold."""
    raw = wire.read_record(json.dumps({**RECORD, key: value}).encode())
    sent = body.whole(raw, {})
    kept = {k: v for k, v in raw.items() if k in sent and k not in {"phone", "home_phone", "office_phone", "fax"}}
    assert {k: v for k, v in kept.items() if sent[k] != v} in ({}, {"comment": None})
    assert raw.keys() - sent.keys() == {"id", "recommendation", "auto_groups"} | {
        "email_consent_date",
        "phone_consent_date",
    }


@settings(max_examples=300, deadline=None)
@given(JSON | st.fixed_dictionaries({}, optional={"items": JSON, "data": JSON, "customers": JSON, "total": JSON}))
def test_any_json_as_a_list(sent: Json) -> None:
    """A page, UnexpectedReply or the decoder's own error."""
    try:
        page = wire.read_list(json.dumps(sent).encode())
    except (UnexpectedReply, DecodeError):
        return
    assert page.count >= len(page.records)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([400, 404, 409, 422]),
    JSON | st.fixed_dictionaries({}, optional={"errors": JSON, "error": JSON, "message": JSON, "detail": JSON}),
)
def test_any_json_as_a_refusal(status: int, sent: Json) -> None:
    """Section 11: an error of ours, whose texts are short."""
    error = refusal(Reply(status, "application/json", json.dumps(sent).encode()))
    assert isinstance(error, AppError)
    assert len(error.title) < 500


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(junk: bytes) -> None:
    """A record, a page or one of the decoder's own errors, which the request path turns into UnexpectedReply."""
    for read in (wire.read_record, wire.read_list, wire.read_written, wire.read_file_id):
        try:
            read(junk)
        except (DecodeError, UnicodeDecodeError, RecursionError, UnexpectedReply):
            continue
    assert refusal(Reply(400, "", junk))


NAMES = TEXT.map(str.strip).filter(lambda text: bool(text) and "\n" not in text and text != "N/A")
VALUES = st.fixed_dictionaries(
    {
        "first_name": NAMES,
        "last_name": NAMES,
        "birth_date": st.dates(min_value=date(1930, 1, 1), max_value=date(2005, 1, 1)),
        "gender": st.sampled_from(["M", "F"]),
        "customer_type": st.sampled_from(["recreational", "medical_with_rec", "medical_with_state_card"]),
    },
    optional={
        "middle_name": NAMES,
        "notes": TEXT.filter(lambda text: text != "N/A"),
        "phone": st.from_regex(r"\+1[2-9][0-9]{9}", fullmatch=True),
        "fax": st.from_regex(r"\+1[2-9][0-9]{9}", fullmatch=True),
        "groups": st.lists(st.integers(1, 10**9).map(str), unique=True, max_size=4).map(tuple),
        "weight": st.decimals(0, 999, places=2, allow_nan=False, allow_infinity=False),
        "height": NAMES.filter(lambda text: len(text) <= 20),
        "state_medical_id": NAMES.filter(lambda text: len(text) <= 30),
        "has_medical_recommendation": st.booleans(),
        "text_messages_allowed": st.booleans(),
    },
)


@settings(max_examples=300, deadline=None)
@given(VALUES)
def test_what_is_written_reads_back(values: dict[str, Value]) -> None:
    """A vendor that answers with what it was sent gives the form the same values again."""
    form = form_of(ACCOUNT, Vocabulary(ACCOUNT))
    assert not [problem for problem in check_form(form, values, None) if problem.blocking]
    sent = wire.read_record(wire.write({"id": 1, **body.created(form, values, ())}))
    found = mapping.customer(SHOP, sent)
    for key, value in values.items():
        assert found.field_value(key) == value or (value in ("", ()) and not found.field_value(key))


def test_weights_go_as_numbers() -> None:
    """Section 7: a JSON number, not text, without an exponent."""
    form = form_of(ACCOUNT, Vocabulary(ACCOUNT))
    for value, text in ((Decimal("65.50"), b"65.5"), (Decimal("1E+2"), b"100"), (Decimal("0.07"), b"0.07")):
        assert wire.write(body.changed(form, {"weight": value}, None)) == b'{"weight":' + text + b"}"

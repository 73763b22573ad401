"""Every sample of the vendor, whole."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.core.customer import Address, Customer, CustomerRef
from app.core.errors import UnexpectedReply
from app.core.values import ABSENT
from app.vendors.indicaonline import body, const, mapping, wire
from app.vendors.indicaonline.form import form_of
from app.vendors.indicaonline.refusal import refusal
from app.vendors.indicaonline.vocabulary import Vocabulary
from app.vendors.request import Reply
from tests.unit.vendors.indicaonline.samples import MINIMAL, SHOP, customer_of, sample
from tests.unit.vendors.indicaonline.scripted_indicaonline import NEW

JANE = Customer(
    ref=CustomerRef(SHOP, "12345"),
    first_name="Jane",
    middle_name="A",
    last_name="Smith",
    birth_date=date(1990, 4, 12),
    gender="F",
    email="jane.smith@example.com",
    phone="+15551234567",
    customer_type="medical_with_rec",
    is_medical=True,
    state_medical_id="CA987654",
    medical_expires=date(2025, 12, 31),
    groups=("101", "203"),
    consent={"mail": True, "email": True, "text": False, "call": True},
    notes="Frequent customer",
    addresses=(
        Address(
            kind="address",
            street1="456 Sunset Blvd",
            street2="Unit 2",
            city="Los Angeles",
            state="CA",
            postal_code="90026",
        ),
    ),
    extra={
        "alternative_id": None,
        "passport": None,
        "weight": Decimal(65),
        "height": "5'6\"",
        "ethnicity": "latino_or_hispanic",
        "preferred_language": "english",
        "home_phone": None,
        "office_phone": None,
        "fax": None,
        "has_medical_recommendation": True,
        "auto_groups": ("301",),
        "email_consent_date": date(2024, 11, 10),
        "phone_consent_date": date(2024, 11, 10),
        "mail_messages_allowed": True,
        "email_messages_allowed": True,
        "text_messages_allowed": False,
        "call_messages_allowed": True,
        "recommendation_number": "RX987654",
        "recommendation_valid_from": date(2025, 1, 1),
        "state_id_expires_on": date(2025, 7, 15),
    },
)
PLAIN = Customer(
    ref=CustomerRef(SHOP, "20001"),
    first_name="Test",
    middle_name=None,
    last_name="Person",
    birth_date=date(1988, 2, 29),
    gender="M",
    email=None,
    phone=None,
    customer_type="recreational",
    is_medical=False,
    state_medical_id=None,
    medical_expires=None,
    groups=(),
    consent={"mail": False, "email": False, "text": False, "call": False},
    notes="",
    addresses=(Address(kind="address", street1=None, street2=None, city=None, state=None, postal_code=None),),
    extra={
        **dict.fromkeys(("alternative_id", "passport", "weight", "height", "ethnicity", "preferred_language")),
        **dict.fromkeys(("home_phone", "office_phone", "fax", "email_consent_date", "phone_consent_date")),
        **dict.fromkeys(("recommendation_number", "recommendation_valid_from", "state_id_expires_on")),
        "has_medical_recommendation": False,
        "auto_groups": (),
        "mail_messages_allowed": False,
        "email_messages_allowed": False,
        "text_messages_allowed": False,
        "call_messages_allowed": False,
    },
)


def test_the_published_record() -> None:
    """Section 6: the guide's sample, its state id quoted, field for field; nothing in it is left over."""
    assert mapping.customer(SHOP, wire.read_record(sample("seed003_customer_corrected.json"))) == JANE


def test_a_record_with_everything_empty() -> None:
    """Section 6: null is null, empty text is empty text, and an address without parts is no address to a person."""
    found = customer_of(MINIMAL)
    assert found == PLAIN
    assert found.address_list[0].is_empty


def test_the_guessed_list() -> None:
    """Section 9: the inventory's envelope around short records; what a record leaves out is absent."""
    page = wire.read_list(sample("made_list_envelope_guess.json"))
    assert (page.count, page.total) == (1, 1)
    (found,) = [mapping.customer(SHOP, one) for one in page.records]
    assert found == Customer(ref=CustomerRef(SHOP, "20001"), first_name="Test", last_name="Person")
    assert found.consent is ABSENT
    assert found.addresses is ABSENT


def test_the_published_envelope() -> None:
    """Section 9: the only published envelope is read; its entries are no customers, which is said."""
    page = wire.read_list(sample("vendor_uc04_inventory_envelope.json"))
    assert (page.count, page.total, len(page.records)) == (1, 1, 1)
    with pytest.raises(UnexpectedReply) as refused:
        mapping.customer(SHOP, page.records[0])
    assert "$.id" in refused.value.what


def test_the_least_that_a_create_sends() -> None:
    """Section 5: the safe union of what is required, key for key."""
    account = {"jurisdiction": "US-CA"}
    sent = body.created(form_of(account, Vocabulary(account)), NEW, ())
    assert json.loads(wire.write(sent)) == json.loads(sample("made_create_request_safe_minimum.json"))


def test_the_table_of_parameters() -> None:
    """Section 5: every certain parameter can be sent, the uncertain one (position 8) never; the limits are the table's."""
    rows = [dict(zip(table["columns"], row, strict=True)) for table in [_table()] for row in table["rows"]]
    account = {"jurisdiction": "US-CA"}
    form = form_of(account, Vocabulary(account))
    sendable = {const.WIRE_KEYS.get(spec.key, spec.key) for spec in form.fields if not spec.read_only}
    certain = {row["name"] for row in rows if row["name_confidence"] != "low"}
    assert len(certain) == 27
    assert sendable | {"address", "documents"} == certain
    assert {row["name"] for row in rows} - certain == {"state_id_expires_on"} <= const.NEVER_SENT
    required = {const.WIRE_KEYS.get(spec.key, spec.key) for spec in form.fields if spec.required}
    assert required | set(const.CREATE_DEFAULTS) == {r["name"] for r in rows if r["required_s2"] or r["required_v2"]}


def test_the_types_of_each_jurisdiction() -> None:
    """Section 8: the table, as the form offers it."""
    for jurisdiction, types in _table()["type_values_by_jurisdiction"].items():
        account = {"jurisdiction": "US-CO" if jurisdiction == "*" else jurisdiction}
        spec = form_of(account, Vocabulary(account)).spec("customer_type")
        assert spec is not None
        assert {choice.value for choice in spec.choices} == set(types)


def test_each_guessed_error_body() -> None:
    """Section 11: every body becomes one of our errors, at its field where it names one."""
    seen = {}
    for number, one in enumerate(json.loads(sample("made_error_bodies_to_tolerate.json"))["bodies"]):
        text = one["text"].encode() if "text" in one else json.dumps(one["json"]).encode()
        error = refusal(Reply(one["status"], "", text))
        seen[number] = (error.kind, getattr(error, "field", None), error.title)
    assert seen == {
        0: ("invalid_input", "", "IndicaOnline: Bad request"),
        1: ("invalid_input", "", "IndicaOnline: Unauthorized"),
        2: ("invalid_input", "", "IndicaOnline: Not available in your plan"),
        3: ("unexpected_reply", None, "IndicaOnline answered something this program cannot read."),
        4: ("duplicate", "state_medical_id", "Another customer of this store has this state ID (already taken)."),
        5: ("invalid_input", "gender", "IndicaOnline: not allowed"),
        6: ("invalid_input", "phone", "IndicaOnline: must be 10 digits"),
        7: ("invalid_input", "", "IndicaOnline: Server error"),
        8: ("unexpected_reply", None, "IndicaOnline answered something this program cannot read."),
    }


def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(sample("create_customer_fields.json"))
    return table

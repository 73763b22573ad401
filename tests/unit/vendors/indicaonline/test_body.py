"""What is sent (vendor document 5, 7 and 10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.core.customer import Address
from app.core.values import Unreadable, Value
from app.vendors.indicaonline import body, const
from app.vendors.indicaonline.form import form_of
from app.vendors.indicaonline.phones import ten_digits
from app.vendors.indicaonline.vocabulary import Vocabulary
from tests.unit.vendors.indicaonline.samples import MINIMAL, RECORD, customer_of
from tests.unit.vendors.indicaonline.scripted_indicaonline import NEW

ACCOUNT = {"jurisdiction": "US-CA"}
FORM = form_of(ACCOUNT, Vocabulary(ACCOUNT))
HOME = customer_of(RECORD).address_list[0]


def test_a_whole_new_customer() -> None:
    """5: every certain parameter under its name, in its type; digits, numbers and dates as 7 has them."""
    values: Mapping[str, Value] = {
        **NEW,
        "middle_name": " Q ",
        "phone": "+15551234567",
        "home_phone": "(555) 123-4568",
        "office_phone": "0551234567",
        "fax": "+15551234569",
        "email": "test@example.com",
        "notes": " two\nlines ",
        "has_medical_recommendation": True,
        "state_medical_id": " CA1 ",
        "alternative_id": "A1",
        "passport": "P1",
        "weight": Decimal("65.5"),
        "height": "5'6\"",
        "ethnicity": "latino_or_hispanic",
        "preferred_language": "english",
        "mail_messages_allowed": True,
        "email_messages_allowed": False,
        "text_messages_allowed": None,
        "groups": ("101", "203"),
    }
    assert body.created(FORM, values, (HOME,)) == {
        "first_name": "Test",
        "last_name": "Person",
        "date_of_birth": "1988-02-29",
        "gender": "male",
        "type": "recreational",
        "middle_name": "Q",
        "phone": "5551234567",
        "home_phone": "5551234568",
        "office_phone": "0551234567",
        "fax": "5551234569",
        "email": "test@example.com",
        "comment": " two\nlines ",
        "has_medical_recommendation": True,
        "state_id": "CA1",
        "alternative_id": "A1",
        "passport": "P1",
        "weight": Decimal("65.5"),
        "height": "5'6\"",
        "ethnicity": "latino_or_hispanic",
        "preferred_language": "english",
        "mail_messages_allowed": True,
        "email_messages_allowed": False,
        "manual_groups": [101, 203],
        "address": RECORD["address"],
    }


def test_a_blank_address_is_left_out_of_a_create() -> None:
    """5: the whole object where all is blank, single parts where some are; what was typed goes, if it is a state alone."""
    assert "address" not in body.created(FORM, NEW, (Address(kind="address", state=""),))
    assert body.created(FORM, NEW, (Address(kind="address", state="CA"),))["address"] == {"state": "CA"}
    sent = body.created(FORM, NEW, (Address(kind="address", city="Oakland", street2=""),))
    assert sent["address"] == {"city": "Oakland"}


def test_what_only_answers_hold_is_never_sent() -> None:
    """5 and 10: not by a create, not by a change, not by a PUT; position 8 neither."""
    shown: Mapping[str, Value] = {spec.key: "x" for spec in FORM.fields if spec.read_only}
    assert body.changed(FORM, shown, None) == {}
    assert body.created(FORM, shown, ()) == const.CREATE_DEFAULTS
    raw = {**RECORD, "state_id_expires_on": "2025-07-15"}
    assert not const.NEVER_SENT & body.whole(raw, {}).keys()


def test_an_emptied_field_is_null() -> None:
    """7: null where that may be; the comment is not nullable and becomes empty; groups become none."""
    values: Mapping[str, Value] = {"phone": "", "weight": None, "notes": "", "groups": (), "state_medical_id": ""}
    assert body.changed(FORM, values, None) == {
        "phone": None,
        "weight": None,
        "comment": "",
        "manual_groups": [],
        "state_id": None,
    }


def test_odd_values_go_as_they_are() -> None:
    """What the form would not take any more is not made worse on its way."""
    values: Mapping[str, Value] = {"birth_date": Unreadable("soon"), "groups": ("VIP",), "gender": "agender"}
    assert body.changed(FORM, values, None) == {"date_of_birth": "soon", "manual_groups": ["VIP"], "gender": "agender"}
    assert body.changed(FORM, {"birth_date": date(1990, 1, 2)}, None) == {"date_of_birth": "1990-01-02"}


def test_an_address_goes_whole() -> None:
    """5 and 10: five parts, blank ones as null, unknown parts and unreadable ones as they came."""
    carried = {"country": "US", "city": ["Oakland"]}
    odd = replace(HOME, street2="", city=None, carried=carried)
    assert body.changed(FORM, {}, (odd,)) == {
        "address": {**RECORD["address"], "street_address_2": None, "city": ["Oakland"], "country": "US"}
    }
    assert body.changed(FORM, {}, (replace(odd, city="Ventura"),))["address"]["city"] == "Ventura"  # type: ignore[index]
    gone = body.changed(FORM, {}, (Address(kind="address", street1="", state="CA"),))
    assert gone == {"address": {**dict.fromkeys(RECORD["address"]), "state": "CA"}}


def test_a_put_is_the_record_with_the_change_over_it() -> None:
    """10: everything known and unknown goes back, phones in digits, a null comment as empty text."""
    raw = {**MINIMAL, **RECORD, "comment": None, "loyalty": {"x": 1}, "home_phone": "call", "fax": None}
    sent = body.whole(raw, {"email": None, "middle_name": "B"})
    expected = {
        **{key: value for key, value in raw.items() if key not in const.NEVER_SENT},
        "phone": "5551234567",
        "comment": "",
        "email": None,
        "middle_name": "B",
    }
    assert sent == expected


@pytest.mark.parametrize(
    "documents", [None, "x", [], [{"file_id": 5, "type": "id_card", "url": "https://x"}], [{"url": "https://x"}, None]]
)
def test_documents_before_go_along(documents: object) -> None:
    """5: whether a list sent replaces the store's is not published, so those that have an id are named again."""
    before = [{"file_id": 5, "type": "id_card"}] if documents and "file_id" in str(documents) else []
    sent = body.with_document({"documents": documents}, 9, "rec")
    assert sent == {"documents": [*before, {"file_id": 9, "type": "rec"}]}


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("555-123-4567", "5551234567"),
        ("1 555 123 4567", "5551234567"),
        ("+15551234567", "5551234567"),
        ("\u0665\u0665\u0665 123 4567", "5551234567"),
        ("0551234567", "0551234567"),
        ("+0551234567", None),
        ("555123456", None),
        ("", None),
        ("5551234567a", None),
    ],
)
def test_ten_digits(text: str, digits: str | None) -> None:
    """7: everything but digits stripped, a leading 1 of eleven dropped, ten required."""
    assert ten_digits(text) == digits

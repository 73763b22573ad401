"""The mapping: absent, null and empty kept apart, odd values tolerated, nothing lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.core.customer import Document
from app.core.errors import UnexpectedReply
from app.core.values import ABSENT, Unreadable
from app.vendors.indicaonline.wire import CUSTOMER_KEYS
from tests.unit.vendors.indicaonline.samples import RECORD, customer_of


@pytest.mark.parametrize("sent", [12345, "12345", " 12345 "])
def test_a_number_is_text_here(sent: object) -> None:
    """6: `id` is an integer; text is tolerated."""
    assert customer_of({"id": sent}).ref.customer_id == "12345"


@pytest.mark.parametrize("sent", [None, "", " ", "N/A", True, 1.5, [], {}])
def test_a_record_without_a_number_is_none(sent: object) -> None:
    """6: nobody can be shown without one."""
    with pytest.raises(UnexpectedReply):
        customer_of({**RECORD, "id": sent})
    with pytest.raises(UnexpectedReply):
        customer_of({})


def test_absent_null_and_empty_are_three_things() -> None:
    """6: what is missing, null or empty stays so, in every kind of field."""
    nothing = customer_of({"id": 1})
    null = customer_of({"id": 1, **dict.fromkeys(CUSTOMER_KEYS - {"id"})})
    empty = customer_of({"id": 1, **dict.fromkeys(CUSTOMER_KEYS - {"id"}, "")})
    for key in ("middle_name", "email", "state_medical_id", "notes", "phone", "gender", "customer_type"):
        assert (nothing.field_value(key), null.field_value(key), empty.field_value(key)) == (ABSENT, None, "")
    for key in ("birth_date", "groups", "medical_expires", "addresses", "is_medical"):
        assert (getattr(nothing, key), getattr(null, key), getattr(empty, key)) == (ABSENT, None, None)
    assert (nothing.consent, nothing.extra, nothing.carried) == (ABSENT, {}, {})
    assert null.consent == empty.consent == {"mail": None, "email": None, "text": None, "call": None}
    assert not null.carried
    assert not empty.carried


def test_what_a_record_never_says_is_absent() -> None:
    """6: no status, no times, no driver license in the sample; nothing is invented for them."""
    found = customer_of(RECORD)
    for key in ("standing", "created_at", "updated_at", "license_number", "banned", "documents", "verification"):
        assert getattr(found, key) is ABSENT


@pytest.mark.parametrize(
    ("sent", "phone"),
    [
        ("555-123-4567", "+15551234567"),
        ("(628) 203-2916", "+16282032916"),
        ("16282032916", "+16282032916"),
        (6282032916, "+16282032916"),
        ("0551234567", "0551234567"),
        ("ask for Jo", "ask for Jo"),
    ],
)
def test_phones(sent: object, phone: str) -> None:
    """6 and 12, row 4: dashes in, one form here; what is no possible number stays as it came."""
    assert customer_of({"id": 1, "phone": sent, "home_phone": sent}).phone == phone


@pytest.mark.parametrize(
    ("sent", "day"),
    [
        ("1990-04-12", date(1990, 4, 12)),
        ("1990-04-12T00:00:00Z", date(1990, 4, 12)),
        ("1990-04-12 00:00:00", date(1990, 4, 12)),
        ("04/12/1990", Unreadable("04/12/1990")),
        ("1990-02-30", Unreadable("1990-02-30")),
        ("1990-04-12x", Unreadable("1990-04-12x")),
        ("19900412", Unreadable("19900412")),
        (19900412, Unreadable("19900412")),
        ("", None),
        (None, None),
    ],
)
def test_dates(sent: object, day: object) -> None:
    """6: YYYY-MM-DD; anything else is shown as it came and never guessed at."""
    assert customer_of({"id": 1, "date_of_birth": sent}).birth_date == day


@pytest.mark.parametrize(
    ("sent", "gender"),
    [("female", "F"), ("Male", "M"), ("unspecified", "U"), ("nonbinary", "nonbinary"), (None, None), ("", "")],
)
def test_genders(sent: object, gender: object) -> None:
    """8: the known words as the counter's letters, every other word as itself."""
    assert customer_of({"id": 1, "gender": sent}).gender == gender


@pytest.mark.parametrize(
    ("sent", "is_medical"),
    [
        ("medical_with_rec", True),
        ("medical_with_state_card", True),
        ("medical", True),
        ("adult", True),
        ("temporary_minor", True),
        ("recreational", False),
        ("Recreational", False),
        ("caregiver", None),
        ("vip", None),
    ],
)
def test_types(sent: str, is_medical: object) -> None:
    """8: the nine types and any other, in lower case; Oklahoma's four are patients of its medical programme."""
    found = customer_of({"id": 1, "type": sent})
    assert (found.customer_type, found.is_medical) == (sent.lower(), is_medical)


def test_the_state_id_may_come_as_a_number() -> None:
    """12, row 1: the sample leaves the quotes out."""
    assert customer_of({"id": 1, "state_id": 987654}).state_medical_id == "987654"


@pytest.mark.parametrize(
    ("sent", "weight"), [(65, Decimal(65)), (65.25, Decimal("65.25")), ("65.5", Decimal("65.5")), ("heavy", None)]
)
def test_weights(sent: object, weight: object) -> None:
    """6: a number; text that is none is carried."""
    found = customer_of({"id": 1, "weight": sent})
    assert found.extra["weight"] == weight
    assert found.carried == ({"weight": sent} if weight is None else {})


def test_groups_with_more_than_their_number() -> None:
    """6: numbers, and nothing is lost where a store sends objects that hold them."""
    found = customer_of(
        {"id": 1, "manual_groups": [{"id": 1, "name": "VIP"}, 2, {"id": "3"}], "auto_groups": [{"id": 4}]}
    )
    assert (found.groups, found.extra["auto_groups"], found.carried) == (("1", "2", "3"), ("4",), {})


def test_a_value_of_another_type_is_null_and_carried() -> None:
    """6: an unexpected type in an optional field never costs the record."""
    odd: dict[str, object] = {
        "first_name": {"x": 1},
        "manual_groups": [1, {"name": "VIP"}],
        "auto_groups": 7,
        "address": ["1 Main St"],
        "recommendation": "RX1",
        "text_messages_allowed": "maybe",
        "date_of_birth": [1990],
    }
    found = customer_of({"id": 1, **odd})
    assert found.carried == odd
    assert (found.first_name, found.groups, found.addresses, found.medical_expires) == (None, None, None, None)
    assert found.consent == {"text": None}


def test_unknown_parts_are_carried() -> None:
    """6: of the record, of its address, of its recommendation."""
    record = {
        **RECORD,
        "status": "pending",
        "address": {**RECORD["address"], "country": "US", "city": ["Oakland"]},
        "recommendation": {**RECORD["recommendation"], "doctor": "Who"},
    }
    found = customer_of(record)
    assert found.carried == {"status": "pending", "recommendation": record["recommendation"]}
    assert found.address_list[0].carried == {"country": "US", "city": ["Oakland"]}
    assert found.medical_expires == date(2025, 12, 31)


def test_a_missing_recommendation() -> None:
    """6: missing is absent, null is null; the expiry of the card is the recommendation's last day."""
    assert customer_of({"id": 1}).medical_expires is ABSENT
    assert customer_of({"id": 1, "recommendation": None}).extra["recommendation_number"] is None
    found = customer_of({"id": 1, "recommendation": {"valid_to": "soon"}})
    assert found.medical_expires == Unreadable("soon")
    assert "recommendation_number" not in found.extra


def test_flags_as_text_and_numbers() -> None:
    """6: booleans, tolerated in other spellings."""
    sent = dict(zip(("mail", "email", "text", "call"), ("true", 0, "no", 1), strict=True))
    found = customer_of({"id": 1, **{f"{channel}_messages_allowed": value for channel, value in sent.items()}})
    assert found.consent == {"mail": True, "email": False, "text": False, "call": True}


def test_documents_where_a_store_sends_any() -> None:
    """5 and 6: no sample shows them; those with a link are shown and the list is carried whole."""
    sent = [{"file_id": 5, "type": "id_card", "url": "https://files.example.com/5"}, {"file_id": 6}, None]
    found = customer_of({"id": 1, "documents": sent})
    assert found.documents == (Document("id_card", "https://files.example.com/5"),)
    assert found.carried == {"documents": sent}
    assert customer_of({"id": 1, "documents": "none"}).documents is None

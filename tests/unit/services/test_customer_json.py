"""The promised keys of a customer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from app.core.customer import Address, Caregiver, ConnectionId, Customer, CustomerRef, Document, Verification
from app.core.values import Unreadable, Value
from app.services.customer_json import KEYS, customer_json

REF = CustomerRef(ConnectionId("c"), "1117")
PACIFIC = timezone(timedelta(hours=-7))

FULL = Customer(
    ref=REF,
    first_name="Johnny",
    middle_name="James",
    last_name="Appleseed",
    nickname="JR",
    birth_date=date(1992, 4, 7),
    gender="M",
    email="johnny@example.com",
    phone="+16282032916",
    license_number="C1234567",
    license_expires=date(2029, 4, 7),
    customer_type="medical",
    is_medical=True,
    state_medical_id="A1",
    medical_expires=date(2027, 1, 31),
    caregivers=(Caregiver("9"),),
    standing="active",
    merged_into="1118",
    merged_from=("3", "4"),
    banned=False,
    warnings=("warning_1",),
    verification=Verification("verification_pending", ("expiration",)),
    groups=("INDUSTRY", "STAFF"),
    loyalty_balance=275,
    consent={"call": None, "text": False, "email": True, "mail": True, "pigeon": True},
    notes="two\nlines",
    created_at=datetime(2019, 4, 10, 23, 44, 7, 123000, tzinfo=PACIFIC),
    updated_at=datetime(2026, 5, 9, 9, 41, tzinfo=UTC),
    last_visit_at=datetime(2026, 4, 23, 7, 42, 29),  # noqa: DTZ001 - the vendor sent no offset
    addresses=(
        Address(
            kind="address_of_record",
            address_id="a1",
            street1="1 Main St",
            street2="",
            city="Oakland",
            state="CA",
            postal_code=None,
            country="US",
            primary=True,
            latitude=37.8,
            longitude=-122.27,
            carried={"odd": 1},
        ),
        Address(kind="", state="CA"),
    ),
    documents=(
        Document("drivers_license", "https://files.example/1", datetime(2026, 1, 1, tzinfo=UTC)),
        Document("misc_upload", "https://files.example/2"),
    ),
    extra={"opt_out": True, "referral_source": "Leafly"},
    carried={"physician": "x"},
)
FULL_JSON = {
    "customer_id": "1117",
    "first_name": "Johnny",
    "middle_name": "James",
    "last_name": "Appleseed",
    "nickname": "JR",
    "notes": "two\nlines",
    "email": "johnny@example.com",
    "full_name": "Johnny James Appleseed",
    "birth_date": "1992-04-07",
    "license_expires": "2029-04-07",
    "medical_expires": "2027-01-31",
    "gender": "M",
    "phone": "+16282032916",
    "license_number": "C1234567",
    "state_medical_id": "A1",
    "customer_type": "medical",
    "standing": "active",
    "merged_into": "1118",
    "merged_from": ["3", "4"],
    "banned": False,
    "warnings": ["warning_1"],
    "verification": {"status": "verification_pending", "reasons": ["expiration"]},
    "groups": ["INDUSTRY", "STAFF"],
    "loyalty_balance": 275,
    "consent": {"mail": True, "email": True, "text": False, "call": None},
    "opt_out": True,
    "created_at": "2019-04-10T23:44:07.123000-07:00",
    "updated_at": "2026-05-09T09:41:00+00:00",
    "last_visit_at": "2026-04-23T07:42:29",
    "addresses": [
        {
            "kind": "address_of_record",
            "street1": "1 Main St",
            "street2": "",
            "city": "Oakland",
            "state": "CA",
            "postal_code": None,
            "country": "US",
            "primary": True,
            "latitude": 37.8,
            "longitude": -122.27,
        },
        {"kind": "", "state": "CA"},
    ],
    "documents": [
        {"kind": "drivers_license", "url": "https://files.example/1", "updated_at": "2026-01-01T00:00:00+00:00"},
        {"kind": "misc_upload", "url": "https://files.example/2"},
    ],
}


def test_every_key() -> None:
    """A record with everything has exactly the promised keys, in the promised order, all JSON."""
    said = customer_json(FULL)
    assert said == FULL_JSON
    assert tuple(said) == KEYS
    assert json.loads(json.dumps(said)) == FULL_JSON
    assert list(said["consent"]) == ["mail", "email", "text", "call"]


def test_absent_is_left_out() -> None:
    """What the vendor did not send has no key at all."""
    assert customer_json(Customer(ref=REF)) == {"customer_id": "1117"}


@pytest.mark.parametrize(
    ("phone", "extra", "said"),
    [
        ("565445254", {"dial_code": 966}, "+966565445254"),
        ("565445254", {}, "565445254"),
        ("565445254", {"dial_code": None}, "565445254"),
        ("565445254", {"dial_code": 1}, "565445254"),
        ("12", {"dial_code": 966}, "12"),
        (None, {"dial_code": 966}, None),
    ],
)
def test_the_phone_names_its_country(phone: str | None, extra: Mapping[str, Value], said: str | None) -> None:
    """E.164 also where the vendor keeps the country's code beside the number, which is no key of its own here."""
    assert customer_json(Customer(ref=REF, phone=phone, extra=extra))["phone"] == said


def test_null_and_empty_are_told_apart() -> None:
    """Null means the vendor said null; empty text stays empty; empty lists stay empty."""
    customer = Customer(
        ref=REF,
        first_name="",
        last_name=None,
        email=None,
        birth_date=None,
        warnings=(),
        groups=None,
        verification=None,
        consent={},
        addresses=(),
        documents=None,
        extra={"opt_out": None},
    )
    assert customer_json(customer) == {
        "customer_id": "1117",
        "first_name": "",
        "last_name": None,
        "email": None,
        "birth_date": None,
        "warnings": [],
        "verification": None,
        "groups": None,
        "consent": {},
        "opt_out": None,
        "addresses": [],
        "documents": None,
    }


def test_unreadable_date_is_its_text() -> None:
    """A date that is none is shown as it came."""
    said = customer_json(Customer(ref=REF, birth_date=Unreadable("31.02.1990"), license_expires=Unreadable("soon")))
    assert (said["birth_date"], said["license_expires"]) == ("31.02.1990", "soon")


@pytest.mark.parametrize(("balance", "number"), [(Decimal("12.50"), 12.5), (Decimal("12.00"), 12), (0, 0), (-3, -3)])
def test_loyalty_is_a_number(balance: int | Decimal, number: float) -> None:
    """The balance is a JSON number, whole where it is whole."""
    said = customer_json(Customer(ref=REF, loyalty_balance=balance))["loyalty_balance"]
    assert (said, type(said)) == (number, type(number))


def test_single_name() -> None:
    """The full name comes from the vendor's single name field where there are no parts."""
    assert customer_json(Customer(ref=REF, single_name="Ali Hassan")) == {
        "customer_id": "1117",
        "full_name": "Ali Hassan",
    }

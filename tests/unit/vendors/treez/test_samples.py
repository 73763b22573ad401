"""Every sample of the vendor, whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from app.core.customer import Address, Caregiver, Customer, CustomerRef, Document, Verification
from app.core.errors import UnexpectedReply
from app.core.values import ABSENT, Value
from app.vendors.treez import mapping, wire
from tests.unit.vendors.treez.samples import SHOP, customers, sample

WEST = timezone(timedelta(hours=-7))


OURS: Mapping[str, Value] = {
    "opt_out": None,
    "warning_1": False,
    "warning_2": False,
    "is_caregiver": False,
    "referral_source": "Other",
    "caregiver_license_number": "",
    "caregiver_name_1": None,
    "caregiver_name_2": None,
    "physician_first_name": None,
    "physician_last_name": None,
    "physician_license": None,
    "physician_address": None,
    "physician_phone": None,
}


def _oakland(kind: str, street: str, code: str, *, primary: bool = False) -> Address:
    return Address(kind=kind, street1=street, street2="", city="OAKLAND", state="CA", postal_code=code, primary=primary)


FIRST = Customer(
    ref=CustomerRef(SHOP, "121"),
    first_name="Sample",
    middle_name="",
    last_name="TEST",
    nickname="",
    birth_date=date(1992, 4, 7),
    gender="M",
    email="sample.test@example.com",
    phone="+16282032916",
    license_number="C1234567",
    license_expires=date(2022, 4, 7),
    customer_type="adult",
    is_medical=False,
    state_medical_id=None,
    medical_expires=None,
    caregivers=(),
    standing="active",
    merged_into=None,
    merged_from=(),
    banned=False,
    warnings=(),
    verification=Verification("verified"),
    groups=("INDUSTRY",),
    loyalty_balance=275,
    notes="loyal customer\nprefers flower - indica dominant hybrids",
    created_at=datetime(2019, 4, 10, 23, 44, 7, tzinfo=WEST),
    updated_at=datetime(2020, 5, 9, 9, 41, 43, tzinfo=WEST),
    last_visit_at=datetime(2020, 4, 23, 7, 42, 29),  # noqa: DTZ001 - the vendor sends no zone
    addresses=(
        _oakland("address_of_record", "1611 TELEGRAPH AVE", "94612", primary=True),
        _oakland("alternative_address", "7000 COLISEUM WAY", "94621"),
        _oakland("secondary_address", "9500 STERN AVE", "94605"),
    ),
    extra=OURS,
    carried={"rewards_type": "POINTS"},
)


SECOND = replace(
    FIRST,
    ref=CustomerRef(SHOP, "3456"),
    first_name="Treez",
    middle_name=None,
    last_name="Sample",
    nickname=None,
    birth_date=date(1990, 4, 7),
    email="treez.sample@example.com",
    phone="",
    license_number="D7654321",
    license_expires=date(2021, 4, 7),
    verification=Verification("verification_pending", ("DRIVER_LICENSE_EXPIRATION",)),
    groups=(),
    loyalty_balance=0,
    notes="friend of owner",
    created_at=datetime(2020, 4, 7, 17, 58, 17, tzinfo=WEST),
    updated_at=datetime(2021, 8, 4, 7, 53, 32, tzinfo=WEST),
    last_visit_at=None,
    addresses=(
        Address(
            kind="address_of_record",
            street1="7000 Coliseum Way",
            street2="",
            city="Oakland",
            state="CA",
            postal_code="",
            primary=True,
        ),
    ),
    extra={**OURS, "opt_out": True, "referral_source": None},
)


ODD = replace(
    SECOND,
    groups=("SENIOR", " INDUSTRY"),
    last_visit_at=datetime(2022, 8, 2, 12, 28, 56, 493000),  # noqa: DTZ001 - the vendor sends no zone
    addresses=(
        Address(kind="address_of_record", street1="", street2="", city="", state="CA", postal_code="", primary=True),
        Address(
            kind="secondary_address",
            street1="1 Example St",
            street2="",
            city="Ventura",
            state="CA",
            postal_code="93004",
            primary=False,
        ),
    ),
    extra={**OURS, "opt_out": False, "referral_source": "Word of mouth / friend"},
)


CREATED = replace(
    FIRST,
    ref=CustomerRef(SHOP, "20"),
    first_name="KATHLEEN",
    middle_name=None,
    last_name="SCOTT",
    birth_date=date(1989, 3, 7),
    gender="U",
    email="SCOTT20@mail.com",
    phone="+17777777777",
    license_number="LIC744",
    license_expires=date(2028, 5, 12),
    customer_type="medical_mmid",
    is_medical=True,
    state_medical_id="MED738",
    medical_expires=date(2024, 5, 31),
    standing=ABSENT,
    merged_from=ABSENT,
    verification=Verification("verification_pending", ("MEDICAL_ID_EXPIRATION",)),
    groups=(),
    loyalty_balance=0,
    notes=None,
    created_at=datetime(2024, 5, 14, 9, 6, 40, tzinfo=WEST),
    updated_at=datetime(2024, 5, 14, 9, 6, 40, tzinfo=WEST),
    last_visit_at=ABSENT,
    addresses=(
        Address(
            kind="address_of_record",
            street1="18 KATHLEEN STREET",
            street2="",
            city="SCOTT",
            state="CA",
            postal_code="20555",
            primary=True,
        ),
    ),
    extra={**OURS, "referral_source": None},
    carried={"rewards_type": "POINTS", "external_ids": {"aiq_contact_id": None}},
)


LINK = "https://bucket.example.com/customer/ORG_GUID/STORE_GUID/1_20_{}_21-10-25-07-26-35?X-Amz-Expires=3600&X-Amz-Signature=PLACEHOLDER"


SURVIVOR = replace(
    CREATED,
    standing="active",
    merged_from=("19",),
    updated_at=datetime(2025, 10, 21, 7, 26, 36, tzinfo=WEST),
    last_visit_at=datetime(2024, 5, 31, 9, 54, 13),  # noqa: DTZ001 - the vendor sends no zone
    documents=(
        Document("PROFILE", LINK.format("profile"), datetime(2025, 10, 21, 7, 26, 36)),  # noqa: DTZ001 - as above
        Document("fullLicense", LINK.format("fullLicense"), datetime(2025, 10, 21, 7, 26, 35)),  # noqa: DTZ001 - as above
    ),
)


MERGED_AWAY = replace(
    SECOND,
    ref=CustomerRef(SHOP, "19"),
    standing="merged",
    merged_into="20",
    verification=Verification("not_applicable"),
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("seed_get_customer.json", [FIRST]),
        ("seed_post_put_customer.json", [SECOND]),
        ("list_response_synthetic.json", [FIRST, ODD]),
        ("list_response_empty_synthetic.json", []),
        ("webhook_customer_synthetic.json", [ODD]),
        ("merged_away_customer_synthetic.json", [MERGED_AWAY]),
        ("v3_create_customer_response.json", [CREATED]),
        ("v3_get_customer_with_images.json", [SURVIVOR]),
        ("v3_upload_document_response.json", []),
    ],
)
def test_each_sample_maps_to_the_whole_customer(name: str, expected: list[Customer]) -> None:
    """Sample bodies of the vendor's pages, field for field."""
    assert customers(sample(name)) == expected


@pytest.mark.parametrize("name", ["v3_history_response.json", "v3_merge_response.json"])
def test_an_answer_about_something_else_is_refused_as_a_customer(name: str) -> None:
    """Endpoints 12 and 13 answer with no customer record (vendor document 4): none is made up from what they hold."""
    with pytest.raises(UnexpectedReply):
        customers(sample(name))


def test_the_caregivers_sample() -> None:
    """The list endpoint sends numbers as numbers; the domain has them as text."""
    found = mapping.caregivers(wire.read_caregivers(wire.read_envelope(sample("v3_caregivers_response.json")).data))
    assert found == (
        Caregiver("2360", "JACKIE CHAN", "CA907R26P9"),
        Caregiver("2174", "JOHN DOE", "CA6822489ZY6"),
    )


def test_the_answer_to_a_sign_in() -> None:
    """2.1: flat, without data; the seconds as text."""
    answer = wire.read_token(sample("auth_gettokens_response_synthetic.json"))
    assert (answer.result_code, answer.access_token, answer.expires_in) == (
        "SUCCESS",
        "SYNTHETIC.ACCESS.TOKEN",
        "7200",
    )

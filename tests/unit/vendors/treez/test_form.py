"""The form: its keys, its order and every rule of the vendor document's section 7."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.core.addresses import check_addresses, with_part
from app.core.customer import STANDARD_FIELDS, Address
from app.core.errors import Problem
from app.core.form import FieldKind, check_form
from app.core.query import LookupKind
from app.core.values import Value
from app.vendors.treez import const, wire
from app.vendors.treez.form import FORM, INFO

GOOD: Mapping[str, Value] = {
    "first_name": "Ann",
    "last_name": "Lee",
    "birth_date": date(1990, 1, 2),
    "customer_type": "adult",
}
HOME = Address(kind="address_of_record", street1="1 Main St", city="Oakland", state="CA", postal_code="94612")


def _problems(values: Mapping[str, Value], edited: frozenset[str] | None = None) -> list[tuple[str, bool]]:
    return [(problem.field, problem.blocking) for problem in check_form(FORM, values, edited)]


def test_the_four_required_fields_are_enough() -> None:
    """7.1: first name, last name, birthday and type."""
    assert _problems(GOOD) == []
    assert {spec.key for spec in FORM.fields if spec.required} == set(GOOD) == FORM.sent_always


@pytest.mark.parametrize("key", sorted(GOOD))
def test_each_required_field_is_needed(key: str) -> None:
    """7.1 for a new customer, and 6.9 for every update: they go along, so they must be there."""
    values = {**GOOD, key: None}
    assert _problems(values) == [(key, True)]
    assert _problems(values, frozenset({"notes"})) == [(key, True)]


RULES: list[tuple[dict[str, Value], list[tuple[str, bool]]]] = [
    # names: 45 at most, advice at 45 (6.12)
    ({"first_name": "x" * 44}, []),
    ({"first_name": "x" * 45}, [("first_name", False)]),
    ({"first_name": "x" * 46}, [("first_name", True)]),
    ({"last_name": "x" * 45}, [("last_name", False)]),
    ({"last_name": "x" * 46}, [("last_name", True)]),
    # birthday: neither to come nor implausible
    ({"birth_date": date.today()}, []),  # noqa: DTZ011 - the same local day that the rule looks at
    ({"birth_date": date.today() + timedelta(days=2)}, [("birth_date", True)]),  # noqa: DTZ011 - as above
    ({"birth_date": date(1880, 1, 1)}, [("birth_date", True)]),
    ({"birth_date": date(1920, 1, 1)}, []),
    # phone: ten digits, no leading 0 or 1
    ({"phone": "2138167531"}, []),
    ({"phone": "+1 (213) 816-7531"}, []),
    ({"phone": "213816753"}, [("phone", True)]),
    ({"phone": "1138167531"}, [("phone", True)]),
    ({"phone": "0138167531"}, [("phone", True)]),
    ({"phone": "call me"}, [("phone", True)]),
    # e-mail shape
    ({"email": "a.b+c@example.co"}, []),
    ({"email": "a@b"}, [("email", True)]),
    ({"email": "a b@example.com"}, [("email", True)]),
    # the licence and its expiry: both or none (6.10)
    ({"license_number": "D1", "license_expires": date(2030, 1, 1)}, []),
    ({"license_number": "D1"}, [("license_expires", True)]),
    ({"license_expires": date(2030, 1, 1)}, [("license_number", True)]),
    # MMID needs its card, a card its expiry, plain medical is advised one (6.18)
    ({"customer_type": "medical_mmid"}, [("state_medical_id", True), ("medical_expires", True)]),
    ({"customer_type": "medical_mmid", "state_medical_id": "M1"}, [("medical_expires", True)]),
    ({"customer_type": "medical_mmid", "state_medical_id": "M1", "medical_expires": date(2030, 1, 1)}, []),
    ({"state_medical_id": "M1"}, [("medical_expires", True)]),
    ({"customer_type": "medical"}, [("medical_expires", False)]),
    ({"customer_type": "medical", "medical_expires": date(2030, 1, 1)}, []),
    # caregivers
    ({"is_caregiver": True}, [("caregiver_license_number", True)]),
    ({"is_caregiver": True, "caregiver_license_number": "CG1"}, []),
    ({"is_caregiver": False}, []),
    ({"caregivers": ("1", "2")}, []),
    ({"caregivers": ("1", "2", "3")}, [("caregivers", True)]),
    ({"caregivers": ("1", "1")}, [("caregivers", True)]),
    ({"caregivers": ("Ann",)}, [("caregivers", True)]),
    # groups: no duplicates; a leading blank makes another group
    ({"groups": ("SENIOR", "INDUSTRY")}, []),
    ({"groups": ("SENIOR", "SENIOR")}, [("groups", True)]),
    # 6.15: the physician's phone is not judged
    ({"physician_phone": "15105550142"}, []),
    ({"notes": "x" * 5000}, []),
]


@pytest.mark.parametrize(("values", "expected"), RULES)
def test_rules(values: dict[str, Value], expected: list[tuple[str, bool]]) -> None:
    """Each rule of 7.1 on a new customer: the field concerned, and whether it blocks or advises."""
    assert _problems({**GOOD, **values}) == expected


def test_an_odd_old_record_does_not_block_a_small_correction() -> None:
    """6.16: rules are for what a person edits."""
    odd = {**GOOD, "license_number": "D1", "phone": "123", "customer_type": "medical_mmid", "email": "x"}
    assert _problems(odd, frozenset({"notes"})) == []
    assert _problems(odd, frozenset({"phone"})) == [("phone", True)]


def _address_problems(before: tuple[Address, ...], after: tuple[Address, ...]) -> list[Problem]:
    assert FORM.addresses is not None
    return check_addresses(FORM.addresses, before, after)


@pytest.mark.parametrize("part", ["street1", "city", "state", "postal_code"])
def test_an_address_is_whole_or_not_there(part: str) -> None:
    """7.1: street, city, state and ZIP are needed once any part is filled; the second line never is."""
    address = with_part(replace(HOME, kind="secondary_address"), part, "")
    assert [problem.field for problem in _address_problems((), (address,))] == [f"addresses.secondary_address.{part}"]
    assert _address_problems((), (HOME,)) == []
    alone = Address(kind="secondary_address", state="CA")  # some records hold one (section 5)
    assert _address_problems((alone,), (replace(alone, state=""),)) == []
    assert [problem.message for problem in _address_problems((), (alone,))] == [
        "Street is needed.",
        "City is needed.",
        "ZIP code is needed.",
    ]


def test_a_state_has_two_letters() -> None:
    """7.1."""
    odd = Address(kind="address_of_record", street1="1", city="Oakland", state="Calif.", postal_code="1")
    assert [problem.field for problem in _address_problems((), (odd,))] == ["addresses.address_of_record.state"]


def test_one_primary_and_one_of_each_kind() -> None:
    """7.1: at most one primary, at most one per kind; what was read and not touched is left alone (6.16)."""
    first = Address(kind="address_of_record", street1="1", city="A", state="CA", postal_code="1", primary=True)
    second = Address(kind="secondary_address", street1="1", city="A", state="CA", postal_code="1", primary=True)
    assert [problem.field for problem in _address_problems((), (first, second))] == ["addresses"]
    assert [problem.field for problem in _address_problems((HOME,), (HOME, HOME))] == ["addresses"]
    half = Address(kind="secondary_address", street1="7000 Coliseum Way", city="Oakland", state="CA", postal_code="")
    assert _address_problems((half,), (HOME, half)) == []


def test_the_order_is_the_counters() -> None:
    """As the clerk reads a card: names, birth, contact, licence, type; notes last."""
    keys = [spec.key for spec in FORM.fields]
    assert keys[:12] == [
        "first_name",
        "middle_name",
        "last_name",
        "nickname",
        "birth_date",
        "gender",
        "phone",
        "email",
        "license_number",
        "license_expires",
        "customer_type",
        "state_medical_id",
    ]
    assert keys[-1] == "notes"
    assert len(set(keys)) == len(keys)


def test_every_field_has_its_place_in_the_domain_and_on_the_wire() -> None:
    """A key is a standard field or one of Treez's own, and names a key of the vendor's record."""
    for spec in FORM.fields:
        assert const.WIRE_KEYS.get(spec.key, spec.key) in wire.CUSTOMER_KEYS
    own = {spec.key for spec in FORM.fields} - STANDARD_FIELDS
    assert own == {
        "opt_out",
        "referral_source",
        "warning_1",
        "warning_2",
        "is_caregiver",
        "caregiver_license_number",
        "caregiver_name_1",
        "caregiver_name_2",
        "physician_first_name",
        "physician_last_name",
        "physician_license",
        "physician_address",
        "physician_phone",
    }


def test_read_only_fields_say_why() -> None:
    """6.13: the caregivers' names."""
    assert {spec.key for spec in FORM.fields if spec.read_only} == {"caregiver_name_1", "caregiver_name_2"}


def test_opt_out_is_labelled_neutrally() -> None:
    """6.7: its polarity is contradictory, so no word of consent stands in the label."""
    spec = FORM.spec("opt_out")
    assert spec is not None
    assert spec.label == "Mailing preference (Treez opt_out)"
    assert spec.kind is FieldKind.TRISTATE


def test_what_treez_cannot_do_has_its_reason() -> None:
    """Each look-up that is missing says why."""
    capabilities = INFO.capabilities
    for kind in LookupKind:
        assert kind in capabilities.lookups or capabilities.reasons[kind.value]
    assert capabilities.max_upload_bytes == 10 * 1024 * 1024


def test_document_kinds_are_the_vendors_four() -> None:
    """7.4."""
    assert {kind.value for kind in FORM.document_kinds} == {
        "misc_upload",
        "doctor_permit",
        "membership_agreement",
        "drivers_license",
    }

"""What a record says of a person."""

from __future__ import annotations

import dataclasses

import pytest

from app.core.customer import STANDARD_FIELDS, Address, Caregiver, Customer, CustomerRef, Verification
from app.core.values import ABSENT
from app.core.vendor import FileContent, NewDocument
from tests.unit.core.records import REF, record


def test_a_record_is_frozen() -> None:
    """Nobody changes what was read; changes are made beside it."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        record().first_name = "x"  # type: ignore[misc]


def test_everything_not_sent_is_absent() -> None:
    """A record of which only the number came knows nothing else."""
    assert all(getattr(record(), name) is ABSENT for name in STANDARD_FIELDS)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"first_name": "Mary", "middle_name": "Ann", "last_name": "Smith"}, "Mary Ann Smith"),
        ({"first_name": "Mary", "middle_name": None, "last_name": " Smith "}, "Mary Smith"),
        ({"single_name": "Mary Smith"}, "Mary Smith"),
        ({"first_name": "", "last_name": None, "single_name": "Mary"}, "Mary"),
        ({"first_name": "Mary", "single_name": "other"}, "Mary"),
        ({}, ""),
    ],
)
def test_full_name(fields: dict[str, object], name: str) -> None:
    """From its parts, else the single field, else nothing."""
    assert record(**fields).full_name == name


def test_parted_names() -> None:
    """A vendor keeps names in parts if the first or the last name says something."""
    assert record(last_name="Smith").has_parted_name
    assert not record(first_name="", single_name="Mary").has_parted_name


def test_field_values() -> None:
    """A form key finds the standard field or the vendor's own; caregivers stand as their numbers."""
    carers = (Caregiver("1130", "CAROL"), Caregiver("1131"))
    one = record(first_name="Mary", caregivers=carers, extra={"opt_out": None})
    assert one.field_value("first_name") == "Mary"
    assert one.field_value("caregivers") == ("1130", "1131")
    assert one.field_value("opt_out") is None
    assert one.field_value("unheard_of") is ABSENT
    assert record(caregivers=None).field_value("caregivers") is None
    assert record().field_value("caregivers") is ABSENT


@pytest.mark.parametrize("name", ["ref", "extra", "carried"])
def test_the_frame_of_a_record_is_no_field(name: str) -> None:
    """A form cannot reach the number, the vendor's table or what is carried along."""
    assert record(carried={"x": 1}).field_value(name) is ABSENT


def test_refs_name_and_sort() -> None:
    """The same number at the same store is the same person."""
    assert CustomerRef(REF.connection, "1117") == REF
    assert CustomerRef(REF.connection, "1") < CustomerRef(REF.connection, "2")


@pytest.mark.parametrize(
    ("address", "empty"),
    [
        (Address(), True),
        (Address(state="CA", country="US", primary=True), True),
        (Address(street1="", street2=None, city="", postal_code=""), True),
        (Address(street2="Apt 4"), False),
        (Address(postal_code="94612"), False),
    ],
)
def test_a_state_alone_is_no_address(address: Address, *, empty: bool) -> None:
    """An address is there once a part is there that one writes on an envelope."""
    assert address.is_empty is empty


def test_an_address_on_one_line() -> None:
    """State and code stand together; what is missing leaves no comma."""
    full = Address(street1="1 Elm St", street2="Apt 4", city="Oakland", state="CA", postal_code="94612", country="US")
    assert full.one_line == "1 Elm St, Apt 4, Oakland, CA 94612, US"
    assert Address(street1="1 Elm St", city="Oakland").one_line == "1 Elm St, Oakland"
    assert Address().one_line == ""


def test_address_list() -> None:
    """No addresses sent, null and none are an empty list to whoever goes through it."""
    assert record().address_list == record(addresses=None).address_list == record(addresses=()).address_list == ()
    assert record(addresses=(Address(kind="home"),)).address_list == (Address(kind="home"),)


@pytest.mark.parametrize(
    ("status", "pending"), [("verification_pending", True), ("pending", True), ("verified", False), ("", False)]
)
def test_pending_verification(status: str, *, pending: bool) -> None:
    """Whatever the vendor's word around it, pending is pending."""
    assert Verification(status).pending is pending


def test_bytes_of_documents_stay_out_of_texts() -> None:
    """A document in a log line or a traceback shows no content."""
    assert "secret" not in repr(NewDocument("a.png", "misc", b"secret"))
    assert "secret" not in repr(FileContent(b"secret"))


def test_customer_is_keyword_only() -> None:
    """Forty fields in a row are never given by place."""
    with pytest.raises(TypeError):
        Customer(REF)  # type: ignore[call-arg]

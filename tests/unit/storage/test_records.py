"""Records come out of the vault as they went in."""

from __future__ import annotations

import string
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.customer import Address, Caregiver, ConnectionId, Customer, CustomerRef, Document, Verification
from app.core.errors import RecordUnreadable
from app.core.values import ABSENT, Unreadable
from app.storage.records import pack, unpack

_WIRE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
_TEXT = st.sampled_from([ABSENT, None]) | st.text()
_DAY = st.sampled_from([ABSENT, None]) | st.dates() | st.builds(Unreadable, st.text())
_VALUE = (
    _TEXT.filter(lambda one: one is not ABSENT)
    | st.booleans()
    | st.integers()
    | st.dates()
    | st.lists(st.text(), max_size=3).map(tuple)
)
_ADDRESS = st.builds(Address, kind=st.text(max_size=5), street1=_TEXT, latitude=st.none() | st.floats(allow_nan=False))
_CUSTOMER = st.builds(
    Customer,
    ref=st.builds(CustomerRef, st.text().map(ConnectionId), st.text()),
    first_name=_TEXT,
    birth_date=_DAY,
    loyalty_balance=st.sampled_from([ABSENT, None]) | st.integers() | st.decimals(allow_nan=False),
    updated_at=st.sampled_from([ABSENT, None]) | st.datetimes(timezones=st.just(UTC)),
    addresses=st.sampled_from([ABSENT, None]) | st.lists(_ADDRESS, max_size=3).map(tuple),
    verification=st.sampled_from([ABSENT, None]) | st.builds(Verification, st.text(), st.just(("because",))),
    caregivers=st.just(ABSENT) | st.lists(st.builds(Caregiver, st.text()), max_size=2).map(tuple),
    documents=st.just(ABSENT) | st.lists(st.builds(Document, st.text(), st.text()), max_size=2).map(tuple),
    consent=st.just(ABSENT) | st.dictionaries(st.sampled_from(["text", "call"]), st.none() | st.booleans()),
    extra=st.dictionaries(st.sampled_from(string.ascii_letters), _VALUE, max_size=3),
    carried=st.dictionaries(st.text(max_size=4), _WIRE, max_size=3),
)


@given(_CUSTOMER)
def test_a_customer_comes_back_the_same(customer: Customer) -> None:
    """Absent, null and empty stay three things, and what was not understood comes back unharmed."""
    assert unpack(pack(customer), Customer) == customer


@pytest.mark.parametrize(
    "value",
    [Decimal("1.50"), date(2024, 2, 29), datetime(2024, 2, 29, 1, 2, tzinfo=UTC), Unreadable("soon"), ("a", ())],
)
def test_a_value_keeps_its_type(value: object) -> None:
    """A number with its zeros, a day, a moment, a text that is no date, a row."""
    back = unpack(pack(value), type(value))
    assert back == value
    assert str(back) == str(value)


def test_a_key_that_looks_like_our_own_mark_is_kept() -> None:
    """A vendor may send any key."""
    told: Mapping[str, object] = {"$": "day", "v": "2024-01-01"}
    assert unpack(pack(told), dict) == told


def test_fields_of_another_version_are_no_obstacle() -> None:
    """A field that this version does not know is passed over; one that the record does not have is absent."""
    text = pack(Customer(ref=CustomerRef(ConnectionId("a"), "7"), first_name="Ada"))
    newer = text.replace('"first_name"', '"call_name"')
    assert unpack(newer, Customer) == Customer(ref=CustomerRef(ConnectionId("a"), "7"))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"$":"Customer"}', '{"$":"day","v":"soon"}', '{"$":"spell"}', "{}"])
def test_what_is_no_record_is_said(text: str) -> None:
    """A damaged record is a message for a person, not a crash."""
    with pytest.raises(RecordUnreadable):
        unpack(text, Customer)


def test_every_record_of_a_customer_has_a_form() -> None:
    """Each dataclass that stands in a customer comes back; one that had no form here would raise."""
    full = Customer(
        ref=CustomerRef(ConnectionId("a"), "7"),
        caregivers=(Caregiver("1"),),
        addresses=(Address(kind="home", carried={"x": [1, {"y": None}]}),),
        documents=(Document("id", "https://files.example.com/1"),),
        verification=Verification("pending"),
    )
    assert unpack(pack(full), Customer) == full

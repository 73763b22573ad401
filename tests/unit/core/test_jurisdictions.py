"""The places a store can stand in: their ages and their time."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from app.core.customer import ConnectionId
from app.core.jurisdictions import JURISDICTIONS, STRICTEST, jurisdiction_of
from app.core.vendor import Connection
from app.vendors.indicaonline.const import JURISDICTIONS as VENDORS_OWN


@pytest.mark.parametrize(
    ("code", "adult", "patient"),
    [
        ("US-CA", 21, 18),
        ("US-OR", 21, 18),
        ("US-DC", 21, 18),
        ("US-AL", 21, 19),
        ("CA-ON", 19, 19),
        ("CA-AB", 18, 18),
        ("CA-QC", 21, 21),
        ("DE", 21, 18),
        ("", 21, 18),
    ],
)
def test_ages(code: str, adult: int, patient: int) -> None:
    """The US by adult use and medical programme, Canada by province and for everybody alike, elsewhere the strictest."""
    place = jurisdiction_of(code)
    assert place.limit(is_medical=False) == adult
    assert place.limit(is_medical=True) == patient


def test_minors_come_with_a_caregiver_where_patients_are_served() -> None:
    """Not in Canada, where patients buy by post; never as adult customers."""
    assert jurisdiction_of("US-OR").admits_minors(is_medical=True)
    assert not jurisdiction_of("US-OR").admits_minors(is_medical=False)
    assert not jurisdiction_of("CA-ON").admits_minors(is_medical=True)


def test_no_place_is_stricter_for_adults_than_the_unknown_one() -> None:
    """Whoever has told no place admits no adult customer whom any place would refuse."""
    assert STRICTEST.adult_age == max(one.adult_age for one in JURISDICTIONS.values())


def test_every_place_is_complete() -> None:
    """The states, the capital, the territories and the provinces, each with a zone that exists and a source."""
    assert len(JURISDICTIONS) == 50 + 1 + 4 + 13
    for code, place in JURISDICTIONS.items():
        assert place.code == code
        assert place.name
        assert place.source
        assert place.time_zones
        assert all(ZoneInfo(name) for name in place.time_zones)


def test_every_place_that_a_vendor_offers_is_known() -> None:
    """A store connected with the vendor's own field needs no second answer."""
    assert {code for code, _name in VENDORS_OWN} <= JURISDICTIONS.keys()


@pytest.mark.parametrize("typed", ["us-or", " US-OR ", "Us-Or"])
def test_codes_are_read_kindly(typed: str) -> None:
    """Capitals and blanks aside."""
    assert jurisdiction_of(typed).name == "Oregon"


def test_a_store_has_the_place_it_was_given_else_its_vendors() -> None:
    """The place told here goes before the vendor's field; a time zone of its own before the place's."""

    def store(**fields: str) -> Connection:
        account = {"jurisdiction": fields.pop("jurisdiction", "")}
        return Connection(id=ConnectionId("s"), name="S", vendor="v", base_url="", account=account, **fields)  # type: ignore[arg-type]

    assert store().jurisdiction is STRICTEST
    assert store().calendar == ()
    assert store(jurisdiction="US-CA").jurisdiction.name == "California"
    assert store(jurisdiction="US-CA", place="US-ID").jurisdiction.name == "Idaho"
    assert store(place="US-ID").calendar == ("America/Boise", "America/Los_Angeles")
    assert store(place="US-ID", time_zone="America/Denver").calendar == ("America/Denver",)

"""Form values and addresses as Foodics takes them (vendor document 7, 8 and 13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.core.customer import Address
from app.core.errors import InvalidInput
from app.core.values import Unreadable, Value
from app.vendors.foodics import body
from tests.unit.vendors.foodics.samples import record_in
from tests.unit.vendors.foodics.scripted_foodics import RECORD

LIVE = record_in("shaped_customer_live_keys_no_scopes.json")
HELD = {"id": "7", "name": "Home", "description": "Street 1", "latitude": "24.70", "longitude": "46.7", "city_id": "c"}
HOME = Address(kind="home", address_id="7", street1="Street 1", latitude=24.7, longitude=46.7, zone=None)


@pytest.mark.parametrize(
    ("key", "value", "wire_key", "sent"),
    [
        ("single_name", "Zoë", "name", "Zoë"),
        ("phone", "056 544 5254", "phone", "565445254"),
        ("phone", "+966565445254", "phone", "565445254"),
        ("gender", "F", "gender", 2),
        ("gender", "3", "gender", 3),
        ("gender", "other", "gender", "other"),
        ("birth_date", date(1990, 1, 2), "birth_date", "1990-01-02"),
        ("birth_date", Unreadable("soon"), "birth_date", "soon"),
        ("banned", True, "is_blacklisted", True),
        ("house_account_limit", 100, "house_account_limit", 100),
        ("groups", ("VIP", "staff", "9"), "tags", [{"id": "1"}, {"id": "2"}, {"id": "9"}]),
        # emptied
        ("email", "", "email", None),
        ("gender", "", "gender", None),
        ("birth_date", None, "birth_date", None),
        ("house_account_limit", None, "house_account_limit", None),
        ("groups", (), "tags", []),
    ],
)
def test_each_value_as_foodics_takes_it(key: str, value: Value, wire_key: str, sent: object) -> None:
    """6 and 7: its key, its spelling; what is emptied is null, the tags an empty list."""
    tags = {"VIP": "1", "Staff": "2", "Nine": "9"}
    assert body.complete({}, {key: value}, tags, 966, frozenset()) == {wire_key: sent}


def test_a_tag_the_store_has_not() -> None:
    """9: none can be made from here; those that are not there are named."""
    with pytest.raises(InvalidInput) as refused:
        body.complete({}, {"groups": ("Gold", "VIP", "Silver")}, {"VIP": "1"}, 966, frozenset())
    assert refused.value.field == "groups"
    assert "“Gold”, “Silver”" in refused.value.problems[0].message
    assert "VIP" not in refused.value.problems[0].message


def test_an_update_is_the_whole_record() -> None:
    """14.2: every writable key as the store holds it, flags as booleans, never a balance."""
    assert body.complete(RECORD, {"email": "new@example.com"}, {}, 966, frozenset()) == {
        "name": "James Lapda",
        "dial_code": 966,
        "phone": "565445254",
        "email": "new@example.com",
        "gender": 1,
        "birth_date": "1986-09-17",
        "house_account_limit": 1000,
        "is_loyalty_enabled": True,
        "is_blacklisted": False,
        "is_house_account_enabled": True,
        "tags": [{"id": "fhhsd8r5"}],
    }


def test_keys_without_scope_stay_out() -> None:
    """7: the families whose balance does not come; tags that were not loaded; never what was not there at all."""
    sent = body.complete(LIVE, {"email": "new@example.com"}, {}, 966, frozenset())
    assert sent.keys() == {"name", "dial_code", "phone", "email", "gender", "birth_date", "is_blacklisted"}
    edited = body.complete(LIVE, {"is_house_account_enabled": True}, {}, 966, frozenset())
    assert edited["is_house_account_enabled"] is True
    assert "house_account_limit" not in edited


def test_what_is_switched_on_stays_on_without_the_balance() -> None:
    """3 and 14.2: the flags come to every key; one that may write them and not read the balances must not lose them."""
    on = {**LIVE, "is_loyalty_enabled": 1, "is_house_account_enabled": "perhaps"}
    sent = body.complete(on, {"email": ""}, {}, 966, frozenset())
    assert (sent["is_loyalty_enabled"], sent["is_house_account_enabled"]) == (True, "perhaps")
    assert "house_account_limit" not in sent
    assert body.unedited_scopes(sent, {"email": ""}) == {"customers.accounts.write", "customers.loyalty.write"}
    refused = {"customers.accounts.write", "customers.loyalty.write"}
    assert not {"is_loyalty_enabled", "is_house_account_enabled"} & body.complete(on, {}, {}, 966, refused).keys()


def test_a_scope_refused_before_stays_out() -> None:
    """A key that may read the account and not write it."""
    sent = body.complete(RECORD, {"email": ""}, {}, 966, {"customers.accounts.write"})
    assert not {"house_account_limit", "is_house_account_enabled"} & sent.keys()
    assert "is_loyalty_enabled" in sent
    assert body.unedited_scopes(sent, {"email": ""}) == {"customers.loyalty.write"}
    assert body.unedited_scopes(sent, {"is_loyalty_enabled": True}) == set()
    assert body.edited_scopes({"house_account_limit": 1}) == "customers.write, customers.accounts.write"


def test_unknown_values_go_back_as_they_came() -> None:
    """A gender or a flag nobody knows is no reason to change it."""
    odd = {
        "gender": 9,
        "is_blacklisted": "perhaps",
        "dial_code": "+966",
        "birth_date": "soon",
        "tags": ["5", {"id": 6}],
    }
    assert body.complete(odd, {}, {}, 966, frozenset()) == {
        **odd,
        "dial_code": 966,
        "tags": [{"id": "5"}, {"id": 6}],
    }


def test_the_phone_goes_by_the_records_country() -> None:
    """6: the number without the code that the record has, or gets with the same edit."""
    record = {**RECORD, "dial_code": 44}
    assert body.complete(record, {"phone": "+44 20 7946 0958"}, {}, 966, frozenset())["phone"] == "2079460958"
    moved = body.complete(record, {"phone": "+971501234567", "dial_code": 971}, {}, 966, frozenset())
    assert (moved["phone"], moved["dial_code"]) == ("501234567", 971)


def test_a_new_customer_says_the_flag_it_may_say() -> None:
    """7: not blacklisted goes along explicitly; flags with scopes of their own only where somebody set them."""
    values: dict[str, Value] = {"single_name": "A", "dial_code": 966, "phone": "0565445254"}
    plain = {"name": "A", "dial_code": 966, "phone": "565445254", "is_blacklisted": False}
    assert body.new_customer(values, {}, 966) == plain
    assert body.new_customer({**values, "banned": True}, {}, 966) == {**plain, "is_blacklisted": True}


@pytest.mark.parametrize(
    ("changed", "sent"),
    [
        ({"street1": "Street 2"}, {"description": "Street 2"}),
        ({"kind": "summer_house"}, {"name": "Summer house"}),
        ({"kind": "Büro 7"}, {"name": "Büro 7"}),
        ({"latitude": 0.00001}, {"latitude": "0.00001"}),
        ({"latitude": None, "longitude": None}, {"latitude": None, "longitude": None}),
        ({"zone": "z"}, {"delivery_zone_id": "z"}),
    ],
)
def test_a_changed_address_is_whole(changed: dict[str, object], sent: dict[str, object]) -> None:
    """8: as the store holds it, spelling included, with the change laid over; coordinates as text with a dot."""
    whole = {"name": "Home", "description": "Street 1", "latitude": "24.70", "longitude": "46.7", "customer_id": "1"}
    address = replace(HOME, **changed)  # type: ignore[arg-type]
    assert body.changed_address(address, HOME, HELD, "1") == {**whole, **sent}


def test_a_zone_taken_away() -> None:
    """8: null, since leaving it out would leave it there."""
    zoned = replace(HOME, zone="z")
    assert body.changed_address(HOME, zoned, HELD, "1")["delivery_zone_id"] is None


def test_a_new_address_without_place_and_zone() -> None:
    """8: coordinates null when both are blank; the zone left out when none is chosen."""
    assert body.new_address(Address(kind="home", street1="Street 1"), "1") == {
        "name": "Home",
        "description": "Street 1",
        "latitude": None,
        "longitude": None,
        "customer_id": "1",
    }

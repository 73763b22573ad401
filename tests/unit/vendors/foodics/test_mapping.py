"""Foodics' values in every spelling that the vendor document names or leaves open."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.core.customer import Customer
from app.core.errors import UnexpectedReply
from app.core.values import ABSENT, Unreadable
from app.core.verdict import Level, judge
from app.vendors.foodics import mapping, wire
from tests.unit.vendors.foodics.samples import customer_of


def found(**record: object) -> Customer:
    return customer_of({"id": "1", **record})


def test_absent_null_and_empty_are_three_things() -> None:
    """3: a missing key is a missing scope, null is null, "N/A" is null, empty text is empty."""
    bare = found()
    assert (bare.single_name, bare.email, bare.loyalty_balance, bare.groups, bare.addresses) == (ABSENT,) * 5
    assert (bare.banned, bare.standing, bare.updated_at, bare.extra) == (ABSENT, ABSENT, ABSENT, {})
    null = found(name=None, email="N/A", notes="", loyalty_balance=None, tags=None, house_account_balance=None)
    assert (null.single_name, null.email, null.notes, null.loyalty_balance, null.groups) == (None, None, "", None, None)
    assert null.extra == {"house_account_balance": None}


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("2019-04-22 14:18:54", datetime(2019, 4, 22, 14, 18, 54, tzinfo=UTC)),
        ("2019-04-22 14-18-54", datetime(2019, 4, 22, 14, 18, 54, tzinfo=UTC)),
        ("2019-04-22T14:18:54Z", datetime(2019, 4, 22, 14, 18, 54, tzinfo=UTC)),
        ("2019-04-22", datetime(2019, 4, 22, tzinfo=UTC)),
        ("yesterday", None),
        ("2019-02-30 00:00:00", None),
        ("2019-04-22 14:18+02", None),
        (None, None),
        ("", None),
        (1555942734, None),
    ],
)
def test_moments_are_utc(sent: object, read: datetime | None) -> None:
    """13.4: both spellings of the time, without a zone and meant in UTC."""
    assert found(updated_at=sent).updated_at == read


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("1986-09-17", date(1986, 9, 17)),
        (None, None),
        ("", None),
        ("N/A", None),
        ("1986-09-31", Unreadable("1986-09-31")),
        ("17/09/1986", Unreadable("17/09/1986")),
        ("19860917", Unreadable("19860917")),
        ("1986-W37-3", Unreadable("1986-W37-3")),
        (19860917, Unreadable("19860917")),
    ],
)
def test_dates(sent: object, read: object) -> None:
    """6: YYYY-MM-DD; anything else is shown as it came and never guessed at."""
    assert found(birth_date=sent).birth_date == read


@pytest.mark.parametrize(
    ("sent", "read"), [(1, "M"), (2, "F"), ("1", "M"), (3, "3"), ("male", "male"), (None, None), ("", "")]
)
def test_gender(sent: object, read: object) -> None:
    """6: two numbers are known; another one stays the vendor's own."""
    assert found(gender=sent).gender == read


@pytest.mark.parametrize(
    ("sent", "read"),
    [(True, True), (1, True), ("1", True), ("true", True), (False, False), (0, False), (None, None), ("perhaps", None)],
)
def test_flags(sent: object, read: object) -> None:
    """13.3: booleans, or 0 and 1; what is neither is carried."""
    one = found(is_blacklisted=sent, is_loyalty_enabled=sent, is_house_account_enabled=sent)
    assert (one.banned, one.extra["is_loyalty_enabled"], one.extra["is_house_account_enabled"]) == (read,) * 3
    assert ("is_blacklisted" in one.carried) is (sent == "perhaps")


@pytest.mark.parametrize(
    ("sent", "read"),
    [(0, 0), (12.5, Decimal("12.5")), (0.1, Decimal("0.1")), ("7", 7), (3.0, 3), (True, None), ("many", None)],
)
def test_balances_are_exact(sent: object, read: object) -> None:
    """6: doubles on the wire, never a float here."""
    one = found(loyalty_balance=sent, house_account_balance=sent)
    assert (one.loyalty_balance, one.extra["house_account_balance"]) == (read, read)
    assert not isinstance(one.loyalty_balance, float)


@pytest.mark.parametrize("key", ["loyalty_balance", "house_account_balance", "house_account_limit", "order_count"])
def test_a_number_beyond_all_numbers_is_carried(key: str) -> None:
    """Nobody could write it down: it is not understood, and goes back as it came."""
    one = found(**{key: "1e5000"})
    assert one.field_value(key) is None
    assert one.carried[key] == "1e5000"


@pytest.mark.parametrize("sent", ["0001-01-01 00:00:00", "9999-12-31 23-59-59"])
def test_a_time_at_the_end_of_the_calendar_is_carried(sent: str) -> None:
    """No other time zone could tell it: a list that asks for days would stop at it."""
    one = found(created_at=sent, updated_at=sent)
    assert (one.created_at, one.updated_at) == (None, None)
    assert one.carried["created_at"] == sent


@pytest.mark.parametrize(("sent", "read"), [(966, 966), ("966", 966), ("+966", 966), (None, None), ("x", None)])
def test_dial_code(sent: object, read: object) -> None:
    """6: a number, also as text; what is none is carried."""
    one = found(dial_code=sent)
    assert one.extra["dial_code"] == read
    assert ("dial_code" in one.carried) is (sent == "x")


@pytest.mark.parametrize(
    ("store", "code", "phone", "read"),
    [
        (1, 1, "6282032916", "+16282032916"),
        (1, "1", "628-203-2916", "+16282032916"),
        (1, None, "6282032916", "+16282032916"),
        (1, 966, "6282032916", "6282032916"),
        (966, 966, "565445254", "565445254"),
        (966, 1, "6282032916", "6282032916"),
        (1, 1, "12", "12"),
        (966, 966, 565445254, "565445254"),
    ],
)
def test_phone(store: int, code: object, phone: object, read: str) -> None:
    """E.164 for a possible number of a US or Canadian store, the text as sent everywhere else."""
    assert customer_of({"id": "1", "dial_code": code, "phone": phone}, store).phone == read


@pytest.mark.parametrize(
    ("sent", "standing"),
    [
        (None, "active"),
        ("", "active"),
        ("N/A", "active"),
        ("2020-01-02 03:04:05", "deleted"),
        ("2020-01-02", "deleted"),
        (True, "possibly deleted"),
    ],
)
def test_standing(sent: object, standing: str) -> None:
    """6: deleted or not, by its mark; a mark that is no time is for a person to look at, never plainly active."""
    one = found(deleted_at=sent, birth_date="1980-01-01")
    assert one.standing == standing
    assert (judge(one, date(2024, 1, 1)).level is Level.ADMIT) is False  # a customer without papers is looked at
    assert ("deleted_at" in one.carried) is (standing != "active")


def test_blacklisted_is_banned() -> None:
    """The verdict refuses."""
    assert judge(found(is_blacklisted=1), date(2024, 1, 1)).level is Level.REFUSE


@pytest.mark.parametrize(
    ("tags", "groups"),
    [
        ([{"id": "a"}], ("VIP",)),
        ([{"id": "b"}], ("b",)),
        ([{"id": "a", "name": "Own"}], ("Own",)),
        (["a", 7, None], ("VIP", "7")),
        ([], ()),
        ([{}], ()),
    ],
)
def test_tags_by_name(tags: object, groups: object) -> None:
    """9: the name that comes along, else the store's, else the number."""
    assert customer_of({"id": "1", "tags": tags}, names={"a": "VIP"}).groups == groups


def test_only_living_customer_tags_are_offered() -> None:
    """9: type 1, not deleted, with a name."""
    text = b"""{"data": [{"id": "a", "name": "VIP", "type": 1}, {"id": "b", "name": "Oven", "type": 2},
        {"id": "c", "name": "Old", "type": 1, "deleted_at": "2020-01-01 00:00:00"}, {"id": "d", "name": " ", "type": 1},
        {"id": 5, "name": "Text", "type": "1"}]}"""
    assert mapping.tag_directory(wire.read_tags(wire.read_envelope(text))) == {"a": "VIP", "5": "Text"}


def test_addresses() -> None:
    """8: deleted ones are left out; what is unknown or unreadable is carried."""
    places = [
        {"id": 5, "name": "Summer  House", "description": None, "latitude": "north", "longitude": None, "city_id": "c"},
        {"id": "6", "name": "Old", "deleted_at": "2020-01-01 00:00:00"},
        {"id": "7", "name": "المنزل", "delivery_zone": {"id": "z", "name": "North"}},
        {"id": "8", "delivery_zone": None},
        None,
    ]
    first, second, third = found(addresses=places).address_list
    assert (first.kind, first.address_id, first.street1, first.latitude, first.longitude) == (
        "summer_house",
        "5",
        None,
        None,
        None,
    )
    assert first.carried == {"latitude": "north", "city_id": "c"}
    assert (second.kind, second.zone, second.carried) == (
        "المنزل",
        "z",
        {"delivery_zone": {"id": "z", "name": "North"}},
    )
    assert (third.kind, third.zone) == ("", None)


def test_what_is_not_understood_is_carried_as_it_came() -> None:
    """Unknown keys, unreadable times and numbers: nothing is lost."""
    odd = {
        "planet": {"name": "Mars", "moons": [1, None]},
        "loyalty_balance": "many",
        "updated_at": "yesterday",
        "order_count": "some",
        "is_blacklisted": "perhaps",
    }
    assert found(**odd).carried == odd


@pytest.mark.parametrize("number", [None, "", "N/A", "  ", True, 1.5])
def test_a_record_without_a_number_is_unexpected(number: object) -> None:
    """Nobody could be opened by it; the error says where."""
    with pytest.raises(UnexpectedReply) as caught:
        customer_of({"id": number, "name": "Doe"})
    assert "$.data.id" in caught.value.what


@pytest.mark.parametrize("key", ["tags", "addresses"])
def test_a_word_where_a_list_should_be_is_unexpected(key: str) -> None:
    """A list cannot hold it, and dropping it would lose it."""
    with pytest.raises(UnexpectedReply) as caught:
        found(**{key: "S3cret"})
    assert key in caught.value.what
    assert "S3cret" not in caught.value.sentence

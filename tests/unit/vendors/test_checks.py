"""What is checked before anything is sent."""

from __future__ import annotations

from datetime import date

import pytest

from app.core.errors import InvalidInput, NotSignedIn
from app.core.values import Value
from app.vendors.checks import check_account, check_values, keys_of, path_value
from app.vendors.treez.form import FORM, INFO

SECRET = {"client_id": "client", "api_key": "S3CRET"}


@pytest.mark.parametrize(
    "account", [{"dispensary": "partnersandbox2"}, {"dispensary": "a-b", "authorization": "bearer"}]
)
def test_a_good_account(account: dict[str, str]) -> None:
    """The sub-domain of the store's own address, and one of two ways to send the token."""
    check_account(INFO, account)


@pytest.mark.parametrize(
    ("account", "field"),
    [
        ({}, "dispensary"),
        ({"dispensary": ""}, "dispensary"),
        ({"dispensary": "a/b"}, "dispensary"),
        ({"dispensary": ".."}, "dispensary"),
        ({"dispensary": "shop.treez.io"}, "dispensary"),
        ({"dispensary": "shop", "authorization": "basic"}, "authorization"),
    ],
)
def test_a_bad_account(account: dict[str, str], field: str) -> None:
    """Refused at its field before anything is sent."""
    with pytest.raises(InvalidInput) as refused:
        check_account(INFO, account)
    assert refused.value.field == field


def test_keys_are_trimmed() -> None:
    """A pasted key often brings a line end."""
    assert keys_of(INFO, {"client_id": " client\n", "api_key": "S3CRET\t"}) == SECRET


@pytest.mark.parametrize(
    "secret",
    [
        {},
        {"client_id": "client"},
        {**SECRET, "api_key": " "},
        {**SECRET, "api_key": "S3CRET é"},
        {**SECRET, "api_key": "S3\nCRET"},
    ],
)
def test_unusable_keys_are_not_signed_in(secret: dict[str, str]) -> None:
    """Missing, or nothing a header could carry; the text shows nothing of them."""
    with pytest.raises(NotSignedIn) as refused:
        keys_of(INFO, secret)
    assert "S3" not in f"{refused.value.sentence} {refused.value.__cause__!r}"


def test_all_problems_come_at_once() -> None:
    """Unknown and read-only fields, rules of the form, addresses; advice does not block."""
    values: dict[str, Value] = {
        "first_name": "x" * 45,
        "last_name": "",
        "shoe_size": "44",
        "caregiver_name_1": "Ann",
        "customer_type": "adult",
    }
    with pytest.raises(InvalidInput) as refused:
        check_values(FORM, values, None)
    fields = [problem.field for problem in refused.value.problems]
    assert fields == ["shoe_size", "caregiver_name_1", "last_name", "birth_date"]
    good: dict[str, Value] = {
        "first_name": "x" * 45,
        "last_name": "Lee",
        "birth_date": date(1990, 1, 1),
        "customer_type": "adult",
    }
    check_values(FORM, good, None)


@pytest.mark.parametrize(
    ("value", "segment"),
    [
        ("a@b.com", "a%40b.com"),
        ("a/b", "a%2Fb"),
        ("+1 510", "%2B1%20510"),
        ("12:00", "12%3A00"),
        ("?#%", "%3F%23%25"),
        ("é", "%C3%A9"),
        ("...", "..."),
    ],
)
def test_path_values_are_encoded_with_nothing_safe(value: str, segment: str) -> None:
    """A value never becomes another path or a query."""
    assert path_value(value) == segment


@pytest.mark.parametrize("value", ["", ".", "..", "\udcff\udcfe", "Ann \ud83d"])
def test_path_values_that_would_name_another_path_are_refused(value: str) -> None:
    """Dot segments survive encoding, so they are refused; so is half a character, which no path can carry."""
    with pytest.raises(InvalidInput):
        path_value(value)

"""Foodics stand-in: who is a customer there, and how the store is announced (vendor document 6; command line)."""

import re
import time
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest

from app.training.foodics import FoodicsStandIn
from app.training.foodics_records import customers as customers_of
from app.training.foodics_records import id_of
from app.training.people import population
from app.training.serve import running
from app.training.site import training_site

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def customers() -> dict[str, dict[str, Any]]:
    people = population(customers=300, seed=1, today=TODAY)
    return {row["id"]: row for row in customers_of(people)}


def _fixed(customers: dict[str, dict[str, Any]], number: int) -> dict[str, Any]:
    return customers[id_of("customer", number)]


def test_store_card() -> None:
    """What the window and the command line need: a dial code as text, an access token, searches worth trying."""
    store = {store.vendor: store for store in training_site(customers=15).stores}["foodics"]
    assert (store.path, store.name, dict(store.account)) == ("/v5", "King Road", {"dial_code": "966"})
    assert list(store.secret) == ["access_token"]
    assert store.hints


def test_hints_find_somebody(foodics: httpx.Client) -> None:
    """A hint is a name or a phone of somebody who is there."""
    for hint in FoodicsStandIn.store.hints:
        name = "phone" if hint.isdigit() else "name"
        assert foodics.get("/customers", params={f"filter[{name}]": hint}).json()["data"], hint


def test_same_people_other_ids(customers: dict[str, dict[str, Any]]) -> None:
    """Section 1: ids are UUIDs, the same ones again at the next start; the people are those of every store."""
    people = population(customers=300, seed=1, today=TODAY)
    names = {f"{person.first_name} {person.last_name}" for person in people}
    assert {row["name"] for row in customers.values()} == names
    assert len(customers) == 300
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", key) for key in customers)
    assert id_of("customer", 1120) == "e91e01ae-5266-5931-9bf8-6e4da7b98d39"


def test_phones(customers: dict[str, dict[str, Any]]) -> None:
    """Section 6: nine digits without zero where the dial code is 966, ten of fiction abroad; no number twice."""
    numbers = [(str(row["dial_code"]), row["phone"]) for row in customers.values() if row["phone"]]
    assert len(numbers) == len(set(numbers))
    for dial_code, phone in numbers:
        assert re.fullmatch({"966": r"52\d{7}", "1": r"[2-9]\d\d55501\d\d"}[dial_code], phone)
    assert {dial_code for dial_code, _ in numbers} == {"966", "1"}


def test_the_fixed_people(customers: dict[str, dict[str, Any]]) -> None:
    """Pictures, manual and tests rely on these."""
    johnny, joan = _fixed(customers, 1117), _fixed(customers, 1120)
    assert (johnny["name"], johnny["phone"], johnny["gender"], johnny["birth_date"]) == (
        *("Johnny Appleseed", "526282916", 1, "1992-04-07"),
    )
    assert (johnny["house_account_balance"], johnny["loyalty_balance"]) == (45.25, 275)
    assert (joan["name"], joan["phone"], joan["gender"], joan["is_blacklisted"]) == (
        *("Joan Appleseed", "525100107", 2, True),
    )
    over = _fixed(customers, 1118)
    assert over["house_account_balance"] > over["house_account_limit"]
    assert _fixed(customers, 1130)["is_house_account_enabled"] is True
    assert _fixed(customers, 1130)["house_account_limit"] is None
    assert _fixed(customers, 1128)["name"] == "عبد الرحمن الشريف"
    assert _fixed(customers, 1131)["dial_code"] == 1
    assert len(_fixed(customers, 1131)["tag_ids"]) == 2
    assert {number for number in range(1117, 1132) if _fixed(customers, number)["deleted_at"]} == {1122, 1124}
    assert _fixed(customers, 1124)["phone"] == "525100124"


def test_nothing_on_file(customers: dict[str, dict[str, Any]]) -> None:
    """Section 6: nullable fields are null for somebody, texts empty for somebody."""
    blank = _fixed(customers, 1127)
    assert (blank["phone"], blank["email"], blank["gender"], blank["birth_date"]) == ("", "", None, None)
    assert (blank["house_account_balance"], blank["loyalty_balance"], blank["last_order_at"]) == (None, None, None)
    assert {row["email"] for row in customers.values()} >= {None, ""}
    assert {row["order_count"] for row in customers.values()} >= {None, 0}


def test_every_case_is_there(customers: dict[str, dict[str, Any]]) -> None:
    """Deleted, blacklisted, with house accounts, with tags: some of each, most people none of them."""
    for name in ("deleted_at", "is_blacklisted", "is_house_account_enabled", "tag_ids"):
        assert 2 <= sum(bool(row[name]) for row in customers.values()) < 150, name


def test_a_big_store() -> None:
    """A big store lists its first page within seconds and the next ones at once, on a busy machine too."""
    alone = (FoodicsStandIn,)
    noon = datetime(2026, 11, 20, 20, tzinfo=UTC)
    with running(customers=30_000, seed=1, clock=lambda: noon, stand_ins=alone, calls_per_second=None) as site:
        headers = {"authorization": f"Bearer {site.store('foodics').secret['access_token']}"}
        url = f"{site.base_url('foodics')}/customers"
        began = time.perf_counter()
        assert httpx.get(url, headers=headers, timeout=60).json()["meta"]["total"] == 30_000
        first = time.perf_counter() - began
        began = time.perf_counter()
        assert len(httpx.get(f"{url}?page=600", headers=headers, timeout=60).json()["data"]) == 50
        assert first < 15
        assert time.perf_counter() - began < 5

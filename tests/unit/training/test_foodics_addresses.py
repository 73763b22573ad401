"""Foodics stand-in: addresses, zones, tags, house accounts, rewards (vendor document 8 to 11)."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.training.foodics_records import id_of

JOHNNY = id_of("customer", 1117)
HOME = id_of("address", "1117 0")
HILLS = id_of("delivery zone", "Hills")
KEYS = ["id", "name", "description", "latitude", "longitude", "created_at", "updated_at", "deleted_at"]
REWARD = Path(__file__).parents[2] / "data" / "foodics" / "docsquoted_loyalty_reward.json"
SAMPLE = {"name": "Home", "description": "Street 1, floor 2", "latitude": "24.7", "longitude": "46.7"}


def _addresses(api: httpx.Client, **query: str) -> list[dict[str, Any]]:
    answer = api.get("/addresses", params={"filter[customer_id]": JOHNNY, **query})
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()["data"]
    return rows


def test_addresses_of_a_customer(foodics: httpx.Client) -> None:
    """Section 8: listed by customer_id, coordinates as text or null, customer and zone only where asked for."""
    rows = _addresses(foodics, sort="created_at")
    assert [row["name"] for row in rows] == ["Home", "Work", "Other"]
    assert [list(row) for row in rows] == [KEYS] * 3
    assert rows[0]["description"] == "1611 TELEGRAPH AVE, OAKLAND, CA 94612"
    assert [type(row["latitude"]) for row in rows] == [str, type(None), str]
    related = _addresses(foodics, include="customer,delivery_zone", sort="created_at")
    assert {row["customer"]["id"] for row in related} == {JOHNNY}
    assert [row["delivery_zone"] and row["delivery_zone"]["id"] for row in related] == [
        HILLS,
        None,
        id_of("delivery zone", "Harbor"),
    ]
    assert foodics.get(f"/addresses/{HOME}").json()["data"] == rows[0]
    for query in ({"filter[name]": "Home"}, {"include": "tags"}, {"sort": "name"}):
        assert foodics.get("/addresses", params=query).status_code == 400


def test_created_on(foodics: httpx.Client) -> None:
    """Section 8: one loader asks by the day of creation, here the UTC day."""
    assert len(_addresses(foodics, **{"filter[created_on]": "2019-04-11"})) == 3
    assert _addresses(foodics, **{"filter[created_on]": "2019-04-10"}) == []


@pytest.mark.parametrize(
    "zone", [{}, {"delivery_zone_id": None}, {"delivery_zone_id": ""}, {"delivery_zone_id": HILLS}]
)
def test_create_address(foodics: httpx.Client, zone: dict[str, str | None]) -> None:
    """Section 8: written with customer_id and delivery_zone_id; an empty zone is none."""
    answer = foodics.post("/addresses", json={**SAMPLE, "customer_id": JOHNNY, **zone})
    made = answer.json()["data"]
    assert (answer.status_code, list(made)) == (200, KEYS)
    assert {key: made[key] for key in SAMPLE} == SAMPLE
    included = foodics.get(f"/customers/{JOHNNY}", params={"include": "addresses.delivery_zone"}).json()["data"]
    assert included["addresses"][-1]["id"] == made["id"]
    zone_id = zone.get("delivery_zone_id") or None
    assert (included["addresses"][-1]["delivery_zone"] or {}).get("id") == zone_id


def test_first_address(foodics: httpx.Client) -> None:
    """Section 8: of a customer who had none, and of one who is new."""
    new = foodics.post("/customers", json={"name": "N", "dial_code": 966, "phone": "521110001"}).json()["data"]["id"]
    for owner in (id_of("customer", 1120), new):
        made = foodics.post("/addresses", json={"name": "Home", "customer_id": owner}).json()["data"]
        assert (made["description"], made["latitude"], made["longitude"]) == (None, None, None)
        read = foodics.get(f"/customers/{owner}", params={"include": "addresses"}).json()["data"]
        assert read["addresses"] == [made]


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("name", [None, "", "x" * 256, 5]),
        ("description", ["x" * 256, 5]),
        ("latitude", [24.7, "24,7", "91", "-90.01", "1e1", "north", "٢٤"]),
        ("longitude", [46.7, "46,7", "180.5", "-181", True]),
        ("customer_id", [None, "", "nobody", 5, id_of("customer", 1124), ["x"]]),
        ("delivery_zone_id", ["nowhere", 5, JOHNNY]),
    ],
)
def test_addresses_that_are_refused(foodics: httpx.Client, name: str, wrong: list[object]) -> None:
    """Sections 8 and 12: coordinates are text with a dot; the customer lives, the zone is known; 422 at the field."""
    before = _addresses(foodics)
    for value in wrong:
        body = {**SAMPLE, "customer_id": JOHNNY, name: value}
        answer = foodics.post("/addresses", json=body)
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [name]), value
        if name != "customer_id":
            answer = foodics.put(f"/addresses/{HOME}", json=body)
            assert (answer.status_code, list(answer.json()["errors"])) == (422, [name]), value
    assert _addresses(foodics) == before


def test_update_address(foodics: httpx.Client, skip: Callable[[float], None]) -> None:
    """Section 8: what is given changes; the customer stays the same (our choice)."""
    before = foodics.get(f"/addresses/{HOME}").json()["data"]
    skip(1)
    body = {"description": "2 Practice Plaza", "latitude": None, "longitude": "", "customer_id": "somebody"}
    after = foodics.put(f"/addresses/{HOME}", json=body).json()["data"]
    assert after == before | {
        "description": "2 Practice Plaza",
        "latitude": None,
        "longitude": None,
        "updated_at": "2026-11-20 20:00:01",
    }
    assert len(_addresses(foodics)) == 3


def test_replacing_update_of_an_address(foodics_with: Callable[..., httpx.Client]) -> None:
    """Section 14, row 2, the other reading: what is left out is emptied."""
    api = foodics_with(replacing=True)
    assert api.put(f"/addresses/{HOME}", json={"description": "x"}).status_code == 422
    after = api.put(f"/addresses/{HOME}", json={"name": "Home"}).json()["data"]
    assert (after["description"], after["latitude"], after["longitude"]) == (None, None, None)


def test_delete_address(foodics: httpx.Client) -> None:
    """Section 8: a mark as with customers: out of the customer's relations, still in an unfiltered list."""
    answer = foodics.delete(f"/addresses/{HOME}")
    assert (answer.status_code, answer.content) == (200, b"")
    included = foodics.get(f"/customers/{JOHNNY}", params={"include": "addresses"}).json()["data"]["addresses"]
    assert [address["name"] for address in included] == ["Work", "Other"]
    assert len(_addresses(foodics)) == 3
    assert len(_addresses(foodics, **{"filter[is_deleted]": "false"})) == 2
    assert [row["id"] for row in _addresses(foodics, **{"filter[is_deleted]": "true"})] == [HOME]
    assert foodics.delete(f"/addresses/{HOME}").status_code == 404
    assert foodics.put(f"/addresses/{HOME}", json=SAMPLE).status_code == 404


def test_tags(foodics: httpx.Client) -> None:
    """Section 9: a customer form asks for type 1 among the living; other types and a deleted one are there too."""
    everything = foodics.get("/tags").json()["data"]
    assert {tag["type"] for tag in everything} == {1, 2, 7}
    assert set(everything[0]) == {"id", "name", "name_localized", "type", "created_at", "updated_at", "deleted_at"}
    chosen = foodics.get("/tags", params={"filter[type]": "1", "filter[is_deleted]": "false"}).json()["data"]
    names = {" INDUSTRY", "INDUSTRY", "SENIOR", "VETERAN", "STAFF", "LOCAL"}
    assert {tag["name"] for tag in chosen} == names
    retired = foodics.get("/tags", params={"filter[deleted_on]": "2021-06-01"}).json()["data"]
    assert [tag["name"] for tag in retired] == ["RETIRED TAG"]
    localized = foodics.get("/tags", params={"filter[name_localized]": "الصناعة"}).json()["data"]
    assert [tag["name"] for tag in localized] == ["INDUSTRY"]
    assert foodics.get(f"/tags/{localized[0]['id']}").json()["data"] == localized[0]
    assert foodics.get("/tags", params={"filter[colour]": "x"}).status_code == 400


def test_zones(foodics: httpx.Client) -> None:
    """Section 3: readable with general.read; their fields besides id are our choice."""
    zones = foodics.get("/delivery_zones").json()["data"]
    assert {zone["name"] for zone in zones} == {"Harbor", "Hills", "Valley"}
    assert foodics.get(f"/delivery_zones/{HILLS}").json()["data"]["name"] == "Hills"


def test_house_account(foodics: httpx.Client) -> None:
    """Section 10: the ledger adds up to the balance; new is old plus amount, as in the sample; it is only read."""
    query = {"filter[customer_id]": JOHNNY, "sort": "created_at"}
    rows = foodics.get("/house_account_transactions", params=query).json()["data"]
    assert [row["amount"] for row in rows] == [120, 60.5, -180.5, 45.25]
    assert all(row["new_balance"] == row["old_balance"] + row["amount"] for row in rows)
    assert [row["old_balance"] for row in rows] == [0, *(row["new_balance"] for row in rows[:-1])]
    balance = foodics.get(f"/customers/{JOHNNY}").json()["data"]["house_account_balance"]
    assert rows[-1]["new_balance"] == balance == 45.25
    related = foodics.get(
        f"/house_account_transactions/{rows[2]['id']}", params={"include": "user,customer,order"}
    ).json()["data"]
    assert (related["user"]["name"], related["customer"]["id"], related["order"]) == ("Practice Owner", JOHNNY, None)
    by_amount = foodics.get("/house_account_transactions", params=query | {"sort": "-amount"}).json()["data"]
    assert [row["amount"] for row in by_amount] == [120, 60.5, 45.25, -180.5]
    assert foodics.post("/house_account_transactions", json={"amount": 1}).status_code == 405


def test_loyalty_transactions(foodics: httpx.Client) -> None:
    """Section 11: a list for a customer, of lines that no page describes; an unknown filter is refused as elsewhere."""
    answer = foodics.get("/loyalty_transactions", params={"filter[customer_id]": JOHNNY}).json()
    assert (answer["data"], answer["meta"]["total"]) == ([], 0)
    assert foodics.get("/loyalty_transactions", params={"filter[nope]": "1"}).status_code == 400


def test_rewards(foodics: httpx.Client) -> None:
    """Section 11: read only; type 1 or 2, valid to a day, customer and order where asked for."""
    query = {"filter[customer_id]": JOHNNY, "include": "customer,order"}
    (reward,) = foodics.get("/loyalty_rewards", params=query).json()["data"]
    assert list(reward) == list(json.loads(REWARD.read_bytes())["data"])
    assert (reward["customer"]["id"], reward["order"], reward["valid_to"]) == (JOHNNY, None, "2027-05-09")
    types = {row["type"] for row in foodics.get("/loyalty_rewards").json()["data"]}
    assert types == {1, 2}
    assert foodics.get(f"/loyalty_rewards/{reward['id']}").json()["data"]["code"] == reward["code"]

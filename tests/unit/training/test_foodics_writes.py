"""Foodics stand-in: customers created, changed, deleted, restored (vendor document 6, 7, 12 and 14)."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.training.foodics_fields import ADDRESS_FIELDS, CUSTOMER_FIELDS
from app.training.foodics_records import id_of

JOHNNY = id_of("customer", 1117)
GONE = id_of("customer", 1124)
NEW: dict[str, Any] = {"name": "New Person", "dial_code": 966, "phone": "521110001"}
EMPTY: dict[str, Any] = {
    "email": None,
    "gender": None,
    "birth_date": None,
    "house_account_limit": None,
    "is_loyalty_enabled": False,
    "is_blacklisted": False,
    "is_house_account_enabled": False,
}
FULL: dict[str, Any] = {
    "email": "new.person@example.com",
    "gender": 2,
    "birth_date": "2000-02-29",
    "house_account_limit": 100,
    "is_loyalty_enabled": True,
    "is_blacklisted": True,
    "is_house_account_enabled": True,
}


def _read(api: httpx.Client, customer_id: str, include: str = "") -> dict[str, Any]:
    answer = api.get(f"/customers/{customer_id}", params={"include": include})
    assert answer.status_code == 200, answer.text
    record: dict[str, Any] = answer.json()["data"]
    return record


def _errors(answer: httpx.Response) -> set[str]:
    """The refused fields of a 422, each with a list of texts (section 12)."""
    assert answer.status_code == 422, answer.text
    body = answer.json()
    assert set(body) == {"message", "errors"}
    assert all(texts and all(isinstance(text, str) for text in texts) for texts in body["errors"].values())
    return set(body["errors"])


def test_create_with_the_least(foodics: httpx.Client) -> None:
    """Section 7: 200 with the new customer, every other field empty, no orders yet; it is found by its phone."""
    answer = foodics.post("/customers", json=NEW)
    made = answer.json()["data"]
    assert answer.status_code == 200
    assert {key: made[key] for key in (*NEW, *EMPTY)} == NEW | EMPTY
    assert (made["order_count"], made["last_order_at"], made["deleted_at"]) == (0, None, None)
    assert (made["created_at"], made["updated_at"]) == ("2026-11-20 20:00:00", "2026-11-20 20:00:00")
    assert _read(foodics, made["id"]) == made
    found = foodics.get("/customers", params={"filter[phone]": NEW["phone"]}).json()["data"]
    assert found == [made]


def test_create_with_everything(foodics: httpx.Client) -> None:
    """Section 7: the sample's keys; the balances it writes are not updatable (section 13, row 2) and passed over."""
    tags = [{"id": id_of("tag", "STAFF")}, {"id": id_of("tag", "LOCAL")}, {"id": id_of("tag", "STAFF")}]
    body = NEW | FULL | {"house_account_balance": 300, "loyalty_balance": 5, "notes": "no", "tags": tags}
    made = foodics.post("/customers", json=body).json()["data"]
    assert {key: made[key] for key in (*NEW, *FULL)} == NEW | FULL
    assert (made["house_account_balance"], made["loyalty_balance"], made["notes"]) == (0, 0, None)
    assert "tags" not in made
    read = _read(foodics, made["id"], "tags,addresses")
    assert [tag["name"] for tag in read["tags"]] == ["STAFF", "LOCAL"]
    assert read["addresses"] == []


@pytest.mark.parametrize("nothing", ["", "   ", None])
@pytest.mark.parametrize("name", list(NEW))
def test_create_needs_the_three(foodics: httpx.Client, name: str, nothing: str | None) -> None:
    """Section 14, row 1: name, dial_code and phone; missing, null and blank are the same."""
    assert _errors(foodics.post("/customers", json={key: NEW[key] for key in NEW if key != name})) == {name}
    assert _errors(foodics.post("/customers", json=NEW | {name: nothing})) == {name}
    assert _errors(foodics.put(f"/customers/{JOHNNY}", json={name: nothing})) == {name}


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("name", ["x" * 256, 5, ["x"]]),
        ("dial_code", ["+966", 0, 10000, 966.0, True, "٩٦٦"]),
        ("phone", ["0521110001", "52 111 0001", "+966521110001", "123", "1" * 16, 521110001, "٥٢١١١٠٠٠١"]),
        ("email", ["x", "x@y", "a b@example.com", 5]),
        ("gender", [0, 3, "M", True, 1.5]),
        ("birth_date", ["2001-02-29", "29.02.2000", "2000-2-9", "2000-02-29 00:00:00", 20000229]),
        ("house_account_limit", [-1, 1.5, "much", 2**31, True]),
        ("is_blacklisted", [None, "yes", 2, "", "true", 1.0]),
        ("is_loyalty_enabled", [None, "no"]),
        ("is_house_account_enabled", [None, -1]),
        ("tags", [None, "x", {}, 5]),
    ],
)
def test_values_that_are_refused(foodics: httpx.Client, name: str, wrong: list[object]) -> None:
    """Section 12: 422 at the field, nothing written; which values these are is our choice where section 6 is silent."""
    before = _read(foodics, JOHNNY, "tags")
    for value in wrong:
        assert _errors(foodics.post("/customers", json=NEW | {name: value})) == {name}, value
        assert _errors(foodics.put(f"/customers/{JOHNNY}", json={name: value, "notes": "x"})) == {name}, value
    assert _read(foodics, JOHNNY, "tags") == before
    assert foodics.get("/customers").json()["meta"]["total"] == 120


def test_every_wrong_field_is_named(foodics: httpx.Client) -> None:
    """Section 12: errors map all fields at once."""
    body = {"name": "", "dial_code": "x", "gender": 7, "email": "x"}
    assert _errors(foodics.post("/customers", json=body)) == {*body, "phone"}


@pytest.mark.parametrize(
    "tag",
    [
        {"id": "nobody"},
        {"id": id_of("tag", "Drive-through")},
        {"id": id_of("tag", "RETIRED TAG")},
        {"id": None},
        {},
        "x",
        {"id": ["x"]},
    ],
)
def test_tags_that_are_refused(foodics: httpx.Client, tag: object) -> None:
    """Sections 9 and 12: a living tag of type customer or 422 at a dotted key."""
    good = {"id": id_of("tag", "LOCAL")}
    assert _errors(foodics.post("/customers", json=NEW | {"tags": [good, tag]})) == {"tags.1.id"}
    assert foodics.get("/customers").json()["meta"]["total"] == 120


@pytest.mark.parametrize(("written", "read"), [(1, True), (0, False), ("1", True), (True, True), (False, False)])
def test_flags_in_digits(foodics: httpx.Client, written: object, read: bool) -> None:
    """Section 13, row 3: booleans and 0 or 1 are taken; a flag of 1 is also met when reading."""
    assert _read(foodics, JOHNNY)["is_loyalty_enabled"] == 1
    assert type(_read(foodics, JOHNNY)["is_loyalty_enabled"]) is int
    after = foodics.put(f"/customers/{JOHNNY}", json={"is_loyalty_enabled": written}).json()["data"]
    assert after["is_loyalty_enabled"] is read


def test_texts_are_trimmed(foodics: httpx.Client) -> None:
    """Our choice: blanks around are cut off, and what remains empty is null; the dial code may be text (section 6)."""
    body = {"name": "  نور  الشريف ", "dial_code": "966", "phone": " 521110001 ", "email": "  ", "gender": "2"}
    made = foodics.post("/customers", json=body).json()["data"]
    assert {key: made[key] for key in body} == {
        "name": "نور  الشريف",
        "dial_code": 966,
        "phone": "521110001",
        "email": None,
        "gender": 2,
    }


def test_phone_is_one_customers(foodics: httpx.Client) -> None:
    """Section 7: an existing number is refused at `phone`, a deleted customer's too; another country's is free."""
    assert _errors(foodics.post("/customers", json=NEW | {"phone": "525100107"})) == {"phone"}
    assert _errors(foodics.post("/customers", json=NEW | {"phone": "525100124"})) == {"phone"}
    assert _errors(foodics.put(f"/customers/{JOHNNY}", json={"phone": "525100124"})) == {"phone"}
    assert foodics.post("/customers", json=NEW | {"phone": "525100107", "dial_code": 971}).status_code == 200
    moved = id_of("customer", 1121)
    assert _errors(foodics.put(f"/customers/{moved}", json={"dial_code": 971, "phone": "525100107"})) == {"phone"}
    assert _errors(foodics.post("/customers", json=NEW | {"phone": "525100123"})) == {"phone"}  # dial code as text
    assert foodics.get("/customers").json()["meta"]["total"] == 121


def test_phone_is_free_when_it_is_left(foodics: httpx.Client) -> None:
    """Section 7: one's own number is no duplicate; after a change the old one may be another's."""
    johnny = _read(foodics, JOHNNY)
    same = foodics.put(f"/customers/{JOHNNY}", json={"phone": johnny["phone"], "dial_code": "966"})
    assert same.status_code == 200
    assert foodics.put(f"/customers/{JOHNNY}", json={"phone": "521110009"}).status_code == 200
    assert foodics.post("/customers", json=NEW | {"phone": johnny["phone"]}).status_code == 200
    assert _errors(foodics.post("/customers", json=NEW | {"phone": "521110009"})) == {"phone"}


def test_update_changes_what_is_given(foodics: httpx.Client, skip: Callable[[float], None]) -> None:
    """Section 14, row 2: merging, unless the store was opened to replace; the stamp moves."""
    before = _read(foodics, JOHNNY, "tags,addresses")
    skip(61)
    answer = foodics.put(f"/customers/{JOHNNY}", json={"email": "j@example.com", "is_blacklisted": True})
    after = _read(foodics, JOHNNY, "tags,addresses")
    assert answer.status_code == 200
    assert {key for key in before if before[key] != after[key]} == {"email", "is_blacklisted", "updated_at"}
    assert (after["email"], after["updated_at"]) == ("j@example.com", "2026-11-20 20:01:01")
    assert answer.json()["data"] == _read(foodics, JOHNNY)


@pytest.mark.parametrize("name", ["email", "gender", "birth_date", "house_account_limit"])
def test_null_empties(foodics: httpx.Client, name: str) -> None:
    """Section 6: these are nullable."""
    assert foodics.put(f"/customers/{JOHNNY}", json={name: None}).json()["data"][name] is None


def test_tags_are_the_whole_list(foodics: httpx.Client) -> None:
    """Section 7: the list given is the list wanted; without the key tags stay."""

    def names(body: dict[str, object]) -> list[str]:
        assert foodics.put(f"/customers/{JOHNNY}", json=body).status_code == 200
        return [tag["name"] for tag in _read(foodics, JOHNNY, "tags")["tags"]]

    assert names({"tags": [{"id": id_of("tag", "LOCAL")}]}) == ["LOCAL"]
    assert names({"email": "x@example.com"}) == ["LOCAL"]
    assert names({"tags": []}) == []


def test_replacing_update(foodics_with: Callable[..., httpx.Client]) -> None:
    """Section 14, row 2, the other reading: what is left out is emptied; tags, balances and history stay."""
    api = foodics_with(replacing=True)
    before = _read(api, JOHNNY, "tags")
    assert _errors(api.put(f"/customers/{JOHNNY}", json={"email": "x@example.com"})) == set(NEW)
    kept = {key: before[key] for key in NEW}
    answer = api.put(f"/customers/{JOHNNY}", json=kept)
    after = _read(api, JOHNNY, "tags")
    assert answer.status_code == 200
    assert {key: after[key] for key in (*NEW, *EMPTY)} == kept | EMPTY
    same = before.keys() - {*EMPTY, "updated_at"}
    assert {key: after[key] for key in same} == {key: before[key] for key in same}


def test_replacing_spares_what_the_token_may_not_write(foodics_with: Callable[..., httpx.Client]) -> None:
    """Section 7: a complete body leaves out the keys whose scope is missing, and they must survive that."""
    api = foodics_with(replacing=True, scopes=frozenset({"customers.get", "customers.write"}))
    assert api.put(f"/customers/{JOHNNY}", json=NEW).status_code == 200
    after = _read(api, JOHNNY)
    assert (after["is_house_account_enabled"], after["is_loyalty_enabled"]) == (True, 1)


def test_delete_and_restore(foodics: httpx.Client, skip: Callable[[float], None]) -> None:
    """Sections 6 and 7: a mark, no removal; listed by is_deleted; restored as before, the stamp aside."""
    before = _read(foodics, JOHNNY, "tags,addresses")
    skip(5)
    answer = foodics.delete(f"/customers/{JOHNNY}")
    assert (answer.status_code, answer.content) == (200, b"")
    assert _read(foodics, JOHNNY)["deleted_at"] == "2026-11-20 20:00:05"
    by_phone = {"filter[phone]": before["phone"]}
    assert foodics.get("/customers", params=by_phone | {"filter[is_deleted]": "false"}).json()["data"] == []
    for query in (by_phone, by_phone | {"filter[is_deleted]": "true"}):
        assert [row["id"] for row in foodics.get("/customers", params=query).json()["data"]] == [JOHNNY]
    skip(5)
    restored = foodics.put(f"/customers/{JOHNNY}/restore")
    assert restored.json()["data"] == _read(foodics, JOHNNY)
    expected = before | {"updated_at": "2026-11-20 20:00:10"}
    assert _read(foodics, JOHNNY, "tags,addresses") == expected


def test_deleted_customers_take_no_writes(foodics: httpx.Client) -> None:
    """Our choice where section 7 is silent: 404 until restored; restoring the living changes nothing."""
    assert foodics.put(f"/customers/{GONE}", json={"name": "x"}).status_code == 404
    assert foodics.delete(f"/customers/{GONE}").status_code == 404
    assert _read(foodics, GONE)["name"] == "Casper Gone"
    assert foodics.put(f"/customers/{GONE}/restore").json()["data"]["deleted_at"] is None
    assert foodics.put(f"/customers/{GONE}", json={"name": "x"}).json()["data"]["name"] == "x"
    before = _read(foodics, JOHNNY)
    assert foodics.put(f"/customers/{JOHNNY}/restore").json()["data"] == before


@pytest.mark.parametrize("customer_id", ["8d831", "1117", "..%2F..", "%00", JOHNNY + "%2Frestore"])
def test_nobody_of_that_id(foodics: httpx.Client, customer_id: str) -> None:
    """Section 12: 404 for every operation on an id nobody has."""
    path = f"/customers/{customer_id}"
    answers = [
        foodics.get(path),
        foodics.put(path, json={"name": "x"}),
        foodics.delete(path),
        foodics.put(f"{path}/restore"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert all(list(answer.json()) == ["message"] for answer in answers)


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'{"name": "\\ud800"}', "application/json", 400),
        (b'{"name": "\xe9"}', "application/json", 400),
        (b'{"gender": 1e999}', "application/json", 400),
        (b'{"gender": 123456789012345678901234567890}', "application/json", 422),
        (b'{"name": "' + b"x" * 2**20 + b'"}', "application/json", 413),
        (b"[" * 100_000, "application/json", 400),
        (json.dumps(NEW).encode(), "text/plain", 415),
        (b"name=x", "application/x-www-form-urlencoded", 415),
    ],
)
def test_bodies_that_are_none(foodics: httpx.Client, content: bytes, kind: str, status: int) -> None:
    """Section 1: JSON, said in the header; the statuses of anything else are our choice."""
    answer = foodics.post("/customers", content=content, headers={"content-type": kind})
    assert answer.status_code == status
    assert answer.json()["message"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
) | st.sampled_from([1, "966", "521110002", "x@example.com", "2000-01-01", "24.7", "", id_of("tag", "LOCAL")])
BODIES = VALUES | st.dictionaries(
    st.sampled_from([*CUSTOMER_FIELDS, *ADDRESS_FIELDS, "tags", "customer_id", "id", "deleted_at"]), VALUES, max_size=8
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES)
def test_any_json_in_a_write(foodics: httpx.Client, body: Any) -> None:
    """Section 12: a record, or a refusal that leaves no trace; never a crash."""
    address = id_of("address", "1117 0")
    headers = {"content-type": "application/json"}
    for method, path in (("PUT", f"/customers/{JOHNNY}"), ("POST", "/addresses"), ("PUT", f"/addresses/{address}")):
        before = foodics.get(f"/customers/{JOHNNY}", params={"include": "tags,addresses.delivery_zone"}).json()
        answer = foodics.request(method, path, content=json.dumps(body), headers=headers)
        assert answer.status_code in {200, 400, 422}, answer.text
        after = foodics.get(f"/customers/{JOHNNY}", params={"include": "tags,addresses.delivery_zone"}).json()
        if answer.status_code != 200:
            assert after == before
        assert after["data"]["id"] == JOHNNY
        assert after["data"]["name"]
        assert after["data"]["deleted_at"] is None

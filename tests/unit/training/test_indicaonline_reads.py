"""IndicaOnline stand-in: single customers, by id and by state id (vendor document sections 3, 6 and 8)."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.training.person import age_on
from tests.unit.training.conftest import NOON
from tests.unit.training.indicaonline_site import ALWAYS, account

SAMPLE: dict[str, Any] = {
    "id": 12345,
    "first_name": "Jane",
    "last_name": "Smith",
    "date_of_birth": "1990-04-12",
    "phone": "555-123-4567",
    "email": "jane.smith@example.com",
    "comment": "Frequent customer",
    "has_medical_recommendation": True,
    "recommendation": {
        "number": "RX987654",
        "valid_from": "2025-01-01",
        "valid_to": "2025-12-31",
        "state_id_expires_on": "2025-07-15",
    },
    "middle_name": "A",
    "state_id": "CA987654",
    "alternative_id": None,
    "passport": None,
    "gender": "female",
    "weight": 65,
    "height": "5'6\"",
    "type": "medical_with_rec",
    "ethnicity": "latino_or_hispanic",
    "preferred_language": "english",
    "manual_groups": [101, 203],
    "auto_groups": [301],
    "home_phone": None,
    "office_phone": None,
    "fax": None,
    "address": {
        "street_address_1": "456 Sunset Blvd",
        "street_address_2": "Unit 2",
        "city": "Los Angeles",
        "state": "CA",
        "zip": "90026",
    },
    "mail_messages_allowed": True,
    "email_messages_allowed": True,
    "text_messages_allowed": False,
    "call_messages_allowed": True,
    "email_consent_date": "2024-11-10",
    "phone_consent_date": "2024-11-10",
}
NOTHING: dict[str, Any] = {
    "phone": None,
    "email": None,
    "comment": "",
    "has_medical_recommendation": False,
    "recommendation": None,
    "middle_name": None,
    "state_id": None,
    "alternative_id": None,
    "passport": None,
    "weight": None,
    "height": None,
    "ethnicity": None,
    "preferred_language": None,
    "manual_groups": [],
    "auto_groups": [],
    "home_phone": None,
    "office_phone": None,
    "fax": None,
    "address": dict.fromkeys(SAMPLE["address"]),
    "mail_messages_allowed": False,
    "email_messages_allowed": False,
    "text_messages_allowed": False,
    "call_messages_allowed": False,
    "email_consent_date": None,
    "phone_consent_date": None,
}
CALIFORNIA = {"medical_with_rec", "medical_with_state_card", "recreational"}
OREGON = {"medical", "recreational", "caregiver"}


@pytest.fixture
def api() -> Iterator[httpx.Client]:
    with account() as client:
        yield client


def _everybody(api: httpx.Client) -> list[dict[str, Any]]:
    people: list[dict[str, Any]] = api.get("/customers", params=ALWAYS | {"limit": 500}).json()["items"]
    return people


def _read(api: httpx.Client, customer_id: int) -> dict[str, Any]:
    answer = api.get(f"/customers/{customer_id}")
    assert answer.status_code == 200
    record: dict[str, Any] = answer.json()
    return record


def test_the_published_sample(api: httpx.Client) -> None:
    """Section 6: the same keys in the same order with the same values, by id and by state id."""
    for path in ("/customers/12345", "/customers/state-id/CA987654"):
        answer = api.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
        assert answer.json() == SAMPLE
        assert list(answer.json()) == list(SAMPLE)


def test_everybody_has_the_same_keys(api: httpx.Client) -> None:
    """Section 6: no status, no times; `documents` is ours and only where there are some."""
    people = _everybody(api)
    assert len(people) > 100
    assert {tuple(key for key in one if key != "documents") for one in people} == {tuple(SAMPLE)}


@pytest.mark.parametrize("customer_id", ["1", "99999", "21122", "21124", "9" * 30, "00"])
def test_unknown_or_deleted(api: httpx.Client, customer_id: str) -> None:
    """Section 3: both are a 404; whom other stores keep as merged or deactivated is deleted here."""
    answer = api.get(f"/customers/{customer_id}")
    assert (answer.status_code, answer.json()) == (404, {"message": "Not found"})


@pytest.mark.parametrize("customer_id", ["abc", "-1", "1.5", "12345x", "%20", "\u0661", "state-id"])
def test_no_number(api: httpx.Client, customer_id: str) -> None:
    """Section 11: 400, seen for an invalid id on the vendor's inventory route."""
    assert api.get(f"/customers/{customer_id}").status_code == 400


def test_not_found_without_a_body() -> None:
    """Section 11: a client lives with an empty 404."""
    with account(not_found_is_empty=True) as api:
        for path in ("/customers/1", "/customers/state-id/NONE", "/nothing"):
            answer = api.get(path)
            assert (answer.status_code, answer.content) == (404, b"")


@pytest.mark.parametrize("state_id", ["NONE", "C7503031", "CA98765", "%20CA987654", "null", "12345"])
def test_no_such_state_id(api: httpx.Client, state_id: str) -> None:
    """Section 3: nobody has it, or has no more (C7503031 is a deleted customer's); the whole id counts."""
    assert api.get(f"/customers/state-id/{state_id}").status_code == 404


@pytest.mark.parametrize("state_id", ["A/B", "A B", "A%2FB", "ÄÖ?#&", "../x", "12345"])
def test_state_ids_are_encoded(api: httpx.Client, state_id: str) -> None:
    """Section 3: the id is one segment of the path, percent-encoded with no safe characters."""
    assert api.patch("/customers/12346", json={"state_id": state_id}).status_code == 200
    encoded = "".join(f"%{byte:02X}" for byte in state_id.encode())
    assert api.get(f"/customers/state-id/{encoded}").json()["id"] == 12346


def test_state_id_in_any_capitals(api: httpx.Client) -> None:
    """Our choice where section 3 is silent."""
    assert api.get("/customers/state-id/ca987654").json()["id"] == 12345


def test_the_same_people_as_elsewhere(api: httpx.Client) -> None:
    """Customer 1119 of the other practice stores is 21119 here: a patient with a recommendation that holds."""
    jonathan = _read(api, 21119)
    assert (jonathan["first_name"], jonathan["last_name"]) == ("Jonathan", "Apleseed")
    assert (jonathan["type"], jonathan["gender"], jonathan["state_id"]) == ("medical_with_rec", "male", "C8506301")
    assert jonathan["recommendation"] == {
        "number": "RX21119",
        "valid_from": "2021-08-17",
        "valid_to": "2030-03-31",
        "state_id_expires_on": "2031-06-30",
    }
    card = _read(api, 21131)
    assert (card["type"], card["state_id"], card["alternative_id"]) == (
        "medical_with_state_card",
        "MMID1131",
        "C4901311",
    )
    johnny = _read(api, 21117)
    assert (johnny["phone"], johnny["recommendation"]) == ("628-203-2916", None)
    assert (johnny["address"]["street_address_1"], johnny["manual_groups"]) == ("1611 TELEGRAPH AVE", [101])


def test_people_only_here(api: httpx.Client) -> None:
    """The pending one, the ended recommendation and the minor, whom pictures and tests name by id."""
    today = NOON.date()
    pending, ended, minor = (_read(api, number) for number in (12346, 12347, 12348))
    assert (pending["last_name"], pending["state_id"]) == ("Pending", None)
    assert ended["recommendation"]["valid_to"] == "2026-11-10"
    assert ended["recommendation"]["state_id_expires_on"] > today.isoformat()
    born = type(today).fromisoformat(minor["date_of_birth"])
    assert (age_on(today, born), minor["has_medical_recommendation"]) == (16, True)
    assert minor["recommendation"]["valid_to"] > today.isoformat()


def test_null_and_blank(api: httpx.Client) -> None:
    """Section 6: whatever is nullable may be null; records from before the rules have blanks instead."""
    nobody = _read(api, 12349)
    assert {key: nobody[key] for key in NOTHING} == NOTHING
    blank = _read(api, 21127)
    assert (blank["middle_name"], blank["email"], blank["phone"]) == ("", "", None)
    assert blank["address"] == dict.fromkeys(SAMPLE["address"]) | {"state": "CA"}


def test_everything_filled(api: httpx.Client) -> None:
    """Section 6: nothing is null or empty; other phones are digits, the weight has decimals."""
    full = _read(api, 12350)
    assert [key for key, value in full.items() if value in (None, "", [])] == []
    assert (full["home_phone"], full["phone"], full["weight"]) == ("5105550165", "510-555-0164", 81.25)


def test_long_and_arabic_names(api: httpx.Client) -> None:
    """Section 7: no length of a name is published; section 1: UTF-8."""
    long = _read(api, 21129)
    assert (len(long["first_name"]), len(long["last_name"])) == (44, 45)
    assert _read(api, 21128)["last_name"] == "الشريف"


def test_automatic_groups(api: httpx.Client) -> None:
    """Section 6: lists of ids, manual and automatic apart; the automatic ones follow the record."""
    assert _read(api, 12346)["auto_groups"] == []
    changed = api.patch("/customers/12346", json={"has_medical_recommendation": True, "date_of_birth": "1994-11-01"})
    assert changed.json()["auto_groups"] == [301, 302]
    assert changed.json()["manual_groups"] == []


def test_recommendation_left_out() -> None:
    """Section 6: null or missing when there is none."""
    with account(recommendation_left_out=True) as api:
        assert "recommendation" not in _read(api, 12346)
        assert _read(api, 12345) == SAMPLE


def test_numeric_state_ids() -> None:
    """Section 12, contradiction 1: the sample has no quotes; an id of digits may come as a number."""
    with account(numeric_state_ids=True) as api:
        assert _read(api, 12350)["state_id"] == 40123456789
        assert _read(api, 12345)["state_id"] == "CA987654"
        assert api.get("/customers/state-id/40123456789").json()["id"] == 12350


def test_status_shown() -> None:
    """Section 4: no state id is Pending, one that is confirmed is verified; that an answer says so is a switch."""
    with account(status_shown=True) as api:
        assert (_read(api, 12346)["status"], _read(api, 12345)["status"]) == ("pending", "verified")


@pytest.mark.parametrize(
    ("jurisdiction", "types"),
    [
        ("US-CA", CALIFORNIA),
        ("US-OK", {"adult", "minor", "temporary_adult"}),
        ("US-OR", OREGON),
        ("US-ME", OREGON),
        ("US-MP", OREGON),
        ("US-CO", {"medical", "recreational"}),
        ("CA-ON", {"medical", "recreational"}),
    ],
)
def test_types_of_the_jurisdiction(jurisdiction: str, types: set[str]) -> None:
    """Section 8: nobody has a type that the shop's jurisdiction does not have."""
    with account(jurisdiction=jurisdiction) as api:
        assert {one["type"] for one in _everybody(api)} == types
        minor = _read(api, 12348)["type"]
    expected = {"US-OK": "minor", "US-CA": "medical_with_state_card"}
    assert minor == expected.get(jurisdiction, "medical")


def test_state_ids_are_unique(api: httpx.Client) -> None:
    """Section 5: a state id belongs to one customer."""
    state_ids = [one["state_id"] for one in _everybody(api) if one["state_id"] is not None]
    assert len(state_ids) == len(set(state_ids)) > 80
    assert max(map(len, state_ids)) <= 30

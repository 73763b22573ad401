"""IndicaOnline stand-in: PATCH and PUT (vendor document sections 5, 6, 10 and 12)."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.unit.training.indicaonline_site import LEAST, account, errors

JANE = "/customers/12345"


@pytest.fixture
def api() -> Iterator[httpx.Client]:
    with account() as client:
        yield client


def _patched(api: httpx.Client, path: str = JANE, **fields: Any) -> dict[str, Any]:
    answer = api.patch(path, json=fields)
    assert answer.status_code == 200, answer.text
    record: dict[str, Any] = answer.json()
    return record


def test_patch_changes_what_is_given(api: httpx.Client) -> None:
    """Section 10: chosen fields; the answer is the customer, as every read has it from now on."""
    before = api.get(JANE).json()
    after = _patched(api, last_name="Jones", phone="5105550181", weight=None)
    assert after == before | {"last_name": "Jones", "phone": "510-555-0181", "weight": None}
    assert api.get(JANE).json() == api.get("/customers/state-id/CA987654").json() == after


def test_patch_of_nothing(api: httpx.Client) -> None:
    """Section 10: PATCH needs none of the fields that a create needs."""
    before = api.get(JANE).json()
    assert _patched(api) == before


def test_patch_without_an_answer() -> None:
    """Section 10: code and body of a PATCH are not stated; a client re-reads after an empty 2xx."""
    with account(patch_has_body=False) as api:
        answer = api.patch(JANE, json={"comment": "changed"})
        assert (answer.status_code, answer.content) == (204, b"")
        assert api.get(JANE).json()["comment"] == "changed"


@pytest.mark.parametrize("path", ["/customers/1", "/customers/21122"])
@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_write_to_nobody(api: httpx.Client, method: str, path: str) -> None:
    """Section 3: unknown or deleted."""
    assert api.request(method, path, json=LEAST).status_code == 404


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("first_name", ""),
        ("date_of_birth", "2999-01-01"),
        ("phone", "510-555-0181"),
        ("comment", None),
        ("type", "adult"),
        ("gender", None),
        ("weight", 1.001),
        ("state_id", "C8506301"),
        ("state_id", "CA000000"),
        ("manual_groups", [1]),
    ],
)
@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_the_rules_of_a_create_hold(api: httpx.Client, method: str, name: str, value: Any) -> None:
    """Sections 5, 7 and 8: the same rules; a refused write leaves no trace, also of its good values."""
    before = api.get(JANE).json()
    answer = api.request(method, JANE, json=LEAST | {"comment": "no trace", name: value})
    assert list(errors(answer)) == [name]
    assert api.get(JANE).json() == before


def test_put_replaces_the_profile(api: httpx.Client) -> None:
    """Section 10: the whole profile, 201; that omitted fields are emptied is our choice (unknown 11)."""
    answer = api.put(JANE, json=LEAST | {"comment": "new"})
    assert answer.status_code == 201
    record = answer.json()
    assert record["id"] == 12345
    assert {name: record[name] for name in LEAST} == LEAST
    assert (record["phone"], record["state_id"], record["weight"], record["comment"]) == (None, None, None, "new")
    assert record["address"] == dict.fromkeys(record["address"])
    assert (record["email_consent_date"], record["phone_consent_date"]) == (None, None)
    assert api.get("/customers/state-id/CA987654").status_code == 404


@pytest.mark.parametrize("name", LEAST)
def test_put_needs_what_a_create_needs(api: httpx.Client, name: str) -> None:
    """Section 10: a whole profile has the required fields."""
    body = {key: value for key, value in LEAST.items() if key != name}
    assert errors(api.put(JANE, json=body)) == {name: ["is required"]}


@pytest.mark.parametrize("customer_id", [12345, 12350, 21117, 21127, 21128, 21129])
def test_put_of_a_read(api: httpx.Client, customer_id: int) -> None:
    """Section 10: public code reads, overlays, strips the phone to digits and sends everything: nothing is lost."""
    path = f"/customers/{customer_id}"
    before = api.get(path).json()
    digits = before["phone"] and before["phone"].replace("-", "")
    answer = api.put(path, json=before | {"phone": digits, "comment": "changed"})
    assert (answer.status_code, answer.json()) == (201, before | {"comment": "changed"})


def test_dashes_do_not_go_back(api: httpx.Client) -> None:
    """Section 12, contradiction 4: answers have dashes, writes have digits."""
    assert errors(api.put(JANE, json=api.get(JANE).json())) == {"phone": ["must be exactly 10 digits"]}


def test_blanks_on_record_are_not_held_against_the_caller(api: httpx.Client) -> None:
    """Section 10: who sends back what was there (here an e-mail of "") is not refused; a new blank is."""
    assert _patched(api, "/customers/21127", email="", comment="x")["email"] == ""
    assert errors(api.patch(JANE, json={"email": ""})) == {"email": ["is not a valid e-mail address"]}


def test_the_recommendation_is_read_only(api: httpx.Client) -> None:
    """Sections 5 and 6: it is never written; its one loose date has a field of its own, of uncertain name."""
    before = api.get(JANE).json()
    sent = {"number": "X", "valid_from": "2000-01-01", "valid_to": "2100-01-01", "state_id_expires_on": "2100-01-01"}
    assert _patched(api, recommendation=sent) == before
    block = before["recommendation"]
    assert _patched(api, state_id_expires_on="2028-07-15")["recommendation"] == block | {
        "state_id_expires_on": "2028-07-15"
    }
    assert _patched(api, state_id_expires_on=None)["recommendation"] == block | {"state_id_expires_on": None}


def test_the_recommendation_follows_its_flag(api: httpx.Client) -> None:
    """Section 6: null when the flag is false; it is not forgotten (our choice)."""
    block = api.get(JANE).json()["recommendation"]
    assert _patched(api, has_medical_recommendation=False)["recommendation"] is None
    assert _patched(api, has_medical_recommendation=True)["recommendation"] == block


def test_automatic_groups_are_not_affected(api: httpx.Client) -> None:
    """Section 5: writing the manual groups replaces them and leaves the automatic ones; those cannot be written."""
    after = _patched(api, manual_groups=[104, 102, 104], auto_groups=[])
    assert (after["manual_groups"], after["auto_groups"]) == ([104, 102], [301])
    assert _patched(api, manual_groups=[])["manual_groups"] == []


def test_one_address(api: httpx.Client) -> None:
    """Section 6: a single address; the object is one value, what is left out of it is empty (our choice)."""
    after = _patched(api, address={"street_address_1": "2 Practice Pl", "city": "Oakland", "state": "CA", "x": "y"})
    assert after["address"] == {
        "street_address_1": "2 Practice Pl",
        "street_address_2": None,
        "city": "Oakland",
        "state": "CA",
        "zip": None,
    }
    assert _patched(api, address={})["address"] == dict.fromkeys(after["address"])


def test_consent_dates_follow(api: httpx.Client) -> None:
    """Section 6: read-only; a channel opened is dated today, the last one closed forgets the day (our choice)."""
    older = "2024-11-10"
    assert _patched(api, email_consent_date="1999-01-01")["email_consent_date"] == older
    assert _patched(api, email_messages_allowed=True)["email_consent_date"] == older
    assert _patched(api, text_messages_allowed=True)["phone_consent_date"] == "2026-11-20"
    assert _patched(api, text_messages_allowed=False)["phone_consent_date"] == "2026-11-20"
    assert _patched(api, call_messages_allowed=False)["phone_consent_date"] is None
    assert _patched(api, email_messages_allowed=False)["email_consent_date"] is None
    assert _patched(api, email_messages_allowed=True)["email_consent_date"] == "2026-11-20"


def test_a_state_id_moves(api: httpx.Client) -> None:
    """Section 5: a freed id may be another customer's, found by it from then on; one's own is not a duplicate."""
    assert _patched(api, state_id="CA987654", comment="x")["comment"] == "x"
    _patched(api, state_id="ca987654")
    _patched(api, state_id="CA1")
    assert api.get("/customers/state-id/CA987654").status_code == 404
    assert api.get("/customers/state-id/CA1").json()["id"] == 12345
    assert _patched(api, "/customers/12346", state_id="CA987654")["state_id"] == "CA987654"
    assert api.get("/customers/state-id/CA987654").json()["id"] == 12346
    assert errors(api.patch(JANE, json={"state_id": "CA987654"})) == {"state_id": ["has already been taken"]}
    _patched(api, "/customers/12346", state_id=None)
    assert _patched(api, state_id="CA987654")["state_id"] == "CA987654"


def test_a_state_id_makes_verified() -> None:
    """Section 4, said of a create: the status follows the state id later as well (our choice)."""
    with account(status_shown=True) as api:
        assert _patched(api, "/customers/12346", state_id="CA2")["status"] == "verified"
        assert _patched(api, "/customers/12346", state_id=None)["status"] == "pending"


def test_updates_of_a_new_customer(api: httpx.Client) -> None:
    """Section 10: what was just created is read, patched and put like anybody."""
    made = api.post("/customers", json=LEAST).json()
    path = f"/customers/{made['id']}"
    assert _patched(api, path, comment="x") == made | {"comment": "x"}
    assert api.put(path, json=LEAST).json() == made

"""Treez stand-in: PATCH, the erasing POST, merged-away people (vendor document sections 6.9, 7.2 and 7.3)."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

JOHNNY = {"first_name": "Johnny", "last_name": "Appleseed", "birthday": "1992-04-07", "patient_type": "ADULT"}
UNCHANGED = {"verification_status", "verification_reasons", "last_update"}


def _read(api: httpx.Client, customer_id: str) -> dict[str, Any]:
    record: dict[str, Any] = api.get(f"/customer/{customer_id}").json()["data"]
    return record


def _differing(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {key for key in before if before[key] != after[key]}


def test_patch_changes_what_is_given(api: httpx.Client, skip: Callable[[float], None]) -> None:
    """Section 7.2: only given fields, and the stamp; the answer is the record as it now is."""
    before = _read(api, "1117")
    skip(5)
    answer = api.patch("/customer/update/1117", json=JOHNNY | {"notes": "new", "banned": True})
    after = answer.json()["data"]
    assert answer.status_code == 200
    assert _differing(before, after) == {"notes", "banned", "last_update"}
    assert (after["notes"], after["banned"]) == ("new", True)
    assert after["last_update"] == "2026-11-20T12:00:05.250-08:00"
    assert _read(api, "1117") == after


@pytest.mark.parametrize("missing", list(JOHNNY))
def test_patch_needs_the_four(api: httpx.Client, missing: str) -> None:
    """Section 6.9: first_name, last_name, birthday and patient_type belong into every PATCH; nothing is written."""
    before = _read(api, "1117")
    body = {key: value for key, value in JOHNNY.items() if key != missing} | {"notes": "new"}
    answer = api.patch("/customer/update/1117", json=body)
    assert answer.status_code == 400
    assert missing in answer.json()["resultDetail"]
    assert _read(api, "1117") == before


def test_patch_replaces_lists_whole(api: httpx.Client) -> None:
    """Section 7.2: whether lists add or replace is undocumented; here they replace."""
    body = JOHNNY | {"customer_groups": ["VETERAN"], "addresses": []}
    after = api.patch("/customer/update/1117", json=body).json()["data"]
    assert (after["customer_groups"], after["addresses"]) == (["VETERAN"], [])


@pytest.mark.parametrize("nothing", [None, ""])
def test_patch_empties(api: httpx.Client, nothing: str | None) -> None:
    """Section 7.2: how to clear is undocumented; here null and "" both do, and the old value finds nobody."""
    cleared = {"email": nothing, "phone": nothing, "notes": nothing, "referral_source": nothing}
    pair = {"drivers_license": nothing, "drivers_license_expiration": nothing}
    after = api.patch("/customer/update/1117", json=JOHNNY | cleared | pair).json()["data"]
    assert {key: after[key] for key in (*cleared, *pair)} == {
        "email": "",
        "phone": "",
        "notes": "N/A",
        "referral_source": None,
        "drivers_license": None,
        "drivers_license_expiration": None,
    }
    assert api.get("/customer/email/johnny%40example.com").status_code == 404
    assert api.get("/customer/driverlicense/C1234567").status_code == 404


def test_patch_moves_the_keys(api: httpx.Client) -> None:
    """Section 4: a person is found by the new values and no longer by the old ones, which others may then take."""
    body = JOHNNY | {"first_name": "Giovanni", "email": "gio@example.com", "phone": "2025550188"}
    assert api.patch("/customer/update/1117", json=body).status_code == 200
    for old in ("/customer/phone/6282032916", "/customer/firstname/Johnny/lastname/Appleseed"):
        assert api.get(old).status_code == 404
    for new in ("/customer/phone/2025550188", "/customer/firstname/Giovanni/lastname/Appleseed"):
        assert [record["customer_id"] for record in api.get(new).json()["data"]] == ["1117"]
    assert api.post("/customer/detailcustomer", json=JOHNNY | {"phone": "6282032916"}).status_code == 200


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"email": "joan.appleseed@example.com"}, "DUPLICATED_CUSTOMER_EMAIL"),
        ({"phone": "5105550107"}, "DUPLICATED_CUSTOMER_PHONE"),
        ({"drivers_license": "C6802111"}, "DRIVER_LICENSE_DUPLICATION"),
        ({"drivers_license_expiration": ""}, "DRIVER_LICENSE_EXPIRATION_CANNOT_BE_NULL"),
        ({"first_name": "x" * 46}, "CUSTOMER_FIRST_NAME_TOO_LONG"),
    ],
)
def test_patch_refusals_write_nothing(api: httpx.Client, fields: dict[str, Any], reason: str) -> None:
    """Section 8: the same rules as on create, over the record as it would become."""
    before = _read(api, "1117")
    answer = api.patch("/customer/update/1117", json=JOHNNY | fields)
    assert (answer.status_code, answer.json()["resultReason"]) == (400, reason)
    assert _read(api, "1117") == before


def test_own_values_are_no_duplicates(api: httpx.Client) -> None:
    """Section 7.1: unique means on no other profile; a merged-away profile does not hold its survivor's e-mail."""
    body = JOHNNY | {"email": "johnny@example.com", "phone": "6282032916", "drivers_license": "C1234567"}
    assert api.patch("/customer/update/1117", json=body).status_code == 200
    robin = {"first_name": "ROBIN", "last_name": "LANTERN", "birthday": "1979-12-24", "patient_type": "ADULT"}
    assert api.patch("/customer/update/1123", json=robin | {"email": "Robyn.Lantern@example.com"}).status_code == 200


def test_what_is_on_record_is_not_held_against_anybody(api: httpx.Client) -> None:
    """Section 6.16: an incomplete address that is already on record may be sent back beside a new one."""
    blank = {"first_name": "Blank", "last_name": "Slate", "birthday": "1988-08-08", "patient_type": "ADULT"}
    kept = _read(api, "1127")["addresses"]
    new = {"type": "SECONDARY_ADDRESS", "street1": "2 St", "city": "Oakland", "state": "CA", "zipcode": "94612"}
    answer = api.patch("/customer/update/1127", json=blank | {"addresses": [*kept, new | {"primary": True}]})
    assert answer.status_code == 200, answer.text
    assert answer.json()["data"]["addresses"][0] == kept[0]


def test_expiry_corrected(api: httpx.Client) -> None:
    """Section 5: an ended licence keeps a person pending; here a new date alone lifts that reason (our choice)."""
    jon = {"first_name": "Jon", "last_name": "Appleseed", "birthday": "2004-01-19", "patient_type": "ADULT"}
    after = api.patch("/customer/update/1118", json=jon | {"drivers_license_expiration": "2031-01-19"}).json()["data"]
    assert (after["verification_status"], after["verification_reasons"]) == ("VERIFIED", [])


def test_post_erases(api: httpx.Client) -> None:
    """Section 7.2: the deprecated POST empties everything that is left out, except what nobody can write."""
    before = _read(api, "1117")
    after = api.post("/customer/update/1117", json=JOHNNY | {"notes": "kept"}).json()["data"]
    assert _differing(before, after) == {
        "middle_name",
        "nickname",
        "drivers_license",
        "drivers_license_expiration",
        "email",
        "phone",
        "notes",
        "rewards_balance",
        "gender",
        "referral_source",
        "addresses",
        "customer_groups",
        "last_update",
    }
    assert (after["rewards_balance"], after["addresses"], after["notes"]) == (0, [], "kept")
    assert after["signup_date"] == before["signup_date"]
    assert _read(api, "1117") == after


def test_post_unbans(api: httpx.Client) -> None:
    """Section 7.2: a careless full replace even lifts a ban."""
    joan = {"first_name": "Joan", "last_name": "Appleseed", "birthday": "1968-02-11", "patient_type": "ADULT"}
    assert api.post("/customer/update/1120", json=joan).json()["data"]["banned"] is False


def test_post_of_the_whole_record(api: httpx.Client) -> None:
    """Section 7.2: everything sent back as read (opt_out a boolean, the permit's date cut) changes nothing."""
    for customer_id in ("1117", "1119", "1131"):
        before = _read(api, customer_id)
        body = before | {"opt_out": {"true": True, "false": False, None: None}[before["opt_out"]]}
        body["permit_expiration"] = before["permit_expiration"][:10]
        after = api.post(f"/customer/update/{customer_id}", json=body).json()["data"]
        assert _differing(before, after) == {"last_update"}


@pytest.mark.parametrize("method", ["PATCH", "POST"])
def test_merged_away_is_refused(api: httpx.Client, method: str) -> None:
    """Section 7.3: the error of a write to a merged-away person names the survivor."""
    before = _read(api, "1122")
    robyn = {"first_name": "ROBYN", "last_name": "LANTERN", "birthday": "1979-12-24", "patient_type": "ADULT"}
    answer = api.request(method, "/customer/update/1122", json=robyn | {"notes": "x"})
    assert (answer.status_code, answer.json()["resultCode"]) == (400, "FAIL")
    assert "1123" in answer.json()["resultDetail"]
    assert _read(api, "1122") == before


@pytest.mark.parametrize("customer_id", ["999999", "abc"])
def test_nobody_to_update(api: httpx.Client, customer_id: str) -> None:
    """Section 4: undeclared; here the single look-up's 404."""
    answer = api.patch(f"/customer/update/{customer_id}", json=JOHNNY)
    assert (answer.status_code, answer.json()["resultReason"]) == (404, "CUSTOMER_DOESNT_EXIST")


def test_malformed_patch(api: httpx.Client) -> None:
    """Section 3: the 400 of malformed JSON."""
    answer = api.patch("/customer/update/1117", content=b"{", headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["message"]) == (400, "Input is not valid JSON.")


def test_becoming_a_caregiver(api: httpx.Client) -> None:
    """Section 4, row 8: the list of caregivers follows the records."""
    body = JOHNNY | {"is_caregiver": True, "caregiver_license_number": "CG9"}
    assert api.patch("/customer/update/1117", json=body).status_code == 200
    ids = [entry["caregiver_customer_id"] for entry in api.get("/customer/caregivers").json()["data"]["caregiver_list"]]
    assert 1117 in ids
    api.patch("/customer/update/1117", json=JOHNNY | {"is_caregiver": False})
    assert api.get("/customer/caregivers").json()["data"]["total_count"] == len(ids) - 1

"""Treez stand-in: single look-ups, searches and lists (vendor document sections 3 to 6)."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote

import httpx
import pytest

MISSING = {"resultCode": "FAIL", "resultReason": "CUSTOMER_DOESNT_EXIST", "resultDetail": None}
NOTHING_FOUND = {"resultCode": "FAIL", "resultReason": "NOT_FOUND", "resultDetail": "Nothing was found"}
LONG_AGO = quote("2000-01-01T00:00:00.000-08:00", safe="")
SAMPLE_KEYS = [
    "status",
    "verification_status",
    "verification_reasons",
    "customer_id",
    "first_name",
    "middle_name",
    "nickname",
    "last_name",
    "birthday",
    "drivers_license",
    "drivers_license_expiration",
    "state_medical_id",
    "permit_expiration",
    "email",
    "phone",
    "notes",
    "physician_first_name",
    "physician_last_name",
    "physician_license",
    "physician_address",
    "physician_phone",
    "is_caregiver",
    "caregiver_license_number",
    "caregiver_name_1",
    "caregiver_name_2",
    "caregiver_details",
    "rewards_balance",
    "rewards_type",
    "gender",
    "signup_date",
    "last_visit_date",
    "last_update",
    "opt_out",
    "referral_source",
    "banned",
    "warning_1",
    "warning_2",
    "addresses",
    "merged_customer_ids",
    "merged_into_customer_id",
    "patient_type",
    "customer_groups",
]


def _data(answer: httpx.Response) -> Any:
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert list(body) == ["resultCode", "resultReason", "resultDetail", "data"]
    assert (body["resultCode"], body["resultReason"], body["resultDetail"]) == ("SUCCESS", None, None)
    return body["data"]


def _ids(records: list[dict[str, Any]]) -> list[str]:
    return [record["customer_id"] for record in records]


def test_record_has_the_sample_keys(api: httpx.Client) -> None:
    """Section 5: exactly the keys of the vendor's sample, in its order; no imageList unless asked for."""
    assert list(_data(api.get("/customer/1117"))) == SAMPLE_KEYS


def test_johnny_as_the_sample_writes(api: httpx.Client) -> None:
    """Section 5: texts, "N/A", nulls, times and addresses as in the vendor's GET sample."""
    record = _data(api.get("/customer/1117"))
    expected = {
        "status": "ACTIVE",
        "verification_status": "VERIFIED",
        "verification_reasons": [],
        "customer_id": "1117",
        "nickname": "JR",
        "birthday": "1992-04-07",
        "drivers_license_expiration": "2029-04-07",
        "state_medical_id": "N/A",
        "permit_expiration": "N/A",
        "physician_phone": None,
        "caregiver_license_number": "",
        "rewards_balance": 275,
        "rewards_type": "POINTS",
        "signup_date": "2019-04-10T23:44:07.000-07:00",
        "last_visit_date": "2026-04-23 07:42:29.000",
        "referral_source": "Word of mouth",
        "notes": "loyal customer\nprefers flower - indica dominant hybrids",
        "patient_type": "ADULT",
        "customer_groups": ["INDUSTRY"],
    }
    assert {key: record[key] for key in expected} == expected
    assert record["addresses"][0] == {
        "type": "address_of_record",
        "street1": "1611 TELEGRAPH AVE",
        "street2": "",
        "city": "OAKLAND",
        "state": "CA",
        "zipcode": "94612",
        "primary": True,
    }
    kinds = ["address_of_record", "alternative_address", "secondary_address"]
    assert [address["type"] for address in record["addresses"]] == kinds


@pytest.mark.parametrize("customer_id", ["999999", "0", "abc", "queue", "9" * 40, "\u0661\u0661\u0661\u0667"])
def test_nobody_by_id(api: httpx.Client, customer_id: str) -> None:
    """Section 4, row 1: 404 CUSTOMER_DOESNT_EXIST, and no `data` key."""
    answer = api.get(f"/customer/{quote(customer_id)}")
    assert (answer.status_code, answer.json()) == (404, MISSING)


def test_by_license(api: httpx.Client) -> None:
    """Section 4, row 5: an object; a miss is CUSTOMER_DOESNT_EXIST."""
    assert _data(api.get("/customer/driverlicense/C1234567"))["customer_id"] == "1117"
    answer = api.get("/customer/driverlicense/NOBODY1")
    assert (answer.status_code, answer.json()) == (404, MISSING)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/customer/email/johnny%40example.com", ["1117"]),
        ("/customer/email/JOHNNY@EXAMPLE.COM", ["1117"]),
        ("/customer/email/robyn.lantern%40example.com", ["1122", "1123"]),
        ("/customer/phone/5105550142", ["1118"]),
        ("/customer/firstname/Jon/lastname/Appleseed", ["1118", "1121"]),
        ("/customer/firstname/JON/lastname/appleseed", ["1118", "1121"]),
        (f"/customer/firstname/{quote('عبد الرحمن')}/lastname/{quote('الشريف')}", ["1128"]),
    ],
)
def test_searches_answer_lists(api: httpx.Client, path: str, found: list[str]) -> None:
    """Section 4, rows 2 to 4: always a list; values percent-encoded; merged-away people are found as well."""
    assert _ids(_data(api.get(path))) == found


@pytest.mark.parametrize(
    "path",
    [
        "/customer/email/nobody%40example.com",
        "/customer/email/a%2Fb%40example.com",
        "/customer/phone/5105559999",
        "/customer/phone/15105550142",
        "/customer/phone/%28510%29%20555-0142",
        "/customer/firstname/Jo/lastname/Appleseed",
        "/customer/firstname/Jon/lastname/Apple",
        "/customer/firstname/a%2Fb/lastname/c",
    ],
)
def test_searches_find_nothing(api: httpx.Client, path: str) -> None:
    """Sections 4 and 11: exact values only, a phone without country code; a miss is 404 NOT_FOUND."""
    answer = api.get(path)
    assert (answer.status_code, answer.json()) == (404, NOTHING_FOUND)


def test_slash_in_a_value(api: httpx.Client) -> None:
    """Section 4: values are percent-encoded with no safe characters, a slash among them."""
    body = {"first_name": "A/B", "last_name": "100%2F", "birthday": "1990-01-01", "patient_type": "ADULT"}
    made = _data(api.post("/customer/detailcustomer", json=body))
    path = f"/customer/firstname/{quote('A/B', safe='')}/lastname/{quote('100%2F', safe='')}"
    assert _ids(_data(api.get(path))) == [made["customer_id"]]


def test_caregivers(api: httpx.Client) -> None:
    """Section 4, row 8: an object with total_count and caregiver_list, whose ids are integers."""
    data = _data(api.get("/customer/caregivers"))
    assert list(data) == ["total_count", "caregiver_list"]
    assert data["total_count"] == len(data["caregiver_list"]) == 2
    assert {
        "caregiver_license_number": "CG-1130-TRAINING",
        "caregiver_customer_id": 1130,
        "caregiver_name": "CAROL CAREGIVER",
    } in data["caregiver_list"]


def test_patient_names_the_caregiver(api: httpx.Client) -> None:
    """Section 7.1: caregiver_details refers to a record by its id; name and licence are filled in on reading."""
    record = _data(api.get("/customer/1131"))
    assert [detail["caregiver_customer_id"] for detail in record["caregiver_details"]] == ["1130"]
    assert record["caregiver_details"][0]["caregiver_license_number"] == "CG-1130-TRAINING"
    assert record["patient_type"] == "MEDICAL_MMID"


def test_merged_pair_reads(api: httpx.Client) -> None:
    """Section 7.3: the survivor is MERGED and lists integers; the other is DEACTIVATED and NOT_APPLICABLE."""
    gone, survivor = _data(api.get("/customer/1122")), _data(api.get("/customer/1123"))
    assert (gone["status"], gone["verification_status"], gone["merged_into_customer_id"]) == (
        "DEACTIVATED",
        "NOT_APPLICABLE",
        "1123",
    )
    assert (survivor["status"], survivor["merged_customer_ids"], survivor["merged_into_customer_id"]) == (
        "MERGED",
        [1122],
        None,
    )


def test_verification_reasons(api: httpx.Client) -> None:
    """Section 5: pairs of reason and description; pending for an ended licence, an ended medical id, a new intake."""
    johns = _data(api.get("/customer/1118"))
    assert johns["verification_status"] == "VERIFICATION_PENDING"
    pair = {"verification_reason": "EXPIRATION", "verification_reason_description": "DRIVER_LICENSE_EXPIRATION"}
    assert johns["verification_reasons"] == [pair]
    everybody = _everybody(api, 50)
    seen = {
        reason["verification_reason_description"] for record in everybody for reason in record["verification_reasons"]
    }
    assert seen == {"DRIVER_LICENSE_EXPIRATION", "MEDICAL_ID_EXPIRATION", "NEW_INTAKE_CUSTOMER"}
    for record in everybody:
        assert bool(record["verification_reasons"]) == (record["verification_status"] == "VERIFICATION_PENDING")


def test_spellings_of_nothing(api: httpx.Client) -> None:
    """Section 5: nulls, blanks and "N/A" all occur, and the address that is blank but for the state."""
    record = _data(api.get("/customer/1127"))
    assert (record["middle_name"], record["nickname"], record["drivers_license"]) == ("", None, None)
    assert (record["notes"], record["permit_expiration"], record["last_visit_date"]) == (
        "N/A",
        "N/A",
        "2000-01-01 00:00:00.000",
    )
    address = record["addresses"][0]
    assert {address[part] for part in ("street1", "street2", "city", "zipcode")} == {""}
    assert address["state"] == "CA"


def test_odd_values_in_the_crowd(api: httpx.Client) -> None:
    """Section 5: opt_out in every type, groups with a leading blank, both spellings of permit_expiration."""
    everybody = _everybody(api, 50)
    assert {repr(record["opt_out"]) for record in everybody} == {"None", "True", "False", "'true'", "'false'"}
    assert any(" INDUSTRY" in record["customer_groups"] for record in everybody)
    lengths = {len(record["permit_expiration"]) for record in everybody}
    assert lengths == {len("N/A"), len("2026-01-01"), len("2026-01-01 00:00:00.000")}
    for record in everybody:
        for stamp in (record["signup_date"], record["last_update"]):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}-0[78]:00", stamp)


def _everybody(api: httpx.Client, size: int) -> list[dict[str, Any]]:
    """Pages from 1 until an empty one."""
    records: list[dict[str, Any]] = []
    page = 1
    while data := _data(api.get(f"/customer/lastUpdated/after/{LONG_AGO}/page/{page}/pagesize/{size}")):
        assert len(data) <= size
        records += data
        page += 1
    return records


@pytest.mark.parametrize("size", [1, 7, 50])
def test_paging_to_the_end(api: httpx.Client, size: int) -> None:
    """Section 4.1: page 1 first, everybody once, newest first, an empty list ends it, no counts."""
    records = _everybody(api, size)
    assert len(set(_ids(records))) == len(records) == 120
    stamps = [datetime.fromisoformat(record["last_update"]) for record in records]
    assert stamps == sorted(stamps, reverse=True)


def test_signup_range(api: httpx.Client) -> None:
    """Section 4, row 6: people who signed up from one day to another, both included, newest first."""
    path = "/customer/signup/from/{}/to/{}/page/1/pagesize/50"
    assert _ids(_data(api.get(path.format("2019-04-10", "2019-04-10")))) == ["1117"]
    assert _ids(_data(api.get(path.format("2019-04-11", "2019-04-11")))) == []
    assert _ids(_data(api.get(path.format("2030-01-01", "2019-04-11")))) == []
    records = _data(api.get(path.format("0001-01-01", "9999-12-31")))
    stamps = [datetime.fromisoformat(record["signup_date"]) for record in records]
    assert (len(stamps), stamps) == (50, sorted(stamps, reverse=True))


def test_updated_after_is_strict(api: httpx.Client, skip: Callable[[float], None]) -> None:
    """Section 4, row 7: only later changes; a change moves the person to the front."""
    skip(1)
    body = {"first_name": "Jon", "last_name": "Appleseed", "birthday": "1990-09-02", "patient_type": "ADULT"}
    stamp = _data(api.patch("/customer/update/1121", json=body | {"notes": "touched"}))["last_update"]
    earlier = stamp.replace(".250", ".249")
    assert earlier != stamp
    path = "/customer/lastUpdated/after/{}/page/1/pagesize/50"
    assert _ids(_data(api.get(path.format(quote(stamp, safe=""))))) == []
    assert _ids(_data(api.get(path.format(quote(earlier, safe=""))))) == ["1121"]
    assert _ids(_data(api.get(path.format("2026-11-20T20:00:01.249Z")))) == ["1121"]


@pytest.mark.parametrize(
    "path", ["/customer/signup/from/2020-01-01/to/2026-01-01", f"/customer/lastUpdated/after/{LONG_AGO}"]
)
def test_page_size_limit(api: httpx.Client, path: str) -> None:
    """Section 4.1: above 50 a 400 whose detail names the asked size and 50."""
    answer = api.get(f"{path}/page/1/pagesize/100")
    assert (answer.status_code, answer.json()) == (
        400,
        {
            "resultCode": "FAIL",
            "resultReason": "RESPONSE_LIMIT_EXCEEDS",
            "resultDetail": "The response limit requested is 100 which exceeds the maximum response limit. "
            "Do not exceed 50",
            "data": None,
        },
    )
    for page, size in (("0", "10"), ("x", "10"), ("1", "0"), ("-1", "10"), ("1", "ten")):
        assert api.get(f"{path}/page/{page}/pagesize/{size}").status_code == 400


@pytest.mark.parametrize(
    "value", ["2025-03-075", "03/07/2025", "2025-02-30", "20250307", "2025-3-7", "\u0662\u0660\u0662\u0665-01-01", "x"]
)
def test_signup_date_format(api: httpx.Client, value: str) -> None:
    """Section 4.2: INVALID_DATE_FORMAT quotes the value and the pattern."""
    encoded = quote(value, safe="")
    for first, last in ((encoded, "2025-03-07"), ("2025-03-07", encoded)):
        answer = api.get(f"/customer/signup/from/{first}/to/{last}/page/1/pagesize/10")
        assert (answer.status_code, answer.json()) == (400, _wrong_date(value, "yyyy-MM-dd"))


@pytest.mark.parametrize(
    "value",
    [
        "2024-04-180T11:11:36.000-07:00",
        "2024-04-18",
        "2024-04-18T11:11:36-07:00",
        "2024-04-18T11:11:36.000",
        "2024-04-18T11:11:36.000-0700",
        "2024-04-18 11:11:36.000-07:00",
        "2024-04-18T25:11:36.000-07:00",
    ],
)
def test_updated_date_format(api: httpx.Client, value: str) -> None:
    """Section 4.2: milliseconds and an offset with a colon (or Z) are required."""
    answer = api.get(f"/customer/lastUpdated/after/{quote(value, safe='')}/page/1/pagesize/10")
    assert (answer.status_code, answer.json()) == (400, _wrong_date(value, "yyyy-MM-dd'T'HH:mm:ss.SSSXXX"))


def _wrong_date(value: str, pattern: str) -> dict[str, Any]:
    return {
        "resultCode": "FAIL",
        "resultReason": "INVALID_DATE_FORMAT",
        "resultDetail": f"{value} date does not match the expected format i.e. {pattern}",
        "data": None,
    }

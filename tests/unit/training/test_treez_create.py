"""Treez stand-in: creating a customer (vendor document sections 6 to 8)."""

import json
import re
from typing import Any

import httpx
import pytest

LEAST = {"first_name": "Nora", "last_name": "Newcomer", "birthday": "1990-01-01", "patient_type": "ADULT"}
HOME = {
    "type": "ADDRESS_OF_RECORD",
    "street1": "1 Example St",
    "street2": "",
    "city": "Oakland",
    "state": "CA",
    "zipcode": "94612",
    "primary": True,
}


def _create(api: httpx.Client, **fields: Any) -> httpx.Response:
    return api.post("/customer/detailcustomer", json=LEAST | fields)


def _refusal(answer: httpx.Response) -> str:
    body = answer.json()
    assert (answer.status_code, body["resultCode"]) == (400, "FAIL"), body
    assert "statusCode" not in body
    reason = body["resultReason"]
    assert isinstance(reason, str)
    return reason


def test_least_record(api: httpx.Client) -> None:
    """Section 7.1: 200 with the record: pending, signed up now, never visited, everything else empty."""
    answer = _create(api)
    record = answer.json()["data"]
    assert answer.status_code == 200
    assert record["verification_status"] == "VERIFICATION_PENDING"
    assert record["verification_reasons"] == [
        {"verification_reason": "NEW", "verification_reason_description": "NEW_INTAKE_CUSTOMER"}
    ]
    assert record["signup_date"] == record["last_update"] == "2026-11-20T12:00:00.250-08:00"
    assert record["last_visit_date"] == "2000-01-01 00:00:00.000"
    assert (record["status"], record["notes"], record["email"], record["gender"]) == ("ACTIVE", "N/A", "", "U")
    assert api.get(f"/customer/{record['customer_id']}").json()["data"] == record


PLAIN_FIELDS: dict[str, Any] = {
    "middle_name": "Q",
    "nickname": "Nono 🌞",
    "gender": "F",
    "email": "nora@example.com",
    "phone": "2025550177",
    "patient_type": "MEDICAL_MMID",
    "state_medical_id": "MMID77",
    "permit_expiration": "2027-05-31",
    "drivers_license": "D1234567",
    "drivers_license_expiration": "2030-12-31",
    "notes": "two\nlines",
    "physician_first_name": "Ph",
    "physician_last_name": "Ysician",
    "physician_license": "A1",
    "physician_address": "somewhere",
    "physician_phone": "12135550100",
    "is_caregiver": True,
    "caregiver_license_number": "CG1",
    "rewards_balance": 100,
    "banned": True,
    "warning_1": True,
    "warning_2": True,
    "customer_groups": ["SENIOR", " INDUSTRY"],
}


def test_full_record_reads_back(api: httpx.Client) -> None:
    """Section 7.1: every writable field; opt_out comes back as a string, the permit with a time (section 5)."""
    extra = {
        "opt_out": False,
        "referral_source": "LEAFLY",
        "addresses": [HOME],
        "caregiver_details": [{"caregiver_customer_id": "1130"}],
    }
    made = _create(api, **PLAIN_FIELDS, **extra).json()["data"]
    record = api.get(f"/customer/{made['customer_id']}").json()["data"]
    expected = PLAIN_FIELDS | {
        "permit_expiration": "2027-05-31 00:00:00.000",
        "opt_out": "false",
        "referral_source": "Leafly",
    }
    assert {key: record[key] for key in expected} == expected
    assert record["addresses"] == [HOME | {"type": "address_of_record"}]
    assert record["caregiver_details"][0]["caregiver_name"] == "CAROL CAREGIVER"


def test_found_by_every_key(api: httpx.Client) -> None:
    """Section 4: a new person is found by id, e-mail, phone, name, licence and in both lists at once."""
    made = _create(
        api,
        email="nora@example.com",
        phone="2025550177",
        drivers_license="D1234567",
        drivers_license_expiration="2030-12-31",
    ).json()["data"]
    for path in (
        "/customer/email/nora%40example.com",
        "/customer/phone/2025550177",
        "/customer/firstname/Nora/lastname/Newcomer",
        "/customer/signup/from/2026-11-20/to/2026-11-20/page/1/pagesize/1",
        "/customer/lastUpdated/after/2026-11-20T20:00:00.000Z/page/1/pagesize/1",
    ):
        assert api.get(path).json()["data"] == [made], path
    assert api.get("/customer/driverlicense/D1234567").json()["data"] == made


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"first_name": ""}, "CUSTOMER_FIRST_NAME_EMPTY"),
        ({"first_name": None}, "CUSTOMER_FIRST_NAME_EMPTY"),
        ({"first_name": "  "}, "CUSTOMER_FIRST_NAME_BLANK"),
        ({"first_name": "x" * 46}, "CUSTOMER_FIRST_NAME_TOO_LONG"),
        ({"last_name": ""}, "CUSTOMER_LAST_NAME_EMPTY"),
        ({"last_name": " "}, "CUSTOMER_LAST_NAME_EMPTY"),
        ({"last_name": "x" * 46}, "CUSTOMER_LAST_NAME_TOO_LONG"),
        ({"birthday": "01/01/1990"}, "INVALID_DATE_FORMAT"),
        ({"birthday": "1990-02-30"}, "INVALID_DATE_FORMAT"),
        ({"birthday": "1890-01-01"}, "CUSTOMER_AGE_TOO_HIGH"),
        ({"drivers_license": "D1"}, "DRIVER_LICENSE_EXPIRATION_CANNOT_BE_NULL"),
        ({"drivers_license": "D1", "drivers_license_expiration": "12/2030"}, "INVALID_DATE_FORMAT"),
        ({"drivers_license": "c1234567", "drivers_license_expiration": "2030-01-01"}, "DRIVER_LICENSE_DUPLICATION"),
        ({"email": "Johnny@Example.com"}, "DUPLICATED_CUSTOMER_EMAIL"),
        ({"phone": "6282032916"}, "DUPLICATED_CUSTOMER_PHONE"),
        ({"addresses": [HOME, HOME | {"type": "address of record", "primary": False}]}, "DUPLICATE_ADDRESS_TYPE"),
        ({"addresses": [HOME, HOME | {"type": "secondary_address"}]}, "DUPLICATE_ADDRESS_PRIMARY"),
        ({"customer_groups": ["SENIOR", "SENIOR"]}, "CUSTOMER_GROUP_DUPLICATED_INPUT"),
        ({"permit_expiration": "2027-05-31 00:00:00.000"}, "INVALID_DATE_FORMAT"),
    ],
)
def test_documented_reasons(api: httpx.Client, fields: dict[str, Any], reason: str) -> None:
    """Section 8: the codes of the vendor's Errors page, duplicates as 400 too; nobody is created."""
    assert _refusal(_create(api, **fields)) == reason
    assert api.get("/customer/firstname/Nora/lastname/Newcomer").status_code == 404


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"birthday": ""}, "birthday"),
        ({"birthday": "2026-11-21"}, "birthday"),
        ({"patient_type": None}, "patient_type"),
        ({"patient_type": "adult"}, "patient_type"),
        ({"patient_type": "MEDICAL_MMID"}, "state_medical_id"),
        (
            {"patient_type": "MEDICAL_MMID", "state_medical_id": "N/A", "permit_expiration": "2030-01-01"},
            "state_medical_id",
        ),
        ({"state_medical_id": "M1"}, "permit_expiration"),
        ({"state_medical_id": "M1", "permit_expiration": "N/A"}, "permit_expiration"),
        ({"drivers_license_expiration": "2030-01-01"}, "drivers_license"),
        ({"email": "nora"}, "email"),
        ({"email": "nora@example"}, "email"),
        ({"phone": "510-555-0142"}, "phone"),
        ({"phone": "15105550142"}, "phone"),
        ({"phone": "0105550142"}, "phone"),
        ({"phone": "1105550142"}, "phone"),
        ({"phone": "510555014"}, "phone"),
        ({"gender": "X"}, "gender"),
        ({"addresses": [HOME | {"type": "HOME"}]}, "addresses.type"),
        ({"addresses": [{"street1": "1 Example St"}]}, "addresses.type"),
        ({"addresses": [HOME | {"zipcode": ""}]}, "addresses.zipcode"),
        ({"addresses": [HOME | {"street1": " "}]}, "addresses.street1"),
        ({"addresses": [HOME | {"city": None}]}, "addresses.city"),
        ({"addresses": [HOME | {"state": "California"}]}, "addresses.state"),
        ({"is_caregiver": True}, "caregiver_license_number"),
        ({"caregiver_details": [{"caregiver_customer_id": str(n)} for n in (1117, 1118, 1130)]}, "caregiver_details"),
        ({"caregiver_details": [{"caregiver_customer_id": "999999"}]}, "999999"),
        ({"customer_groups": ["NO SUCH GROUP"]}, "NO SUCH GROUP"),
        ({"customer_groups": ["senior"]}, "senior"),
        ({"referral_source": "A little bird"}, "referral_source"),
    ],
)
def test_rules_without_a_published_code(api: httpx.Client, fields: dict[str, Any], named: str) -> None:
    """Section 7.1: the rules whose code the page does not give; the detail names the field or the value."""
    answer = _create(api, **fields)
    assert re.fullmatch(r"[A-Z_]+", _refusal(answer))
    assert named in answer.json()["resultDetail"]
    assert api.get("/customer/firstname/Nora/lastname/Newcomer").status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"first_name": "x" * 45},
        {"last_name": "D'Árcy-O'Neill"},
        {"birthday": "2026-11-20"},
        {"drivers_license": "N/A", "drivers_license_expiration": "2050-01-01"},
        {"patient_type": "MEDICAL"},
        {"patient_type": "MEDICAL", "permit_expiration": "2027-01-01"},
        {"email": "", "phone": "", "gender": None, "opt_out": None, "referral_source": None},
        {"addresses": [{"type": "ADDRESS_OF_RECORD", "state": "CA"}]},
        {"addresses": [HOME, HOME | {"type": "Alternative Address", "primary": False}]},
        {"addresses": None, "customer_groups": [], "caregiver_details": []},
        {"email": "robyn.lantern@example.org"},
    ],
)
def test_allowed(api: httpx.Client, fields: dict[str, Any]) -> None:
    """Sections 6 and 7.1: 45 characters, no minimum age, a literal "N/A" licence, types in any capitals, blanks."""
    answer = _create(api, **fields)
    assert answer.status_code == 200, answer.text


def test_two_with_a_licence_of_nothing(api: httpx.Client) -> None:
    """Section 12, unknown 12: "N/A" is nobody's number (our choice)."""
    pair = {"drivers_license": "N/A", "drivers_license_expiration": "2050-01-01"}
    assert [_create(api, **pair).status_code for _ in range(2)] == [200, 200]


def test_details_name_the_field(api: httpx.Client) -> None:
    """Section 8: the documented body of a blank first name, without `data`."""
    assert _create(api, first_name=" ").json() == {
        "resultCode": "FAIL",
        "resultReason": "CUSTOMER_FIRST_NAME_BLANK",
        "resultDetail": "Field first_name cannot be blank",
    }


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"x"', b"null", b"\xff\xfe", b'{"first_name": NaN}', b"[" * 100_000]
)
def test_malformed_json(api: httpx.Client, body: bytes) -> None:
    """Section 3: another 400 body with status, statusCode, message, uuid and timestamp in milliseconds."""
    answer = api.post("/customer/detailcustomer", content=body, headers={"content-type": "application/json"})
    told = answer.json()
    assert answer.status_code == 400
    assert list(told) == ["resultCode", "resultReason", "status", "statusCode", "message", "uuid", "timestamp"]
    assert (told["resultReason"], told["status"], told["statusCode"]) == ("Bad Request", "BAD_REQUEST", 400)
    assert told["message"] == "Input is not valid JSON."
    assert told["timestamp"] == 1795204800250
    assert re.fullmatch(r"[0-9a-f-]{36}", told["uuid"])


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_other_content_types(api: httpx.Client, kind: str) -> None:
    """Section 2.1: writes carry Content-Type application/json."""
    answer = api.post("/customer/detailcustomer", content=json.dumps(LEAST), headers={"content-type": kind})
    assert answer.status_code == 415
    assert "resultCode" not in answer.json()


@pytest.mark.parametrize(
    "fields",
    [
        {"first_name": 5},
        {"first_name": ["Nora"]},
        {"birthday": {"year": 1990}},
        {"opt_out": "false"},
        {"banned": "TRUE"},
        {"rewards_balance": "100"},
        {"rewards_balance": 1.5},
        {"rewards_balance": True},
        {"rewards_balance": 2**31},
        {"addresses": HOME},
        {"addresses": ["x"]},
        {"addresses": [HOME | {"primary": "yes"}]},
        {"customer_groups": "SENIOR"},
        {"customer_groups": [1]},
        {"caregiver_details": [{"caregiver_customer_id": "x"}]},
        {"caregiver_details": [{}]},
    ],
)
def test_wrong_types(api: httpx.Client, fields: dict[str, Any]) -> None:
    """Section 7.1: types of the written fields (opt_out a boolean); refused as unreadable, the field named."""
    answer = _create(api, **fields)
    assert (answer.status_code, answer.json()["resultReason"]) == (400, "Bad Request")
    assert next(iter(fields)) in answer.json()["message"]


def test_read_only_and_unknown_fields_are_ignored(api: httpx.Client) -> None:
    """Section 7.1: read-only fields are never taken; unknown ones neither refused nor kept."""
    record = _create(
        api,
        customer_id="1117",
        status="DEACTIVATED",
        verification_status="VERIFIED",
        verification_reasons=[],
        signup_date="2001-01-01T00:00:00.000-08:00",
        last_visit_date="2020-01-01 00:00:00.000",
        merged_customer_ids=[1117],
        merged_into_customer_id="1118",
        rewards_type="STARS",
        caregiver_name_1="X",
        imageList=[{"type": "x"}],
        favourite_colour="green",
    ).json()["data"]
    assert record["customer_id"] not in {"1117", "1118"}
    assert (record["status"], record["verification_status"], record["rewards_type"]) == (
        "ACTIVE",
        "VERIFICATION_PENDING",
        "POINTS",
    )
    assert (record["signup_date"][:4], record["last_visit_date"][:4]) == ("2026", "2000")
    assert (record["merged_customer_ids"], record["merged_into_customer_id"]) == ([], None)
    assert record["caregiver_name_1"] == "N/A"
    assert not {"favourite_colour", "imageList"} & set(record)


def test_ended_licence_at_creation(api: httpx.Client) -> None:
    """Section 5: an ended licence is one more reason to be pending; it is valid through its last day."""
    for ends, reasons in (("2026-11-19", 2), ("2026-11-20", 1)):
        record = _create(api, drivers_license=f"D{ends}", drivers_license_expiration=ends).json()["data"]
        assert len(record["verification_reasons"]) == reasons

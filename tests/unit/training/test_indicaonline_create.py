"""IndicaOnline stand-in: creating a customer, and how it is refused (vendor document sections 4, 5, 7, 8 and 11)."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.training.indicaonline_behaviour import ErrorShape
from tests.unit.training.indicaonline_site import ALWAYS, LEAST, account, errors

ADDRESS = {
    "street_address_1": "1 Example St",
    "street_address_2": "Unit 2",
    "city": "Oakland",
    "state": "CA",
    "zip": "94612",
}
ALL_FIELDS: dict[str, Any] = {
    "first_name": "Nora",
    "last_name": "Newcomer",
    "date_of_birth": "1990-01-01",
    "phone": "5105550177",
    "email": "nora@example.com",
    "comment": "two\nlines, ñ 🌞",
    "has_medical_recommendation": True,
    "state_id_expires_on": "2027-05-31",
    "middle_name": "Q",
    "state_id": "CA" + "7" * 28,
    "alternative_id": "A" * 30,
    "passport": "P" * 30,
    "gender": "female",
    "weight": 65.25,
    "height": "5'6\"" + "." * 16,
    "type": "medical_with_state_card",
    "ethnicity": "latino_or_hispanic",
    "preferred_language": "english",
    "home_phone": "5105550178",
    "office_phone": "5105550179",
    "fax": "5105550180",
    "address": ADDRESS,
    "mail_messages_allowed": True,
    "email_messages_allowed": True,
    "text_messages_allowed": True,
    "call_messages_allowed": True,
    "manual_groups": [101, 203],
    "documents": [],
}
NULLABLE = (
    "phone",
    "email",
    "state_id_expires_on",
    "middle_name",
    "state_id",
    "alternative_id",
    "passport",
    "weight",
    "height",
    "ethnicity",
    "preferred_language",
    "home_phone",
    "office_phone",
    "fax",
)
TOO_MANY = "must be at most 30 characters"


@pytest.fixture
def api() -> Iterator[httpx.Client]:
    with account() as client:
        yield client


def _create(api: httpx.Client, **fields: Any) -> httpx.Response:
    return api.post("/customers", json=LEAST | fields)


def _made(api: httpx.Client, **fields: Any) -> dict[str, Any]:
    answer = _create(api, **fields)
    assert answer.status_code == 201, answer.text
    record: dict[str, Any] = answer.json()
    return record


def test_least_record(api: httpx.Client) -> None:
    """Sections 3 and 5: 201 with the customer; what was left out is null, "", false or an empty list."""
    made = _made(api)
    given = {name: made[name] for name in LEAST}
    assert given == LEAST
    assert api.get(f"/customers/{made['id']}").json() == made
    rest = {name: value for name, value in made.items() if name not in {*LEAST, "id"}}
    assert rest.pop("address") == dict.fromkeys(ADDRESS)
    assert {repr(value) for value in rest.values()} == {"None", "''", "False", "[]"}


def test_every_field_reads_back(api: httpx.Client) -> None:
    """Section 5: all 28 parameters, each at its limit; the phone comes back with dashes (section 6)."""
    assert len(ALL_FIELDS) == 28
    made = _made(api, **ALL_FIELDS)
    same = ALL_FIELDS.keys() - {"phone", "state_id_expires_on", "documents"}
    assert {name: made[name] for name in same} == {name: ALL_FIELDS[name] for name in same}
    assert made["phone"] == "510-555-0177"
    assert made["recommendation"] == {
        "number": None,
        "valid_from": None,
        "valid_to": None,
        "state_id_expires_on": "2027-05-31",
    }
    assert (made["email_consent_date"], made["phone_consent_date"]) == ("2026-11-20", "2026-11-20")
    assert api.get(f"/customers/state-id/{ALL_FIELDS['state_id']}").json() == made


@pytest.mark.parametrize("name", LEAST)
def test_required(api: httpx.Client, name: str) -> None:
    """Section 5: the union of what the two pages require, each of them alone."""
    body = {key: value for key, value in LEAST.items() if key != name}
    assert errors(api.post("/customers", json=body)) == {name: ["is required"]}
    assert name in errors(_create(api, **{name: None}))


@pytest.mark.parametrize("name", NULLABLE)
def test_nullable(api: httpx.Client, name: str) -> None:
    """Section 5: these may be null."""
    assert _made(api, **{name: None}).get(name) is None


@pytest.mark.parametrize("name", sorted(ALL_FIELDS.keys() - set(NULLABLE)))
def test_not_nullable(api: httpx.Client, name: str) -> None:
    """Section 5: these may not, `comment` among them."""
    assert list(errors(_create(api, **{name: None}))) == [name]


BAD_VALUES: list[tuple[str, Any, str]] = [
    ("first_name", "", "cannot be blank"),
    ("last_name", " \t", "cannot be blank"),
    ("first_name", 5, "must be a string"),
    ("date_of_birth", "1990-02-30", "must be a date in the format YYYY-MM-DD"),
    ("date_of_birth", "01/31/1990", "must be a date in the format YYYY-MM-DD"),
    ("date_of_birth", "1990-01-01T00:00:00Z", "must be a date in the format YYYY-MM-DD"),
    ("date_of_birth", "19900101", "must be a date in the format YYYY-MM-DD"),
    ("date_of_birth", "2026-11-20", "must be in the past"),
    ("date_of_birth", "2026-11-21", "must be in the past"),
    ("email", "nora", "is not a valid e-mail address"),
    ("email", "", "is not a valid e-mail address"),
    ("comment", 5, "must be a string"),
    ("has_medical_recommendation", "true", "must be a boolean"),
    ("has_medical_recommendation", 1, "must be a boolean"),
    ("state_id_expires_on", "05/31/2027", "must be a date in the format YYYY-MM-DD"),
    ("state_id", "A" * 31, TOO_MANY),
    ("alternative_id", "A" * 31, TOO_MANY),
    ("passport", "A" * 31, TOO_MANY),
    ("state_id", "", "cannot be blank"),
    ("state_id", 40123456789, "must be a string"),
    ("height", "h" * 21, "must be at most 20 characters"),
    ("weight", "65", "must be a number"),
    ("weight", True, "must be a number"),
    ("weight", 65.125, "must have at most 2 decimals"),
    ("weight", 0.001, "must have at most 2 decimals"),
    ("weight", -1, "is out of range"),
    ("type", "medical", "must be one of: medical_with_rec, medical_with_state_card, recreational"),
    ("type", "Recreational", "must be one of: medical_with_rec, medical_with_state_card, recreational"),
    ("type", 1, "must be one of: medical_with_rec, medical_with_state_card, recreational"),
    ("gender", "F", "must be one of: female, male, unspecified"),
    ("gender", "", "must be one of: female, male, unspecified"),
    ("address", "1 Example St", "must be an object"),
    ("address", [ADDRESS], "must be an object"),
    ("address", ADDRESS | {"state": "California"}, "must have a state of 2 letters"),
    ("address", ADDRESS | {"zip": 94612}, "must be a string"),
    ("mail_messages_allowed", "yes", "must be a boolean"),
    ("manual_groups", "101", "must be an array of integers"),
    ("manual_groups", [101, 999], "has no manual group 999"),
    ("manual_groups", ["101"], "has no manual group 101"),
    ("manual_groups", [301], "has no manual group 301"),
    ("manual_groups", [True], "has no manual group True"),
    ("documents", [{"file_id": 1, "type": "x"}], "must name an uploaded file in file_id"),
    ("documents", {"file_id": 1}, "must be an array"),
    ("documents", [1], "must be an array of objects"),
]


@pytest.mark.parametrize(("name", "value", "complaint"), BAD_VALUES)
def test_bad_values(api: httpx.Client, name: str, value: Any, complaint: str) -> None:
    """Sections 5, 7 and 8: the rule of each field; nobody is created."""
    assert errors(_create(api, **{name: value})) == {name: [complaint]}
    assert api.get("/customers", params=ALWAYS | {"start_date": "2026-11-20"}).json()["total"] == 0


@pytest.mark.parametrize("name", ["phone", "home_phone", "office_phone", "fax"])
@pytest.mark.parametrize(
    "phone",
    ["510-555-0177", "(510) 555-0177", "15105550177", "+15105550177", "510555017", "", "5105550177 ", "\u0665" * 10],
)
def test_phones_are_ten_digits(api: httpx.Client, name: str, phone: str) -> None:
    """Section 7: exactly ten digits and no spaces, although answers show dashes."""
    assert errors(_create(api, **{name: phone})) == {name: ["must be exactly 10 digits"]}


@pytest.mark.parametrize("weight", [0, 65, 65.0, 65.1, 65.25, 1.1, 100.07])
def test_weights(api: httpx.Client, weight: float) -> None:
    """Section 5: a number with two decimals at most, whatever binary makes of it."""
    assert _made(api, weight=weight)["weight"] == weight


@pytest.mark.parametrize("birth", ["1900-01-01", "2024-02-29", "2026-11-19"])
def test_births(api: httpx.Client, birth: str) -> None:
    """Section 7: any real date of the past; the service does not judge ages."""
    assert _made(api, date_of_birth=birth)["date_of_birth"] == birth


def test_every_complaint_at_once(api: httpx.Client) -> None:
    """Section 11: `errors` by field, all of them."""
    answer = _create(api, first_name="", phone="12", weight="x", type="adult")
    assert list(errors(answer)) == ["first_name", "phone", "weight", "type"]


@pytest.mark.parametrize(
    ("jurisdiction", "allowed", "refused"),
    [
        ("US-CA", "medical_with_rec", "medical"),
        ("US-OK", "temporary_minor", "recreational"),
        ("US-OR", "caregiver", "medical_with_rec"),
        ("US-ME", "caregiver", "adult"),
        ("US-MP", "caregiver", "adult"),
        ("US-CO", "medical", "caregiver"),
        ("CA-BC", "recreational", "adult"),
    ],
)
def test_types_by_jurisdiction(jurisdiction: str, allowed: str, refused: str) -> None:
    """Section 8: the types follow the shop's state or province."""
    with account(jurisdiction=jurisdiction) as api:
        assert _made(api, type=allowed)["type"] == allowed
        assert list(errors(_create(api, type=refused))) == ["type"]


def test_pending_and_verified() -> None:
    """Section 4: without a state id Pending, with one the check confirms verified; 201 for both."""
    with account(status_shown=True) as api:
        assert _made(api)["status"] == "pending"
        assert _made(api, state_id="CA1")["status"] == "verified"


def test_failed_check(api: httpx.Client) -> None:
    """Section 12, unknown 13: a state id that is not confirmed refuses the create, or leaves it pending."""
    assert errors(_create(api, state_id="CA000000")) == {"state_id": ["could not be verified"]}
    with account(failed_check_refuses=False, status_shown=True) as other:
        made = _made(other, state_id="CA000000")
        assert (made["state_id"], made["status"]) == ("CA000000", "pending")


@pytest.mark.parametrize("state_id", ["CA987654", "ca987654", "C8506301"])
def test_state_id_is_taken(api: httpx.Client, state_id: str) -> None:
    """Section 5: unique in the account, also against people whom nobody has asked for yet."""
    assert errors(_create(api, state_id=state_id)) == {"state_id": ["has already been taken"]}


def test_taken_by_a_new_customer(api: httpx.Client) -> None:
    """Section 5: unique against customers just created; nothing else has to be (unknown 12)."""
    first = _made(api, state_id="NEW1", phone="5105550177", email="n@example.com")
    assert list(errors(_create(api, state_id="NEW1"))) == ["state_id"]
    second = _made(api, phone="5105550177", email="n@example.com")
    assert second["id"] == first["id"] + 1


def test_duplicates_may_have_their_own_status() -> None:
    """Section 11: 409, 422 or 400, nobody knows."""
    with account(validation_status=400, duplicate_status=409) as api:
        assert _create(api, state_id="CA987654").status_code == 409
        assert _create(api, state_id="CA987654", phone="1").status_code == 400
        assert _create(api, phone="1").status_code == 400


@pytest.mark.parametrize(
    ("shape", "body"),
    [
        (ErrorShape.FIELD_TEXTS, {"errors": {"phone": "must be exactly 10 digits"}}),
        (ErrorShape.OBJECTS, {"errors": [{"field": "phone", "message": "must be exactly 10 digits"}]}),
        (ErrorShape.OBJECTS_WITH_PATH, {"errors": [{"path": "phone", "message": "must be exactly 10 digits"}]}),
        (ErrorShape.TEXTS, {"errors": ["phone must be exactly 10 digits"]}),
        (ErrorShape.ERROR_TEXT, {"error": "phone must be exactly 10 digits"}),
        (ErrorShape.ERROR_OBJECT, {"error": {"message": "phone must be exactly 10 digits"}}),
        (ErrorShape.MESSAGE, {"message": "phone must be exactly 10 digits"}),
        (ErrorShape.DETAIL, {"detail": "phone must be exactly 10 digits"}),
    ],
)
def test_shapes_of_errors(shape: ErrorShape, body: dict[str, Any]) -> None:
    """Section 11: the real shape is unknown; each one a client is told to expect."""
    with account(error_shape=shape) as api:
        answer = _create(api, phone="1")
        assert (answer.status_code, answer.json()) == (422, body)


def test_errors_as_a_web_page() -> None:
    """Section 11: raw text, tags to be stripped."""
    with account(error_shape=ErrorShape.HTML) as api:
        answer = _create(api, phone="1")
        assert answer.status_code == 422
        assert "<p>phone must be exactly 10 digits</p>" in answer.text


def test_what_only_answers_have_is_passed_over(api: httpx.Client) -> None:
    """Sections 5 and 6: response-only keys and unknown ones change nothing."""
    extra = {
        "id": 1,
        "recommendation": {"number": "RX1", "valid_from": "2026-01-01", "valid_to": "2027-01-01"},
        "auto_groups": [301],
        "email_consent_date": "2020-01-01",
        "phone_consent_date": "2020-01-01",
        "status": "verified",
        "nickname": "No",
    }
    made = _made(api, **extra)
    assert made | {"id": 0} == _made(api) | {"id": 0}


def test_consent_is_dated(api: httpx.Client) -> None:
    """Section 6: consent per channel; the days are not written but follow (which channels they mean is our choice)."""
    dates = ("email_consent_date", "phone_consent_date")
    for channel, expected in (
        ("mail_messages_allowed", (None, None)),
        ("email_messages_allowed", ("2026-11-20", None)),
        ("text_messages_allowed", (None, "2026-11-20")),
        ("call_messages_allowed", (None, "2026-11-20")),
    ):
        made = _made(api, **{channel: True})
        assert tuple(made[date] for date in dates) == expected


def test_answer_is_lost() -> None:
    """Section 4: after a 5xx the customer may be there: look at the day's list first, never send twice."""
    with account(create_answer_lost=True) as api:
        assert _create(api, first_name="Once").status_code == 500
        today = {"start_date": "2026-11-20", "end_date": "2026-11-20"}
        found = api.get("/customers", params=today).json()["items"]
        assert [(one["first_name"], one["date_of_birth"]) for one in found] == [("Once", "1988-02-29")]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'"x"', json.dumps(LEAST).encode() + b"x", b"\xff"])
def test_no_json(api: httpx.Client, content: bytes) -> None:
    """Section 11: 400 for what is no JSON object."""
    answer = api.post("/customers", content=content, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()) == (400, {"message": "Bad request"})


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_writes_say_that_they_are_json(api: httpx.Client, kind: str) -> None:
    """Section 1: Content-Type is application/json (the 415 is our choice)."""
    content = json.dumps(LEAST).encode()
    assert api.post("/customers", content=content, headers={"content-type": kind}).status_code == 415
    charset = {"content-type": "Application/JSON; charset=utf-8"}
    assert api.post("/customers", content=content, headers=charset).status_code == 201

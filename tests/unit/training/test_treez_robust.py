"""Treez stand-in: whatever is sent, the answer is one of the vendor's, and a refused write leaves no trace."""

import json
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.training.treez_records import EMPTY

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
LEAST = {"first_name": "Johnny", "last_name": "Appleseed", "birthday": "1992-04-07", "patient_type": "ADULT"}
FILE = {"file_name": "x", "file_type": "misc_upload", "encoded_string": "aGVsbG8="}
FIELDS = st.dictionaries(
    st.sampled_from([*EMPTY, *FILE]),
    JSON | st.sampled_from(["ADULT", "MEDICAL_MMID", "1990-01-01", "5105550142", "x@example.com", "N/A", ""]),
    max_size=8,
)
BODIES = JSON | FIELDS | FIELDS.map(lambda fields: LEAST | FILE | fields)
SAME_API = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ANSWERS = {200, 400, 404, 405}


@SAME_API
@given(body=BODIES)
def test_any_json_in_a_write(api: httpx.Client, body: Any) -> None:
    """Section 3: SUCCESS with a record, or a FAIL body; never a crash."""
    before = api.get("/customer/1117").json()
    headers = {"content-type": "application/json"}
    for method, path in (
        ("POST", "/customer/detailcustomer"),
        ("PATCH", "/customer/update/1117"),
        ("POST", "/customer/document/base64/upload/1117"),
    ):
        answer = api.request(method, path, content=json.dumps(body), headers=headers)
        assert (answer.status_code, answer.json()["resultCode"]) in {(200, "SUCCESS"), (400, "FAIL")}
        if answer.status_code != 200:
            assert api.get("/customer/1117").json() == before
        before = api.get("/customer/1117").json()


@SAME_API
@given(parts=st.lists(st.text(min_size=1, max_size=12).filter(lambda text: text.strip(".")), min_size=1, max_size=6))
def test_any_path(api: httpx.Client, parts: list[str]) -> None:
    """Section 4: an answer for every path below the dispensary, whatever is encoded in it."""
    for start in ("", "/customer/email", "/customer/firstname", "/customer/signup/from"):
        path = start + "".join("/" + quote(part, safe="") for part in parts)
        assert api.get(path).status_code in ANSWERS


@pytest.mark.parametrize(
    ("end", "status"),
    [
        (b', "notes": "\\ud800"}', 400),
        (b', "notes": "\\ud83c\\udf1e"}', 200),
        (b', "notes": "a\\u0000b"}', 200),
        (b', "rewards_balance": 1e999}', 400),
        (b', "rewards_balance": 123456789012345678901234567890}', 400),
        (b', "notes": 1} x', 400),
        (b', "notes": "\xe9"}', 400),
    ],
)
def test_hostile_json(api: httpx.Client, end: bytes, status: int) -> None:
    """Section 3: half a surrogate pair, a whole one, NUL, endless numbers, something behind the end, Latin-1."""
    content = json.dumps(LEAST).encode().removesuffix(b"}") + end
    answer = api.post("/customer/detailcustomer", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == status, answer.text
    assert answer.json()["resultCode"] == ("SUCCESS" if status == 200 else "FAIL")


def test_every_type_of_document_is_there(api: httpx.Client) -> None:
    """Section 5: the four documented types and the two observed ones, absolute and store-relative links."""
    types, relative = set(), 0
    for page in (1, 2, 3):
        path = f"/customer/lastUpdated/after/2000-01-01T00:00:00.000Z/page/{page}/pagesize/50"
        for record in api.get(path, params={"include_image_list": "TRUE"}).json()["data"]:
            types |= {image["type"] for image in record["imageList"]}
            relative += sum(not image["url"].startswith("http") for image in record["imageList"])
    documented = {"misc_upload", "doctor_permit", "membership_agreement", "drivers_license"}
    assert types == documented | {"PROFILE", "fullLicense"}
    assert relative > 1

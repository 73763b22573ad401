"""IndicaOnline stand-in: whatever is sent, the answer is one of the service's, and a refused write leaves no trace."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.training.indicaonline_site import ALWAYS, LEAST, account

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
NAMES = (
    "phone",
    "email",
    "comment",
    "state_id_expires_on",
    "middle_name",
    "state_id",
    "weight",
    "height",
    "ethnicity",
    "address",
    "documents",
    "recommendation",
    "id",
    "text_messages_allowed",
    *LEAST,
)
WORDS = st.sampled_from(
    ["female", "recreational", "1990-01-01", "5105550142", "x@example.com", "CA987654", "", 101, 1.5]
)
FIELDS = st.dictionaries(st.sampled_from(NAMES), JSON | WORDS | st.lists(JSON | WORDS, max_size=2), max_size=8)
BODIES = JSON | FIELDS | FIELDS.map(lambda fields: LEAST | fields)
SAME_API = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def api() -> Iterator[httpx.Client]:
    with account() as client:
        yield client


@SAME_API
@given(body=BODIES)
def test_any_json_in_a_write(api: httpx.Client, body: Any) -> None:
    """Section 11: the customer, complaints, or "bad request"; never a crash, and nothing of a refused write stays."""
    before = api.get("/customers/12345").json()
    headers = {"content-type": "application/json"}
    for method, path in (("POST", "/customers"), ("PUT", "/customers/12345"), ("PATCH", "/customers/12345")):
        answer = api.request(method, path, content=json.dumps(body), headers=headers)
        assert answer.status_code in {200, 201, 400, 422}, answer.text
        after = api.get("/customers/12345").json()
        if not answer.is_success:
            assert set(answer.json()) <= {"message", "errors"}
            assert after == before
        before = after


@SAME_API
@given(parts=st.lists(st.text(min_size=1, max_size=12).filter(lambda text: text.strip(".")), min_size=1, max_size=4))
def test_any_path(api: httpx.Client, parts: list[str]) -> None:
    """Section 3: an answer for every path, whatever is encoded in it."""
    for start in ("", "/customers", "/customers/state-id"):
        path = start + "".join("/" + quote(part, safe="") for part in parts)
        assert api.get(path).status_code in {400, 404}


@SAME_API
@given(query=st.dictionaries(st.sampled_from(["start_date", "end_date", "limit", "offset"]), st.text(max_size=12)))
def test_any_query(api: httpx.Client, query: dict[str, str]) -> None:
    """Section 9: a page or complaints."""
    assert api.get("/customers", params=ALWAYS | query).status_code in {200, 422}


@pytest.mark.parametrize(
    ("end", "status"),
    [
        (b', "comment": "\\ud800"}', 400),
        (b', "comment": "\\ud83c\\udf1e"}', 201),
        (b', "comment": "a\\u0000b"}', 201),
        (b', "comment": "\xe9"}', 400),
        (b', "comment": "' + b"x" * 17 * 2**20 + b'"}', 413),
        (b', "weight": 1e999}', 400),
        (b', "weight": 123456789012345678901234567890}', 422),
        (b', "weight": 1e-400}', 201),
        (b', "manual_groups": [123456789012345678901234567890]}', 422),
        (b', "documents": [{"file_id": 123456789012345678901234567890, "type": "x"}]}', 422),
        (b', "address": ' + b"[" * 5000 + b"]" * 5000 + b"}", 400),
    ],
    ids=range(11),
)
def test_hostile_json(api: httpx.Client, end: bytes, status: int) -> None:
    """Section 1: half a surrogate pair, a whole one, NUL, Latin-1, endless texts and numbers, deep nesting."""
    content = json.dumps(LEAST).encode().removesuffix(b"}") + end
    answer = api.post("/customers", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == status, answer.text[:200]

"""Treez stand-in: tokens, refusals before any look-up, the limit (vendor document sections 1, 2 and 9)."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from app.training.serve import Served

UNAUTHENTICATED = {
    "resultCode": "FAIL",
    "resultReason": "Full authentication is required to access this resource",
}


def _fields(served: Served) -> dict[str, str]:
    secret = served.store("treez").secret
    return {"client_id": secret["client_id"], "apikey": secret["api_key"]}


def test_token_answer_is_flat(visitor: httpx.Client, served: Served) -> None:
    """Section 2.1: no `data`; expires_in is the string "7200"; the offset of expires_at has no colon."""
    answer = visitor.post("/config/api/gettokens", data=_fields(served))
    body = answer.json()
    assert answer.status_code == 200
    assert "data" not in body
    assert (body["resultCode"], body["resultReason"], body["expires_in"]) == ("SUCCESS", None, "7200")
    assert body["access_token"].count(".") == 2
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}-0800", body["expires_at"])
    assert (
        datetime.strptime(body["expires_at"], "%Y-%m-%dT%H:%M:%S.%f%z").isoformat()
        == "2026-11-20T14:00:00.250000-08:00"
    )


def test_token_by_query(visitor: httpx.Client, served: Served) -> None:
    """Section 2.1: one client sends both fields in the query with an empty body."""
    body = visitor.post("/config/api/gettokens", params=_fields(served)).json()
    assert body["resultCode"] == "SUCCESS"


@pytest.mark.parametrize("wrong", [{"apikey": "no"}, {"client_id": "no"}, {"apikey": ""}, {"apikey": "clé"}])
def test_wrong_key_gives_no_token(visitor: httpx.Client, served: Served, wrong: dict[str, str]) -> None:
    """Section 2.1: the call fails and gives no token (401 and the FAIL envelope are the stand-in's choice)."""
    answer = visitor.post("/config/api/gettokens", data=_fields(served) | wrong)
    assert answer.status_code == 401
    assert answer.json()["resultCode"] == "FAIL"
    assert "access_token" not in answer.json()


def test_key_in_json_is_not_read(visitor: httpx.Client, served: Served) -> None:
    """Section 2.1: the body is form-encoded."""
    assert visitor.post("/config/api/gettokens", json=_fields(served)).status_code == 401


@pytest.mark.parametrize("prefix", ["", "Bearer ", "bearer "])
def test_token_raw_or_bearer(api: httpx.Client, prefix: str) -> None:
    """Section 2.1, contradiction A1: both spellings of the header are at work in the field."""
    api.headers["authorization"] = prefix + api.headers["authorization"]
    assert api.get("/customer/1117").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"client_id": "training-client"},
        {"authorization": "a.b.c", "client_id": "training-client"},
        {"authorization": "", "client_id": "training-client"},
    ],
)
def test_bad_token(visitor: httpx.Client, headers: dict[str, str]) -> None:
    """Section 2.2: 401 with the sentence, without resultDetail and data."""
    answer = visitor.get("/customer/1117", headers=headers)
    assert (answer.status_code, answer.json()) == (401, UNAUTHENTICATED)


@pytest.mark.parametrize("client_id", [None, "somebody-else"])
def test_client_id_is_required(api: httpx.Client, client_id: str | None) -> None:
    """Section 2.1, contradiction A2: the page requires the header in test and production."""
    del api.headers["client_id"]
    if client_id:
        api.headers["client_id"] = client_id
    answer = api.get("/customer/1117")
    assert (answer.status_code, answer.json()) == (401, UNAUTHENTICATED)


def test_no_credentials_at_all(visitor: httpx.Client) -> None:
    """Section 2.2: the gateway's 403 is not the envelope; it comes before path and method."""
    for answer in (visitor.get("/customer/1117"), visitor.post("/customer/detailcustomer", json={}), visitor.get("/x")):
        assert (answer.status_code, answer.json()) == (403, {"message": "Forbidden"})


def test_token_ends_after_two_hours(api: httpx.Client, skip: Callable[[float], None]) -> None:
    """Section 2.1: lifetime two hours; a new token works at once, and an older one that still lives stays good."""
    skip(7199)
    assert api.get("/customer/1117").status_code == 200
    skip(1)
    assert (api.get("/customer/1117").status_code, api.get("/customer/1117").json()) == (401, UNAUTHENTICATED)


def test_unknown_dispensary(api: httpx.Client, served: Served) -> None:
    """Section 6.2: a 404 of a wrong tenant is not the 404 of a person who does not exist."""
    other = f"{served.base_url('treez')}/dispensary/nosuchstore"
    for answer in (api.get(f"{other}/customer/1117"), api.post(f"{other}/config/api/gettokens", data=_fields(served))):
        assert answer.status_code == 404
        assert answer.json()["resultReason"] not in {"NOT_FOUND", "CUSTOMER_DOESNT_EXIST"}


@pytest.mark.parametrize(
    "path", ["/nothing", "/customer", "/customer/1117/history", "/customer/email/", "/customer/1117/"]
)
def test_unknown_path(api: httpx.Client, path: str) -> None:
    """Section 4: a path the v2 list does not have is a 404 without the envelope."""
    answer = api.get(path)
    assert answer.status_code == 404
    assert "resultCode" not in answer.json()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("HEAD", "/customer/1117"),
        ("PUT", "/customer/update/1117"),
        ("DELETE", "/customer/1117"),
        ("OPTIONS", "/customer/detailcustomer"),
        ("POST", "/customer/caregivers"),
    ],
)
def test_other_methods(api: httpx.Client, method: str, path: str) -> None:
    """Section 4: each path has its method; there is no PUT in v2."""
    assert api.request(method, path).status_code == 405


@pytest.mark.parametrize("served", [10], indirect=True)
def test_ten_calls_a_second(api: httpx.Client, skip: Callable[[float], None]) -> None:
    """Section 9: ten calls a second per dispensary, beyond it 429 with the words OVER LIMIT; any second counts."""
    first = [api.get("/customer/1117").status_code for _ in range(6)]
    skip(0.6)
    second = [api.get("/customer/1117").status_code for _ in range(5)]
    assert (first, second) == ([200] * 6, [200] * 4 + [429])
    refused = api.get("/customer/1117")
    assert (refused.status_code, refused.text) == (429, "OVER LIMIT")
    skip(0.4)
    assert [api.get("/customer/1117").status_code for _ in range(7)] == [200] * 6 + [429]


@pytest.mark.parametrize("served", [2], indirect=True)
def test_refused_calls_do_not_count(api: httpx.Client, served: Served) -> None:
    """Our choice where section 9 is silent: only calls with a good token count."""
    for _ in range(5):
        assert api.get("/customer/1117", headers={"authorization": "bad"}).status_code == 401
        assert api.post("/config/api/gettokens", data=_fields(served)).status_code == 200
    assert [api.get("/customer/1117").status_code for _ in range(3)] == [200, 200, 429]


def test_expiry_stamp_is_two_hours_ahead(visitor: httpx.Client, served: Served, clock: Any) -> None:
    """Section 2.1: expires_at and expires_in say the same."""
    body = visitor.post("/config/api/gettokens", data=_fields(served)).json()
    ends = datetime.strptime(body["expires_at"], "%Y-%m-%dT%H:%M:%S.%f%z")
    assert ends - clock.now() == timedelta(seconds=int(body["expires_in"]))

"""Foodics stand-in: token, scopes, limit, blocks and the forms of refusals (vendor document 1 to 4 and 12)."""

from collections.abc import Callable, Iterator

import httpx
import pytest

from app.training.foodics_access import ALL_SCOPES
from app.training.foodics_records import id_of
from app.training.serve import Served, running

Opening = Callable[..., httpx.Client]
Skipping = Callable[[float], None]
JOHNNY = id_of("customer", 1117)
LEAST = {"name": "New Person", "dial_code": 966, "phone": "521110001"}


def _message(answer: httpx.Response) -> str:
    body = answer.json()
    assert list(body) == ["message"]
    return str(body["message"])


def test_whoami(foodics_with: Opening) -> None:
    """Section 1: data.user and data.business; no scope is named for it."""
    body = foodics_with(scopes=frozenset()).get("/whoami").json()
    assert set(body["data"]["user"]) == {"id", "name", "email"}
    assert {"id", "reference", "name"} <= set(body["data"]["business"])


@pytest.mark.parametrize("word", ["bearer ", "BEARER ", "", "Token ", "Bearer", "Bearer  "])
def test_bearer_is_case_sensitive(foodics: httpx.Client, word: str) -> None:
    """Section 1: the word is Bearer and nothing else, one blank behind it."""
    token = foodics.headers["authorization"].removeprefix("Bearer ")
    answer = foodics.get("/whoami", headers={"authorization": f"{word}{token}"})
    assert answer.status_code == 401
    assert _message(answer) == "Unauthenticated."
    assert foodics.get("/whoami").status_code == 200


def test_token_before_path(foodics: httpx.Client) -> None:
    """Section 12: 401 without a token wherever one asks; 404 with one."""
    foodics.headers["authorization"], good = "Bearer wrong", foodics.headers["authorization"]
    assert foodics.get("/customers").status_code == 401
    assert foodics.get("/nothing").status_code == 401
    foodics.headers["authorization"] = good
    assert foodics.get("/nothing").status_code == 404
    assert _message(foodics.get("/nothing"))


@pytest.mark.parametrize(
    ("method", "path"),
    [("PATCH", f"/customers/{JOHNNY}"), ("POST", f"/customers/{JOHNNY}"), ("DELETE", "/tags"), ("HEAD", "/customers")],
)
def test_other_methods(foodics: httpx.Client, method: str, path: str) -> None:
    """Section 7: each path has its methods; an update is a PUT."""
    assert foodics.request(method, path).status_code == 405


def test_errors_are_pages_for_whoever_takes_no_json(foodics: httpx.Client) -> None:
    """Section 1 asks for Accept: application/json on every call; its absence turns errors into pages (our choice)."""
    answer = foodics.get(f"/customers/{JOHNNY}x", headers={"accept": "*/*"})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert answer.text.startswith("<!DOCTYPE html>")
    assert foodics.get(f"/customers/{JOHNNY}", headers={"accept": "*/*"}).json()["data"]["id"] == JOHNNY


OPERATIONS = [
    ("GET", "/customers", {"customers.list"}),
    ("GET", f"/customers/{JOHNNY}", {"customers.get"}),
    ("POST", "/customers", {"customers.write"}),
    ("PUT", f"/customers/{JOHNNY}", {"customers.write"}),
    ("DELETE", f"/customers/{JOHNNY}", {"admin.write"}),
    ("PUT", f"/customers/{JOHNNY}/restore", {"admin.restore", "customers.restore"}),
    ("GET", "/addresses", {"customers.list"}),
    ("GET", f"/addresses/{id_of('address', '1117 0')}", {"customers.get"}),
    ("POST", "/addresses", {"customers.write"}),
    ("PUT", f"/addresses/{id_of('address', '1117 0')}", {"customers.write"}),
    ("DELETE", f"/addresses/{id_of('address', '1117 0')}", {"customers.write"}),
    ("GET", "/tags", {"general.read"}),
    ("GET", "/delivery_zones", {"general.read"}),
    ("GET", "/house_account_transactions", {"customers.accounts.read"}),
    ("GET", "/loyalty_rewards", {"customers.loyalty.read"}),
    ("GET", "/loyalty_transactions", {"customers.loyalty.read"}),
]


def _bodies(path: str) -> dict[str, object]:
    return LEAST if path.startswith("/customers") else {"name": "Home", "customer_id": JOHNNY}


@pytest.mark.parametrize(("method", "path", "scopes"), OPERATIONS)
def test_scope_of_each_operation(foodics_with: Opening, method: str, path: str, scopes: set[str]) -> None:
    """Section 3: 403 without the scope, whatever else the token may; the scope alone is enough."""
    body = None if method == "GET" else _bodies(path)
    without = foodics_with(scopes=ALL_SCOPES - scopes).request(method, path, json=body)
    assert without.status_code == 403
    assert min(scopes) in _message(without)
    for scope in scopes:
        alone = foodics_with(scopes=frozenset({scope}))
        assert alone.request(method, path, json=body).status_code == 200, scope


def test_scopes_of_fields_read(foodics_with: Opening) -> None:
    """Section 3: a field whose scope is missing is not returned, which is not null."""
    whole = foodics_with().get(f"/customers/{JOHNNY}").json()["data"]
    assert (whole["house_account_limit"], whole["house_account_balance"], whole["loyalty_balance"]) == (
        1000,
        45.25,
        275.0,
    )
    accounts = {"house_account_limit", "house_account_balance"}
    for scope, fields in (("customers.accounts.read", accounts), ("customers.loyalty.read", {"loyalty_balance"})):
        poor = foodics_with(scopes=ALL_SCOPES - {scope})
        assert poor.get(f"/customers/{JOHNNY}").json()["data"].keys() == whole.keys() - fields
        assert poor.get("/customers").json()["data"][0].keys() == whole.keys() - fields
        assert poor.post("/customers", json=LEAST).json()["data"].keys() == whole.keys() - fields
        address = poor.get("/addresses", params={"include": "customer"}).json()["data"][0]
        assert address["customer"].keys() == whole.keys() - fields


@pytest.mark.parametrize(
    ("scope", "field", "value"),
    [
        ("customers.accounts.write", "house_account_limit", 5),
        ("customers.accounts.write", "is_house_account_enabled", False),
        ("customers.loyalty.write", "is_loyalty_enabled", False),
    ],
)
def test_scopes_of_fields_written(foodics_with: Opening, scope: str, field: str, value: object) -> None:
    """Section 3: not writable without the scope; that such a key is passed over is our choice."""
    poor = foodics_with(scopes=ALL_SCOPES - {scope})
    before = poor.get(f"/customers/{JOHNNY}").json()["data"]
    after = poor.put(f"/customers/{JOHNNY}", json={field: value, "email": "new@example.com"}).json()["data"]
    assert (after[field], after["email"]) == (before[field], "new@example.com")
    assert before[field] != value
    rich = foodics_with()
    assert rich.put(f"/customers/{JOHNNY}", json={field: value}).json()["data"][field] == value


def test_limit_is_told_on_every_answer(foodics_with: Opening) -> None:
    """Section 4: every answer carries the limit and what is left of it; refusals count, wrong tokens do not."""
    api = foodics_with(calls_per_minute=30)
    answers = [
        api.get("/whoami"),
        api.get("/nothing"),
        api.get("/customers", headers={"authorization": "Bearer wrong"}),
        api.post("/customers", json={}),
    ]
    told = [(a.status_code, a.headers["X-RateLimit-Limit"], a.headers["X-RateLimit-Remaining"]) for a in answers]
    assert told == [(200, "30", "29"), (404, "30", "28"), (401, "30", "30"), (422, "30", "27")]


def test_over_the_limit(foodics_with: Opening, skip: Skipping) -> None:
    """Section 4: 429 with retry-after in seconds, after which the calls are answered again."""
    api = foodics_with(calls_per_minute=3)
    assert [api.get("/whoami").status_code for _ in range(3)] == [200] * 3
    skip(43.5)
    answer = api.get("/whoami")
    assert (answer.status_code, answer.headers["retry-after"], answer.headers["X-RateLimit-Remaining"]) == (
        429,
        "17",
        "0",
    )
    assert _message(answer) == "Too Many Attempts."
    skip(16.4)
    assert api.get("/whoami").headers["retry-after"] == "1"
    skip(0.1)
    assert api.get("/whoami").headers["X-RateLimit-Remaining"] == "2"


@pytest.fixture
def usual() -> Iterator[Served]:
    with running(customers=15) as site:
        yield site


def test_usual_limit(usual: Served) -> None:
    """Section 4: 90 a minute, the newer of the two figures, where nobody asks for another."""
    token = usual.store("foodics").secret["access_token"]
    answer = httpx.get(f"{usual.base_url('foodics')}/whoami", headers={"authorization": f"Bearer {token}"})
    assert answer.headers["X-RateLimit-Limit"] == "90"


def _is_blocked(answer: httpx.Response) -> bool:
    page = answer.headers["content-type"].startswith("text/html")
    return answer.status_code == 429 and page and "X-RateLimit-Limit" not in answer.headers


def test_block_after_eleven_429(foodics_with: Opening, skip: Skipping) -> None:
    """Section 4: more than ten consecutive 429 within ten seconds block the address for a minute, with a page."""
    api = foodics_with(calls_per_minute=1)
    api.get("/whoami")
    refused = [api.get("/whoami") for _ in range(11)]
    assert {answer.headers["X-RateLimit-Limit"] for answer in refused} == {"1"}
    assert _is_blocked(api.get("/whoami"))
    skip(59.9)
    assert _is_blocked(api.get("/whoami"))
    skip(0.1)
    assert api.get("/whoami").status_code == 200


def test_no_block_for_slow_or_broken_rows(foodics_with: Opening, skip: Skipping) -> None:
    """Section 4: eleven 429 over more than ten seconds, or with another answer between, block nobody."""
    api = foodics_with(calls_per_minute=1)
    api.get("/whoami")
    for _ in range(12):
        assert api.get("/whoami").headers["X-RateLimit-Limit"] == "1"
        skip(1.0)
    skip(48.0)
    assert api.get("/whoami").status_code == 200
    for row in (10, 10, 1):
        answers = [api.get("/whoami") for _ in range(row)]
        assert not any(_is_blocked(answer) for answer in answers)
        assert api.get("/whoami", headers={"authorization": "Bearer no"}).status_code == 401


@pytest.mark.parametrize("status", [401, 403])
def test_block_after_sixty_one_refusals(foodics_with: Opening, skip: Skipping, status: int) -> None:
    """Section 4: more than sixty 401 or 403 within a minute block the address for an hour."""
    api = foodics_with(scopes=frozenset())
    headers = {"authorization": "Bearer wrong"} if status == 401 else {}
    assert [api.get("/customers", headers=headers).status_code for _ in range(61)] == [status] * 61
    assert _is_blocked(api.get("/whoami"))
    skip(3599)
    assert _is_blocked(api.get("/whoami"))
    skip(1)
    assert api.get("/whoami").status_code == 200


def test_sixty_refusals_block_nobody(foodics: httpx.Client, skip: Skipping) -> None:
    """Section 4: the sixty-first must fall within the same minute."""
    wrong = {"authorization": "Bearer wrong"}
    assert {foodics.get("/whoami", headers=wrong).status_code for _ in range(60)} == {401}
    skip(60)
    assert foodics.get("/whoami", headers=wrong).status_code == 401
    assert foodics.get("/whoami").status_code == 200

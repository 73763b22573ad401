"""IndicaOnline stand-in: the key, the plan, what does not exist, limits (vendor document sections 1 to 3 and 11)."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from app.training.serve import Served
from tests.unit.training.indicaonline_site import ALWAYS, API_KEY, LEAST, account, keyholder, opened

PRO_ROUTES = [
    ("GET", "/customers/12345"),
    ("GET", "/customers/state-id/CA987654"),
    ("PUT", "/customers/12345"),
    ("PATCH", "/customers/12345"),
]


@pytest.fixture
def site() -> Iterator[Served]:
    with opened() as served:
        yield served


@pytest.fixture
def api(site: Served) -> Iterator[httpx.Client]:
    with keyholder(site) as client:
        yield client


def test_store_card(served: Served) -> None:
    """Sections 1 and 2: what a connection asks for; the store is part of the whole site."""
    store = served.store("indicaonline")
    assert (store.path, store.name) == ("/open_api/v2.3", "Harbor St")
    assert store.account == {"jurisdiction": "US-CA", "plan": "pro"}
    assert store.secret == {"api_key": API_KEY}
    with keyholder(served) as client:
        number, state_id = store.hints
        assert client.get(f"/customers/{number}").json()["last_name"] == "Apleseed"
        assert client.get(f"/customers/state-id/{state_id}").json()["last_name"] == "Smith"


def test_account_says_what_differs() -> None:
    """Section 2: the jurisdiction and the plan are the account's, the header only where it is another one."""
    with opened(jurisdiction="US-OR", plan="start", header="Api-Key") as site:
        told = site.store("indicaonline").account
    assert told == {"jurisdiction": "US-OR", "plan": "start", "header": "Api-Key"}


@pytest.mark.parametrize("key", [None, "", "wrong", API_KEY + "x", "clé"])
@pytest.mark.parametrize("path", ["/customers/12345", "/customers/1", "/nothing", "/customers"])
def test_bad_key(site: Served, key: str | None, path: str) -> None:
    """Section 2: 401, and before anything is looked up."""
    headers = httpx.Headers({} if key is None else {"X-Api-Key": key}, encoding="utf-8")
    answer = httpx.get(site.base_url("indicaonline") + path, headers=headers)
    assert (answer.status_code, answer.json()) == (401, {"error": "Unauthorized"})


def test_bad_key_for_a_file(site: Served) -> None:
    """Section 3: the upload of v2.2 wants the same key."""
    answer = httpx.post(f"{site.origin}/open_api/v2.2/file/upload", files={"file": ("x.png", b"x")})
    assert answer.status_code == 401


def test_bad_key_may_be_403() -> None:
    """Section 2: the status is not documented; a client treats both alike."""
    with account(key_refusal=403) as api:
        assert api.get("/customers/12345", headers={"X-Api-Key": "wrong"}).status_code == 403
        assert api.get("/customers/12345").status_code == 200


def test_other_ways_to_sign_in(site: Served) -> None:
    """Section 2: no Basic, no bearer token, no key in the address; the header's name has no capitals of its own."""
    address = f"{site.base_url('indicaonline')}/customers/12345"
    for headers in ({"authorization": f"Bearer {API_KEY}"}, {"authorization": API_KEY}, {"api_key": API_KEY}):
        assert httpx.get(address, headers=headers).status_code == 401
    assert httpx.get(address, auth=(API_KEY, "")).status_code == 401
    assert httpx.get(address, params={"api_key": API_KEY}).status_code == 401
    assert httpx.get(address, headers={"x-api-key": API_KEY}).status_code == 200


def test_another_header() -> None:
    """Section 2: the name at v2.3 is lost, so a client keeps it in one setting."""
    with account(header="Api-Token") as api:
        assert api.get("/customers/12345").status_code == 401
        assert api.get("/customers/12345", headers={"Api-Token": API_KEY}).status_code == 200


@pytest.mark.parametrize(("method", "path"), PRO_ROUTES)
def test_pro_routes_without_pro(method: str, path: str) -> None:
    """Section 3: 403 for whoever the plan does not let in, whether the customer exists or not; nothing is written."""
    with account(plan="start") as api:
        body = LEAST if method.startswith("P") else None
        for target in (path, path.replace("12345", "99999").replace("CA987654", "NONE")):
            answer = api.request(method, target, json=body)
            assert answer.status_code == 403
            assert answer.json() == {"error": {"code": 403, "message": "Not available in your plan"}}
        found = api.get("/customers", params=ALWAYS | {"limit": 500}).json()["items"]
        assert [one["first_name"] for one in found if one["id"] == 12345] == ["Jane"]


def test_what_every_plan_has(site: Served) -> None:
    """Section 3: create, the list by creation and the file upload."""
    assert site.store("indicaonline").account["plan"] == "pro"
    with opened(plan="start") as other, keyholder(other) as api:
        assert api.post("/customers", json=LEAST).status_code == 201
        assert api.get("/customers", params=ALWAYS).status_code == 200
        upload = api.post(f"{other.origin}/open_api/v2.2/file/upload", files={"file": ("x.png", b"x")})
        assert upload.status_code == 201


def test_read_by_id_in_any_plan() -> None:
    """Section 12, contradiction 7: the newer page does not say that reading by id is PRO."""
    with account(plan="start", read_by_id_is_pro=False) as api:
        assert api.get("/customers/12345").status_code == 200
        assert api.get("/customers/state-id/CA987654").status_code == 403
        assert api.patch("/customers/12345", json={"comment": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/customers/12345"),
        ("DELETE", "/customers"),
        ("POST", "/customers/12345"),
        ("PUT", "/customers"),
        ("PATCH", "/customers/state-id/CA987654"),
        ("HEAD", "/customers/12345"),
    ],
)
def test_there_is_no_delete(api: httpx.Client, method: str, path: str) -> None:
    """Section 3: deleting is absent from the vendor's list; each path has its methods alone."""
    assert api.request(method, path).status_code == 405
    assert api.get("/customers/12345").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/customers/", "/customers/12345/", "/customers/state-id/", "/customers/12345/documents", "/groups"],
)
def test_unknown_paths(api: httpx.Client, path: str) -> None:
    """Section 3: endpoints whose path nobody knows are not here."""
    answer = api.get(path)
    assert (answer.status_code, answer.json()) == (404, {"message": "Not found"})


def test_versions_are_not_mixed(site: Served, api: httpx.Client) -> None:
    """Section 12, contradiction 5: customers on v2.3, files on v2.2, and not the other way round."""
    assert api.get(f"{site.origin}/open_api/v2.2/customers/12345").status_code == 404
    assert api.post("/file/upload", files={"file": ("x.png", b"x")}).status_code == 404


@pytest.mark.parametrize("calls_per_second", [1, None])
def test_no_limit_is_published(calls_per_second: int | None) -> None:
    """Section 11: the limit of other vendors is not this one's."""
    with account(calls_per_second=calls_per_second) as api:
        assert [api.get("/customers/12345").status_code for _ in range(30)] == [200] * 30


def test_a_limit_nobody_published(clock: Any, skip: Callable[[float], None]) -> None:
    """Section 11: should a 429 come, it says when to try again; a bad key does not count."""
    with account(calls_per_minute=2, monotonic=clock.seconds) as api:
        assert api.get("/customers/12345", headers={"X-Api-Key": "wrong"}).status_code == 401
        assert [api.get("/customers/12345").status_code for _ in range(2)] == [200, 200]
        skip(29.5)
        refused = api.get("/customers/12345")
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "31")
        skip(30.5)
        assert [api.get("/customers/12345").status_code for _ in range(3)] == [200, 200, 429]


def test_a_broken_server() -> None:
    """Section 11: a web page where JSON was expected, whatever is asked."""
    with account(broken=True) as api:
        for answer in (api.get("/customers/12345"), api.post("/customers", json=LEAST)):
            assert (answer.status_code, answer.headers["content-type"]) == (500, "text/html; charset=utf-8")
            assert answer.text.startswith("<html>")

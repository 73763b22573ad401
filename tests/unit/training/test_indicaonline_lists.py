"""IndicaOnline stand-in: customers created in a period, page by page (vendor document section 9)."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.unit.training.indicaonline_site import ALWAYS, LEAST, account, errors


@pytest.fixture
def api() -> Iterator[httpx.Client]:
    with account() as client:
        yield client


def _page(api: httpx.Client, **query: Any) -> dict[str, Any]:
    answer = api.get("/customers", params=ALWAYS | query)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


def _ids(page: dict[str, Any], key: str = "items") -> list[int]:
    return [one["id"] for one in page[key]]


def test_envelope(api: httpx.Client) -> None:
    """Section 9: the sister list's envelope, with the records as single reads answer them."""
    page = _page(api, limit=7)
    assert list(page) == ["items", "count", "total"]
    assert (page["count"], len(page["items"])) == (7, 7)
    assert page["total"] == _page(api, limit=500)["count"] > 100
    assert page["items"][3] == api.get(f"/customers/{page['items'][3]['id']}").json()


@pytest.mark.parametrize("limit", [1, 7, 50])
def test_pages_make_the_whole(api: httpx.Client, limit: int) -> None:
    """Section 9: `offset` skips records; together the pages are everybody once, the last one is shorter or empty."""
    everybody = _ids(_page(api, limit=500))
    seen: list[int] = []
    for offset in range(0, len(everybody) + limit, limit):
        page = _page(api, limit=limit, offset=offset)
        assert page["total"] == len(everybody)
        seen += _ids(page)
    assert seen == everybody
    assert len(set(seen)) == len(seen)
    assert _page(api, offset=len(everybody))["items"] == []
    assert _page(api, offset=2**31)["count"] == 0


def test_no_limit_given(api: httpx.Client) -> None:
    """Section 9: the default is not shown; it is 100 here."""
    assert _page(api)["count"] == 100


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2024-11-10", "2024-11-10", True),
        ("2024-11-09", "2024-11-10", True),
        ("2024-11-10", "2024-11-11", True),
        ("2024-11-11", "2024-11-12", False),
        ("2024-11-08", "2024-11-09", False),
    ],
)
def test_both_days_are_in(api: httpx.Client, first: str, last: str, found: bool) -> None:
    """Section 9: both days are what one specifies."""
    assert (12345 in _ids(_page(api, start_date=first, end_date=last))) is found


def test_days_of_the_store(api: httpx.Client) -> None:
    """Section 12, unknown 10: the time zone is the store's, or UTC's: Johnny came at 23:44 of 10 April 2019."""
    on_the_day = {"start_date": "2019-04-10", "end_date": "2019-04-10"}
    assert 21117 in _ids(_page(api, **on_the_day))
    with account(days_in_utc=True) as other:
        assert 21117 not in _ids(_page(other, **on_the_day))
        assert 21117 in _ids(_page(other, start_date="2019-04-11", end_date="2019-04-11"))


def test_by_creation_alone(api: httpx.Client) -> None:
    """Section 9: there is no "updated since": a change moves nobody, a new customer comes last, today."""
    today = {"start_date": "2026-11-20", "end_date": "2026-11-20"}
    before = _ids(_page(api, limit=500))
    api.patch("/customers/12345", json={"comment": "changed"})
    assert (_ids(_page(api, limit=500)), _ids(_page(api, **today))) == (before, [])
    made = api.post("/customers", json=LEAST).json()["id"]
    assert _ids(_page(api, limit=500)) == [*before, made]
    assert _ids(_page(api, **today)) == [made]


def test_days_at_the_end_of_time(api: httpx.Client) -> None:
    """Section 7: every real calendar date is one."""
    assert _page(api, start_date="0001-01-01", end_date="9999-12-31", limit=500) == _page(api, limit=500)
    assert _page(api, start_date="9999-12-31", end_date="9999-12-31")["total"] == 0


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ({"start_date": "2026-11-21", "end_date": "2026-11-20"}, "end_date"),
        ({"start_date": "11/20/2026"}, "start_date"),
        ({"start_date": "2026-02-30"}, "start_date"),
        ({"end_date": "2026-11-20T00:00:00"}, "end_date"),
        ({"end_date": ""}, "end_date"),
        ({"start_date": None}, "start_date"),
        ({"end_date": None}, "end_date"),
        ({"limit": "0"}, "limit"),
        ({"limit": "-5"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"offset": "-1"}, "offset"),
        ({"offset": "1" * 30}, "offset"),
    ],
)
def test_bad_queries(api: httpx.Client, query: dict[str, str | None], complaint: str) -> None:
    """Section 9: days in YYYY-MM-DD, the end does not precede the start; that both are needed is our choice."""
    wanted = {name: value for name, value in (ALWAYS | query).items() if value is not None}
    assert list(errors(api.get("/customers", params=wanted))) == [complaint]


def test_a_server_that_ignores_offset() -> None:
    """Section 9 and unknown 15: every page is the first one, so a client must notice or would never end."""
    with account(ignores_offset=True) as api:
        first = _page(api, limit=10)
        assert _page(api, limit=10, offset=10) == first
        assert first["count"] == 10


def test_a_server_that_clamps_the_limit(api: httpx.Client) -> None:
    """Section 12, unknown 15: a page shorter than asked for is not the end."""
    assert _page(api, limit=100_000)["count"] > 100
    with account(largest_page=20) as other:
        assert (_page(other, limit=50)["count"], len(_ids(_page(other, limit=50, offset=20)))) == (20, 20)
        assert _page(other, limit=50)["total"] > 100


@pytest.mark.parametrize("key", ["customers", "data"])
def test_other_envelopes(key: str) -> None:
    """Section 9: the customers' envelope is not shown; it may have another key and no total."""
    with account(envelope=key, totals=False) as api:
        page = _page(api, limit=3)
        assert list(page) == [key]
        assert len(_ids(page, key)) == 3


def test_bare_array() -> None:
    """Section 9: or it is no envelope at all."""
    with account(envelope=None) as api:
        page = api.get("/customers", params=ALWAYS | {"limit": 3, "offset": 1}).json()
        assert isinstance(page, list)
        assert len(page) == 3

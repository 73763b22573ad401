"""Foodics stand-in: pages, order, filters and relations of lists (vendor document 5 to 7)."""

from typing import Any

import httpx
import pytest

from app.training.foodics_records import id_of

JOHNNY = id_of("customer", 1117)
LIVE_KEYS = [
    *("id", "name", "dial_code", "phone", "email", "gender", "birth_date", "is_blacklisted"),
    *("is_house_account_enabled", "house_account_limit", "is_loyalty_enabled", "order_count", "last_order_at"),
    *("notes", "created_at", "updated_at", "deleted_at"),
]


def _list(api: httpx.Client, **query: str) -> Any:
    answer = api.get("/customers", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def _filtered(api: httpx.Client, name: str, value: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    page: int | None = 1
    while page:
        answer = api.get("/customers", params={f"filter[{name}]": value, "page": page})
        assert answer.status_code == 200, answer.text
        rows += answer.json()["data"]
        page = page + 1 if answer.json()["links"]["next"] else None
    return rows


def test_envelope_of_a_page(foodics: httpx.Client) -> None:
    """Section 5: data, links and meta as captured live; fifty to a page, full URLs or null."""
    body = _list(foodics, page="2")
    host = str(foodics.base_url).rstrip("/")
    assert list(body) == ["data", "links", "meta"]
    assert len(body["data"]) == 50
    links = {name: f"{host}/customers?page={page}" for name, page in (("first", 1), ("last", 3), ("prev", 1))}
    assert body["links"] == {**links, "next": f"{host}/customers?page=3"}
    pages = body["meta"].pop("links")
    assert body["meta"] == {
        "current_page": 2,
        "from": 51,
        "last_page": 3,
        "path": f"{host}/customers",
        "per_page": 50,
        "to": 100,
        "total": 120,
    }
    assert [(entry["label"], entry["active"]) for entry in pages] == [
        ("&laquo; Previous", False),
        ("1", False),
        ("2", True),
        ("3", False),
        ("Next &raquo;", False),
    ]


def test_every_customer_once(foodics: httpx.Client) -> None:
    """Section 5: pages up to last_page hold everybody once; behind it there is nobody, from and to are null."""
    pages = [_list(foodics, page=str(page)) for page in (1, 2, 3, 4)]
    ids = [row["id"] for body in pages for row in body["data"]]
    assert len(ids) == len(set(ids)) == pages[0]["meta"]["total"] == 120
    assert (pages[3]["data"], pages[3]["meta"]["from"], pages[3]["meta"]["to"]) == ([], None, None)
    assert [body["links"]["next"] is None for body in pages] == [False, False, True, True]
    assert ids != [row["id"] for row in _list(foodics, sort="created_at")["data"]]


def test_empty_list(foodics: httpx.Client) -> None:
    """Section 5: nobody found is a list of one empty page, no 404."""
    body = _list(foodics, **{"filter[phone]": "999999999"})
    assert body["data"] == []
    assert (body["links"]["prev"], body["links"]["next"]) == (None, None)
    assert {key: body["meta"][key] for key in ("from", "to", "last_page", "total")} == {
        "from": None,
        "to": None,
        "last_page": 1,
        "total": 0,
    }


@pytest.mark.parametrize(("asked", "given"), [("10", 10), ("50", 50), ("100", 50), ("5000", 50), ("x", 50), ("0", 50)])
def test_fifty_at_most(foodics: httpx.Client, asked: str, given: int) -> None:
    """Section 5: per_page is capped at 50 for every resource; what is no number counts as left out (our choice)."""
    body = _list(foodics, per_page=asked)
    assert (len(body["data"]), body["meta"]["per_page"]) == (given, given)


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "99999999999999999999999", "٣"])
def test_odd_pages(foodics: httpx.Client, page: str) -> None:
    """Our choice where section 5 is silent: no number is page 1, a number too big is an empty page."""
    body = _list(foodics, page=page)
    assert bool(body["data"]) is (body["meta"]["current_page"] == 1)


def test_links_of_many_pages(foodics: httpx.Client) -> None:
    """Section 5: meta.links are for a person's eye; of many pages both ends and the neighbours, gaps without a link."""
    body = _list(foodics, per_page="2", page="30")
    labels = [entry["label"] for entry in body["meta"]["links"]][1:-1]
    assert labels == ["1", "2", "...", *map(str, range(27, 34)), "...", "59", "60"]
    assert [entry["url"] for entry in body["meta"]["links"] if entry["label"] == "..."] == [None, None]


def test_row_of_a_customer(foodics: httpx.Client) -> None:
    """Section 6: the captured keys in their order, then the balances; relations only where asked for (section 5)."""
    row = foodics.get(f"/customers/{JOHNNY}").json()["data"]
    assert list(row) == [*LIVE_KEYS, "house_account_balance", "loyalty_balance"]
    assert row in _filtered(foodics, "phone", "526282916")


@pytest.mark.parametrize("name", ["created_at", "updated_at"])
def test_order(foodics: httpx.Client, name: str) -> None:
    """Section 5: `sort=field` ascending, `sort=-field` descending."""
    up = [row[name] for row in _list(foodics, sort=name)["data"]]
    down = [row[name] for row in _list(foodics, sort=f"-{name}")["data"]]
    assert (up, down) == (sorted(up), sorted(down, reverse=True))
    assert up[0] < down[0]


def test_order_by_two_fields(foodics: httpx.Client) -> None:
    """Section 5: the first field decides, the next one among equals (our choice: the page has one field)."""
    rows = foodics.get("/addresses", params={"sort": "-updated_at,created_at"}).json()["data"]
    moments = [(row["updated_at"], row["created_at"]) for row in rows]
    firsts = [first for first, _ in moments]
    assert firsts == sorted(firsts, reverse=True)
    for moment in set(firsts):
        seconds = [second for first, second in moments if first == moment]
        assert seconds == sorted(seconds)
    assert len(set(firsts)) < len(set(moments))


@pytest.mark.parametrize(
    "query",
    [
        {"filter[name_localized]": "x"},
        {"filter[id]": "x"},
        {"filter[]": "x"},
        {"filter": "x"},
        {"filter[phone": "x"},
        {"include": "orders"},
        {"include": "tags,addresses.customer"},
        {"include": "delivery_zone"},
        {"sort": "name"},
        {"sort": "-order_count"},
        {"sort": "created_at,phone"},
    ],
)
def test_unknown_words_are_refused(foodics: httpx.Client, query: dict[str, str]) -> None:
    """Sections 5 and 12: an unknown filter, include or sort is a 400 with a message."""
    answer = foodics.get("/customers", params=query)
    assert (answer.status_code, list(answer.json())) == (400, ["message"])


def test_unknown_include_of_one(foodics: httpx.Client) -> None:
    """Section 5: the same where one customer is read; other query words are passed over (our choice)."""
    assert foodics.get(f"/customers/{JOHNNY}", params={"include": "orders"}).status_code == 400
    assert foodics.get(f"/customers/{JOHNNY}", params={"colour": "blue"}).status_code == 200


def test_includes(foodics: httpx.Client) -> None:
    """Section 5: a comma list; a nested one brings its parent, and without it addresses have no zone."""

    def read(include: str) -> dict[str, Any]:
        row: dict[str, Any] = foodics.get(f"/customers/{JOHNNY}", params={"include": include}).json()["data"]
        return row

    plain, nested = read("tags,addresses"), read("addresses.delivery_zone")
    assert [tag["name"] for tag in plain["tags"]] == ["INDUSTRY"]
    assert len(plain["addresses"]) == len(nested["addresses"]) == 3
    assert "tags" not in nested
    assert not any("delivery_zone" in address for address in plain["addresses"])
    zones = [address["delivery_zone"] for address in nested["addresses"]]
    assert [zone and zone["name"] for zone in zones] == ["Hills", None, "Harbor"]
    listed = foodics.get("/customers", params={"filter[phone]": "526282916", "include": "tags"}).json()["data"]
    assert listed == [{key: value for key, value in plain.items() if key != "addresses"}]


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("is_blacklisted", "is_blacklisted"),
        ("is_house_account_enabled", "is_house_account_enabled"),
        ("is_loyalty_enabled", "is_loyalty_enabled"),
        ("has_orders", "order_count"),
        ("is_deleted", "deleted_at"),
    ],
)
def test_yes_or_no_filters(foodics: httpx.Client, name: str, column: str) -> None:
    """Section 7: true and false in words part everybody into two; without the filter both are listed."""
    yes, no = _filtered(foodics, name, "true"), _filtered(foodics, name, "false")
    assert yes
    assert no
    assert all(row[column] for row in yes)
    assert not any(row[column] for row in no)
    assert len(yes) + len(no) == 120
    answer = foodics.get("/customers", params={f"filter[{name}]": "maybe"})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [f"filter.{name}"])


def test_phone_is_exact(foodics: httpx.Client) -> None:
    """Section 7: the whole national number, without dial code, zero or part of it; deleted people are found too."""
    assert [row["name"] for row in _filtered(foodics, "phone", "525100107")] == ["Joan Appleseed"]
    for other in ("0525100107", "966525100107", "+966525100107", "52510010", "52 510 0107"):
        assert _filtered(foodics, "phone", other) == []
    (gone,) = _filtered(foodics, "phone", "525100124")
    assert (gone["name"], gone["deleted_at"]) == ("Casper Gone", "2026-01-07 18:20:30")


def test_dial_code(foodics: httpx.Client) -> None:
    """Section 6: a number that some clients meet as text; the filter finds both."""
    home = _filtered(foodics, "dial_code", "966")
    assert {type(row["dial_code"]) for row in home} == {int, str}
    abroad = _filtered(foodics, "dial_code", "1")
    assert {row["dial_code"] for row in abroad} == {1}
    assert len(home) + len(abroad) == 120


@pytest.mark.parametrize(
    ("name", "value", "numbers"),
    [
        ("name", "appleseed", [1117, 1118, 1120, 1121]),
        ("name", "Joan Appleseed", [1120]),
        ("name", "الشريف", [1128]),
        ("email", "JOAN.apple", [1120]),
        ("email", "j.apleseed@example.net", [1119]),
    ],
)
def test_names_and_emails_match_in_part(foodics: httpx.Client, name: str, value: str, numbers: list[int]) -> None:
    """Section 7 does not know whether they match in part; here they do, in any capitals (our choice)."""
    found = {row["id"] for row in _filtered(foodics, name, value)}
    assert {id_of("customer", number) for number in numbers} <= found
    assert all(value.casefold() in row[name].casefold() for row in _filtered(foodics, name, value))


def test_filter_by_tag(foodics: httpx.Client) -> None:
    """Section 5: a nested name keeps its dot."""
    found = _filtered(foodics, "tags.id", id_of("tag", "VETERAN"))
    assert id_of("customer", 1131) in {row["id"] for row in found}
    assert JOHNNY not in {row["id"] for row in found}


def test_filters_add_up(foodics: httpx.Client) -> None:
    """Section 5: every filter narrows, and the links keep them (our choice)."""
    query = {"filter[name]": "Appleseed", "filter[is_blacklisted]": "false", "per_page": "1"}
    body = foodics.get("/customers", params=query).json()
    assert body["meta"]["total"] == 3
    second = foodics.get(body["links"]["next"]).json()
    assert (second["meta"]["current_page"], second["meta"]["total"]) == (2, 3)


def test_updated_after(foodics: httpx.Client) -> None:
    """Section 14, row 7: unknown; here a day means a later day, and a moment a later moment, dashes or colons."""
    joan = id_of("customer", 1120)  # updated at 2025-07-05 04:02:41 UTC

    def finds(value: str) -> bool:
        return joan in {row["id"] for row in _filtered(foodics, "updated_after", value)}

    assert [finds(value) for value in ("2025-07-04", "2025-07-05")] == [True, False]
    assert [finds(value) for value in ("2025-07-05 04:02:40", "2025-07-05 04:02:41")] == [True, False]
    assert [finds(value) for value in ("2025-07-05 04-02-40", "2025-07-05 04-02-41")] == [True, False]
    assert _filtered(foodics, "updated_after", "2026-11-20") == []
    for wrong in ("", "yesterday", "2025-13-01", "2025-07-05T04:02:40Z", "2025-07-05 25:00:00"):
        answer = foodics.get("/customers", params={"filter[updated_after]": wrong})
        assert (answer.status_code, "must be a date" in answer.text) == (422, True)


def test_stamps_are_utc(foodics: httpx.Client) -> None:
    """Section 1: `YYYY-MM-DD HH:MM:SS` without a suffix, in UTC."""
    johnny = foodics.get(f"/customers/{JOHNNY}").json()["data"]
    assert (johnny["created_at"], johnny["last_order_at"]) == ("2019-04-11 06:44:07", "2026-04-23 14:42:29")

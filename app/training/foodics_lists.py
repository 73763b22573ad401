"""How Foodics lists anything: filters, order, relations, pages (vendor document section 5)."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.datastructures import URL
from starlette.requests import Request

from app.training.foodics_answers import Refusal, invalid

Row = dict[str, Any]
Includes = frozenset[str]
Test = Callable[[Row], bool]
Filter = Callable[[str], Test]
"""Makes a test out of the text behind `filter[name]=`; ValueError with what is wrong about the text."""

PER_PAGE = 50
_MOST_PAGE = 10**9
_ALL_PAGES_SHOWN = 13
_AROUND = 3
_FILTER = re.compile(r"filter\[([^\]]*)\]")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?: (\d\d)[:-](\d\d)[:-](\d\d))?", re.ASCII)


@dataclass(frozen=True)
class Resource:
    """One kind of thing that is listed and read: what there is of it by id, how it is shown, what may be asked."""

    rows: Callable[[], Mapping[str, Row]]
    shown: Callable[[Row, Includes], Row]
    filters: Mapping[str, Filter]
    list_scope: str
    get_scope: str
    sortable: frozenset[str] = frozenset({"created_at", "updated_at"})
    includes: Includes = frozenset()


def listed(request: Request, resource: Resource) -> Row:
    """One page with its `links` and `meta`.

    Without `sort` the rows come in the order of their ids, which means nothing: the page names no order.
    """
    tests = _tests(request, resource.filters)
    includes = wanted_includes(request, resource.includes)
    rows = sorted(
        (row for row in resource.rows().values() if all(test(row) for test in tests)),
        key=lambda row: str(row["id"]),
    )
    for name, backwards in _order(request, resource.sortable):
        rows.sort(key=lambda row: row[name], reverse=backwards)
    page, size = _count(request, "page", 1), min(_count(request, "per_page", PER_PAGE), PER_PAGE)
    chosen = rows[(page - 1) * size : page * size]
    frame = _frame(request.url, page, size, total=len(rows), here=len(chosen))
    return {"data": [resource.shown(row, includes) for row in chosen], **frame}


def wanted_includes(request: Request, known: Includes) -> Includes:
    """The relations asked for; `a.b` brings `a` too. 400 for an unknown one."""
    wanted = {name for name in request.query_params.get("include", "").split(",") if name}
    if strangers := sorted(wanted - known):
        raise Refusal(400, f"Requested include(s) `{', '.join(strangers)}` are not allowed.")
    return frozenset(wanted | {name.partition(".")[0] for name in wanted})


def _tests(request: Request, filters: Mapping[str, Filter]) -> list[Test]:
    """400 for an unknown filter; 422 for a value a filter cannot read (our choice)."""
    tests = []
    for key, value in request.query_params.items():
        if not key.startswith("filter"):
            continue
        name = match[1] if (match := _FILTER.fullmatch(key)) else key
        if name not in filters:
            raise Refusal(400, f"Requested filter(s) `{name}` are not allowed.")
        try:
            tests.append(filters[name](value))
        except ValueError as error:
            raise invalid({f"filter.{name}": [str(error)]}) from error
    return tests


def _order(request: Request, sortable: frozenset[str]) -> list[tuple[str, bool]]:
    """(field, backwards) of each key, the last first, as stable sorting wants them. 400 for an unknown one."""
    keys = [key for key in request.query_params.get("sort", "").split(",") if key]
    order = [(key.removeprefix("-"), key.startswith("-")) for key in reversed(keys)]
    for name, _ in order:
        if name not in sortable:
            raise Refusal(400, f"Requested sort(s) `{name}` are not allowed.")
    return order


def _count(request: Request, name: str, default: int) -> int:
    """A number from 1; anything else counts as left out (our choice: the page does not say)."""
    text = request.query_params.get(name, "")
    number = int(text[:12]) if text.isascii() and text.isdigit() else 0
    return min(number, _MOST_PAGE) or default


def _frame(url: URL, page: int, size: int, *, total: int, here: int) -> Row:
    """`links` and `meta` (section 5). Links keep the rest of the query (our choice: the capture had none)."""
    last = max(1, -(-total // size))

    def link(number: int) -> str | None:
        return str(url.include_query_params(page=number)) if 1 <= number <= last else None

    before, after = link(page - 1), link(page + 1)
    first_here = (page - 1) * size + 1 if here else None
    return {
        "links": {"first": link(1), "last": link(last), "prev": before, "next": after},
        "meta": {
            "current_page": page,
            "from": first_here,
            "last_page": last,
            "links": [
                {"url": before, "label": "&laquo; Previous", "active": False},
                *({"url": n and link(n), "label": str(n or "..."), "active": n == page} for n in _window(page, last)),
                {"url": after, "label": "Next &raquo;", "active": False},
            ],
            "path": str(url.replace(query="")),
            "per_page": size,
            "to": first_here and first_here + here - 1,
            "total": total,
        },
    }


def _window(page: int, last: int) -> Sequence[int | None]:
    """The page numbers worth a link, None for a gap: all of a few, otherwise both ends and the neighbours."""
    if last <= _ALL_PAGES_SHOWN:
        return range(1, last + 1)
    near = {1, 2, last - 1, last, *range(page - _AROUND, page + _AROUND + 1)}
    numbers: list[int | None] = []
    for number in sorted(number for number in near if 1 <= number <= last):
        if numbers and numbers[-1] != number - 1:
            numbers.append(None)
        numbers.append(number)
    return numbers


def exact(name: str) -> Filter:
    """The field, written as text, is this."""
    return lambda value: lambda row: row[name] is not None and str(row[name]) == value


def partial(name: str) -> Filter:
    """The field has this somewhere, in any capitals (our choice: section 7 knows neither)."""
    return lambda value: lambda row: value.casefold() in (row[name] or "").casefold()


def has(name: str) -> Filter:
    """This is among the values of the field."""
    return lambda value: lambda row: value in row[name]


def flag(name: str) -> Filter:
    """Whether the field holds anything true, asked in words (section 7) or in digits."""

    def read(value: str) -> Test:
        if value not in {"true", "false", "1", "0"}:
            raise ValueError("The value must be true or false.")
        return lambda row: bool(row[name]) is (value in {"true", "1"})

    return read


def after(name: str) -> Filter:
    """Later than this moment; a date alone means on a later day (our choice, the narrower one: section 14, row 7)."""

    def read(value: str) -> Test:
        moment = _moment(value)
        return lambda row: row[name][: len(moment)] > moment

    return read


def on(name: str) -> Filter:
    """On this day in UTC."""

    def read(value: str) -> Test:
        day = _moment(value)[:10]
        return lambda row: row[name] is not None and row[name].startswith(day)

    return read


def _moment(text: str) -> str:
    """A UTC date or date-time as rows write it; dashes in the time, as the prose has them, are read too."""
    match = _MOMENT.fullmatch(text)
    parts = [part for part in match.groups() if part is not None] if match else [""]
    written = f"{parts[0]} {':'.join(parts[1:])}".strip()
    try:
        datetime.fromisoformat(written)
    except ValueError:
        raise ValueError("The value must be a date.") from None
    return written

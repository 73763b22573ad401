"""A file that an export left is gone on with, and only such a file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.errors import ClerkCanAct, Offline
from app.core.page import Page
from app.core.vendor import Capabilities, Connection, CreatedBetween, Listing, UpdatedSince, VendorInfo
from app.services.exported_before import Before, exported_before, mark_of
from app.services.exports import Exported, Exports
from app.services.tables import Columns, sheet_for

HERE = ConnectionId("here")
COLUMNS = Columns([])
PERIOD = CreatedBetween(date(2026, 1, 1), date(2026, 3, 31))
SHOP = Connection(id=HERE, name="Shop", vendor="v", base_url="https://v.example", account={"dial_code": "966"})
MARK = mark_of(SHOP, PERIOD)
NOTES = 'two\nlines; =and, a "quote"'


def person(number: str, day: int) -> Customer:
    """Somebody who was created on that day of March."""
    created = datetime(2026, 3, day, 12, tzinfo=UTC)
    return Customer(ref=CustomerRef(HERE, number), notes=NOTES, created_at=created)


PEOPLE = [person("-7", 2), person("b", 12), person("c", 12), person("d", 20)]


class Store:
    """A store that remembers what it was asked for; an error after its pages ends the list."""

    def __init__(self, *pages: Page, fault: Offline | None = None) -> None:
        self._pages = pages
        self._fault = fault
        self.asked: list[Listing] = []
        can = Capabilities(lookups=frozenset(), lists_created=True)
        self._info = VendorInfo(key="v", label="V", base_url="", account=(), secret=(), capabilities=can)

    def info(self, _connection: ConnectionId) -> VendorInfo:
        """See Stores."""
        return self._info

    async def client(self, _connection: ConnectionId) -> Store:
        """See Stores."""
        return self

    async def listed(self, listing: Listing) -> AsyncIterator[Page]:
        """See VendorClient."""
        self.asked.append(listing)
        for page in self._pages:
            yield page
        if self._fault:
            raise self._fault


def export(store: Store, out: Path, before: Before | None = None, limit: int | None = None) -> Exported:
    exports, before = Exports(store), before or Before(MARK)  # type: ignore[arg-type]
    return asyncio.run(exports.write(HERE, PERIOD, sheet_for(out, COLUMNS), out, limit=limit, before=before))


def broken_off(out: Path, *pages: Page) -> Before:
    """What the next export finds of one that the store ended."""
    assert export(Store(*pages, fault=Offline("Gone.")), out).fault is not None
    return exported_before(out, COLUMNS, MARK)


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
@pytest.mark.parametrize("reached", [date(2026, 3, 12), None])
def test_it_goes_on_behind_the_last_one(tmp_path: Path, name: str, reached: date | None) -> None:
    """From the day on that the store had come to, where it says so, else through all; nobody is written twice."""
    out = tmp_path / name
    before = broken_off(out, Page(PEOPLE[:1]), Page(PEOPLE[1:2], created_before=reached))
    assert (len(before.numbers), before.reached) == (2, reached)
    store = Store(Page(PEOPLE))
    assert export(store, out, before) == Exported(2)
    assert store.asked == [CreatedBetween(reached, PERIOD.last) if reached else PERIOD]
    whole = tmp_path / f"whole-{name}"
    export(Store(Page(PEOPLE)), whole)
    assert out.read_bytes() == whole.read_bytes()
    assert {one.name for one in tmp_path.iterdir()} == {name, whole.name}


def test_it_breaks_off_more_than_once(tmp_path: Path) -> None:
    """How far it had come is not forgotten where the second time nothing is said of it."""
    out, day = tmp_path / "a.csv", date(2026, 3, 12)
    before = broken_off(out, Page(PEOPLE[:2], created_before=day))
    assert export(Store(Page(PEOPLE[1:3]), fault=Offline("Gone.")), out, before).count == 1
    before = exported_before(out, COLUMNS, MARK)
    assert (len(before.numbers), before.reached) == (3, day)


def test_as_many_as_were_asked_for_is_a_part(tmp_path: Path) -> None:
    """A page of which only some were written was not reached."""
    out = tmp_path / "a.csv"
    pages = Page(PEOPLE[:1], created_before=date(2026, 3, 2)), Page(PEOPLE[1:], created_before=date(2026, 3, 20))
    assert export(Store(*pages), out, limit=2).count == 2
    before = exported_before(out, COLUMNS, MARK)
    assert before.reached == date(2026, 3, 2)
    assert export(Store(*pages), out, before).count == 2


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_a_file_of_nobody(tmp_path: Path, name: str) -> None:
    """An export that found nobody is gone on with from the beginning; so is a file that is not there yet."""
    out = tmp_path / name
    assert exported_before(out, COLUMNS, MARK) == Before(MARK)
    export(Store(), out)
    assert exported_before(out, COLUMNS, MARK) == Before(MARK)


def test_a_list_by_change_is_asked_for_again() -> None:
    """It knows no days of creation."""
    since = UpdatedSince(datetime(2026, 1, 1, tzinfo=UTC))
    assert Before(MARK, frozenset("a"), date(2026, 3, 1)).rest_of(since) == since


def test_what_was_asked_for_otherwise_is_not_gone_on_with(tmp_path: Path) -> None:
    """The file would lack people and look whole. Where nothing says what was asked for, everybody is asked for again."""
    out = tmp_path / "a.csv"
    for other in (mark_of(SHOP, None), mark_of(replace(SHOP, account={"dial_code": "971"}), PERIOD)):
        broken_off(out, Page(PEOPLE[:1], created_before=date(2026, 3, 2)))
        with pytest.raises(ClerkCanAct, match="another selection"):
            exported_before(out, COLUMNS, other)
    renamed = replace(SHOP, name="Renamed", id=ConnectionId("connected anew"))
    assert exported_before(out, COLUMNS, mark_of(renamed, PERIOD)).reached == date(2026, 3, 2)
    (tmp_path / "a.csv.unfinished").unlink()
    assert exported_before(out, COLUMNS, MARK) == Before(MARK, frozenset(["-7"]))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"customer_id,first_name\r\n1,Jon\r\n"),  # other columns
        ("a.csv", b""),
        ("a.csv", ",".join(COLUMNS.names).encode() + b"\r\n1,Jon\r\n"),  # a line cut short
        ("a.csv", b"\xff\xfe\x00"),
        ("a.jsonl", b'{"customer_id": "1"}\n{"customer_id": "2"}'),  # no end of its last line
        ("a.jsonl", b'{"customer_id": "1"}\n{"custom\n'),
        ("a.jsonl", b'{"first_name": "Jon"}\n'),
        ("a.jsonl", b"[1]\n"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    """It stays as it is, and the message repeats nothing of it."""
    out = tmp_path / name
    out.write_bytes(content)
    with pytest.raises(ClerkCanAct, match="not what an export left") as told:
        exported_before(out, COLUMNS, MARK)
    assert told.value.__cause__ is None
    assert "Jon" not in str(told.value)
    assert out.read_bytes() == content

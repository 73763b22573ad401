"""A file that an export left is gone on with, and only such a file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.errors import ClerkCanAct
from app.core.vendor import Capabilities, Connection, CreatedBetween, Listing, UpdatedSince, VendorInfo
from app.services.exported_before import NOBODY, Before, exported_before, leave_mark, mark_of
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


class Store:
    """A store in the order of creation that remembers what it was asked for."""

    def __init__(self, people: Sequence[Customer], *, in_order: bool) -> None:
        self._people = people
        self.asked: list[Listing] = []
        can = Capabilities(lookups=frozenset(), lists_created=True, created_in_order=in_order)
        self._info = VendorInfo(key="v", label="V", base_url="", account=(), secret=(), capabilities=can)

    def info(self, _connection: ConnectionId) -> VendorInfo:
        """See Stores."""
        return self._info

    async def client(self, _connection: ConnectionId) -> Store:
        """See Stores."""
        return self

    async def listed(self, listing: Listing) -> AsyncIterator[Sequence[Customer]]:
        """See VendorClient."""
        self.asked.append(listing)
        yield self._people


def export(store: Store, out: Path, before: Before = NOBODY) -> Exported:
    exports = Exports(store)  # type: ignore[arg-type]
    return asyncio.run(exports.write(HERE, PERIOD, sheet_for(out, COLUMNS), out, before=before))


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
@pytest.mark.parametrize(
    ("in_order", "asked"), [(True, CreatedBetween(date(2026, 3, 10), PERIOD.last)), (False, PERIOD)]
)
def test_it_goes_on_behind_the_last_one(tmp_path: Path, name: str, in_order: bool, asked: Listing) -> None:
    """A store in order is asked from two days before the last one on, any other for all; nobody is written twice."""
    out, people = tmp_path / name, [person("-7", 2), person("b", 12), person("c", 12), person("d", 20)]
    assert export(Store(people[:2], in_order=in_order), out).count == 2
    leave_mark(out, MARK)
    before = exported_before(out, COLUMNS, MARK)
    assert len(before.numbers) == 2
    store = Store(people, in_order=in_order)
    assert export(store, out, before).count == 2
    assert store.asked == [asked]
    whole = tmp_path / f"whole-{name}"
    export(Store(people, in_order=in_order), whole)
    assert out.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_a_file_of_nobody(tmp_path: Path, name: str) -> None:
    """An export that found nobody is gone on with from the beginning."""
    out = tmp_path / name
    export(Store([], in_order=True), out)
    before = exported_before(out, COLUMNS, MARK)
    assert before == NOBODY
    assert before.rest_of(PERIOD, in_order=True) == PERIOD


def test_a_list_by_change_is_asked_for_again() -> None:
    """It knows no days of creation."""
    since = UpdatedSince(datetime(2026, 1, 1, tzinfo=UTC))
    assert Before(frozenset("a"), date(2026, 3, 1)).rest_of(since, in_order=True) == since


def test_somebody_of_whom_no_day_is_known(tmp_path: Path) -> None:
    """Without the day of the last one everybody is asked for again."""
    out = tmp_path / "a.csv"
    leave_mark(out, MARK)
    export(Store([person("a", 3), replace(person("b", 4), created_at=None)], in_order=True), out)
    assert exported_before(out, COLUMNS, MARK).rest_of(PERIOD, in_order=True) == PERIOD


def test_what_was_asked_for_otherwise_is_not_gone_on_with(tmp_path: Path) -> None:
    """The file would lack people and look whole. Where nothing says what was asked for, everybody is asked for again."""
    out = tmp_path / "a.csv"
    export(Store([person("a", 3)], in_order=True), out)
    assert exported_before(out, COLUMNS, MARK) == Before(frozenset("a"), None)
    other = replace(SHOP, account={"dial_code": "971"})
    for mark in (mark_of(SHOP, None), mark_of(other, PERIOD)):
        leave_mark(out, mark)
        with pytest.raises(ClerkCanAct, match="another selection"):
            exported_before(out, COLUMNS, MARK)
    leave_mark(out, mark_of(replace(SHOP, name="Renamed", id=ConnectionId("connected anew")), PERIOD))
    assert exported_before(out, COLUMNS, MARK).newest == date(2026, 3, 3)
    leave_mark(out, "")
    assert [one.name for one in tmp_path.iterdir()] == ["a.csv"]


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

"""Customers written to a file: whole, short or not at all, and never open to others."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO

import pytest

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.errors import DiskFull, NotOffered, Offline
from app.core.page import Page
from app.core.vendor import Capabilities, CreatedBetween, Listing, UpdatedSince, VendorInfo
from app.services.exports import Exported, Exports, refuse_unlisted, write_records
from app.services.tables import Columns, Row, sheet_for

HERE = ConnectionId("here")
LISTING = CreatedBetween(date(2026, 1, 1), date(2026, 1, 2))
INFO = VendorInfo(
    key="v",
    label="V",
    base_url="",
    account=(),
    secret=(),
    capabilities=Capabilities(lookups=frozenset(), lists_created=True),
)


class Names:
    """Writes customer numbers (services.tables.Sheet)."""

    def begin(self, file: BinaryIO) -> None:
        """See Sheet."""
        self._file = file
        file.write(b"number\n")

    def add(self, rows: Sequence[Row]) -> None:
        """See Sheet."""
        numbers = [row.ref.customer_id if isinstance(row, Customer) else row["customer_id"] for row in rows]
        self._file.write("".join(f"{number}\n" for number in numbers).encode())

    def end(self) -> None:
        """See Sheet."""
        self._file.write(b"")


class Store:
    """A store with pages; an error among them ends the list."""

    def __init__(self, *pages: Sequence[str] | BaseException) -> None:
        self.pages = pages
        self.info_line = INFO
        self.closed = False
        self.asked_on = threading.Event()

    def info(self, _connection: ConnectionId) -> VendorInfo:
        """See Stores."""
        return self.info_line

    async def client(self, _connection: ConnectionId) -> Store:
        """See Stores."""
        return self

    async def listed(self, _listing: Listing) -> AsyncIterator[Page]:
        """See VendorClient."""
        try:
            for page in self.pages:
                if page is not self.pages[0]:
                    self.asked_on.set()
                if isinstance(page, BaseException):
                    raise page
                yield Page(Customer(ref=CustomerRef(HERE, number)) for number in page)
        finally:
            self.closed = True


def export(store: Store, out: Path, limit: int | None = None, seen: list[int] | None = None) -> Exported:
    exports = Exports(store)  # type: ignore[arg-type]
    told = [] if seen is None else seen
    return asyncio.run(exports.write(HERE, LISTING, Names(), out, limit=limit, progress=told.append))


def test_whole_list(tmp_path: Path) -> None:
    """Every page is written, progress heard after each, and nothing but the file is left."""
    out, seen = tmp_path / "out.csv", list[int]()
    assert export(Store("ab", "c"), out, seen=seen) == Exported(3)
    assert out.read_text() == "number\na\nb\nc\n"
    assert seen == [2, 3]
    assert list(tmp_path.iterdir()) == [out]


def test_empty_list(tmp_path: Path) -> None:
    """Nobody is a list too."""
    out = tmp_path / "out.csv"
    assert export(Store(), out) == Exported(0)
    assert out.read_text() == "number\n"


@pytest.mark.parametrize(("limit", "text"), [(1, "a"), (2, "ab"), (3, "abc"), (9, "abcd")])
def test_limit(tmp_path: Path, limit: int, text: str) -> None:
    """No more than asked for, and the store is not asked on."""
    store = Store("ab", "cd", *([AssertionError("asked on")] if limit < 4 else []))
    out = tmp_path / "out.csv"
    assert export(store, out, limit).count == len(text)
    assert out.read_text().split()[1:] == list(text)
    assert store.closed


def test_short_list_is_kept_and_named(tmp_path: Path) -> None:
    """What came before the failure stays, with the reason."""
    out, gone = tmp_path / "out.csv", Offline("Gone.")
    assert export(Store("ab", gone, "c"), out) == Exported(2, gone)
    assert out.read_text() == "number\na\nb\n"


def test_nothing_came(tmp_path: Path) -> None:
    """Where not one page came, an older file stays and the error is raised."""
    out = tmp_path / "out.csv"
    out.write_text("older")
    with pytest.raises(Offline):
        export(Store(Offline("Gone.")), out)
    assert out.read_text() == "older"
    assert list(tmp_path.iterdir()) == [out]


def test_what_came_before_it_was_stopped_is_kept(tmp_path: Path) -> None:
    """A list may take hours: whoever stops it keeps what there is."""
    out = tmp_path / "out.csv"
    with pytest.raises(asyncio.CancelledError):
        export(Store("ab", asyncio.CancelledError()), out)
    assert out.read_text() == "number\na\nb\n"
    assert list(tmp_path.iterdir()) == [out]


def test_a_file_that_is_taking_its_name_takes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped while the disk is being written to, the whole list is there: it was dropped in its last second."""
    out, reached, on = tmp_path / "out.csv", threading.Event(), threading.Event()

    def slow(_handle: int) -> None:
        reached.set()
        assert on.wait(10)

    monkeypatch.setattr(os, "fsync", slow)

    async def stopped() -> None:
        exports = Exports(Store("ab"))  # type: ignore[arg-type]
        writing = asyncio.create_task(exports.write(HERE, LISTING, Names(), out))
        await asyncio.to_thread(reached.wait, 10)
        writing.cancel()
        await asyncio.sleep(0)
        on.set()
        with pytest.raises(asyncio.CancelledError):
            await writing

    asyncio.run(stopped())
    assert out.read_text() == "number\na\nb\n"
    assert list(tmp_path.iterdir()) == [out]


def test_bugs_and_early_ends_leave_nothing(tmp_path: Path) -> None:
    """Half a file of people is not left lying about, and a file of nobody takes no name."""
    for pages, end in (("ab", ZeroDivisionError()), ("", asyncio.CancelledError())):
        with pytest.raises(type(end)):
            export(Store(*pages, end), tmp_path / "out.csv")
        assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="rights come from the folder there")
def test_owner_only(tmp_path: Path) -> None:
    """Nobody else reads the file, whatever stood there before and whatever was left of an earlier run."""
    out, part, other = tmp_path / "out.csv", tmp_path / "out.csv.part", tmp_path / "other"
    out.write_text("older")
    out.chmod(0o666)
    part.symlink_to(other)
    export(Store("a"), out)
    assert out.stat().st_mode & 0o777 == 0o600
    assert not other.exists()


def test_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is not there and a disk that is full are the machine's fault."""
    with pytest.raises(DiskFull):
        export(Store("a"), tmp_path / "none" / "out.csv")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull):
        export(Store("a"), tmp_path / "out.csv")
    assert list(tmp_path.iterdir()) == []


def test_workbook_that_breaks_off(tmp_path: Path) -> None:
    """Half a workbook is dropped with its file, without a word from its zip file later on."""
    exports = Exports(Store("ab", ZeroDivisionError()))  # type: ignore[arg-type]
    out = tmp_path / "out.xlsx"
    with pytest.raises(ZeroDivisionError):
        asyncio.run(exports.write(HERE, LISTING, sheet_for(out, Columns([])), out))
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_next_page_is_fetched_ahead(tmp_path: Path) -> None:
    """While a page is written the store is asked for the next one already."""
    store = Store("a", "b")

    class Waiting(Names):
        def add(self, rows: Sequence[Row]) -> None:
            assert store.asked_on.wait(5)
            super().add(rows)

    exports = Exports(store)  # type: ignore[arg-type]
    assert asyncio.run(exports.write(HERE, LISTING, Waiting(), tmp_path / "out.csv")).count == 2


def test_records_that_are_here_already(tmp_path: Path) -> None:
    """They are written batch by batch, with progress after each."""
    out, seen = tmp_path / "out.csv", list[int]()
    batches = [[{"customer_id": "a"}, {"customer_id": "b"}], [{"customer_id": "c"}]]
    assert asyncio.run(write_records(batches, Names(), out, seen.append)) == 3
    assert (out.read_text(), seen) == ("number\na\nb\nc\n", [2, 3])


def test_lists_the_vendor_has_not(tmp_path: Path) -> None:
    """NotOffered, with the vendor's reason, and no file."""
    store = Store("a")
    store.info_line = replace(
        INFO, capabilities=replace(INFO.capabilities, lists_created=False, reasons={"lists_created": "So."})
    )
    with pytest.raises(NotOffered) as refused:
        export(store, tmp_path / "out.csv")
    assert refused.value.detail == "So."
    with pytest.raises(NotOffered):
        refuse_unlisted(INFO, UpdatedSince(datetime(2026, 1, 1, tzinfo=UTC)))
    assert list(tmp_path.iterdir()) == []

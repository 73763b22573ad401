"""Customers written to a file, page by page, while the store is still being asked."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from app.core.customer import ConnectionId
from app.core.errors import AppError, DiskFull, NotOffered
from app.core.page import Page
from app.core.vendor import CreatedBetween, Listing, VendorInfo
from app.services.bulk_pages import ahead, closed
from app.services.exported_before import Before
from app.services.stores import Stores
from app.services.tables import Record, Row, Sheet


@dataclass(frozen=True, slots=True)
class Exported:
    """How many customers were written, and why they are not all, if they are not."""

    count: int
    fault: AppError | None = None


_NOTHING = Before()


class Exports:
    """Files of a store's customers, which only their owner can read."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    async def write(
        self,
        connection_id: ConnectionId,
        listing: Listing,
        sheet: Sheet,
        out: Path,
        *,
        limit: int | None = None,
        before: Before = _NOTHING,
        progress: Callable[[int], None] = lambda _count: None,
    ) -> Exported:
        """Write the listed customers to ``out``, at most ``limit``; ``progress`` hears how many there are so far.

        ``out`` changes only when there is something to put there: the whole list, or the part that came before the
        store failed, with the reason in the answer, or before this was cancelled. Who stands there ``before`` stays, and
        who is new is written behind them; beside a short list its mark is left. Where nothing came at all, the store's
        error is raised. NotOffered where the vendor has no such list, DiskFull where the file cannot be written. Pages
        are written on the calling loop: for a process that has no window (a window keeps a BulkRun and writes its
        records).
        """
        refuse_unlisted(self._stores.info(connection_id), listing)
        client = await self._stores.client(connection_id)
        with _written(out, sheet, goes_on=bool(before.numbers)) as file:
            pages, rows = client.listed(before.rest_of(listing)), _Rows(file, before, limit, progress)
            try:
                fault = await _take(pages if limit else ahead(pages), rows)
            except asyncio.CancelledError:
                if file.count:
                    file.keep()  # hours may have gone into it
                    before.leave(out, is_short=True, reached=rows.reached)
                raise
            if fault and not file.count:
                raise fault
            await _kept(file)
            before.leave(out, is_short=fault is not None or rows.full, reached=rows.reached)
        return Exported(file.count, fault)


async def write_records(
    batches: Iterable[Sequence[Record]],
    sheet: Sheet,
    out: Path,
    progress: Callable[[int], None] = lambda _count: None,
) -> int:
    """Write records that are here already, batch by batch in a thread; answers how many. DiskFull as above."""
    with _written(out, sheet) as file:
        coming = iter(batches)
        while batch := await asyncio.to_thread(next, coming, ()):
            await asyncio.to_thread(file.add, batch)
            progress(file.count)
        await _kept(file)
    return file.count


async def write_pages(
    pages: AsyncIterator[Sequence[Record]],
    sheet: Sheet,
    out: Path,
    progress: Callable[[int], None] = lambda _count: None,
) -> int:
    """The same for records that come page by page."""
    with _written(out, sheet) as file:
        async for page in pages:
            await asyncio.to_thread(file.add, page)
            progress(file.count)
        await _kept(file)
    return file.count


def refuse_unlisted(info: VendorInfo, listing: Listing) -> None:
    """NotOffered where the vendor has no such list; never answered with an empty file."""
    by_creation = isinstance(listing, CreatedBetween)
    can = info.capabilities
    if can.lists_created if by_creation else can.lists_updated:
        return
    word = "creation" if by_creation else "last change"
    reason = can.reasons.get("lists_created" if by_creation else "lists_updated", "")
    raise NotOffered(f"{info.label} has no list of customers by {word}.", reason)


async def _take(pages: AsyncIterator[Page], rows: _Rows) -> AppError | None:
    """Write the pages down; answers the error that ended them too early."""
    try:
        async for page in pages:
            # A page is a millisecond or two. A thread would fight for the interpreter with the reading of the next
            # answer, which takes longer than both.
            rows.add(page)
            rows.report()
            if rows.full:
                break
    except DiskFull:
        raise
    except AppError as fault:
        return fault
    finally:
        await closed(pages)
    return None


class _Rows:
    """The customers that go into a file, as far as the limit goes."""

    def __init__(self, file: _PartFile, before: Before, limit: int | None, progress: Callable[[int], None]) -> None:
        self._file = file
        self._before = before
        self._limit = limit
        self._progress = progress
        self.reached: date | None = None  # everybody created before that day is written, where the store says so

    @property
    def full(self) -> bool:
        """Whether there are as many as were asked for."""
        return self._limit is not None and self._file.count >= self._limit

    def add(self, page: Page) -> None:
        """Write one page, as far as the limit goes."""
        new = [one for one in page if not self._before.holds(one)] if self._before.numbers else page
        taken = new if self._limit is None else new[: self._limit - self._file.count]
        self._file.add(taken)
        if len(taken) == len(new):
            self.reached = page.created_before or self.reached

    def report(self) -> None:
        """Tell how many there are."""
        self._progress(self._file.count)


async def _kept(file: _PartFile) -> None:
    """Let the file take its name, which is done to the end: whoever stops it in its last second has it all the same."""
    keeping = asyncio.ensure_future(asyncio.to_thread(file.keep))
    try:
        await asyncio.shield(keeping)
    except asyncio.CancelledError:
        await keeping
        raise


# ------------------------------------------------------------------------------------------------------- the file


class _PartFile:
    """A file that takes its name only when it is complete. Every method raises DiskFull and nothing else."""

    def __init__(self, out: Path, sheet: Sheet, *, goes_on: bool) -> None:
        self._out = out
        self._part = out.with_name(f"{out.name}.part")
        self._sheet = sheet
        self._goes_on = goes_on
        self.count = 0
        with _told():
            self._part.unlink(missing_ok=True)
            # Owner-only from its first byte, and never through a link that somebody put in its place.
            handle = os.open(self._part, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0), 0o600)
            self._file: BinaryIO = os.fdopen(handle, "w+b")

    def begin(self) -> None:
        """Write what stands before the first record, or before the next one where there are some."""
        with _told():
            self._sheet.begin(self._file)
            if self._goes_on:
                with self._out.open("rb") as before:  # it begins as the sheet does
                    self._file.seek(0)
                    shutil.copyfileobj(before, self._file)

    def add(self, rows: Sequence[Row]) -> None:
        """Write some rows."""
        with _told():
            self._sheet.add(rows)
        self.count += len(rows)

    def keep(self) -> None:
        """Give the file its name, after everything has reached the disk."""
        with _told():
            self._sheet.end()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._part.replace(self._out)

    def drop(self) -> None:
        """Leave nothing behind, if it was not kept: it holds people."""
        with contextlib.suppress(OSError):  # what is still in the buffer may not fit on the disk
            self._file.close()
        with _told():
            self._part.unlink(missing_ok=True)


@contextlib.contextmanager
def _written(out: Path, sheet: Sheet, *, goes_on: bool = False) -> Iterator[_PartFile]:
    file = _PartFile(out, sheet, goes_on=goes_on)
    try:
        file.begin()
        yield file
    finally:
        file.drop()


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Turn what the disk says into the program's own error."""
    try:
        yield
    except OSError as fault:
        raise DiskFull(
            "The file cannot be written.",
            "What stood under this name before is still there.",
            "Make room on the disk, or choose another folder, and try again.",
        ) from fault

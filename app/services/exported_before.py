"""What an earlier export left in a file, read back so that the next one goes on behind it.

Such a file is as `tables` writes it, with all columns. A workbook is not gone on with: it has no end to write behind.
While the list is short a mark beside the file says what was asked for, as a hash. Without it everybody is asked for again.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TypeAlias

from app.core.customer import Customer
from app.core.errors import ClerkCanAct
from app.core.vendor import Connection, CreatedBetween, Listing
from app.services.bulk_pages import narrowed
from app.services.tables import Columns, safe_cell

_NUMBER, _CREATED = "customer_id", "created_at"
_AGAIN = timedelta(days=2)  # are read once more: a moment in a record may fall on another day at its store
_DAY = 10  # characters of YYYY-MM-DD
_Line: TypeAlias = tuple[str, str]  # a customer's number and moment of creation as they stand there


@dataclass(frozen=True, slots=True)
class Before:
    """The customers' ``numbers`` as they stand in the file, and ``newest``, the day on which the last was created."""

    numbers: frozenset[str] = frozenset()
    newest: date | None = None

    def holds(self, customer: Customer) -> bool:
        """Whether somebody stands in the file already."""
        return safe_cell(customer.ref.customer_id) in self.numbers

    def rest_of(self, listing: Listing, *, in_order: bool) -> Listing:
        """What is still to be asked for: a list in the order of creation from its last days on, any other as a whole."""
        if in_order and self.newest and isinstance(listing, CreatedBetween):
            return narrowed(listing, self.newest - _AGAIN)
        return listing


NOBODY = Before()


def mark_of(store: Connection, listing: Listing | None) -> str:
    """What was asked for, None for everybody, and of which store, whatever that is called here."""
    asked = (store.vendor, store.base_url, sorted(store.account.items()), listing)
    return hashlib.sha256(repr(asked).encode()).hexdigest()


def leave_mark(out: Path, mark: str) -> None:
    """Say beside the file what it is a part of; without a mark where there is nothing left to ask for."""
    place = _mark_place(out)
    with contextlib.suppress(OSError):  # without it the next export takes longer, and that is all
        if mark:
            place.write_text(f"{mark}\n", "ascii")
        else:
            place.unlink(missing_ok=True)


def _mark_place(out: Path) -> Path:
    return out.with_name(f"{out.name}.unfinished")


def exported_before(out: Path, columns: Columns, mark: str) -> Before:
    """What the file holds, which was asked for as ``mark`` says.

    ClerkCanAct where it cannot be read, is not what an export of these columns leaves, or was asked for otherwise.
    """
    try:
        begun = _mark_place(out).read_text("ascii", "replace").strip() if _mark_place(out).exists() else ""
        if begun and begun != mark:
            raise ClerkCanAct(
                "The file was begun with another selection, or at another store.",
                "Nothing was written.",
                "Say what it was begun with, or choose another file.",
            )
        before = _before(_json_lines(out) if out.suffix.lower() == ".jsonl" else _csv_lines(out, columns))
        return before if begun else replace(before, newest=None)
    except OSError as error:
        raise ClerkCanAct("The file cannot be read.", "Nothing was written.", "Choose another file.") from error
    except (ValueError, csv.Error):
        raise ClerkCanAct(
            "The file is not what an export left there.",
            "Another program may have changed it. Nothing was written.",
            "Choose another file, or leave out --continue to write it anew.",
        ) from None  # what is wrong with it may repeat what stands in it


def _before(lines: Iterable[_Line]) -> Before:
    numbers, newest = set(), ""
    for number, created in lines:
        if not number:
            raise ValueError
        numbers.add(number)
        newest = created
    return Before(frozenset(numbers), date.fromisoformat(newest[:_DAY]) if newest else None)


def _json_lines(out: Path) -> Iterator[_Line]:
    with out.open("rb") as file:
        for line in file:
            record = json.loads(line)
            if not isinstance(record, dict) or not line.endswith(b"\n"):
                raise ValueError
            yield safe_cell(str(record.get(_NUMBER) or "")), str(record.get(_CREATED) or "")


def _csv_lines(out: Path, columns: Columns) -> Iterator[_Line]:
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, strict=True)
        if tuple(next(rows, ())) != columns.names:
            raise ValueError
        number, created = columns.names.index(_NUMBER), columns.names.index(_CREATED)
        for row in rows:
            if len(row) != len(columns.names):
                raise ValueError
            yield row[number], row[created]

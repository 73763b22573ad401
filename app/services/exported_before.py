"""What an earlier export left in a file, read back so that the next one goes on behind it.

Such a file is as `tables` writes it, with all columns. A workbook is not gone on with: it has no end to write behind.
While the list is short a mark beside the file says what was asked for, as a hash, and how far the store had come, as a
day. Without it everybody is asked for again, and who stands in the file is not written twice.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from app.core.customer import Customer
from app.core.errors import ClerkCanAct
from app.core.vendor import Connection, CreatedBetween, Listing
from app.services.bulk_pages import narrowed
from app.services.tables import Columns, safe_cell

_NUMBER = "customer_id"


@dataclass(frozen=True, slots=True)
class Before:
    """What stands in the file that is written to: nobody, or what an export left.

    ``mark``: what is asked for, as `mark_of` says. ``numbers``: the customers as they stand in the file. ``reached``:
    everybody who was created before that day is among them.
    """

    mark: str = ""
    numbers: frozenset[str] = frozenset()
    reached: date | None = None

    def holds(self, customer: Customer) -> bool:
        """Whether somebody stands in the file already."""
        return safe_cell(customer.ref.customer_id) in self.numbers

    def rest_of(self, listing: Listing) -> Listing:
        """What is still to be asked for."""
        if self.reached and isinstance(listing, CreatedBetween):
            return narrowed(listing, self.reached)
        return listing

    def leave(self, out: Path, *, is_short: bool, reached: date | None) -> None:
        """Leave the mark beside the file while more is to come, and take it away afterwards."""
        place = _mark_place(out)
        day = reached or self.reached
        with contextlib.suppress(OSError):  # without it the next export takes longer, and that is all
            if is_short and self.mark:
                place.write_text(f"{self.mark} {day or ''}\n", "ascii")
            else:
                place.unlink(missing_ok=True)


def mark_of(store: Connection, listing: Listing | None) -> str:
    """What is asked for, None for everybody, and of which store, whatever that is called here."""
    asked = (store.vendor, store.base_url, sorted(store.account.items()), listing)
    return hashlib.sha256(repr(asked).encode()).hexdigest()


def exported_before(out: Path, columns: Columns, mark: str) -> Before:
    """What the file holds, which was asked for as ``mark`` says; nothing where there is no file.

    ClerkCanAct where it cannot be read, is not what an export of these columns leaves, or was asked for otherwise.
    """
    try:
        if not out.exists():
            return Before(mark)
        left = _left_mark(out)
        if left.mark not in ("", mark):
            raise ClerkCanAct(
                "The file was begun with another selection, or at another store.",
                "Nothing was written.",
                "Say what it was begun with, or choose another file.",
            )
        numbers = _json_numbers(out) if out.suffix.lower() == ".jsonl" else _csv_numbers(out, columns)
        return replace(left, mark=mark, numbers=frozenset(numbers))
    except OSError as error:
        raise ClerkCanAct("The file cannot be read.", "Nothing was written.", "Choose another file.") from error
    except (ValueError, csv.Error):
        raise ClerkCanAct(
            "The file is not what an export left there.",
            "Another program may have changed it. Nothing was written.",
            "Choose another file, or leave out --continue to write it anew.",
        ) from None  # what is wrong with it may repeat what stands in it


def _mark_place(out: Path) -> Path:
    return out.with_name(f"{out.name}.unfinished")


def _left_mark(out: Path) -> Before:
    place = _mark_place(out)
    mark, _, day = place.read_text("ascii", "replace").strip().partition(" ") if place.exists() else ("", "", "")
    return Before(mark, reached=date.fromisoformat(day) if day else None)


def _json_numbers(out: Path) -> Iterator[str]:
    with out.open("rb") as file:
        for line in file:
            record = json.loads(line)
            if not isinstance(record, dict) or not record.get(_NUMBER) or not line.endswith(b"\n"):
                raise ValueError
            yield safe_cell(str(record[_NUMBER]))


def _csv_numbers(out: Path, columns: Columns) -> Iterator[str]:
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, strict=True)
        if tuple(next(rows, ())) != columns.names:
            raise ValueError
        place = columns.names.index(_NUMBER)
        for row in rows:
            if len(row) != len(columns.names) or not row[place]:
                raise ValueError
            yield row[place]

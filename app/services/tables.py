"""Customers as rows of a table, and the formats such a table can be written in: one home for window and command line.

A record is what `customer_json` says of a customer, with the name of its store under `STORE` where a table holds
several. Lists stand in one cell, separated by "; ". An address of a kind the forms know has the columns
``addresses.<kind>.<part>``, the words of ``--set``; any other stands as JSON in ``addresses_other``. What was absent,
null or empty is an empty cell: only JSON tells them apart. Documents are left out, since their links expire.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from app.core.addresses import part_key
from app.core.errors import ClerkCanAct
from app.core.form import AddressForm
from app.services.customer_json import CHANNELS, KEYS
from app.services.tables_xlsx import XlsxSheet

Record = Mapping[str, Any]
STORE = "store"  # the column that says whose customer it is, where a table holds those of several stores
DATES = frozenset({"birth_date", "license_expires", "medical_expires"})
_GROUPED = {
    "verification": ("verification_status", "verification_reasons"),
    "consent": tuple(f"consent_{channel}" for channel in CHANNELS),
    "documents": (),
}
_WITH_PARTS = ("verification", "consent")
_PARTED = frozenset({"addresses", *_GROUPED})  # what has parts has columns of its own
# A spreadsheet takes what begins so for a formula (OWASP, "CSV Injection"); some look past blanks for it.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
# A signed number is only ever a number, so an E.164 telephone number stays as it is.
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


_json = json.JSONEncoder(ensure_ascii=False).encode


class Columns:
    """The columns of a table, and what a record has in them. They follow the address kinds of the stores' forms."""

    def __init__(self, forms: Iterable[AddressForm | None], *, several_stores: bool = False) -> None:
        self._kinds: dict[str, dict[str, str]] = {}  # the columns of each kind of address, by the part they hold
        for form in forms:
            if form is not None:
                self._take(form)
        self.names = tuple(self._all_names(several_stores=several_stores))

    def _take(self, form: AddressForm) -> None:
        parts = [spec.key for spec in form.parts] + (["primary"] if form.has_primary else [])
        for choice in form.kinds:
            self._kinds.setdefault(choice.value, {}).update({part: part_key(choice.value, part) for part in parts})

    def _all_names(self, *, several_stores: bool) -> Iterable[str]:
        if several_stores:
            yield STORE
        for key in KEYS:
            yield from _GROUPED.get(key, (key,)) if key != "addresses" else self._address_names()

    def _address_names(self) -> list[str]:
        return [name for names in self._kinds.values() for name in names.values()] + ["addresses_other"]

    def cells(self, record: Record) -> Mapping[str, str]:
        """The texts of one record by column name; a column without text is left out."""
        cells = {
            key: value if type(value) is str else _text(value)
            for key, value in record.items()
            if value is not None and key not in _PARTED
        }
        for key in _WITH_PARTS:
            for part, value in (record.get(key) or {}).items():
                cells[f"{key}_{part}"] = _text(value)
        if addresses := record.get("addresses"):
            self._add_addresses(cells, addresses)
        return cells

    def _add_addresses(self, cells: dict[str, str], addresses: list[dict[str, Any]]) -> None:
        """The first address of each kind goes into the columns of its kind."""
        kinds = dict(self._kinds)
        others = []
        for address in addresses:
            names = kinds.pop(address["kind"], None)
            if names is None:
                others.append(address)
            else:
                cells |= {name: _text(address[part]) for part, name in names.items() if part in address}
        if others:
            cells["addresses_other"] = _json(others)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return str(value)


# ------------------------------------------------------------------------------------------------------- formats


class Sheet(Protocol):
    """How records become the bytes of a file. Each method writes to the file that `begin` was given."""

    def begin(self, file: BinaryIO) -> None:
        """Write what stands before the first record."""

    def add(self, records: Sequence[Record]) -> None:
        """Write some records."""

    def end(self) -> None:
        """Write what stands after the last record; the file stays open."""


class CsvSheet:
    """Comma-separated values (RFC 4180) in UTF-8, with the mark by which spreadsheets know that it is UTF-8."""

    def __init__(self, cells: Callable[[Record], Mapping[str, str]], chosen: Sequence[str]) -> None:
        self._cells = cells
        self._chosen = chosen

    def begin(self, file: BinaryIO) -> None:
        """See Sheet."""
        self._file = file
        file.write(b"\xef\xbb\xbf")
        self._write([self._chosen])

    def add(self, records: Sequence[Record]) -> None:
        """See Sheet."""
        self._write(map(self._row, records))

    def end(self) -> None:
        """See Sheet."""

    def _row(self, record: Record) -> list[str]:
        texts = map(self._cells(record).get, self._chosen, repeat(""))
        return [text and safe_cell(text) for text in texts]

    def _write(self, rows: Iterable[Sequence[str]]) -> None:
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows(rows)
        self._file.write(_bytes(text.getvalue()))


class JsonLines:
    """One JSON object a line, with every key that the store sent, whatever columns are chosen: programs read it."""

    def begin(self, file: BinaryIO) -> None:
        """See Sheet."""
        self._file = file

    def add(self, records: Sequence[Record]) -> None:
        """See Sheet."""
        self._file.write(_bytes("".join([_json(record) + "\n" for record in records])))

    def end(self) -> None:
        """See Sheet."""


def safe_cell(text: str) -> str:
    """The text, with a quote before it where a spreadsheet would take it for a formula."""
    if text[:1].isalnum():  # nearly every text: the rule below would find nothing
        return text
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _bytes(text: str) -> bytes:
    """UTF-8; half a character pair that a vendor sent is written as JSON spells it."""
    return text.encode("utf-8", "backslashreplace")


_SHEETS: Mapping[str, Callable[[Columns, Sequence[str]], Sheet]] = {
    ".csv": lambda columns, chosen: CsvSheet(columns.cells, chosen),
    ".jsonl": lambda _columns, _chosen: JsonLines(),
    ".xlsx": lambda columns, chosen: XlsxSheet(columns.cells, chosen, DATES),
}
ENDINGS = tuple(_SHEETS)


def sheet_for(out: Path, columns: Columns, chosen: Sequence[str] | None = None) -> Sheet:
    """The format that the name's ending asks for, with all columns or the chosen ones; ClerkCanAct for another ending."""
    make = _SHEETS.get(out.suffix.lower())
    if make is None:
        raise no_format(ENDINGS)
    return make(columns, columns.names if chosen is None else chosen)


def no_format(endings: Sequence[str]) -> ClerkCanAct:
    """What is said of a name with none of these endings."""
    return ClerkCanAct(
        "The name of the file does not say which format it is to be.",
        "Nothing was written.",
        f"Let it end in {', '.join(endings[:-1])} or {endings[-1]}.",
    )

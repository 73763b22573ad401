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
import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO, Protocol, TypeAlias

from app.core.addresses import part_key
from app.core.customer import Customer
from app.core.errors import ClerkCanAct
from app.core.form import AddressForm
from app.services.customer_json import (
    ADDRESS_KEYS,
    CHANNELS,
    KEYS,
    VALUE_KEYS,
    VERIFICATION,
    customer_json,
    customer_values,
    plain,
)
from app.services.tables_xlsx import XlsxSheet

Record: TypeAlias = Mapping[str, Any]
Row: TypeAlias = Record | Customer
STORE = "store"  # the column that says whose customer it is, where a table holds those of several stores
DATES = frozenset({"birth_date", "license_expires", "medical_expires"})
_GROUPED = {
    "verification": tuple(f"verification_{part}" for part in VERIFICATION),
    "consent": tuple(f"consent_{channel}" for channel in CHANNELS),
    "documents": (),
}
_PLAIN = (STORE, *VALUE_KEYS)  # what has one column, of its name
_VERIFICATION = len(_PLAIN)  # where its values stand
_CONSENT = _VERIFICATION + len(VERIFICATION)
_ADDRESSES = _CONSENT + len(CHANNELS)
_UNVERIFIED, _UNASKED = (None,) * len(VERIFICATION), (None,) * len(CHANNELS)
# A spreadsheet takes what begins so for a formula (OWASP, "CSV Injection"); some look past what is not seen for it.
_BEGINS = r"[\s\x00-\x1f\x7f\u200b-\u200f\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]"
_FORMULA = re.compile(rf"{_BEGINS}|[\t\r\n]")
# A signed number is only ever a number, so an E.164 telephone number stays as it is.
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
# Where a comma is for decimals, spreadsheets part a line at ";" and heed no quotes in its middle: a cell may begin there.
_BEGINS_LATER = re.compile(rf"(?<=[;\t\r\n])(?=(?!\s*{_NUMBER.pattern}\s*(?:[;\t\r\n]|$)){_BEGINS})")
_ASKING = re.compile('[,";\t\r\n]')  # for quotes around a cell
_HARMLESS = frozenset(("", *string.ascii_letters, *string.digits))  # the first signs of nearly every text: no formula
_WRITERS: Mapping[type, Callable[[Any], str]] = {  # of what is no text; never a formula
    bool: lambda value: "true" if value else "false",
    int: str,
    date: plain,
    datetime: datetime.isoformat,
}
_json = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


class Columns:
    """The columns of a table, and what a record has in them. They follow the address kinds of the stores' forms."""

    def __init__(self, forms: Iterable[AddressForm | None], *, several_stores: bool = False) -> None:
        self._parts: dict[str, list[str]] = {}  # of each kind of address, those that have a column
        for form in forms:
            if form is not None:
                self._take(form)
        self.names = tuple(self._all_names(several_stores=several_stores))
        self._places = {name: place for place, name in enumerate(self._names_of_values())}
        self._starts = {kind: self._places[part_key(kind, parts[0])] for kind, parts in self._parts.items()}

    def _take(self, form: AddressForm) -> None:
        parts = [spec.key for spec in form.parts] + (["primary"] if form.has_primary else [])
        for choice in form.kinds:
            known = self._parts.setdefault(choice.value, [])
            known += [part for part in parts if part not in known]

    def _all_names(self, *, several_stores: bool) -> Iterable[str]:
        if several_stores:
            yield STORE
        for key in KEYS:
            yield from _GROUPED.get(key, (key,)) if key != "addresses" else self._address_names()

    def _address_names(self) -> list[str]:
        return [part_key(kind, part) for kind, parts in self._parts.items() for part in parts] + ["addresses_other"]

    def _names_of_values(self) -> Iterable[str]:
        yield from (*_PLAIN, *_GROUPED["verification"], *_GROUPED["consent"], *self._address_names())

    def _values(self, row: Row) -> list[object]:
        """Whatever a row says, in the order of `_names_of_values`: JSON values, or a customer's own; None for nothing.

        One more None stands behind them. A customer is read without a record in between, which would take as long again.
        """
        if not isinstance(row, Customer):
            return self._record_values(row)
        kinds = {one.kind for one in row.address_list}
        if len(kinds) < len(row.address_list) or not kinds <= self._parts.keys():
            return self._record_values(customer_json(row))  # has an address that stands as JSON
        values: list[object] = [None] * (len(self._places) + 1)
        values[1:_VERIFICATION] = customer_values(row)  # after the store
        if row.verification:
            values[_VERIFICATION:_CONSENT] = row.verification.status, row.verification.reasons
        if row.consent:
            values[_CONSENT:_ADDRESSES] = map(row.consent.get, CHANNELS)
        for one in row.address_list:
            start, parts = self._starts[one.kind], self._parts[one.kind]
            values[start : start + len(parts)] = [
                getattr(one, part) if part in ADDRESS_KEYS else None for part in parts
            ]
        return values

    def _record_values(self, record: Record) -> list[object]:
        said = record.get
        verification, consent, addresses = said("verification"), said("consent"), said("addresses")
        return [
            *map(said, _PLAIN),
            *(map(verification.get, VERIFICATION) if verification else _UNVERIFIED),
            *(map(consent.get, CHANNELS) if consent else _UNASKED),
            *self._address_values(addresses or ()),
            None,
        ]

    def _address_values(self, addresses: Sequence[dict[str, Any]]) -> list[Any]:
        """The first address of each kind in the columns of its kind; all others as JSON."""
        first: dict[str, dict[str, Any]] = {}
        others = [
            one for one in addresses if one["kind"] not in self._parts or first.setdefault(one["kind"], one) is not one
        ]
        values: list[Any] = []
        for kind, parts in self._parts.items():
            values += map(first[kind].get, parts) if kind in first else [None] * len(parts)
        values.append(_json(others) if others else None)
        return values

    def cells(self, record: Record) -> Mapping[str, str]:
        """The texts of one record by column name; a column without text is left out."""
        return {
            name: _text(value)
            for name, value in zip(self._places, self._values(record), strict=False)
            if value is not None
        }

    def reader(self, chosen: Sequence[str]) -> Callable[[Row], Sequence[object]]:
        """What reads the chosen columns out of a row, in their order: values of JSON or of a customer, None for nothing."""
        nowhere = len(self._places)
        pick = _picker([self._places.get(name, nowhere) for name in chosen])
        return lambda row: pick(self._values(row))

    def texts(self, chosen: Sequence[str]) -> Callable[[Row], Sequence[str]]:
        """As `reader`, with the text of each cell."""
        read = self.reader(chosen)
        return lambda row: [
            value if type(value) is str else "" if value is None else _text(value) for value in read(row)
        ]


def _picker(places: Sequence[int]) -> Callable[[Sequence[object]], Sequence[object]]:
    """What picks the values at these places."""
    return itemgetter(*places) if len(places) > 1 else lambda values: [values[place] for place in places]


def _text(value: object) -> str:
    """How a value, of a customer or of its JSON, is written into a cell."""
    if writer := _WRITERS.get(type(value)):
        return writer(value)
    if isinstance(value, tuple | list):
        return "; ".join(map(_text, value))
    said = plain(value)
    return "" if said is None else str(said)


def _disarmed(value: object) -> str:
    """The same for a file that knows nothing but texts (see `safe_cell`)."""
    writer = _WRITERS.get(type(value))
    return writer(value) if writer else safe_cell(_text(value))


# ------------------------------------------------------------------------------------------------------- formats


class Sheet(Protocol):
    """How records become the bytes of a file. Each method writes to the file that `begin` was given."""

    def begin(self, file: BinaryIO) -> None:
        """Write what stands before the first record."""

    def add(self, rows: Sequence[Row]) -> None:
        """Write some rows."""

    def end(self) -> None:
        """Write what stands after the last record; the file stays open."""


class CsvSheet:
    """Comma-separated values (RFC 4180) in UTF-8, with the mark by which spreadsheets know that it is UTF-8."""

    def __init__(self, read: Callable[[Any], Sequence[object]], names: Sequence[str]) -> None:
        """``read`` answers what a row has in each of the columns that are called ``names`` (Columns.reader)."""
        self._read = read
        self._names = names

    def begin(self, file: BinaryIO) -> None:
        """See Sheet."""
        self._file = file
        file.write(b"\xef\xbb\xbf" + _bytes(_line(self._names)))

    def add(self, rows: Sequence[Row]) -> None:
        """See Sheet."""
        self._file.write(_bytes("".join([_line(self._texts(row)) for row in rows])))

    def end(self) -> None:
        """See Sheet."""

    def _texts(self, row: Row) -> list[str]:
        return [
            value if type(value) is str and value[:1] in _HARMLESS else "" if value is None else _disarmed(value)
            for value in self._read(row)
        ]


def _line(texts: Sequence[str]) -> str:
    """One line of the file. The library looks at each letter; few lines hold anything that asks for it."""
    line = ",".join(texts)
    if ";" in line or "\t" in line or "\r" in line or "\n" in line:
        return ",".join([_guarded(one) if _ASKING.search(one) else one for one in texts]) + "\r\n"
    if line and '"' not in line and line.count(",") == len(texts) - 1:
        return f"{line}\r\n"
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(texts)
    return text.getvalue()


def _guarded(text: str) -> str:
    """A cell in quotes, also where the library sees no need: some spreadsheets part at ";" and tab where none stand."""
    quoted = _BEGINS_LATER.sub("'", text).replace('"', '""')
    return f'"{quoted}"'


class JsonLines:
    """One JSON object a line, with every key that the store sent, whatever columns are chosen: programs read it."""

    def begin(self, file: BinaryIO) -> None:
        """See Sheet."""
        self._file = file

    def add(self, rows: Sequence[Row]) -> None:
        """See Sheet."""
        records = [customer_json(row) if isinstance(row, Customer) else row for row in rows]
        self._file.write(_bytes("".join([_json(record) + "\n" for record in records])))

    def end(self) -> None:
        """See Sheet."""


def safe_cell(text: str) -> str:
    """The text, with a quote before it where a spreadsheet would take it for a formula."""
    if text[:1] in _HARMLESS or _NUMBER.fullmatch(text) or not _FORMULA.match(text):
        return text
    return f"'{text}"


def _bytes(text: str) -> bytes:
    """UTF-8; half a character pair that a vendor sent is written as JSON spells it."""
    return text.encode("utf-8", "backslashreplace")


_SHEETS: Mapping[str, Callable[[Columns, Sequence[str]], Sheet]] = {
    ".csv": lambda columns, chosen: CsvSheet(columns.reader(chosen), chosen),
    ".jsonl": lambda _columns, _chosen: JsonLines(),
    ".xlsx": lambda columns, chosen: XlsxSheet(columns.texts(chosen), chosen, DATES),
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

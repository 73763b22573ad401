"""Customers as lines of a spreadsheet: RFC 4180, UTF-8, one column per plain key.

Lists stand in one cell, separated by "; ". An address of a kind the form knows has the columns
``addresses.<kind>.<part>``, the words of ``--set``; any other stands as JSON in ``addresses_other``. What was absent,
null or empty is an empty cell: only JSON tells them apart. Documents are left out, since their links expire.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.cli.customer_json import CHANNELS, KEYS, customer_json
from app.core.addresses import part_key
from app.core.customer import Customer
from app.core.form import AddressForm

_GROUPED = {
    "verification": ("verification_status", "verification_reasons"),
    "consent": tuple(f"consent_{channel}" for channel in CHANNELS),
    "documents": (),
}
# A spreadsheet takes what begins so for a formula (OWASP, "CSV Injection"); some look past blanks for it.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
# A signed number is only ever a number, so an E.164 telephone number stays as it is.
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


class CustomerSheet:
    """Writes customers as CSV (services.exports.Sheet). The columns follow the address kinds of the store's form."""

    def __init__(self, addresses: AddressForm | None) -> None:
        self._kinds = [choice.value for choice in addresses.kinds] if addresses else []
        self._parts = [spec.key for spec in addresses.parts] if addresses else []
        if addresses and addresses.has_primary:
            self._parts.append("primary")
        self._columns = list(self._all_columns())

    def _all_columns(self) -> Sequence[str]:
        columns: list[str] = []
        for key in KEYS:
            columns += _GROUPED.get(key, (key,)) if key != "addresses" else self._address_columns()
        return columns

    def _address_columns(self) -> list[str]:
        return [part_key(kind, part) for kind in self._kinds for part in self._parts] + ["addresses_other"]

    def header(self) -> str:
        """The line of column names."""
        return _line(self._columns)

    def line(self, customer: Customer) -> str:
        """One customer."""
        cells = self._cells(customer_json(customer))
        return _line([safe_cell(cells.get(column, "")) for column in self._columns])

    def _cells(self, said: Mapping[str, Any]) -> dict[str, str]:
        cells = {key: _text(value) for key, value in said.items() if not isinstance(value, dict)}
        verification = said.get("verification") or {}
        cells["verification_status"] = _text(verification.get("status"))
        cells["verification_reasons"] = _text(verification.get("reasons"))
        cells |= {f"consent_{channel}": _text(value) for channel, value in (said.get("consent") or {}).items()}
        return cells | self._address_cells(said.get("addresses") or [])

    def _address_cells(self, addresses: list[dict[str, Any]]) -> dict[str, str]:
        cells: dict[str, str] = {}
        others = []
        seen: set[str] = set()
        for address in addresses:
            kind = address["kind"]
            if kind in self._kinds and kind not in seen:
                cells |= {part_key(kind, part): _text(address.get(part)) for part in self._parts}
            else:
                others.append(address)
            seen.add(kind)
        return cells | {"addresses_other": json.dumps(others, ensure_ascii=False) if others else ""}


class CustomerLines:
    """Writes customers as JSON lines (services.exports.Sheet)."""

    def header(self) -> str:
        """JSON lines have none."""
        return ""

    def line(self, customer: Customer) -> str:
        """One customer."""
        return json.dumps(customer_json(customer), ensure_ascii=False) + "\n"


def safe_cell(text: str) -> str:
    """The text, with a quote before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(str(one) for one in value)
    return str(value)


def _line(cells: Sequence[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(cells)
    return written.getvalue()

"""The sample scans of other projects and of the standard, with what each must be read as (see the manifest)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.core.idcard import IdCard

FOLDER = Path(__file__).parents[2] / "data" / "aamva"
_FIELDS = {
    "first_name": "first_name",
    "middle_name": "middle_name",
    "last_name": "last_name",
    "suffix": "suffix",
    "street1": "street1",
    "street2": "street2",
    "city": "city",
    "state": "state",
    "postal_code": "postal_code",
    "id_number": "license_number",
    "dob": "birth_date",
    "issue_date": "license_issued",
    "expiry_date": "license_expires",
    "sex": "gender",
    "country": "country",
}


@dataclass(frozen=True)
class Sample:
    """One file. ``expected`` by our field names; ``must_read``: refusing it is not enough."""

    name: str
    payload: bytes
    sha256: str
    expected: dict[str, str]
    must_read: bool
    is_id: bool


def samples() -> list[Sample]:
    """All of them, in the manifest's order."""
    return [_sample(entry) for entry in json.loads((FOLDER / "MANIFEST.json").read_bytes())]


def _sample(entry: dict[str, Any]) -> Sample:
    said = entry["expected"] or entry.get("if_parsed_must_equal", {})
    return Sample(
        name=entry["file"],
        payload=(FOLDER / entry["file"]).read_bytes(),
        sha256=entry["sha256"],
        expected={_FIELDS[key]: value for key, value in said.items() if key in _FIELDS},
        must_read=bool(entry["expected"]) and not said.get("refused"),
        is_id=not said.get("refused"),
    )


def differences(card: IdCard, expected: dict[str, str]) -> dict[str, tuple[str, str]]:
    """What was read otherwise than expected, by field."""
    read = {field: _comparable(field, getattr(card, field)) for field in expected}
    wanted = {field: _comparable(field, value) for field, value in expected.items()}
    return {field: (read[field], wanted[field]) for field in expected if read[field] != wanted[field]}


def _comparable(field: str, value: str | date | None) -> str:
    text = value.isoformat() if isinstance(value, date) else value or ""
    if field != "postal_code":
        return text
    digits = text.replace(" ", "").replace("-", "")  # some projects keep the blanks and the padding, some do not
    return digits[:-4] if len(digits) > 5 and digits.endswith("0000") else digits

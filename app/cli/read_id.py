"""``read-id``: what the reader of ID barcodes makes of a scan or of a picture, for support. Nothing is kept."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

from app.cli.commands import ReadId
from app.cli.failures import DONE, WrongUsage
from app.core.errors import MachineFault, NotAnId
from app.core.idcard import IdCard, read_card

_STDIN = "-"
_MOST_BYTES = 64 * 1024 * 1024
_KEYS = (
    "document version issuer first_name middle_name last_name suffix birth_date gender license_number license_issued "
    "license_expires street1 street2 city state postal_code country"
)
# How the formats of pictures begin that people photograph and save cards in.
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF", b"II*\x00", b"MM\x00*")


def read_id(command: ReadId) -> int:
    """Read the scan or the picture and show what the card says. NotAnId where that is none."""
    content = _content(command.file)
    card = read_card(_scan_in(content) if content.startswith(_PICTURES) else content)
    found = _record(card)
    print(json.dumps(found, ensure_ascii=False) if command.json else "\n".join(_lines(found)))
    return DONE


def _content(file: str) -> bytes:
    if file == _STDIN:
        content = sys.stdin.buffer.read(_MOST_BYTES + 1) if sys.stdin else b""
    else:
        content = _content_of(Path(file))
    if len(content) > _MOST_BYTES:
        raise WrongUsage("This is too large to be a scan or a picture.")
    return content


def _content_of(file: Path) -> bytes:
    try:
        if not file.is_file():
            raise WrongUsage("There is no such file.")
        with file.open("rb") as opened:
            return opened.read(_MOST_BYTES + 1)
    except OSError as fault:
        raise MachineFault("The file cannot be read.", hint="Check the rights of the file.") from fault


def _scan_in(picture: bytes) -> bytes:
    from app.ui.scan.pictures import NoSymbol, read_picture  # noqa: PLC0415 - Qt comes with the first picture

    try:
        return read_picture(picture)
    except NoSymbol as refusal:
        raise NotAnId(refusal.title, refusal.hint, reason="no_symbol") from refusal


def _record(card: IdCard) -> dict[str, object]:
    """The promised keys; null for what the card does not say, or not with certainty."""
    record: dict[str, object] = {key: _plain(getattr(card, key)) for key in _KEYS.split()}
    return record | {"truncated": card.truncated, "unsure": card.unsure, "oddities": card.oddities}


def _plain(value: str | int | date | None) -> str | int | None:
    return value.isoformat() if isinstance(value, date) else value or None


def _lines(record: dict[str, object]) -> list[str]:
    """One line for each thing the card says, and what is cut off, not certain or was odd about the scan."""
    lines = []
    for key, value in record.items():
        if value:
            said = ", ".join(value) if isinstance(value, tuple) else value
            lines.append(f"{key.replace('_', ' ').capitalize()}: {said}")
    return lines

"""The header of the barcode: file type, issuer, version, and the directory of its parts.

AAMVA DL/ID Card Design Standard, annex D: ``@ LF RS CR "ANSI " IIN(6) version(2) issuer's version(2) entries(2)``, and for
each entry type(2), offset(4), length(4). Version 01 has no issuer's version. The directory is a hint and never more: on
most real cards its numbers do not fit the bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.core.idcard.issuers import JURISDICTIONS

_MARK = re.compile(r"(?:A?NSI|A?A?MVA) ?(\d{5,14})")
_GARBLED = re.compile(r"(?:^|@[^@]{0,8}?)(?:ANSI|AAMVA) ")
_ENTRY = re.compile(r"(DL|ID|EN|Z[A-Z])(\d{4})(\d{4})")
_PIECE = re.compile(r"[\W_]*(?:\d{0,12}(?:(?:DL|ID|EN|Z[A-Z])\d{8})+)?\W*")  # what may be left of a header
# A broken encoding may put a foreign character between the letters of an element.
_FIRST_ELEMENT = re.compile(r"(?:(DL|ID|EN|Z[A-Z])\s*)?D[^\x00-\x7f]?[A-D][^\x00-\x7f]?[A-Z]")
_KINDS = frozenset({"DL", "ID", "EN"})
_IIN, _VERSION = 6, 2
_SHORT = (9, 11)  # digits of a header, of version 01 and later, whose issuer has five
_CAROLINA, _CAROLINA_IIN = "63604", "636004"


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before the elements. ``start`` is where they begin; ``end`` what the directory promises as a length.

    ``readable`` is False where issuer and version are missing or no digits; ``headless`` says that something else than a
    piece of a header stands in its place. ``subfile`` is the issuer's own part (ZV).
    """

    start: int
    readable: bool = False
    present: bool = False
    headless: bool = False
    iin: str = ""
    version: int | None = None
    kind: str = ""
    subfile: str = ""
    end: int = 0


def read_header(text: str) -> Header | None:
    """The header, or what can be said without one; None where no element follows."""
    mark = _MARK.search(text)
    garbled = None if mark else _GARBLED.search(text)
    begin = mark.end() if mark else garbled.end() if garbled else 0
    first = _FIRST_ELEMENT.search(text, begin)
    if not first:
        return None
    kind = first[1] if first[1] in _KINDS else ""
    if not mark:
        headless = garbled is None and not _PIECE.fullmatch(text[: first.start()])
        return Header(first.start(), present=garbled is not None, headless=headless, kind=kind)
    iin, version = _issuer(mark[1])
    entries = _ENTRY.findall(text[begin : first.start()])
    return Header(
        start=first.start(),
        readable=True,
        present=True,
        iin=iin,
        version=version,
        kind=kind or next((name for name, *_ in entries if name in _KINDS), ""),
        subfile=next((name for name, *_ in entries if name.startswith("Z")), ""),
        end=max((int(offset) + int(length) for _, offset, length in entries), default=0),
    )


def _issuer(digits: str) -> tuple[str, int | None]:
    """Issuer and version. North Carolina writes its issuer with five digits, which the length of the whole tells."""
    short = len(digits) in _SHORT and (digits.startswith(_CAROLINA) or digits[:_IIN] not in JURISDICTIONS)
    length = _IIN - short
    version = digits[length : length + _VERSION]
    iin = _CAROLINA_IIN if short and digits.startswith(_CAROLINA) else digits[:length]
    return iin, int(version) if len(version) == _VERSION else None

"""The Big List of Naughty Strings (tests/data/naughty, MIT): kept, found, shown as rows and exported unchanged."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from app.core.customer import Address, Customer, CustomerRef
from app.core.values import known
from app.services.customer_json import customer_json
from app.services.tables import Columns, sheet_for
from app.storage.records import pack, unpack
from tests.unit.storage.index_stage import HARBOR, Index, opened

_FILE = Path(__file__).parents[2] / "data" / "naughty" / "strings.json"
_OWN = [
    "a\r\nb",
    "\x1b[31mred\x07",
    "\u202eright to left",
    "a\x00b",
    "\ud83d half",
    "\U0001f468\u200d\U0001f469",
    "x" * 3000,
]
STRINGS: list[str] = [*json.loads(_FILE.read_text(encoding="utf-8")), *_OWN]
# XML 1.0, 2.2: what a workbook cannot hold; and what a CSV reader is told with a quote before it.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def person(number: int, text: str) -> Customer:
    """Somebody with that text in every field of text."""
    return Customer(
        ref=CustomerRef(HARBOR, str(number)),
        first_name=text,
        last_name=text,
        email=text,
        phone=text,
        license_number=text,
        notes=text,
        groups=(text,),
        addresses=(Address(kind="home", street1=text, city=text),),
        extra={"unknown": text},
        carried={"nickname": text},
    )


HALF = len(STRINGS) - 3  # the one that comes from no vendor: `understood` mends it
PEOPLE = [person(number, text) for number, text in enumerate(STRINGS)]


def test_the_list_is_there() -> None:
    """Some five hundred."""
    assert len(STRINGS) > 450


@pytest.mark.parametrize("chunk", range(5))
def test_a_record_comes_back_the_same(chunk: int) -> None:
    """Out of the vault as it went in: in every field."""
    for one in PEOPLE[chunk::5]:
        assert unpack(pack(one), Customer) == one


def test_the_index_keeps_and_looks_for_them(tmp_path: Path) -> None:
    """Nothing breaks the index or its questions, and the rows show what the store sent."""
    connection = opened(tmp_path / "index")
    index = Index(connection)
    index.put(*PEOPLE[:HALF], *PEOPLE[HALF + 1 :])
    for one in PEOPLE:
        for hit in index.search(known(one.first_name, "")):
            assert hit.customer.first_name == STRINGS[int(hit.customer.ref.customer_id)]
    words = [number for number, text in enumerate(STRINGS) if text.isascii() and text.isalpha() and 2 < len(text) < 20]
    assert len(words) > 20
    for number in words:
        assert str(number) in index.found(STRINGS[number]), STRINGS[number]
    connection.close()


def _exported(ending: str, people: Sequence[Customer]) -> bytes:
    columns = Columns([None])
    sheet = sheet_for(Path(f"people{ending}"), columns)
    file = io.BytesIO()
    sheet.begin(file)
    sheet.add([customer_json(one) for one in people])
    sheet.end()
    return file.getvalue()


def test_a_csv_holds_them_unchanged() -> None:
    """But for the quote before what a spreadsheet would run; line ends and quotes inside a cell are kept."""
    text = _exported(".csv", PEOPLE).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == len(PEOPLE)
    for row, wanted in zip(rows, STRINGS, strict=True):
        spelled = wanted.encode("utf-8", "backslashreplace").decode()
        assert row["first_name"].removeprefix("'") == spelled.removeprefix("'")
        assert not re.match(r"\s*[=+@]|\s*-[^\d]|[\t\r]", row["first_name"]) or re.fullmatch(
            r"[+-]?\d+(\.\d+)?", spelled
        )


def test_json_lines_hold_them_unchanged() -> None:
    """One object a line, whatever line ends are in it."""
    lines = _exported(".jsonl", PEOPLE).decode().split("\n")
    assert len(lines) == len(PEOPLE) + 1
    for line, wanted in zip(lines, STRINGS, strict=False):
        assert json.loads(line)["first_name"].encode("utf-8", "surrogatepass") in {
            wanted.encode("utf-8", "surrogatepass"),
            wanted.encode("utf-8", "backslashreplace"),
        }


def test_a_workbook_holds_them_as_texts() -> None:
    """No formula, no number; only what XML has no way to write is missing."""
    book = zipfile.ZipFile(io.BytesIO(_exported(".xlsx", PEOPLE)))
    root = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - written a moment ago by ourselves
    assert not list(root.iter(f"{_SPACE}f"))
    texts = {node.text or "" for node in root.iter(f"{_SPACE}t")}
    missing = [
        one for one in STRINGS if one.strip() and not _NO_XML.search(one) and "\r" not in one and one not in texts
    ]
    assert not missing

"""The workbook: what a spreadsheet finds in it."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from app.services.tables_xlsx import MOST_CHARACTERS, XlsxSheet

NAMES = ("name", "born")
_SPACE = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
_LINKS = "{http://schemas.openxmlformats.org/package/2006/relationships}"


def written(*records: Mapping[str, str], most_rows: int = 100, names: Sequence[str] = NAMES) -> zipfile.ZipFile:
    file = io.BytesIO()
    sheet = XlsxSheet(lambda record: [record.get(name, "") for name in names], names, frozenset({"born"}), most_rows)
    sheet.begin(file)
    sheet.add(records)
    sheet.end()
    return zipfile.ZipFile(file)


def part(book: zipfile.ZipFile, name: str) -> ET.Element:
    return ET.fromstring(book.read(name))  # noqa: S314 - written a moment ago by ourselves


def rows(book: zipfile.ZipFile, number: int = 1) -> list[list[tuple[str, str]]]:
    """Kind and content of each cell, row by row."""
    sheet = part(book, f"xl/worksheets/sheet{number}.xml")
    return [[_cell(cell) for cell in row] for row in sheet.iterfind(".//m:row", _SPACE)]


def _cell(cell: ET.Element) -> tuple[str, str]:
    text = cell.findtext("m:is/m:t", None, _SPACE)
    if text is not None:
        return "text", text
    value = cell.findtext("m:v", None, _SPACE)
    return ("empty", "") if value is None else ("date", value)


def test_texts_and_dates() -> None:
    """The names stand on top; every cell is a text, and a day is a date counted as spreadsheets count."""
    book = written({"name": "+16282032916", "born": "1992-04-07"}, {"name": "00123", "born": ""})
    days = (date(1992, 4, 7) - date(1899, 12, 30)).days
    assert rows(book) == [
        [("text", "name"), ("text", "born")],
        [("text", "+16282032916"), ("date", str(days))],
        [("text", "00123"), ("empty", "")],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "@SUM(A1)", "<b>&\"'", " two  blanks ", "a\tb\nc", "", "مُحَمَّد 🧑‍🌾"])
def test_nothing_is_run_or_read_as_markup(text: str) -> None:
    """There is no formula in the file, whatever a text looks like; the text comes back as it was."""
    book = written({"name": text})
    assert rows(book)[1][0] == ("text" if text else "empty", text)
    assert b"<f" not in book.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("born", ["31.02.1990", "1850-01-01", "1900-02-28"])
def test_no_date_of_a_spreadsheet(born: str) -> None:
    """What is no day, or one that spreadsheets disagree about, stays the text it was."""
    assert rows(written({"name": "", "born": born}))[1][1] == ("text", born)


@pytest.mark.parametrize(
    ("text", "stands"),
    [("a\x00b", "a_x0000_b"), ("a\rb", "a_x000D_b"), ("_x0041_", "_x005F_x0041_"), ("\ud83d", "\\ud83d")],
)
def test_what_xml_cannot_hold(text: str, stands: str) -> None:
    """Control characters and half pairs are escaped as the standard says, and the file stays readable."""
    assert rows(written({"name": text}))[1][0] == ("text", stands)


def test_too_long_for_a_cell() -> None:
    """A text longer than a cell may be is cut, and ends in a sign that says so."""
    (_kind, text) = rows(written({"name": "x" * (MOST_CHARACTERS + 5)}))[1][0]
    assert (len(text), text[-2:]) == (MOST_CHARACTERS, "x…")


def test_more_rows_than_a_worksheet_has() -> None:
    """The table goes on in a further worksheet, under the same names."""
    book = written(*({"name": str(number)} for number in range(5)), most_rows=3)
    found = [[row[0][1] for row in rows(book, number)] for number in (1, 2, 3)]
    assert found == [["name", "0", "1"], ["name", "2", "3"], ["name", "4"]]
    names = [sheet.get("name") for sheet in part(book, "xl/workbook.xml").iterfind(".//m:sheet", _SPACE)]
    assert names == ["Customers", "Customers 2", "Customers 3"]


def test_every_part_is_linked_and_typed() -> None:
    """What a part points to is there, and each part has a type: otherwise spreadsheets call the file damaged."""
    book = written({"name": "a"}, {"name": "b"}, most_rows=2)
    links = part(book, "xl/_rels/workbook.xml.rels").iterfind(f"{_LINKS}Relationship")
    assert {f"xl/{link.get('Target')}" for link in links} == {
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
        "xl/styles.xml",
    }
    typed = {one.get("PartName", "").lstrip("/") for one in part(book, "[Content_Types].xml")}
    parts = {name for name in book.namelist() if name.endswith(".xml") and name != "[Content_Types].xml"}
    assert parts <= typed
    assert book.testzip() is None


def test_no_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """People stand nowhere on the disk but in the file itself."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    written(*({"name": f"Person {number}"} for number in range(3000)), most_rows=2000)
    assert list(tmp_path.iterdir()) == []

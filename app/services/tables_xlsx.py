"""A table as an Office Open XML workbook (ECMA-376), written straight into its zip file as the rows come.

The usual libraries collect the rows in temporary files in clear, or hold all of them in memory; people's data may be
in neither. What is needed here is small: one style for dates, texts inside their cells, and never a formula.
"""

from __future__ import annotations

import contextlib
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import IO, Any, BinaryIO

MOST_ROWS = 1_048_576  # of one worksheet, its header included (Excel specifications and limits)
MOST_CHARACTERS = 32_767  # of one cell
_CUT = "…"
_FIRST_DAY = date(1900, 3, 1)  # before it spreadsheets disagree about 29 February 1900
_DAY_ZERO = date(1899, 12, 30).toordinal()
_SMALL_ENOUGH = (1980, 1, 1, 0, 0, 0)  # every part's time stamp, so that equal tables are equal files
_WIDTH = 20  # characters
# What XML 1.0 cannot hold stands as _xHHHH_, and a text that looks like that is disarmed so (ECMA-376, 22.9.2.19).
_SPECIAL = re.compile(r"[&<>\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
_NOT_PLAIN = ("&", "<", ">", "_x")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_DATE, _BOLD = 1, 2  # places in cellXfs; a cell without one has the first
_EMPTY = "<c/>"


class XlsxSheet:
    """Writes rows as a workbook (services.tables.Sheet); a full worksheet is followed by another one.

    ``texts`` answers a row's texts in the order of ``names``; the columns of ``dates`` become dates where they hold
    one.
    """

    def __init__(
        self,
        texts: Callable[[Any], Sequence[str]],
        names: Sequence[str],
        dates: frozenset[str],
        most_rows: int = MOST_ROWS,
    ) -> None:
        self._texts = texts
        self._names = names
        self._dates = [place for place, name in enumerate(names) if name in dates]
        self._most_rows = most_rows

    def begin(self, file: BinaryIO) -> None:
        """See Sheet."""
        self._zip = _Zip(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3)
        self._sheets = 0
        self._begin_sheet()

    def add(self, rows: Sequence[Any]) -> None:
        """See Sheet."""
        while rows:
            room = self._most_rows - self._rows
            if not room:
                self._end_sheet()
                self._begin_sheet()
                continue
            self._write("".join([self._row(row) for row in rows[:room]]))
            self._rows += len(rows[:room])
            rows = rows[room:]

    def end(self) -> None:
        """See Sheet."""
        self._end_sheet()
        for name, text in _parts(self._sheets):
            with self._part(name) as part:
                part.write((_HEAD + text).encode())
        self._zip.close()

    def _begin_sheet(self) -> None:
        self._sheets += 1
        self._stack = contextlib.ExitStack()
        self._sheet = self._stack.enter_context(self._part(f"xl/worksheets/sheet{self._sheets}.xml"))
        head = "".join(_text(name, f' s="{_BOLD}"') for name in self._names)
        frozen = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        self._write(
            f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">{frozen}</sheetView>'
            f'</sheetViews><cols><col min="1" max="{max(1, len(self._names))}" width="{_WIDTH}" customWidth="1"/></cols>'
            f"<sheetData><row>{head}</row>"
        )
        self._rows = 1

    def _end_sheet(self) -> None:
        self._write("</sheetData></worksheet>")
        self._stack.close()

    def _row(self, row: Any) -> str:
        texts = self._texts(row)
        write = _plain_text if _is_plain("".join(texts)) else _text
        cells = [write(text) if text else _EMPTY for text in texts]
        for place in self._dates:
            cells[place] = _date(texts[place]) or cells[place]
        return f"<row>{''.join(cells)}</row>"

    def _write(self, text: str) -> None:
        self._sheet.write(text.encode())

    def _part(self, name: str) -> IO[bytes]:
        part = zipfile.ZipInfo(name, _SMALL_ENOUGH)
        part.compress_type = zipfile.ZIP_DEFLATED
        return self._zip.open(part, "w", force_zip64=True)


class _Zip(zipfile.ZipFile):
    """A zip file that is not finished behind our back: half a workbook is dropped together with its file."""

    def __del__(self) -> None:
        """Write nothing."""


@lru_cache(maxsize=1 << 15)  # the days of a lifetime
def _date(text: str) -> str:
    """The cell of a day; "" for a date that is none, which is shown as it came."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return ""
    return f'<c s="{_DATE}"><v>{day.toordinal() - _DAY_ZERO}</v></c>' if day >= _FIRST_DAY else ""


def _text(text: str, style: str = "") -> str:
    if len(text) > MOST_CHARACTERS:
        text = text[: MOST_CHARACTERS - 1] + _CUT
    return _plain_text(_SPECIAL.sub(_spelt, text), style)


def _is_plain(text: str) -> bool:
    """Whether no part of the text has to be spelt or cut: sure to be so where it is said, and found out quickly."""
    is_short = len(text) <= MOST_CHARACTERS
    return is_short and text.isprintable() and not any(sign in text for sign in _NOT_PLAIN)


def _plain_text(text: str, style: str = "") -> str:
    return f'<c{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _spelt(found: re.Match[str]) -> str:
    char = found[0]
    if "\ud800" <= char <= "\udfff":  # half a pair, as JSON spells it
        return f"\\u{ord(char):04x}"
    return _ENTITIES.get(char) or f"_x{ord(char):04X}_"


def _parts(sheets: int) -> Iterable[tuple[str, str]]:
    """The parts beside the worksheets."""
    numbers = range(1, sheets + 1)
    named = "".join(
        f'<sheet name="Customers{"" if number == 1 else f" {number}"}" sheetId="{number}" r:id="rId{number}"/>'
        for number in numbers
    )
    linked = "".join(_link(number, "worksheet", f"worksheets/sheet{number}.xml") for number in numbers)
    typed = "".join(_override(f"xl/worksheets/sheet{number}.xml", "worksheet") for number in numbers)
    types = (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{_override('xl/workbook.xml', 'sheet.main')}{_override('xl/styles.xml', 'styles')}{typed}</Types>"
    )
    yield "[Content_Types].xml", types
    yield "_rels/.rels", _links(_link(1, "officeDocument", "xl/workbook.xml"))
    yield "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{named}</sheets></workbook>'
    yield "xl/_rels/workbook.xml.rels", _links(linked + _link(sheets + 1, "styles", "styles.xml"))
    yield "xl/styles.xml", _STYLES


def _links(links: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _link(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{_LINKS}/{kind}" Target="{target}"/>'


def _override(name: str, kind: str) -> str:
    return f'<Override PartName="/{name}" ContentType="{_KIND}.{kind}+xml"/>'

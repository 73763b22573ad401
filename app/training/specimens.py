"""Documents of invented people, each plainly marked SPECIMEN: drawn when asked for, the same for the same person."""

import functools
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from app.training import glyphs
from app.training.canvas import Canvas, Colour

PNG = "image/png"
PDF = "application/pdf"
_KEPT = 256


class Bearer(NamedTuple):
    """What is printed on a document."""

    number: int
    name: str
    birth: date
    license: str | None = None
    license_ends: date | None = None


@functools.lru_cache(maxsize=_KEPT)
def license_picture(bearer: Bearer) -> bytes:
    """A licence-like card, 900 x 568 pixels, PNG."""
    paper, ink = 0, 1
    canvas = Canvas(900, 568, _palette(bearer.number))
    canvas.rectangle(0, 0, 900, 96, 3)
    canvas.text(28, 24, "PRACTICE LICENSE", size=6, ink=paper)
    canvas.rectangle(28, 130, 250, 320, 4)
    _face(canvas, (153, 290), 80)
    facts = (
        ("LICENSE", bearer.license or "NONE"),
        ("EXPIRES", _day(bearer.license_ends)),
        ("NAME", _printable(bearer.name)),
        ("BORN", _day(bearer.birth)),
        ("CUSTOMER", str(bearer.number)),
    )
    for line, (label, value) in enumerate(facts):
        canvas.text(306, 130 + 66 * line, label, size=2, ink=3)
        canvas.text(306, 152 + 66 * line, value[:30], size=4 if len(value) < 24 else 3, ink=ink)  # noqa: PLR2004
    _mark(canvas, top=468, size=12)
    return canvas.png()


@functools.lru_cache(maxsize=_KEPT)
def portrait(bearer: Bearer) -> bytes:
    """A drawn face, 600 x 720 pixels, PNG."""
    canvas = Canvas(600, 720, _palette(bearer.number))
    canvas.rectangle(0, 0, 600, 720, 4)
    _face(canvas, (300, 300), 170)
    canvas.rectangle(0, 560, 600, 160, 0)
    _mark(canvas, top=580, size=11)
    canvas.text(40, 680, f"CUSTOMER {bearer.number}", size=3, ink=1)
    return canvas.png()


@functools.lru_cache(maxsize=_KEPT)
def agreement(bearer: Bearer) -> bytes:
    """A membership agreement of two pages, PDF."""
    name = _printable(bearer.name)
    clauses = [f"{number}. {clause}" for number, clause in enumerate(_CLAUSES, start=1)]
    first = ["MEMBERSHIP AGREEMENT", f"between the practice store and {name}, customer {bearer.number}", "", *clauses]
    second = ["SIGNATURE", f"Born {_day(bearer.birth)}", "", "Signed: ________________________", name]
    return _pdf((first, second))


@functools.lru_cache(maxsize=_KEPT)
def permit(bearer: Bearer) -> bytes:
    """A physician's recommendation of one page, PDF."""
    name = _printable(bearer.name)
    return _pdf((["PHYSICIAN'S RECOMMENDATION", f"for {name}, customer {bearer.number}", "", *_CLAUSES[:2]],))


_CLAUSES = (
    "This paper is invented and binds nobody.",
    "It exists so that the reading of documents can be tried.",
    "The member is invented as well.",
    "No store, no court and no person is meant.",
    "The second page carries the signature.",
)
_SKINS: tuple[Colour, ...] = ((244, 214, 188), (225, 178, 140), (186, 132, 94), (132, 88, 60), (96, 62, 44))
_HAIRS: tuple[Colour, ...] = ((40, 32, 28), (92, 58, 34), (170, 120, 60), (150, 150, 150), (120, 44, 30))
_SHADES: tuple[Colour, ...] = ((34, 84, 120), (44, 104, 72), (110, 60, 110), (120, 80, 30), (60, 70, 130))
_WHITE: Colour = (252, 252, 250)
_BLACK: Colour = (28, 30, 34)
_RED: Colour = (190, 30, 40)


def _palette(number: int) -> tuple[Colour, ...]:
    """0 paper, 1 ink, 2 the mark, 3 the card's own colour, 4 its tint, 5 skin, 6 hair."""
    shade = _SHADES[number % 5]
    tint = (shade[0] // 4 + 190, shade[1] // 4 + 190, shade[2] // 4 + 190)
    return _WHITE, _BLACK, _RED, shade, tint, _SKINS[number // 5 % 5], _HAIRS[number // 25 % 5]


def _face(canvas: Canvas, middle: tuple[int, int], size: int) -> None:
    x, y = middle
    canvas.ellipse((x, y - size // 5), (size * 3 // 4, size), 6)
    canvas.ellipse((x, y + size * 3 // 2), (size * 7 // 5, size // 2), 3)
    canvas.rectangle(x - size // 4, y + size // 2, size // 2, size // 2 + size // 4, 5)
    canvas.ellipse((x, y), (size * 5 // 8, size * 4 // 5), 5)
    for side in (-1, 1):
        canvas.ellipse((x + side * size // 4, y - size // 8), (size // 14, size // 14), 1)
    canvas.rectangle(x - size // 4, y + size * 2 // 5, size // 2, size // 16, 2)


def _mark(canvas: Canvas, *, top: int, size: int) -> None:
    word = "SPECIMEN"
    canvas.text((canvas.width - len(word) * glyphs.WIDTH * size) // 2, top, word, size=size, ink=2)


def _printable(name: str) -> str:
    letters = glyphs.plain(name)
    return letters if any(letter.isalpha() for letter in letters) else "NAME IN ANOTHER SCRIPT"


def _day(day: date | None) -> str:
    return day.strftime("%m/%d/%Y") if day else "NONE"


def _pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF 1.4 of Letter pages in the standard Helvetica, every page marked (ISO 32000-1, 7.5)."""
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for index, lines in enumerate(pages):
        content = _page(lines, f"Page {index + 1} of {len(pages)}")
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> "
            b"/Contents %d 0 R >>" % (5 + 2 * index),
            b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
        ]
    return _assembled(objects)


def _page(lines: Sequence[str], footer: str) -> bytes:
    shown = [b"0.75 0.12 0.16 rg BT /F1 84 Tf 0.866 0.5 -0.5 0.866 130 210 Tm (SPECIMEN) Tj ET", b"0 g"]
    for index, line in enumerate(lines):
        size = 12 if index else 22
        shown.append(b"BT /F1 %d Tf 72 %d Td (%b) Tj ET" % (size, 700 - 30 * index, _literal(line)))
    shown.append(b"BT /F1 10 Tf 72 40 Td (%b) Tj ET" % _literal(footer))
    return b"\n".join(shown)


def _literal(text: str) -> bytes:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("ascii", "replace")


def _assembled(objects: Sequence[bytes]) -> bytes:
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n%b%b" % (size, table, trailer)

"""What the bytes of a document are taken for, and the limits they are held to."""

from __future__ import annotations

import struct
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from app.training import specimens
from app.ui.documents.drawable import MAX_DRAWN, CannotShow
from app.ui.documents.drawing import Drawn, Wish, draw
from app.ui.documents.sources import open_source, suffix_of, thumbnail
from tests.ui.documents.conftest import AGREEMENT, BEARER, PICTURE, encoded, png

BOX = QSize(176, 120)
ROOM = QSize(800, 400)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _png_claiming(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(b"\0" * 99))


def _jpeg_on_its_side() -> bytes:
    """A picture of 400 by 200 pixels whose Exif orientation says that it is to be turned (6: 90 degrees clockwise)."""
    image = QImage(400, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    plain = encoded(image, "JPG")
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0)
    exif = b"Exif\0\0MM\0*" + struct.pack(">I", 8) + struct.pack(">H", 1) + entry + struct.pack(">I", 0)
    return plain[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + plain[2:]


def _with_box(box: bytes) -> bytes:
    return specimens.permit(BEARER).replace(b"[0 0 612 792]", box)


def _locked() -> bytes:
    lock = (
        b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >> "
        b"/ID [<" + b"00" * 16 + b"> <" + b"00" * 16 + b">] /Root"
    )
    return AGREEMENT.replace(b"/Root", lock)


def _wish(page: int = 0, turns: int = 0, zoom: float | None = None, ratio: float = 1.0) -> Wish:
    return Wish(ROOM, ratio, page, turns, zoom)


def test_a_thumbnail_fits_and_is_not_enlarged() -> None:
    """A large picture is made to fit its box, a small one stays as it is."""
    assert thumbnail(PICTURE, BOX).size() == QSize(176, 117)
    assert thumbnail(png(20, 10), BOX).size() == QSize(20, 10)
    assert thumbnail(png(5000, 2), BOX).size() == QSize(176, 1)


def test_content_counts_not_what_it_is_called() -> None:
    """A PDF is known by its mark, even after some other bytes, and a picture by its own."""
    assert open_source(b"\n\n" + AGREEMENT).pages == 2
    assert open_source(PICTURE).pages == 1


@pytest.mark.parametrize(
    ("content", "reason", "unsupported"),
    [
        (b"", "empty", False),
        (b"just words", "type of file", True),
        (b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "type of file", True),
        (b"%PDF-1.4 and nothing else", "PDF is damaged", False),
        (_locked(), "password", False),
        (_png_claiming(50_000, 50_000), "too large", False),
        (_with_box(b"[0 0 9000000 9]"), "too large", False),
    ],
)
def test_what_cannot_be_shown_says_why(content: bytes, reason: str, *, unsupported: bool) -> None:
    """Nothing is drawn of what is empty, broken, locked, of an unknown type or a bomb; each has its own words."""
    with pytest.raises(CannotShow, match=reason) as caught:
        thumbnail(content, BOX)
    assert caught.value.unsupported is unsupported
    assert caught.value.hint


@pytest.mark.qt_log_ignore("libpng", "Read Error", "imageio")
def test_a_damaged_picture_says_so() -> None:
    """A picture that ends in its middle is damaged, not shown by half."""
    with pytest.raises(CannotShow, match="damaged"):
        thumbnail(PICTURE[:60], BOX)


def test_a_photograph_stands_upright() -> None:
    """A camera's note that the picture lies on its side is followed, for the thumbnail and for the large picture."""
    content = _jpeg_on_its_side()
    assert thumbnail(content, BOX).size() == QSize(60, 120)
    assert draw(open_source(content), _wish(zoom=1.0)).image.size() == QSize(200, 400)


def test_a_page_fits_the_room_and_turns() -> None:
    """Fitting follows the turned page: upright its height meets the room's, on its side its width does."""
    source = open_source(AGREEMENT)
    upright, lying = draw(source, _wish()), draw(source, _wish(turns=1))
    assert upright.image.height() == 400
    assert lying.image.width() == 400
    assert lying.natural == upright.natural.transposed()
    assert lying.zoom > upright.zoom


def test_zoom_and_screen_make_more_pixels() -> None:
    """Twice the zoom, or a screen of twice the density, is twice the pixels a side: sharp, not stretched."""
    source = open_source(PICTURE)
    sizes = [draw(source, wish).image.size() for wish in (_wish(zoom=1.0), _wish(zoom=2.0), _wish(zoom=1.0, ratio=2.0))]
    assert sizes == [QSize(300, 200), QSize(600, 400), QSize(600, 400)]


@pytest.mark.parametrize("content", [PICTURE, AGREEMENT])
def test_no_zoom_draws_without_bounds(content: bytes) -> None:
    """Whatever zoom is asked for, the pixels of a drawn page are bounded; the rest is stretched."""
    drawn = draw(open_source(content), _wish(zoom=8.0, ratio=4.0))
    assert drawn.image.width() * drawn.image.height() <= MAX_DRAWN * 1.01
    assert drawn.zoom == 8.0


def test_pages_differ() -> None:
    """The second page is the second page."""
    source = open_source(AGREEMENT)
    pages = [draw(source, _wish(page)).image for page in range(source.pages)]
    assert len(pages) == 2
    assert pages[0] != pages[1]


def test_threads_share_the_pdf_library() -> None:
    """PDFs drawn from several threads come out the same: the library is used by one at a time."""

    def one(_number: int) -> Drawn:
        return draw(open_source(AGREEMENT), _wish())

    with ThreadPoolExecutor(4) as pool:
        images = [drawn.image for drawn in pool.map(one, range(12))]
    assert all(image == images[0] for image in images)


@pytest.mark.parametrize(
    ("content", "media_type", "suffix"),
    [
        (PICTURE, "application/octet-stream", ".png"),
        (AGREEMENT, "", ".pdf"),
        (b"RIFF0000WEBPVP8 ", "", ".webp"),
        (b"words", "text/plain", ".txt"),
        (b"words", "", ""),
        (b"MZ", "application/x-msdownload", ""),
        (b"<html>", "text/html", ""),
        (b"#!/bin/sh", "application/x-sh", ""),
        (b"<svg/>", "image/svg+xml", ""),
    ],
)
def test_a_saved_file_is_called_what_it_is(content: bytes, media_type: str, suffix: str) -> None:
    """The ending comes from the content, then from what the server said."""
    assert suffix_of(content, media_type) == suffix

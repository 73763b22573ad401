"""Documents that are made to do harm, each a few kilobytes or made quickly."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

_HEAD = (b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >> >>"
)
_FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /XObject << /F %d 0 R >> >>"


def png_of(width: int, height: int) -> bytes:
    """A black picture of any size, true to its header."""
    pack = zlib.compressobj(9)
    rows = b"".join(pack.compress(bytes(1 + 3 * width)) for _ in range(height)) + pack.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def gif_of(frames: int) -> bytes:
    """An animation."""
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return b"GIF89a" + struct.pack("<HHBBB", 900, 900, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff" + frame * frames + b";"


def tiff_of(pages: int, side: int, *, content: bytes = b"") -> bytes:
    """Grey pages of that size with the pixels ``content`` at the end, or none."""
    step = 2 + 8 * 12 + 4
    end = 8 + step * pages
    out = [b"II*\0" + struct.pack("<I", 8)]
    for page in range(pages):
        tags = ((256, side), (257, side), (258, 8), (259, 1), (262, 1), (273, end), (278, side), (279, side * side))
        next_page = 8 + step * (page + 1) if page < pages - 1 else 0
        entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
        out.append(struct.pack("<H", len(tags)) + entries + struct.pack("<I", next_page))
    return b"".join(out) + content


def pdf_of(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects; the first is its catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF" % (size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end


def _stream(content: bytes, about: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n" % (len(content), about) + content + b"\nendstream"


def drawn_into_itself() -> bytes:
    """A form that draws itself twice."""
    return pdf_of([*_HEAD, _PAGE, _stream(b"/F Do"), _stream(b"/F Do /F Do", _FORM % 5)])


def drawn_ever_more(depth: int, times: int) -> bytes:
    """Forms that draw the next one many times over."""
    forms = [_stream(b"/F Do " * times, _FORM % (6 + level)) for level in range(depth)]
    return pdf_of([*_HEAD, _PAGE, _stream(b"/F Do"), *forms, _stream(b"0 0 9 9 re f", _FORM % 5)])


def unpacked_to(megabytes: int) -> bytes:
    """A page whose content is packed twice."""
    pack = zlib.compressobj(9)
    zeros = b"".join(pack.compress(bytes(1024 * 1024)) for _ in range(megabytes)) + pack.flush()
    return pdf_of([*_HEAD, _PAGE, _stream(zlib.compress(zeros, 9), b"/Filter [/FlateDecode /FlateDecode]")])


def pages_of_nothing(count: int) -> bytes:
    """A PDF that claims very many pages."""
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count %d >>" % count
    return pdf_of([_HEAD[0], pages, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>"])

"""What a document's bytes are, and a picture of any of its pages. Everything here runs off the GUI thread."""

from __future__ import annotations

import mimetypes

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QImage

from app.ui.documents.drawable import CannotShow, Source, at_least_one
from app.ui.documents.isolation import Isolated
from app.ui.documents.opening import is_pdf

_SIGNS = (
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"GIF8", ".gif"),
    (b"BM", ".bmp"),
    (b"II*\x00", ".tiff"),
    (b"MM\x00*", ".tiff"),
)
_HARMLESS = frozenset({".txt", ".rtf", ".docx", ".odt", ".heic", ".heif", ".avif"})


def open_source(content: bytes) -> Source:
    """The document behind the bytes; CannotShow where it cannot be drawn. What the server called it does not count."""
    if not content:
        raise CannotShow(QCoreApplication.translate("Documents", "The file is empty."))
    return Isolated(content)


def thumbnail(content: bytes, box: QSize) -> QImage:
    """The first page, small enough for the box and never enlarged."""
    source = open_source(content)
    size = source.size(0)
    if size.width() > box.width() or size.height() > box.height():
        size = size.scaled(box, Qt.AspectRatioMode.KeepAspectRatio)
    return source.draw(0, at_least_one(size))


def suffix_of(content: bytes, media_type: str) -> str:
    """The ending a saved file gets: by its content, else by what the server called it, else none.

    A server's word makes no program, page or script of a file that somebody will open with two clicks.
    """
    if is_pdf(content):
        return ".pdf"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return ".webp"
    by_sign = next((suffix for sign, suffix in _SIGNS if content.startswith(sign)), "")
    called = mimetypes.guess_extension(media_type) or ""
    return by_sign or (called if called in _HARMLESS else "")

"""Pages of PDF documents as pictures. The only module that knows pypdfium2."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtGui import QImage

from app.ui.documents.drawable import CannotShow, at_least_one

_PIXELS_PER_POINT = 96 / 72
_MAX_SIDE = 200_000  # points; ISO 32000-1, annex C.2 names 14,400, and arithmetic must stay within bounds
_lock = threading.Lock()  # PDFium may be used by one thread at a time, whatever the document


class PdfSource:
    """A PDF. It is opened anew for each page: opening takes a millisecond, and nothing of it stays in memory."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        with _opened(content) as pdf:
            self._pages = len(pdf)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return self._pages

    def size(self, page: int) -> QSize:
        """The page on a screen of 96 pixels an inch."""
        with _opened(self._content) as pdf:
            width, height = _points(pdf, page)
        return at_least_one(QSize(round(width * _PIXELS_PER_POINT), round(height * _PIXELS_PER_POINT)))

    def draw(self, page: int, size: QSize) -> QImage:
        """The page in that size."""
        with _opened(self._content) as pdf:
            width, height = _points(pdf, page)
            scale = min(size.width() / width, size.height() / height)
            return _drawn(pdf, page, scale)


@contextmanager
def _opened(content: bytes) -> Iterator[Any]:
    # Imported when the first PDF is met: the library would slow the start of the window.
    import pypdfium2  # noqa: PLC0415
    from pypdfium2 import raw  # noqa: PLC0415

    with _lock:
        try:
            pdf = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            locked = error.err_code in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}
            raise _locked() if locked else _damaged() from error
        try:
            pdf.init_forms()  # so that what was filled in is drawn too
            yield pdf
        except pypdfium2.PdfiumError as error:
            raise _damaged() from error
        finally:
            pdf.close()


def _points(pdf: Any, page: int) -> tuple[float, float]:
    width, height = pdf.get_page_size(page)
    if not (0 < width <= _MAX_SIDE and 0 < height <= _MAX_SIDE):
        raise CannotShow(QCoreApplication.translate("Documents", "The page is too large to be shown here."))
    return width, height


def _drawn(pdf: Any, number: int, scale: float) -> QImage:
    canvas = _Canvas()
    page = pdf[number]
    try:
        page.render(scale=scale, prefer_bgrx=True, limit_image_cache=True, bitmap_maker=canvas.bitmap).close()
    finally:
        page.close()
    return canvas.image


class _Canvas:
    """The picture that PDFium draws into: copying it afterwards would hold up the window."""

    def __init__(self) -> None:
        self.image = QImage()

    def bitmap(self, width: int, height: int, **options: Any) -> Any:
        """A bitmap of PDFium's over the memory of a new picture."""
        from pypdfium2 import PdfBitmap  # noqa: PLC0415 - see _opened

        self.image = QImage(width, height, QImage.Format.Format_RGB32)
        pixels = (ctypes.c_ubyte * self.image.sizeInBytes()).from_buffer(self.image.bits())
        return PdfBitmap.new_native(width, height, buffer=pixels, stride=self.image.bytesPerLine(), **options)


def _locked() -> CannotShow:
    return CannotShow(QCoreApplication.translate("Documents", "The PDF is protected by a password."))


def _damaged() -> CannotShow:
    return CannotShow(QCoreApplication.translate("Documents", "The PDF is damaged and cannot be shown."))

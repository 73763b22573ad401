"""Pictures, decoded within limits: what their headers promise is checked before any pixel is read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import shiboken6
from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QSize
from PySide6.QtGui import QImage, QImageReader

from app.ui.documents.drawable import MAX_PIXELS, CannotShow

# SVG is left out on purpose: it is a program that draws, and it may point to other files.
_SHOWN = frozenset({"png", "jpeg", "jpg", "jfif", "gif", "bmp", "webp", "tif", "tiff"})
_PAGED = frozenset({"tif", "tiff"})  # GIF counts the frames of its animation instead
_MEGABYTES = 256  # what one picture may take while it is decoded; 50 megapixels of four bytes fit


class PictureSource:
    """A picture; a TIFF may have several pages.

    It is decoded anew for each size, by Qt's reader, which scales on the way and keeps other threads running
    meanwhile. QImage's own scaling, turning and converting hold Python's lock, and with it the window.
    """

    def __init__(self, content: bytes) -> None:
        QImageReader.setAllocationLimit(_MEGABYTES)
        self._content = QByteArray(content)
        with self._open() as reader:
            name = reader.format().toStdString()
            if name not in _SHOWN:
                text = QCoreApplication.translate("Documents", "This type of file cannot be shown here.")
                raise CannotShow(text, unsupported=True)
            self._pages = max(1, reader.imageCount()) if name in _PAGED else 1

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return self._pages

    def size(self, page: int) -> QSize:
        """The picture's own size, as it is to be looked at."""
        with self._open(page) as reader:
            size = _checked_size(reader)
            if not size.isValid():
                return _read(reader).size()
            return size.transposed() if _is_turned(reader) else size

    def draw(self, page: int, size: QSize) -> QImage:
        """The picture in that size."""
        with self._open(page) as reader:
            _checked_size(reader)
            reader.setScaledSize(size.transposed() if _is_turned(reader) else size)
            return _read(reader)

    @contextmanager
    def _open(self, page: int = 0) -> Iterator[QImageReader]:
        """A reader. It ends before its buffer does: the one for TIFF looks into the buffer once more as it ends."""
        buffer = QBuffer(self._content)
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(buffer)
        try:
            reader.setDecideFormatFromContent(True)
            reader.setAutoTransform(True)
            if page:
                reader.jumpToImage(page)
            yield reader
        finally:
            shiboken6.delete(reader)


def _checked_size(reader: QImageReader) -> QSize:
    """The size the header promises; invalid where it promises none, and then the allocation limit stands guard."""
    size = reader.size()
    if size.isValid() and size.width() * size.height() > MAX_PIXELS:
        raise CannotShow(QCoreApplication.translate("Documents", "The picture is too large to be shown here."))
    return size


def _is_turned(reader: QImageReader) -> bool:
    """Whether the picture lies on its side in the file, as cameras store it (Exif orientation 5 to 8)."""
    return bool(reader.transformation().value & 4)


def _read(reader: QImageReader) -> QImage:
    image = reader.read()
    if image.isNull():
        raise CannotShow(QCoreApplication.translate("Documents", "The picture is damaged and cannot be shown."))
    return image

"""Pictures that the clerk brings: a file, or what is pasted or dropped, made into work for a thread."""

from __future__ import annotations

import stat
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData
from PySide6.QtGui import QGuiApplication, QImage

from app.ui.scan.pictures import MAX_BYTES, NoSymbol, read_image, read_picture

_PNG = "image/png"
Work = Callable[[], bytes]  # reads one picture; what its symbol holds, or NoSymbol


def can_read(data: QMimeData) -> bool:
    """Whether there is a file of this machine or a picture in what is dragged or in the clipboard."""
    return data.hasImage() or data.hasFormat(_PNG) or any(url.isLocalFile() for url in data.urls())


def work_of(data: QMimeData) -> Work | None:
    """What is dragged or copied: a file goes before the small picture that often stands beside it."""
    for url in data.urls():
        if url.isLocalFile():
            return work_of_file(url.toLocalFile())
    if data.hasFormat(_PNG):
        return partial(read_picture, bytes(data.data(_PNG).data()))
    image = data.imageData()
    return partial(read_image, image) if isinstance(image, QImage) else None


def work_in_clipboard() -> Work | None:
    """The same of the clipboard, which is nothing at all before anything was copied."""
    data: QMimeData | None = QGuiApplication.clipboard().mimeData()
    return None if data is None else work_of(data)


def work_of_file(path: str) -> Work:
    """A file that was chosen."""
    return partial(_read_file, Path(path))


def _read_file(path: Path) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_BYTES:  # opening a pipe would wait for a writer
            raise NoSymbol(QCoreApplication.translate("Scan", "This is no picture, or it is too large."))
        content = path.read_bytes()
    except OSError as error:
        raise NoSymbol(QCoreApplication.translate("Scan", "The file cannot be read.")) from error
    return read_picture(content)

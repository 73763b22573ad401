"""Files and pictures that the clerk brings: chosen, dropped or pasted, read within the store's limit."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QLocale, QMimeData
from PySide6.QtGui import QImage

from app.core.errors import ClerkCanAct
from app.ui.documents.drawable import MAX_PIXELS

_UNLIMITED = 64 * 1024 * 1024  # what is taken where the vendor names no limit
_PNG = "image/png"


@dataclass(slots=True, eq=False)
class Offer:
    """A file that was read and waits for its kind. ``open`` until it is sent for good or given up.

    ``unsure``: it was sent, and the list is being read to see whether it arrived. ``doubtful``: it was sent once and
    nobody knows; it must not be one Enter away from going again.
    """

    name: str
    content: bytes = field(repr=False)
    kind: str = ""
    open: bool = True
    unsure: bool = False
    doubtful: bool = False


Brought = Callable[[], Offer]  # reads one thing the clerk brought; for a thread; raises NotTaken


class NotTaken(ClerkCanAct):
    """Something that cannot be added as a document."""

    def __init__(self, title: str) -> None:
        super().__init__(title, QCoreApplication.translate("Documents", "Nothing was sent."))


def can_bring(data: QMimeData) -> bool:
    """Whether there are files or a picture in what is dragged or in the clipboard."""
    return data.hasUrls() or data.hasImage() or data.hasFormat(_PNG)


def brought_by(data: QMimeData, max_bytes: int) -> list[Brought]:
    """What is dragged or in the clipboard: files go before the picture that often stands beside them.

    A picture that is a PNG already is taken as it is: decoding it here would hold up the window.
    """
    if data.hasUrls():
        return [partial(_read_url, url.toLocalFile(), max_bytes) for url in data.urls()]
    if data.hasFormat(_PNG):
        return [partial(_named, bytes(data.data(_PNG).data()), max_bytes)]
    image = data.imageData()
    return [partial(_encode, image, max_bytes)] if isinstance(image, QImage) and not image.isNull() else []


def brought_files(paths: list[str], max_bytes: int) -> list[Brought]:
    """Files that were chosen."""
    return [partial(read_file, Path(path), max_bytes) for path in paths]


def _read_url(local: str, max_bytes: int) -> Offer:
    if not local:
        text = QCoreApplication.translate("Documents", "Only files of this computer can be added, not links.")
        raise NotTaken(text)
    return read_file(Path(local), max_bytes)


def read_file(path: Path, max_bytes: int) -> Offer:
    """A file's bytes, none of them where it is too large; NotTaken for what is no file with something in it."""
    try:
        # Looked at before it is opened: opening a pipe would wait for somebody to write into it.
        if stat.S_ISDIR(path.stat().st_mode):
            raise NotTaken(QCoreApplication.translate("Documents", "This is a folder. Add its files one by one."))
        if not stat.S_ISREG(path.stat().st_mode):
            raise NotTaken(QCoreApplication.translate("Documents", "This is not a file."))
        with path.open("rb") as file:
            limit = max_bytes or _UNLIMITED
            _check(os.fstat(file.fileno()).st_size, limit)
            content = file.read(limit + 1)
    except OSError as error:
        raise NotTaken(QCoreApplication.translate("Documents", "The file cannot be read.")) from error
    _check(len(content), limit)  # it may have grown meanwhile
    return Offer(path.name, content)


def _check(size: int, limit: int) -> None:
    if size == 0:
        raise NotTaken(QCoreApplication.translate("Documents", "The file is empty."))
    if size > limit:
        text = QCoreApplication.translate("Documents", "The file has {}; the store takes {} at most.")
        raise NotTaken(text.format(in_words(size), in_words(limit)))


def _encode(image: QImage, max_bytes: int) -> Offer:
    if image.width() * image.height() > MAX_PIXELS:
        raise NotTaken(QCoreApplication.translate("Documents", "The picture is too large."))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload] # the stubs want bytes, Qt takes the text
        raise NotTaken(QCoreApplication.translate("Documents", "The picture cannot be turned into a file."))
    return _named(bytes(buffer.data().data()), max_bytes)


def _named(content: bytes, max_bytes: int) -> Offer:
    _check(len(content), max_bytes or _UNLIMITED)
    return Offer("picture.png", content)


def in_words(size: int) -> str:
    """A number of bytes for people: "1.5 MB", with 1,024 to each step, as the vendors' limits are."""
    return QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)


def shortened(name: str) -> str:
    """A file's name that fits into a line, its ending kept."""
    most, tail = 48, 12
    return name if len(name) <= most else f"{name[: most - tail]}…{name[-tail:]}"

"""The process that draws documents: it knows no customer and no key, writes no file, and may die of what it is given.

It reads requests from standard input and answers on standard output until nobody asks any more; `pipe` says how.
"""

from __future__ import annotations

import os
import sys
from typing import BinaryIO, Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from app.ui.documents.drawable import CannotShow, Source
from app.ui.documents.opening import open_here
from app.ui.documents.pipe import ANSWER, CLEAR, DONE, FORMATS, OPAQUE, OPEN, REFUSED, REQUEST, SIZE, UNSUPPORTED

MEMORY: Final = 640 * 1024 * 1024  # bytes, beyond what the process has once it is ready
_Answer = tuple[bytes, int, int, bytes | memoryview]


def main() -> int:
    """Serve until nobody asks any more."""
    asked, answered = os.fdopen(0, "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whatever else is printed must not be taken for an answer
    _bound()
    serve(asked, answered)
    return 0


def serve(asked: BinaryIO, answered: BinaryIO) -> None:
    """Answer one request after the other."""
    source: Source | None = None
    while head := asked.read(REQUEST.size):
        what, page, width, height, length = REQUEST.unpack(head)
        content = asked.read(length) if length else b""
        try:
            if length or source is None:
                source = open_here(content)
            kind, first, second, body = _answer(source, what, page, QSize(width, height))
        except CannotShow as refusal:
            kind, first, second, body = _refusal(refusal)
        answered.write(ANSWER.pack(kind, first, second, len(body)))
        answered.write(body)
        answered.flush()


def _answer(source: Source, what: bytes, page: int, size: QSize) -> _Answer:
    if what == OPEN:
        return DONE, source.pages, 0, b""
    if what == SIZE:
        found = source.size(page)
        return DONE, found.width(), found.height(), b""
    return _pixels(source.draw(page, size))


def _pixels(image: QImage) -> _Answer:
    kind = CLEAR if image.hasAlphaChannel() else OPAQUE
    image = image.convertToFormat(FORMATS[kind])
    return kind, image.width(), image.height(), bytes(image.constBits())


def _refusal(refusal: CannotShow) -> _Answer:
    return UNSUPPORTED if refusal.unsupported else REFUSED, 0, 0, refusal.title.encode()


def _bound() -> None:
    """Where the system has such limits: no more memory than ``MEMORY``, no file longer than nothing."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - there is none on Windows

    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform == "linux":  # others count what is mapped, or do not count at all
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - read once, at the start
            there = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_AS, (there + MEMORY, there + MEMORY))

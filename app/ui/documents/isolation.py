"""Documents are drawn in a process of their own, the child: a file made to do harm takes that one down and no more.

Decoders of pictures and PDFs crash, never end or take all memory when they are given the right bytes, and nothing
within a process protects it from that. A child that died or took too long is replaced at the next document.
"""

from __future__ import annotations

import atexit
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Final, cast

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtGui import QImage

from app.ui.documents.drawable import MAX_DRAWN, CannotShow
from app.ui.documents.pipe import ANSWER, CHILD_ARGUMENT, DONE, DRAW, FORMATS, OPEN, REFUSED, REQUEST, SIZE, UNSUPPORTED

SECONDS: Final = 12.0  # for one answer; the largest scans take two on a slow machine
_CHILDREN: Final = 2  # as many as threads that wait for them
_MOST_PIXELS: Final = 2 * MAX_DRAWN  # of an answer that is believed
_MOST_WORDS: Final = 400  # bytes of a refusal
_ROOT: Final = Path(__file__).resolve().parents[3]
_PROGRAM: Final = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "app"]
_places = threading.Semaphore(_CHILDREN)
_idle: list[_Child] = []


@atexit.register
def end_children() -> None:
    """End the children that nobody is waiting for; the others end with this process."""
    while _idle:
        _idle.pop().end()


class Isolated:
    """An opened document (drawable.Source). Its methods wait for the child: for a worker thread."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._pages = max(1, self._numbers(OPEN)[0])

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return self._pages

    def size(self, page: int) -> QSize:
        """The page's size at 100 %."""
        return QSize(*self._numbers(SIZE, page)).expandedTo(QSize(1, 1))

    def draw(self, page: int, size: QSize) -> QImage:
        """The page in that size."""
        with _Borrowed(self._content) as child:
            return child.picture(self._content, page, size)

    def _numbers(self, what: bytes, page: int = 0) -> tuple[int, int]:
        with _Borrowed(self._content) as child:
            _kind, first, second, _length = child.ask(self._content, what, page)
        return min(first, 2**31 - 1), min(second, 2**31 - 1)


class _Borrowed:
    """A child for one question, if possible the one that has the document already; a new one where none is idle."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __enter__(self) -> _Child:
        _places.acquire()
        while _idle:
            knowing = next((one for one in _idle if one.document is self._content), _idle[-1])
            _idle.remove(knowing)
            if knowing.lives():
                self._child = knowing
                return knowing
            knowing.end()
        try:
            self._child = _Child()
        except OSError as error:
            _places.release()
            raise CannotShow(QCoreApplication.translate("Documents", "Documents cannot be drawn just now.")) from error
        return self._child

    def __exit__(self, *_fault: object) -> None:
        if self._child.lives():
            _idle.append(self._child)
        else:
            self._child.end()
        _places.release()


class _Child:
    """The process. Every failure of it is CannotShow; one that answers nonsense is ended."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - this program itself
            [*_PROGRAM, CHILD_ARGUMENT],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what the decoders print can quote the document
            bufsize=0,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # on Windows: no console that flashes up
        )
        self._late = False
        self.document: bytes | None = None

    def lives(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def end(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            cast("IO[bytes]", pipe).close()

    def picture(self, document: bytes, page: int, size: QSize) -> QImage:
        """A page as it was drawn."""
        with _Alarm(self):
            kind, width, height, length = self._ask(document, DRAW, page, size)
            form = FORMATS.get(kind)
            if form is None or not 0 < width * height <= _MOST_PIXELS or length != 4 * width * height:
                raise self._nonsense()
            image = QImage(width, height, form)
            self._fill(memoryview(image.bits()).cast("B"))  # straight into the picture: a copy would hold up the window
        return image

    def ask(self, document: bytes, what: bytes, page: int) -> tuple[bytes, int, int, int]:
        """An answer of two numbers."""
        with _Alarm(self):
            answer = self._ask(document, what, page, QSize(1, 1))
            if answer[0] != DONE or answer[3]:
                raise self._nonsense()
        return answer

    def _ask(self, document: bytes, what: bytes, page: int, size: QSize) -> tuple[bytes, int, int, int]:
        sent = b"" if document is self.document else document
        self.document = document
        self._send(REQUEST.pack(what, page, size.width(), size.height(), len(sent)))
        self._send(sent)
        head = bytearray(ANSWER.size)
        self._fill(memoryview(head))
        answer: tuple[bytes, int, int, int] = ANSWER.unpack(head)
        if answer[0] in {REFUSED, UNSUPPORTED}:
            raise self._refusal(answer[3], unsupported=answer[0] == UNSUPPORTED)
        return answer

    def _send(self, content: bytes) -> None:
        left = memoryview(content)
        try:
            while left:
                left = left[cast("IO[bytes]", self._process.stdin).write(left) :]
        except OSError as error:
            raise self._died() from error

    def _fill(self, room: memoryview) -> None:
        pipe = cast("IO[bytes]", self._process.stdout)
        while room:
            got = pipe.readinto(room)  # type: ignore[attr-defined]  # unbuffered, it is a FileIO
            if not got:
                raise self._died()
            room = room[got:]

    def _refusal(self, length: int, *, unsupported: bool) -> CannotShow:
        if length > _MOST_WORDS:
            return self._nonsense()
        words = bytearray(length)
        self._fill(memoryview(words))
        title = words.decode(errors="replace")
        return CannotShow(QCoreApplication.translate("Documents", title), unsupported=unsupported)

    def _nonsense(self) -> CannotShow:
        self.end()
        return _harmful()

    def _died(self) -> CannotShow:
        self._process.kill()
        self._process.wait()
        if self._late:
            return CannotShow(QCoreApplication.translate("Documents", "The document takes too long to be drawn."))
        return _harmful()

    def be_late(self) -> None:
        """The time is over."""
        self._late = True
        self._process.kill()


class _Alarm:
    """Ends a child that does not answer in time."""

    def __init__(self, child: _Child) -> None:
        self._timer = threading.Timer(SECONDS, child.be_late)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_fault: object) -> None:
        self._timer.cancel()


def _harmful() -> CannotShow:
    return CannotShow(QCoreApplication.translate("Documents", "The document is damaged, or too much to be drawn."))

"""Cameras on Linux, by the kernel's own interface (Video4Linux2, linux/videodev2.h); only this module knows it.

Qt's way to a camera brings a whole film decoder, 42 MB more than the program may have. All that is needed of it is
here: which cameras there are, and their pictures one by one, in the two forms that every USB camera can do.
"""

from __future__ import annotations

import errno
import fcntl
import functools
import mmap
import os
import select
import struct
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.ui import tasks
from app.ui.scan.camera import Camera, Place, Trouble

# Requests, with the sizes of what they take and give.
QUERY, FORMATS, FORMAT, BUFFERS = 0x80685600, 0xC0405602, 0xC0D05605, 0xC0145608
BUFFER, GIVE, TAKE, ON, OFF = 0xC0585609, 0xC058560F, 0xC0585611, 0x40045612, 0x40045613
CAPABILITY_BYTES, FORMAT_BYTES, BUFFER_BYTES = 104, 208, 88
_CAPTURE, _STREAMING, _OF_DEVICE = 0x1, 0x0400_0000, 0x8000_0000
_VIDEO, _MAPPED, _BROKEN = 1, 1, 0x40
JPEG, LUMA = 0x47504A4D, 0x56595559  # MJPG; YUYV, of which every second byte is brightness
_WANTED = ((JPEG, 1920, 1080), (LUMA, 1280, 720))  # a symbol has some 350 bars side by side; two pixels are for each
_MOST_FORMS = 32  # that a camera names
_JPEG_START = b"\xff\xd8"  # no other decoder is asked
_COUNT = 3  # pictures that the kernel may fill ahead
_SECONDS = 0.2  # between two looks whether to stop
_TROUBLES = {
    errno.EBUSY: Trouble.BUSY,
    errno.EACCES: Trouble.DENIED,
    errno.EPERM: Trouble.DENIED,
}


class Kernel(Protocol):
    """What is asked of the system. Each raises OSError."""

    def paths(self) -> list[str]:
        """Where cameras are, if there are any."""

    def open(self, path: str) -> int:
        """A handle."""

    def ask(self, handle: int, request: int, argument: bytearray) -> None:
        """One request; the answer is in the argument."""

    def map(self, handle: int, length: int, offset: int) -> mmap.mmap:
        """The memory that the camera writes to."""

    def wait(self, handle: int, seconds: float) -> bool:
        """Whether there is a picture now."""

    def close(self, handle: int) -> None:
        """Give the handle back."""


class _Linux:
    def paths(self) -> list[str]:
        return sorted(map(str, Path("/dev").glob("video[0-9]*")), key=lambda path: (len(path), path))

    def open(self, path: str) -> int:
        return os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)

    def ask(self, handle: int, request: int, argument: bytearray) -> None:
        fcntl.ioctl(handle, request, argument, True)

    def map(self, handle: int, length: int, offset: int) -> mmap.mmap:
        return mmap.mmap(handle, length, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE, offset=offset)

    def wait(self, handle: int, seconds: float) -> bool:
        return bool(select.select([handle], [], [], seconds)[0])

    def close(self, handle: int) -> None:
        os.close(handle)


class KernelCameras:
    """All cameras that the kernel knows."""

    def __init__(self, kernel: Kernel | None = None) -> None:
        self._kernel = kernel or _Linux()

    async def places(self) -> list[Place]:
        """Those that give pictures in a form that can be read. Opening one may take a while: it is woken up."""
        return await tasks.in_thread(self._places)

    def make(self, parent: QObject) -> Camera:
        """A camera that is off."""
        return KernelCamera(self._kernel, parent)

    def _places(self) -> list[Place]:
        found = [(path, self._card(path)) for path in self._kernel.paths()]
        cards = [card for _path, card in found]
        return [Place(path, card if cards.count(card) == 1 else f"{card} · {path}") for path, card in found if card]

    def _card(self, path: str) -> str:
        """What the camera is called, "" for what is none."""
        try:
            with _opened(self._kernel, path) as handle:
                told = bytearray(CAPABILITY_BYTES)
                self._kernel.ask(handle, QUERY, told)
                whole, own = struct.unpack_from("=II", told, 84)
                can = own if whole & _OF_DEVICE else whole
                if not (can & _CAPTURE and can & _STREAMING and self._is_readable(handle)):
                    return ""
                return bytes(told[16:48]).split(b"\0")[0].decode("utf-8", "replace") or path
        except OSError as error:
            # One that may not be opened is shown all the same: what stands in the way is said when it is chosen.
            return path if _TROUBLES.get(error.errno or 0) else ""

    def _is_readable(self, handle: int) -> bool:
        """Whether one of its forms is one of ours; an infrared camera, for faces, has none."""
        with suppress(OSError):  # the end of the list is an error
            for index in range(_MOST_FORMS):
                asked = bytearray(64)
                struct.pack_into("=II", asked, 0, index, _VIDEO)
                self._kernel.ask(handle, FORMATS, asked)
                if struct.unpack_from("=I", asked, 44)[0] in {JPEG, LUMA}:
                    return True
        return False


@contextmanager
def _opened(kernel: Kernel, path: str) -> Iterator[int]:
    handle = kernel.open(path)
    try:
        yield handle
    finally:
        kernel.close(handle)


@dataclass(frozen=True, slots=True, eq=False)
class _Word:
    """What the thread has to say: a picture, or why there is none."""

    stream: _Stream
    image: QImage | None = None
    trouble: Trouble | None = None


class _Post(QObject):
    """Carries words to the GUI thread. It outlives every camera, so that a thread never speaks to a dead object."""

    said = Signal(object)  # _Word


@functools.cache
def _post() -> _Post:
    return _Post()


@dataclass(frozen=True, slots=True)
class _Form:
    """How the pictures come; ``stride`` is the bytes of a line."""

    pixels: int
    width: int
    height: int
    stride: int

    def image(self, content: bytes) -> QImage:
        """A picture of its own memory; null where the bytes are none."""
        if self.pixels == JPEG:
            return QImage.fromData(content) if content.startswith(_JPEG_START) else QImage()
        if len(content) < self.stride * self.height:
            return QImage()
        shape = QImage.Format.Format_Grayscale8
        return QImage(content[::2], self.width, self.height, self.stride // 2, shape).copy()


class _Stream(threading.Thread):
    """One camera, from on to off."""

    def __init__(self, kernel: Kernel, path: str) -> None:
        super().__init__(name="camera", daemon=True)
        self._kernel = kernel
        self._path = path
        self._post = _post()
        self.stopping = threading.Event()
        self.wanted = threading.Event()

    def run(self) -> None:
        """Switch on, give pictures when they are wanted, switch off."""
        try:
            with ExitStack() as stack:
                self._show(stack)
        except OSError as error:
            if not self.stopping.is_set():
                self._say(trouble=_TROUBLES.get(error.errno or 0, Trouble.GONE))

    def _show(self, stack: ExitStack) -> None:
        handle = stack.enter_context(_opened(self._kernel, self._path))
        form = self._agree(handle)
        memory = self._share(handle, stack)
        kind = bytearray(struct.pack("=i", _VIDEO))
        self._kernel.ask(handle, ON, kind)
        stack.callback(self._switch_off, handle)
        while not self.stopping.is_set():
            if self._kernel.wait(handle, _SECONDS):
                self._take(handle, form, memory)

    def _agree(self, handle: int) -> _Form:
        """The form in which the pictures come: the driver answers with the nearest it can do."""
        for pixels, width, height in _WANTED:
            asked = bytearray(FORMAT_BYTES)
            struct.pack_into("=I4xIII", asked, 0, _VIDEO, width, height, pixels)
            self._kernel.ask(handle, FORMAT, asked)
            wide, high, answered, _field, stride = struct.unpack_from("=5I", asked, 8)
            if answered == pixels:
                return _Form(pixels, wide, high, max(stride, 2 * wide))
        raise OSError(errno.EINVAL, "no form that can be read")

    def _share(self, handle: int, stack: ExitStack) -> list[mmap.mmap]:
        asked = bytearray(struct.pack("=III8x", _COUNT, _VIDEO, _MAPPED))
        self._kernel.ask(handle, BUFFERS, asked)
        memory = []
        for index in range(struct.unpack_from("=I", asked)[0]):
            buffer = _buffer(index)
            self._kernel.ask(handle, BUFFER, buffer)
            offset, length = struct.unpack_from("=I4xI", buffer, 64)
            mapped = self._kernel.map(handle, length, offset)
            stack.callback(mapped.close)
            memory.append(mapped)
            self._kernel.ask(handle, GIVE, _buffer(index))
        return memory

    def _take(self, handle: int, form: _Form, memory: list[mmap.mmap]) -> None:
        buffer = _buffer(0)
        try:
            self._kernel.ask(handle, TAKE, buffer)
        except BlockingIOError:
            return  # what woke us was no picture
        index, _kind, used, flags = struct.unpack_from("=4I", buffer)
        if self.wanted.is_set() and not flags & _BROKEN:
            image = form.image(memory[index][:used])
            if not image.isNull():
                self.wanted.clear()
                self._say(image=image)
        self._kernel.ask(handle, GIVE, _buffer(index))

    def _switch_off(self, handle: int) -> None:
        with suppress(OSError):  # an unplugged camera is off
            self._kernel.ask(handle, OFF, bytearray(struct.pack("=i", _VIDEO)))

    def _say(self, *, image: QImage | None = None, trouble: Trouble | None = None) -> None:
        self._post.said.emit(_Word(self, image, trouble))


def _buffer(index: int) -> bytearray:
    buffer = bytearray(BUFFER_BYTES)
    struct.pack_into("=II", buffer, 0, index, _VIDEO)
    struct.pack_into("=I", buffer, 60, _MAPPED)
    return buffer


class KernelCamera(Camera):
    """A camera of the kernel."""

    def __init__(self, kernel: Kernel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kernel = kernel
        self._stream: _Stream | None = None
        _post().said.connect(self._take)

    def open(self, place: Place) -> None:
        """Switch it on, in a thread of its own."""
        self.close()
        self._stream = _Stream(self._kernel, place.name)
        self.destroyed.connect(self._stream.stopping.set)
        self._stream.start()
        self.lit.emit()

    def want(self) -> None:
        """Ask for the next picture."""
        if self._stream:
            self._stream.wanted.set()

    def close(self) -> None:
        """Switch it off: the thread does, within a fraction of a second."""
        if self._stream:
            self._stream.stopping.set()
        self._stream = None

    def _take(self, word: _Word) -> None:
        if word.stream is not self._stream:
            return
        if word.trouble:
            self.close()
            self.failed.emit(word.trouble)
        elif word.image:
            self.seen.emit(word.image)

"""Cameras of the kernel: the requests and their answers as linux/videodev2.h has them, over a driver of the test's own."""

from __future__ import annotations

import errno
import mmap
import struct
import sys
import threading
import time
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from app.ui.scan.camera import Place, Trouble
from tests.ui.conftest import until

if sys.platform != "linux":
    pytest.skip("the kernel of Linux", allow_module_level=True)

from app.ui.scan import v4l2
from app.ui.scan.v4l2 import KernelCamera, KernelCameras

_GREY = 0x59455247  # what an infrared camera gives


def jpeg(width: int = 64, height: int = 48) -> bytes:
    """A picture as a camera compresses it."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0x808080)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "JPG")  # type: ignore[call-overload] # the stubs want bytes, Qt takes the text
    return bytes(buffer.data().data())


@dataclass
class Driver:
    """A kernel with one camera, that answers by the header's structures and remembers what is still open."""

    forms: tuple[int, ...] = (v4l2.JPEG, v4l2.LUMA)
    content: bytes = b""
    size: tuple[int, int] = (64, 48)
    stride: int = 0
    refuses: dict[int, int] = field(default_factory=dict)  # request: errno
    flags: int = 0
    capture: int = 0x8420_0001
    handles: set[int] = field(default_factory=set)
    memory: list[mmap.mmap] = field(default_factory=list)
    given: list[int] = field(default_factory=list)
    is_on: bool = False
    taken: int = 0

    def paths(self) -> list[str]:
        """Two nodes of one camera, as usual: pictures, and what is said about them."""
        return ["/dev/video0", "/dev/video1"]

    def open(self, path: str) -> int:
        """A handle; the second node is no camera."""
        self._refuse(0)
        handle = 7 if path.endswith("0") else 8
        self.handles.add(handle)
        return handle

    def close(self, handle: int) -> None:
        """Given back."""
        self.handles.remove(handle)

    def wait(self, _handle: int, seconds: float) -> bool:
        """A picture every hundredth of a second."""
        time.sleep(min(seconds, 0.01))
        return bool(self.given)

    def map(self, _handle: int, length: int, offset: int) -> mmap.mmap:
        """The memory of one buffer."""
        assert offset == len(self.memory) * 65536
        self.memory.append(mmap.mmap(-1, length))
        return self.memory[-1]

    def ask(self, handle: int, request: int, argument: bytearray) -> None:
        """What the kernel does for each request."""
        assert len(argument) == (request >> 16) & 0x3FFF, "the size is a part of the request"
        self._refuse(request)
        answers = {
            v4l2.QUERY: self._query,
            v4l2.FORMATS: self._form,
            v4l2.FORMAT: self._agree,
            v4l2.BUFFERS: self._reserve,
            v4l2.BUFFER: self._place,
            v4l2.GIVE: self._give,
            v4l2.TAKE: self._take,
        }
        if request in {v4l2.ON, v4l2.OFF}:
            self.is_on = request == v4l2.ON
        else:
            answers[request](handle, argument)

    def _refuse(self, request: int) -> None:
        if number := self.refuses.get(request):
            raise OSError(number, "refused")

    def _query(self, handle: int, told: bytearray) -> None:
        told[16:32] = b"Integrated Camer"
        struct.pack_into("=II", told, 84, self.capture, 0x0420_0001 if handle == 7 else 0x04A0_0000)

    def _form(self, _handle: int, asked: bytearray) -> None:
        index = struct.unpack_from("=I", asked)[0]
        if index >= len(self.forms):
            raise OSError(errno.EINVAL, "no more")
        struct.pack_into("=I", asked, 44, self.forms[index])

    def _agree(self, _handle: int, asked: bytearray) -> None:
        pixels = struct.unpack_from("=I", asked, 16)[0]
        pixels = pixels if pixels in self.forms else self.forms[0]
        struct.pack_into("=5I", asked, 8, *self.size, pixels, 1, self.stride)

    def _reserve(self, _handle: int, asked: bytearray) -> None:
        struct.pack_into("=I", asked, 0, 2)

    def _place(self, _handle: int, buffer: bytearray) -> None:
        index = struct.unpack_from("=I", buffer)[0]
        struct.pack_into("=I4xI", buffer, 64, index * 65536, 65536)

    def _give(self, _handle: int, buffer: bytearray) -> None:
        self.given.append(struct.unpack_from("=I", buffer)[0])

    def _take(self, _handle: int, buffer: bytearray) -> None:
        if not self.given:
            raise BlockingIOError(errno.EAGAIN, "nothing")
        index = self.given.pop(0)
        self.taken += 1
        self.memory[index][: len(self.content)] = self.content
        struct.pack_into("=4I", buffer, 0, index, 1, len(self.content), self.flags)


@dataclass
class Watched:
    """A camera, and what it gave."""

    camera: KernelCamera
    images: list[QImage] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


def watched(driver: Driver) -> Watched:
    made = Watched(KernelCamera(driver))
    made.camera.seen.connect(made.images.append)
    made.camera.failed.connect(made.troubles.append)
    made.camera.open(Place("/dev/video0", "Camera"))
    return made


async def ended() -> None:
    """No thread of a camera is left."""
    await until(lambda: not [one for one in threading.enumerate() if one.name == "camera"])


async def test_which_cameras_there_are(loop: object) -> None:
    """By their names; a node that gives no pictures is none, and neither is one whose pictures cannot be read."""
    assert loop
    driver = Driver()
    assert await KernelCameras(driver).places() == [Place("/dev/video0", "Integrated Camer")]
    assert driver.handles == set()
    assert await KernelCameras(Driver(forms=(_GREY,))).places() == []


async def test_two_of_a_kind_are_told_apart(loop: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """By where they are."""
    assert loop
    driver = Driver()
    monkeypatch.setattr(driver, "paths", lambda: ["/dev/video0", "/dev/video2-0"])
    names = [place.text for place in await KernelCameras(driver).places()]
    assert names == ["Integrated Camer · /dev/video0", "Integrated Camer · /dev/video2-0"]


async def test_a_camera_that_may_not_be_opened_is_shown(loop: object) -> None:
    """What stands in the way is said when it is chosen."""
    assert loop
    places = await KernelCameras(Driver(refuses={0: errno.EACCES})).places()
    assert places[0] == Place("/dev/video0", "/dev/video0")


@pytest.mark.parametrize("form", [v4l2.JPEG, v4l2.LUMA])
async def test_a_picture_for_each_wish(loop: object, form: int) -> None:
    """In both forms; nothing unasked, and all is given back in the end."""
    assert loop
    content = jpeg() if form == v4l2.JPEG else bytes([128, 7]) * (64 * 48)
    driver = Driver(forms=(form,), content=content)
    made = watched(driver)
    await until(lambda: driver.taken > 3)
    assert made.images == []
    made.camera.want()
    await until(lambda: made.images)
    assert (made.images[0].width(), made.images[0].height()) == (64, 48)
    assert abs(made.images[0].pixelColor(30, 20).lightness() - 128) < 4
    before = driver.taken
    await until(lambda: driver.taken > before + 3)
    assert len(made.images) == 1
    made.camera.close()
    await ended()
    assert (driver.is_on, driver.handles) == (False, set())
    assert all(memory.closed for memory in driver.memory)


def test_tables_that_cameras_leave_out_are_known(loop: object) -> None:
    """Motion JPEG comes without the tables of its code, which are the standard's."""
    assert loop
    content = bytearray(jpeg())
    while (at := content.find(b"\xff\xc4")) >= 0:
        del content[at : at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")]
    image = v4l2._Form(v4l2.JPEG, 64, 48, 128).image(bytes(content))
    assert abs(image.pixelColor(30, 20).lightness() - 128) < 4


async def test_padded_lines(loop: object) -> None:
    """A line may be longer than the picture is wide."""
    assert loop
    driver = Driver(forms=(v4l2.LUMA,), content=(bytes([200, 7]) * 64 + bytes(32)) * 48, stride=160)
    made = watched(driver)
    made.camera.want()
    await until(lambda: made.images)
    assert made.images[0].pixelColor(63, 47).lightness() == 200
    made.camera.close()
    await ended()


@pytest.mark.parametrize("damage", ["short", "flag", "rubbish"])
async def test_a_damaged_picture_is_waited_over(loop: object, damage: str) -> None:
    """The wish stands until a whole one comes."""
    assert loop
    form = v4l2.JPEG if damage == "rubbish" else v4l2.LUMA
    driver = Driver(forms=(form,), content=b"\x80\x07" * 500, flags=0x40 * (damage == "flag"))
    made = watched(driver)
    made.camera.want()
    await until(lambda: driver.taken > 4)
    assert made.images == []
    assert made.troubles == []
    driver.flags = 0
    driver.content = jpeg() if form == v4l2.JPEG else b"\x80\x07" * (64 * 48)
    await until(lambda: made.images)
    made.camera.close()
    await ended()


@pytest.mark.parametrize(
    ("request_number", "number", "trouble"),
    [
        (0, errno.EACCES, Trouble.DENIED),
        (0, errno.ENOENT, Trouble.GONE),
        (v4l2.FORMAT, errno.EBUSY, Trouble.BUSY),
        (v4l2.BUFFERS, errno.EBUSY, Trouble.BUSY),
        (v4l2.ON, errno.ENOSPC, Trouble.GONE),
    ],
)
async def test_what_the_kernel_refuses_is_told(
    loop: object, request_number: int, number: int, trouble: Trouble
) -> None:
    """Once, and nothing stays open."""
    assert loop
    driver = Driver(content=jpeg(), refuses={request_number: number})
    made = watched(driver)
    await until(lambda: made.troubles)
    await ended()
    assert made.troubles == [trouble]
    assert driver.handles == set()


async def test_a_camera_that_is_unplugged_is_gone(loop: object) -> None:
    """While it is on; switching it off is not refused for that."""
    assert loop
    driver = Driver(content=jpeg())
    made = watched(driver)
    await until(lambda: driver.taken)
    driver.refuses = {v4l2.TAKE: errno.ENODEV, v4l2.OFF: errno.ENODEV}
    await until(lambda: made.troubles)
    await ended()
    assert made.troubles == [Trouble.GONE]
    assert driver.handles == set()


async def test_forms_that_the_driver_does_not_keep(loop: object) -> None:
    """It answers with the nearest it can do, which may be none of ours."""
    assert loop
    made = watched(Driver(forms=(_GREY,)))
    await until(lambda: made.troubles)
    assert made.troubles == [Trouble.GONE]
    await ended()


async def test_this_machine_can_be_asked(loop: object) -> None:
    """With cameras or without: the real calls."""
    assert loop
    assert isinstance(await KernelCameras().places(), list)
    made = Watched(KernelCamera(v4l2._Linux()))
    made.camera.failed.connect(made.troubles.append)
    made.camera.open(Place("/dev/null", "no camera"))
    await until(lambda: made.troubles)
    assert made.troubles == [Trouble.GONE]

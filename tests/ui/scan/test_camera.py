"""The camera of the scan panel: shown, read one picture at a time, and off as soon as nobody looks."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

from app.ui import tasks
from app.ui.scan import viewfinder
from app.ui.scan.camera import Camera, Place, Trouble
from app.ui.scan.panel import ScanPanel
from app.ui.scan.specimen import specimen, symbol
from tests.ui.conftest import until
from tests.ui.scan.conftest import Counter
from tests.ui.scan.test_pictures import photo

_FRAME = (1280, 720)


class HeldCamera(Camera):
    """A camera in the hand of the test: it gives what is held before it, and else what `seen` is made to say."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.opened: list[str] = []
        self.wanted = 0
        self.is_on = False
        self.held: QImage | None = None
        self.refuses: Trouble | None = None
        self.is_asking = False  # whether the system still asks the person

    def open(self, place: Place) -> None:
        """Remember which."""
        self.opened.append(place.name)
        self.is_on = not self.refuses
        if self.refuses:
            self.failed.emit(self.refuses)
        elif not self.is_asking:
            self.lit.emit()

    def want(self) -> None:
        """Count, and show."""
        self.wanted += 1
        if self.held:
            QTimer.singleShot(5, self, self._show)

    def _show(self) -> None:
        if self.held and self.is_on:
            self.seen.emit(self.held)

    def hold(self, image: QImage) -> None:
        """Hold something before it."""
        self.held = image
        self._show()

    def close(self) -> None:
        """Remember."""
        self.is_on = False


@dataclass
class HeldCameras:
    """The cameras of a desk, as the test has them."""

    there: list[Place] = field(default_factory=lambda: [Place("one", "Front camera")])
    made: list[HeldCamera] = field(default_factory=list)
    refuse: Trouble | None = None
    ask: bool = False

    async def places(self) -> list[Place]:
        """Those of the test."""
        return self.there

    def make(self, parent: QObject) -> Camera:
        """One of the test's."""
        made = HeldCamera(parent)
        made.refuses, made.is_asking = self.refuse, self.ask
        self.made.append(made)
        return made


@pytest.fixture
def held(counter: Counter) -> HeldCameras:
    made = HeldCameras()
    counter.scanning.cameras = lambda: made
    return made


def a_frame(**how: float) -> QImage:
    """What a camera sees of a card."""
    taken = photo(symbol(), **how)  # type: ignore[arg-type] # whole numbers, where they must be
    return taken.scaled(*_FRAME, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)


def empty() -> QImage:
    """An empty desk."""
    image = QImage(*_FRAME, QImage.Format.Format_RGB32)
    image.fill(QColor("#8a7f70"))
    return image


async def looking(counter: Counter, held: HeldCameras) -> tuple[ScanPanel, HeldCamera]:
    """The panel with its camera switched on by the first key: Enter."""
    counter.scanning.show_panel()
    panel = counter.practice.window.findChild(ScanPanel)
    assert panel
    panel.look()
    await until(lambda: held.made and held.made[-1].is_on)
    return panel, held.made[-1]


def words(panel: ScanPanel) -> str:
    """What the panel says of the picture."""
    state = panel.findChild(QLabel, "scanState")
    assert state
    return state.text() if not state.isHidden() else ""


@pytest.mark.parametrize(
    "how",
    [{"width": 2600}, {"width": 2400, "turn": 3}, {"width": 2400, "turn": 181}, {"width": 2600, "blur": 2}],
    ids=["straight", "turned", "upside down", "blurred"],
)
async def test_a_card_before_the_camera_is_read(counter: Counter, held: HeldCameras, how: dict[str, float]) -> None:
    """The panel closes with the card, and the camera is off."""
    _panel, camera = await looking(counter, held)
    camera.hold(empty())
    await until(lambda: camera.wanted > 2)
    camera.hold(a_frame(**how))
    card = await counter.card()
    assert card.card.last_name == "TESTCARD"
    await until(lambda: not camera.is_on)
    assert not counter.scanning._shown(ScanPanel)


async def test_another_symbol_ends_in_a_remark_and_the_camera_is_off(counter: Counter, held: HeldCameras) -> None:
    """A boarding pass has the same kind of barcode."""
    panel, camera = await looking(counter, held)
    panel.viewfinder._take(b"M1DESMARAIS/LUC       EABC123 YULFRAAC 0834 226F001A0025 100")
    await until(lambda: words(panel))
    assert not camera.is_on
    assert counter.cards == []


async def test_one_picture_at_a_time_is_read_elsewhere(
    counter: Counter, held: HeldCameras, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However fast they come; the window's own thread reads none, and while one is read the others are only shown."""
    threads, release = [], threading.Event()

    def read_slowly(_image: QImage) -> bytes:
        threads.append(threading.current_thread())
        release.wait(5)
        return b""

    monkeypatch.setattr(viewfinder, "read_frame", read_slowly)
    _panel, camera = await looking(counter, held)
    for _ in range(5):
        camera.seen.emit(empty())
    await until(lambda: threads)
    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()
    release.set()
    await until(lambda: camera.wanted > 1)
    camera.hold(empty())
    await until(lambda: len(threads) == 2)


async def _close(_counter: Counter, panel: ScanPanel) -> None:
    panel.reject()


async def _lock(counter: Counter, _panel: ScanPanel) -> None:
    counter.scanning.set_enabled(False)


async def _press(_counter: Counter, panel: ScanPanel) -> None:
    button = panel.findChild(QPushButton, "cameraButton")
    assert button
    button.click()


@pytest.mark.parametrize("end", [_close, _lock, _press], ids=["closed", "locked", "pressed"])
async def test_the_camera_is_off_when_nobody_looks(
    counter: Counter, held: HeldCameras, end: Callable[..., object]
) -> None:
    """With the panel, with the lock, with the button; what is seen late is not shown, and no picture is left."""
    panel, camera = await looking(counter, held)
    camera.seen.emit(a_frame(width=400))  # too far away to be read
    finder = panel.viewfinder
    await until(lambda: not finder._picture.pixmap().isNull())
    await end(counter, panel)  # type: ignore[misc]
    assert not camera.is_on
    assert not finder.is_on
    assert finder._picture.pixmap().isNull()
    camera.seen.emit(a_frame(width=2600))
    assert finder._picture.pixmap().isNull()
    await until(lambda: not tasks.running())
    assert counter.cards == []
    gc.collect()
    assert not [thing for thing in gc.get_objects() if isinstance(thing, QImage) and thing.width() == _FRAME[0]]


@pytest.mark.parametrize("trouble", [one for one in Trouble if one is not Trouble.NONE])
async def test_trouble_says_what_to_press(counter: Counter, held: HeldCameras, trouble: Trouble) -> None:
    """In use, not allowed, unplugged, or silent: what happened and what to press; the button offers it again."""
    panel, camera = await looking(counter, held)
    camera.failed.emit(trouble)
    assert "camera" in words(panel)
    assert len(words(panel)) > 60, "a remedy"
    assert not camera.is_on
    button = panel.findChild(QPushButton, "cameraButton")
    assert button
    assert "Use the camera" in button.text().replace("&", "")
    button.click()
    await until(lambda: held.made[-1] is not camera and held.made[-1].is_on)
    assert words(panel) == ""


async def test_no_camera(counter: Counter, held: HeldCameras) -> None:
    """Said at once; a photo can still be chosen."""
    held.there = []
    counter.scanning.show_panel()
    panel = counter.practice.window.findChild(ScanPanel)
    assert panel
    panel.look()
    await until(lambda: "no camera" in words(panel))
    assert held.made == []
    assert not panel.viewfinder.is_on


async def test_a_camera_that_sends_nothing_is_given_up(
    counter: Counter, held: HeldCameras, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After seconds, not for ever."""
    monkeypatch.setattr(viewfinder, "_SILENCE_MS", 80)
    panel, camera = await looking(counter, held)
    await until(lambda: "sends no picture" in words(panel))
    assert not camera.is_on


async def test_what_is_refused_at_once_stays_said(
    counter: Counter, held: HeldCameras, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A system that does not let this program use the camera is not called a silent camera seconds later."""
    monkeypatch.setattr(viewfinder, "_SILENCE_MS", 20)
    held.refuse = Trouble.DENIED
    counter.scanning.show_panel()
    panel = counter.practice.window.findChild(ScanPanel)
    assert panel
    panel.look()
    await until(lambda: "not allowed" in words(panel))
    assert not panel.viewfinder.is_on
    assert not panel.viewfinder._silence.isActive()


async def test_while_the_system_asks_no_picture_is_due(
    counter: Counter, held: HeldCameras, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads the system's question slowly is not told that the camera sends nothing."""
    monkeypatch.setattr(viewfinder, "_SILENCE_MS", 20)
    held.ask = True
    panel, camera = await looking(counter, held)
    assert not panel.viewfinder._silence.isActive()
    camera.lit.emit()
    await until(lambda: "sends no picture" in words(panel))


async def test_several_cameras(counter: Counter, held: HeldCameras) -> None:
    """A choice is shown, works at once, and is remembered."""
    held.there = [Place("one", "Front camera"), Place("two", "Document camera")]
    panel, camera = await looking(counter, held)
    choice = panel.findChild(QComboBox, "cameraChoice")
    assert choice
    assert choice.isVisible()
    await until(lambda: panel.height() >= panel.heightForWidth(panel.width()))
    tall = panel.height()
    choice.setCurrentIndex(1)
    assert camera.opened == ["one", "two"]
    panel.look()
    await until(lambda: panel.height() < tall)
    panel.reject()
    await until(lambda: not counter.scanning._shown(ScanPanel))
    counter.scanning.show_panel()
    again = counter.scanning._shown(ScanPanel)
    assert again
    again.look()
    await until(lambda: held.made[-1] is not camera and held.made[-1].opened == ["two"])


async def test_one_camera_leaves_no_choice(counter: Counter, held: HeldCameras) -> None:
    """Nothing to choose, nothing to see."""
    panel, _camera = await looking(counter, held)
    choice = panel.findChild(QComboBox, "cameraChoice")
    assert choice
    assert not choice.isVisible()


def test_the_specimen_is_what_the_frames_show() -> None:
    """The frames hold a card by the standard."""
    assert specimen().startswith(b"@\n")

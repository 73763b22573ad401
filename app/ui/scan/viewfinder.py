"""What the camera sees, and the card in it: the picture is shown, one at a time is read, and none is kept."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.errors import AppError
from app.ui import tasks
from app.ui.scan.camera import Camera, Cameras, NoCamera, Place, Trouble
from app.ui.scan.pictures import read_frame
from app.ui.theme import GRID
from app.ui.widgets.combo import CalmCombo
from app.ui.widgets.marks import label

_SIZE = QSize(480, 270)
_PAUSE_MS = 60  # between two pictures: enough for the eye, and the window is left in peace
_SILENCE_MS = 6_000  # a camera that wakes up takes two or three seconds


class Viewfinder(QWidget):
    """The camera's picture, and a choice where there are several. Off until `start`, and after each card."""

    read = Signal(bytes)  # what a symbol holds
    failed = Signal(object)  # AppError: why there is no picture
    switched = Signal(bool)  # on or off
    resized = Signal()  # it needs more room or less
    chosen = Signal(str)  # which camera, as the system calls it

    def __init__(self, cameras: Cameras, liked: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cameras = cameras
        self._liked = liked
        self._camera: Camera | None = None
        self._is_reading = False
        self.is_on = False
        self._picture = label("")
        self._picture.setObjectName("cameraPicture")
        self._picture.setFixedSize(_SIZE)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setAccessibleName(self.tr("What the camera sees"))
        self._choice = CalmCombo()
        self._choice.setObjectName("cameraChoice")
        self._choice.setAccessibleName(self.tr("Which camera"))
        self._choice.currentIndexChanged.connect(self._choose)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._want)
        self._silence = QTimer(self, singleShot=True, interval=_SILENCE_MS)
        self._silence.timeout.connect(partial(self._fail, Trouble.SILENT))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self._picture)
        column.addWidget(self._choice)
        self.hide()

    def start(self) -> None:
        """Look which cameras there are, and switch on the one that was used last, or the first."""
        self._switch(on=True)
        tasks.start(self, self._cameras.places(), self._offer, self.failed.emit)

    def stop(self) -> None:
        """Switch the camera off and forget its picture."""
        if self._camera:
            self._camera.close()
            self._camera.deleteLater()
        self._camera = None
        self._pause.stop()
        self._silence.stop()
        self._picture.clear()
        self._switch(on=False)

    def _switch(self, *, on: bool) -> None:
        if on != self.is_on:
            self.is_on = on
            self.setVisible(on)
            self.switched.emit(on)
            self.resized.emit()

    def _offer(self, places: list[Place]) -> None:
        if not self.is_on:
            return
        with QSignalBlocker(self._choice):
            self._choice.clear()
            for place in places:
                self._choice.addItem(place.text, place)
            names = [place.name for place in places]
            self._choice.setCurrentIndex(names.index(self._liked) if self._liked in names else 0)
        self._choice.setVisible(len(places) > 1)
        self.resized.emit()
        if places:
            self._open(self._choice.currentData())
        else:
            self._fail(Trouble.NONE)

    def _choose(self, _row: int) -> None:
        place: Place = self._choice.currentData()
        self._liked = place.name
        self.chosen.emit(place.name)
        self._open(place)

    def _open(self, place: Place) -> None:
        self._picture.setText(self.tr("Switching the camera on…"))
        if not self._camera:
            self._camera = self._cameras.make(self)
            self._camera.lit.connect(self._silence.start)
            self._camera.seen.connect(self._see)
            self._camera.failed.connect(self._fail)
        self._silence.stop()
        self._camera.open(place)
        self._want()

    def _want(self) -> None:
        if self._camera:
            self._camera.want()

    def _see(self, image: QImage) -> None:
        if not self.is_on:
            return
        self._silence.start()
        ratio = self.devicePixelRatioF()
        size = _SIZE * ratio
        small = QPixmap.fromImage(image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio))
        small.setDevicePixelRatio(ratio)
        self._picture.setPixmap(small)
        if not self._is_reading:
            self._is_reading = True
            tasks.start(self, tasks.in_thread(partial(read_frame, image)), self._take, self._give_up)
        self._pause.start()

    def _take(self, payload: bytes) -> None:
        self._is_reading = False
        if payload and self.is_on:
            self.stop()
            self.read.emit(payload)

    def _give_up(self, error: AppError) -> None:
        self._is_reading = False
        self.stop()
        self.failed.emit(error)

    def _fail(self, trouble: Trouble) -> None:
        self.stop()
        self.failed.emit(NoCamera(trouble))

"""Cameras on Windows and macOS, by Qt, whose parts for these systems are small; only this module knows them."""

from __future__ import annotations

from PySide6.QtCore import QCameraPermission, QCoreApplication, QObject, Qt
from PySide6.QtMultimedia import QCamera, QCameraDevice, QMediaCaptureSession, QMediaDevices, QVideoFrame, QVideoSink

from app.ui.scan.camera import Camera, Place, Trouble

_WIDEST = 1920  # px; more is slower and shows no more bars


def _devices() -> dict[str, QCameraDevice]:
    return {device.id().toStdString(): device for device in QMediaDevices.videoInputs()}


class QtCameras:
    """All cameras that Qt knows."""

    async def places(self) -> list[Place]:
        """Which there are now."""
        return [Place(name, device.description()) for name, device in _devices().items()]

    def make(self, parent: QObject) -> Camera:
        """A camera that is off."""
        return QtCamera(parent)


class QtCamera(Camera):
    """A camera of the system, asked for leave first where the system wants that."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._place: Place | None = None
        self._camera: QCamera | None = None
        self._is_wanted = False
        self._session = QMediaCaptureSession(self)
        self._sink = QVideoSink(self)
        self._session.setVideoSink(self._sink)
        self._sink.videoFrameChanged.connect(self._take)

    def open(self, place: Place) -> None:
        """Switch it on, perhaps after the system has asked the person at the desk."""
        self.close()
        self._place = place
        self._ask()

    def _ask(self) -> None:
        application, wish = QCoreApplication.instance(), QCameraPermission()
        if not application or not self._place:
            return  # closed while the system asked
        leave = application.checkPermission(wish)
        if leave == Qt.PermissionStatus.Undetermined:
            application.requestPermission(wish, self, lambda _answer: self._ask())
        else:
            self._answer(leave)

    def _answer(self, leave: Qt.PermissionStatus) -> None:
        device = _devices().get(self._place.name) if self._place else None
        if leave != Qt.PermissionStatus.Granted:
            self.failed.emit(Trouble.DENIED)
        elif device is None:
            self.failed.emit(Trouble.GONE)
        else:
            self._start(device)

    def _start(self, device: QCameraDevice) -> None:
        self._camera = QCamera(device, self)
        narrow = [form for form in device.videoFormats() if form.resolution().width() <= _WIDEST]
        if narrow:
            self._camera.setCameraFormat(max(narrow, key=lambda form: form.resolution().width()))
        self._camera.errorOccurred.connect(self._fail)
        self._session.setCamera(self._camera)
        self._camera.start()
        self.lit.emit()

    def want(self) -> None:
        """Ask for the next picture."""
        self._is_wanted = True

    def close(self) -> None:
        """Switch it off."""
        self._is_wanted, self._place = False, None
        if self._camera:
            self._camera.stop()
            self._camera.deleteLater()
        self._camera = None

    def _take(self, frame: QVideoFrame) -> None:
        image = frame.toImage() if self._is_wanted and frame.isValid() else None
        if image and not image.isNull():
            self._is_wanted = False
            self.seen.emit(image)

    def _fail(self, error: QCamera.Error, _words: str) -> None:
        if error == QCamera.Error.NoError or not self._place:
            return
        trouble = Trouble.BUSY if self._place.name in _devices() else Trouble.GONE
        self.close()
        self.failed.emit(trouble)

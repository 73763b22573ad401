"""Scanning at this desk: the scanner that types, the one on a line, the camera, pictures, and the dialogs about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from app.core.errors import AppError
from app.core.settings import MOST_SCANNER_GAP_MS, Settings
from app.core.verdict import Level
from app.ports import SettingsStore
from app.ui import tasks
from app.ui.messages import Message, Messages
from app.ui.scan.camera import Cameras, cameras
from app.ui.scan.catcher import KeyCatcher
from app.ui.scan.doctor import ScanDoctor
from app.ui.scan.intake import Work, can_read, work_in_clipboard, work_of
from app.ui.scan.panel import ScanPanel
from app.ui.scan.scanner import Scan, Scanner
from app.ui.scan.serial_port import SerialScanner, ports
from app.ui.translation import translated

Dialog = TypeVar("Dialog", bound=QDialog)


class Scanning(QObject):
    """One for the whole program. Tells of a card wherever it came from; what is no card ends in a quiet remark."""

    scanned = Signal(object)  # Scan
    holding = Signal(str)  # see KeyCatcher

    def __init__(self, settings: SettingsStore, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self._settings = settings
        self._messages = messages
        self.cameras: Callable[[], Cameras] = (
            cameras  # not before somebody looks: on some systems they take long to load
        )
        self._window = window
        self._scanner = Scanner(self)
        self._keys = KeyCatcher(self)
        self._line = SerialScanner(self)
        self._keys.heard.connect(self._scanner.take_keys)
        self._keys.holding.connect(self.holding)
        self._line.heard.connect(self._scanner.take_bytes)
        self._line.opened.connect(self._tell_line)
        self._scanner.scanned.connect(self._take_scan)
        self._scanner.refused.connect(self._remark)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), window)
        paste.activated.connect(self._paste)
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        known = settings.load()
        self._keys.burst.gap_ms = known.scanner_gap_ms
        self._line.listen(known.scanner_port)

    def set_enabled(self, enabled: bool) -> None:
        """Whether scans do anything.

        While the desk is locked they do not, and are swallowed all the same; the camera is switched off.
        """
        self._scanner.enabled = enabled
        panel = None if enabled else self._opened(ScanPanel)
        if panel:
            panel.viewfinder.stop()

    # ---------------------------------------------------------------------------------------- cards

    def _take_scan(self, scan: Scan) -> None:
        panel = self._shown(ScanPanel)
        if panel:
            panel.accept()
        self.scanned.emit(scan)

    def _remark(self, error: AppError) -> None:
        panel = self._shown(ScanPanel)
        if panel:
            panel.tell_error(error)
        else:
            hint = translated(error.detail, error.hint)
            self._messages.post(Message(Level.LOOK, translated(error.title), hint, passing=True))

    # ---------------------------------------------------------------------------------------- pictures

    def read(self, work: Work) -> None:
        """Read a picture beside the window's own work."""
        panel = self._shown(ScanPanel)
        if panel:
            panel.tell(self.tr("Reading the picture…"))
        else:
            self._messages.post(Message(Level.LOOK, self.tr("Reading the picture…"), passing=True))
        tasks.start(self, tasks.in_thread(work), self._take_picture, self._remark)

    def _take_picture(self, payload: bytes) -> None:
        self._messages.clear()
        self._scanner.take_bytes(payload)

    def _paste(self) -> None:
        """Ctrl+V where no field wants it."""
        work = work_in_clipboard()
        if work:
            self.read(work)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """A photo may be dropped wherever nothing else takes it."""
        if isinstance(event, QDropEvent) and event.type() in {QEvent.Type.DragEnter, QEvent.Type.Drop}:
            work = work_of(event.mimeData()) if can_read(event.mimeData()) else None
            if work is None:
                return False
            event.acceptProposedAction()
            if not isinstance(event, QDragEnterEvent):
                self.read(work)
            return True
        return False

    # ---------------------------------------------------------------------------------------- dialogs

    def show_panel(self) -> None:
        """F2."""
        panel = self._shown(ScanPanel) or self._make_panel()
        if not panel.isVisible():
            panel.open()
            self._offer_ports([])
            tasks.start(panel, tasks.in_thread(ports), self._offer_ports, self._messages.show_error)

    def _make_panel(self) -> ScanPanel:
        panel = ScanPanel(self._window, self.cameras(), self._settings.load().camera)
        panel.brought.connect(self.read)
        panel.seen.connect(self._take_picture)
        panel.camera_chosen.connect(self._choose_camera)
        panel.port_chosen.connect(self._choose_port)
        panel.doctor_wanted.connect(self.show_doctor)
        return panel

    def _choose_camera(self, name: str) -> None:
        self._keep(lambda settings: replace(settings, camera=name))

    def show_doctor(self) -> None:
        """Shift+F2. While the doctor is open it gets all that is scanned, and the slowest scanners are waited for."""
        if self._shown(ScanDoctor):
            return
        doctor = ScanDoctor(self._shown(ScanPanel) or self._window)
        doctor.gap_found.connect(self._keep_gap)
        doctor.finished.connect(self._end_doctor)
        self._scanner.listener = doctor.take
        self._keys.burst.gap_ms = MOST_SCANNER_GAP_MS
        doctor.open()

    def _keep_gap(self, gap_ms: int) -> None:
        if gap_ms != self._settings.load().scanner_gap_ms:
            self._keep(lambda settings: replace(settings, scanner_gap_ms=gap_ms))

    def _end_doctor(self, _code: int) -> None:
        self._scanner.listener = None
        self._keys.burst.gap_ms = self._settings.load().scanner_gap_ms

    def _offer_ports(self, found: list[tuple[str, str]]) -> None:
        panel = self._shown(ScanPanel)
        if panel:
            panel.show_ports(found, self._settings.load().scanner_port)
            self._tell_line()

    def _choose_port(self, port: str) -> None:
        self._keep(lambda settings: replace(settings, scanner_port=port))
        self._line.listen(port)
        self._tell_line()

    def _tell_line(self, _is_open: bool = False) -> None:
        panel = self._shown(ScanPanel)
        if panel:
            panel.show_line(is_chosen=bool(self._settings.load().scanner_port), is_open=self._line.is_open)

    def _keep(self, change: Callable[[Settings], Settings]) -> None:
        try:
            self._settings.save(change(self._settings.load()))
        except AppError as error:
            self._messages.show_error(error)

    def _shown(self, kind: type[Dialog]) -> Dialog | None:
        return next((one for one in self._window.findChildren(kind) if one.isVisible()), None)

    def _opened(self, kind: type[Dialog]) -> Dialog | None:
        """The same, also while the lock hides it."""
        return next(iter(self._window.findChildren(kind)), None)

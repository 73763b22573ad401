"""F2: an ID from a camera or a picture, and what the scanner is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.core.errors import AppError
from app.ui.scan.camera import Cameras
from app.ui.scan.intake import can_read, work_in_clipboard, work_of, work_of_file
from app.ui.scan.viewfinder import Viewfinder
from app.ui.theme import GRID, TARGET
from app.ui.translation import translated
from app.ui.widgets.combo import CalmCombo
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.marks import label, mark

_CHARACTERS = 72  # the dialog is at least as wide as this many average characters


class ScanPanel(Dialog):
    """Hold a card into the camera; choose, paste or drop a photo of one; choose the port of a scanner; open the scan doctor."""

    brought = Signal(object)  # intake.Work
    seen = Signal(bytes)  # what the camera read
    camera_chosen = Signal(str)
    port_chosen = Signal(str)
    doctor_wanted = Signal()

    def __init__(self, parent: QWidget, cameras: Cameras, liked_camera: str = "") -> None:
        super().__init__(parent)
        self.setObjectName("scanDialog")
        self.setAccessibleName(self.tr("Scan an ID"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Scan an ID"))
        self.setAcceptDrops(True)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _CHARACTERS)
        self._state = _paragraph("")
        self._state.setObjectName("scanState")
        self.viewfinder = Viewfinder(cameras, liked_camera)
        self.viewfinder.read.connect(self.seen)
        self.viewfinder.chosen.connect(self.camera_chosen)
        self.viewfinder.failed.connect(self.tell_error)
        self.viewfinder.switched.connect(self._show_switched)
        # The picture comes and goes with its whole size, once the layout knows.
        self._fit = QTimer(self, singleShot=True, interval=0)
        self._fit.timeout.connect(self._resize)
        self.viewfinder.resized.connect(self._fit.start)
        self.finished.connect(self.viewfinder.stop)
        self._look = self._button("", "cameraButton", self.look)
        self._choose = self._button(self.tr("&Choose a photo…"), "choosePhotoButton", self.choose)
        self._paste = self._button(self.tr("&Paste   Ctrl+V"), "pastePhotoButton", self.paste)
        self._doctor = self._button(self.tr("Scan &doctor…"), "scanDoctorButton", self._want_doctor)
        self._close = self._button(self.tr("Close"), "closeScanButton", self.reject)
        self._port_state = _paragraph("", "muted")
        self._ports = CalmCombo()
        self._ports.setObjectName("scannerPort")
        self._ports.setAccessibleName(self.tr("How the scanner is connected"))
        self._ports.currentIndexChanged.connect(self._choose_port)
        self._lay_out()
        self._show_switched(is_on=False)
        mark(self._look, "role", "main")
        self._look.setDefault(True)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        shortcut.activated.connect(self.paste)

    def _button(self, text: str, name: str, pressed: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.clicked.connect(pressed)
        button.setMinimumHeight(TARGET - 6)
        return button

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(
            _paragraph(
                self.tr("A scanner works at any time, in every window and every field: just pull the trigger."), "title"
            )
        )
        column.addWidget(self._picture_card())
        column.addWidget(self._scanner_card())
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._close)
        column.addLayout(foot)

    def _picture_card(self) -> QFrame:
        card, column = _card()
        column.addWidget(label(self.tr("Without a scanner: the camera, or a photo"), "section"))
        column.addWidget(
            _paragraph(
                self.tr(
                    "Hold the large barcode on the back of the card flat before the camera, so near that it fills the "
                    "picture. No picture is kept. A photo may also be chosen, pasted, or dropped on the window."
                )
            )
        )
        column.addWidget(self.viewfinder, 0, Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        row.addWidget(self._look)
        row.addWidget(self._choose)
        row.addWidget(self._paste)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self._state)
        self._state.hide()
        return card

    def _scanner_card(self) -> QFrame:
        card, column = _card()
        column.addWidget(label(self.tr("The scanner"), "section"))
        row = QHBoxLayout()
        row.addWidget(self._ports, 1)
        row.addWidget(self._doctor)
        column.addLayout(row)
        column.addWidget(self._port_state)
        return card

    # ---------------------------------------------------------------------------------------- pictures

    def look(self) -> None:
        """Switch the camera on, or off again."""
        if self.viewfinder.is_on:
            self.viewfinder.stop()
        else:
            self._state.hide()
            self.viewfinder.start()

    def _show_switched(self, is_on: bool) -> None:
        self._look.setText(self.tr("Switch the camera &off") if is_on else self.tr("&Use the camera"))

    def _resize(self) -> None:
        width = max(self.width(), self.minimumSizeHint().width())
        self.resize(width, self.heightForWidth(width))  # `adjustSize` stops at two thirds of the screen

    def choose(self) -> None:
        """Ask for a file."""
        dialog = QFileDialog(self, self.tr("Photo of the card"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Pictures (*.jpg *.jpeg *.png *.webp *.bmp *.gif *.tif *.tiff)"))
        dialog.fileSelected.connect(self._take_file)
        dialog.open()

    def _take_file(self, path: str) -> None:
        self.brought.emit(work_of_file(path))

    def paste(self) -> None:
        """Read the picture in the clipboard."""
        work = work_in_clipboard()
        if work:
            self.brought.emit(work)
        else:
            self.tell(self.tr("There is no picture in the clipboard. Copy one first, or choose a file."))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let a photo be dropped."""
        if can_read(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read what was dropped."""
        work = work_of(event.mimeData())
        if work:
            event.acceptProposedAction()
            self.brought.emit(work)

    def tell(self, text: str) -> None:
        """Say how it is with the picture."""
        mark(self._state, "role", "")
        self._state.setText(text)
        self._state.show()

    def tell_error(self, error: AppError) -> None:
        """Say why there is no card, and what to do."""
        self.tell(translated(error.title, error.hint))
        mark(self._state, "role", "error")

    # ---------------------------------------------------------------------------------------- the scanner

    def show_ports(self, ports: Sequence[tuple[str, str]], chosen: str) -> None:
        """Offer the ports of this machine; the chosen one also while it is not there."""
        with QSignalBlocker(self._ports):
            self._ports.clear()
            self._ports.addItem(self.tr("Keyboard: it types"), "")
            known = [name for name, _text in ports]
            absent = [(chosen, chosen)] if chosen and chosen not in known else []
            for name, text in (*ports, *absent):
                self._ports.addItem(text if text == name else f"{name} · {text}", name)
            self._ports.setCurrentIndex(max(0, self._ports.findData(chosen)))

    def show_line(self, *, is_chosen: bool, is_open: bool) -> None:
        """Say whether the scanner on the chosen port is there."""
        if not is_chosen:
            text = self.tr("Serial (COM) mode is safer, if the scanner can do it: every byte arrives as it is.")
        elif is_open:
            text = self.tr("The scanner is there.")
        else:
            text = self.tr("The scanner is not there. It is found by itself as soon as it is plugged in.")
        self._port_state.setText(text)

    def _want_doctor(self) -> None:
        self.doctor_wanted.emit()

    def _choose_port(self, _row: int) -> None:
        self.port_chosen.emit(self._ports.currentData())


def _card() -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    card.setProperty("card", True)
    column = QVBoxLayout(card)
    column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
    column.setSpacing(GRID)
    return card, column


def _paragraph(text: str, role: str = "") -> QLabel:
    made = label(text, role)
    made.setWordWrap(True)
    return made

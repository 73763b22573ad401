"""The scan doctor: a test card is scanned, and the clerk reads in plain words what the scanner does wrong."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.core.settings import MOST_SCANNER_GAP_MS, SCANNER_GAP_MS
from app.core.verdict import Level
from app.ui.scan.advice import LEVELS, WORDS
from app.ui.scan.burst import Heard
from app.ui.scan.diagnosis import Finding, diagnose
from app.ui.scan.specimen import symbol, write_pdf
from app.ui.theme import GRID, TARGET
from app.ui.translation import translated
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.marks import label, mark

_MODULE = 2  # pixels of the narrowest bar on the screen
_MOST_HEIGHT = 280  # pixels of the findings: the dialog fits a screen of 768
_CHARACTERS = 84  # the dialog is at least as wide as this many average characters
_SPARE_MS = 15  # more than the longest pause that was heard
_WHITE = 24  # pixels around the symbol: PDF417 wants two modules, screens have dark edges


class ScanDoctor(Dialog):
    """Shows the test card and says what arrived. `take` is given everything that is scanned while it is open."""

    gap_found = Signal(int)  # milliseconds: what this scanner needs between two keys

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("scanDoctor")
        self.setAccessibleName(self.tr("Scan doctor"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Scan doctor"))
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _CHARACTERS)
        self._save = QPushButton(self.tr("&Save the card as PDF…"))
        self._save.setObjectName("saveTestCardButton")
        self._save.clicked.connect(self._choose_file)
        self._close = QPushButton(self.tr("Close"))
        self._close.setObjectName("closeDoctorButton")
        self._close.clicked.connect(self.reject)
        listed = QWidget()
        self._results = QVBoxLayout(listed)
        self._results.setContentsMargins(0, 0, 0, 0)
        self._results.setSpacing(GRID)
        self._area = QScrollArea()
        self._area.setObjectName("findings")
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(listed)
        self._lay_out()
        self._say([_wait()])

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(_paragraph(self.tr("Scan this test card, from the screen or from paper"), "title"))
        column.addWidget(_card(), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._area, 1)
        hint = self.tr(
            "Nothing happens? Print the card: older scanners read no screens. Then the scanner may not be set to type at all; "
            "its manual calls that keyboard or HID mode."
        )
        column.addWidget(_paragraph(hint, "muted"))
        foot = QHBoxLayout()
        for button in (self._save, self._close):
            button.setMinimumHeight(TARGET - 6)
            button.setAutoDefault(False)
        foot.addWidget(self._save)
        foot.addStretch(1)
        foot.addWidget(self._close)
        column.addLayout(foot)

    def take(self, payload: str | bytes, heard: Heard | None) -> None:
        """Something was scanned."""
        found = diagnose(payload, heard)
        if heard and Finding.NOT_THE_TEST_CARD not in found:
            wanted = heard.longest_gap_ms + _SPARE_MS
            self.gap_found.emit(max(SCANNER_GAP_MS, min(MOST_SCANNER_GAP_MS, wanted)))
        results = [_words(one) for one in found]
        if not any(LEVELS.get(one, Level.LOOK) for one in found):
            results.insert(0, _good())
        self._say(results)

    def _say(self, results: list[tuple[Level | None, str, str]]) -> None:
        while (item := self._results.takeAt(0)) is not None:
            widget = item.widget()
            if widget:
                widget.hide()
                widget.deleteLater()
        for level, title, advice in results:
            self._results.addWidget(_result(level, title, advice))
        self._results.addStretch(1)
        QTimer.singleShot(0, self, self._fit)  # a layout counts what is shown, and new parts show in a moment
        self.setAccessibleDescription(" ".join(f"{title} {advice}" for _level, title, advice in results))

    def _fit(self) -> None:
        """As high as the findings need at this width, up to a bound; more can be scrolled to."""
        wanted = self._results.totalHeightForWidth(self._area.viewport().width())
        self._area.setMinimumHeight(max(0, min(_MOST_HEIGHT, wanted)))  # -1 while there are no findings

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The findings are broken into other lines at another width."""
        super().resizeEvent(event)
        self._fit()

    # ---------------------------------------------------------------------------------------- on paper

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, self.tr("Save the test card"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("PDF (*.pdf)")
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile("frontdesk-test-card.pdf")
        dialog.fileSelected.connect(self._write)
        dialog.open()

    def _write(self, path: str) -> None:
        if write_pdf(path):
            saved = self.tr("Print it at its own size (100 %), then scan it.")
            self._say([(None, self.tr("The test card is saved."), saved)])
        else:
            self._say([(Level.LOOK, self.tr("The file could not be written."), self.tr("Choose another folder."))])


def _card() -> QLabel:
    """The symbol on white, in dark themes too: a scanner wants it so."""
    card = QLabel()
    card.setPixmap(QPixmap.fromImage(symbol(_MODULE)))
    card.setAccessibleName(QCoreApplication.translate("Scan", "The test card's barcode"))
    card.setStyleSheet(f"background: white; padding: {_WHITE}px; border-radius: 8px;")
    return card


def _result(level: Level | None, title: str, advice: str) -> QFrame:
    frame = QFrame()
    frame.setProperty("card", True)
    if level is not None:
        mark(frame, "level", level.name.lower())
    column = QVBoxLayout(frame)
    column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
    column.setSpacing(2)
    column.addWidget(_paragraph(title, "heading"))
    if advice:
        column.addWidget(_paragraph(advice))
    return frame


def _paragraph(text: str, role: str = "") -> QLabel:
    made = label(text, role)
    made.setWordWrap(True)
    return made


def _wait() -> tuple[Level | None, str, str]:
    text = QCoreApplication.translate("Scan", "Nothing of it is kept, and nobody is looked for.")
    return None, QCoreApplication.translate("Scan", "Waiting for the scan…"), text


def _good() -> tuple[Level | None, str, str]:
    return Level.ADMIT, QCoreApplication.translate("Scan", "This scanner is set well. Every letter arrived."), ""


def _words(finding: Finding) -> tuple[Level | None, str, str]:
    """Level, what the scanner does, and what to do about it."""
    title, advice = WORDS[finding]
    return LEVELS.get(finding, Level.LOOK), translated(title), translated(advice)

"""The manual on paper: a PDF file, which every system can print."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QEventLoop, QLocale, QMarginsF, QSaveFile, Qt, QUrl
from PySide6.QtGui import QFont, QImage, QPageSize, QPdfWriter, QTextDocument

from app.core.errors import DiskFull
from app.ui.manual.text import Look, ManualText, drawn_width, pictures_in, read_manual, read_picture
from app.ui.theme import LIGHT

_DPI = 96  # what the window's own measures mean
_POINTS = 10.0
_WIDTH = 600  # of a picture, in such measures: the text of the narrower paper
_FINER = 2  # times as many pixels as a screen has


def _pictures() -> Mapping[str, QImage]:
    """The pictures in the size in which they are printed."""
    return {name: _printed(read_picture(name)) for name in pictures_in(read_manual())}


def _printed(picture: QImage) -> QImage:
    width = drawn_width(picture.width(), _WIDTH) * _FINER
    return picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)


def write_pdf(font: QFont, file: str) -> None:
    """Write the manual as a PDF, dark on white, on the paper of this country; takes a while: for a worker thread.

    DiskFull; what was there before stays then.
    """
    target = QSaveFile(file)
    if not target.open(QSaveFile.OpenModeFlag.WriteOnly):
        raise _refused()
    is_letter = QLocale().measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem
    sheet = QPdfWriter(target)
    sheet.setResolution(_DPI)
    sheet.setPageSize(QPageSize(QPageSize.PageSizeId.Letter if is_letter else QPageSize.PageSizeId.A4))
    sheet.setPageMargins(QMarginsF())  # the text brings its own
    sheet.setTitle(QCoreApplication.translate("Manual", "Frontdesk manual"))
    printed = QFont(font)
    printed.setPointSizeF(_POINTS)
    owner = QEventLoop()  # which the timers of a text's layout need in a worker thread; none of them has to fire
    document = ManualText(read_manual(), Look(tokens=LIGHT, font=printed, width=_WIDTH), owner).document
    for name, picture in _pictures().items():
        document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(name), picture)
    document.print_(sheet)
    if not target.commit():
        raise _refused()


def _refused() -> DiskFull:
    return DiskFull(
        QCoreApplication.translate("Manual", "The file could not be written."),
        QCoreApplication.translate("Manual", "What stood under this name before is still there."),
        QCoreApplication.translate("Manual", "Make room on the disk, or choose another folder."),
    )

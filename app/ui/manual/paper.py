"""The manual on paper: a PDF file, which every system can print."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QLocale, QMarginsF, QObject, QSaveFile, Qt, QUrl
from PySide6.QtGui import QFont, QImage, QPageSize, QPdfWriter, QTextDocument

from app.core.errors import DiskFull
from app.ui.manual.text import Look, ManualText, drawn_width, pictures_in, read_manual, read_picture
from app.ui.theme import LIGHT

_DPI = 96  # what the window's own measures mean
_POINTS = 10.0
_WIDTH = 600  # of a picture, in such measures: the text of the narrower paper
_FINER = 2  # times as many pixels as a screen has

Pictures = Mapping[str, QImage]


def read_pictures() -> Pictures:
    """The pictures in the size in which they are printed; they are megabytes each: for a worker thread."""
    return {name: _printed(read_picture(name)) for name in pictures_in(read_manual())}


def _printed(picture: QImage) -> QImage:
    width = drawn_width(picture.width(), _WIDTH) * _FINER
    return picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)


def write_pdf(pictures: Pictures, font: QFont, file: str) -> None:
    """Write the manual as a PDF, dark on white, on the paper of this country. DiskFull; what was there before stays then."""
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
    owner = QObject()
    document = ManualText(read_manual(), Look(tokens=LIGHT, font=printed, width=_WIDTH), owner).document
    for name, picture in pictures.items():
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

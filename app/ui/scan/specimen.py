"""The test card of the scan doctor: nobody's card, with every letter and figure that keyboards like to move."""

from __future__ import annotations

import zxingcpp
from PySide6.QtCore import QCoreApplication, QFile, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

_ELEMENTS = (
    "DAQZ0123456789",
    "DCSTESTCARD",
    "DDEN",
    "DACQUINZY",
    "DDFN",
    "DADWAM",
    "DDGN",
    "DCAD",
    "DCBNONE",
    "DCDNONE",
    "DBD01022020",
    "DBB03041970",
    "DBA05062099",
    "DBC9",
    "DAU068 in",
    "DAYBRO",
    "DAG100 EXAMPLE JUNKWAY",
    "DAIANYTOWN",
    "DAJVA",
    "DAK232690000",
    "DCF2424244747474786102204",
    "DCGUSA",
)
_HEAD = "@\n\x1e\rANSI 636000100001DL"  # the standard's own example is of issuer 636000 too
_DIRECTORY = 10  # characters that follow in the header: where the part begins, and how long it is
_MODULE_MM = 0.33  # AAMVA 2020, annex D: the narrowest bar is 0.170 to 0.380 mm
_DPI = 600
_MM_PER_INCH = 25.4


def specimen() -> bytes:
    """What the symbol holds: a card by the standard of 2020, version 10."""
    body = "DL" + "\n".join(_ELEMENTS) + "\r"
    start = len(_HEAD) - len("DL") + _DIRECTORY
    return f"{_HEAD}{start:04}{len(body):04}{body}".encode("ascii")


def symbol(pixels: int = 1) -> QImage:
    """The PDF417 symbol, black on white; ``pixels`` is the width of its narrowest bar."""
    code = zxingcpp.create_barcode(specimen(), zxingcpp.BarcodeFormat.PDF417, ec_level="5")
    drawn = memoryview(code.to_image(scale=pixels))  # type: ignore[arg-type] # a buffer, which its stub does not say
    height, width = drawn.shape or (0, 0)
    return QImage(drawn.tobytes(), width, height, width, QImage.Format.Format_Grayscale8).copy()


def write_pdf(path: str) -> bool:
    """The symbol on a sheet of paper, in the size it has on a card; whether the file could be written."""
    file = QFile(path)
    if not file.open(QIODevice.OpenModeFlag.WriteOnly):
        return False
    sheet = QPdfWriter(file)
    sheet.setResolution(_DPI)
    sheet.setPageSize(QPageSize(QPageSize.PageSizeId.Letter))
    sheet.setPageMargins(QMarginsF(20, 20, 20, 20), QPageLayout.Unit.Millimeter)
    sheet.setTitle(QCoreApplication.translate("Scan", "Frontdesk test card"))
    painter = QPainter(sheet)
    drawn = symbol()
    per_module = _MODULE_MM / _MM_PER_INCH * _DPI
    place = QRectF(0, 0.5 * _DPI, drawn.width() * per_module, drawn.height() * per_module)
    painter.setFont(QFont(painter.font().family(), 12))
    painter.drawText(QRectF(0, 0, sheet.width(), 0.4 * _DPI), Qt.AlignmentFlag.AlignLeft, sheet.title())
    painter.drawImage(place, drawn)
    text = QCoreApplication.translate("Scan", "Nobody's card. Press F2, open the scan doctor, and scan this.")
    painter.drawText(QRectF(0, place.bottom() + 0.3 * _DPI, sheet.width(), _DPI), Qt.AlignmentFlag.AlignLeft, text)
    painter.end()
    return file.flush()

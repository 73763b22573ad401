"""The barcode in a photo of a card. Needs no window and no application; everything here may take seconds.

The decoder wants the rows of the symbol within some two degrees of the picture's own. A photo from the hand is rarely
so straight, so the tilt is estimated from the picture, and angles around the estimate are tried, up to a time.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator

import shiboken6
import zxingcpp
from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QTransform

from app.core.errors import ClerkCanAct

MAX_PIXELS = 50_000_000  # of a picture as it comes; a phone's photo has 12 to 50 million
MAX_BYTES = 64 * 1024 * 1024
# TIFF, which no phone makes, is left out: its decoder trusts what a file says of itself, and here it is not held apart.
_SHOWN = frozenset({"png", "jpeg", "jpg", "jfif", "gif", "bmp", "webp"})
_MEGABYTES = 256  # while it is decoded
_LARGE, _SMALL, _TINY = 3600, 1800, 640  # px of the longer side: first look, turned looks, estimate of the tilt
_STRAIGHT, _MARGIN = 1600, 60  # px: a symbol seen from above, and the white around it
_PDF417 = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.PDF417])
_SECONDS = 6.0
_STEP = 3.0  # degrees between two looks; what the decoder forgives is two on either side
_SWEEP = 45.0
_ROWS = 4  # of the tiny picture every fourth row is measured


class NoSymbol(ClerkCanAct):
    """A picture without a card's barcode that could be read."""


def read_picture(content: bytes) -> bytes:
    """What the PDF417 symbol in a picture file holds. NoSymbol where there is none to be read."""
    return read_image(_decoded(content))


def read_image(image: QImage) -> bytes:
    """The same of a decoded picture."""
    if image.isNull() or image.width() * image.height() > MAX_PIXELS:
        raise _unreadable(QCoreApplication.translate("Scan", "This picture is too large or damaged."))
    until = time.monotonic() + _SECONDS
    for look in _looks(image):
        payload = _read(look) or next(filter(None, map(_read, _straightened(look))), b"")
        if payload:
            return payload
        if time.monotonic() > until:
            break
    if zxingcpp.read_barcodes(_within(image, _SMALL)):
        title = QCoreApplication.translate("Scan", "That is another barcode, not the one an ID is read from.")
        hint = QCoreApplication.translate("Scan", "Take the large, dense one on the back; cover the small one.")
        raise NoSymbol(title, hint=hint)
    raise _unreadable(QCoreApplication.translate("Scan", "No barcode could be read in this picture."))


def read_frame(image: QImage) -> bytes:
    """The same of one of many pictures of a camera: b"" where nothing is read at the first looks; the next one follows."""
    large = _grey(_within(image, _LARGE))
    payload = _read(large) or next(filter(None, map(_read, _straightened(large))), b"")
    return payload or _read(_turned(large, _tilt(_within(large, _TINY))))


def _read(look: QImage) -> bytes:
    found = zxingcpp.read_barcodes(look, formats=_PDF417)
    return found[0].bytes if found else b""


def _straightened(look: QImage) -> Iterator[QImage]:
    """Symbols that were found but not read, as seen from straight above: their corners tell how the card was held."""
    for symbol in zxingcpp.read_barcodes(look, formats=_PDF417, return_errors=True):
        place = symbol.position
        corners = [place.top_left, place.top_right, place.bottom_right, place.bottom_left]
        if all(corner.x and corner.y for corner in corners):  # otherwise only one side of it was found
            yield _seen_from_above(look, [QPointF(corner.x, corner.y) for corner in corners])


def _seen_from_above(look: QImage, corners: list[QPointF]) -> QImage:
    top, side = corners[1] - corners[0], corners[3] - corners[0]
    width = _STRAIGHT
    height = min(width, round(width * math.hypot(side.x(), side.y()) / max(1.0, math.hypot(top.x(), top.y()))))
    ground = QImage(width + 2 * _MARGIN, height + 2 * _MARGIN, QImage.Format.Format_Grayscale8)
    ground.fill(Qt.GlobalColor.white)
    turn = QTransform()
    straight = QRectF(_MARGIN, _MARGIN, width, height)
    goal = [straight.topLeft(), straight.topRight(), straight.bottomRight(), straight.bottomLeft()]
    if QTransform.quadToQuad(corners, goal, turn):
        painter = QPainter(ground)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setTransform(turn)
        painter.drawImage(0, 0, look)
        painter.end()
    return ground


def _unreadable(title: str) -> NoSymbol:
    hint = QCoreApplication.translate(
        "Scan", "Photograph the back of the card from straight above, close and in good light, or type the ID number."
    )
    return NoSymbol(title, hint=hint)


def _decoded(content: bytes) -> QImage:
    """The picture in grey, its longer side within bounds; what its header promises is checked before it is decoded."""
    QImageReader.setAllocationLimit(_MEGABYTES)
    held = QByteArray(content)  # the buffer does not keep it
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    try:
        return _read_within(reader)
    finally:
        shiboken6.delete(reader)  # before its buffer: readers look into it once more as they end


def _read_within(reader: QImageReader) -> QImage:
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    if reader.format().toStdString() not in _SHOWN:
        raise _unreadable(QCoreApplication.translate("Scan", "This is no picture that can be read."))
    size = reader.size()
    if size.isValid():
        if size.width() * size.height() > MAX_PIXELS:
            raise _unreadable(QCoreApplication.translate("Scan", "This picture is too large or damaged."))
        if max(size.width(), size.height()) > _LARGE:
            reader.setScaledSize(size.scaled(QSize(_LARGE, _LARGE), Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def _looks(image: QImage) -> Iterator[QImage]:
    """The picture as it is, then smaller and turned, the likeliest angles first."""
    large = _grey(_within(image, _LARGE))
    yield large
    small = _within(large, _SMALL)
    tilt = _tilt(_within(small, _TINY))
    yield _turned(small, tilt)
    yield small
    for step in range(1, int(_SWEEP / _STEP) + 1):
        yield _turned(small, tilt + step * _STEP)
        yield _turned(small, tilt - step * _STEP)


def _grey(image: QImage) -> QImage:
    if image.hasAlphaChannel():  # a transparent ground would turn black
        ground = QImage(image.size(), QImage.Format.Format_RGB32)
        ground.fill(Qt.GlobalColor.white)
        painter = QPainter(ground)
        painter.drawImage(0, 0, image)
        painter.end()
        image = ground
    return image.convertToFormat(QImage.Format.Format_Grayscale8)


def _within(image: QImage, side: int) -> QImage:
    if max(image.width(), image.height()) <= side:
        return image
    aspect, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(side, side, aspect, smooth)


def _turned(image: QImage, degrees: float) -> QImage:
    turned = image.transformed(QTransform().rotate(-degrees), Qt.TransformationMode.SmoothTransformation)
    return _grey(turned)


def _tilt(image: QImage) -> float:
    """By how many degrees the picture's edges are tilted, -45 to 45: the direction in which brightness changes most.

    A card's barcode is the densest part of a photo, and its bars, like the lettering and the edges of the card, all
    lie along two directions. Bigun and Granlund, Optimal Orientation Detection of Linear Symmetry (1987), for
    directions that repeat every 90 degrees.
    """
    width, stride, bits = image.width(), image.bytesPerLine(), bytes(image.constBits())
    real = imaginary = 0.0
    for row in range(0, image.height() - 1, _ROWS):
        start = row * stride
        here = bits[start : start + width]
        below = bits[start + stride : start + stride + width]
        for left, right, down in zip(here, here[1:], below, strict=False):
            across, along = right - left, down - left
            squares, product = across * across - along * along, 2 * across * along
            strength = squares * squares + product * product
            if strength:
                weight = 1 / math.sqrt(strength)
                real += (squares * squares - product * product) * weight
                imaginary += 2 * squares * product * weight
    return math.degrees(math.atan2(imaginary, real)) / 4

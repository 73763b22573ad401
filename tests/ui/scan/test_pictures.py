"""A card in a photo: turned, blurred, held at an angle, too large, or something else altogether."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path

import pytest
import zxingcpp
from PySide6.QtCore import QBuffer, QIODevice, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTransform
from PySide6.QtWidgets import QApplication

from app.core.idcard import read_card
from app.ui.scan.pictures import NoSymbol, read_image, read_picture
from app.ui.scan.specimen import specimen, symbol, write_pdf

_SIZE = (3000, 2000)
_SMOOTH = Qt.TransformationMode.SmoothTransformation
_LOOSE = Qt.AspectRatioMode.IgnoreAspectRatio


def photo(drawn: QImage, *, turn: float = 0, tilt: float = 0, blur: int = 1, width: int = 1500) -> QImage:
    """A card on a desk: turned by degrees, tilted towards one corner, blurred by a number of pixels."""
    taken = QImage(*_SIZE, QImage.Format.Format_RGB32)
    taken.fill(QColor("#8a7f70"))
    painter = QPainter(taken)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.translate(_SIZE[0] / 2, _SIZE[1] / 2)
    painter.rotate(turn)
    painter.setTransform(QTransform(1, 0, tilt, 0, 1, tilt / 2, 0, 0, 1), combine=True)
    painter.scale(width / drawn.width(), width / drawn.width())
    corner = QPointF(-drawn.width() / 2, -drawn.height() / 2)
    painter.fillRect(drawn.rect().adjusted(-20, -60, 20, 60).translated(corner.toPoint()), QColor("#ece9e0"))
    painter.drawImage(corner, drawn)
    painter.end()
    small = taken.scaled(_SIZE[0] // blur, _SIZE[1] // blur, _LOOSE, _SMOOTH)
    return small.scaled(*_SIZE, _LOOSE, _SMOOTH)


def in_file(image: QImage, kind: str = "JPG") -> bytes:
    """The picture as a file's bytes."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind)  # type: ignore[call-overload] # the stubs want bytes, Qt takes the text
    return bytes(buffer.data().data())


@pytest.fixture(scope="module")
def card() -> QImage:
    return symbol()


@pytest.mark.parametrize("kind", ["PNG", "JPG", "BMP", "WEBP"])
def test_every_kind_of_file_is_read(card: QImage, kind: str) -> None:
    """Whatever the phone or the camera writes."""
    assert read_picture(in_file(photo(card), kind)) == specimen()


@pytest.mark.parametrize("turn", [-2, 3, 8, 17, 30, 45, 62, 90, 120, 180, 200, 271])
def test_a_turned_card_is_read(card: QImage, turn: float) -> None:
    """However it lies on the desk."""
    assert read_image(photo(card, turn=turn)) == specimen()


@pytest.mark.parametrize("tilt", [0.00005, 0.0001, 0.0002, 0.0003, -0.0002])
@pytest.mark.parametrize("turn", [0, 7, 100])
def test_a_card_held_at_an_angle_is_read(card: QImage, turn: float, tilt: float) -> None:
    """One side nearer to the camera than the other."""
    assert read_image(photo(card, turn=turn, tilt=tilt, width=1400)) == specimen()


@pytest.mark.parametrize("blur", [2, 3, 4, 5])
def test_a_blurred_card_is_read(card: QImage, blur: int) -> None:
    """Out of focus by less than a bar's width, and not straight either."""
    assert read_image(photo(card, blur=blur, turn=5)) == specimen()


@pytest.mark.parametrize("width", [500, 800, 2600])
def test_near_and_far(card: QImage, width: int) -> None:
    """The symbol fills the picture, or a sixth of it."""
    assert read_image(photo(card, turn=2, width=width)) == specimen()


def test_a_transparent_ground_is_white(card: QImage) -> None:
    """A picture of the bars alone, as drawing programs save it."""
    clear = QImage(card.size() * 6, QImage.Format.Format_ARGB32)
    clear.fill(Qt.GlobalColor.transparent)
    bars = card.scaled(clear.size()).convertToFormat(QImage.Format.Format_ARGB32)
    mask = bars.createMaskFromColor(QColor("white").rgba(), Qt.MaskMode.MaskOutColor)
    bars.setAlphaChannel(mask)
    assert read_picture(in_file(bars, "PNG")) == specimen()


def test_another_barcode_is_named_as_such() -> None:
    """The small code beside the large one is what people photograph first."""
    drawn = memoryview(zxingcpp.create_barcode("036000291452", zxingcpp.BarcodeFormat.UPCA).to_image(scale=6))  # type: ignore[arg-type]
    height, width = drawn.shape or (0, 0)
    image = QImage(drawn.tobytes(), width, height, width, QImage.Format.Format_Grayscale8)
    with pytest.raises(NoSymbol, match="another barcode") as caught:
        read_image(photo(image))
    assert "036000" not in caught.value.sentence


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7 words", b"<svg xmlns='http://www.w3.org/2000/svg'/>", os.urandom(5000)]
)
def test_what_is_no_picture(content: bytes) -> None:
    """An empty file, a document, a drawing that is a program, rubbish."""
    with pytest.raises(NoSymbol, match="no picture"):
        read_picture(content)


def test_a_picture_without_a_card_is_given_up_in_time() -> None:
    """The search for an angle ends by the clock."""
    noise = QImage(os.urandom(_SIZE[0] * _SIZE[1]), *_SIZE, _SIZE[0], QImage.Format.Format_Grayscale8)
    start = time.monotonic()
    with pytest.raises(NoSymbol, match="No barcode"):
        read_image(noise)
    assert time.monotonic() - start < 15


def test_a_bomb_is_not_unpacked() -> None:
    """A header that promises 40,000 x 40,000 pixels is believed, and the pixels are never made."""
    head = io.BytesIO(b"BM" + bytes(12) + (40).to_bytes(4, "little") + (40_000).to_bytes(4, "little") * 2)
    content = head.getvalue() + (1).to_bytes(2, "little") + (24).to_bytes(2, "little") + bytes(24)
    with pytest.raises(NoSymbol, match="too large"):
        read_picture(content)


def test_a_damaged_picture_is_told(card: QImage) -> None:
    """Half a download."""
    with pytest.raises(NoSymbol):
        read_picture(in_file(photo(card), "PNG")[:200])


def test_the_test_card_reads_as_a_card(qapp: QApplication, card: QImage, tmp_path: Path) -> None:
    """The specimen is a card by the reader's own rules, with its directory right, and fits a sheet of paper."""
    assert qapp, "letters need one"
    read = read_card(specimen())
    assert (read.last_name, read.first_name, read.license_number) == ("TESTCARD", "QUINZY", "Z0123456789")
    assert read.oddities == ()
    assert read.unsure == ()
    content = specimen()
    start, length = int(content[23:27]), int(content[27:31])
    assert content[start : start + 2] == b"DL"
    assert start + length == len(content)
    assert write_pdf(str(tmp_path / "card.pdf"))
    assert (tmp_path / "card.pdf").read_bytes().startswith(b"%PDF")
    assert not write_pdf(str(tmp_path / "none" / "card.pdf"))
    assert card.width() * 0.33 < 85, "wider than a card"

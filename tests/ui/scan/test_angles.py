"""Photos from the hand: turned by any angle, with the card tilted by up to 45 degrees both ways, blurred, or in the dark."""

from __future__ import annotations

import math
from random import Random

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from app.ui.scan import pictures
from app.ui.scan.pictures import read_image
from app.ui.scan.specimen import specimen, symbol

_WIDTH, _HEIGHT = 2000, 1500
_FINE = 8  # px of the card for each bar
_FAR = 3.0  # from the camera to the card, in its widths


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What can be read, not how fast: a busy machine is given the time."""
    monkeypatch.setattr(pictures, "_SECONDS", 60.0)


def _corners(drawn: QImage, width: int, turn: float, yaw: float, pitch: float) -> list[QPointF]:
    """Where a pinhole camera sees the corners of a card that lies turned, and tilted about both axes (degrees)."""
    wide, high = drawn.width() + 40, drawn.height() + 120
    about, side, front = (math.radians(angle) for angle in (turn, yaw, pitch))
    found = []
    for right, down in ((-wide, -high), (wide, -high), (wide, high), (-wide, high)):
        x = (right * math.cos(about) - down * math.sin(about)) / 2
        y = (right * math.sin(about) + down * math.cos(about)) / 2
        x, depth = x * math.cos(side), -x * math.sin(side)
        y, depth = y * math.cos(front) - depth * math.sin(front), y * math.sin(front) + depth * math.cos(front)
        near = _FAR * wide / (_FAR * wide + depth) * width / drawn.width()
        found.append(QPointF(_WIDTH / 2 + x * near, _HEIGHT / 2 + y * near))
    return found


def taken(
    *, turn: float = 0, yaw: float = 0, pitch: float = 0, blur: float = 1.2, light: float = 1, noise: int = 0
) -> QImage:
    """A photo of a card on a desk; ``light`` is the share of it that is left, ``noise`` its span in steps of grey."""
    drawn = symbol()
    card = QImage((drawn.width() + 40) * _FINE, (drawn.height() + 120) * _FINE, QImage.Format.Format_RGB32)
    card.fill(QColor("#ece9e0"))
    painter = QPainter(card)
    painter.drawImage(20 * _FINE, 60 * _FINE, drawn.scaled(drawn.size() * _FINE))
    painter.end()
    desk = QImage(_WIDTH, _HEIGHT, QImage.Format.Format_RGB32)
    desk.fill(QColor("#8a7f70"))
    view = QTransform()
    edges = [QPointF(0, 0), QPointF(card.width(), 0), QPointF(card.width(), card.height()), QPointF(0, card.height())]
    assert QTransform.quadToQuad(edges, _corners(drawn, 900, turn, yaw, pitch), view)
    painter = QPainter(desk)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setTransform(view)
    painter.drawImage(0, 0, card)
    painter.end()
    loose, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    soft = desk.scaled(int(_WIDTH / blur), int(_HEIGHT / blur), loose, smooth).scaled(_WIDTH, _HEIGHT, loose, smooth)
    return _darkened(soft.convertToFormat(QImage.Format.Format_Grayscale8), light, noise)


def _darkened(image: QImage, light: float, noise: int) -> QImage:
    if light == 1 and not noise:
        return image
    grey = bytes(image.constBits()).translate(bytes(int(step * light) for step in range(256)))
    grain = Random("grain").randbytes(len(grey))  # noqa: S311 - the same picture in every run
    seen = bytes(
        max(0, min(255, step + (one * noise >> 8) - noise // 2)) for step, one in zip(grey, grain, strict=True)
    )
    return QImage(seen, _WIDTH, _HEIGHT, image.bytesPerLine(), QImage.Format.Format_Grayscale8).copy()


@pytest.mark.parametrize("turn", [0, 37, 73, 128, 164, 211, 259, 305, 341])
def test_turned(turn: float) -> None:
    """However the card lies."""
    assert read_image(taken(turn=turn)) == specimen()


@pytest.mark.parametrize(("yaw", "pitch"), [(45, 0), (-45, 0), (0, 45), (0, -45), (30, 40), (-40, 30), (45, -45)])
def test_tilted(yaw: float, pitch: float) -> None:
    """One side or corner nearer to the camera than the other."""
    assert read_image(taken(turn=4, yaw=yaw, pitch=pitch)) == specimen()


@pytest.mark.parametrize(("turn", "yaw", "pitch"), [(60, 35, 20), (200, -30, 35), (310, 25, -40)])
def test_turned_and_tilted(turn: float, yaw: float, pitch: float) -> None:
    """As a hand holds it."""
    assert read_image(taken(turn=turn, yaw=yaw, pitch=pitch)) == specimen()


@pytest.mark.parametrize(("turn", "blur"), [(10, 2.0), (95, 2.5), (222, 3.0)])
def test_blurred(turn: float, blur: float) -> None:
    """Out of focus by less than a bar's width."""
    assert read_image(taken(turn=turn, blur=blur)) == specimen()


@pytest.mark.parametrize(("turn", "light", "noise"), [(3, 0.2, 20), (140, 0.35, 30), (275, 0.5, 40)])
def test_in_the_dark(turn: float, light: float, noise: int) -> None:
    """A fifth of the light, and the grain that comes with it."""
    assert read_image(taken(turn=turn, light=light, noise=noise)) == specimen()

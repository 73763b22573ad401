"""A label of one line whose text is too long for it."""

from __future__ import annotations

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.settings import Theme
from app.ui.application import apply_theme
from app.ui.widgets.cut_label import CutLabel
from app.ui.widgets.marks import label

LONG = "was 2029-01-01, as told at the desk"
_WIDTH = 90
_HEIGHT = 24


def picture(qtbot: QtBot, text: str, width: int = _WIDTH) -> QImage:
    """What a label of this text looks like at that width."""
    shown = CutLabel(text, "changed")
    qtbot.addWidget(shown)
    shown.setFixedSize(width, _HEIGHT)
    return shown.grab().toImage()


def test_a_long_text_ends_with_dots(qtbot: QtBot, qapp: QApplication) -> None:
    """It looks like its beginning with dots behind it, not like a text that happens to end there."""
    apply_theme(qapp, Theme.LIGHT)
    long = picture(qtbot, LONG)
    assert any(picture(qtbot, LONG[:end] + "…") == long for end in range(4, len(LONG)))


def test_a_text_that_fits_looks_like_any_other(qtbot: QtBot, qapp: QApplication) -> None:
    """In the colours and at the place of a plain label of the same role."""
    apply_theme(qapp, Theme.LIGHT)
    plain = label(LONG, "changed")
    qtbot.addWidget(plain)
    plain.setFixedSize(600, _HEIGHT)
    assert picture(qtbot, LONG, 600) == plain.grab().toImage()


def test_the_text_itself_stays_whole(qtbot: QtBot, qapp: QApplication) -> None:
    """However narrow: a screen reader has all of it; the label asks for its few characters alone."""
    apply_theme(qapp, Theme.LIGHT)
    shown = CutLabel(LONG, least=5)
    qtbot.addWidget(shown)
    shown.resize(10, _HEIGHT)
    assert shown.text() == LONG
    assert 0 < shown.minimumSizeHint().width() < shown.sizeHint().width() / 2

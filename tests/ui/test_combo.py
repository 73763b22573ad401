"""A drop-down list whose text is too long for it."""

from __future__ import annotations

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.settings import Theme
from app.ui.application import apply_theme
from app.ui.widgets.combo import CalmCombo

LONG = "Medical with recommendation"
_WIDTH = 180


def combo(qtbot: QtBot, *texts: str) -> CalmCombo:
    """A list of these texts, narrower than the long ones."""
    shown = CalmCombo()
    qtbot.addWidget(shown)
    shown.addItems(list(texts))
    shown.setFixedWidth(_WIDTH)
    shown.show()
    return shown


def picture(shown: CalmCombo) -> QImage:
    """What it looks like."""
    return shown.grab().toImage()


def test_a_long_text_ends_with_dots(qtbot: QtBot, qapp: QApplication) -> None:
    """It looks like its beginning with dots behind it, not like a text that happens to end there."""
    apply_theme(qapp, Theme.LIGHT)
    long = picture(combo(qtbot, LONG))
    beginnings = [LONG[:end] + "…" for end in range(8, len(LONG))]
    assert any(picture(combo(qtbot, one)) == long for one in beginnings)


def test_the_open_list_shows_the_whole_text(qtbot: QtBot, qapp: QApplication) -> None:
    """The list is wider than the field, if that is what its longest line needs."""
    apply_theme(qapp, Theme.LIGHT)
    shown = combo(qtbot, "Short", LONG)
    shown.showPopup()
    assert shown.view().viewport().width() >= shown.fontMetrics().horizontalAdvance(LONG)
    shown.hidePopup()

"""The colours can be read by everybody."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QCheckBox
from pytestqt.qtbot import QtBot

from app.core.settings import Theme
from app.core.verdict import Level
from app.ui.application import apply_theme
from app.ui.theme import DARK, LIGHT, Tokens

LEAST = 4.5  # WCAG 2.1, success criterion 1.4.3, for text of ordinary size
LEAST_OF_A_SIGN = 3.0  # 1.4.11, for what a state is known by


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_text_stands_out(tokens: Tokens) -> None:
    """Every text colour has a contrast of 4.5 : 1 on every ground it is used on."""
    pairs = [
        (tokens.text, tokens.background),
        (tokens.text, tokens.panel),
        (tokens.text, tokens.chosen),
        (tokens.text, tokens.chip_back),
        (tokens.muted, tokens.background),
        (tokens.muted, tokens.panel),
        (tokens.muted, tokens.chip_back),
        (tokens.on_accent, tokens.accent),
        (tokens.bad, tokens.panel),
        (tokens.warn, tokens.panel),
        *(tokens.level(level) for level in (*Level, None)),
        *((tokens.text, tokens.level(level)[1]) for level in Level),
    ]
    weak = [(one, other, round(_contrast(one, other), 2)) for one, other in pairs if _contrast(one, other) < LEAST]
    assert not weak


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
@pytest.mark.parametrize("enabled", [True, False])
def test_a_tick_can_be_seen(qtbot: QtBot, qapp: QApplication, theme: Theme, enabled: bool) -> None:
    """Also in a box that cannot be changed: the sign stands out from its ground."""
    apply_theme(qapp, theme)
    box = QCheckBox("Manager")
    qtbot.addWidget(box)
    box.setChecked(True)
    box.setEnabled(enabled)
    box.show()
    picture = box.grab().toImage()
    middle = picture.height() // 2
    colours = [QColor(picture.pixel(x, y)).name() for x in range(2, 17) for y in range(middle - 7, middle + 7)]
    ground = max(set(colours), key=colours.count)
    assert max(_contrast(colour, ground) for colour in colours) >= LEAST_OF_A_SIGN
    apply_theme(qapp, Theme.LIGHT)

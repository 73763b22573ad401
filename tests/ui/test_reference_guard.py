"""A guard against a binding that loses references."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

_CLICKS = 1000
_TOLERATED = 100


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_a_click_loses_no_reference_to_none(qtbot: QtBot) -> None:
    """PySide6 6.12.0 drops one reference to None per slot call; on Python 3.11 the interpreter aborts after thousands."""
    button = QPushButton()
    qtbot.addWidget(button)

    def slot() -> None:
        pass

    button.clicked.connect(slot)
    before = sys.getrefcount(None)
    for _ in range(_CLICKS):
        button.click()
    assert abs(sys.getrefcount(None) - before) <= _TOLERATED

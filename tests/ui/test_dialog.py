"""Enter on a button, in every dialog."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout
from pytestqt.qtbot import QtBot

from app.ui.widgets.dialog import Dialog

_UI = Path(__file__).parents[2] / "app" / "ui"
_ALONE = "crash.py"  # it has to stand when nothing else of the program does


@pytest.fixture
def pressed() -> list[str]:
    """What was pressed, in order."""
    return []


@pytest.fixture
def dialog(qtbot: QtBot, pressed: list[str]) -> Dialog:
    """A line and two buttons; the first is what Enter means elsewhere in the dialog."""
    made = Dialog()
    column = QVBoxLayout(made)
    column.addWidget(QLineEdit())
    for name in ("usual", "other"):
        button = QPushButton(name)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.setDefault(name == "usual")
        button.clicked.connect(lambda _checked, name=name: pressed.append(name))
        column.addWidget(button)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_presses_the_button_it_is_on(dialog: Dialog, pressed: list[str], key: Qt.Key) -> None:
    """Whatever Enter means elsewhere in the dialog."""
    other = dialog.findChild(QPushButton, "other")
    assert other is not None
    other.setFocus()
    QTest.keyClick(other, key)
    assert pressed == ["other"]


def test_elsewhere_enter_means_what_it_always_meant(dialog: Dialog, pressed: list[str]) -> None:
    """The dialog's own button."""
    line = dialog.findChild(QLineEdit)
    assert line is not None
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert pressed == ["usual"]


def test_a_key_that_is_held_down_presses_once(dialog: Dialog, pressed: list[str]) -> None:
    """What comes of the button may take a moment, and the key repeats meanwhile."""
    other = dialog.findChild(QPushButton, "other")
    assert other is not None
    other.setFocus()
    for is_repeated in (False, True, True):
        none = Qt.KeyboardModifier.NoModifier
        press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, none, "\r", autorep=is_repeated)
        QApplication.sendEvent(other, press)
    assert pressed == ["other"]


def test_every_dialog_is_one() -> None:
    """None of the program's dialogs is without it; those that Qt brings along have buttons that Enter presses."""
    direct = {
        file.relative_to(_UI).as_posix()
        for file in _UI.rglob("*.py")
        if re.search(r"^class \w+\(.*\bQDialog\b", file.read_text("utf-8"), re.MULTILINE)
    }
    assert direct == {"widgets/dialog.py", _ALONE}

"""A day that is typed is the day that stands there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.ui.widgets.day_edit import DayEdit


def _as_it_is(_editor: DayEdit) -> None:
    pass


def _all(editor: DayEdit) -> None:
    QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)


def _emptied(editor: DayEdit) -> None:
    _all(editor)
    QTest.keyClick(editor, Qt.Key.Key_Backspace)


def _into_the_year(editor: DayEdit) -> None:
    editor.lineEdit().deselect()
    editor.lineEdit().setCursorPosition(2)


@pytest.mark.parametrize("prepared", [_as_it_is, _all, _emptied, _into_the_year])
@pytest.mark.parametrize("typed", ["2019-03-05", "20190305", "2019-3-5", "2019/03/05", "2019.3.5"])
@pytest.mark.parametrize("before", [QDate(2026, 10, 30), QDate(2000, 1, 31)])
def test_what_is_typed_stands_there(
    qtbot: QtBot, before: QDate, typed: str, prepared: Callable[[DayEdit], None]
) -> None:
    """Whatever stood there or was selected, and with every usual sign between year, month and day."""
    editor = DayEdit(before)
    qtbot.addWidget(editor)
    editor.setSelectedSection(DayEdit.Section.YearSection)
    prepared(editor)
    QTest.keyClicks(editor, typed)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert editor.date() == QDate(2019, 3, 5)


def test_a_part_can_be_mended(qtbot: QtBot) -> None:
    """The arrow goes to a part, the sign between them to the next one; the other parts stay."""
    editor = DayEdit(QDate(2026, 10, 30))
    qtbot.addWidget(editor)
    editor.setSelectedSection(DayEdit.Section.YearSection)
    QTest.keyClicks(editor, "-")
    QTest.keyClicks(editor, "1")
    QTest.keyClicks(editor, "-")
    QTest.keyClicks(editor, "07")
    assert editor.date() == QDate(2026, 1, 7)
    QTest.keyClick(editor, Qt.Key.Key_Backspace)
    QTest.keyClicks(editor, "9")
    assert editor.date() == QDate(2026, 1, 9)

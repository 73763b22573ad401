"""A day that is typed is the day that stands there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget
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


class _Row(QWidget):
    """A day between two other fields."""

    def __init__(self) -> None:
        super().__init__()
        self.before, self.day, self.after = QLineEdit(), DayEdit(QDate(2026, 10, 30)), QLineEdit()
        row = QHBoxLayout(self)
        for field in (self.before, self.day, self.after):
            row.addWidget(field)


@pytest.mark.parametrize("way", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
def test_the_tab_key_goes_over_it_as_one_field(qtbot: QtBot, way: Qt.Key) -> None:
    """It comes in with the whole day selected, whichever way, and the next one leaves: no part is typed over by a day."""
    row = _Row()
    qtbot.addWidget(row)
    row.show()
    row.activateWindow()
    qtbot.waitUntil(row.isActiveWindow)
    first, last = (row.before, row.after) if way is Qt.Key.Key_Tab else (row.after, row.before)
    first.setFocus()
    QTest.keyClick(first, way)
    assert row.focusWidget() is row.day
    assert row.day.lineEdit().selectedText() == "2026-10-30"
    QTest.keyClicks(row.day, "2024-03-05")
    QTest.keyClick(row.day, way)
    assert row.focusWidget() is last
    assert row.day.date() == QDate(2024, 3, 5)


@pytest.mark.parametrize("way", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
@pytest.mark.parametrize("onward", [Qt.Key.Key_Right, Qt.Key.Key_Minus])
def test_its_parts_are_reached_from_the_whole_day(qtbot: QtBot, way: Qt.Key, onward: Qt.Key) -> None:
    """As the Tab key brings it: the arrows and the signs between the parts go to the next, and the others stay."""
    row = _Row()
    qtbot.addWidget(row)
    row.show()
    row.activateWindow()
    qtbot.waitUntil(row.isActiveWindow)
    first = row.before if way is Qt.Key.Key_Tab else row.after
    first.setFocus()
    QTest.keyClick(first, way)
    QTest.keyClick(row.day, onward)
    assert row.day.lineEdit().selectedText() == "10"
    QTest.keyClicks(row.day, "07")
    assert row.day.date() == QDate(2026, 7, 30)
    QTest.keyClick(row.day, Qt.Key.Key_Left)
    QTest.keyClicks(row.day, "09")
    assert row.day.date() == QDate(2026, 9, 30)

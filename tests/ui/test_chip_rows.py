"""Chips beside a name take one row or two, and no more room than they were given."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.core.settings import Theme
from app.ui.application import apply_theme
from app.ui.widgets.chip_rows import ChipRows

GROUPS = ["INDUSTRY", "SENIOR", "VETERAN", "STAFF", "LOCAL"]
LAST = ["275 points", "Adult"]


@pytest.fixture
def chips(qtbot: QtBot, qapp: QApplication) -> ChipRows:
    """Shown, empty, as the style sheet dresses them."""
    apply_theme(qapp, Theme.LIGHT)
    made = ChipRows()
    qtbot.addWidget(made)
    made.show()
    return made


def rows(chips: ChipRows) -> list[list[str]]:
    """The texts that can be seen, as they stand."""
    seen = sorted((chip.y(), chip.x(), chip.text()) for chip in chips.findChildren(QLabel) if chip.isVisibleTo(chips))
    tops = sorted({top for top, _left, _text in seen})
    return [[text for y, _x, text in seen if y == top] for top in tops]


def test_one_row_where_there_is_room(chips: ChipRows) -> None:
    """They ask for the width of one row, and stand in it."""
    chips.show_chips(GROUPS, LAST)
    chips.resize(chips.sizeHint())
    assert rows(chips) == [[*GROUPS, *LAST]]


def test_two_rows_where_one_is_too_long(chips: ChipRows) -> None:
    """The first row is filled, the second ends at the far edge."""
    chips.show_chips(GROUPS, LAST)
    one = chips.sizeHint()
    chips.resize(one.width() * 6 // 10, one.height())
    shown = rows(chips)
    assert [text for row in shown for text in row] == [*GROUPS, *LAST]
    assert len(shown) == 2
    assert chips.height() > chips.findChildren(QLabel)[0].height() * 2
    assert max(chip.geometry().right() for chip in chips.findChildren(QLabel)) == chips.rect().right()


@pytest.mark.parametrize("groups", [GROUPS, ["VETERANS OF THE WHOLE STATE"] * 5, [f"G{n}" for n in range(30)]])
def test_the_rest_is_counted(chips: ChipRows, groups: list[str]) -> None:
    """What two rows do not hold is counted and named in the tip; points and type are never left out."""
    chips.show_chips(groups, LAST)
    chips.resize(260, 30)
    shown = [text for row in rows(chips) for text in row]
    assert len(rows(chips)) == 2
    assert shown[-2:] == LAST
    left_out = groups[len(shown) - 3 :]
    assert shown[-3] == f"+{len(left_out)}"
    more = next(chip for chip in chips.findChildren(QLabel) if chip.text() == shown[-3])
    assert more.toolTip() == ", ".join(left_out)
    assert chips.minimumSizeHint().width() < 260


def test_from_right_to_left(chips: ChipRows) -> None:
    """The far edge is the left one."""
    chips.show_chips(GROUPS[:1], LAST)
    chips.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    chips.resize(chips.sizeHint().width() + 100, 30)
    assert rows(chips) == [["Adult", "275 points", "INDUSTRY"]]
    assert min(chip.x() for chip in chips.findChildren(QLabel) if chip.isVisibleTo(chips)) == 0

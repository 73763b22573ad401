"""A grid of fields with as many columns as the width allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSpacerItem, QWidget

from app.ui.theme import GRID

_COLUMNS = 4
_CHARACTERS = 22  # a column is at least as wide as this many average characters


@dataclass(frozen=True, slots=True)
class Cell:
    """One widget and how many columns it would like; ``whole_row`` takes all of them, on a row of its own.

    A widget that does not fit into so many gets more: a long label must not push the columns of its grid aside.
    """

    widget: QWidget
    span: int = 1
    whole_row: bool = False


class FieldGrid(QWidget):
    """Lays cells out in reading order and again when the width asks for another number of columns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(GRID)
        self._cells: Sequence[Cell] = ()
        self._columns = 0

    def set_cells(self, cells: Sequence[Cell]) -> None:
        """Show these cells in place of the earlier ones."""
        self._cells = cells
        self._columns = 0
        self._arrange()

    def columns_for(self, width: int) -> int:
        """How many columns a width can hold."""
        return max(1, min(_COLUMNS, width // self._narrowest()))

    def _narrowest(self) -> int:
        """How wide a column is at least, with the space beside it."""
        return self.fontMetrics().averageCharWidth() * _CHARACTERS + 2 * GRID

    def _span(self, cell: Cell) -> int:
        needed = (cell.widget.minimumSizeHint().width() + 2 * GRID) / self._narrowest()
        return self._columns if cell.whole_row else min(max(cell.span, ceil(needed)), self._columns)

    def _arrange(self) -> None:
        columns = self.columns_for(self.width())
        if columns == self._columns:
            return
        self._columns = columns
        while self._grid.count():
            self._grid.takeAt(0)
        for index in range(columns):  # empty columns keep their width, so that fields stand under one another
            self._grid.addItem(QSpacerItem(0, 0), 0, index)
        row = column = 0
        for cell in self._cells:
            span = self._span(cell)
            if column + span > columns:
                row, column = row + 1, 0
            self._grid.addWidget(cell.widget, row, column, 1, span)
            column += span
        for index in range(_COLUMNS):
            self._grid.setColumnStretch(index, 1 if index < columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the cells anew where the number of columns changes."""
        super().resizeEvent(event)
        self._arrange()

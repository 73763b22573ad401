"""The table of a run: rows of one height and columns of fixed width, so that it is smooth at any length."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app.ui.bulk.columns import column_width
from app.ui.bulk.model import RowsModel
from app.ui.theme import GRID
from app.ui.widgets.dialog import is_enter


class RowsTable(QTableView):
    """Shows the rows; ``activated`` at Enter and at a double click."""

    def __init__(self, rows: RowsModel) -> None:
        super().__init__()
        self._rows = rows
        self.setObjectName("bulkTable")
        self.setAccessibleName(self.tr("Customers"))
        self.setModel(rows)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        upright = self.verticalHeader()
        upright.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        upright.setDefaultSectionSize(self.fontMetrics().height() + 2 * GRID)
        upright.hide()
        level = self.horizontalHeader()
        level.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        level.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        level.setHighlightSections(False)

    def fit_columns(self) -> None:
        """Give each column the width of its kind; the rows are not looked at."""
        one = self.fontMetrics().averageCharWidth()
        for place, name in enumerate(self._rows.names):
            self.setColumnWidth(place, one * column_width(name) + 2 * GRID)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row; the first key in a table without a current row makes the first one it."""
        if not self.currentIndex().isValid() and self._rows.rowCount():
            self.selectRow(0)
        if is_enter(event) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

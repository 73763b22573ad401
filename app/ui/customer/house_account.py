"""The lines of a customer's house account, for reading."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.core.customer import AccountEntry, CustomerRef
from app.core.errors import AppError
from app.core.values import Maybe, is_blank, known
from app.services.profiles import Profiles
from app.ui import tasks
from app.ui.theme import GRID
from app.ui.translation import error_words
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.marks import label, mark


class HouseAccountDialog(Dialog):
    """Reads the account when it is opened; what comes after it was closed is dropped with it."""

    def __init__(self, profiles: Profiles, ref: CustomerRef, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("houseAccountDialog")
        self.setWindowTitle(self.tr("House account"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._state = label(self.tr("Reading…"), "muted")
        self._state.setWordWrap(True)
        self._table = QTableWidget(0, 4)
        self._table.setAccessibleName(self.tr("Lines of the house account"))
        self._table.setHorizontalHeaderLabels(
            [
                self.tr("When"),
                self.tr("Balance before"),
                self.tr("Balance after"),
                self.tr("Notes"),
            ]
        )
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.verticalHeader().hide()
        self._table.horizontalHeader().setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.addWidget(self._state)
        column.addWidget(self._table, 1)
        column.addWidget(buttons)
        self.resize(self.fontMetrics().averageCharWidth() * 90, self.fontMetrics().height() * 22)
        tasks.start(self, profiles.house_account(ref), self._show, self._show_error)

    def _show(self, entries: Sequence[AccountEntry]) -> None:
        self._state.setText(
            self.tr("The latest lines, newest first.") if entries else self.tr("Nothing was ever put on this account.")
        )
        self._table.setRowCount(len(entries))
        for row, entry in enumerate(entries):
            when = known(entry.created_at, None)
            texts = (f"{when:%Y-%m-%d %H:%M}" if when else "", _text(entry.old_balance), _text(entry.new_balance))
            for column, text in enumerate((*texts, known(entry.notes, ""))):
                self._table.setItem(row, column, QTableWidgetItem(text))
        self._table.setFocus()

    def _show_error(self, error: AppError) -> None:
        mark(self._state, "role", "error")
        self._state.setText(error_words(error))


def _text(balance: Maybe[object]) -> str:
    return "" if is_blank(balance) else str(balance)

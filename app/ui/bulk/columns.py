"""Which columns the table shows, and the dialog that asks for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.services.tables import STORE
from app.ui.theme import GRID
from app.ui.translation import translated
from app.ui.widgets.button import push_button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.marks import label

USUAL = (
    STORE,
    "customer_id",
    "full_name",
    "birth_date",
    "phone",
    "email",
    "customer_type",
    "standing",
    "created_at",
    "last_visit_at",
)
_LABELS = {
    "customer_id": "Customer number",
    "email": "E-mail",
    "full_name": "Name",
    "state_medical_id": "State medical ID",
    "license_number": "ID number",
    "license_expires": "ID expires",
    "addresses_other": "Other addresses",
    "created_at": "Created",
    "updated_at": "Changed",
    "last_visit_at": "Last visit",
}
_WIDTHS = {"full_name": 26, "email": 28, "notes": 40, "customer_id": 16, "addresses_other": 40, STORE: 20}
_WIDTH = 18  # characters


def column_label(name: str) -> str:
    """The words for a column."""
    if name in _LABELS:
        return translated(_LABELS[name])
    words = name.removeprefix("addresses.").replace("_", " ").replace(".", ": ")
    return translated(words[:1].upper() + words[1:])


def column_width(name: str) -> int:
    """The width of a column in average characters; never measured over the rows, of which there may be very many."""
    return _WIDTHS.get(name, _WIDTH)


class ColumnsDialog(Dialog):
    """Asks for the columns; ``chosen`` after every change. Show it with ``open()``; it deletes itself."""

    chosen = Signal(object)  # tuple of names, in the order of the table

    def __init__(self, names: Sequence[str], shown: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("bulkColumnsDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Columns"))
        self._list = QListWidget()
        self._list.setObjectName("bulkColumnsList")
        self._list.setAccessibleName(self.tr("Columns of the table"))
        for name in names:
            self._list.addItem(_item(name, name in shown))
        self._list.itemChanged.connect(self._tell)
        self._list.setCurrentRow(0)
        self._lay_out()

    def _lay_out(self) -> None:
        explained = label(
            self.tr("CSV and Excel files hold the columns chosen here; JSON Lines hold everything."), "muted"
        )
        explained.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(push_button(self.tr("&All"), "bulkAllColumns", self._choose_all))
        buttons.addWidget(push_button(self.tr("&Usual"), "bulkUsualColumns", self._choose_usual))
        buttons.addStretch(1)
        close = push_button(self.tr("&Close"), "bulkColumnsClose", self.accept)
        close.setDefault(True)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addWidget(explained)
        column.addWidget(self._list, 1)
        column.addLayout(buttons)
        self.resize(self.fontMetrics().averageCharWidth() * 56, self.fontMetrics().height() * 30)

    def _choose_all(self) -> None:
        self._check(lambda _name: True)

    def _choose_usual(self) -> None:
        self._check(lambda name: name in USUAL)

    def _check(self, wanted: Callable[[str], bool]) -> None:
        with QSignalBlocker(self._list):
            for row in range(self._list.count()):
                item = self._list.item(row)
                item.setCheckState(_state(wanted(item.data(Qt.ItemDataRole.UserRole))))
        self._tell()

    def _tell(self, _item: QListWidgetItem | None = None) -> None:
        items = (self._list.item(row) for row in range(self._list.count()))
        names = tuple(
            item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() == Qt.CheckState.Checked
        )
        if names:
            self.chosen.emit(names)


def _item(name: str, is_shown: bool) -> QListWidgetItem:
    item = QListWidgetItem(column_label(name))
    item.setData(Qt.ItemDataRole.UserRole, name)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(_state(is_shown))
    return item


def _state(is_shown: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if is_shown else Qt.CheckState.Unchecked

"""The activity tab."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

from app.core.customer import CustomerRef
from app.services.activity import Activity, Entry
from app.ui.theme import GRID
from app.ui.translation import said
from app.ui.widgets.marks import label


class ActivityTab(QWidget):
    """What this desk did with the customer since the program was started."""

    def __init__(self, activity: Activity, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("activityTab")
        self.setAccessibleName(self.tr("Activity"))
        self._activity = activity
        self._ref: CustomerRef | None = None
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("What this desk did"))
        self._list.setSpacing(2)
        empty = label(self.tr("Nothing was done with this customer at this desk since the program started."), "muted")
        empty.setWordWrap(True)
        empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._list)
        self._stack.addWidget(empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2 * GRID, 0, 0)
        column.addWidget(self._stack)
        column.addWidget(label(self.tr("Kept until the program is closed, and never written to disk."), "muted"))
        self.setFocusProxy(self._list)
        activity.added = self._add

    def show_customer(self, ref: CustomerRef | None) -> None:
        """Show what was done with one customer."""
        self._ref = ref
        self._list.clear()
        for entry in self._activity.of(ref) if ref else ():
            self._list.addItem(self._item(entry))
        self._stack.setCurrentIndex(0 if self._list.count() else 1)

    def _add(self, entry: Entry) -> None:
        if entry.ref == self._ref:
            self._list.insertItem(0, self._item(entry))
            self._stack.setCurrentIndex(0)

    def _item(self, entry: Entry) -> QListWidgetItem:
        said_detail = entry.detail.replace("_", " ")
        about = f": {said_detail}" if said_detail else ""
        item = QListWidgetItem(f"{entry.at:%H:%M:%S}   {said(entry.deed)}{about}")
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        return item

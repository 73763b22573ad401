"""The results as a list model."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.core.customer import CustomerRef
from app.services.rows import Row
from app.ui.translation import translated
from app.ui.widgets.marks import tip

Index = QModelIndex | QPersistentModelIndex


class ResultsModel(QAbstractListModel):
    """At most a screenful of rows; each answers its `Row` under UserRole."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows; nothing is touched where they are the same as before."""
        if tuple(rows) == self._rows:
            return
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def row_at(self, index: Index) -> Row | None:
        """The row under an index, if it is one."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def index_of(self, ref: CustomerRef | None) -> QModelIndex:
        """Where a customer stands; an invalid index where it does not."""
        place = next((place for place, row in enumerate(self._rows) if row.ref == ref), None)
        return QModelIndex() if place is None else self.index(place)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row itself, or what it says as text."""
        row = self.row_at(index)
        if row is None:
            return None
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            spoken = ", ".join(part for part in self._spoken(row) if part)
            return tip(spoken) if role == Qt.ItemDataRole.ToolTipRole else spoken
        return None

    def _spoken(self, row: Row) -> tuple[str, ...]:
        years = self.tr("{} years").format(row.age) if row.age else ""
        return (row.name, row.chip.text.capitalize(), years, row.birth_date, row.phone, translated(row.why), row.store)

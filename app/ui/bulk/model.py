"""The rows of a run as Qt's views want them: read out of their blocks when they are looked at, and not before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.core.customer import ConnectionId, CustomerRef
from app.core.phone import to_display
from app.services.bulk import BulkRun
from app.services.bulk_rows import CONNECTION
from app.services.tables import Columns
from app.ui.bulk.columns import column_label
from app.ui.widgets.marks import tip

CHUNK = 5_000  # rows that appear at once
_READY = 512  # rows whose texts are kept ready: many more than a screen shows
_LONGEST = 200  # characters of a cell; the rest could not be seen anyway
_MINUTES = len("2026-01-31T18:00")
_MOMENTS = frozenset({"created_at", "updated_at", "last_visit_at"})
Index = QModelIndex | QPersistentModelIndex


class RowsModel(QAbstractTableModel):
    """The chosen columns of a run's rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run: BulkRun | None = None
        self._columns = Columns(())
        self._names: Sequence[str] = ()
        self._count = 0
        self._ready: dict[int, Mapping[str, str]] = {}

    @property
    def names(self) -> Sequence[str]:
        """The columns that are shown."""
        return self._names

    def show_run(self, run: BulkRun | None, names: Sequence[str]) -> None:
        """Show another run, or other columns of the same; its rows come with `take_new`."""
        self.beginResetModel()
        self._count = self._count if run is self._run else 0
        self._run = run
        self._columns = run.columns() if run else Columns(())
        self._names = tuple(names)
        self._ready.clear()
        self.endResetModel()

    def is_of(self, run: BulkRun, names: Sequence[str]) -> bool:
        """Whether it shows these columns of this run."""
        return run is self._run and tuple(names) == self._names

    def take_new(self) -> None:
        """Take over the rows that came meanwhile, a chunk of them."""
        there = min(len(self._run.rows) if self._run else 0, self._count + CHUNK)
        if there > self._count:
            self.beginInsertRows(QModelIndex(), self._count, there - 1)
            self._count = there
            self.endInsertRows()

    def ref(self, row: int) -> CustomerRef | None:
        """Who stands in a row."""
        if self._run is None or not 0 <= row < self._count:
            return None
        record = self._run.rows[row]
        return CustomerRef(ConnectionId(record[CONNECTION]), record["customer_id"])

    def rowCount(self, parent: Index | None = None) -> int:
        """See QAbstractTableModel."""
        return 0 if parent is not None and parent.isValid() else self._count

    def columnCount(self, parent: Index | None = None) -> int:
        """See QAbstractTableModel."""
        return 0 if parent is not None and parent.isValid() else len(self._names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The text of a cell; the whole text as the tip of one that is cut."""
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole} or not index.isValid():
            return None
        name = self._names[index.column()]
        text = self._cells(index.row()).get(name, "")
        return tip(text) if role == Qt.ItemDataRole.ToolTipRole else _shown(name, text)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of a column."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return column_label(self._names[section])
        return None

    def _cells(self, row: int) -> Mapping[str, str]:
        if row not in self._ready:
            if len(self._ready) >= _READY:
                self._ready.clear()
            self._ready[row] = self._columns.cells(self._run.rows[row]) if self._run else {}
        return self._ready[row]


def _shown(name: str, text: str) -> str:
    if name == "phone":
        return to_display(text)
    if name in _MOMENTS:
        return text[:_MINUTES].replace("T", " ")
    return " ".join(text[:_LONGEST].split())

"""Where the file goes and in which format: asked without blocking."""

from __future__ import annotations

from PySide6.QtCore import QDir, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.vendor import CreatedBetween, Listing


class ExportDialog(QFileDialog):
    """Asks for the file. Show it with ``open()``; ``fileSelected`` carries its path, and it deletes itself."""

    def __init__(self, listing: Listing, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("bulkExportDialog")
        self.setWindowTitle(self.tr("Export the customers"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setFileMode(QFileDialog.FileMode.AnyFile)
        self._endings = {
            self.tr("Excel workbook (*.xlsx)"): "xlsx",
            self.tr("CSV for any spreadsheet (*.csv)"): "csv",
            self.tr("JSON Lines for programs (*.jsonl)"): "jsonl",
        }
        self.setNameFilters(list(self._endings))
        self.filterSelected.connect(self._follow)
        self._follow(next(iter(self._endings)))
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.setDirectory(place or QDir.homePath())
        self.selectFile(file_name(listing))

    def _follow(self, chosen: str) -> None:
        """A name without an ending gets that of the chosen format."""
        self.setDefaultSuffix(self._endings.get(chosen, ""))


def file_name(listing: Listing) -> str:
    """A name that says which period it is; none of a person or a store."""
    if isinstance(listing, CreatedBetween):
        return f"customers-{listing.first}-{listing.last}.xlsx"
    return f"customers-changed-since-{listing.moment.date()}.xlsx"

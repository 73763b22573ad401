"""Where the file of a bulk run goes and in which format."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.core.vendor import CreatedBetween, Listing
from app.ui.save_dialog import SaveDialog


class ExportDialog(SaveDialog):
    """Asks for the file of a period."""

    def __init__(self, listing: Listing, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("bulkExportDialog")
        self.setWindowTitle(self.tr("Export the customers"))
        self.offer(
            file_name(listing),
            {
                self.tr("Excel workbook (*.xlsx)"): "xlsx",
                self.tr("CSV for any spreadsheet (*.csv)"): "csv",
                self.tr("JSON Lines for programs (*.jsonl)"): "jsonl",
            },
        )


def file_name(listing: Listing) -> str:
    """A name that says which period it is; none of a person or a store."""
    if isinstance(listing, CreatedBetween):
        return f"customers-{listing.first}-{listing.last}.xlsx"
    return f"customers-changed-since-{listing.moment.date()}.xlsx"

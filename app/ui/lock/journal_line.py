"""The journal of the desk, below the list of its people: for how long it is kept, and a file of it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.core.errors import AppError
from app.core.staff import Approval, Privilege
from app.ports import SettingsStore
from app.services.journal_export import Days, JournalExport, JournalExported
from app.services.shift import Shift
from app.ui import tasks
from app.ui.approval import ask_manager
from app.ui.save_dialog import SaveDialog
from app.ui.theme import GRID
from app.ui.widgets.combo import CalmCombo
from app.ui.widgets.marks import label

_DAYS = (90, 180, 400, 730, 1095, 2555)  # a quarter of a year to seven years


class JournalLine(QWidget):
    """``told`` carries what came of it, ``failed`` the error. A file that is not complete is not left behind.

    ``approval`` is the manager's word that the list of people is open by.
    """

    told = Signal(str, bool)  # what, and whether it is a warning
    failed = Signal(object)  # AppError

    def __init__(self, export: JournalExport, shift: Shift, settings: SettingsStore, approval: Approval | None) -> None:
        super().__init__()
        self._approval = approval
        self._export = export
        self._shift = shift
        self._settings = settings
        self._days = CalmCombo()
        self._days.setObjectName("journalDays")
        self._days.setAccessibleName(self.tr("For how long the journal of this desk is kept"))
        self._days.setMinimumContentsLength(10)
        self._fill()
        self._days.activated.connect(self._keep_days)
        self._button = QPushButton(self.tr("E&xport the journal…"))
        self._button.setObjectName("exportJournalButton")
        self._button.setAutoDefault(False)
        self._button.clicked.connect(self._ask)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        title = label(self.tr("Keep what was done for"), "label")
        title.setBuddy(self._days)
        row.addWidget(title)
        row.addWidget(self._days)
        row.addStretch(1)
        row.addWidget(self._button)

    def _fill(self) -> None:
        chosen = self._settings.load().journal_days
        for days in sorted({*_DAYS, chosen}):
            self._days.addItem(self.tr("%n day(s)", "", days), days)
        self._show_days()

    def _show_days(self) -> None:
        self._days.setCurrentIndex(self._days.findData(self._settings.load().journal_days))

    def _keep_days(self, _row: int) -> None:
        try:
            self._shift.refuse_without_word(self._approval)
            self._settings.save(replace(self._settings.load(), journal_days=self._days.currentData()))
        except AppError as error:
            self._show_days()
            self.failed.emit(error)
        else:
            self.told.emit(self.tr("What is older is forgotten at the next start."), False)

    # ---------------------------------------------------------------------------------------- the file

    def _ask(self) -> None:
        ask_manager(self._shift, Privilege.JOURNAL, self, self._ask_file)

    def _ask_file(self, approval: Approval | None) -> None:
        dialog = SaveDialog(self)
        dialog.setObjectName("journalExportDialog")
        dialog.setWindowTitle(self.tr("Export the journal"))
        formats = {
            self.tr("CSV for any spreadsheet (*.csv)"): "csv",
            self.tr("JSON Lines for programs (*.jsonl)"): "jsonl",
        }
        dialog.offer(f"journal-{self._export.today()}.csv", formats)
        dialog.fileSelected.connect(partial(self._write, approval))
        dialog.rejected.connect(partial(self._shift.withdraw, approval))
        dialog.open()

    def _write(self, approval: Approval | None, path: str) -> None:
        self._button.setEnabled(False)
        self.told.emit(self.tr("The journal is being written…"), False)
        out = Path(path)
        writing = self._export.write(out, Days(), approval, self._count)
        tasks.start(self, writing, partial(self._end, out.name), self._fail)

    def _count(self, count: int) -> None:
        self.told.emit(self.tr("The journal is being written: %n entry(ies) so far…", "", count), False)

    def _end(self, name: str, exported: JournalExported) -> None:
        self._button.setEnabled(True)
        said = self.tr("%n entry(ies) were written to {}.", "", exported.count).format(name)
        if exported.broken is not None:
            broken = self.tr(
                "The journal was changed from outside, from entry {} on; what is there was written all the same."
            )
            said = f"{broken.format(exported.broken)} {said}"
        self.told.emit(said, exported.broken is not None)

    def _fail(self, error: AppError) -> None:
        self._button.setEnabled(True)
        self.failed.emit(error)

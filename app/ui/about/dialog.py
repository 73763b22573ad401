"""Version, licences, where the data are, and what support asks for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.core.errors import AppError
from app.ui import tasks
from app.ui.about.facts import Shipped, data_folder, read_shipped, support_text
from app.ui.about.update_row import UpdateRow
from app.ui.about.update_watch import UpdateWatch
from app.ui.clipboard import copy_lasting
from app.ui.theme import GRID
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.marks import label, tip

_CHARACTERS = 120  # the dialog is about as wide as this many average characters


class AboutButton(QPushButton):
    """Opens what the program says of itself, over the window of ``parent``."""

    def __init__(self, parent: QWidget, watch: UpdateWatch | None = None) -> None:
        super().__init__(parent)
        self.setText(self.tr("About this program…"))
        self.setAutoDefault(False)
        self.clicked.connect(lambda: AboutDialog(parent, watch).open())


class AboutDialog(Dialog):
    """Show it with ``open()``; it deletes itself. The licences arrive a moment later, from a worker thread.

    ``watch`` is where newer versions are looked for, None where they never are.
    """

    def __init__(self, parent: QWidget | None = None, watch: UpdateWatch | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("aboutDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About Frontdesk"))
        self.setAccessibleName(self.windowTitle())
        self._shipped: Shipped | None = None
        self._version = label(role="section")
        self._state = label()
        self._parts = QListWidget()
        self._parts.setAccessibleName(self.tr("What is shipped with it"))
        self._parts.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setAccessibleName(self.tr("Licence"))
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._copy = QPushButton(self.tr("Copy for support"))
        self._copy.setAutoDefault(False)
        self._copy.setEnabled(False)
        self._updates = UpdateRow(watch) if watch else None
        self._lay_out()
        self._parts.currentItemChanged.connect(self._show_licence)
        self._copy.clicked.connect(self._copy_for_support)
        tasks.start(self, tasks.in_thread(read_shipped), self._take, self._tell)

    def _lay_out(self) -> None:
        place = label(self.tr("Everything it keeps is in {folder}").format(folder=data_folder()))
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        place.setWordWrap(True)
        both = QSplitter()
        both.setChildrenCollapsible(False)
        both.addWidget(self._parts)
        both.addWidget(self._text)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self._copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        for row in filter(None, (self._version, place, self._updates, self._state, both, buttons)):
            column.addWidget(row, 1 if row is both else 0)
        width = self.fontMetrics().averageCharWidth() * _CHARACTERS
        self.resize(width, width * 2 // 3)
        both.setSizes([width // 3, width * 2 // 3])

    def _take(self, shipped: Shipped) -> None:
        self._shipped = shipped
        built = shipped.commit[:12] or self.tr("from source")
        self._version.setText(self.tr("Frontdesk {version} ({built})").format(version=shipped.version, built=built))
        self._state.setText(
            self.tr("It contains the work of others; each under its own licence:")
            if shipped.parts
            else self.tr(
                "This copy runs from its source. An installed one lists the licences of everything in it here."
            )
        )
        if shipped.parts:
            self._add("Frontdesk", "Apache-2.0", shipped.licence)
        for part in shipped.parts:
            self._add(f"{part.name} {part.version}", part.licence, part.text)
        self._parts.setCurrentRow(0)
        self._copy.setEnabled(True)

    def _add(self, name: str, licence: str, text: str) -> None:
        item = QListWidgetItem(f"{name}\n{licence}")
        item.setData(Qt.ItemDataRole.UserRole, text)
        item.setToolTip(tip(item.text()))
        self._parts.addItem(item)

    def _tell(self, error: AppError) -> None:
        self._state.setText(error.title)

    def _show_licence(self, item: QListWidgetItem | None) -> None:
        self._text.setPlainText(item.data(Qt.ItemDataRole.UserRole) if item else "")

    def _copy_for_support(self) -> None:
        if self._shipped:
            copy_lasting(support_text(self._shipped))
            self._copy.setText(self.tr("Copied"))

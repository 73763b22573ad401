"""What is new in every version since this one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app.core.release import News
from app.ui.theme import GRID
from app.ui.widgets.button import push_button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.marks import label, tip

_CHARACTERS, _LINES = 84, 18  # how much of the notes is seen at once


class WhatsNewDialog(Dialog):
    """Show it with ``open()``; it deletes itself. The notes are shown as they are, never read as markup."""

    page_wanted = Signal()
    skipped = Signal()

    def __init__(self, news: News, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("whatsNewDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("What is new in Frontdesk {}").format(news.version))
        self.setAccessibleName(self.windowTitle())
        notes = QPlainTextEdit()
        notes.setObjectName("whatsNewText")
        notes.setReadOnly(True)
        notes.setAccessibleName(self.windowTitle())
        parts = (f"{one.version} · {one.date.isoformat()}\n\n{one.notes.strip()}" for one in news.releases)
        notes.setPlainText("\n\n\n".join(parts))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        page = self._button(buttons, self.tr("Download page"), "whatsNewPageButton")
        page.setToolTip(tip(news.page))
        page.clicked.connect(self.page_wanted)
        if not news.is_due:
            self._button(buttons, self.tr("Skip this version"), "whatsNewSkipButton").clicked.connect(self._skip)
        advice = label(self.tr("Install it as you installed this one. Everything that is kept stays."), "muted")
        advice.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        for row in (label(self.windowTitle(), "title"), notes, advice, buttons):
            column.addWidget(row, 1 if row is notes else 0)
        metrics = self.fontMetrics()
        self.resize(metrics.averageCharWidth() * _CHARACTERS, metrics.lineSpacing() * _LINES)

    def _button(self, box: QDialogButtonBox, text: str, name: str) -> QPushButton:
        button = push_button(text, name)
        box.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        return button

    def _skip(self) -> None:
        self.skipped.emit()
        self.accept()

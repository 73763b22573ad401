"""One quiet line at the foot of the window: may newer versions be looked for, and which one there is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from app.core.release import News
from app.ui.theme import GRID
from app.ui.widgets.marks import label


class UpdateNotice(QFrame):
    """Hidden until there is something to say; it never takes the keyboard from anybody."""

    answered = Signal(bool)
    whats_new_wanted = Signal()
    page_wanted = Signal()
    skipped = Signal()
    put_away = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("updateNotice")
        self.setAccessibleName(self.tr("Newer versions"))
        self._text = label()
        self._text.setObjectName("updateText")
        self._text.setWordWrap(True)
        self._yes = self._button(self.tr("Yes, look"), "updateYesButton")
        self._no = self._button(self.tr("No"), "updateNoButton")
        self._new = self._button(self.tr("What is new…"), "updateNewsButton")
        self._page = self._button(self.tr("Download page"), "updatePageButton")
        self._skip = self._button(self.tr("Skip this version"), "updateSkipButton")
        self._later = self._button(self.tr("Not now"), "updateLaterButton")
        self._question, self._offers = (self._yes, self._no), (self._new, self._page, self._skip, self._later)
        self._yes.clicked.connect(lambda: self.answered.emit(True))
        self._no.clicked.connect(lambda: self.answered.emit(False))
        for button, signal in zip(
            self._offers, (self.whats_new_wanted, self.page_wanted, self.skipped, self.put_away), strict=True
        ):
            button.clicked.connect(signal)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, 2, 2 * GRID, 2)
        row.setSpacing(2 * GRID)
        row.addWidget(self._text, 1)
        for button in (*self._question, *self._offers):
            row.addWidget(button)
        self.hide()

    def _button(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setProperty("role", "link")
        return button

    def ask(self) -> None:
        """Ask whether newer versions may be looked for."""
        self._show(
            self.tr(
                "May Frontdesk look once a day whether there is a newer version? It sends nothing about this desk or its"
                " customers, and installs nothing."
            )
        )
        self._offer(self._question)

    def tell(self, news: News) -> None:
        """Say that there is a newer version."""
        if news.is_due:
            text = self.tr("This version should no longer be used. Frontdesk {} is available.").format(news.version)
        else:
            text = self.tr("Frontdesk {} is available.").format(news.version)
        self._show(text)
        self._offer(tuple(one for one in self._offers if one is not self._skip or not news.is_due))

    def _show(self, text: str) -> None:
        self._text.setText(text)
        self.setAccessibleDescription(text)
        self.show()

    def _offer(self, buttons: tuple[QPushButton, ...]) -> None:
        for button in (*self._question, *self._offers):
            button.setVisible(button in buttons)

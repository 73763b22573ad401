"""What stands in place of everything until the desk's file is open: that it is being opened, or why it cannot be."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.ui.theme import GRID
from app.ui.widgets.button import push_button
from app.ui.widgets.marks import label, mark

_CHARACTERS = 64  # the text is as wide as this many average characters


class OpeningPage(QWidget):
    """``again`` when it is to be tried once more, ``anew`` when a new file is to be begun, after a question."""

    again = Signal()
    anew = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title = label(role="name")
        self._title.setObjectName("openingTitle")
        self._about = label(role="muted")
        self._about.setObjectName("openingAbout")
        for one in (self._title, self._about):
            one.setAlignment(Qt.AlignmentFlag.AlignCenter)
            one.setWordWrap(True)
        self._again = push_button(self.tr("Try again"), "tryAgainButton", self.again)
        self._ask = push_button(self.tr("Begin a new one…"), "beginAnewButton")
        self._keep = push_button(self.tr("Keep the old one"), "keepOldButton")
        self._begin = push_button(self.tr("Begin a new one"), "agreeAnewButton", self.anew)
        self._ask.clicked.connect(self._question)
        self._keep.clicked.connect(self._explain)
        self._trouble = ("", "", False)
        self._lay_out()
        self.show_opening()

    def _lay_out(self) -> None:
        mark(self._again, "role", "main")
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addStretch(1)
        for button in self._buttons:
            row.addWidget(button)
        row.addStretch(1)
        middle = QWidget()
        middle.setFixedWidth(self.fontMetrics().averageCharWidth() * _CHARACTERS)
        inner = QVBoxLayout(middle)
        inner.setSpacing(GRID)
        for one in (self._title, self._about):
            inner.addWidget(one)
        inner.addSpacing(GRID)
        inner.addLayout(row)
        # Centred by what stands beside it: where a layout itself centres, lines that wrap are cut off.
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(middle)
        across.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addLayout(across)
        column.addStretch(1)

    @property
    def _buttons(self) -> tuple[QPushButton, ...]:
        return self._again, self._ask, self._keep, self._begin

    @property
    def offered(self) -> Sequence[QPushButton]:
        """What can be pressed now, the first one first."""
        return [one for one in self._buttons if not one.isHidden()]

    @property
    def words(self) -> str:
        """Everything that is said, for a screen reader."""
        return " ".join(filter(None, (self._title.text(), self._about.text())))

    def show_opening(self) -> None:
        """It takes no longer than a moment, as a rule."""
        self._show(self.tr("Opening…"), "")

    def show_trouble(self, title: str, about: str, *, can_begin_anew: bool) -> None:
        """Say why it cannot be opened; the same trouble once more changes nothing."""
        if self._trouble != (title, about, can_begin_anew) or not self.offered:
            self._trouble = (title, about, can_begin_anew)
            self._explain()

    def _explain(self) -> None:
        title, about, can_begin_anew = self._trouble
        self._show(title, about, self._again, *([self._ask] if can_begin_anew else []))

    def _question(self) -> None:
        about = self.tr(
            "The old one is put aside under another name, with the people who sign in here, their PINs and the journal. "
            "The customers are fetched from the stores again."
        )
        self._show(self.tr("Begin a new encrypted file?"), about, self._keep, self._begin)

    def _show(self, title: str, about: str, *offered: QPushButton) -> None:
        self._title.setText(title)
        self._about.setText(about)
        for button in self._buttons:
            button.setVisible(button in offered)
        if offered:
            offered[0].setFocus()

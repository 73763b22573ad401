"""The strip that asks what a file is, and shows it on its way."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.core.form import Choice
from app.ui.documents.intake import Offer, in_words, shortened
from app.ui.documents.keys import asked_for
from app.ui.theme import GRID
from app.ui.translation import translated
from app.ui.widgets.combo import CalmCombo
from app.ui.widgets.dialog import is_enter
from app.ui.widgets.marks import label

_PERMILLE = 1000


class _Mode(Enum):
    ASKING = auto()
    SENDING = auto()
    LOOKING = auto()  # whether a file arrived whose answer was lost


class UploadPanel(QFrame):
    """Asks for the kind of one file, or shows its progress. Hidden while there is none."""

    accepted = Signal(str)  # the kind
    skipped = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("uploadPanel")
        self.setProperty("card", "true")
        self.setAccessibleName(self.tr("Add a document"))
        self._mode = _Mode.ASKING
        self._file = label()
        self._file.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._kind = CalmCombo()
        self._kind.setObjectName("documentKind")
        self._kind.setAccessibleName(self.tr("What the document is"))
        self._kind.setPlaceholderText(self.tr("What is it?"))
        self._kind.setMinimumContentsLength(18)
        self._kind.currentIndexChanged.connect(self._look)
        self._add = _button(self.tr("Add to the store"), self.tr("Add to the store (Enter)"), "addToStoreButton")
        self._add.setProperty("role", "main")
        self._add.clicked.connect(self._accept)
        self._leave = _button("", "", "leaveUploadButton")
        self._leave.clicked.connect(self.give_up)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._lay_out()
        self._turn_to(_Mode.ASKING, "")
        self.hide()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self._file, 1)
        row.addWidget(self._kind)
        row.addWidget(self._add)
        row.addWidget(self._leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        column.setSpacing(GRID)
        column.addLayout(row)
        column.addWidget(self._bar)

    def set_kinds(self, kinds: Sequence[Choice]) -> None:
        """The kinds to choose from."""
        self._kind.clear()
        for choice in kinds:
            self._kind.addItem(translated(choice.label), choice.value)
        self._kind.setCurrentIndex(-1)

    def ask(self, offer: Offer, more: int) -> None:
        """Ask what this file is; ``more`` files come after it. The cursor comes here from the documents alone.

        Whoever types elsewhere by then would choose a kind with their letters, and send the file with Enter.
        """
        take_focus = self.has_focus_near()
        text = self.tr("{} · {}").format(shortened(offer.name), in_words(len(offer.content)))
        text += "   " + self.tr("{} more after this").format(more) if more else ""
        self._turn_to(_Mode.ASKING, text)
        self._kind.setCurrentIndex(self._kind.findData(offer.kind) if offer.kind else -1)
        self._look()
        self.show()
        if take_focus:
            (self._leave if offer.doubtful else self._kind).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_sending(self, offer: Offer) -> None:
        """Show a file on its way; nothing of it has gone yet."""
        mine = self.has_focus_within()
        self._turn_to(_Mode.SENDING, self.tr("Sending {}").format(shortened(offer.name)))
        self._bar.setRange(0, 0)
        self.show()
        if mine:
            self._leave.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_progress(self, done: int, total: int) -> None:
        """Show how much has gone."""
        self._bar.setRange(0, _PERMILLE)
        self._bar.setValue(_PERMILLE * done // max(1, total))
        sent = self.tr("Sending: {} of {}") if done < total else self.tr("Sent {1}, waiting for the store's answer")
        self._file.setText(sent.format(in_words(done), in_words(total)))
        self.setAccessibleDescription(self._file.text())

    def show_looking(self) -> None:
        """Show that the list is being read to see whether a file arrived."""
        self._turn_to(_Mode.LOOKING, self.tr("Reading the list of documents again"))
        self._bar.setRange(0, 0)

    def has_focus_within(self) -> bool:
        """Whether the cursor stands in the panel."""
        focus = self.window().focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def has_focus_near(self) -> bool:
        """Whether the documents are what the person is at."""
        focus, tab = self.window().focusWidget(), self.parentWidget()
        return focus is not None and tab is not None and tab.isVisible() and tab.isAncestorOf(focus)

    def _turn_to(self, mode: _Mode, text: str) -> None:
        self._mode = mode
        asking = mode is _Mode.ASKING
        self._file.setText(text)
        self.setAccessibleDescription(text)
        self._bar.setVisible(not asking)
        self._kind.setVisible(asking)
        self._kind.setEnabled(asking)
        self._add.setVisible(asking)
        self._add.setEnabled(False)
        word = self.tr("Cancel") if mode is _Mode.SENDING else self.tr("Do not add")
        self._leave.setText(f"{word}   Esc")
        self._leave.setAccessibleName(word)
        self._leave.setToolTip(f"{word} (Esc)")

    def _look(self) -> None:
        self._add.setEnabled(self._mode is _Mode.ASKING and self._kind.currentIndex() >= 0)

    def _accept(self) -> None:
        """Accept once: from here on the panel is one of sending, and a second Enter meets a disabled button."""
        if self._add.isEnabled():
            self._add.setEnabled(False)
            self._kind.setEnabled(False)
            self.accepted.emit(self._kind.currentData())

    def _enter(self) -> None:
        """While a file is on its way Enter does nothing: a double Enter must not cancel what the first one sent."""
        if self._mode is not _Mode.ASKING:
            return
        if self._leave.hasFocus():
            self.give_up()
        else:
            self._accept()

    def give_up(self) -> None:
        """What Esc does: cancel what is on its way, leave out what is asked about."""
        (self.cancelled if self._mode is _Mode.SENDING else self.skipped).emit()

    def event(self, event: QEvent) -> bool:
        """Claim Esc before the window's short cuts get it."""
        key = asked_for(event)
        if key is not None and key.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter adds, Esc does not."""
        if is_enter(event) and not event.isAutoRepeat():
            self._enter()
        elif event.key() == Qt.Key.Key_Escape:
            self.give_up()
        else:
            super().keyPressEvent(event)


def _button(text: str, tip: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setToolTip(tip)
    button.setAccessibleName(text)
    return button

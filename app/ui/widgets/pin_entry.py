"""Choosing a name and typing its PIN with the keyboard alone: letters choose, digits are the PIN, Enter is enough."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QVBoxLayout, QWidget

from app.core.errors import AppError, PinRefused
from app.core.staff import LONGEST_PIN, Member
from app.ui.theme import GRID
from app.ui.translation import translated
from app.ui.widgets.button import push_button
from app.ui.widgets.dialog import is_enter, press_focused
from app.ui.widgets.marks import label, mark

_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_ROW_HEIGHT = 32
_MOST_ROWS = 6
_NAME_PAUSE_MS = 1000  # letters typed within this time belong to one name
_COUNT_MS = 200


class PinBox(QLineEdit):
    """Takes digits. What is no digit is for the list of names beside it."""

    entered = Signal()
    moved = Signal(int)
    letter = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pinBox")
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(LONGEST_PIN)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Sort the keys."""
        text = event.text()
        if is_enter(event):
            self.entered.emit()
        elif event.key() in _MOVES:
            self.moved.emit(_MOVES[Qt.Key(event.key())])
        elif text.isprintable() and text and not (text.isascii() and text.isdigit()):
            self.letter.emit(text)
        else:
            super().keyPressEvent(event)


class PinEntry(QWidget):
    """The people, the PIN, and what came of it. ``given`` with a name and a PIN; `tell_error` answers a refusal.

    After a wrong PIN the wait that it costs is counted down, for that person alone.
    """

    given = Signal(str, str)

    def __init__(self, done: str, parent: QWidget | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self._until: dict[str, float] = {}
        self._is_asked = False
        self._typed = ""
        self._since_letter = QElapsedTimer()
        self._names = QListWidget()
        self._names.setObjectName("namesList")
        self._names.setAccessibleName(self.tr("Your name"))
        self._names.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the box beside it takes every key for it
        self._names.currentRowChanged.connect(self._show_wait)
        self.box = PinBox()
        self.box.setAccessibleName(self.tr("PIN"))
        self.box.entered.connect(self._give)
        self.box.moved.connect(self._move)
        self.box.letter.connect(self._choose_by)
        self._outcome = label(role="error")
        self._outcome.setObjectName("pinOutcome")
        self._outcome.setWordWrap(True)
        self.done = push_button(f"{done}   {self.tr('Enter')}", "pinButton")
        self.done.setAccessibleName(done)
        mark(self.done, "role", "main")
        self.done.clicked.connect(self._give)
        self._count = QTimer(self, interval=_COUNT_MS)
        self._count.timeout.connect(self._show_wait)
        self._lay_out()
        self.setFocusProxy(self.box)

    def _lay_out(self) -> None:
        pin = label(self.tr("PIN"), "label")
        pin.setBuddy(self.box)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self._names)
        column.addWidget(pin)
        column.addWidget(self.box)
        column.addWidget(self._outcome)
        column.addWidget(self.done)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button it is on."""
        if not press_focused(self, event):
            super().keyPressEvent(event)

    # ---------------------------------------------------------------------------------------- the names

    def show_people(self, people: Sequence[Member], chosen: str = "") -> None:
        """Offer these people, one of them chosen, with an empty box."""
        self._names.clear()
        self._names.addItems([one.name for one in people])
        names = [one.name for one in people]
        self._names.setCurrentRow(names.index(chosen) if chosen in names else 0)
        row = max(_ROW_HEIGHT, self._names.sizeHintForRow(0))
        self._names.setMinimumHeight(row + 2)  # on a small screen the others are scrolled to
        self._names.setMaximumHeight(min(max(len(names), 1), _MOST_ROWS) * row + 2)
        self.clear()

    def clear(self) -> None:
        """Forget what was typed."""
        self.box.clear()
        self._is_asked = False
        self._outcome.clear()
        self._show_wait()

    @property
    def name(self) -> str:
        """Who is chosen."""
        item = self._names.currentItem()
        return item.text() if item else ""

    def _move(self, step: int) -> None:
        count = self._names.count()
        if count:
            self._choose((self._names.currentRow() + step) % count)

    def _choose(self, row: int) -> None:
        if row != self._names.currentRow():
            self.box.clear()  # a PIN begun belongs to the one who was chosen
            self._outcome.clear()
        self._names.setCurrentRow(row)

    def _choose_by(self, letter: str) -> None:
        """The next name that begins with the letters typed one after the other; a letter alone goes through them."""
        goes_on = self._since_letter.isValid() and self._since_letter.elapsed() < _NAME_PAUSE_MS
        self._since_letter.start()
        typed = (self._typed if goes_on else "") + letter.casefold()
        found = self._beginning_with(typed, 0 if len(typed) > 1 else 1)
        if found is None:
            typed = letter.casefold()
            found = self._beginning_with(typed, 1)
        self._typed = typed
        if found is not None:
            self._choose(found)

    def _beginning_with(self, typed: str, first: int) -> int | None:
        count, here = self._names.count(), self._names.currentRow()
        rows = [(here + step) % count for step in range(first, count + first)]
        return next((row for row in rows if self._names.item(row).text().casefold().startswith(typed)), None)

    # ---------------------------------------------------------------------------------------- the PIN

    def _give(self) -> None:
        if self.box.text() and not self._is_asked and not self._wait():
            self._is_asked = True
            self._outcome.clear()
            self.given.emit(self.name, self.box.text())

    def tell_error(self, error: AppError) -> None:
        """Say why not, and count the waiting down."""
        self._is_asked = False
        self.box.clear()
        if isinstance(error, PinRefused) and error.wait:
            self._until[self.name] = self._clock() + error.wait
        self._say(translated(error.title, error.hint))
        self._show_wait()
        self.box.setFocus()

    def _wait(self) -> int:
        """The seconds until the chosen person may try again."""
        return max(0, math.ceil(self._until.get(self.name, 0.0) - self._clock()))

    def _show_wait(self) -> None:
        wait = self._wait()
        self.done.setEnabled(not wait)
        if wait:
            self._outcome.setText(self.tr("That is not the PIN. It can be typed again in %n second(s).", "", wait))
            self._count.start()
        elif self._count.isActive():
            self._count.stop()
            self._outcome.clear()

    def _say(self, text: str) -> None:
        self._outcome.setText(text)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

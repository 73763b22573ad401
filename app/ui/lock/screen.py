"""What stands in place of everything while the window is hidden: a few words, who may come in, or what has to be opened."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.staff import Member
from app.ui.lock.opening import OpeningPage
from app.ui.theme import GRID
from app.ui.widgets.dialog import is_enter
from app.ui.widgets.marks import label
from app.ui.widgets.pin_entry import PinEntry

_WORDS, _PEOPLE, _OPENING = range(3)  # the pages
_CHARACTERS = 40  # the lock screen is as wide as this many average characters


class LockScreen(QFrame):
    """Who is at the desk, and the PIN."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("lockScreen")
        self.setProperty("card", True)
        self.setAccessibleName(self.tr("Locked. Choose your name and type your PIN."))
        self.entry = PinEntry(self.tr("Unlock"))
        about = label(self.tr("Letters or ↑ ↓ choose your name, digits are your PIN."), "muted")
        about.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        column.setSpacing(GRID)
        column.addWidget(label(self.tr("Who is at the desk?"), "title"))
        column.addWidget(about)
        column.addSpacing(GRID)
        column.addWidget(self.entry)
        self.setFixedWidth(self.fontMetrics().averageCharWidth() * _CHARACTERS)
        self.setFocusProxy(self.entry.box)


class _Words(QWidget):
    """That everything is hidden, and how it comes back."""

    def __init__(self) -> None:
        super().__init__()
        self._title = label(self.tr("Hidden"), "name")
        self._about = label(self.tr("Press Enter or click to go on."), "muted")
        column = QVBoxLayout(self)
        column.setSpacing(GRID)
        column.addStretch(1)
        for one in (self._title, self._about):
            one.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(one)
        column.addStretch(1)


class Veil(QFrame):
    """Covers the main window. ``left`` when somebody wants it away and no PIN is asked for."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("veil")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)  # and takes none: what is dropped here goes nowhere
        self.people = LockScreen()
        self.opening = OpeningPage()
        centred = QWidget()
        middle = QGridLayout(centred)
        middle.addWidget(self.people, 0, 0, 1, 1, Qt.AlignmentFlag.AlignCenter)
        self._words = _Words()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._words)
        self._stack.addWidget(centred)
        self._stack.addWidget(self.opening)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.hide()

    @property
    def asks(self) -> bool:
        """Whether a PIN is asked for."""
        return self._stack.currentIndex() == _PEOPLE

    @property
    def opens(self) -> bool:
        """Whether it stands there until the desk's file is open."""
        return self._stack.currentIndex() == _OPENING

    def show_opening(self) -> None:
        """Nothing brings anything back but the file being open."""
        self._stack.setCurrentIndex(_OPENING)
        self.opening.show_opening()
        self.setAccessibleName(self.opening.words)

    def show_trouble(self, title: str, about: str, *, can_begin_anew: bool) -> None:
        """The same, with why it cannot be opened."""
        self._stack.setCurrentIndex(_OPENING)
        self.opening.show_trouble(title, about, can_begin_anew=can_begin_anew)
        self.setAccessibleName(self.opening.words)

    def show_words(self) -> None:
        """Any of a few keys, or a click, brings everything back."""
        self._stack.setCurrentIndex(_WORDS)
        self.setAccessibleName(self.tr("Hidden. Press Enter to go on."))

    def show_people(self, people: Sequence[Member], chosen: str) -> None:
        """One of these people has to type a PIN."""
        self._stack.setCurrentIndex(_PEOPLE)
        self.people.entry.show_people(people, chosen)
        self.setAccessibleName(self.people.accessibleName())

    def take_keyboard(self) -> None:
        """Put the keyboard to where it is wanted; selections elsewhere stay, as with another program's window."""
        wanted: QWidget = self.people.entry.box if self.asks else self
        if self.opens and self.opening.offered:
            wanted = self.opening.offered[0]
        wanted.setFocus(Qt.FocusReason.ActiveWindowFocusReason)

    def focusNextPrevChild(self, _next: bool) -> bool:
        """Tab stays here: between the PIN and its button, or between what else can be pressed."""
        entry, offered = self.people.entry, self.opening.offered
        if self.opens and offered:
            places = [place for place, button in enumerate(offered) if button.hasFocus()]
            offered[(places[0] + 1) % len(offered) if places else 0].setFocus()
        if self.asks:
            (entry.done if entry.box.hasFocus() and entry.done.isEnabled() else entry.box).setFocus()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave, where no PIN is asked for and nothing has to be opened first; Enter presses the button it is on."""
        for button in self.opening.offered if self.opens and is_enter(event) else ():
            if button.hasFocus():
                button.click()
                return
        if not (self.asks or self.opens) and (is_enter(event) or event.key() == Qt.Key.Key_Escape):
            self.left.emit()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Leave, or give the keyboard back to where it is wanted."""
        if self.asks or self.opens:
            self.take_keyboard()
        else:
            self.left.emit()

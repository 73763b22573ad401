"""A field for a day that can be typed over as a day is written."""

from __future__ import annotations

from PySide6.QtCore import QDate, QKeyCombination, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QDateEdit, QWidget

_SHOWN = "yyyy-MM-dd"
_WIDTHS = (4, 2, 2)  # digits of its parts
_BETWEEN = frozenset("-/. ")
_STEPS = {QKeyCombination(Qt.Key.Key_Left): -1, QKeyCombination(Qt.Key.Key_Right): 1}
_BY_KEY = frozenset(
    {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason}
)


class DayEdit(QDateEdit):
    """A day as ``2026-01-31``, with a calendar; what is typed into it takes the place of what stood there.

    Qt keeps the year when all is selected, drops digits where a part is full, and goes on a part too far at the hyphen
    after a part that it has left by itself: each time another day stands there than was typed, without a word. Its Tab
    stops at each part, where a whole day would be typed over the one part: here it leaves the field, and whoever comes in
    by a key has all of it selected.
    """

    def __init__(self, day: QDate, parent: QWidget | None = None) -> None:
        super().__init__(day, parent)
        self.setDisplayFormat(_SHOWN)
        self.setCalendarPopup(True)
        self._has_gone_on = False  # to the next part by itself, at the last digit of the one before

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select the whole day for whoever comes by a key."""
        super().focusInEvent(event)
        if event.reason() in _BY_KEY:
            self.selectAll()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 # Qt's own name
        """Leave the field; the arrows and the signs between the parts go through them."""
        return QWidget.focusNextPrevChild(self, next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a digit in place of what stood there; arrows, and signs between the parts, are the way to another part."""
        key, has_gone_on = event.text(), self._has_gone_on
        step = 1 if key and key in _BETWEEN else _STEPS.get(event.keyCombination(), 0)
        if step or key.isdecimal():
            self._go_in()
        part = self.currentSectionIndex()
        if step:
            self._has_gone_on = False
            if not (key and has_gone_on) and 0 <= part + step < self.sectionCount():
                self.setSelectedSection(self.sectionAt(part + step))
            return
        if key.isdecimal():
            self._make_room()
        super().keyPressEvent(event)
        self._has_gone_on = key.isdecimal() and self.currentSectionIndex() != part

    def _go_in(self) -> None:
        """Begin at the first part where all is selected."""
        if self.lineEdit().selectedText() == self.text():
            self.setSelectedSection(self.sectionAt(0))

    def _make_room(self) -> None:
        """Select the part that has no room for another digit: the digit replaces it."""
        is_full = len(self.sectionText(self.currentSection())) == _WIDTHS[self.currentSectionIndex()]
        if is_full and not self.lineEdit().selectedText():
            self.setSelectedSection(self.currentSection())

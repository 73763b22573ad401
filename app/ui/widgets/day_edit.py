"""A field for a day that can be typed over as a day is written."""

from __future__ import annotations

from PySide6.QtCore import QDate
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDateEdit, QWidget

_SHOWN = "yyyy-MM-dd"
_WIDTHS = (4, 2, 2)  # digits of its parts
_BETWEEN = frozenset("-/. ")


class DayEdit(QDateEdit):
    """A day as ``2026-01-31``, with a calendar; what is typed into it takes the place of what stood there.

    Qt keeps the year when all is selected, drops digits where a part is full, and goes on a part too far at the hyphen
    after a part that it has left by itself: each time another day stands there than was typed, without a word.
    """

    def __init__(self, day: QDate, parent: QWidget | None = None) -> None:
        super().__init__(day, parent)
        self.setDisplayFormat(_SHOWN)
        self.setCalendarPopup(True)
        self._has_gone_on = False  # to the next part by itself, at the last digit of the one before

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a digit in place of what stood there, and a sign between the parts as the way to the next one."""
        key, part = event.text(), self.currentSectionIndex()
        if key and key in _BETWEEN:
            if not self._has_gone_on and part + 1 < self.sectionCount():
                self.setSelectedSection(self.sectionAt(part + 1))
            self._has_gone_on = False
            return
        if key.isdecimal():
            self._make_room()
            part = self.currentSectionIndex()
        super().keyPressEvent(event)
        self._has_gone_on = key.isdecimal() and self.currentSectionIndex() != part

    def _make_room(self) -> None:
        """Select what the digit replaces: the first part of all, or the one that has no room for another digit."""
        chosen = self.lineEdit().selectedText()
        if chosen == self.text():
            self.setSelectedSection(self.sectionAt(0))
        elif not chosen and len(self.sectionText(self.currentSection())) == _WIDTHS[self.currentSectionIndex()]:
            self.setSelectedSection(self.currentSection())

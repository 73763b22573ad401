"""Pages of a scroll area that are drawn once and shown again.

With several stores at one desk every other customer brings another form, and to draw a form holds the window up for
longer than everything else about a customer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from app.ui.widgets.tab_place import TabPlace

Page = TypeVar("Page", bound=QWidget)
_MOST = 4  # pages; a store's form may change while the desk is open, and the earlier one is never shown again


class DrawnPages(Generic[Page]):
    """The pages of one scroll area, by what they were drawn from. Those that are not shown have no parent.

    A cursor that goes with its page is put into the field of that name on the next one: Qt would put it onto whatever
    button comes next.
    """

    def __init__(self, area: QScrollArea) -> None:
        self._area = area
        self._tab_place = TabPlace(area)
        self._pages: list[tuple[object, Page]] = []  # the one that was shown last stands last

    def show(self, source: object, draw: Callable[[], Page]) -> Page:
        """Put the page of ``source`` into the area, drawn if none was drawn from its equal; answer it."""
        drawn = next((entry for entry in self._pages if entry[0] == source), None) or (source, draw())
        if self._pages and self._pages[-1][1] is drawn[1]:
            return drawn[1]
        field = self._field_under_cursor()
        self._area.takeWidget()
        self._area.setWidget(drawn[1])
        self._tab_place.give_to(drawn[1])
        if field is not None:
            there = drawn[1].findChild(QWidget, field) if field else None
            (there or self._area).setFocus(Qt.FocusReason.OtherFocusReason)
        self._pages = [*(entry for entry in self._pages if entry is not drawn), drawn]
        while len(self._pages) > _MOST:
            self._pages.pop(0)[1].deleteLater()  # not at once: a button of its own may be what was pressed
        return drawn[1]

    def _field_under_cursor(self) -> str | None:
        """The name of the field that has the keyboard on the page that is shown; None where none there has it."""
        shown, focus = self._area.widget(), self._area.window().focusWidget()
        return focus.objectName() if shown and focus and shown.isAncestorOf(focus) else None

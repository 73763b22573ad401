"""The quiet place under the search where unsaved work of earlier waits for somebody to go on with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.core.draft import Draft
from app.services.drafts import name_of
from app.ui.theme import GRID
from app.ui.widgets.marks import label, tip
from app.ui.widgets.tab_place import TabPlace

_SHOWN = 3


class UnfinishedPanel(QFrame):
    """One line for each draft, with what can be done about it; hidden while there is none."""

    wanted = Signal(object)  # Draft
    unwanted = Signal(object)  # Draft

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("unfinishedPanel")
        self.setAccessibleName(self.tr("Unfinished work"))
        self.setProperty("card", True)
        self._drafts: tuple[Draft, ...] = ()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(11, 6, 11, 6)
        self._rows.setSpacing(GRID // 2)
        self._tab_place = TabPlace(self)
        self.hide()

    def show_drafts(self, drafts: Sequence[Draft], now: datetime) -> None:
        """Show what is left, the latest first."""
        if tuple(drafts) == self._drafts:
            return  # nothing is replaced under the cursor without need
        had_focus = self._has_focus()
        self._drafts = tuple(drafts)
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget:
                widget.hide()
                widget.deleteLater()
        rows = [self._row(draft, now) for draft in self._drafts[:_SHOWN]]
        for row in rows:
            self._rows.addWidget(row)
        self._tab_place.give_to(*rows)
        hidden = len(self._drafts) - _SHOWN
        if hidden > 0:
            self._rows.addWidget(label(self.tr("and {} more").format(hidden), "muted"))
        self.setVisible(bool(self._drafts))
        if had_focus:
            self.go_to_first()

    def _row(self, draft: Draft, now: datetime) -> QWidget:
        about = self._about(draft, now)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GRID)
        text = label(about)
        text.setToolTip(tip(about))
        text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        line.addWidget(text, 1)
        for name, title, signal in (
            ("continueDraft", self.tr("Continue"), self.wanted),
            ("discardDraft", self.tr("Discard"), self.unwanted),
        ):
            button = QPushButton(title)
            button.setObjectName(name)
            button.setProperty("role", "link")
            button.setAccessibleName(f"{title}: {about}")
            button.clicked.connect(partial(signal.emit, draft))
            line.addWidget(button)
        return row

    def _about(self, draft: Draft, now: datetime) -> str:
        when = f"{draft.at.astimezone(now.tzinfo):%H:%M}"
        if draft.at.astimezone(now.tzinfo).date() != now.date():
            when = f"{draft.at.astimezone(now.tzinfo):%Y-%m-%d} {when}"
        number = draft.ref.customer_id
        nobody = self.tr("Customer {}").format(number) if number else self.tr("New customer")
        said = self.tr("Refused") if draft.refused else self.tr("Unfinished")
        return f"{said}: {name_of(draft) or nobody}, {when}"

    def go_to_first(self) -> None:
        """Put the keyboard to the first draft."""
        rows = [item.widget() for place in range(self._rows.count()) if (item := self._rows.itemAt(place))]
        buttons = [row.findChild(QPushButton, "continueDraft") for row in rows if row]
        first = next((one for one in buttons if one), None)
        if first:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _has_focus(self) -> bool:
        focus = self.window().focusWidget()
        return focus is not None and self.isAncestorOf(focus)

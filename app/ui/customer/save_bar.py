"""The foot of the page: what else can be done with the customer, how much is unsaved, discard, save."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.services.edit import Edit
from app.ui.customer.more import MoreButton
from app.ui.theme import GRID, TARGET
from app.ui.widgets.marks import label, tip

_NAMED = 4
_GAP = GRID + 4
_CHARACTERS = 22  # room for the text, in average characters, below which copying goes into the menu


class SaveBar(QWidget):
    """Says what would be saved, and has the two buttons for it.

    Where it is narrow, copying is a line of the menu, and the text says how many changes there are and not which.
    """

    save_wanted = Signal()
    discard_wanted = Signal()
    copy_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._copy = self._button("copyButton", self.tr("Copy to another store…"))
        self._copy.clicked.connect(self.copy_wanted)
        self.more = MoreButton()
        self.more.copy_wanted.connect(self.copy_wanted)
        self._text = label(role="muted")
        self._text.setWordWrap(True)
        self._summary = self._names = ""
        self._offers_copy = self._is_new = False
        self._discard = self._button("discardButton", self.tr("Discard   Esc"))
        self._discard.setAccessibleName(self.tr("Discard the changes"))
        self._discard.clicked.connect(self.discard_wanted)
        self._save = self._button("saveButton", "")
        self._save.setProperty("role", "main")
        self._save.clicked.connect(self.save_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, GRID, 0, 0)
        row.setSpacing(_GAP)
        row.addWidget(self._copy)
        row.addWidget(self.more)
        row.addWidget(self._text, 1)
        row.addWidget(self._discard)
        row.addWidget(self._save)
        for before, after in pairwise((self._discard, self._save, self._copy, self.more)):
            QWidget.setTabOrder(before, after)

    @staticmethod
    def _button(name: str, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setMinimumHeight(TARGET - 10)
        return button

    def show_edit(self, edit: Edit, vendor: str, *, saving: bool, offers_copy: bool) -> None:
        """Say where the edit stands; while it is being saved it cannot be saved again."""
        verb = self.tr("Create in {}   Ctrl+S") if edit.is_new else self.tr("Save to {}   Ctrl+S")
        self._save.setText(self.tr("Saving…") if saving else verb.format(vendor))
        self._save.setAccessibleName(self.tr("Save to {}").format(vendor))
        dirty = edit.is_dirty
        self._save.setEnabled(dirty and not saving)
        self._discard.setEnabled((dirty or edit.is_new) and not saving)
        self._offers_copy, self._is_new = offers_copy, edit.is_new
        self._summarise(edit)
        self.updateGeometry()
        self._fit()

    def _summarise(self, edit: Edit) -> None:
        names = [] if edit.is_new or not edit.is_dirty else _changed(edit)
        self._text.setToolTip(tip(", ".join(names)))
        self._names = ", ".join(names[:_NAMED]) + ("…" if len(names) > _NAMED else "")
        changes = self.tr("Not saved yet") if edit.is_new else self.tr("%n unsaved change(s)", "", edit.count)
        self._summary = changes if edit.is_dirty else ""

    def _fit(self) -> None:
        """Give the text its room, which copying leaves to it where there is not enough for both."""
        beside = self.fontMetrics().averageCharWidth() * _CHARACTERS + self._taken_by_copy()
        is_narrow = self._least() + beside > self.width()
        self._copy.setVisible(self._offers_copy and not is_narrow)
        self.more.offer_copy(offered=self._offers_copy and is_narrow)
        self.more.setVisible(not self._is_new or (self._offers_copy and is_narrow))
        shown = [self._summary] if is_narrow else [self._summary, self._names]
        self._text.setText(" · ".join(part for part in shown if part))

    def _taken_by_copy(self) -> int:
        return self._copy.sizeHint().width() + _GAP

    def _least(self) -> int:
        has_menu = self._offers_copy or not self._is_new
        buttons = (self.more, self._discard, self._save) if has_menu else (self._discard, self._save)
        return sum(button.sizeHint().width() + _GAP for button in buttons)

    def minimumSizeHint(self) -> QSize:
        """Without what goes into the menu."""
        needed = self._least() + self._text.minimumSizeHint().width()
        return QSize(needed, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find out again what has room."""
        super().resizeEvent(event)
        self._fit()


def _changed(edit: Edit) -> list[str]:
    kinds = edit.form.addresses.kinds if edit.form.addresses else ()
    labels = {choice.value: choice.label for choice in kinds}
    changed = [spec.label for spec in edit.form.fields if edit.is_changed(spec.key)]
    return changed + [labels.get(kind, kind) for kind in edit.changes().changed_address_kinds]

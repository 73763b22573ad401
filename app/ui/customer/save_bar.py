"""The foot of the page: how much is unsaved, discard, save."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.services.edit import Edit
from app.ui.customer.more import MoreButton
from app.ui.theme import GRID, TARGET
from app.ui.widgets.marks import label, tip

_NAMED = 4


class SaveBar(QWidget):
    """Says what would be saved, and has the two buttons for it."""

    save_wanted = Signal()
    discard_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.more = MoreButton()
        self._text = label(role="muted")
        self._text.setWordWrap(True)
        self._discard = self._button("discardButton", self.tr("Discard   Esc"))
        self._discard.setAccessibleName(self.tr("Discard the changes"))
        self._discard.clicked.connect(self.discard_wanted)
        self._save = self._button("saveButton", "")
        self._save.setProperty("role", "main")
        self._save.clicked.connect(self.save_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, GRID, 0, 0)
        row.setSpacing(GRID + 4)
        row.addWidget(self.more)
        row.addWidget(self._text, 1)
        row.addWidget(self._discard)
        row.addWidget(self._save)

    @staticmethod
    def _button(name: str, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setMinimumHeight(TARGET - 10)
        return button

    def show_edit(self, edit: Edit, vendor: str, *, saving: bool) -> None:
        """Say where the edit stands; while it is being saved it cannot be saved again."""
        verb = self.tr("Create in {}   Ctrl+S") if edit.is_new else self.tr("Save to {}   Ctrl+S")
        self._save.setText(self.tr("Saving…") if saving else verb.format(vendor))
        self._save.setAccessibleName(self.tr("Save to {}").format(vendor))
        self.more.setVisible(not edit.is_new)
        dirty = edit.is_dirty
        self._save.setEnabled(dirty and not saving)
        self._discard.setEnabled((dirty or edit.is_new) and not saving)
        self._text.setText(self._summary(edit) if dirty else "")

    def _summary(self, edit: Edit) -> str:
        if edit.is_new:
            return self.tr("Not saved yet")
        names = self._names(edit)
        text = self.tr("%n unsaved change(s)", "", edit.count)
        self._text.setToolTip(tip(", ".join(names)))
        shown = ", ".join(names[:_NAMED]) + ("…" if len(names) > _NAMED else "")
        return f"{text} · {shown}" if shown else text

    def _names(self, edit: Edit) -> list[str]:
        kinds = edit.form.addresses.kinds if edit.form.addresses else ()
        labels = {choice.value: choice.label for choice in kinds}
        changed = [spec.label for spec in edit.form.fields if edit.is_changed(spec.key)]
        return changed + [labels.get(kind, kind) for kind in edit.changes().changed_address_kinds]

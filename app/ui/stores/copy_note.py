"""What a copy to another store left out: said beside the new form until it is saved."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout

from app.services.copying import Copy
from app.ui.theme import GRID
from app.ui.translation import translated
from app.ui.widgets.marks import label, mark


class CopyNote(QFrame):
    """A strip above the form. Hidden while nothing was copied, or nothing left out."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("copyNote")
        self._text = label()
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.addWidget(self._text)
        mark(self, "level", "look")
        self.hide()

    def show_copy(self, copy: Copy | None) -> None:
        """Say what was left out."""
        text = self._left_out(copy) if copy else ""
        self._text.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    def _left_out(self, copy: Copy) -> str:
        """``Not copied: Points, State medical ID, 2 addresses``; "" where everything was."""
        words = [translated(text) for text in copy.left_out]
        if copy.addresses_left:
            words.append(self.tr("%n address(es)", "", copy.addresses_left))
        if copy.documents_left:
            words.append(self.tr("%n document(s)", "", copy.documents_left))
        return self.tr("Not copied: {}").format(", ".join(words)) if words else ""

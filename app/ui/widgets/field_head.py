"""The line over an editor: what it is called, and what stood there before."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.ui.widgets.cut_label import CutLabel
from app.ui.widgets.marks import label, tip


class FieldHead(QWidget):
    """The name of an editor, which the name's shortcut goes to; beside it "was …" where the editor was changed."""

    def __init__(self, name: str, editor: QWidget) -> None:
        super().__init__()
        called = label(name, "label")
        called.setBuddy(editor)
        self._was = CutLabel(role="changed")
        self._was.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(called)
        row.addWidget(self._was, 1)

    @property
    def says_change(self) -> bool:
        """Whether it shows what stood there before."""
        return bool(self._was.text())

    def show_before(self, before: str | None) -> None:
        """Show what stood there before, "" for nothing at all; None where nothing was changed."""
        text = " ".join((before or "").split())
        self._was.setText("" if before is None else self.tr("was {}").format(text or self.tr("empty")))
        self._was.setToolTip(tip(text))

"""One line of the connect dialog: label, editor, and what is wrong with it, drawn from a FieldSpec."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.core.form import Choice, FieldKind, FieldSpec
from app.ui.theme import GRID
from app.ui.translation import translated
from app.ui.widgets.combo import CalmCombo
from app.ui.widgets.marks import label, mark

_YES_OR_NO = (Choice("yes", "Yes"), Choice("no", "No"))


class FieldRow(QWidget):
    """The base of every row; subclasses bring an editor. ``edited`` after the text changed, by whom ever."""

    edited = Signal()

    def __init__(self, spec: FieldSpec, editor: QWidget, beside: QWidget | None = None) -> None:
        super().__init__()
        self.spec = spec
        self.editor = editor
        editor.setObjectName(f"field_{spec.key}")
        editor.setAccessibleName(translated(spec.label))
        editor.setEnabled(not spec.read_only)
        self._label = label(translated(spec.label) + (" *" if spec.required else ""), "label")
        self._label.setBuddy(editor)
        self._beside = beside
        self._help = label(translated(spec.read_only or spec.help), "muted")
        self._error = label(role="error")
        self._error.setObjectName(f"error_{spec.key}")
        for below in (self._help, self._error):
            below.setWordWrap(True)
        self._lay_out()
        self._help.setVisible(bool(self._help.text()))  # only now that it has a parent: it is no window of its own
        self.show_error("")

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(self.editor, 1)
        if self._beside:
            line.addWidget(self._beside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self._label)
        column.addLayout(line)
        column.addWidget(self._help)
        column.addWidget(self._error)

    def tab_stops(self) -> list[QWidget]:
        """What Tab goes through, in order."""
        return [self.editor, self._beside] if self._beside else [self.editor]

    def text(self) -> str:
        """What was entered, without the blanks that come along when something is pasted."""
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        """Put a text into the editor."""
        raise NotImplementedError

    def show_error(self, text: str) -> None:
        """Say under the field what is wrong with it; "" takes it away."""
        self._error.setText(text)
        self._error.setVisible(bool(text))
        self.editor.setAccessibleDescription(text or self._help.text())
        mark(self.editor, "state", "wrong" if text else "")

    def _tell_edited(self, *_new: object) -> None:
        self.show_error("")
        self.edited.emit()


class LineRow(FieldRow):
    """One line of text."""

    def __init__(self, spec: FieldSpec, beside: QWidget | None = None) -> None:
        self._line = QLineEdit()
        super().__init__(spec, self._line, beside)
        self._line.textChanged.connect(self._tell_edited)

    def text(self) -> str:
        """The line as entered, trimmed."""
        return self._line.text().strip()

    def set_text(self, text: str) -> None:
        """Replace the line, its beginning in sight; what stood there before cannot be brought back by undo."""
        self._line.setText(text)
        self._line.setCursorPosition(0)

    def hint(self, text: str) -> None:
        """Show an example while the line is empty."""
        self._line.setPlaceholderText(text)


class SecretRow(LineRow):
    """A credential: hidden until a person presses its button, and emptied with `forget`."""

    def __init__(self, spec: FieldSpec) -> None:
        self._show = QPushButton()
        super().__init__(spec, self._show)
        self._show.setObjectName(f"show_{spec.key}")
        self._show.setCheckable(True)
        self._show.setAccessibleName(self.tr("Show: {}").format(translated(spec.label)))
        self._show.toggled.connect(self._reveal)
        self._reveal(False)

    def forget(self) -> None:
        """Hide and empty the line."""
        self._show.setChecked(False)
        self.set_text("")

    def _reveal(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self._line.setEchoMode(mode)
        # A visible credential is still none of the input method's business: it must not learn or correct it.
        hints = Qt.InputMethodHint
        self._line.setInputMethodHints(
            hints.ImhSensitiveData | hints.ImhNoPredictiveText | hints.ImhNoAutoUppercase | self._hidden_hint(shown)
        )
        self._show.setText(self.tr("Hide") if shown else self.tr("Show"))

    def _hidden_hint(self, shown: bool) -> Qt.InputMethodHint:
        return Qt.InputMethodHint.ImhNone if shown else Qt.InputMethodHint.ImhHiddenText


class ChoiceRow(FieldRow):
    """One of the vendor's choices, or a text of one's own where the field is open."""

    def __init__(self, spec: FieldSpec) -> None:
        self._combo = CalmCombo()
        super().__init__(spec, self._combo)
        self._combo.setEditable(spec.kind is FieldKind.OPEN_CHOICE)
        self._combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        if not spec.required:
            self._combo.addItem("", "")
        for choice in spec.choices or _YES_OR_NO:
            self._combo.addItem(translated(choice.label), choice.value)
        self._combo.currentTextChanged.connect(self._tell_edited)

    def text(self) -> str:
        """The chosen value, or the text typed in its place."""
        typed = self._combo.currentText().strip()
        index = self._combo.findText(typed)
        return str(self._combo.itemData(index)) if index >= 0 else typed

    def set_text(self, text: str) -> None:
        """Choose a value. One that is not offered is kept as a choice of its own: an older setting stays as it was."""
        index = self._combo.findData(text)
        if index < 0 and text:
            self._combo.addItem(text, text)
            index = self._combo.count() - 1
        self._combo.setCurrentIndex(index)


_ROWS: Mapping[FieldKind, Callable[[FieldSpec], FieldRow]] = {
    FieldKind.CHOICE: ChoiceRow,
    FieldKind.OPEN_CHOICE: ChoiceRow,
    FieldKind.FLAG: ChoiceRow,
    FieldKind.TRISTATE: ChoiceRow,
}


def make_row(spec: FieldSpec) -> FieldRow:
    """The row for a setting of a store."""
    return _ROWS.get(spec.kind, LineRow)(spec)

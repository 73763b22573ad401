"""One field of the profile: label, what it was, editor, and what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.core.errors import Problem
from app.core.form import FieldKind, FieldSpec
from app.core.values import Absent, is_blank
from app.services.edit import Edit
from app.ui.translation import translated
from app.ui.widgets.combo import CalmCombo
from app.ui.widgets.field_head import FieldHead
from app.ui.widgets.marks import mark, tip
from app.ui.widgets.problem_line import ProblemLine

_NOTE_LINES = 4


class FieldBox(QWidget):
    """The base of every field; subclasses bring an editor. ``edited`` after a person changed something."""

    names_itself = False  # whether the editor shows what it is called; the line over it stays, at the others' height
    edited = Signal(object)  # FieldSpec
    left = Signal(object)  # FieldSpec

    def __init__(self, spec: FieldSpec, editor: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.editor = editor
        editor.setObjectName(f"field_{spec.key}")
        name = " " if self.names_itself else translated(spec.label) + (" *" if spec.required else "")
        self._head = FieldHead(name, editor)
        self._problem = ProblemLine(spec.key)
        self._about = ""  # the editor, for who cannot see it, while nothing is wrong
        self._describe()
        self._lay_out()

    def _describe(self) -> None:
        spec = self.spec
        self.editor.setAccessibleName(translated(spec.label))
        self._lock(translated(spec.read_only))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self._head)
        column.addWidget(self.editor)
        column.addWidget(self._problem)
        column.addStretch(1)

    def read_from(self, edit: Edit) -> None:
        """Show what the form now holds, without calling it an edit."""
        self._lock(self._why_locked(edit))
        with QSignalBlocker(self.editor):
            self.fill(edit)
        self.show_change(edit)

    def _why_locked(self, edit: Edit) -> str:
        """Why the field cannot be edited; "" where it can. What the key may not see it may not write either."""
        spec = self.spec
        unseen = spec.scope and not edit.is_new and isinstance(edit.base.field_value(spec.key), Absent)
        if unseen and not spec.read_only:
            return self.tr("The store's key lacks the permission {}.").format(spec.scope)
        return translated(spec.read_only)

    def _lock(self, reason: str) -> None:
        self.set_editable(not reason)
        self._about = reason or translated(self.spec.help)
        self.editor.setAccessibleDescription(self._about)
        self.editor.setToolTip(tip(self._about))

    def set_editable(self, can: bool) -> None:
        """Let the clerk edit, or only read."""
        self.editor.setEnabled(can)

    def fill(self, edit: Edit) -> None:
        """Put the value into the editor."""
        raise NotImplementedError

    def write_to(self, edit: Edit) -> None:
        """Give the form what the editor holds."""
        raise NotImplementedError

    def show_change(self, edit: Edit) -> None:
        """Say what the field was, where it differs from the record."""
        changed = edit.is_changed(self.spec.key) and not edit.is_new
        self._head.show_before(self.shown_before(edit) if changed else None)
        if self.editor.property("state") != "wrong" or not changed:
            mark(self.editor, "state", "changed" if changed else "")

    def shown_before(self, edit: Edit) -> str:
        """The record's value in the words of this editor."""
        return edit.before(self.spec)

    def show_problem(self, problem: Problem | None) -> None:
        """Show what is wrong under the field, or nothing."""
        self._problem.show_problem(problem)
        self.editor.setAccessibleDescription(translated(problem.message) if problem else self._about)
        if problem is None:
            if self.editor.property("state") == "wrong":
                mark(self.editor, "state", "changed" if self._head.says_change else "")
        elif problem.blocking:
            mark(self.editor, "state", "wrong")

    def _tell_edited(self, *_new: object) -> None:
        self.edited.emit(self.spec)

    def _tell_left(self, *_new: object) -> None:
        self.left.emit(self.spec)


class LineBox(FieldBox):
    """One line of text: names, dates, numbers, lists with commas."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        self._line = QLineEdit()
        super().__init__(spec, self._line, parent)
        if spec.kind is FieldKind.DATE:
            self._line.setPlaceholderText(self.tr("YYYY-MM-DD"))
        elif spec.kind is FieldKind.TAGS:
            self._line.setPlaceholderText(self.tr("separated by commas"))
        self._line.textEdited.connect(self._tell_edited)
        self._line.editingFinished.connect(self._tell_left)

    def set_editable(self, can: bool) -> None:
        """A line that is only read can still be copied from."""
        self._line.setReadOnly(not can)
        self._line.style().polish(self._line)

    def fill(self, edit: Edit) -> None:
        """Put the text into the line, its beginning in sight; where somebody is typing just that, the cursor stays."""
        text = edit.text(self.spec)
        if text != self._line.text() or not self._line.hasFocus():
            self._line.setText(text)
            self._line.setCursorPosition(0)

    def write_to(self, edit: Edit) -> None:
        """Give the form the text."""
        edit.type_text(self.spec, self._line.text())


class NotesBox(FieldBox):
    """Several lines of text."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        self._notes = QPlainTextEdit()
        super().__init__(spec, self._notes, parent)
        self._notes.setTabChangesFocus(True)
        lines = self._notes.fontMetrics().lineSpacing() * _NOTE_LINES
        self._notes.setMinimumSize(QSize(0, lines + 20))
        self._notes.setMaximumHeight(lines + 20)
        self._notes.textChanged.connect(self._tell_edited)

    def set_editable(self, can: bool) -> None:
        """Notes that are only read can still be copied from."""
        self._notes.setReadOnly(not can)

    def fill(self, edit: Edit) -> None:
        """Put the text into the editor."""
        text = edit.text(self.spec)
        if text != self._notes.toPlainText():
            self._notes.setPlainText(text)

    def write_to(self, edit: Edit) -> None:
        """Give the form the text."""
        edit.type_text(self.spec, self._notes.toPlainText())


class ChoiceBox(FieldBox):
    """One of the choices, a free text beside them, or yes / no / not asked."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        self._combo = CalmCombo()
        super().__init__(spec, self._combo, parent)
        self._is_open = spec.kind is FieldKind.OPEN_CHOICE
        self._combo.setEditable(self._is_open)
        self._offer("")
        if self._is_open:
            self._combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            self._combo.currentTextChanged.connect(self._tell_edited)
        else:
            self._combo.currentIndexChanged.connect(self._tell_edited)
        self._combo.activated.connect(self._tell_left)

    def _offer(self, value: str) -> None:
        """Fill the list with the choices, and with the record's own value where it is none of them."""
        self._combo.clear()
        for text, data in self._choices():
            self._combo.addItem(text, data)
        if value and self._combo.findData(value) < 0:
            self._combo.addItem(value, value)

    def _choices(self) -> list[tuple[str, str]]:
        if self.spec.kind is FieldKind.TRISTATE:
            return [(self.tr("Not asked"), ""), (self.tr("Yes"), "yes"), (self.tr("No"), "no")]
        blank = [] if self.spec.required else [("", "")]
        return blank + [(translated(choice.label), choice.value) for choice in self.spec.choices]

    def fill(self, edit: Edit) -> None:
        """Choose the value; none where the record has none."""
        value = edit.text(self.spec)
        self._offer(value)
        index = self._combo.findData(value)
        self._combo.setCurrentIndex(index)
        if self._is_open and index < 0:
            self._combo.setEditText(value)

    def write_to(self, edit: Edit) -> None:
        """Give the form the choice."""
        if self._is_open:
            edit.type_text(self.spec, self._combo.currentText())
        else:
            edit.type_text(self.spec, str(self._combo.currentData() or ""))

    def shown_before(self, edit: Edit) -> str:
        """The record's choice in its words."""
        value = edit.before(self.spec)
        return next((text for text, data in self._choices() if data == value), value)


class FlagBox(FieldBox):
    """Yes or no."""

    names_itself = True

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        self._check = QCheckBox(translated(spec.label))
        super().__init__(spec, self._check, parent)
        self._check.toggled.connect(self._tell_edited)

    def fill(self, edit: Edit) -> None:
        """Tick the box."""
        self._check.setChecked(edit.value(self.spec.key) is True)

    def write_to(self, edit: Edit) -> None:
        """Give the form the tick; a box that was blank and is unticked again says nothing new."""
        before = edit.base.field_value(self.spec.key)
        ticked = self._check.isChecked()
        blank = None if isinstance(before, Absent) else before
        edit.choose(self.spec, blank if is_blank(before) and not ticked else ticked)


def make_box(spec: FieldSpec) -> FieldBox:
    """The field for a line of the form table."""
    match spec.kind:
        case FieldKind.LONG_TEXT:
            return NotesBox(spec)
        case FieldKind.CHOICE | FieldKind.OPEN_CHOICE | FieldKind.TRISTATE:
            return ChoiceBox(spec)
        case FieldKind.FLAG:
            return FlagBox(spec)
        case _:
            return LineBox(spec)


def wide(spec: FieldSpec) -> int:
    """How many columns a field would like."""
    return 2 if spec.kind is FieldKind.TAGS else 1

"""One address: its parts, whether it is the primary one, and what can be done with it as a whole."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QPushButton, QRadioButton, QVBoxLayout, QWidget

from app.core.addresses import address_of, kind_key, part_key
from app.core.errors import Problem
from app.core.form import AddressForm, AddressShape, Choice, FieldSpec
from app.core.values import is_blank
from app.services.edit import Edit
from app.ui.theme import GRID
from app.ui.translation import translated
from app.ui.widgets.field_grid import Cell, FieldGrid
from app.ui.widgets.field_head import FieldHead
from app.ui.widgets.marks import label, mark
from app.ui.widgets.problem_line import ProblemLine


class PartField(QWidget):
    """One line of an address."""

    edited = Signal(str, str)  # part, text

    def __init__(self, kind: Choice, spec: FieldSpec) -> None:
        super().__init__()
        self.spec = spec
        self._line = QLineEdit()
        key = part_key(kind.value, spec.key)
        self._line.setObjectName(f"field_{key}")
        self._line.setAccessibleName(f"{translated(kind.label)}: {translated(spec.label)}")
        self._line.textEdited.connect(self._tell)
        self._problem = ProblemLine(key)
        self._head = FieldHead(translated(spec.label), self._line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self._head)
        column.addWidget(self._line)
        column.addWidget(self._problem)
        column.addStretch(1)

    def show_text(self, text: str, *, changed: bool, before: str) -> None:
        """Show the text without calling it an edit; never under the cursor of somebody typing the same."""
        if self._line.text().strip() != text.strip():
            self._line.setText(text)
            self._line.setCursorPosition(0)
        self._head.show_before(before if changed else None)
        mark(self._line, "state", "changed" if changed else "")

    def show_problem(self, problem: Problem | None) -> None:
        """Show what is wrong with it."""
        self._problem.show_problem(problem)
        self._line.setAccessibleDescription(translated(problem.message) if problem else "")
        if problem and problem.blocking:
            mark(self._line, "state", "wrong")

    def take_focus(self) -> None:
        """Put the cursor here."""
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self, text: str) -> None:
        self.edited.emit(self.spec.key, text)


class AddressCard(QFrame):
    """One address. ``address_id`` tells those of a list apart; None where there is one of each kind."""

    edited = Signal()
    removed = Signal(str, str)  # kind, address id

    def __init__(self, form: AddressForm, kind: Choice, address_id: str | None = None) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.kind = kind
        self.address_id = address_id
        self._form = form
        self._edit: Edit | None = None
        self._title = label(translated(kind.label), "section")
        self._primary = QRadioButton(self.tr("Primary"))
        self._primary.setAutoExclusive(False)
        self._primary.setAccessibleName(self.tr("{} is the primary address").format(translated(kind.label)))
        self._primary.clicked.connect(self._make_primary)
        self._copy = QPushButton(self.tr("Copy"))
        self._copy.setAccessibleName(self.tr("Copy {} to the clipboard").format(translated(kind.label)))
        self._copy.clicked.connect(self._copy_text)
        self._fill = QPushButton(self.tr("Fill from…"))
        self._fill.setAccessibleName(self.tr("Fill {} from another address").format(translated(kind.label)))
        self._fill.setMenu(self._fill_menu())
        self._remove = QPushButton(self.tr("Remove"))
        self._remove.setAccessibleName(self.tr("Remove {}").format(translated(kind.label)))
        self._remove.clicked.connect(self._tell_removed)
        self._parts = {spec.key: PartField(kind, spec) for spec in form.parts}
        self._problem = ProblemLine(kind_key(kind.value))
        self._lay_out()
        # Only now: a widget that is told to be visible before it has a parent is a window of its own for a moment.
        self._primary.setVisible(form.has_primary)
        self._fill.setVisible(form.shape is AddressShape.SLOTS)
        self._remove.setVisible(form.shape is AddressShape.LIST)

    def _fill_menu(self) -> QMenu:
        menu = QMenu(self)
        for other in self._form.kinds:
            if other.value != self.kind.value:
                action = menu.addAction(translated(other.label))
                action.setData(other.value)
        menu.triggered.connect(self._fill_from)
        return menu

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        for widget in (self._primary, self._fill, self._copy, self._remove):
            head.addWidget(widget)
        grid = FieldGrid()
        grid.set_cells([Cell(part, 2 if key.startswith("street") else 1) for key, part in self._parts.items()])
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID + 4, 2 * GRID, GRID + 4)
        column.addLayout(head)
        column.addWidget(self._problem)
        column.addWidget(grid)
        for part in self._parts.values():
            part.edited.connect(self._take)

    def show_edit(self, edit: Edit | None) -> None:
        """Show what the edit holds for this slot."""
        self._edit = edit
        if edit is None:
            return
        now = address_of(edit.addresses, self.kind.value, self.address_id)
        before = address_of(edit.base.address_list, self.kind.value, self.address_id)
        for key, part in self._parts.items():
            text, was = _text(getattr(now, key)), _text(getattr(before, key))
            part.show_text(text, changed=text != was and not edit.is_new, before=was)
        self._primary.setChecked(now.primary is True)
        self._copy.setEnabled(not now.is_empty)
        others = [one for one in edit.addresses if one.kind != self.kind.value and not one.is_empty]
        self._fill.setEnabled(bool(others))

    def show_problems(self, problems: dict[str, Problem]) -> None:
        """Show what is wrong with it as a whole, and with each part."""
        self._problem.show_problem(problems.get(kind_key(self.kind.value)))
        for key, part in self._parts.items():
            part.show_problem(problems.get(part_key(self.kind.value, key)))

    def go_to(self, part: str) -> None:
        """Put the cursor into one part; the first where it has no such part."""
        field = self._parts.get(part) or next(iter(self._parts.values()))
        field.take_focus()

    def _take(self, part: str, text: str) -> None:
        if self._edit is not None:
            self._edit.type_address(self.kind.value, part, text, self.address_id)
            self.edited.emit()

    def _make_primary(self) -> None:
        if self._edit is not None:
            self._edit.make_primary(self.kind.value)
            self.edited.emit()

    def _fill_from(self, action: QAction) -> None:
        if self._edit is not None:
            self._edit.copy_address(str(action.data()), self.kind.value)
            self.edited.emit()

    def _copy_text(self) -> None:
        if self._edit is not None:
            shown = address_of(self._edit.addresses, self.kind.value, self.address_id)
            QGuiApplication.clipboard().setText(shown.one_line)

    def _tell_removed(self) -> None:
        self.removed.emit(self.kind.value, self.address_id or "")


def _text(value: object) -> str:
    """A part as text: a coordinate is a number."""
    return "" if is_blank(value) else str(value)

"""The profile tab: the vendor's form table, drawn."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.core.errors import Problem
from app.core.form import FieldKind, FieldSpec, Form, Section
from app.services.edit import Edit
from app.ui.profile.fields import FieldBox, make_box, wide
from app.ui.theme import GRID
from app.ui.translation import translated
from app.ui.widgets.drawn_pages import DrawnPages
from app.ui.widgets.field_grid import Cell, FieldGrid
from app.ui.widgets.marks import label

_ON_TOP = (Section.IDENTITY, Section.CONTACT)


class ProfileForm(QScrollArea):
    """Draws a form and writes what is typed into the edit. ``edited`` after every change."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("profileForm")
        self.setAccessibleName(self.tr("Profile"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._pages: DrawnPages[_Page] = DrawnPages(self)
        self._edit: Edit | None = None
        self._boxes: dict[str, FieldBox] = {}

    def show_edit(self, edit: Edit) -> None:
        """Show another form, or the same one anew."""
        is_another = self._edit is not edit
        self._edit = None  # of what is left with the page that goes, nothing is said any more
        self._boxes = self._pages.show(edit.form, partial(self._draw, edit.form)).boxes
        self._edit = edit
        if is_another:
            self.verticalScrollBar().setValue(0)
        for box in self._boxes.values():
            box.read_from(edit)
            box.show_problem(None)

    def clear(self) -> None:
        """Forget the edit; nothing typed from here on reaches it."""
        self._edit = None

    def _draw(self, form: Form) -> _Page:
        page = _Page(form)
        for box in page.boxes.values():
            box.edited.connect(self._take)
            box.left.connect(self._look_at)
        return page

    def _take(self, spec: FieldSpec) -> None:
        if self._edit is None:
            return
        box = self._boxes[spec.key]
        box.write_to(self._edit)
        box.show_problem(None)
        box.show_change(self._edit)
        self.edited.emit()

    def _look_at(self, spec: FieldSpec) -> None:
        """Say what is wrong with a field once the clerk has left it."""
        if self._edit is None or not self._edit.is_changed(spec.key):
            return
        mine = [problem for problem in self._edit.problems() if problem.field == spec.key]
        self._boxes[spec.key].show_problem(mine[0] if mine else None)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show each problem under its field."""
        mine = {problem.field: problem for problem in reversed(problems)}
        for key, box in self._boxes.items():
            box.show_problem(mine.get(key))

    def go_to(self, key: str) -> None:
        """Put the cursor into a field and bring it into sight."""
        box = self._boxes.get(key)
        if box:
            box.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            self.ensureWidgetVisible(box)

    def go_to_first(self) -> None:
        """Put the cursor into the first field that can be edited."""
        first = next((key for key, box in self._boxes.items() if not box.spec.read_only), "")
        self.go_to(first)


class _Page(QWidget):
    """The fields of one form."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        # In the order of the screen, which is the order of the Tab key too.
        self.boxes: dict[str, FieldBox] = {
            spec.key: make_box(spec) for _title, specs in _blocks(form) for spec in specs
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2 * GRID, GRID, GRID)
        column.setSpacing(GRID)
        for title, specs in _blocks(form):
            if title:
                column.addSpacing(GRID)
                column.addWidget(label(translated(title), "section"))
            column.addWidget(self._grid_of(specs))
        column.addStretch(1)

    def _grid_of(self, specs: Sequence[FieldSpec]) -> FieldGrid:
        grid = FieldGrid()
        grid.set_cells(
            [Cell(self.boxes[spec.key], wide(spec), whole_row=spec.kind is FieldKind.LONG_TEXT) for spec in specs]
        )
        return grid


def _blocks(form: Form) -> list[tuple[str, list[FieldSpec]]]:
    """The fields by section. Who somebody is and how to reach them stand together on top, without a title."""
    first = [spec for spec in form.fields if spec.section in _ON_TOP]
    rest = [section for section in Section if section not in _ON_TOP]
    blocks = [(str(section), [spec for spec in form.fields if spec.section is section]) for section in rest]
    return [("", first), *((title, specs) for title, specs in blocks if specs)]

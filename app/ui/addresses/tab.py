"""The addresses tab: one card for each address the vendor can hold."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.core.addresses import address_of, part_key
from app.core.errors import Problem
from app.core.form import AddressForm, Choice, FieldSpec
from app.core.values import known
from app.services.edit import Edit
from app.ui.theme import GRID
from app.ui.translation import said
from app.ui.widgets.field_grid import Cell, FieldGrid
from app.ui.widgets.marks import label, mark


class _Part(QWidget):
    """One line of an address."""

    edited = Signal(str, str)  # part, text

    def __init__(self, kind: Choice, spec: FieldSpec) -> None:
        super().__init__()
        self.spec = spec
        self._line = QLineEdit()
        key = part_key(kind.value, spec.key)
        self._line.setObjectName(f"field_{key}")
        self._line.setAccessibleName(f"{said(kind.label)}: {said(spec.label)}")
        self._line.textEdited.connect(self._tell)
        self._error = label(role="error")
        self._error.setObjectName(f"error_{key}")
        self._error.setWordWrap(True)
        self._error.hide()
        name = label(said(spec.label), "label")
        name.setBuddy(self._line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(name)
        column.addWidget(self._line)
        column.addWidget(self._error)
        column.addStretch(1)

    def show_text(self, text: str, *, changed: bool, before: str) -> None:
        """Show the text without calling it an edit; never under the cursor of somebody typing the same."""
        if self._line.text().strip() != text.strip():
            self._line.setText(text)
            self._line.setCursorPosition(0)
        self._line.setToolTip(self.tr("was {}").format(before or self.tr("empty")) if changed else "")
        mark(self._line, "state", "changed" if changed else "")

    def show_problem(self, problem: Problem | None) -> None:
        """Show what is wrong with it."""
        self._error.setText(said(problem.message) if problem else "")
        self._error.setVisible(problem is not None)
        if problem:
            mark(self._line, "state", "wrong")

    def take_focus(self) -> None:
        """Put the cursor here."""
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self, text: str) -> None:
        self.edited.emit(self.spec.key, text)


class AddressCard(QFrame):
    """One address slot."""

    edited = Signal()

    def __init__(self, form: AddressForm, kind: Choice) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.kind = kind
        self._form = form
        self._edit: Edit | None = None
        self._title = label(said(kind.label), "section")
        self._primary = QRadioButton(self.tr("Primary"))
        self._primary.setAutoExclusive(False)
        self._primary.setAccessibleName(self.tr("{} is the primary address").format(said(kind.label)))
        self._primary.clicked.connect(self._make_primary)
        self._primary.setVisible(form.has_primary)
        self._copy = QPushButton(self.tr("Copy"))
        self._copy.setAccessibleName(self.tr("Copy {} to the clipboard").format(said(kind.label)))
        self._copy.clicked.connect(self._copy_text)
        self._fill = QPushButton(self.tr("Fill from…"))
        self._fill.setAccessibleName(self.tr("Fill {} from another address").format(said(kind.label)))
        self._fill.setMenu(self._fill_menu())
        self._parts = {spec.key: _Part(kind, spec) for spec in form.parts}
        self._lay_out()

    def _fill_menu(self) -> QMenu:
        menu = QMenu(self)
        for other in self._form.kinds:
            if other.value != self.kind.value:
                action = menu.addAction(said(other.label))
                action.setData(other.value)
        menu.triggered.connect(lambda action: self._fill_from(str(action.data())))
        return menu

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        for widget in (self._primary, self._fill, self._copy):
            head.addWidget(widget)
        grid = FieldGrid()
        grid.set_cells([Cell(part, 2 if key.startswith("street") else 1) for key, part in self._parts.items()])
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID + 4, 2 * GRID, GRID + 4)
        column.addLayout(head)
        column.addWidget(grid)
        for part in self._parts.values():
            part.edited.connect(self._take)

    def show_edit(self, edit: Edit | None) -> None:
        """Show what the edit holds for this slot."""
        self._edit = edit
        if edit is None:
            return
        now = address_of(edit.addresses, self.kind.value)
        before = address_of(edit.base.address_list, self.kind.value)
        for key, part in self._parts.items():
            text, was = known(getattr(now, key), ""), known(getattr(before, key), "")
            part.show_text(text, changed=text != was and not edit.is_new, before=was)
        self._primary.setChecked(known(now.primary, default=False))
        self._copy.setEnabled(not now.is_empty)
        others = [one for one in edit.addresses if one.kind != self.kind.value and not one.is_empty]
        self._fill.setEnabled(bool(others))

    def show_problems(self, problems: dict[str, Problem]) -> None:
        """Show what is wrong with each part."""
        for key, part in self._parts.items():
            part.show_problem(problems.get(part_key(self.kind.value, key)))

    def go_to(self, part: str) -> None:
        """Put the cursor into one part."""
        if part in self._parts:
            self._parts[part].take_focus()

    def _take(self, part: str, text: str) -> None:
        if self._edit is not None:
            self._edit.type_address(self.kind.value, part, text)
            self.edited.emit()

    def _make_primary(self) -> None:
        if self._edit is not None:
            self._edit.make_primary(self.kind.value)
            self.edited.emit()

    def _fill_from(self, source: str) -> None:
        if self._edit is not None:
            self._edit.copy_address(source, self.kind.value)
            self.edited.emit()

    def _copy_text(self) -> None:
        if self._edit is not None:
            QGuiApplication.clipboard().setText(address_of(self._edit.addresses, self.kind.value).one_line)


class AddressesTab(QScrollArea):
    """The cards. ``edited`` after every change; ``counted`` with how many addresses there are."""

    edited = Signal()
    counted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("addressesTab")
        self.setAccessibleName(self.tr("Addresses"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._form: AddressForm | None = None
        self._edit: Edit | None = None
        self._cards: list[AddressCard] = []
        self._problem = label(role="error")
        self._problem.setObjectName("error_addresses")

    def show_edit(self, edit: Edit) -> None:
        """Show another edit, or the same one anew."""
        self._edit = edit
        if edit.form.addresses is not self._form:
            self._draw(edit.form.addresses)
        self._refresh()
        self.show_problems(())

    def clear(self) -> None:
        """Forget the edit; nothing typed from here on reaches it."""
        self._edit = None
        for card in self._cards:
            card.show_edit(None)

    def _draw(self, form: AddressForm | None) -> None:
        self._form = form
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 2 * GRID, GRID, GRID)
        column.setSpacing(GRID + 4)
        self._problem = label(role="error")
        self._problem.setObjectName("error_addresses")
        self._problem.hide()
        column.addWidget(self._problem)
        self._cards = [AddressCard(form, kind) for kind in form.kinds] if form else []
        for card in self._cards:
            card.edited.connect(self._tell_edited)
            column.addWidget(card)
        if not self._cards:
            column.addWidget(label(self.tr("This vendor keeps no addresses."), "muted"))
        column.addStretch(1)
        self.setWidget(page)

    def _refresh(self) -> None:
        if self._edit is None:
            return
        for card in self._cards:
            card.show_edit(self._edit)
        self.counted.emit(sum(1 for address in self._edit.addresses if not address.is_empty))

    def _tell_edited(self) -> None:
        self._refresh()
        self.show_problems(())
        self.edited.emit()

    def show_problems(self, problems: tuple[Problem, ...]) -> bool:
        """Show each problem at its part and go to the first; whether any stands here."""
        mine = {problem.field: problem for problem in reversed(problems) if problem.field.startswith("addresses")}
        for card in self._cards:
            card.show_problems(mine)
        whole = mine.get("addresses")
        self._problem.setText(said(whole.message) if whole else "")
        self._problem.setVisible(whole is not None)
        first = next((problem for problem in problems if problem.field in mine and problem.blocking), None)
        if first:
            self.go_to(first.field)
        return first is not None

    def go_to(self, key: str) -> None:
        """Put the cursor into ``addresses.<kind>.<part>``."""
        kind, _, part = key.removeprefix("addresses.").partition(".")
        for card in self._cards:
            if card.kind.value == kind:
                card.go_to(part or "street1")
                self.ensureWidgetVisible(card)

    def go_to_first(self) -> None:
        """Put the cursor into the first address."""
        if self._cards:
            self.go_to(part_key(self._cards[0].kind.value, "street1"))

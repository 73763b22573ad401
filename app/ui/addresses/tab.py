"""The addresses tab: one card for each address the vendor can hold, or for each that there is."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.core.addresses import kind_key
from app.core.errors import Problem
from app.core.form import AddressForm, AddressShape, Choice
from app.services.edit import Edit
from app.ui.addresses.card import AddressCard
from app.ui.theme import GRID
from app.ui.widgets.drawn_pages import DrawnPages
from app.ui.widgets.marks import label
from app.ui.widgets.problem_line import ProblemLine

Place = tuple[Choice, str | None]  # a kind, and the id that tells those of a list apart


class NewAddress(QWidget):
    """The line under a list of addresses: a name, and the button that begins another one."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._name = QLineEdit()
        self._name.setObjectName("newAddressName")
        self._name.setAccessibleName(self.tr("Name of the new address"))
        self._name.setPlaceholderText(self.tr("Name of the new address, such as Home"))
        self._name.setMaxLength(60)
        self._name.returnPressed.connect(self._tell)
        add = QPushButton(self.tr("Add address"))
        add.setObjectName("addAddressButton")
        add.clicked.connect(self._tell)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._name, 1)
        row.addWidget(add)

    def _tell(self) -> None:
        name = self._name.text().strip()
        if name:
            self._name.clear()
            self.wanted.emit(name)
        else:
            self._name.setFocus(Qt.FocusReason.OtherFocusReason)


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
        self._pages: DrawnPages[_Page] = DrawnPages(self)
        self._edit: Edit | None = None
        self._page = _Page(None, [])

    def show_edit(self, edit: Edit) -> None:
        """Show another edit, or the same one anew."""
        self._edit = edit
        self._refresh()
        self.show_problems(())

    def clear(self) -> None:
        """Forget the edit; nothing typed from here on reaches it."""
        self._edit = None
        for card in self._page.cards:
            card.show_edit(None)

    def _draw(self, form: AddressForm | None, places: list[Place]) -> _Page:
        page = _Page(form, places)
        for card in page.cards:
            card.edited.connect(self._tell_edited)
            card.removed.connect(self._remove)
        if page.new:
            page.new.wanted.connect(self._add)
        return page

    def _refresh(self) -> None:
        if self._edit is None:
            return
        form, places = self._edit.form.addresses, _places_of(self._edit)
        self._page = self._pages.show((form, places), partial(self._draw, form, places))
        for card in self._page.cards:
            card.show_edit(self._edit)
        self.counted.emit(sum(1 for address in self._edit.addresses if not address.is_empty))

    def _add(self, name: str) -> None:
        if self._edit is not None:
            begun = self._edit.add_address(name)
            self._tell_edited()
            self.go_to(kind_key(begun.kind))

    def _remove(self, kind: str, address_id: str) -> None:
        if self._edit is not None:
            self._edit.remove_address(kind, address_id)
            self._tell_edited()

    def _tell_edited(self) -> None:
        self._refresh()
        self.show_problems(())
        self.edited.emit()

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Show each problem at its address, or at its part."""
        mine = {problem.field: problem for problem in reversed(problems) if problem.field.startswith("addresses")}
        for card in self._page.cards:
            card.show_problems(mine)
        self._page.problem.show_problem(mine.get("addresses"))

    def go_to(self, key: str) -> None:
        """Put the cursor into ``addresses.<kind>.<part>``, or into the first part of ``addresses.<kind>``."""
        for card in self._page.cards:
            whole = kind_key(card.kind.value)
            if key == whole or key.startswith(f"{whole}."):
                card.go_to(key[len(whole) + 1 :])
                self.ensureWidgetVisible(card)
                return

    def go_to_first(self) -> None:
        """Put the cursor into the first address."""
        if self._page.cards:
            self.go_to(kind_key(self._page.cards[0].kind.value))


class _Page(QWidget):
    """The cards of some places, and the line for another one where there can be more."""

    def __init__(self, form: AddressForm | None, places: list[Place]) -> None:
        super().__init__()
        self.new: NewAddress | None = None
        self.problem = ProblemLine("addresses")
        self.cards = [AddressCard(form, kind, address_id) for kind, address_id in places] if form else []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2 * GRID, GRID, GRID)
        column.setSpacing(GRID + 4)
        column.addWidget(self.problem)
        for card in self.cards:
            column.addWidget(card)
        if form is None:
            column.addWidget(label(self.tr("This vendor keeps no addresses."), "muted"))
        elif form.shape is AddressShape.LIST:
            self.new = NewAddress()
            column.addWidget(self.new)
        column.addStretch(1)


def _places_of(edit: Edit) -> list[Place]:
    """Which cards there are: the vendor's kinds, or one for each address of a list."""
    form = edit.form.addresses
    if form is None or form.shape is not AddressShape.LIST:
        return [(kind, None) for kind in (form.kinds if form else ())]
    return [
        (Choice(one.kind, one.kind.replace("_", " ").strip().capitalize() or "—"), one.address_id)
        for one in edit.addresses
    ]

"""Who is on the screen: name, number, store, when it was read; chips."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.core.chip import type_label
from app.core.customer import Customer
from app.core.outbox import is_provisional
from app.core.values import joined, known
from app.ui.customer.age import day_words
from app.ui.theme import GRID
from app.ui.widgets.marks import label, tip

_CHIP_LENGTH = 24
_CHIPS = 5


class CustomerHeader(QWidget):
    """The top of the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("customerHeader")
        self._name = label(role="name")
        self._name.setWordWrap(True)
        self._name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._about = label(role="muted")
        self._about.setWordWrap(True)
        self._chips = QHBoxLayout()
        self._chips.setSpacing(GRID + 4)
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(self._name)
        texts.addWidget(self._about)
        chips = QVBoxLayout()
        chips.addLayout(self._chips)
        chips.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(texts, 1)
        row.addLayout(chips)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def show_new(self, store: str) -> None:
        """Head the form of a new customer."""
        self._say(self.tr("New customer"), self.tr("will be created at {}").format(store))
        self._show_chips([])

    def show_walk_in(self, name: str, store: str) -> None:
        """Head the page of somebody who came with a card and has no profile."""
        self._say(name or self.tr("No name"), self.tr("No profile at {}").format(store))
        self._show_chips([])

    def show_customer(self, customer: Customer, store: str, age: str) -> None:
        """Head a customer's page; ``age`` says how old the record is."""
        is_new = is_provisional(customer.ref)
        number = self.tr("New customer") if is_new else self.tr("Customer {}").format(customer.ref.customer_id)
        parts = [number, store]
        visit = known(customer.last_visit_at, None)
        parts.append(self.tr("last visit {}").format(day_words(visit)) if visit else "")
        parts.append(age)
        self._say(shown_name(customer) or self.tr("No name"), joined(parts, " · "))
        self._show_chips(self._chip_texts(customer))

    def _say(self, name: str, about: str) -> None:
        # Names of right-to-left scripts stand where every name stands; the letters find their own order.
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        edge = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        self._name.setAlignment(edge | Qt.AlignmentFlag.AlignAbsolute)
        self._name.setText(name)
        self._about.setText(about)
        self.setAccessibleName(f"{name}, {about}")

    def _chip_texts(self, customer: Customer) -> list[str]:
        texts = [group.strip() for group in known(customer.groups, ())]
        hidden = len(texts) - _CHIPS
        if hidden > 0:
            texts = [*texts[:_CHIPS], f"+{hidden}"]
        points = known(customer.loyalty_balance, None)
        if points is not None:
            texts.append(self.tr("{} points").format(points))
        texts.append(type_label(customer.customer_type).capitalize())
        return [text for text in texts if text]

    def _show_chips(self, texts: list[str]) -> None:
        while (item := self._chips.takeAt(0)) is not None:
            widget = item.widget()
            if widget:
                widget.deleteLater()
        for text in texts:
            self._chips.addWidget(_chip(text))


def _chip(text: str) -> QLabel:
    short = text if len(text) <= _CHIP_LENGTH else text[: _CHIP_LENGTH - 1] + "…"
    chip = label(short, "chip")
    chip.setToolTip(tip(text) if short != text else "")
    return chip


def shown_name(customer: Customer) -> str:
    """``Johnny “JR” Appleseed``: first name, nickname, last name."""
    nickname = joined((customer.nickname,))
    if nickname and customer.has_parted_name:
        return joined((customer.first_name, f"“{nickname}”", customer.last_name))
    if customer.has_parted_name:
        return joined((customer.first_name, customer.last_name))
    return customer.full_name

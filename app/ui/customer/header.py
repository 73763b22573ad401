"""Who is on the screen: name, number, store, when it was read; chips."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.chip import type_label
from app.core.customer import Customer
from app.core.outbox import is_provisional
from app.core.values import joined, known
from app.ui.customer.age import day_words
from app.ui.widgets.chip_rows import ChipRows
from app.ui.widgets.marks import label


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
        self._chips = ChipRows()
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(self._name)
        texts.addWidget(self._about)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(texts, 1)
        row.addWidget(self._chips, 0, Qt.AlignmentFlag.AlignTop)

    def show_new(self, store: str) -> None:
        """Head the form of a new customer."""
        self._say(self.tr("New customer"), self.tr("will be created at {}").format(store))
        self._chips.show_chips((), ())

    def show_walk_in(self, name: str, store: str) -> None:
        """Head the page of somebody who came with a card and has no profile."""
        self._say(name or self.tr("No name"), self.tr("No profile at {}").format(store))
        self._chips.show_chips((), ())

    def show_customer(self, customer: Customer, store: str, age: str) -> None:
        """Head a customer's page; ``age`` says how old the record is."""
        is_new = is_provisional(customer.ref)
        number = self.tr("New customer") if is_new else self.tr("Customer {}").format(customer.ref.customer_id)
        parts = [number, store]
        visit = known(customer.last_visit_at, None)
        parts.append(self.tr("last visit {}").format(day_words(visit)) if visit else "")
        parts.append(age)
        self._say(shown_name(customer) or self.tr("No name"), joined(parts, " · "))
        self._show_chips(customer)

    def _say(self, name: str, about: str) -> None:
        # Names of right-to-left scripts stand where every name stands; the letters find their own order.
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        edge = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        self._name.setAlignment(edge | Qt.AlignmentFlag.AlignAbsolute)
        self._name.setText(name)
        self._about.setText(about)
        self.setAccessibleName(f"{name}, {about}")

    def _show_chips(self, customer: Customer) -> None:
        groups = [text for group in known(customer.groups, ()) if (text := group.strip())]
        points = known(customer.loyalty_balance, None)
        last = (
            self.tr("{} points").format(points) if points is not None else "",
            type_label(customer.customer_type).capitalize(),
        )
        self._chips.show_chips(groups, [text for text in last if text])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the half to the name at least."""
        super().resizeEvent(event)
        self._chips.setMaximumWidth(event.size().width() // 2)


def shown_name(customer: Customer) -> str:
    """``Johnny “JR” Appleseed``: first name, nickname, last name."""
    nickname = joined((customer.nickname,))
    if nickname and customer.has_parted_name:
        return joined((customer.first_name, f"“{nickname}”", customer.last_name))
    if customer.has_parted_name:
        return joined((customer.first_name, customer.last_name))
    return customer.full_name

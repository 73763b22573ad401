"""What is seldom done with a customer: a menu at the foot of the page."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

from app.core.customer import Customer, Standing
from app.core.vendor import Capabilities
from app.ui.theme import TARGET
from app.ui.translation import translated
from app.ui.widgets.marks import tip


class MoreButton(QPushButton):
    """The house account, deleting and restoring, and copying where its own button has no room.

    What the vendor cannot do is shown as such, with the reason.
    """

    delete_wanted = Signal()
    restore_wanted = Signal()
    house_account_wanted = Signal()
    copy_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("moreButton")
        self.setText(self.tr("More"))
        self.setAccessibleName(self.tr("More to do with this customer"))
        self.setMinimumHeight(TARGET - 10)
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self._copy = menu.addAction(self.tr("Copy to another store…"))
        self._copy.triggered.connect(self.copy_wanted)
        self.offer_copy(offered=False)
        self._account = menu.addAction(self.tr("House account…"))
        self._account.triggered.connect(self.house_account_wanted)
        self._delete = menu.addAction(self.tr("Delete customer…"))
        self._delete.triggered.connect(self.delete_wanted)
        self._restore = menu.addAction(self.tr("Restore customer"))
        self._restore.triggered.connect(self.restore_wanted)
        self.setMenu(menu)

    def show_customer(self, customer: Customer, can: Capabilities, *, is_new: bool) -> None:
        """Offer what can be done with this customer at this vendor; a new one is not there yet."""
        self._offer(self._account, can.house_account, translated(can.reasons.get("house_account", "")))
        is_deleted = customer.standing == Standing.DELETED
        self._offer(self._delete, can.delete, translated(can.reasons.get("delete", "")))
        self._offer(self._restore, can.restore, translated(can.reasons.get("restore", "")))
        self._account.setVisible(not is_new)
        self._delete.setVisible(not is_new and not is_deleted)
        self._restore.setVisible(not is_new and is_deleted)

    def offer_copy(self, *, offered: bool) -> None:
        """Have copying to another store in the menu, or not."""
        self._copy.setVisible(offered)

    def _offer(self, action: QAction, can: bool, reason: str) -> None:
        action.setEnabled(can)
        action.setToolTip("" if can else tip(reason) or self.tr("This vendor offers no such call."))

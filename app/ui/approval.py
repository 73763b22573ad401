"""Asking a manager for a word: name and PIN in a panel, for one thing; whoever is signed in stays so."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import AppError
from app.core.staff import Approval, Privilege
from app.services.shift import Shift
from app.ui import tasks
from app.ui.theme import GRID
from app.ui.widgets.button import push_button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.marks import label
from app.ui.widgets.pin_entry import PinEntry

_ENDS = "endsWithWhoeverIsHere"
_CHARACTERS = 44  # the panel is at least as wide as this many average characters


class ApprovalDialog(Dialog):
    """Show it with ``open()``; it deletes itself. ``given`` carries the Approval."""

    given = Signal(object)

    def __init__(self, shift: Shift, privilege: Privilege, parent: QWidget) -> None:
        super().__init__(parent)
        self._shift = shift
        self._privilege = privilege
        self.setObjectName("approvalDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("A manager is needed"))
        self.setAccessibleName(self.windowTitle())
        self._entry = PinEntry(self.tr("Allow"))
        self._entry.given.connect(self._ask)
        self._entry.show_people(shift.managers())
        cancel = push_button(self.tr("Cancel   Esc"), "approvalCancelButton", self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(cancel)
        about = label(self._about(), "muted")
        about.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addWidget(label(self.windowTitle(), "title"))
        column.addWidget(about)
        column.addWidget(self._entry)
        column.addLayout(foot)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _CHARACTERS)
        self._entry.setFocus()

    def _about(self) -> str:
        return {
            Privilege.OVERRIDE: self.tr("To check in a customer whom the verdict refuses, this once."),
            Privilege.EXPORT: self.tr("To write these customers to a file, this once."),
            Privilege.STORES: self.tr("To connect, disable or remove a store, this once."),
            Privilege.JOURNAL: self.tr("To write the journal of this desk to a file, this once."),
            Privilege.PEOPLE: self.tr("To change who works at this desk, until that list is closed."),
        }[self._privilege]

    def _ask(self, name: str, pin: str) -> None:
        tasks.start(self, self._shift.approve(name, pin, self._privilege), self._take, self._refuse)

    def _take(self, approval: Approval) -> None:
        self.accept()
        self.given.emit(approval)

    def _refuse(self, error: AppError) -> None:
        self._entry.tell_error(error)


def ask_manager(shift: Shift, privilege: Privilege, parent: QWidget, then: Callable[[Approval | None], None]) -> None:
    """Go on at once where no manager is needed (with None), else with the word of one, if it is given."""
    if shift.may(privilege):
        then(None)
        return
    dialog = ApprovalDialog(shift, privilege, parent)
    dialog.given.connect(then)
    dialog.open()


def where_allowed(shift: Shift, privilege: Privilege, parent: QWidget, then: Callable[[], None]) -> None:
    """The same for what nothing behind the window asks a word for: it is used up here."""

    def use(approval: Approval | None) -> None:
        shift.use(privilege, approval)
        then()

    ask_manager(shift, privilege, parent, use)


def open_allowed(dialog: QDialog) -> None:
    """Open a dialog that only a manager may use, or a clerk with a manager's word."""
    dialog.setProperty(_ENDS, True)
    dialog.open()


def close_allowed(window: QWidget) -> None:
    """Somebody else is here now: close what was opened for whoever was here before, and what stands on top of it."""
    for dialog in window.findChildren(QDialog):
        if dialog.property(_ENDS):
            for above in reversed(dialog.findChildren(QDialog)):
                above.reject()
            dialog.reject()

"""The list of the people who work at this desk, after how many minutes the window hides itself, and the journal."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.core.errors import AppError, Duplicate, InvalidInput
from app.core.settings import FIXED_WORDS, MOST_IDLE_MINUTES, Fixed
from app.core.staff import Approval, Member, Role
from app.ports import SettingsStore
from app.services.journal_export import JournalExport
from app.services.shift import Shift
from app.ui import tasks
from app.ui.lock.journal_line import JournalLine
from app.ui.lock.person_line import PersonLine
from app.ui.questions import ask
from app.ui.theme import GRID
from app.ui.translation import error_words, translated
from app.ui.widgets.button import push_button
from app.ui.widgets.combo import CalmCombo
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.marks import label

_CHARACTERS = 84  # the dialog is at least as wide as this many average characters
_ROLE = Qt.ItemDataRole.UserRole


class PeopleDialog(Dialog):
    """Show it with ``open()``; it deletes itself. ``approval`` is a manager's word where no manager is signed in."""

    minutes_changed = Signal(int)

    def __init__(
        self,
        shift: Shift,
        settings: SettingsStore,
        export: JournalExport,
        approval: Approval | None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._shift = shift
        self._settings = settings
        self._approval = approval
        self.setObjectName("peopleDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("People at this desk"))
        self.setAccessibleName(self.windowTitle())
        self._list = QListWidget()
        self._list.setObjectName("peopleList")
        self._list.setAccessibleName(self.windowTitle())
        self._line = PersonLine()
        self._journal = JournalLine(export, shift, settings, approval)
        self._outcome = label()
        self._outcome.setObjectName("peopleOutcome")
        self._outcome.setWordWrap(True)
        self._about = label(role="muted")
        self._about.setWordWrap(True)
        self._make_buttons()
        self._lay_out()
        self._connect()
        self.refresh()
        self._list.setFocus()
        self.finished.connect(self._withdraw)

    def _make_buttons(self) -> None:
        self._add = push_button(self.tr("&Add somebody…"), "addPersonButton")
        self._new_pin = push_button(self.tr("New &PIN…"), "newPinButton")
        self._role = push_button(self.tr("Make a &manager"), "roleButton")
        self._remove = push_button(self.tr("&Remove…"), "removePersonButton")
        self._close = push_button(self.tr("Close   Esc"), "closePeopleButton")
        self._minutes = CalmCombo()
        self._minutes.setObjectName("idleMinutes")
        self._minutes.setAccessibleName(self.tr("Hide everything after so many minutes without a key or the mouse"))
        self._minutes.setMinimumContentsLength(10)
        for minutes in range(1, MOST_IDLE_MINUTES + 1):
            self._minutes.addItem(self.tr("%n minute(s)", "", minutes), minutes)
        settings = self._settings.load()
        self._minutes.setCurrentIndex(settings.idle_minutes - 1)
        self._minutes.setEnabled(Fixed.IDLE not in settings.fixed)
        self._fixed = label("" if self._minutes.isEnabled() else translated(FIXED_WORDS), "muted")
        self._fixed.setObjectName("idleFixed")
        self._minutes.setAccessibleDescription(self._fixed.text())

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("card", True)
        inner = QVBoxLayout(card)
        inner.setContentsMargins(4, 4, 4, 4)
        inner.addWidget(self._list)
        side = QVBoxLayout()
        side.setSpacing(GRID)
        for button in (self._add, self._new_pin, self._role, self._remove):
            side.addWidget(button)
        side.addStretch(1)
        side.addWidget(self._close)
        middle = QHBoxLayout()
        middle.setSpacing(2 * GRID)
        middle.addWidget(card, 1)
        middle.addLayout(side)
        hide = QHBoxLayout()
        hide.setSpacing(GRID)
        title = label(self.tr("Hide everything after"), "label")
        title.setBuddy(self._minutes)
        hide.addWidget(title)
        hide.addWidget(self._minutes)
        hide.addWidget(label(self.tr("without a key or the mouse"), "label"))
        hide.addWidget(self._fixed)
        hide.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addWidget(self._about)
        column.addLayout(middle, 1)
        column.addWidget(self._line)
        column.addWidget(self._outcome)
        column.addLayout(hide)
        column.addWidget(self._journal)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _CHARACTERS)

    def _connect(self) -> None:
        self._list.currentRowChanged.connect(self._show_what_can_be_done)
        self._add.clicked.connect(self._begin_adding)
        self._new_pin.clicked.connect(self._begin_pin)
        self._role.clicked.connect(self._switch_role)
        self._remove.clicked.connect(self._ask_to_remove)
        self._close.clicked.connect(self.reject)
        self._line.given.connect(self._keep)
        self._line.left.connect(self._end_line)
        self._minutes.activated.connect(self._keep_minutes)
        self._journal.told.connect(self._tell_journal)
        self._journal.failed.connect(self._tell_error)

    def _withdraw(self, _code: int) -> None:
        """The manager's word was for this list while it was open."""
        self._shift.withdraw(self._approval)

    # ---------------------------------------------------------------------------------------- showing

    def refresh(self) -> None:
        """Show the people as they now are; the chosen one stays chosen."""
        chosen = self._chosen()
        names = [one.name for one in self._shift.members]
        self._list.clear()
        for one in self._shift.members:
            role = self.tr("manager") if one.is_manager else self.tr("clerk")
            here = self.tr("signed in") if self._shift.current == one else ""
            item = QListWidgetItem(" · ".join(filter(None, (one.name, role, here))))
            item.setData(_ROLE, one.name)
            self._list.addItem(item)
        self._list.setCurrentRow(names.index(chosen.name) if chosen and chosen.name in names else 0)
        self._about.setText(
            self.tr("Whoever is here signs in with a PIN, and is named with everything that is done.")
            if names
            else self.tr("Nobody signs in at this desk yet. The first one you add is a manager, and signed in at once.")
        )
        self._show_what_can_be_done()

    def _chosen(self) -> Member | None:
        item = self._list.currentItem()
        name = item.data(_ROLE) if item else None
        return next((one for one in self._shift.members if one.name == name), None)

    def _show_what_can_be_done(self) -> None:
        who = self._chosen()
        for button in (self._new_pin, self._role, self._remove):
            button.setEnabled(who is not None)
        is_manager = who is not None and who.is_manager
        self._role.setText(self.tr("Make a &clerk") if is_manager else self.tr("Make a &manager"))

    def _tell(self, text: str, role: str = "muted") -> None:
        self._outcome.setProperty("role", role)
        self._outcome.style().polish(self._outcome)
        self._outcome.setText(text)

    def _tell_journal(self, text: str, is_warning: bool) -> None:
        self._tell(text, "error" if is_warning else "muted")

    def _tell_error(self, error: AppError) -> None:
        self._tell(error_words(error), "error")

    # ---------------------------------------------------------------------------------------- what is done

    def _begin_adding(self) -> None:
        self._tell("")
        self._line.begin(None, is_first=not self._shift.members)

    def _begin_pin(self) -> None:
        self._tell("")
        who = self._chosen()
        if who:
            self._line.begin(who)

    def _end_line(self) -> None:
        self._line.end()
        self._list.setFocus()

    def _keep(self, who: Member, pin: str) -> None:
        if self._line.is_new:
            self._run(self._shift.add(who, pin, self._approval), self.tr("{} works here now.").format(who.name.strip()))
        else:
            changing = self._shift.change_pin(who.name, pin, self._approval)
            self._run(changing, self.tr("{} has a new PIN.").format(who.name))

    def _switch_role(self) -> None:
        who = self._chosen()
        if who:
            role = Role.CLERK if who.is_manager else Role.MANAGER
            done = self.tr("{} is a clerk now.") if who.is_manager else self.tr("{} is a manager now.")
            self._run(self._shift.change_role(who.name, role, self._approval), done.format(who.name))

    def _ask_to_remove(self) -> None:
        who = self._chosen()
        if who:
            ask(
                self,
                self.tr("Remove {} from this desk?").format(who.name),
                self.tr("What they did stays written down under their name."),
                yes=self.tr("Remove"),
                no=self.tr("Keep"),
                agreed=partial(self._remove_one, who.name),
            )

    def _remove_one(self, name: str) -> None:
        self._run(self._shift.remove(name, self._approval), self.tr("{} was removed.").format(name))

    def _run(self, work: Coroutine[Any, Any, object], done: str) -> None:
        tasks.start(self, work, partial(self._done, done), self._failed)

    def _done(self, text: str, _outcome: object) -> None:
        self._end_line()
        self._tell(text)
        self.refresh()

    def _failed(self, error: AppError) -> None:
        if self._line.isVisible() and isinstance(error, InvalidInput):
            self._line.tell_error(error)
        elif self._line.isVisible() and isinstance(error, Duplicate):
            self._line.tell_taken(error.title)
        else:
            self._tell_error(error)

    def _keep_minutes(self, _row: int) -> None:
        minutes = self._minutes.currentData()
        try:
            self._shift.refuse_without_word(self._approval)
            self._settings.save(replace(self._settings.load(), idle_minutes=minutes))
        except AppError as error:
            self._minutes.setCurrentIndex(self._settings.load().idle_minutes - 1)
            self._tell_error(error)
        else:
            self.minutes_changed.emit(minutes)

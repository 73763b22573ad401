"""The queue of the day: one quiet line under the search, and behind F6 the people in it."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate, QLocale, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.core.verdict import Level
from app.core.visits import DeskNumbers, QueueLine, Visit, VisitState
from app.services.checkin import CheckIn
from app.services.stores import Stores
from app.ui.checkin.rows import QueueList, QueueRow
from app.ui.theme import GRID
from app.ui.widgets.marks import label

_MINUTE, _HOUR = 60, 3600
_MOST_OVER = 40  # as many rows of those who have gone; everybody else says it in a search


class QueuePanel(QFrame):
    """Hidden on a day on which nobody was checked in yet. ``stepped`` carries a visit's id and the letter of the step."""

    stepped = Signal(str, str)
    opened = Signal(object)  # CustomerRef
    left = Signal()  # the keyboard goes back to the search box

    def __init__(self, checkin: CheckIn, stores: Stores, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.setObjectName("queuePanel")
        self._checkin = checkin
        self._stores = stores
        self._head = QPushButton()
        self._head.setObjectName("queueButton")
        self._head.setProperty("role", "link")
        self._head.clicked.connect(self.toggle)
        self._numbers = label(role="muted")
        self.list = QueueList()
        self._steps = QWidget()
        self._buttons: dict[str, QPushButton] = {}
        self._lay_out()
        self.list.stepped.connect(self._step)
        self.list.opened.connect(self.opened)
        self.list.currentRowChanged.connect(self._show_steps)
        self._unfold(False)
        self.hide()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._head)
        head.addStretch(1)
        head.addWidget(self._numbers)
        steps = QHBoxLayout(self._steps)
        steps.setContentsMargins(0, 0, 0, 0)
        steps.setSpacing(GRID)
        names = {"C": self.tr("Call"), "D": self.tr("Done"), "L": self.tr("Left"), "U": self.tr("Undo")}
        for letter, name in names.items():
            button = QPushButton(f"{name}   {letter}")
            button.setObjectName(f"queueStep{letter}")
            button.setProperty("role", "link")
            button.setProperty("letter", letter)
            button.clicked.connect(self._press)
            self._buttons[letter] = button
            steps.addWidget(button)
        steps.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(11, 6, 11, 6)
        column.setSpacing(GRID // 2)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addWidget(self._steps)

    # ---------------------------------------------------------------------------------------- what the clerk does

    def toggle(self) -> None:
        """F6: unfold and go to the queue, or fold it and go back."""
        if not self.list.isHidden():
            self._unfold(False)
            self.left.emit()
        elif not self.isHidden():
            self._unfold(True)
            self.list.setFocus()

    def show_visit(self, visit_id: str) -> None:
        """Unfold and go to one visit."""
        self._unfold(True)
        self.list.select(visit_id)
        self.list.setFocus()

    def fold_from_list(self) -> bool:
        """Esc in the queue: fold it and go back; False where the cursor is elsewhere."""
        has_focus = self.list.hasFocus() or any(button.hasFocus() for button in self._buttons.values())
        if has_focus:
            self.toggle()
        return has_focus

    def _unfold(self, unfolded: bool) -> None:
        self.list.setVisible(unfolded)
        self._steps.setVisible(unfolded)

    def _press(self) -> None:
        self._step(str(self.sender().property("letter")))
        self.list.setFocus()

    def _step(self, letter: str) -> None:
        row = self.list.selected()
        if row and self._buttons[letter].isEnabled():
            self.stepped.emit(row.visit_id, letter)

    # ---------------------------------------------------------------------------------------- showing

    def refresh(self) -> None:
        """Show the queue as it now is, and after it the last of those who were here today."""
        here = self._checkin.queue()
        gone = (visit for visit in self._checkin.today() if not visit.is_here)
        over = heapq.nlargest(_MOST_OVER, gone, key=lambda visit: visit.ended_at or visit.checked_in_at)
        rows = [self._row(line) for line in here] + [self._row(QueueLine(visit)) for visit in over]
        self._show_numbers(self._checkin.numbers(), len(here))
        self.list.set_rows(rows)
        self._show_steps()
        if not rows:
            self.fold_from_list()
        self.setVisible(bool(rows))

    def _show_numbers(self, numbers: DeskNumbers, here: int) -> None:
        waiting = self.tr("Waiting {}").format(numbers.waiting) if here else self.tr("Nobody is waiting")
        self._head.setText(f"{waiting}   F6")
        self._head.setAccessibleName(waiting)
        longest = self.tr("longest {}").format(self._span(numbers.longest)) if numbers.longest is not None else ""
        took = self.tr("check-in {}").format(self._span(numbers.median)) if numbers.median is not None else ""
        self._numbers.setText(" · ".join(part for part in (longest, took) if part))
        self._numbers.setToolTip(
            self.tr("How long the first in the queue has waited; how long a check-in takes today (the middle one).")
        )

    def _row(self, line: QueueLine) -> QueueRow:
        visit = line.visit
        state, level = self._state(visit)
        return QueueRow(
            visit_id=visit.visit_id,
            ref=visit.ref,
            name=visit.name,
            about=" · ".join(part for part in self._about(line) if part),
            state=state,
            level=level,
            is_over=not visit.is_here,
            is_indented=line.carer is not None,
        )

    def _state(self, visit: Visit) -> tuple[str, Level | None]:
        if visit.state is VisitState.WAITING:
            waited = (self._checkin.now_at(visit.ref.connection) - visit.checked_in_at).total_seconds()
            return self._span(max(waited, 0.0)), Level.LOOK if visit.level is not Level.ADMIT else None
        words = {
            VisitState.CALLED: (self.tr("called"), Level.ADMIT),
            VisitState.DONE: (self.tr("done"), None),
            VisitState.LEFT: (self.tr("left"), None),
        }
        return words[visit.state]

    def _about(self, line: QueueLine) -> Sequence[str]:
        visit, carer = line.visit, line.carer
        presence = self._checkin.presence(visit)
        several = len(self._stores.connections()) > 1
        return (
            self._papers(visit, carer) if carer else "",
            self.tr("since {}").format(presence.time),
            self.tr("override: {}").format(visit.reason) if visit.is_override else visit.reason,
            self.tr("by {}").format(visit.by) if visit.by else "",
            presence.store if several else "",
        )

    def _papers(self, patient: Visit, carer: Visit) -> str:
        """Both cards' expiry in one line."""
        theirs = self.tr("caregiver's ID until {}").format(_day(carer.id_expires)) if carer.id_expires else ""
        own = self.tr("card until {}").format(_day(patient.card_expires)) if patient.card_expires else ""
        return ", ".join(part for part in (theirs, own) if part)

    def _show_steps(self, _row: int = 0) -> None:
        row = self.list.selected()
        visit = self._visit(row.visit_id) if row else None
        can = {
            "C": visit is not None and visit.state is VisitState.WAITING,
            "D": visit is not None and visit.is_here,
            "L": visit is not None and visit.is_here,
            "U": visit is not None,
        }
        for letter, possible in can.items():
            self._buttons[letter].setEnabled(possible)

    def _visit(self, visit_id: str) -> Visit | None:
        return next((visit for visit in self._checkin.today() if visit.visit_id == visit_id), None)

    def _span(self, seconds: float) -> str:
        if seconds < _MINUTE:
            return self.tr("{} s").format(int(seconds))
        if seconds < _HOUR:
            return self.tr("{} min").format(int(seconds // _MINUTE))
        return self.tr("{} h {} min").format(int(seconds // _HOUR), int(seconds % _HOUR // _MINUTE))


def _day(day: date) -> str:
    return QLocale().toString(QDate(day.year, day.month, day.day), "d MMM yyyy")

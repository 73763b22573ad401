"""What F4 does, and what is done with the queue."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.customer import Customer, CustomerRef
from app.core.errors import AppError
from app.core.staff import Approval, Privilege
from app.core.verdict import Level, Verdict
from app.core.visits import Visit
from app.services.checkin import CheckIn
from app.services.shift import Shift
from app.services.stores import Stores
from app.ui import tasks
from app.ui.approval import ask_manager
from app.ui.checkin.queue import QueuePanel
from app.ui.checkin.reason import ReasonPanel
from app.ui.messages import Message, Messages

_REFRESH_MS = 15_000


@dataclass(frozen=True, slots=True)
class Arrival:
    """Whoever stands at the desk: the record, the name as it is read, and whether the vendor keeps an ID."""

    customer: Customer
    name: str
    keeps_id: bool


class CheckInPresenter(QObject):
    """Checks in whoever is on the screen: at once, or after a reason was given. ``changed`` after the queue did."""

    changed = Signal()
    ended = Signal()  # the keyboard goes on to the next customer

    def __init__(self, checkin: CheckIn, stores: Stores, shift: Shift, messages: Messages, parent: QObject) -> None:
        super().__init__(parent)
        self._checkin = checkin
        self._shift = shift
        self._messages = messages
        self._arrival: Arrival | None = None
        self._warned: set[str] = set()
        self._sending: set[CustomerRef] = set()
        self.reason = ReasonPanel()
        self.queue = QueuePanel(checkin, stores)
        self.reason.given.connect(self._give_reason)
        self.reason.left.connect(self.go_back)
        self.queue.stepped.connect(self._step)
        self._refresh = QTimer(self, interval=_REFRESH_MS)
        self._refresh.timeout.connect(self.queue.refresh)
        self._refresh.start()
        checkin.changed = self._take_change

    def begin(self) -> None:
        """Take in the queue that was kept. Needs the running loop."""
        tasks.start(self, self._checkin.open(), _ignore, self._messages.show_error)

    def _take_change(self) -> None:
        self.queue.refresh()
        self.changed.emit()

    # ---------------------------------------------------------------------------------------- whoever is on the screen

    def show_arrival(self, arrival: Arrival) -> Verdict:
        """The verdict on whoever is on the screen; a question about somebody else is taken back."""
        if self._arrival and self._arrival.customer.ref != arrival.customer.ref:
            self.close_reason()
        self._arrival = arrival
        verdict = self._checkin.verdict(arrival.customer, keeps_id=arrival.keeps_id)
        self._ask_anew(verdict.level)
        self._warn_where_worse(arrival, verdict)
        return verdict

    def _ask_anew(self, level: Level) -> None:
        """The store's fresh answer came while a reason was asked for, and it takes another reason, or none."""
        if self.reason.isHidden() or self.reason.level is level:
            return
        if level is Level.ADMIT:
            self.close_reason()
        else:
            self.reason.ask(level)

    def show_nobody(self) -> None:
        """Nobody is on the screen, or somebody who has no record yet."""
        self._arrival = None
        self.close_reason()

    def visit(self) -> Visit | None:
        """The visit of whoever is on the screen, while they are here."""
        return self._checkin.here(self._arrival.customer.ref) if self._arrival else None

    def since(self) -> str:
        """Since when whoever is on the screen has been in the queue, by the store's clock; "" for not at all."""
        visit = self.visit()
        return self._checkin.presence(visit).time if visit else ""

    def _warn_where_worse(self, arrival: Arrival, verdict: Verdict) -> None:
        """The store's fresh answer may come after the check-in and say otherwise."""
        visit = self._checkin.here(arrival.customer.ref)
        if visit is None or verdict.level <= visit.level or visit.visit_id in self._warned:
            return
        self._warned.add(visit.visit_id)
        title = self.tr("{} was checked in, but the verdict is another now.").format(visit.name)
        undo = partial(self._step, visit.visit_id, "U")
        detail = self.tr("Look at it once more before anything is sold.")
        self._messages.post(Message(verdict.level, title, detail, self.tr("Undo"), undo))

    # ---------------------------------------------------------------------------------------- checking in

    def check_in(self) -> None:
        """F4: check in where the verdict is to admit, else ask for the reason; go to the queue for one who is in it."""
        arrival = self._arrival
        if arrival is None:
            self._messages.inform(self.tr("Open a customer first, then F4 checks them in."))
        elif visit := self.visit():
            self.queue.show_visit(visit.visit_id)
        elif not self.reason.isHidden():
            self.reason.go_on()
        else:
            level = self._checkin.verdict(arrival.customer, keeps_id=arrival.keeps_id).level
            if level is Level.ADMIT:
                self._send(arrival, "")
            else:
                self.reason.ask(level)

    def go_back(self) -> bool:
        """Esc: take the question for a reason away, else fold the queue; False where there is neither."""
        if self.close_reason():
            self.ended.emit()
            return True
        return self.queue.fold_from_list()

    def close_reason(self) -> bool:
        """Take the question for a reason away; False where there is none."""
        was_asked = not self.reason.isHidden()
        self.reason.hide()
        return was_asked

    def _give_reason(self, reason: str) -> None:
        arrival = self._arrival
        if arrival is None:
            return
        if self.reason.level is Level.REFUSE:
            ask_manager(self._shift, Privilege.OVERRIDE, self.reason, partial(self._send, arrival, reason))
        else:
            self._send(arrival, reason)

    def _send(self, arrival: Arrival, reason: str, approval: Approval | None = None) -> None:
        ref = arrival.customer.ref
        if ref in self._sending:  # F4 was pressed twice, or the vault is still being opened
            return
        self._sending.add(ref)
        sending = self._checkin.check_in(
            arrival.customer, arrival.name, keeps_id=arrival.keeps_id, reason=reason, approval=approval
        )
        tasks.start(self, sending, self._taken, partial(self._not_taken, ref))

    def _not_taken(self, ref: CustomerRef, error: AppError) -> None:
        self._sending.discard(ref)
        self._messages.show_error(error)

    def _taken(self, visit: Visit) -> None:
        self._sending.discard(visit.ref)
        if self._arrival and self._arrival.customer.ref == visit.ref:
            self.close_reason()
        hint = self.tr("F4 again shows the queue; U takes it back there.")
        override = self.tr("Recorded as an override.") if visit.is_override else ""
        self._messages.inform(self.tr("{} is checked in.").format(visit.name), f"{override} {hint}".strip())
        self.ended.emit()

    # ---------------------------------------------------------------------------------------- the queue

    def _step(self, visit_id: str, letter: str) -> None:
        steps = {
            "C": self._checkin.call,
            "D": self._checkin.finish,
            "L": self._checkin.leave,
            "U": self._checkin.undo,
        }
        step: Coroutine[object, object, None] = steps[letter](visit_id)
        tasks.start(self, step, _ignore, self._messages.show_error)


def _ignore(_outcome: object) -> None:
    """The queue has been told by the use case itself."""

"""What a scan leads to: the customer, a choice of several, or somebody who has no profile yet."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.errors import AppError
from app.core.form import Form
from app.core.idcard import IdCard
from app.core.privacy import CARD_FIELDS, Keeping, Policy, kept_fields, notice_of, policy_of
from app.core.values import known
from app.core.verdict import Level
from app.core.visits import walk_in
from app.services.arrivals import Arrival, Arrived
from app.services.card_profile import differences, filled_from, record_of_card, take
from app.services.copying import record_of
from app.services.desk import Desk
from app.ui import tasks
from app.ui.arrival.likeness import Likeness
from app.ui.customer.counter import Counter, OpenForm
from app.ui.customer_page import CustomerPage
from app.ui.messages import Message, Messages
from app.ui.scan.scanner import Scan
from app.ui.search.panel import SearchPanel
from app.ui.stores.chooser import StoreChooser
from app.ui.translation import translated


@dataclass(slots=True)
class _Present:
    """Whose card it is, as far as that is known: one of ``refs``, or nobody's (then ``visitor``)."""

    card: IdCard = field(repr=False)
    refs: frozenset[CustomerRef] = frozenset()
    visitor: CustomerRef | None = None
    consent: bool = False
    is_settled: bool = False  # the differences were taken, or left


class ArrivalPresenter(QObject):
    """Takes one scan after the other; what comes late for an earlier one is dropped, and so is its card."""

    def __init__(
        self,
        desk: Desk,
        counter: Counter,
        messages: Messages,
        window: QWidget,
        *,
        page: CustomerPage,
        search: SearchPanel,
    ) -> None:
        super().__init__(window)
        self._desk = desk
        self._counter = counter
        self._page = page
        self._search = search
        self._messages = messages
        self._window = window
        self._turn = 0
        self._present: _Present | None = None
        self._chooser: StoreChooser | None = None
        self._likeness = Likeness(desk, search, messages, self)
        self._likeness.opened.connect(counter.open)
        strip = page.arrival
        strip.agreed.connect(self.agree)
        strip.differences.take_wanted.connect(self.take_ticked)
        strip.differences.leave_wanted.connect(self.leave_differences)
        counter.shown.connect(self._take_shown)
        counter.updated.connect(self._take_updated)
        counter.created.connect(self._take_created)

    # ---------------------------------------------------------------------------------------- the scan

    def take(self, scan: Scan) -> None:
        """A card was scanned. A question that stands open is answered first; whoever came waits behind it."""
        self._turn += 1
        self._forget()
        if self._chooser is not None:
            self._chooser.reject()
        self._look_when_free(self._turn, scan)

    def _look_when_free(self, turn: int, scan: Scan) -> None:
        if turn != self._turn:
            return
        question = QApplication.activeModalWidget()
        if not isinstance(question, QDialog):
            self._look(turn, scan)
            return
        again = partial(self._look_when_free, turn, scan)
        question.finished.connect(lambda _code: again())
        title = self.tr("A card was scanned.")
        self._messages.post(Message(Level.LOOK, title, self.tr("It is shown as soon as this dialog is closed.")))

    def _look(self, turn: int, scan: Scan) -> None:
        if not self._window.window().isActiveWindow():
            self._window.window().activateWindow()  # customers in bulk have a window of their own
        arrived = partial(self._take_arrival, turn, self._counter.wanted)
        failed = partial(self._not_looked, turn, scan.card)
        tasks.start(self, self._desk.arrivals.who(scan.card), arrived, failed)

    def _not_looked(self, turn: int, card: IdCard, error: AppError) -> None:
        """The index cannot be read: the card itself still says whether the person may come in."""
        if turn == self._turn:
            self._present_unknown(Arrival(Arrived.UNKNOWN, card), may_fill=False)
            self._messages.show_error(error)

    def _take_arrival(self, turn: int, wanted: CustomerRef | None, arrival: Arrival) -> None:
        if turn != self._turn:
            return
        if self._counter.wanted != wanted:  # the clerk went on to somebody else while the index was being opened
            show = partial(self._show, turn, arrival)
            self._messages.post(
                Message(Level.LOOK, self.tr("The card that was scanned is ready."), "", self.tr("Open"), show)
            )
            return
        self._show(turn, arrival)

    def _show(self, turn: int, arrival: Arrival) -> None:
        if turn != self._turn:
            return
        self._messages.clear()
        if arrival.how is Arrived.KNOWN:
            self._show_known(arrival)
        elif arrival.how is Arrived.SEVERAL:
            self._show_several(arrival)
        else:
            self._present_unknown(arrival, may_fill=True)

    # ---------------------------------------------------------------------------------------- known

    def _meet(self, arrival: Arrival) -> None:
        refs = frozenset(one.ref for one in arrival.customers)
        self._present = _Present(arrival.card, refs)
        for ref in refs:
            self._desk.checkin.note_card(ref)

    def _show_known(self, arrival: Arrival) -> None:
        self._meet(arrival)
        (customer,) = arrival.customers
        self._search.go_to_box()  # what is typed on goes into nobody's form
        is_there = self._counter.current is not None and self._counter.current.customer.ref == customer.ref
        self._counter.open(customer.ref, customer)
        if is_there and self._counter.current:
            self._take_shown(self._counter.current)

    def _show_several(self, arrival: Arrival) -> None:
        self._meet(arrival)
        rows = [self._desk.search.row(one, self.tr("ID card")) for one in arrival.customers]
        self._search.presenter.show_given(rows, self.tr("Who of these is it?"))
        self._search.choose_among_given()
        policies = [self._policy(one.ref.connection) for one in arrival.customers]
        notices = [notice_of(one, is_patient=False) for one in policies]
        texts = dict.fromkeys(translated(one.template).format(*one.arguments) for one in notices)
        title = self.tr("This card fits several customers.")
        self._messages.post(Message(Level.LOOK, title, " · ".join(texts), passing=True))

    def _policy(self, connection: ConnectionId) -> Policy:
        return policy_of(self._desk.stores.connection(connection).jurisdiction.code)

    def _take_shown(self, form: OpenForm | None) -> None:
        """Another form is on the screen: that of the card's owner, or the card is forgotten."""
        present = self._present
        if present is None or form is None:
            return
        if form.customer.ref in present.refs:
            self._show_differences(present, form)
            if not self._page.arrival.differences.isHidden():
                self._page.arrival.differences.go_to_first()
        elif form.visitor is None or form.visitor != present.visitor:
            self._forget()

    def _take_updated(self, form: OpenForm) -> None:
        present = self._present
        if present and form.customer.ref in present.refs:
            self._show_differences(present, form)

    def _show_differences(self, present: _Present, form: OpenForm) -> None:
        record, ref = record_of(form.edit), form.customer.ref
        found = differences(present.card, record, form.edit.form, CARD_FIELDS, is_brief=form.is_brief)
        # What the profile does not say yet is no contradiction, and no reason to look closer.
        self._desk.checkin.differ(ref, tuple(translated(one.label) for one in found if one.before))
        self._page.show_verdict_anew()
        policy, is_patient = self._policy(ref.connection), bool(known(form.customer.is_medical, False))
        kept = kept_fields(policy, is_patient=is_patient, consent=present.consent)
        self._page.arrival.differences.show_differences(() if present.is_settled else found, kept)
        can_agree = bool(found) and not present.is_settled
        self._show_notice(policy, present, is_patient=is_patient, can_agree=can_agree)

    def _show_notice(self, policy: Policy, present: _Present, *, is_patient: bool, can_agree: bool) -> None:
        notice = notice_of(policy, is_patient=is_patient, consent=present.consent)
        is_asked = policy.keeping(is_patient=is_patient) is Keeping.CONSENT and not present.consent
        text = translated(notice.template).format(*notice.arguments)
        self._page.arrival.show_notice(text, can_agree=can_agree and is_asked)

    # ---------------------------------------------------------------------------------------- what the clerk does

    def take_ticked(self) -> None:
        """F7: put what is ticked into the form, as if it had been typed there."""
        form, panel = self._counter.current, self._page.arrival.differences
        if form is None or panel.isHidden() or form.customer.ref not in self._refs():
            return
        if not panel.ticked():
            self._messages.inform(
                self.tr("Nothing is ticked."), self.tr("Space ticks, Esc leaves the profile as it is.")
            )
            return
        for one in panel.ticked():
            take(form.edit, one)
        self._settle()
        self._counter.tell_changed(form)

    def leave_differences(self) -> None:
        """Esc in the differences: the profile stays as it is."""
        self._settle()
        if self._counter.current:
            self._take_updated(self._counter.current)

    def _settle(self) -> None:
        if self._present:
            self._present.is_settled = True
        self._page.arrival.differences.forget()
        self._search.go_to_box()

    def _refs(self) -> frozenset[CustomerRef]:
        return self._present.refs if self._present else frozenset()

    def agree(self) -> None:
        """F8: the customer agrees to be kept, as far as the place allows it then."""
        present, form = self._present, self._counter.current
        if present is None or not self._page.arrival.can_agree:
            return
        present.consent = True
        if form is not None:
            self._take_updated(form)
            self._page.arrival.differences.go_to_first()
        elif present.visitor:
            self._fill(self._turn, present, present.visitor.connection)

    def go_back(self) -> bool:
        """Esc: leave the differences the cursor is in, else whoever came without a profile; False for neither."""
        if self._page.arrival.differences.has_focus():
            self.leave_differences()
            return True
        if self._page.walk_in is None:
            return False
        self._forget()
        self._counter.step_aside()
        self._search.go_to_box()
        return True

    def _forget(self) -> None:
        """Keep nothing of a card."""
        self._present = None
        self._page.card = None
        self._page.arrival.forget()
        self._likeness.forget()

    # ---------------------------------------------------------------------------------------- unknown

    def _present_unknown(self, arrival: Arrival, *, may_fill: bool) -> None:
        """Show the card's own verdict at once; then the form of a new customer, where the place allows to keep one."""
        stores = self._desk.stores.connections()
        if not stores:
            return
        store = self._desk.stores.chosen_last() or stores[0].id
        self._present = present = _Present(arrival.card, visitor=walk_in(store))
        self._show_walk_in(present, store)
        self._likeness.show(arrival)
        may_keep = [one for one in stores if self._policy(one.id).adults is Keeping.ALLOWED]
        if not (may_fill and may_keep):
            return
        if len(stores) == 1:
            self._fill(self._turn, present, store)
        else:
            self._choose_store(present)

    def _show_walk_in(self, present: _Present, store: ConnectionId) -> None:
        visitor = present.visitor or walk_in(store)
        self._counter.step_aside()
        self._page.card = replace(record_of_card(present.card, store), ref=visitor)
        self._desk.checkin.note_card(visitor)
        self._page.show_walk_in(self._page.card)
        self._show_notice(self._policy(store), present, is_patient=False, can_agree=True)
        self._search.go_to_box()

    def _choose_store(self, present: _Present) -> None:
        stores = self._desk.stores
        self._chooser = StoreChooser(stores, stores.connections(), self.tr("New customer at…"), self._window)
        self._chooser.chosen.connect(partial(self._take_store, self._turn, present))
        self._chooser.finished.connect(self._drop_chooser)
        self._chooser.open()

    def _drop_chooser(self, _code: int) -> None:
        self._chooser = None

    def _take_store(self, turn: int, present: _Present, store: ConnectionId) -> None:
        if turn != self._turn:
            return
        try:
            self._desk.stores.note_choice(store)
        except AppError as error:
            self._messages.show_error(error)
        if present.visitor and present.visitor.connection != store:
            present.visitor = walk_in(store)
            self._show_walk_in(present, store)
        self._fill(turn, present, store)

    def _fill(self, turn: int, present: _Present, store: ConnectionId) -> None:
        """Fill a new customer's form from the card, where the place allows it and the store can make one."""
        kept = kept_fields(self._policy(store), is_patient=False, consent=present.consent)
        if kept and self._desk.stores.info(store).capabilities.create:
            done = partial(self._show_filled, turn, present, store)
            tasks.start(self, self._desk.profiles.form(store), done, self._messages.show_error)

    def _show_filled(self, turn: int, present: _Present, store: ConnectionId, form: Form) -> None:
        if turn != self._turn or present is not self._present or present.visitor is None:
            return
        kept = kept_fields(self._policy(store), is_patient=False, consent=present.consent)
        self._counter.start_filled(form, store, filled_from(present.card, form, kept), present.visitor)
        self._show_notice(self._policy(store), present, is_patient=False, can_agree=False)
        filled = self._counter.current
        empty = [spec.key for spec in form.fields if spec.required and filled and not filled.edit.text(spec)]
        gap = empty[0] if empty else "phone"
        self._page.profile.go_to(gap)
        if filled:
            QTimer.singleShot(0, filled, partial(self._bring_into_sight, filled, gap))  # once the form has its size

    def _bring_into_sight(self, form: OpenForm, gap: str) -> None:
        if form is self._counter.current:
            self._page.profile.verticalScrollBar().setValue(0)
            self._page.profile.go_to(gap)

    def _take_created(self, form: OpenForm, customer: Customer) -> None:
        """Whoever was checked in off the card is the new customer from now on."""
        if form.visitor:
            became = self._desk.checkin.became(form.visitor, customer.ref)
            tasks.start(self, became, _ignore, self._messages.show_error)


def _ignore(_none: None) -> None:
    """The queue has been told by the use case itself."""

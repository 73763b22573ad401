"""Whose form is on the screen and which are parked: opening, reading, going from one to another."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.changes import merge
from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.draft import Draft
from app.core.errors import AppError, Problem
from app.core.form import Form
from app.core.outbox import Write, problems_in
from app.services import recent
from app.services.activity import Deed
from app.services.desk import Desk
from app.services.edit import Edit
from app.ui import tasks
from app.ui.customer.open_form import OpenForm
from app.ui.messages import Messages

_PATIENCE_MS = 150  # nobody reads or presses anything sooner, and most are on the screen by then


class Forms(QObject):
    """Opens and parks. Everything here answers at once; the store's answers arrive later.

    What is typed is kept in the vault at once: `typed` after every key, and each form whenever it changes by itself.
    """

    shown = Signal(object)  # OpenForm | None: another form is on the screen
    updated = Signal(object)  # OpenForm: the one on the screen changed by itself (read, saved, refused)
    parked_changed = Signal()
    waiting_changed = Signal()  # what waits for the customer on the screen
    turned_to = Signal()  # somebody is to be on the screen, who may not be there yet

    def __init__(self, desk: Desk, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._messages = messages
        self._wanted: CustomerRef | None = None
        self._parked: list[OpenForm] = []
        self.current: OpenForm | None = None
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._leave_former)

    @property
    def wanted(self) -> CustomerRef | None:
        """Who is to be on the screen: those who are, or are awaited."""
        return self._wanted

    def _turn_to(self, ref: CustomerRef) -> None:
        self._wanted = ref
        self.turned_to.emit()

    @property
    def is_opening(self) -> bool:
        """Whether somebody else is awaited than who is on the screen."""
        return self._wanted is not None and (self.current is None or self.current.customer.ref != self._wanted)

    def _leave_former(self) -> None:
        """Whoever was wanted is still not here: nobody shall take the former customer, or their verdict, for theirs."""
        if self.current and self.is_opening:
            self._show(None)

    def open(self, ref: CustomerRef, brief: Customer | None = None) -> None:
        """Put a customer on the screen: a parked form as it was left, else the last copy until the fresh one comes.

        ``brief`` is the record of the index, for somebody of whom there is no copy.
        """
        self._turn_to(ref)
        self._messages.clear()
        if self.current and self.current.customer.ref == ref:
            self.read_again()
            return
        parked = self._parked_of(ref)
        if parked:
            self._show_again(parked)
            return
        self._with_form(ref, partial(self._open_with, ref, brief))

    def _with_form(self, ref: CustomerRef, show: Callable[[Form], None]) -> None:
        self._patience.start()
        tasks.start(self, self._desk.profiles.form(ref.connection), show, partial(self._not_opened, ref))

    def _open_with(self, ref: CustomerRef, brief: Customer | None, form: Form) -> None:
        if ref != self._wanted or (self.current and self.current.customer.ref == ref):
            return  # somebody else is wanted by now, or who pressed twice has them already
        left, copy = self._left_form(ref, form), self._desk.recent.at_hand(ref)
        if left:
            self._show(left)
        elif copy or brief:
            self._show(self._form_of(form, copy, brief))
        if left is None and copy is None:
            shown = partial(self._show_copy, ref, form)
            tasks.start(self, self._desk.recent.copy(ref), shown, _no_copy)
        done = partial(self._opened, ref, form)
        tasks.start(self, self._desk.profiles.open(ref), done, partial(self._not_opened, ref))

    def _left_form(self, ref: CustomerRef, form: Form) -> OpenForm | None:
        """A form with what was typed earlier over a customer's record; what the store refused is work again, below it."""
        left = self._desk.drafts.take(ref) or self._desk.outgoing.waiting.refused_work(ref)
        if left is None:
            return None
        shown = self._restored_form(form, left)
        self._add_refused(shown)
        return shown

    def _form_of(self, form: Form, copy: recent.Copy | None, brief: Customer | None) -> OpenForm:
        """A form over the last copy, or where there is none over what the index has."""
        start = copy.customer if copy else brief
        if start is None:
            raise ValueError("nothing to show")
        start = self._desk.outgoing.outbox.as_it_will_be(start)
        shown = OpenForm(Edit(form, start), None, self)
        shown.is_brief = copy is None
        shown.copied_at = copy.read_at if copy else None
        shown.problems = problems_in(self._desk.outgoing.waiting.trouble_of_new(start.ref))
        return shown

    def _restored_form(self, form: Form, draft: Draft) -> OpenForm:
        """A form as it was typed earlier, with what the store said of it if it was sent in vain."""
        edit = Edit.of_draft(form, draft)
        shown = OpenForm(edit, self._desk.clock.now() if edit.is_new else None, self)
        shown.problems = problems_in(draft.refused)
        return shown

    def _show_copy(self, ref: CustomerRef, form: Form, copy: recent.Copy | None) -> None:
        """The copy out of the vault has come; the fresh record may have been quicker."""
        here = self.current if self.current and self.current.customer.ref == ref else None
        if copy is None or ref != self._wanted or (here and not here.is_brief):
            return
        if here is None:
            self._show(self._left_form(ref, form) or self._form_of(form, copy, None))
        else:
            here.edit.rebase(self._desk.outgoing.outbox.as_it_will_be(copy.customer))
            here.is_brief, here.copied_at = False, copy.read_at
            self._tell(here)

    def _opened(self, ref: CustomerRef, form: Form, customer: Customer) -> None:
        if ref != self._wanted:  # the clerk has gone on to somebody else; what was typed before is over the new record
            for parked in self._parked_at({ref, customer.ref}):
                self._renew(parked, customer)
            return
        self._wanted = customer.ref  # a new customer may have got a number meanwhile
        if self.current and self.current.customer.ref in {ref, customer.ref}:
            self._renew(self.current, customer)
        elif left := self._left_form(customer.ref, form):
            self._show(left)
            self._renew(left, customer)
        else:
            self._show(OpenForm(Edit(form, customer), self._desk.clock.now(), self))

    def _not_opened(self, ref: CustomerRef, error: AppError) -> None:
        for parked in self._parked_at({ref}):
            parked.is_awaited = False
        if ref != self._wanted:
            return
        self._messages.show_error(error, partial(self.open, ref))
        if self.current and self.current.customer.ref == ref:
            self.current.is_awaited = False
            self._tell(self.current)
        else:
            self.step_aside()

    def read_again(self) -> None:
        """Read the customer on the screen again from the store; what was typed stays."""
        form = self.current
        if form is None or form.edit.is_new:
            return
        ref = form.customer.ref
        form.is_awaited = True
        done = partial(self._renew, form)
        tasks.start(form, self._desk.profiles.reread(ref), done, partial(self._not_opened, ref))

    def _renew(self, form: OpenForm, customer: Customer) -> None:
        both = () if form.is_brief else merge(form.edit.changes(), customer).conflicts
        form.edit.rebase(customer)
        form.read_at = self._desk.clock.now()
        form.is_awaited = form.is_brief = False
        if both:
            said = self.tr("changed by somebody else too")
            form.problems = tuple(Problem(key, said, blocking=False) for key in both)
        self._tell(form)

    def take_fresh(self, customer: Customer) -> None:
        """A fresher reading of a customer came from elsewhere (a document was added)."""
        for form in (self.current, *self._parked):
            if form and form.customer.ref == customer.ref:
                self._renew(form, customer)

    def take_settled(self, ref: CustomerRef, customer: Customer) -> None:
        """A change that waited is at the store; a new customer has a number now."""
        for form in (self.current, *self._parked):
            if form and form.customer.ref in {ref, customer.ref}:
                self._renew(form, customer)
        if self._wanted == ref:
            self._wanted = customer.ref

    def take_refused(self, write: Write) -> None:
        """A store did not take a change: where its customer is on the screen, it is typed into the form again."""
        form = next((one for one in (self.current, *self._parked) if one and one.customer.ref == write.ref), None)
        if form is None:
            return
        is_work = self._add_refused(form)
        form.problems = problems_in(write.trouble)
        self._tell(form)
        if is_work and form is self.current:
            self.read_again()

    def tell_waiting(self) -> None:
        """Something else waits than before: the page says whether what it shows is at the store."""
        if self.current and not self.current.edit.is_new:
            self.waiting_changed.emit()

    def go_on(self, draft: Draft) -> None:
        """Put unsaved work of earlier on the screen, as it was typed."""
        self._messages.clear()
        here = next((one for one in (self.current, *self._parked) if one and one.edit.key == draft.key), None)
        if here:
            self._add_left(here)
            self._turn_to(here.customer.ref)
            self._show_again(here)
        elif draft.ref.customer_id:
            self.open(draft.ref)
        else:
            self._turn_to(draft.ref)
            self._with_form(draft.ref, partial(self._go_on_with, draft))

    def _go_on_with(self, draft: Draft, form: Form) -> None:
        if draft.ref == self._wanted and self._desk.drafts.take(draft.key):
            self._show(self._restored_form(form, draft))

    def take_left(self) -> None:
        """What was kept earlier has been read: a form that was opened meanwhile takes what is left of its customer."""
        for form in [one for one in (self.current, *self._parked) if one and self._add_left(one)]:
            self._tell(form)
            if form is self.current:
                self.read_again()

    def _add_left(self, form: OpenForm) -> bool:
        """Take what was typed into a form earlier, below what was typed since; lowest what the store refused."""
        draft = self._desk.drafts.take(form.edit.key)
        if draft:
            earlier = Edit.of_draft(form.edit.form, draft)
            earlier.rebase(form.customer)
            form.edit.add_earlier(earlier)
        return self._add_refused(form) or draft is not None

    def _add_refused(self, form: OpenForm) -> bool:
        """Type what the store refused into its customer's form, over the record it was typed over; whether there is any.

        A save of that form takes its place in the outbox, and discarding the form discards it.
        """
        work = self._desk.outgoing.waiting.refused_work(form.customer.ref)
        if work:
            form.edit.add_earlier(Edit.of_draft(form.edit.form, work))
            form.problems = problems_in(work.refused)
        return work is not None

    def show_parked(self, form: OpenForm) -> None:
        """Put a parked form on the screen again."""
        self._messages.clear()
        self._wanted = form.customer.ref
        self._show_again(form)

    def _show_again(self, form: OpenForm) -> None:
        """Put a form back on the screen, and read its customer again: nobody is let in by what was so some time ago."""
        self._show(form)
        if not form.saving:
            self.read_again()

    def step_aside(self) -> None:
        """Show nobody; the form on the screen is parked."""
        self._wanted = None
        self._show(None)

    def tell_changed(self, form: OpenForm) -> None:
        """Something was put into a form that the clerk did not type there."""
        form.problems = ()
        self._tell(form)

    # ---------------------------------------------------------------------------------------- what is on the screen

    def typed(self) -> None:
        """Something was typed into the form on the screen."""
        if self.current:
            self._keep(self.current)

    def _keep(self, form: OpenForm) -> None:
        self._desk.drafts.note(form.edit)

    def _show(self, form: OpenForm | None) -> None:
        leaving, self.current = self.current, form
        if form:
            self._keep(form)
            self.note_look()
        self._parked = [one for one in self._parked if one is not form]
        if leaving is not None and leaving is not form:
            self._park(leaving)
        self.shown.emit(form)

    def note_look(self) -> None:
        """Write down that whoever is here sees the record on the screen: once each time it comes there, and for each person.

        It counts wherever the record comes from, the store or what this desk knows of it.
        """
        form, who = self.current, self._desk.shift.who
        if form and not form.edit.is_new and form.seen_by != who:
            form.seen_by = who
            self._desk.activity.note(form.customer.ref, Deed.OPENED)

    def _park(self, form: OpenForm) -> None:
        """Keep a form that holds unsaved work; let go of any other."""
        form.seen_by = None
        if form.edit.is_dirty or form.saving:
            self._parked.append(form)
        else:
            form.deleteLater()
        self.parked_changed.emit()

    def parked(self) -> tuple[OpenForm, ...]:
        """The forms with unsaved work that are not on the screen."""
        return tuple(self._parked)

    def _parked_at(self, refs: Collection[CustomerRef]) -> list[OpenForm]:
        """The parked forms of customers that the store knows."""
        return [one for one in self._parked if not one.edit.is_new and one.customer.ref in refs]

    def _parked_of(self, ref: CustomerRef) -> OpenForm | None:
        """The form of a customer that was parked last; new customers of a store have no numbers to tell them apart."""
        return next((one for one in reversed(self._parked) if one.customer.ref == ref), None)

    def unsaved(self) -> int:
        """How many forms hold unsaved work."""
        return sum(1 for form in (self.current, *self._parked) if form and form.edit.is_dirty)

    def unsaved_at(self, connection: ConnectionId) -> int:
        """How many forms of one store hold unsaved work."""
        forms = [form for form in (self.current, *self._parked) if form is not None]
        return sum(1 for form in forms if form.customer.ref.connection == connection and form.edit.is_dirty)

    def leave_store(self, connection: ConnectionId) -> None:
        """Show nobody of a store that is no longer worked with; a form with unsaved work stays."""
        if self._wanted is not None and self._wanted.connection == connection:
            self._wanted = self.current.customer.ref if self.current else None
        form = self.current
        is_theirs = form is not None and form.customer.ref.connection == connection
        if form is not None and is_theirs and not (form.edit.is_dirty or form.saving):
            self._wanted = None
            self._show(None)

    def _tell(self, form: OpenForm) -> None:
        self._keep(form)
        if form is self.current:
            self.updated.emit(form)
        elif form in self._parked and not (form.edit.is_dirty or form.saving):
            self._parked.remove(form)
            form.deleteLater()
        self.parked_changed.emit()

    def let_go(self) -> None:
        """Take every form off the screen, when the desk goes over to other stores."""
        self._wanted = None
        self._parked.clear()
        self.current = None
        self._desk.drafts.clear()
        self.shown.emit(None)


def _no_copy(_error: AppError) -> None:
    """The fresh record is on its way, and whoever keeps the vault hears of its faults."""

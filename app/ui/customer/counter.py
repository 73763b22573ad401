"""Whose form is on the screen, which are parked, and what is under way with them."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.core.changes import Changes
from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.errors import AppError, Conflict, Duplicate, InvalidInput, Problem
from app.core.form import Form
from app.core.verdict import Level
from app.services.copying import Copy, copy_of, record_of
from app.services.desk import Desk
from app.services.edit import Edit, Typed
from app.ui import tasks
from app.ui.messages import Message, Messages


class OpenForm(QObject):
    """One form, on the screen or parked. Whatever comes back from the store for it comes back to it alone."""

    def __init__(self, edit: Edit, read_at: datetime | None, parent: QObject) -> None:
        super().__init__(parent)
        self.edit = edit
        self.is_brief = False  # the record is the index's, which leaves fields out
        self.visitor: CustomerRef | None = None  # by whom a new customer stands at the desk, with the card it is from
        self.read_at = read_at  # None: shown from an earlier copy, the fresh one is awaited
        self.saving = False
        self.problems: tuple[Problem, ...] = ()
        self.copy: Copy | None = None  # what a new customer's form was filled with, from another store's record

    @property
    def customer(self) -> Customer:
        """The record as it was last read."""
        return self.edit.base


class Counter(QObject):
    """Opens, saves, creates and parks. Everything here answers at once; the store's answers arrive later."""

    shown = Signal(object)  # OpenForm | None: another form is on the screen
    updated = Signal(object)  # OpenForm: the one on the screen changed by itself (read, saved, refused)
    copied = Signal(object, object)  # OpenForm, CustomerRef: a new form was filled from that record
    created = Signal(object, object)  # OpenForm, Customer: a new customer's form became that record
    parked_changed = Signal()

    def __init__(self, desk: Desk, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._messages = messages
        self._wanted: CustomerRef | None = None
        self._parked: list[OpenForm] = []
        self.current: OpenForm | None = None

    # ---------------------------------------------------------------------------------------- opening

    @property
    def wanted(self) -> CustomerRef | None:
        """Who is to be on the screen: those who are, or are awaited."""
        return self._wanted

    def open(self, ref: CustomerRef, brief: Customer | None = None) -> None:
        """Put a customer on the screen: a parked form as it was left, else the last copy until the fresh one comes.

        ``brief`` is the record of the index, for somebody of whom there is no copy.
        """
        self._wanted = ref
        self._messages.clear()
        if self.current and self.current.customer.ref == ref:
            self.read_again()
            return
        parked = self._parked_of(ref)
        if parked:
            self._show(parked)
            return
        start = partial(self._open_with, ref, brief)
        tasks.start(self, self._desk.profiles.form(ref.connection), start, partial(self._not_opened, ref))

    def _open_with(self, ref: CustomerRef, brief: Customer | None, form: Form) -> None:
        if ref != self._wanted:
            return
        copy = self._desk.recent.get(ref)
        start = copy or brief
        if start:
            shown = OpenForm(Edit(form, start), None, self)
            shown.is_brief = copy is None
            self._show(shown)
        done = partial(self._opened, ref, form)
        tasks.start(self, self._desk.profiles.open(ref), done, partial(self._not_opened, ref))

    def _opened(self, ref: CustomerRef, form: Form, customer: Customer) -> None:
        if ref != self._wanted:
            return  # the clerk has gone on to somebody else
        if self.current and self.current.customer.ref == ref:
            self._renew(self.current, customer)
        else:
            self._show(OpenForm(Edit(form, customer), self._desk.clock.now(), self))

    def _not_opened(self, ref: CustomerRef, error: AppError) -> None:
        if ref == self._wanted:
            self._messages.show_error(error, partial(self.open, ref))

    def read_again(self) -> None:
        """Read the customer on the screen again from the store; what was typed stays."""
        form = self.current
        if form is None or form.edit.is_new:
            return
        ref = form.customer.ref
        done = partial(self._renew, form)
        tasks.start(form, self._desk.profiles.reread(ref), done, partial(self._not_opened, ref))

    def _renew(self, form: OpenForm, customer: Customer) -> None:
        form.edit.rebase(customer)
        form.read_at = self._desk.clock.now()
        form.is_brief = False
        self._tell(form)

    def take_fresh(self, customer: Customer) -> None:
        """A fresher reading of a customer came from elsewhere (a document was added)."""
        for form in (self.current, *self._parked):
            if form and form.customer.ref == customer.ref:
                self._renew(form, customer)

    def start_new(self, connection: ConnectionId) -> None:
        """Put an empty form for a new customer on the screen; one that was begun before comes back as it was."""
        ref = CustomerRef(connection, "")
        self._wanted = ref
        if self.current and self.current.customer.ref == ref:
            self.shown.emit(self.current)
        elif parked := self._parked_of(ref):
            self._show(parked)
        else:
            start = partial(self._start_with, ref)
            tasks.start(self, self._desk.profiles.form(connection), start, partial(self._not_opened, ref))

    def _start_with(self, ref: CustomerRef, form: Form) -> None:
        if ref == self._wanted:
            self._show(OpenForm(Edit.of_new(form, ref.connection), self._desk.clock.now(), self))

    def start_filled(self, form: Form, connection: ConnectionId, copy: Copy, visitor: CustomerRef) -> None:
        """Put a new customer's form on the screen at once, filled from a card; one begun before is parked beside it."""
        self._wanted = CustomerRef(connection, "")
        filled = self._filled(form, connection, copy)
        filled.visitor = visitor
        self._show(filled)

    def _filled(self, form: Form, connection: ConnectionId, copy: Copy) -> OpenForm:
        edit = Edit.of_new(form, connection)
        edit.restore(Typed(values={**edit.values, **copy.values}, addresses=copy.addresses or None))
        return OpenForm(edit, self._desk.clock.now(), self)

    def show_parked(self, form: OpenForm) -> None:
        """Put a parked form on the screen again."""
        self._wanted = form.customer.ref
        self._show(form)

    def step_aside(self) -> None:
        """Show nobody; the form on the screen is parked."""
        self._wanted = None
        self._show(None)

    def tell_changed(self, form: OpenForm) -> None:
        """Something was put into a form that the clerk did not type there."""
        form.problems = ()
        self._tell(form)

    def start_copy(self, connection: ConnectionId) -> None:
        """Put a new customer's form of another store on the screen, filled with what the present one holds."""
        source, ref = self.current, CustomerRef(connection, "")
        if source is None or source.customer.ref == ref:
            return
        self._messages.clear()
        if any(one.customer.ref == ref for one in self._parked):
            title = self.tr("A new customer for {} is not saved yet.").format(
                self._desk.stores.connection(connection).name
            )
            detail = self.tr("Save or discard that form first, then copy.")
            show = partial(self.start_new, connection)
            self._messages.post(Message(Level.LOOK, title, detail, self.tr("Show it"), show))
            return
        self._wanted = ref
        start = partial(self._copy_into, ref, record_of(source.edit), source.edit.form)
        tasks.start(self, self._desk.profiles.form(connection), start, partial(self._not_opened, ref))

    def _copy_into(self, ref: CustomerRef, record: Customer, source: Form, target: Form) -> None:
        if ref != self._wanted:
            return
        copy = copy_of(record, source, target)
        form = self._filled(target, ref.connection, copy)
        form.copy = copy
        self._show(form)
        self.copied.emit(form, record.ref)

    # ---------------------------------------------------------------------------------------- what is on the screen

    def _show(self, form: OpenForm | None) -> None:
        leaving, self.current = self.current, form
        self._parked = [one for one in self._parked if one is not form]
        if leaving is not None and leaving is not form:
            self._park(leaving)
        self.shown.emit(form)

    def _park(self, form: OpenForm) -> None:
        """Keep a form that holds unsaved work; let go of any other."""
        if form.edit.is_dirty or form.saving:
            self._parked.append(form)
        else:
            form.deleteLater()
        self.parked_changed.emit()

    def parked(self) -> tuple[OpenForm, ...]:
        """The forms with unsaved work that are not on the screen."""
        return tuple(self._parked)

    def _parked_of(self, ref: CustomerRef) -> OpenForm | None:
        """The form of a customer that was parked last; new customers of a store have no numbers to tell them apart."""
        return next((one for one in reversed(self._parked) if one.customer.ref == ref), None)

    def unsaved(self) -> int:
        """How many forms hold unsaved work."""
        here = [self.current] if self.current and self.current.edit.is_dirty else []
        return len(here) + sum(1 for form in self._parked if form.edit.is_dirty)

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
        if form is self.current:
            self.updated.emit(form)
        elif form in self._parked and not (form.edit.is_dirty or form.saving):
            self._parked.remove(form)
            form.deleteLater()
        self.parked_changed.emit()

    # ---------------------------------------------------------------------------------------- saving

    def save(self) -> None:
        """Save the form on the screen, once however often it is asked for."""
        form = self.current
        if form is None or form.saving or not form.edit.is_dirty:
            return
        problems = tuple(form.edit.problems())
        form.problems = problems
        if any(problem.blocking for problem in problems):
            self._messages.show_error(InvalidInput(*[problem for problem in problems if problem.blocking]))
            self._tell(form)
            return
        form.saving = True
        self._messages.clear()
        self._tell(form)
        self._send(form)

    def _send(self, form: OpenForm) -> None:
        edit = form.edit
        profiles = self._desk.profiles
        failed = partial(self._not_saved, form)
        # The window owns the task, not the form: a save goes on to its end whoever is on the screen by then.
        if edit.is_new:
            create = profiles.create(edit.base.ref.connection, edit.values, edit.addresses)
            tasks.start(self, create, partial(self._created, form), failed)
        else:
            changes = edit.changes()
            tasks.start(self, profiles.save(changes), partial(self._saved, form, changes), failed)

    def _saved(self, form: OpenForm, sent: Changes, customer: Customer) -> None:
        form.saving = False
        left = form.edit.take_saved(sent, customer)
        form.read_at = self._desk.clock.now()
        form.problems = tuple(Problem(key, self.tr("The store kept the old value."), blocking=False) for key in left)
        if left:
            title = self.tr("The store answered, but did not take every change.")
            detail = self.tr("What it left is still marked. Save again, or discard.")
            self._messages.post(Message(Level.LOOK, title, detail))
        else:
            self._messages.inform(self.tr("Saved."))
        self._tell(form)

    def _created(self, form: OpenForm, customer: Customer) -> None:
        form.saving = False
        form.edit.discard()
        self._messages.inform(self.tr("Customer {} was created.").format(customer.ref.customer_id))
        self.created.emit(form, customer)
        if form is self.current:
            self.current = None
            form.deleteLater()
            self.open(customer.ref)
        else:
            self._tell(form)

    def _not_saved(self, form: OpenForm, error: AppError) -> None:
        form.saving = False
        if isinstance(error, Conflict):
            form.edit.rebase(error.theirs)
            form.problems = tuple(Problem(key, self.tr("changed by somebody else too")) for key in error.fields)
        elif isinstance(error, InvalidInput):
            form.problems = error.problems
        elif isinstance(error, Duplicate):
            form.problems = (Problem(error.field, error.title),)
        self._messages.show_error(error, self.save if form is self.current else None)
        self._tell(form)

    # ---------------------------------------------------------------------------------------- discarding

    def discard(self) -> None:
        """Throw away what was typed into the form on the screen, and offer to take it back."""
        form = self.current
        if form is None or form.saving:
            return
        was_dirty = form.edit.is_dirty
        typed = form.edit.discard()
        form.problems = ()
        if form.edit.is_new:
            self._wanted = None
            self._show(None)
        else:
            self._tell(form)
        if was_dirty:
            undo = partial(self._undo, form, typed)
            self._messages.post(Message(Level.LOOK, self.tr("Changes discarded."), "", self.tr("Undo"), undo))

    def _undo(self, discarded: OpenForm, typed: Typed) -> None:
        ref, form = discarded.edit.base.ref, discarded.edit.form
        is_other = self.current is None or self.current.customer.ref != ref
        if is_other or (discarded.edit.is_new and self.current is not discarded):
            base = self._desk.recent.get(ref)
            edit = Edit(form, base) if base else Edit.of_new(form, ref.connection)
            self._wanted = ref
            again = OpenForm(edit, None, self)
            again.copy, again.visitor = discarded.copy, discarded.visitor
            self._show(again)
        if self.current:
            self.current.edit.restore(typed)
            self.shown.emit(self.current)

    # ---------------------------------------------------------------------------------------- deleting

    def delete(self) -> None:
        """Delete the customer on the screen at the store, and offer to bring them back. Asked before it is called."""
        form = self.current
        if form is None or form.edit.is_new or form.saving:
            return
        form.saving = True
        self._tell(form)
        done = partial(self._deleted, form)
        deletion = self._desk.profiles.delete(form.customer.ref)
        tasks.start(self, deletion, done, partial(self._not_saved, form))

    def _deleted(self, form: OpenForm, _none: None) -> None:
        ref = form.customer.ref
        form.saving = False
        form.edit.discard()
        if form is self.current:
            self._wanted = None
            self._show(None)
        else:
            self._tell(form)
        title = self.tr("Customer {} was deleted.").format(ref.customer_id)
        can = self._desk.stores.info(ref.connection).capabilities.restore
        restore = partial(self.restore, ref) if can else None
        self._messages.post(Message(Level.LOOK, title, "", self.tr("Undo") if can else "", restore))

    def restore(self, ref: CustomerRef | None = None) -> None:
        """Bring a deleted customer back, by default the one on the screen, and show them."""
        ref = ref or (self.current.customer.ref if self.current else None)
        if ref is not None:
            done = partial(self._restored, ref)
            tasks.start(self, self._desk.profiles.restore(ref), done, self._messages.show_error)

    def _restored(self, ref: CustomerRef, _customer: Customer) -> None:
        self._messages.inform(self.tr("Customer {} is back.").format(ref.customer_id))
        self.open(ref)

    def let_go(self) -> None:
        """Take every form off the screen, when the desk goes over to other stores."""
        self._wanted = None
        self._parked.clear()
        self.current = None
        self.shown.emit(None)

"""What is done with the form on the screen: saving, creating, discarding, deleting."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, Signal

from app.core.changes import Changes
from app.core.customer import Customer, CustomerRef
from app.core.errors import AppError, Conflict, Duplicate, InvalidInput, Problem
from app.core.form import refuse_blocking
from app.core.outbox import WriteState, is_provisional
from app.core.verdict import Level
from app.services.edit import Edit
from app.ui import tasks
from app.ui.customer.header import shown_name
from app.ui.customer.new_customers import NewCustomers
from app.ui.customer.open_form import OpenForm
from app.ui.messages import Message

__all__ = ["Counter", "OpenForm"]


class Counter(NewCustomers):
    """Saves, creates, discards and deletes, beside opening, parking and beginning."""

    created = Signal(object, object)  # OpenForm, Customer: a new customer's form became that record

    # ---------------------------------------------------------------------------------------- saving

    def save(self) -> None:
        """Save the form on the screen, once however often it is asked for."""
        if self.current:
            self._save(self.current)

    def _save(self, form: OpenForm) -> None:
        if form.saving or not form.edit.is_dirty:
            return
        form.problems = tuple(form.edit.problems())
        try:
            refuse_blocking(form.problems)
        except InvalidInput as error:
            self._messages.show_error(error)
            self._tell(form)
            return
        form.saving = True
        self._messages.clear()
        self._tell(form)
        self._send(form)

    def _send(self, form: OpenForm) -> None:
        edit = form.edit
        profiles = self._desk.profiles
        failed = partial(self._failed, form, partial(self._save, form))
        # The window owns the task, not the form: a save goes on to its end whoever is on the screen by then.
        if edit.is_new:
            sent = Changes(edit.base, edit.values, edit.addresses)
            create = profiles.create(edit.base.ref.connection, sent.fields, edit.addresses, token=edit.token)
            tasks.start(self, create, partial(self._created, form, sent), failed)
        else:
            changes = edit.changes()
            tasks.start(self, profiles.save(changes), partial(self._saved, form, changes), failed)

    def _saved(self, form: OpenForm, sent: Changes, customer: Customer) -> None:
        form.saving = False
        left = form.edit.take_saved(sent, customer)
        if self._desk.outgoing.waiting.keeps(customer.ref):
            form.problems = ()
            # Something was refused while this was sent: what the form took for the record is typed again.
            is_refused = self._add_refused(form)
            self._tell(form)
            if is_refused and form is self.current:
                self.read_again()
            elif not is_refused:
                self._tell_kept(customer.ref, form)
            return
        form.read_at = self._desk.clock.now()
        form.problems = tuple(Problem(key, self.tr("The store kept the old value."), blocking=False) for key in left)
        if left:
            title = self._of(form, self.tr("The store answered, but did not take every change."))
            detail = self.tr("What it left is still marked. Save again, or discard.")
            self._messages.post(Message(Level.LOOK, title, detail))
        else:
            self._messages.inform(self._of(form, self.tr("Saved.")))
        self._tell(form)

    def _created(self, form: OpenForm, sent: Changes, customer: Customer) -> None:
        form.saving = False
        self.created.emit(form, customer)
        is_wanted = self._wanted == form.customer.ref
        self._become(form, sent, customer)
        if form is not self.current:
            self._tell(form)
        else:
            self._show(form)
            if is_wanted:
                self._wanted = customer.ref
                self.read_again()
        if is_provisional(customer.ref):
            self._tell_kept(customer.ref, form)
        else:
            store = self._desk.stores.connection(customer.ref.connection).name
            self._messages.inform(self.tr("{} was created at {}.").format(_named(customer), store))

    def _become(self, form: OpenForm, sent: Changes, customer: Customer) -> None:
        """A new customer's form is that of the customer from now on; what was typed since the sending stays in it.

        It is kept under the customer's number before it goes from under the form's own.
        """
        key = form.edit.key
        form.edit.take_created(sent, customer)
        form.read_at, form.problems, form.copy, form.visitor = self._desk.clock.now(), (), None, None
        self._add_refused(form)
        self._keep(form)
        if form.edit.key != key:
            self._desk.drafts.drop(key)

    def _of(self, form: OpenForm | None, text: str) -> str:
        """What became of a form, with whose it is where somebody else is on the screen by now."""
        return text if form in (None, self.current) else f"{_named(form.customer)}: {text}"

    def _tell_kept(self, ref: CustomerRef, form: OpenForm | None = None) -> None:
        """Not at the store yet, or not known to be."""
        waiting = self._desk.outgoing.waiting
        last = waiting.of(ref)[-1:]
        is_unknown = any(write.state is WriteState.SENT for write in last)  # those before it were told of in their turn
        is_stuck = waiting.is_stuck(ref)
        if is_unknown:
            title = self.tr("It is not known whether the store has it.")
            detail = self.tr(
                "The customer can be served. It is kept on this computer and looked for; nothing is sent twice. "
                "Shift+F9 shows what becomes of it."
            )
        elif is_stuck:
            title = self.tr("Kept on this computer: what was sent before it waits for a decision.")
            detail = self.tr("Shift+F9 shows both. The customer can be served.")
        else:
            title = self.tr("Kept on this computer: it is not at the store yet.")
            detail = self.tr("It goes there by itself when the store answers. The customer can be served.")
        is_passing = not (is_unknown or is_stuck)
        self._messages.post(Message(Level.LOOK, self._of(form, title), detail, passing=is_passing))

    def _failed(self, form: OpenForm, again: Callable[[], None], error: AppError) -> None:
        """The store did not take what was done to a form; ``again`` does the same to the same form."""
        form.saving = False
        if isinstance(error, Conflict):
            form.edit.rebase(error.theirs)
            form.problems = tuple(Problem(key, self.tr("changed by somebody else too")) for key in error.fields)
        elif isinstance(error, InvalidInput):
            form.problems = error.problems
        elif isinstance(error, Duplicate):
            form.problems = (Problem(error.field, error.title),)
        self._tell(form)
        if form is self.current:
            self._messages.show_error(error, again)
        else:
            self._messages.show_error_of(_named(form.customer), error, partial(self.show_parked, form))

    # ---------------------------------------------------------------------------------------- discarding

    def discard(self) -> None:
        """Throw away what was typed into the form on the screen, and offer to take it back."""
        form = self.current
        if form is None or form.saving:
            return
        was_dirty = form.edit.is_dirty
        thrown = form.edit.discard()
        self._keep(form)
        form.problems = ()
        waiting = self._desk.outgoing.waiting
        if waiting.refused_work(form.customer.ref):
            tasks.start(self, waiting.discard_refused(form.customer.ref), _ignore, self._messages.show_error)
        if form.edit.is_new:
            self._wanted = None
            self._show(None)
        else:
            self._tell(form)
        if was_dirty:
            undo = partial(self._undo, form, thrown)
            self._messages.post(Message(Level.LOOK, self.tr("Changes discarded."), "", self.tr("Undo"), undo))

    def _undo(self, discarded: OpenForm, thrown: Edit) -> None:
        """Take back what was thrown away, below what was typed since."""
        if thrown.is_new:
            again = OpenForm(thrown, self._desk.clock.now(), self)
            again.copy, again.visitor = discarded.copy, discarded.visitor
            self._turn_to(thrown.base.ref)
            self._show(again)
        else:
            draft = thrown.draft(self._desk.clock.now(), self._desk.shift.who)
            self._desk.drafts.put_back(draft)
            self.go_on(draft)

    # ---------------------------------------------------------------------------------------- deleting

    def delete(self, form: OpenForm) -> None:
        """Delete a form's customer at the store, and offer to bring them back. Asked before it is called."""
        if form.edit.is_new or form.saving:
            return
        form.saving = True
        self._tell(form)
        done = partial(self._deleted, form)
        deletion = self._desk.profiles.delete(form.customer.ref)
        tasks.start(self, deletion, done, partial(self._failed, form, partial(self.delete, form)))

    def _deleted(self, form: OpenForm, is_at_store: bool) -> None:
        ref = form.customer.ref
        form.saving = False
        form.edit.discard()
        self._keep(form)
        if form is self.current:
            self._wanted = None
            self._show(None)
        else:
            self._tell(form)
        if not is_at_store:
            self._tell_kept(ref)
            return
        title = self.tr("{} was deleted.").format(_named(form.customer))
        can = self._desk.stores.info(ref.connection).capabilities.restore
        restore = partial(self.restore, ref) if can else None
        self._messages.post(Message(Level.LOOK, title, "", self.tr("Undo") if can else "", restore))

    def restore(self, ref: CustomerRef | None = None) -> None:
        """Bring a deleted customer back, by default the one on the screen, and show them."""
        ref = ref or (self.current.customer.ref if self.current else None)
        if ref is not None:
            done = partial(self._restored, ref)
            tasks.start(self, self._desk.profiles.restore(ref), done, self._messages.show_error)

    def _restored(self, ref: CustomerRef, customer: Customer | None) -> None:
        if customer is None:
            self._tell_kept(ref)
            return
        self._messages.inform(self.tr("{} is back.").format(_named(customer)))
        self.open(ref)


def _named(customer: Customer) -> str:
    """How a person is spoken of; some vendors' numbers are too long to be read."""
    number = QCoreApplication.translate("Counter", "Customer {}").format(customer.ref.customer_id)
    return shown_name(customer) or number


def _ignore(_none: None) -> None:
    """What was refused is gone from the list."""

"""How a new customer's form comes onto the screen: empty, filled from a card, or from another store's record."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.form import Form
from app.core.verdict import Level
from app.services.copying import Copy, copy_of, record_of
from app.services.edit import Edit
from app.ui.customer.forms import Forms
from app.ui.customer.open_form import OpenForm
from app.ui.messages import Message


class NewCustomers(Forms):
    """Begins new customers, beside opening and parking."""

    copied = Signal(object, object)  # OpenForm, CustomerRef: a new form was filled from that record

    def start_new(self, connection: ConnectionId) -> None:
        """Put an empty form for a new customer on the screen; one that was begun before comes back as it was."""
        ref = CustomerRef(connection, "")
        self._turn_to(ref)
        self._messages.clear()
        if self.current and self.current.customer.ref == ref:
            self.shown.emit(self.current)
        elif parked := self._parked_of(ref):
            self._show(parked)
        else:
            self._with_form(ref, partial(self._start_with, ref))

    def _start_with(self, ref: CustomerRef, form: Form) -> None:
        if ref == self._wanted:
            self._show(OpenForm(Edit.of_new(form, ref.connection), self._desk.clock.now(), self))

    def start_filled(self, form: Form, connection: ConnectionId, copy: Copy, visitor: CustomerRef) -> None:
        """Put a new customer's form on the screen at once, filled from a card; one begun before is parked beside it."""
        self._messages.clear()
        self._turn_to(CustomerRef(connection, ""))
        filled = self._filled(form, connection, copy)
        filled.visitor = visitor
        self._show(filled)

    def _filled(self, form: Form, connection: ConnectionId, copy: Copy) -> OpenForm:
        edit = Edit.of_new(form, connection)
        edit.fill(copy.values, copy.addresses)
        return OpenForm(edit, self._desk.clock.now(), self)

    def start_copy(self, source: OpenForm, connection: ConnectionId) -> None:
        """Put a new customer's form of another store on the screen, filled with what a form holds."""
        ref = CustomerRef(connection, "")
        if source.customer.ref == ref:
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
        self._turn_to(ref)
        self._with_form(ref, partial(self._copy_into, ref, record_of(source.edit), source.edit.form))

    def _copy_into(self, ref: CustomerRef, record: Customer, source: Form, target: Form) -> None:
        if ref != self._wanted:
            return
        copy = copy_of(record, source, target)
        form = self._filled(target, ref.connection, copy)
        form.copy = copy
        self._show(form)
        self.copied.emit(form, record.ref)

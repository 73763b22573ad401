"""Adding documents: files wait in line for their kind, go once, and never land on another customer."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

import shiboken6
from PySide6.QtCore import QObject, Signal

from app.core.customer import Customer, CustomerRef
from app.core.errors import AppError, UnexpectedReply, VendorTimeout
from app.core.values import known
from app.core.vendor import NewDocument
from app.core.verdict import Level
from app.services.documents import AddedUnread, Documents, KeptForLater
from app.ui import tasks
from app.ui.documents import workers
from app.ui.documents.intake import Brought, Offer
from app.ui.documents.upload_panel import UploadPanel
from app.ui.messages import Message, Messages


class _Task(Protocol):
    def cancel(self) -> bool: ...


@dataclass(slots=True, eq=False)
class Sending:
    """One upload under way. ``gone``: bytes may have reached the store."""

    ref: CustomerRef
    offer: Offer = field(repr=False)
    before: int  # documents in the list when it was sent
    done: int = 0
    total: int = 0
    gone: bool = False
    task: _Task | None = None


class Uploads(QObject):
    """The uploads of all customers; the panel shows those of the customer on the screen.

    ``fresh`` brings a new reading of the customer on the screen, never of another one.
    """

    fresh = Signal(object)  # Customer
    idle = Signal()  # the panel is gone, and the cursor stood in it

    def __init__(self, documents: Documents, messages: Messages, panel: UploadPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._documents = documents
        self._messages = messages
        self._panel = panel
        self._ref: CustomerRef | None = None
        self._listed = 0
        self._reader = QObject(self)  # owns the reading of files for the customer on the screen
        self._reading = False
        self._line: deque[Brought] = deque()
        self._offer: Offer | None = None
        self._sending: dict[CustomerRef, Sending] = {}
        panel.accepted.connect(self._accept)
        panel.skipped.connect(self._skip)
        panel.cancelled.connect(self._cancel)

    def switch(self, ref: CustomerRef | None, listed: int) -> None:
        """Another customer is on the screen, or the same with a fresh list of that many documents."""
        self._listed = listed
        if ref == self._ref:
            return
        if self._line or self._offer_waits():
            self.say_left_out()
        shiboken6.delete(self._reader)
        self._reader = QObject(self)
        self._ref, self._offer, self._reading = ref, None, False
        self._line.clear()
        self._show()

    def follow(self, ref: CustomerRef) -> None:
        """The customer on the screen has got a number: what is asked about and on its way is theirs still."""
        if self._ref is None or ref == self._ref:
            return
        sending = self._sending.pop(self._ref, None)
        if sending:
            sending.ref = ref
            self._sending[ref] = sending
        self._ref = ref

    def bring(self, things: Sequence[Brought]) -> None:
        """Take files for the customer on the screen; each is asked about in turn."""
        if self._ref is not None:
            self._line.extend(things)
            self._next()

    def say_left_out(self) -> None:
        """A file was brought for somebody who is no longer on the screen."""
        title = self.tr("A file was not added: another customer was opened first.")
        self._messages.post(Message(Level.LOOK, title))

    def _offer_waits(self) -> bool:
        return self._offer is not None and self._offer.open and self._ref not in self._sending

    # ------------------------------------------------------------------------------------------ asking

    def _next(self) -> None:
        busy = self._reading or self._offer is not None or self._ref in self._sending
        if busy or not self._line:
            self._show()
            return
        self._reading = True
        workers.start(self._reader, self._line.popleft(), self._ask, self._refuse)

    def _ask(self, offer: Offer) -> None:
        self._reading = False
        self._offer = offer
        self._show()

    def _refuse(self, error: AppError) -> None:
        self._reading = False
        self._messages.show_error(error)
        self._next()

    def _show(self) -> None:
        sending = self._sending.get(self._ref) if self._ref else None
        if sending:
            self._panel.show_sending(sending.offer)
            if sending.gone:
                self._panel.show_progress(sending.done, sending.total)
        elif self._offer is not None and self._offer.unsure:
            self._panel.show_looking()
        elif self._offer is not None:
            self._panel.ask(self._offer, len(self._line))
        elif not self._panel.isHidden():
            had_focus = self._panel.has_focus_within()
            self._panel.hide()
            if had_focus:
                self.idle.emit()

    def _skip(self) -> None:
        self._close(self._offer)
        self._next()

    def _close(self, offer: Offer | None) -> None:
        """This file is done with: it will not be sent (again)."""
        if offer is not None:
            offer.open = False
        if offer is self._offer:
            self._offer = None

    # ------------------------------------------------------------------------------------------ sending

    def _accept(self, kind: str) -> None:
        if self._offer is not None and self._ref is not None:
            self._offer.kind = kind
            self._send(self._ref, self._offer, self._listed)

    def _retry(self, sending: Sending) -> None:
        before = self._listed if sending.ref == self._ref else sending.before
        self._send(sending.ref, sending.offer, before)

    def _send(self, ref: CustomerRef, offer: Offer, before: int) -> None:
        """Send once: not what is on its way, was sent or was given up, whoever asks again."""
        if ref in self._sending or offer.unsure or not offer.open:
            return
        sending = self._sending[ref] = Sending(ref, offer, before)
        document = NewDocument(offer.name, offer.kind, offer.content)
        coroutine = self._documents.upload(ref, document, partial(self._progress, sending))
        sending.task = tasks.start(self, coroutine, partial(self._sent, sending), partial(self._not_sent, sending))
        self._show()

    def _progress(self, sending: Sending, done: int, total: int) -> None:
        sending.done, sending.total, sending.gone = done, total, True
        if sending.ref == self._ref and self._sending.get(sending.ref) is sending:
            self._panel.show_progress(done, total)

    def _sent(self, sending: Sending, customer: Customer) -> None:
        self._over(sending, close=True)
        self._tell_fresh(customer)
        self._messages.inform(self.tr("Document added"))
        self._next()

    def _not_sent(self, sending: Sending, error: AppError) -> None:
        if isinstance(error, AddedUnread):
            self._over(sending, close=True)
            self._messages.show_error(error, partial(self._look_again, sending))
            self._next()
        elif isinstance(error, KeptForLater):
            self._over(sending, close=True)
            self._messages.show_error(error)
            self._next()
        elif isinstance(error, VendorTimeout | UnexpectedReply):
            self._over(sending)
            sending.offer.doubtful = True
            self._say_unknown(self.tr("It is not known whether the document arrived."))
            self._look_again(sending)
        else:
            self._over(sending)
            self._messages.show_error(error, partial(self._retry, sending))
            self._next()

    def _over(self, sending: Sending, *, close: bool = False) -> None:
        """It is no longer on its way. Its file is done with, or asked about again where its customer is still there."""
        self._sending.pop(sending.ref, None)
        if close:
            self._close(sending.offer)
        elif sending.ref == self._ref and self._offer is None:
            self._offer = sending.offer

    def _cancel(self) -> None:
        """Stop what is under way. What has gone cannot be called back, and that is said."""
        sending = self._sending.get(self._ref) if self._ref else None
        if sending is None or sending.task is None or not sending.task.cancel():
            return
        self._over(sending, close=sending.gone)
        if sending.gone:
            self._say_unknown(self.tr("Cancelled, but the document may have arrived already."))
            self._look_again(sending)
        else:
            self._messages.inform(self.tr("Cancelled. Nothing was sent."))
        self._next()

    # ------------------------------------------------------------------------------------------ looking afterwards

    def _say_unknown(self, title: str) -> None:
        self._messages.post(Message(Level.LOOK, title, self.tr("The list is being read again; nothing is sent twice.")))

    def _look_again(self, sending: Sending) -> None:
        sending.offer.unsure = True
        self._show()
        failed = partial(self._not_reread, sending)
        tasks.start(self, self._documents.reread(sending.ref), partial(self._reread, sending), failed)

    def _reread(self, sending: Sending, customer: Customer) -> None:
        sending.offer.unsure = False
        self._tell_fresh(customer)
        if len(known(customer.documents, ())) > sending.before:
            self._close(sending.offer)
            self._messages.inform(self.tr("The list shows one more document now: it has arrived."))
        else:
            title = self.tr("The list does not show the document.")
            detail = self.tr("It may still come: read the customer again (F5) before adding it once more.")
            self._messages.post(Message(Level.LOOK, title, detail))
        self._next()

    def _not_reread(self, sending: Sending, error: AppError) -> None:
        sending.offer.unsure = False
        self._messages.show_error(error, partial(self._look_again, sending))
        self._next()

    def _tell_fresh(self, customer: Customer) -> None:
        if customer.ref == self._ref:
            self.fresh.emit(customer)

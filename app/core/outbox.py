"""A write to a store as it is kept until the store has confirmed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from app.core.changes import Changes, applied, differences
from app.core.customer import Address, ConnectionId, Customer, CustomerRef, Document
from app.core.errors import AppError, Conflict, Duplicate, InvalidInput, Problem
from app.core.form import Form
from app.core.values import Value
from app.core.vendor import NewDocument

CHANGED_BY_BOTH = "changed by somebody else too"
_PROVISIONAL = "new-"  # no vendor's customer number begins like this: they are digits or UUIDs


class WriteKind(StrEnum):
    """What a write does."""

    CREATE = "create"
    CHANGE = "change"
    UPLOAD = "upload"
    DELETE = "delete"
    RESTORE = "restore"


class WriteState(StrEnum):
    """How far a write has got."""

    WAITING = "waiting"  # not sent, or known not to have arrived
    SENT = "sent"  # on its way, or its answer was lost: whether it arrived must be found out by looking
    REFUSED = "refused"  # the store said no; a person has to correct or discard it


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One write, whole: enough to send it after a restart, and to find out whether it arrived.

    ``number`` gives the order and is 0 until the outbox has taken it. ``ref`` names the customer, a new one by a
    provisional number. ``base``: the record that a change was made against. ``values``: all of a new customer, or
    what differs; ``addresses``: the whole list, None where it does not differ. ``documents_before``: what the list
    held before an upload. The bytes of ``document`` are left out where writes are listed.
    """

    kind: WriteKind
    ref: CustomerRef
    at: datetime
    who: str = ""
    base: Customer | None = field(default=None, repr=False)
    values: Mapping[str, Value] = field(default_factory=dict, repr=False)
    addresses: tuple[Address, ...] | None = field(default=None, repr=False)
    document: NewDocument | None = field(default=None, repr=False)
    documents_before: tuple[Document, ...] = field(default=(), repr=False)
    state: WriteState = WriteState.WAITING
    trouble: str = field(default="", repr=False)
    number: int = 0

    @property
    def holds_up(self) -> bool:
        """Whether later writes of the customer wait for it: refused ones hold up only what was typed over them."""
        return self.state is not WriteState.REFUSED or self.kind in {WriteKind.CREATE, WriteKind.CHANGE}

    @property
    def changes(self) -> Changes:
        """What a change sends; ValueError for a write of another kind."""
        if self.base is None:
            raise ValueError(f"a {self.kind} has no base")
        return Changes(self.base, self.values, self.addresses)


def provisional_ref(connection: ConnectionId, token: str) -> CustomerRef:
    """How a new customer is called until the store gives a number."""
    return CustomerRef(connection, f"{_PROVISIONAL}{token}")


def is_provisional(ref: CustomerRef) -> bool:
    """Whether the store does not know this customer yet."""
    return ref.customer_id.startswith(_PROVISIONAL)


def record_of_new(create: Write) -> Customer:
    """A new customer as the store will hold them, under a provisional number."""
    return applied(Changes(Customer(ref=create.ref), create.values, create.addresses or ()))


def with_typed(create: Write, change: Write) -> Write:
    """A new customer with what was typed over them since."""
    addresses = create.addresses if change.addresses is None else change.addresses
    return replace(create, values={**create.values, **change.values}, addresses=addresses)


def differing(form: Form, create: Write, record: Customer) -> Write | None:
    """What a new customer's form says otherwise than the record of an earlier state of it, as a change."""
    changes = differences(form, record, create.values, create.addresses)
    if not changes:
        return None
    values, addresses = changes.fields, changes.addresses
    return replace(create, kind=WriteKind.CHANGE, base=record, values=values, addresses=addresses)


def trouble_of(error: AppError) -> str:
    """What a store said against a write, as text to be kept: a line for each problem, with its field before a tab."""
    problems: tuple[Problem, ...] = (Problem("", error.title),)
    if isinstance(error, InvalidInput):
        problems = error.problems
    elif isinstance(error, Duplicate):
        problems = (Problem(error.field, error.title),)
    elif isinstance(error, Conflict):
        problems = tuple(Problem(key, CHANGED_BY_BOTH) for key in error.fields)
    return "\n".join(f"{one.field}\t{' '.join(one.message.split())}" for one in problems)


def problems_in(trouble: str) -> tuple[Problem, ...]:
    """The problems that were kept as text, for the form; none blocks, a person looks at each and saves again."""
    pairs = [line.partition("\t") for line in trouble.splitlines()]
    return tuple(Problem(field, message, blocking=False) for field, _tab, message in pairs)

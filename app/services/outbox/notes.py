"""What the journal says of a write."""

from __future__ import annotations

from app.core.changes import Changes
from app.core.customer import Customer
from app.core.journal import FieldChange
from app.core.outbox import Write, WriteKind
from app.services.activity import Deed, field_changes

DEEDS = {
    WriteKind.CREATE: Deed.CREATED,
    WriteKind.CHANGE: Deed.CHANGED,
    WriteKind.UPLOAD: Deed.UPLOADED,
    WriteKind.DELETE: Deed.DELETED,
    WriteKind.RESTORE: Deed.RESTORED,
}


def changes_in(write: Write) -> tuple[FieldChange, ...]:
    """From what to what, for the journal."""
    if write.kind is WriteKind.CREATE:
        return field_changes(Changes(Customer(ref=write.ref), write.values, write.addresses))
    return field_changes(write.changes) if write.kind is WriteKind.CHANGE else ()


def detail_of(write: Write) -> str:
    """What a write is about: fields or kinds, never their values."""
    if write.kind is WriteKind.CHANGE:
        return ", ".join((*write.values, *(f"address {kind}" for kind in write.changes.changed_address_kinds)))
    return write.document.kind if write.document else ""

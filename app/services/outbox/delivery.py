"""Sending one write to its store, once: looked at first, merged with what others changed, written down before it leaves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from app.core.changes import merge
from app.core.customer import Customer
from app.core.errors import AccessDenied, Conflict, Duplicate
from app.core.outbox import Write, WriteKind
from app.core.values import known
from app.ports import Progress, VendorClient
from app.services.outbox.outcomes import fresh, holder, only_respelled, with_documents_of

Leaving = Callable[[Write], Awaitable[None]]  # told the write as it goes, before its first byte does


async def deliver(
    client: VendorClient, write: Write, leaving: Leaving | None, progress: Progress | None = None
) -> Customer | None:
    """Send a write; answers the record as the store then holds it, where the store's answer shows it.

    Conflict where somebody else changed the same fields, Duplicate where somebody has a new customer's phone or the
    like: both before ``leaving`` is told. Without it nobody can look afterwards whether a document arrived.
    """
    tell = leaving or _nobody_looks
    number = write.ref.customer_id
    match write.kind:
        case WriteKind.CREATE:
            await _refuse_taken(client, write)
            await tell(write)
            return await client.create(write.values, write.addresses or ())
        case WriteKind.CHANGE:
            return await _change(client, write, tell)
        case WriteKind.UPLOAD:
            await _upload(client, write, leaving, progress)
            return None
        case WriteKind.DELETE:
            await tell(write)
            await client.delete(number)
            return None
        case WriteKind.RESTORE:
            await tell(write)
            return await client.restore(number)


async def _refuse_taken(client: VendorClient, write: Write) -> None:
    try:
        taken = await holder(client, write.values)
    except AccessDenied:  # a key may create and not look: then the store alone says that a value is taken
        return
    if taken:
        field, somebody = taken
        spec = client.form.spec(field)
        label = spec.label.lower() if spec else field
        who = somebody.full_name or "Another customer of this store"  # some vendors' numbers tell nobody anything
        raise Duplicate(field, f"{who} already has this {label}.")


async def _change(client: VendorClient, write: Write, leaving: Leaving) -> Customer:
    theirs = await fresh(client, write.ref)
    merged = merge(write.changes, theirs)
    base = write.changes.base
    conflicts = tuple(key for key in merged.conflicts if not only_respelled(base, theirs, key))
    if conflicts:
        raise Conflict(theirs, conflicts)
    if not merged.changes:
        return theirs
    await leaving(replace(write, base=theirs, values=merged.changes.fields, addresses=merged.changes.addresses))
    updated = await client.update(merged.changes)
    return with_documents_of(updated, theirs)


async def _upload(client: VendorClient, write: Write, leaving: Leaving | None, progress: Progress | None) -> None:
    if write.document is None:
        raise ValueError("an upload has a document")
    if leaving:
        before = known((await fresh(client, write.ref)).documents, ())
        await leaving(replace(write, documents_before=before))
    await client.upload(write.ref.customer_id, write.document, progress)


async def _nobody_looks(_write: Write) -> None:
    """A desk that keeps nothing."""

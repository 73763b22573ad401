"""What a desk keeps for itself, in memory, for a desk without a vault (ports.Kept); gone with the program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.draft import Draft
from app.core.outbox import Write, WriteState
from app.ports import Kept


def session_kept() -> Kept:
    """All of it, empty; a journal that nobody could be held to is none."""
    return Kept(SessionDrafts(), SessionCopies(), SessionOutbox(), None)


class SessionDrafts:
    """See ports.Drafts."""

    def __init__(self) -> None:
        self._drafts: dict[CustomerRef, Draft] = {}

    async def keep(self, draft: Draft) -> None:
        """See ports.Drafts."""
        self._drafts[draft.key] = draft

    async def drop(self, key: CustomerRef) -> None:
        """See ports.Drafts."""
        self._drafts.pop(key, None)

    async def all(self) -> Sequence[Draft]:
        """See ports.Drafts."""
        return sorted(self._drafts.values(), key=lambda draft: draft.at, reverse=True)


class SessionCopies:
    """See ports.Copies: none beside those in memory that `Recent` has anyway."""

    async def keep(self, customer: Customer, read_at: datetime) -> None:
        """See ports.Copies."""

    async def get(self, ref: CustomerRef) -> tuple[Customer, datetime] | None:
        """See ports.Copies."""
        del ref
        return None

    async def forget(self, ref: CustomerRef) -> None:
        """See ports.Copies."""

    async def forget_store(self, connection_id: ConnectionId) -> None:
        """See ports.Copies."""


class SessionOutbox:
    """See ports.Outbox."""

    def __init__(self) -> None:
        self._writes: dict[int, Write] = {}
        self._last = 0

    async def add(self, write: Write) -> Write:
        """See ports.Outbox."""
        number = write.number or self._last + 1
        self._last = max(self._last, number)
        self._writes[number] = taken = replace(write, number=number)
        return taken

    async def mark(self, number: int, state: WriteState, trouble: str = "") -> None:
        """See ports.Outbox."""
        self._writes[number] = replace(self._writes[number], state=state, trouble=trouble)

    async def renew(self, write: Write) -> None:
        """See ports.Outbox."""
        self._writes[write.number] = replace(write, document=self._writes[write.number].document)

    async def done(self, write: Write, became: CustomerRef | None = None) -> None:
        """See ports.Outbox."""
        self._writes.pop(write.number, None)
        for number, later in self._writes.items():
            if became is not None and later.ref == write.ref:
                base = later.base and replace(later.base, ref=became)
                self._writes[number] = replace(later, ref=became, base=base)

    async def waiting(self) -> Sequence[Write | None]:
        """See ports.Outbox."""
        return list(self._writes.values())

    async def content(self, number: int) -> bytes:
        """See ports.Outbox."""
        document = self._writes[number].document if number in self._writes else None
        return document.content if document else b""

"""The writes that no store has confirmed yet: in memory as they are in the vault."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any, TypeVar

from app import ports
from app.core.customer import ConnectionId, CustomerRef
from app.core.errors import MachineFault
from app.core.outbox import Write, WriteState, trouble_of
from app.core.vendor import NewDocument

T = TypeVar("T")

_LOST = "the document can no longer be read here; see whether the store has it, and add it again if not"


class Ledger:
    """Every write in its order, documents without their bytes. ``changed`` is called after each change.

    What is begun is finished whoever is cancelled meanwhile: memory and vault say the same at any time.
    """

    def __init__(self, kept: ports.Outbox) -> None:
        self._kept = kept
        self._writes: dict[int, Write] = {}
        self._became: dict[CustomerRef, CustomerRef] = {}
        self._step = asyncio.Lock()
        self._is_read = False
        self.lacks_some = False  # of those that are kept: what cannot be read stays there, and is not sent
        self._steps: set[asyncio.Task[Any]] = set()
        self.changed: Callable[[], None] = lambda: None

    # ---------------------------------------------------------------------------------------- reading

    async def open(self) -> None:
        """Read what was kept. MachineFault."""
        if not self._is_read:
            await self._do(self._read())

    async def _read(self) -> None:
        if not self._is_read:
            kept = await self._kept.waiting()
            self._writes = {write.number: write for write in kept if write}
            self.lacks_some = None in kept
            self._is_read = True

    def all(self) -> tuple[Write, ...]:
        """Every write, in order."""
        return tuple(self._writes[number] for number in sorted(self._writes))

    def of(self, ref: CustomerRef) -> tuple[Write, ...]:
        """The writes of one customer, in order."""
        ref = self.now(ref)
        return tuple(write for write in self.all() if write.ref == ref)

    def at(self, connection: ConnectionId) -> tuple[Write, ...]:
        """The writes of one store, in order."""
        return tuple(write for write in self.all() if write.ref.connection == connection)

    def get(self, number: int) -> Write | None:
        """A write as it now stands; None where it is confirmed or discarded."""
        return self._writes.get(number)

    def now(self, ref: CustomerRef) -> CustomerRef:
        """The number that a new customer has got meanwhile."""
        return self._became.get(ref, ref)

    def addressed(self, write: Write) -> Write:
        """The write under the number that its customer has got meanwhile."""
        ref = self.now(write.ref)
        base = write.base and replace(write.base, ref=ref)
        return write if ref == write.ref else replace(write, ref=ref, base=base)

    async def whole(self, write: Write) -> Write:
        """The write with the bytes of its document. MachineFault."""
        if write.document is None:
            return write
        content = await self._kept.content(write.number)
        return replace(write, document=replace(write.document, content=content))

    # ---------------------------------------------------------------------------------------- writing

    async def add(self, write: Write) -> Write:
        """Take a write in, behind all others. It is kept when this comes back; MachineFault."""
        return await self._do(self._add(write))

    async def _add(self, write: Write) -> Write:
        await self._read()
        taken = await self._kept.add(self.addressed(write))
        self._writes[taken.number] = _light(taken)
        return taken

    async def renew(self, write: Write) -> Write:
        """Keep a write as it now stands. MachineFault."""
        return await self._do(self._renew(write))

    async def _renew(self, write: Write) -> Write:
        write = self.addressed(write)
        await self._kept.renew(write)
        self._writes[write.number] = _light(write)
        return write

    async def mark(self, write: Write, state: WriteState, trouble: str = "") -> Write:
        """Say how far a write has got. MachineFault."""
        return await self._do(self._mark(write, state, trouble))

    async def _mark(self, write: Write, state: WriteState, trouble: str) -> Write:
        await self._kept.mark(write.number, state, trouble)
        marked = replace(self._writes[write.number], state=state, trouble=trouble)
        self._writes[write.number] = marked
        return marked

    async def done(self, write: Write, became: CustomerRef | None = None) -> None:
        """Forget a write; with ``became`` later ones of its customer follow to that number. MachineFault."""
        await self._do(self._done(write, became))

    async def _done(self, write: Write, became: CustomerRef | None) -> None:
        await self._kept.done(write, became)
        self._writes.pop(write.number, None)
        if became is not None and became != write.ref:
            self._became[write.ref] = became
            self._writes = {number: self.addressed(later) for number, later in self._writes.items()}

    async def keep_again(self, begin_anew: Callable[[], Awaitable[None]]) -> None:
        """Keep all of it once more, in the vault that ``begin_anew`` begins. MachineFault.

        The numbers stay: what is on its way to a store meanwhile is confirmed under the one it left with. A document
        whose bytes cannot be read any more stays as one that was refused.
        """
        await self._do(self._keep_again(begin_anew))

    async def _keep_again(self, begin_anew: Callable[[], Awaitable[None]]) -> None:
        whole = [await self._whole_or_lost(write) for write in self.all()]
        await begin_anew()
        for write in whole:
            self._writes[write.number] = _light(await self._kept.add(write))

    async def _whole_or_lost(self, write: Write) -> Write:
        try:
            return await self.whole(write)
        except MachineFault:
            return replace(write, state=WriteState.REFUSED, trouble=trouble_of(MachineFault(_LOST)))

    def clear(self) -> None:
        """Forget what is in memory, when the desk goes over to other stores, or to another vault."""
        self._writes.clear()
        self._became.clear()
        self._is_read = False
        self.changed()

    async def _do(self, step: Coroutine[Any, Any, T]) -> T:
        task = asyncio.get_running_loop().create_task(self._in_turn(step))
        self._steps.add(task)
        task.add_done_callback(self._steps.discard)
        return await asyncio.shield(task)

    async def _in_turn(self, step: Awaitable[T]) -> T:
        async with self._step:
            answer = await step
        self.changed()
        return answer


def _light(write: Write) -> Write:
    document = write.document
    return replace(write, document=NewDocument(document.name, document.kind, b"")) if document else write

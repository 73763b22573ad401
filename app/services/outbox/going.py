"""One write on its way to a store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from app.core.errors import AppError, MachineFault
from app.core.outbox import Write, WriteKind, WriteState
from app.ports import Progress
from app.services.outbox.ledger import Ledger


class Going:
    """One write on its way: in the ledger from the moment before its first byte leaves.

    Where the vault cannot take it (a full disk), what the clerk sends goes all the same, without a number. What waits
    there goes on waiting: nobody could tell later that it had left.
    """

    def __init__(self, ledger: Ledger, failed: Callable[[AppError], None]) -> None:
        self._ledger = ledger
        self._failed = failed
        self._taking: asyncio.Task[Write] | None = None
        self._has_begun = False
        self.write: Write | None = None

    async def leaving(self, write: Write) -> None:
        """See `app.services.outbox.delivery.deliver`. MachineFault where the vault does not take what it had before."""
        write = replace(write, state=WriteState.SENT, trouble="")
        taking = self._ledger.renew(write) if write.number else self._ledger.add(write)
        self._taking = asyncio.get_running_loop().create_task(taking)
        try:
            self.write = await asyncio.shield(self._taking)
        except MachineFault as fault:
            if write.number:
                raise
            self._failed(fault)
            self.write = write

    def heard(self, progress: Progress | None) -> Progress:
        """``progress``, from whose first word on a document may be at the store."""

        def hear(done: int, size: int) -> None:
            self._has_begun = True
            if progress:
                progress(done, size)

        return hear

    @property
    def may_have_left(self) -> bool:
        """Whether the store may have it: the store's pace, its token or the network may hold it back for long.

        Of a document it is known when its first byte leaves, of anything else only that it is written down.
        """
        return self.write is not None and (self._has_begun or self.write.kind is not WriteKind.UPLOAD)

    async def leave_off(self, wake: Callable[[], None]) -> None:
        """Whoever waited for it was cancelled: what may have left is looked for, what was only written down is forgotten.

        ``wake``: see to the store, where it is to be looked for, or where others waited behind it.
        """
        if self.write is not None:
            if self.write.number and not self.may_have_left:
                await self._forgotten(self.write)
            wake()
        elif self._taking is not None:
            self._taking.add_done_callback(self._forget)

    def _forget(self, taken: asyncio.Task[Write]) -> None:
        if not taken.cancelled() and not taken.exception():
            self._taking = taken.get_loop().create_task(self._forgotten(taken.result()))

    async def _forgotten(self, write: Write) -> Write:
        try:
            await self._ledger.done(write)
        except MachineFault as fault:  # then it is looked for
            self._failed(fault)
        return write

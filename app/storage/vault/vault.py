"""The vault: what this program keeps of people, encrypted on the disk, or in memory where that cannot be.

It knows nothing of what is in it. A reader's and a writer's thread each have a connection of their own, so that a search
never waits for a synchronisation (SQLite's write-ahead log lets both work at once). The engine is imported in those
threads: the first paint needs none of this.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import Callable
from enum import Enum, auto
from typing import TYPE_CHECKING, TypeVar

from app.core.errors import AppError, MachineFault, VaultBusy, VaultUnreadable
from app.ports import AsyncSecretStore, Resort
from app.storage.paths import Home
from app.storage.vault import faults
from app.storage.vault.worker import Worker

if TYPE_CHECKING:
    from app.storage.vault.engine import Connection
    from app.storage.vault.migrations import Migrations
    from app.storage.vault.opened import Opened
    from app.storage.vault.opening import Opening

T = TypeVar("T")

CLOSING_SECONDS = 3.0

_log = logging.getLogger(__name__)


class Access(Enum):
    """What somebody wants with the file."""

    WRITE = auto()  # one program at a time
    READ = auto()  # beside the program that writes; nothing is made, brought up to date or locked
    ADD = auto()  # the same, for somebody who also adds a few rows now and then


class Vault:
    """One encrypted file, or one memory of this run. See ports.KeptVault for ``ask`` and `resort`.

    ``trouble`` is what the window must say after `open`, None where all is well. ``is_kept``: what is written outlives
    the program; otherwise it is in memory only, gone at `close`. ``migrations`` are asked for in the vault's thread. Work is a function of a connection; it answers plain
    values, never a cursor.
    """

    def __init__(
        self,
        home: Home,
        secrets: AsyncSecretStore,
        migrations: Callable[[], Migrations],
        *,
        kept: bool = True,
        access: Access = Access.WRITE,
    ) -> None:
        self._home = home
        self._secrets = secrets
        self._wanted = kept
        self._access = access
        self._migrations = migrations
        self._opening: asyncio.Task[Opened] | None = None
        self._closed = False
        self._answer: asyncio.Future[Resort] | None = None
        self._asks = True
        self.trouble: AppError | None = None
        self.is_kept = False
        self.ask: Callable[[AppError], bool] = lambda _trouble: False

    @property
    def is_there(self) -> bool:
        """Whether there is a file that is to be opened."""
        return self._wanted and os.path.lexists(self._home.vault_file)

    @property
    def is_wanted(self) -> bool:
        """See ports.KeptVault."""
        return os.path.lexists(self._home.wanted_file)

    async def open(self) -> None:
        """Open the file; where that cannot be, begin a vault in memory. A second call waits for the first."""
        await self._opened()

    async def read(self, work: Callable[[Connection], T]) -> T:
        """What ``work`` answers, from one unchanging state of the vault; MachineFault."""
        opened = await self._opened()
        try:
            return await opened.read(work)
        except VaultUnreadable as fault:
            self._note(fault)
            raise

    async def write(self, work: Callable[[Connection], T]) -> T:
        """What ``work`` answers, once all it wrote is on the disk; nothing is written where it raises. MachineFault."""
        opened = await self._opened()
        try:
            return await opened.write(work)
        except VaultUnreadable as fault:
            self._note(fault)
            raise

    async def compact(self) -> None:
        """Give the space of what was removed back to the disk, in steps between which others read and write."""
        await (await self._opened()).compact()

    async def rebuild(self) -> None:
        """Put the file aside and begin a new one; see ``trouble`` and ``is_kept`` for how it went.

        The key is kept where there is one, so that the old file can still be opened with it.
        """
        await self._begin_again(anew=True)

    async def keep(self) -> None:
        """From now on keep what is written, where it was in memory only until now; that is forgotten."""
        if self._wanted:
            return
        self._wanted = True
        await self._begin_again()

    def resort(self, to: Resort) -> None:
        """See ports.KeptVault."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(to)

    def stop_asking(self) -> None:
        """The program ends: nobody waits any longer for a file that cannot be opened."""
        self._asks = False
        self.resort(Resort.MEMORY)

    async def close(self) -> None:
        """Finish what was asked for, and close, within 3 seconds: a disk that hangs is left to itself."""
        self._closed = True
        self.stop_asking()
        opening, self._opening = self._opening, None
        if opening is None or opening.cancelled():
            return
        try:
            async with asyncio.timeout(CLOSING_SECONDS):
                await (await opening).end()
        except TimeoutError:
            _log.warning("the vault did not close in time")

    async def _opened(self) -> Opened:
        if self._closed:
            raise faults.closed()
        if self._opening is None or self._opening.cancelled():
            self._opening = asyncio.create_task(self._open())
        return await asyncio.shield(self._opening)

    def _note(self, trouble: VaultUnreadable) -> None:
        """A file that turns out to be damaged while it is open: whoever met it is told, and so is the window."""
        self.trouble = self.trouble or trouble

    async def _begin_again(self, *, anew: bool = False) -> None:
        """Close what is open and open anew; what was asked for before is done first, the rest waits."""
        await self._opened()
        before = self._opening
        if before is None:
            raise faults.closed()
        self._opening = asyncio.create_task(self._reopen(before, anew=anew))
        await self._opened()

    async def _reopen(self, before: asyncio.Task[Opened], *, anew: bool) -> Opened:
        await (await before).end()
        return await self._open(anew=anew)

    async def _open(self, *, anew: bool = False) -> Opened:
        self.trouble, self.is_kept = None, False
        worker = Worker("vault")
        opening = await worker.run(lambda: self._prepare(worker))
        opened = await self._open_somehow(opening, anew=anew)
        self.is_kept = opened.file is not None
        return opened

    async def _open_somehow(self, opening: Opening, *, anew: bool) -> Opened:
        while True:
            try:
                return await self._open_wanted(opening, anew=anew)
            except MachineFault as trouble:
                to = await self._resort_for(trouble, opening)
                if to is Resort.MEMORY:
                    _log.warning("the vault is in memory only: %s (%s)", trouble.title, repr(trouble.__cause__))
                    self.trouble = trouble
                    return await opening.in_memory()
                anew = anew or to is Resort.ANEW

    async def _resort_for(self, trouble: MachineFault, opening: Opening) -> Resort:
        self._answer = asyncio.get_running_loop().create_future()
        if not self._asks or not self.ask(trouble):
            return Resort.MEMORY
        if not isinstance(trouble, VaultBusy):
            return await self._answer
        with contextlib.suppress(MachineFault):  # then it is waited for to the end
            await opening.want(wanted=True)
        to = await self._answer
        if to is Resort.MEMORY:
            with contextlib.suppress(MachineFault):
                await opening.want(wanted=False)
        return to

    async def _open_wanted(self, opening: Opening, *, anew: bool) -> Opened:
        if not self._wanted:
            return await opening.in_memory()
        if self._access is Access.WRITE:
            return await opening.to_write(anew=anew)
        return await opening.beside(adds=self._access is Access.ADD)

    def _prepare(self, worker: Worker) -> Opening:
        """In the worker's thread, where importing the engine keeps nobody waiting."""
        from app.storage.vault.opening import Opening  # noqa: PLC0415

        return Opening(self._home, self._secrets, self._migrations(), worker)

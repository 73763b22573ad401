"""Keeping the index of every store up to date in the background, each store by itself.

A fault in one store never touches another. What waiting helps is tried again by itself, after pauses that grow; a store
that wants its credentials waits until somebody has signed in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto

from app.core.customer import ConnectionId
from app.core.errors import (
    AppError,
    NotOffered,
    NotSignedIn,
    RateLimited,
    SecretStoreLocked,
    SecretStoreMissing,
    UnexpectedReply,
)
from app.services.resting import Sleep, growing, raise_bug, rest
from app.services.sync_store import PAUSES, StoreSync, SyncTools

_UNREADABLE = 3  # slices in a row, after which a command gives up
# No pause mends it: somebody has to sign in, or the vendor has no such list at all.
_NEEDS_SOMEBODY = (NotSignedIn, NotOffered, SecretStoreLocked, SecretStoreMissing)


class SyncStage(Enum):
    """What the index is doing about a store."""

    WAITING = auto()  # not begun
    LOADING = auto()  # the first load is under way
    READY = auto()  # everybody is in
    PAUSED = auto()  # by a person
    HELD = auto()  # see its error; it goes on by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncStatus:
    """How far the index of one store is. ``complete``: everybody of the store is in it, changes of minutes aside."""

    connection: ConnectionId
    stage: SyncStage = SyncStage.WAITING
    count: int = 0
    expected: int | None = None
    complete: bool = False
    synced_at: datetime | None = None
    error: AppError | None = None


@dataclass(slots=True, eq=False)
class _Line:
    """One store's work: what reads it, the task, and what it waits for."""

    sync: StoreSync
    task: asyncio.Task[None] | None = None
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    is_paused: bool = False
    error: AppError | None = None


class Sync:
    """The synchronisation of the stores. ``changed`` is called with a store's new status.

    ``begin`` once the stores are known, ``follow`` whenever they changed, ``stop`` before the loop ends.
    """

    def __init__(self, tools: SyncTools, *, sleep: Sleep = asyncio.sleep) -> None:
        self.tools = tools
        self._sleep = sleep
        self._lines: dict[ConnectionId, _Line] = {}
        self._is_running = False
        self.changed: Callable[[SyncStatus], None] = lambda _status: None

    def status(self, store: ConnectionId) -> SyncStatus:
        """How far a store is."""
        line = self._lines.get(store)
        if line is None:
            return SyncStatus(connection=store)
        progress = line.sync.progress
        return SyncStatus(
            connection=store,
            stage=_stage(line),
            count=line.sync.count,
            expected=progress.expected,
            complete=progress.complete,
            synced_at=progress.synced_at,
            error=line.error,
        )

    def begin(self) -> None:
        """Work on the stores that are worked with, and on no other. Needs the running loop."""
        self._is_running = True
        wanted = [one.id for one in self.tools.stores.connections()]
        for store in [store for store in self._lines if store not in wanted]:
            _end(self._lines.pop(store))
        for store in wanted:
            line = self._line(store)
            if line.task is None and not line.is_paused:
                self._start(line)

    def follow(self) -> None:
        """The stores changed: if the work has begun, it goes on with those there are now."""
        if self._is_running:
            self.begin()

    async def stop(self) -> None:
        """End all work; what is kept by then is kept."""
        self._is_running = False
        ended = [task for line in self._lines.values() if (task := _end(line))]
        await asyncio.gather(*ended, return_exceptions=True)

    def wake(self, store: ConnectionId) -> None:
        """Try again now: the store is back, or somebody has signed in."""
        line = self._lines.get(store)
        if line and line.error:
            line.sync.hurry()
            line.woken.set()

    # ---------------------------------------------------------------------------------------- what people do

    def pause(self, store: ConnectionId) -> None:
        """Read no more of a store until `go_on`."""
        line = self._line(store)
        line.is_paused = True
        _end(line)
        self._tell(line)

    def go_on(self, store: ConnectionId) -> None:
        """Read a store again."""
        line = self._line(store)
        line.is_paused = False
        if line.task is None and self._is_running:
            self._start(line)
        self._tell(line)

    async def start_over(self, store: ConnectionId) -> None:
        """Forget what the index has of a store, and fetch everything again."""
        was_paused = self._line(store).is_paused
        await self.forget(store)
        line = self._line(store)
        line.is_paused = was_paused
        if self._is_running and not was_paused:
            self._start(line)
        self._tell(line)

    async def forget(self, store: ConnectionId) -> None:
        """Forget a store that is no longer connected."""
        line = self._lines.pop(store, None)
        task = _end(line) if line else None
        if task:
            await asyncio.gather(task, return_exceptions=True)
        self.tools.feed.drop(store)
        await self.tools.index.drop(store)

    # ---------------------------------------------------------------------------------------- the work

    def _line(self, store: ConnectionId) -> _Line:
        if store not in self._lines:
            line = _Line(StoreSync(store, self.tools, lambda: self._tell(line)))
            self._lines[store] = line
        return self._lines[store]

    def _start(self, line: _Line) -> None:
        # Begun afresh from what is kept: the work before may have been broken off at any point.
        line.sync = StoreSync(line.sync.store, self.tools, lambda: self._tell(line))
        line.error = None
        line.task = asyncio.get_running_loop().create_task(self._keep_up(line))
        line.task.add_done_callback(raise_bug)

    async def _keep_up(self, line: _Line) -> None:
        failures = 0
        while True:
            try:
                pause: float | None = await line.sync.read_next()
                failures, line.error = 0, line.error if line.sync.has_gaps else None
            except AppError as error:
                failures += 1
                pause, line.error = _pause_after(error, failures), error
            self._tell(line)
            line.woken.clear()
            if pause != 0:
                await rest(line.woken, pause, self._sleep)

    def _tell(self, line: _Line) -> None:
        if self._lines.get(line.sync.store) is line:
            self.changed(self.status(line.sync.store))

    async def bring_up_to_date(self, store: ConnectionId) -> SyncStatus:
        """Read one store until it is up to date, here and now; ``changed`` hears of it as ever.

        A "too many" is waited for; any other error is raised, and what came before it is kept.
        """
        line = self._line(store)
        faults: list[UnexpectedReply] = []  # since something could be read; the later slices may be readable
        while True:
            try:
                pause = await line.sync.read_next()
            except RateLimited as error:
                await self._sleep(max(error.retry_after, PAUSES[0]))
                continue
            except UnexpectedReply as fault:
                faults.append(fault)
                if len(faults) == _UNREADABLE:
                    raise
                continue
            if line.sync.progress.complete and pause:
                if line.sync.is_behind:
                    raise faults[-1]
                return self.status(store)
            faults = faults if line.sync.has_gaps else []
            await self._sleep(pause)


def _stage(line: _Line) -> SyncStage:
    if line.is_paused:
        return SyncStage.PAUSED
    if line.error:
        return SyncStage.HELD
    if line.sync.progress.complete:
        return SyncStage.READY
    return SyncStage.LOADING if line.sync.has_begun else SyncStage.WAITING


def _pause_after(error: AppError, failures: int) -> float | None:
    """Seconds until the next try; None where only a person can change something."""
    if isinstance(error, _NEEDS_SOMEBODY):
        return None
    pause = growing(PAUSES, failures)
    return max(pause, error.retry_after) if isinstance(error, RateLimited) else pause


def _end(line: _Line) -> asyncio.Task[None] | None:
    task, line.task = line.task, None
    if task:
        task.cancel()
    return task

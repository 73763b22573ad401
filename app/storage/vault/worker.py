"""A thread for work that blocks on the disk, for code that must not block."""

from __future__ import annotations

import asyncio
import itertools
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

from app.storage.vault import faults

T = TypeVar("T")

_URGENT, _IN_TURN, _LAST = range(3)


class Worker:
    """Runs pieces of work one after the other in a daemon thread: a disk that hangs does not keep the program alive.

    Work that nobody waits for any more is left out if it has not begun; if it has, it ends and its answer is dropped.
    Work that comes after the end is refused: MachineFault.
    """

    def __init__(self, name: str) -> None:
        self._waiting: queue.PriorityQueue[tuple[int, int, Callable[[], None] | None]] = queue.PriorityQueue()
        self._number = itertools.count()
        self._ending = False
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    async def run(self, work: Callable[[], T], *, urgent: bool = False) -> T:
        """What ``work`` answers or raises. ``urgent``: ahead of whatever waits, behind what runs."""
        return await self._put(_URGENT if urgent else _IN_TURN, work)

    async def end(self, work: Callable[[], T]) -> T:
        """The last piece of work, once all that waits is done; the thread ends behind it."""
        last = self._put(_LAST, work)
        self.stop()
        return await last

    def stop(self) -> None:
        """End the thread once all that waits is done."""
        self._ending = True
        self._waiting.put((_LAST, next(self._number), None))

    def _put(self, rank: int, work: Callable[[], T]) -> asyncio.Future[T]:
        if self._ending:
            raise faults.closed()
        piece = _Piece(work)
        self._waiting.put((rank, next(self._number), piece.run))
        return asyncio.wrap_future(piece.future)

    def _work(self) -> None:
        while (run := self._waiting.get()[2]) is not None:
            run()
            del run  # what it carried must not live until the next one comes


class _Piece(Generic[T]):
    """One piece of work, and the future of whoever waits for it."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self.future: Future[T] = Future()

    def run(self) -> None:
        """In the worker's thread."""
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            answer = self._work()
        except BaseException as fault:  # noqa: BLE001 - it travels to whoever waits
            self.future.set_exception(fault)
        else:
            self.future.set_result(answer)

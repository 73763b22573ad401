"""Writing in the background what is soon overtaken: of each thing the newest state counts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from app.core.errors import AppError

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class LatestWrites(Generic[K, V]):
    """One write at a time for each key; what is put meanwhile overtakes what waits, and follows.

    ``failed`` hears of the first failure after a success. A state that could not be written is written with the next one.
    """

    def __init__(self, write: Callable[[K, V], Awaitable[None]]) -> None:
        self._write = write
        self._newest: dict[K, V] = {}
        self._writing: dict[K, asyncio.Task[None]] = {}
        self._is_failing = False
        self.failed: Callable[[AppError], None] = lambda _error: None

    def put(self, key: K, value: V) -> None:
        """Write this state of something, as soon as the one before it is written."""
        self._newest[key] = value
        self._work(key)

    async def settled(self) -> None:
        """Come back when everything that was put is written, or could not be."""
        while works := [self._work(key) for key in list(self._newest)]:
            await asyncio.gather(*(asyncio.shield(one) for one in works))
            if self._is_failing:
                return

    def clear(self) -> None:
        """Forget what waits."""
        self._newest.clear()

    def _work(self, key: K) -> asyncio.Task[None]:
        """The task that writes one key; a new one where the last has ended, or its loop has."""
        loop, task = asyncio.get_running_loop(), self._writing.get(key)
        if task is None or task.done() or task.get_loop() is not loop:
            task = self._writing[key] = loop.create_task(self._write_all(key))
            task.add_done_callback(lambda ended: self._end(key, ended))
        return task

    def _end(self, key: K, task: asyncio.Task[None]) -> None:
        if self._writing.get(key) is task:
            del self._writing[key]

    async def _write_all(self, key: K) -> None:
        while key in self._newest:
            value = self._newest[key]
            try:
                await self._write(key, value)
            except AppError as error:
                if not self._is_failing:
                    self._is_failing = True
                    self.failed(error)
                return
            self._is_failing = False
            if self._newest.get(key) is value:
                del self._newest[key]

"""A store of secrets that may block for minutes, for code that must not: the window and the command line."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from app.core.customer import ConnectionId
from app.core.errors import SecretStoreLocked
from app.core.vendor import Secret
from app.ports import SecretStore

T = TypeVar("T")

ANSWER_SECONDS = 8.0
# Keeping a sign-in happens in front of a person, who may be asked to unlock the store and has to find a password.
UNLOCK_SECONDS = 60.0


class PatientSecrets:
    """Implements ports.AsyncSecretStore over a store that blocks.

    Calls run one after the other in a daemon thread that lives as long as there are calls: the executor of the event
    loop would keep the program alive until a wedged store answers. A call that is not answered in time raises
    SecretStoreLocked; if it has begun it may still take effect, and its late answer is dropped; if it has not begun it
    never will.
    """

    def __init__(
        self, store: SecretStore, *, seconds: float = ANSWER_SECONDS, unlock_seconds: float = UNLOCK_SECONDS
    ) -> None:
        self._store = store
        self._seconds = seconds
        self._unlock_seconds = unlock_seconds
        self._calls: deque[_Call] = deque()
        self._turn = threading.Lock()
        self._working = False

    async def read(self, connection: ConnectionId, fields: Sequence[str]) -> Secret | None:
        """See SecretStore.read."""
        return await self._answer(lambda: self._store.read(connection, fields), self._seconds)

    async def write(self, connection: ConnectionId, secret: Secret) -> None:
        """See SecretStore.write. Waits for a person to unlock the store."""
        await self._answer(lambda: self._store.write(connection, secret), self._unlock_seconds)

    async def delete(self, connection: ConnectionId, fields: Sequence[str]) -> None:
        """See SecretStore.delete."""
        await self._answer(lambda: self._store.delete(connection, fields), self._seconds)

    async def state(self) -> str:
        """See SecretStore.state."""
        return await self._answer(self._store.state, self._seconds)

    async def _answer(self, run: Callable[[], T], seconds: float) -> T:
        loop = asyncio.get_running_loop()
        call = _Call(run, loop, loop.create_future())
        self._begin(call)
        try:
            async with asyncio.timeout(seconds):
                answer: T = await call.future
        except TimeoutError as fault:
            raise _silent(seconds) from fault
        return answer

    def _begin(self, call: _Call) -> None:
        with self._turn:
            self._calls.append(call)
            if self._working:
                return
            self._working = True
        threading.Thread(target=self._work, name="secrets", daemon=True).start()

    def _work(self) -> None:
        while True:
            with self._turn:
                if not self._calls:
                    self._working = False
                    return
                call = self._calls.popleft()
            call.run()


class _Call:
    """One question to the store, and the future that waits for its answer on an event loop."""

    def __init__(
        self, question: Callable[[], object], loop: asyncio.AbstractEventLoop, future: asyncio.Future[Any]
    ) -> None:
        self._question = question
        self._loop = loop
        self.future = future

    def run(self) -> None:
        """In the worker's thread. Reading `done` there is safe: it only ever turns true."""
        if self.future.done():
            return
        try:
            answer = self._question()
        except BaseException as fault:  # noqa: BLE001 - it travels to whoever asked
            self._deliver(self._fail, fault)
        else:
            self._deliver(self._settle, answer)

    def _deliver(self, put: Callable[[Any], None], outcome: object) -> None:
        if self._loop.is_closed():
            return
        try:
            self._loop.call_soon_threadsafe(put, outcome)
        except RuntimeError:  # the loop closed between the question and here: nobody waits any more
            return

    def _settle(self, answer: object) -> None:
        if not self.future.done():
            self.future.set_result(answer)

    def _fail(self, fault: BaseException) -> None:
        if not self.future.done():
            self.future.set_exception(fault)


def _silent(seconds: float) -> SecretStoreLocked:
    return SecretStoreLocked(
        f"The secret store of this computer did not answer within {seconds:g} seconds.",
        "Customers can still be served: sign in to the store for this session only; nothing is kept then.",
        "If it asks for a password in a window of its own, answer there and try again.",
    )

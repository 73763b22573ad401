"""Starting coroutines from the window, and the event loop they run on.

Every coroutine belongs to an owner. Its result reaches ``done`` only while the owner lives; its error reaches
``failed`` once; whatever is not an AppError is a bug and goes to the crash handler. No other module of the window
touches asyncio.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import qasync
import shiboken6
from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtWidgets import QApplication

from app.core.errors import AppError

T = TypeVar("T")
Failed = Callable[[AppError], None]
Task = asyncio.Task  # what `start` answers, for those who keep it

# Each running task with the id of its owner: the strong references that asyncio itself does not keep. What Python
# holds of an owner lives until its task has ended; the widget itself may go before, and `destroyed` cancels the task.
_running: dict[Task[Any], int] = {}
_watched: set[int] = set()  # owners whose end is watched already
_WORKERS = 4


def start(owner: QObject, coroutine: Coroutine[Any, Any, T], done: Callable[[T], None], failed: Failed) -> Task[T]:
    """Run a coroutine for ``owner``; ``done`` gets its result, ``failed`` its AppError, neither after its end."""
    task = asyncio.get_running_loop().create_task(coroutine)
    _running[task] = id(owner)
    _watch(owner)
    task.add_done_callback(lambda finished: _deliver(finished, owner, done, failed))
    return task


def _watch(owner: QObject) -> None:
    key = id(owner)
    if key in _watched:
        return
    _watched.add(key)
    owner.destroyed.connect(lambda: _cancel_all_of(key))


def _cancel_all_of(key: int) -> None:
    _watched.discard(key)
    for task, owner in list(_running.items()):
        if owner == key:
            task.cancel()


def _deliver(task: Task[T], owner: QObject, done: Callable[[T], None], failed: Failed) -> None:
    _running.pop(task, None)
    if task.cancelled():
        return
    error = task.exception()
    if error is not None and not isinstance(error, AppError):
        raise error  # a bug: the loop's exception handler ends in the crash handler
    if not shiboken6.isValid(owner):
        return
    if error is None:
        done(task.result())
    else:
        failed(error)


async def in_thread(work: Callable[[], T]) -> T:
    """What ``work`` answers, done on one of the loop's worker threads; for `start`."""
    return await asyncio.to_thread(work)


async def pause(seconds: float) -> None:
    """Let so many seconds pass; for `start`."""
    await asyncio.sleep(seconds)


def running() -> int:
    """How many coroutines are under way."""
    return len(_running)


async def finish(seconds: float) -> None:
    """Let what is under way end within ``seconds``, then cancel the rest. For shutting down."""
    pending = [task for task in _running if task is not asyncio.current_task()]
    if pending:
        _done, late = await asyncio.wait(pending, timeout=seconds)
        for task in late:
            task.cancel()


def make_loop(application: QApplication) -> asyncio.AbstractEventLoop:
    """Qt's event loop as an asyncio loop, with a few worker threads of its own."""
    loop: asyncio.AbstractEventLoop = qasync.QEventLoop(application)
    loop.set_default_executor(ThreadPoolExecutor(_WORKERS, thread_name_prefix="worker"))
    asyncio.set_event_loop(loop)
    return loop


def emitted(signal: SignalInstance) -> asyncio.Future[None]:
    """A future that is done when the signal is next emitted."""
    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def settle(*_arguments: object) -> None:
        if not future.done():
            future.set_result(None)

    signal.connect(settle)
    return future

"""Tests of the window: coroutines run on Qt's own loop, and a test that leaves something running has failed.

An ``async def test_…`` is run by the fixture `loop`, asked for or not. In a coroutine never use ``qtbot.waitSignal``,
``waitUntil`` or ``wait``: each spins a nested loop and hangs. Await `emitted` or `until` instead.
"""

from __future__ import annotations

import asyncio
import gc
import inspect
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, Protocol, runtime_checkable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, SignalInstance
from PySide6.QtWidgets import QApplication

from app.ui.tasks import make_loop

Loop = asyncio.AbstractEventLoop  # what the fixture `loop` gives

_TEST_SECONDS = 60.0
_PATIENCE_SECONDS = 20.0  # only what never comes takes so long; a busy machine may take some of it
_TURN = 0.005
_ANSWER_SECONDS = 2.0


def pytest_pycollect_makeitem(name: str, obj: object) -> None:
    """Give every coroutine test its loop."""
    if name.startswith("test_") and inspect.iscoroutinefunction(obj):
        pytest.mark.usefixtures("loop")(obj)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a coroutine test on its loop."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    loop: Any = pyfuncitem.funcargs["loop"]
    wanted = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    loop.run_until_complete(_tested(pyfuncitem.obj(**wanted), list(pyfuncitem.funcargs.values())))
    return True


async def _tested(test: Coroutine[Any, Any, None], used: list[object]) -> None:
    """Run a test, and end within its loop whatever it began in the background."""
    try:
        await asyncio.wait_for(test, _TEST_SECONDS)
    finally:
        for one in used:
            if isinstance(one, Ending):
                await one.end()
        await _answered()


async def _answered() -> None:
    """Let what was asked be answered, which on a busy machine takes a moment: no request is broken off."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if others:
        await asyncio.wait(others, timeout=_ANSWER_SECONDS)


@runtime_checkable
class Ending(Protocol):
    """What works in the background until it is told to end."""

    async def end(self) -> None:
        """End it."""


@pytest.fixture(autouse=True)
def clean_desk() -> Iterator[None]:
    """No widget of one test reaches into the next, and no copy.

    Without a screen Qt keeps the last copy until the process ends: made by Python, it would end the process with it.
    """
    yield
    if isinstance(application := QCoreApplication.instance(), QApplication):
        application.clipboard().clear()
    _end_deleted()
    gc.collect()


@pytest.fixture
def loop_errors() -> list[dict[str, Any]]:
    """What reached the loop's exception handler. A test that expects an error takes it out of the list."""
    return []


@pytest.fixture
def loop(qapp: QApplication, loop_errors: list[dict[str, Any]]) -> Iterator[asyncio.AbstractEventLoop]:
    """The loop of the window. Left-over tasks and errors nobody took fail the test."""
    qapp.setQuitOnLastWindowClosed(False)
    made = make_loop(qapp)
    made.set_exception_handler(lambda _loop, context: loop_errors.append(context))
    yield made
    _end_deleted()
    left = _cancel_all(made)
    made.run_until_complete(made.shutdown_asyncgens())
    made.close()
    asyncio.set_event_loop(None)
    assert not left, f"still running after the test: {left}"
    assert not loop_errors, f"errors nobody took: {loop_errors}"


def _cancel_all(loop: asyncio.AbstractEventLoop) -> list[str]:
    """End every task; answer those that nobody had cancelled, though their owners are gone by now."""
    tasks = asyncio.all_tasks(loop)
    left = [repr(task.get_coro()) for task in tasks if not task.cancelling()]
    for task in tasks:
        task.cancel()
    if tasks:
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
    return left


def _end_deleted() -> None:
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


async def emitted(signal: SignalInstance, seconds: float = _PATIENCE_SECONDS) -> tuple[object, ...]:
    """Wait for the next time a signal is emitted; its arguments."""
    future: asyncio.Future[tuple[object, ...]] = asyncio.get_running_loop().create_future()

    def note(*args: object) -> None:
        if not future.done():
            future.set_result(args)

    signal.connect(note)
    try:
        return await asyncio.wait_for(future, seconds)
    finally:
        signal.disconnect(note)


async def until(condition: Callable[[], object], seconds: float = _PATIENCE_SECONDS) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - any condition of any widget; nobody sets an event for it
            await asyncio.sleep(_TURN)

"""Runs one command: what it prints, how it fails, and the exit code that scripts rely on."""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from app.cli.approval import read_pin
from app.cli.arguments import Arguments
from app.cli.chosen_store import read_secret
from app.cli.commands import (
    Command,
    Connect,
    Create,
    Doctor,
    Export,
    Journal,
    LookUp,
    OneOff,
    ReadId,
    Search,
    Sync,
    TrainingServe,
    Update,
    Upload,
    is_noted,
)
from app.cli.commands import wants_json as json_wanted
from app.cli.connecting import connect
from app.cli.doctor import examine
from app.cli.exporting import export
from app.cli.failures import MACHINE_FAILED, VENDOR_FAILED, exit_code, note, tell
from app.cli.indexed import search, sync
from app.cli.journal import export_journal
from app.cli.profiles import create, look_up, update, upload
from app.cli.read_id import read_id
from app.cli.training import serve_training
from app.core.errors import AppError, MachineFault, VendorTimeout
from app.core.vendor import Secret
from app.services.desk import Desk
from app.storage.paths import Home

INTERRUPTED = 130  # 128 + SIGINT, as shells say it
PIPE_CLOSED = 141  # 128 + SIGPIPE
LOOKUP_SECONDS = 34.0  # of the promised 40, the start included; the rest is for ending, on a busy machine too
_LAST_SECONDS = 36.0  # by then a look-up that cannot even be cancelled is ended
_CLOSING_SECONDS = 2.0

_SILENCE = logging.NullHandler()  # without a handler, the standard library writes warnings to standard error
_log = logging.getLogger(__name__)
_Runner = Callable[[Desk, Any, Secret], Awaitable[int]]
_RUNNERS: dict[type, _Runner] = {
    LookUp: look_up,
    Create: create,
    Update: update,
    Upload: upload,
    Export: export,
    Connect: connect,
    Sync: sync,
    Search: search,
    Journal: export_journal,
}


def run(arguments: Arguments, build_desk: Callable[[], Desk]) -> int:
    """Run the command of ``arguments`` and answer the exit code. Every failure is told, none is raised."""
    command = arguments.command
    if command is None:
        raise ValueError("There is no command to run.")
    _quieten()
    try:
        with _ended_in_order():
            code = _attempt(command, Home.at(arguments.home), build_desk, time.monotonic() - arguments.began)
            sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the answer has gone: nobody is left to tell, and the interpreter's own last flush must not fail.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    return code


@contextlib.contextmanager
def _ended_in_order() -> Iterator[None]:
    """SIGTERM is Ctrl-C: an export keeps what it has, the training stores are closed."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _quieten() -> None:
    """UTF-8 whatever the terminal thinks, and nothing on standard error but what `tell` and `note` say."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Half a character pair that a vendor sent comes out as JSON spells it.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    logging.getLogger().addHandler(_SILENCE)


def _attempt(command: Command, home: Home, build_desk: Callable[[], Desk], starting: float) -> int:
    try:
        return _perform(command, home, build_desk, starting)
    except AppError as error:
        tell(error, as_json=json_wanted(command), once=isinstance(command, Create | Upload))
        return exit_code(error)
    except BrokenPipeError:
        raise
    except Exception as fault:  # noqa: BLE001 - a bug of ours: told in one sentence, its places kept in the log
        _log.error("A command failed.", exc_info=fault)
        tell(_bug(), as_json=json_wanted(command))
        return MACHINE_FAILED


def _bug() -> MachineFault:
    return MachineFault(
        "This program made a mistake of its own and stopped.",
        "What was asked may have been done in part.",
        "Tell support; the log in the program's data folder says where it happened.",
    )


def _perform(command: Command, home: Home, build_desk: Callable[[], Desk], starting: float) -> int:
    if isinstance(command, TrainingServe):
        return serve_training(command)
    if isinstance(command, ReadId):
        return read_id(command)
    if isinstance(command, Doctor):
        return examine(command, home, build_desk())
    needs_secret = isinstance(command, Connect) or isinstance(getattr(command, "store", None), OneOff)
    secret = read_secret() if needs_secret else {}
    if isinstance(command, Export | Journal) and command.manager:
        secret = read_pin()
    began = time.monotonic() - starting  # the time that a person took to type the credentials is nobody's fault
    with _bounded(command, began):
        return asyncio.run(_at_a_desk(command, build_desk(), secret, began))


async def _at_a_desk(command: Command, desk: Desk, secret: Secret, began: float) -> int:
    try:
        async with asyncio.timeout_at(began + LOOKUP_SECONDS if isinstance(command, LookUp) else None):
            if desk.vault and is_noted(command):
                await desk.vault.open()
            return await _RUNNERS[type(command)](desk, command, secret)
    except TimeoutError as fault:
        raise _too_late() from fault
    finally:
        if is_noted(command):
            await _end_journal(desk)
        with contextlib.suppress(TimeoutError):  # the process is about to end, and its connections with it
            await asyncio.wait_for(desk.stores.close(), _CLOSING_SECONDS)
        if desk.vault:
            await desk.vault.close()


async def _end_journal(desk: Desk) -> None:
    """Have everything written down that was noted, or say that it is not."""
    await desk.activity.settled()
    if trouble := (desk.vault and desk.vault.trouble) or desk.activity.trouble:
        note(f"This desk's journal could not be written: {trouble.title} {trouble.hint}")


@contextlib.contextmanager
def _bounded(command: Command, began: float) -> Iterator[None]:
    """End a look-up even where a thread of the system's resolver keeps the event loop from closing."""
    if not isinstance(command, LookUp):
        yield
        return
    watch = threading.Timer(began + _LAST_SECONDS - time.monotonic(), _give_up, (command,))
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _give_up(command: LookUp) -> None:
    tell(_too_late(), as_json=command.json)
    os._exit(VENDOR_FAILED)


def _too_late() -> VendorTimeout:
    return VendorTimeout("The store did not answer in time.", hint="Try again, or see frontdesk doctor.")

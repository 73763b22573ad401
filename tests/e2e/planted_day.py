"""What `test_planted` runs: work with a planted person over lines that give everything back in errors, and bugs.

Arguments: the home folder, what to do (``work``, or ``die`` in the middle of it), and a file to bring as a document.
"""

from __future__ import annotations

import asyncio
import faulthandler
import json
import logging
import os
import sys
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NoReturn

from PySide6.QtCore import QTimer, qCritical, qWarning
from PySide6.QtWidgets import QApplication

from app.core.changes import Changes
from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.errors import AppError
from app.core.query import Lookup, LookupKind
from app.core.values import Value
from app.core.vendor import NewDocument
from app.storage.logs import open_log
from app.storage.memory import keep_out_of_dumps
from app.storage.paths import Home
from app.ui import tasks
from app.ui.crash import install
from tests.e2e.planted import (
    CARD,
    EMAIL,
    FIRST,
    KEY,
    LAST,
    LICENSE,
    NOTE,
    PERSON,
    PHONE,
    SAID,
    STREET,
    Answer,
    answers,
    faults,
)
from tests.e2e.planted_line import STORE
from tests.e2e.planted_window import Window
from tests.ui.arrival.card import text_of


async def every_fault(window: Window, paper: Path) -> None:
    """Each call with each answer that gives the person back."""
    everything: tuple[Answer | Exception, ...] = (*answers(), *faults())
    for answer in everything:
        window.line.answer, window.line.only_writes = answer, False
        for step in (window.search, window.open, window.sync):
            await step()
        window.line.only_writes = True
        for step in (window.create, window.save, lambda: window.upload(paper)):
            await step()
        for line in window.others.values():
            line.answer = answer
        for store in window.others:
            await every_call(window, store)
        window.close_dialogs()
    window.line.answer = None
    await window.quiet()


async def every_call(window: Window, store: ConnectionId) -> None:
    """Of the other vendors: looked for, read, made, changed, given a document."""
    base = Customer(ref=CustomerRef(store, "21119"), first_name=FIRST, last_name=LAST, phone=PHONE)
    call = window.desk.stores.call
    if store == "foodics":
        base = Customer(ref=base.ref, single_name=f"{FIRST} {LAST}", email=EMAIL)
        values: dict[str, Value] = {
            "single_name": f"{FIRST} {LAST}",
            "dial_code": 966,
            "phone": "512345678",
            "email": EMAIL,
        }
        fields: dict[str, Value] = {"single_name": f"{FIRST} {NOTE}"}
    else:
        values = {**PERSON, "gender": "F", "customer_type": "recreational"}
        fields = {"email": EMAIL, "last_name": NOTE}
    tries: list[Callable[[], Awaitable[object]]] = [
        lambda: call(store, lambda one: one.find(Lookup(LookupKind.PHONE, PHONE))),
        lambda: call(store, lambda one: one.find(Lookup(LookupKind.EMAIL, EMAIL))),
        lambda: call(store, lambda one: one.read(LICENSE, documents=True)),
        lambda: call(store, lambda one: one.create(values, ())),
        lambda: call(store, lambda one: one.update(Changes(base=base, fields=fields))),
        lambda: call(store, lambda one: one.upload(LICENSE, NewDocument(f"{LAST}.png", "id", b"\x89PNG"))),
    ]
    for attempt in tries:
        try:
            await attempt()
        except AppError:
            logging.getLogger("app.test").exception("a call failed")


async def every_bug(window: Window) -> None:
    """The person in the locals and in the text of a bug, on every way in."""

    def fall() -> None:
        first_name, secret = FIRST, KEY
        try:
            json.loads(SAID)
        except ValueError as fault:
            raise KeyError(SAID, first_name, secret) from fault

    async def fall_later() -> None:
        await asyncio.sleep(0)
        fall()

    class Falls:
        def __del__(self) -> None:
            fall()

    QTimer.singleShot(0, fall)
    tasks.start(window.frame, fall_later(), print, print)
    forgotten = asyncio.ensure_future(fall_later())
    await asyncio.sleep(0.1)
    del forgotten
    thread = threading.Thread(target=fall)
    thread.start()
    thread.join()
    Falls()
    qWarning(f"could not read \"{FIRST} {LAST}.png\" or '{NOTE}'")
    qWarning(f"QFile: /home/desk/{FIRST} {LAST} {STREET}.png is not there")
    qCritical(f"phone={PHONE} e-mail {EMAIL} {LICENSE} Bearer {KEY}")
    await window.quiet()
    window.close_dialogs()


async def _work(window: Window, paper: Path, folder: Path) -> None:
    await window.vault.open()
    window.view.begin()
    await window.every_path(paper, folder)
    await every_fault(window, paper)
    await every_bug(window)
    await window.end()


async def _die(window: Window) -> NoReturn:
    """In the middle of typing, with the person in every frame; half a second later the interpreter itself falls."""
    await window.vault.open()
    window.view.begin()
    await window.create()
    window.view._start_at(STORE)
    await window.quiet()
    for key, value in PERSON.items():
        window.type(key, str(value))
    await asyncio.sleep(0.5)
    first_name, last_name, card = FIRST, LAST, text_of(CARD)
    _fall(first_name, last_name, card)


def _fall(*_people: str) -> NoReturn:
    faulthandler._sigsegv()  # type: ignore[attr-defined]  # what a crash of the interpreter is tried out with
    raise AssertionError


def main() -> None:
    """As `launch` does it."""
    home, what, paper = Home.at(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    keep_out_of_dumps()
    home.prepare()
    application = QApplication([])
    application.setQuitOnLastWindowClosed(False)
    loop = tasks.make_loop(application)
    with open_log(home, verbose=True):
        crash = install(home.log_dir)
        loop.set_exception_handler(crash.loop_handler)
        window = Window(home)
        crash.show_in(window.frame)
        loop.run_until_complete(_die(window) if what == "die" else _work(window, paper, Path(os.environ["TMPDIR"])))
        crash.close()
        logging.getLogger("app.test").error("failed for %s", EMAIL, exc_info=KeyError(SAID))
    print("day is over")  # noqa: T201 - what the test reads


if __name__ == "__main__":
    main()

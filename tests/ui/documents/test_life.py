"""How long things live: nothing is left of customers who are gone, and the window is never held up."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from collections.abc import Callable
from typing import NoReturn

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from pytestqt.qtbot import QtBot

from app.core.errors import AppError, NotFound
from app.ui import tasks
from app.ui.documents import drawing, sources, workers
from tests.ui.conftest import until
from tests.ui.documents.conftest import AGREEMENT, Desk, customer, png


def _objects(desk: Desk) -> int:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    return len(desk.tab.findChildren(QObject))


async def test_fifty_customers_leave_nothing_behind(desk: Desk) -> None:
    """Opening one customer after another, each with a document looked at, adds no widget and no task."""
    counts = []
    for number in range(50):
        desk.open(customer(number, "a", "b"))
        await until(lambda: all(one.image is not None for one in desk.entries))
        desk.tab.open_document(desk.entries[0])
        await until(lambda: desk.canvas.image is not None)
        if number in {1, 49}:
            desk.tab.clear()
            counts.append(_objects(desk))
    assert counts[0] == counts[1]
    assert tasks.running() == 0


async def test_pictures_are_decoded_elsewhere(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither thumbnails nor pages are drawn on the thread of the window."""
    threads: set[str] = set()

    def noted(work: Callable[..., object]) -> Callable[..., object]:
        def run(*args: object) -> object:
            threads.add(threading.current_thread().name.rstrip("0123456789"))
            return work(*args)

        return run

    monkeypatch.setattr("app.ui.documents.loader.thumbnail", noted(sources.thumbnail))
    monkeypatch.setattr("app.ui.documents.drawing.open_source", noted(sources.open_source))
    monkeypatch.setattr("app.ui.documents.drawing.draw", noted(drawing.draw))
    desk.store.files = {"b": AGREEMENT}
    desk.open(customer(1, "a", "b"))
    desk.tab.open_document(desk.entries[1])
    await until(lambda: desk.canvas.image is not None)
    assert threads == {"documents_"}


@pytest.mark.bench
async def test_the_window_goes_on_while_pictures_are_decoded(desk: Desk) -> None:
    """Decoding large pictures and PDFs holds the loop of the window up for 16 ms at most, on a machine that is idle."""
    desk.store.files = {"a": png(5000, 4000), "b": AGREEMENT, "c": png(4000, 5000)}
    desk.open(customer(1, "a", "b", "c"))
    gaps = []
    until_then = time.monotonic() + 10
    while any(one.image is None for one in desk.entries) and time.monotonic() < until_then:
        before = time.monotonic()
        await asyncio.sleep(0.002)
        gaps.append(time.monotonic() - before)
    assert all(one.image is not None for one in desk.entries)
    gaps.sort()
    assert gaps[len(gaps) * 99 // 100] < 0.016, gaps[-9:]  # the first paint and the first font are not measured


async def test_work_ends_with_its_owner(desk: Desk) -> None:
    """A result for an owner that is gone is dropped; errors reach the owner once."""
    assert desk
    owner = QObject()
    heard: list[object] = []
    gate = threading.Event()
    workers.start(owner, lambda: gate.wait(5), heard.append, heard.append)
    shiboken6.delete(owner)
    gate.set()
    other = QObject()
    errors: list[AppError] = []

    def fail() -> NoReturn:
        raise NotFound("Gone.")

    workers.start(other, fail, heard.append, errors.append)
    await until(lambda: errors)
    assert heard == []
    assert [error.title for error in errors] == ["Gone."]


def test_a_bug_in_work_reaches_the_crash_handler(qtbot: QtBot) -> None:
    """What is no AppError is not swallowed."""
    owner = QObject()
    heard: list[object] = []

    def fail() -> NoReturn:
        raise KeyError("bug")

    with qtbot.captureExceptions() as caught:
        workers.start(owner, fail, heard.append, heard.append)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is KeyError
    assert heard == []

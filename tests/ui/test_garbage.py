"""Cycles end on the window's thread."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator
from typing import ClassVar

import pytest
from PySide6.QtCore import QObject

from app.ui.garbage import GarbageCollection


class Knot:
    """A cycle, as widgets and their slots often are."""

    ended_in: ClassVar[list[int]] = []

    def __init__(self) -> None:
        self.self = self

    def __del__(self) -> None:
        Knot.ended_in.append(threading.get_ident())


@pytest.fixture
def collection(qapp: QObject) -> Iterator[GarbageCollection]:
    """A collection that is switched off again."""
    made = GarbageCollection(qapp)
    yield made
    made.end()
    made.deleteLater()


def test_nothing_is_collected_elsewhere(collection: GarbageCollection) -> None:
    """However much another thread allocates, a cycle waits for the window's thread."""
    gc.collect()
    Knot.ended_in.clear()
    knot = weakref.ref(Knot())

    def allocate() -> None:
        for _round in range(100):
            [[] for _item in range(2000)]

    worker = threading.Thread(target=allocate)
    worker.start()
    worker.join()
    assert knot() is not None
    kept = [[] for _item in range(2000)]  # type: ignore[var-annotated]  # only their number matters
    collection.collect_due()
    assert kept
    assert knot() is None
    assert Knot.ended_in == [threading.get_ident()]


def test_python_takes_over_again(collection: GarbageCollection) -> None:
    """When the window has closed, Python collects by itself again."""
    assert not gc.isenabled()
    collection.end()
    assert gc.isenabled()


def test_what_was_there_at_the_start_is_set_aside(collection: GarbageCollection) -> None:
    """A full collection looks only at what came since; in the end Python has it all again."""
    collection.settle()
    assert gc.get_freeze_count() > 0
    assert len(gc.get_objects()) < gc.get_freeze_count()
    collection.end()
    assert gc.get_freeze_count() == 0


def test_the_oldest_are_seldom_gone_through(collection: GarbageCollection) -> None:
    """A full collection takes the longest: the next one comes when a quarter of as many has joined those who stayed."""
    kept: list[list[object]] = []
    counted = gc.get_threshold()
    gc.set_threshold(100, 1, 1)
    try:
        full = _full_collections()
        while _full_collections() == full:
            kept += [[] for _item in range(200)]
            collection.collect_due()
        stayed, rounds = len(gc.get_objects(generation=2)), 0
        full = _full_collections()
        while _full_collections() == full:
            kept += [[] for _item in range(200)]
            collection.collect_due()
            rounds += 1
    finally:
        gc.set_threshold(*counted)
    assert rounds * 200 >= stayed / 5  # others join them too
    assert rounds * 200 <= stayed


def _full_collections() -> int:
    return int(gc.get_stats()[2]["collections"])

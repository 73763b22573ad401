"""Work that would be felt in the window, done on two threads of its own: decoding, reading and writing files.

The counterpart of `tasks` for plain functions, with the same promise: an outcome reaches its owner only while the
owner lives.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal

from app.core.errors import AppError

T = TypeVar("T")
_pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="documents")


@dataclass(slots=True, eq=False)
class _Job:
    owner: QObject
    work: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[AppError], None]
    result: Any = None
    error: Exception | None = None


_running: set[_Job] = set()


class _Post(QObject):
    """Carries finished jobs to the GUI thread. It outlives every owner, so a thread never speaks to a dead object."""

    ended = Signal(object)  # _Job

    def __init__(self) -> None:
        super().__init__()
        self.ended.connect(self._deliver)

    def _deliver(self, job: _Job) -> None:
        _running.discard(job)
        if job.error is not None and not isinstance(job.error, AppError):
            raise job.error  # a bug: it ends in the crash handler
        if not shiboken6.isValid(job.owner):
            return
        if isinstance(job.error, AppError):
            job.failed(job.error)
        else:
            job.done(job.result)


@functools.cache
def _post() -> _Post:
    return _Post()


def start(owner: QObject, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[AppError], None]) -> None:
    """Run ``work`` on a thread for ``owner``; ``done`` gets its result, ``failed`` its AppError. GUI thread only."""
    job = _Job(owner, work, done, failed)
    _running.add(job)
    _pool.submit(_run, _post(), job)


def running() -> int:
    """How many pieces of work have not been delivered yet."""
    return len(_running)


def _run(post: _Post, job: _Job) -> None:
    try:
        job.result = job.work()
    except Exception as error:  # noqa: BLE001 - every outcome is carried to the GUI thread and judged there
        job.error = error
    post.ended.emit(job)

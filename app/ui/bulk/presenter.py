"""A bulk run and the writing of its file, as the window sees them: begun, under way, ended."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import AppError
from app.core.vendor import Connection, Listing
from app.services.bulk import BulkRun
from app.services.desk import Desk
from app.services.exports import write_records
from app.services.tables import sheet_for
from app.ui import tasks

_TICK_MS = 100  # often enough for a person, seldom enough for the window


class BulkPresenter(QObject):
    """One run at a time, and one file at a time. ``changed`` tells of every step, ten times a second at most."""

    changed = Signal()
    started = Signal()  # there is a new run
    ended = Signal()  # the stores are not read any more
    written = Signal(object)  # Path
    failed = Signal(object)  # AppError: the file could not be written

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._going: tasks.Task[None] | None = None
        self._writing: tasks.Task[int] | None = None
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self.changed)
        self.run: BulkRun | None = None
        self.written_count = 0

    @property
    def reading(self) -> bool:
        """Whether the stores are being read."""
        return self._going is not None

    @property
    def writing(self) -> bool:
        """Whether a file is being written."""
        return self._writing is not None

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return self.reading or self.writing

    def connections(self) -> tuple[Connection, ...]:
        """The stores that can be asked."""
        return self._desk.stores.connections()

    def today(self) -> date:
        """The local day."""
        return self._desk.clock.today()

    def start(self, asked: Sequence[Connection], listing: Listing) -> None:
        """Begin a new run; what an earlier one brought is let go."""
        if self.busy or not asked:
            return
        self.run = BulkRun(self._desk.stores, asked, listing, feed=self._desk.feed)
        self.started.emit()
        self.go_on()

    def go_on(self) -> None:
        """Read what was not read yet."""
        if self.busy or self.run is None:
            return
        self._going = tasks.start(self, self.run.go(), self._end_reading, self._fail)
        self._show_under_way()

    def stop(self) -> None:
        """Stop reading and writing; what was read stays, half a file does not."""
        if self.run is not None:
            self.run.stop()
        if self._writing is not None:
            writing, self._writing = self._writing, None
            writing.cancel()
            self._show_under_way()

    def forget(self) -> None:
        """Let go of a run that is not under way."""
        if not self.busy:
            self.run = None
            self.started.emit()
            self.changed.emit()

    def write(self, out: Path, chosen: Sequence[str]) -> None:
        """Write what is there to a file of the format its name asks for."""
        run = self.run
        if self.busy or run is None:
            return
        self.written_count = 0
        self._writing = tasks.start(self, self._written(run, out, chosen), partial(self._end_writing, out), self._fail)
        self._show_under_way()

    def _written(self, run: BulkRun, out: Path, chosen: Sequence[str]) -> Coroutine[Any, Any, int]:
        async def write() -> int:
            sheet = sheet_for(out, run.columns(), chosen)
            count = await write_records(run.batches(), sheet, out, self._count_written)
            self._desk.activity.note_export(count, [store.connection.name for store in run.stores])
            return count

        return write()

    def _count_written(self, count: int) -> None:
        self.written_count = count

    def _end_reading(self, _none: None) -> None:
        self._going = None
        self._show_under_way()
        self.ended.emit()

    def _end_writing(self, out: Path, count: int) -> None:
        self._writing = None
        self.written_count = count
        self._show_under_way()
        self.written.emit(out)

    def _fail(self, error: AppError) -> None:
        self._going = self._writing = None
        self._show_under_way()
        self.failed.emit(error)

    def _show_under_way(self) -> None:
        if self.busy:
            self._tick.start()
        else:
            self._tick.stop()
        self.changed.emit()

"""Fetching documents and drawing their thumbnails: what is in sight first, three at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage

from app.core.customer import CustomerRef
from app.core.errors import AppError
from app.core.vendor import FileContent
from app.services.documents import Documents
from app.ui import tasks
from app.ui.documents import workers
from app.ui.documents.drawable import CannotShow
from app.ui.documents.entries import Entry, State
from app.ui.documents.sources import thumbnail
from app.ui.translation import translated

AT_ONCE = 3
_KEPT_BYTES = 64 * 1024 * 1024  # of fetched files; older ones are fetched again when they are wanted

Done = Callable[[FileContent], None]
Failed = Callable[[AppError], None]


class Loader(QObject):
    """Loads the documents of one customer, and is deleted with them: nothing of an earlier customer comes through."""

    changed = Signal(object)  # Entry

    def __init__(self, documents: Documents, ref: CustomerRef, box: QSize, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._documents = documents
        self._ref = ref
        self._box = box
        self._queue: list[Entry] = []
        self._drawing: set[Entry] = set()
        self._fetching: dict[Entry, list[tuple[Done, Failed]]] = {}
        self._kept: list[Entry] = []

    def adopt(self, entries: Sequence[Entry]) -> None:
        """Take over entries that an earlier reading of the same list has loaded, with the room their bytes take."""
        self._kept = [entry for entry in entries if entry.content]

    def want(self, entries: Sequence[Entry]) -> None:
        """Load the thumbnails of these entries; what was wanted before and is out of sight now can wait."""
        self._queue = [entry for entry in entries if entry.state is State.WAITING]
        self._go_on()

    def try_again(self, entry: Entry) -> None:
        """Load an entry that failed once more."""
        if entry.state is State.FAILED:
            self._tell(entry, State.WAITING)
            self._queue.insert(0, entry)
            self._go_on()

    def content(self, entry: Entry, done: Done, failed: Failed) -> None:
        """The bytes of a document for somebody who waits for them: ahead of the queue."""
        if entry.content is not None:
            done(entry.content)
        elif entry in self._fetching:
            self._fetching[entry].append((done, failed))
        else:
            self._fetch(entry, done, failed)

    def _go_on(self) -> None:
        while self._queue and len(self._drawing) < AT_ONCE:
            entry = self._queue.pop(0)
            if entry.state is not State.WAITING:
                continue
            self._drawing.add(entry)
            self._tell(entry, State.LOADING)
            self.content(entry, partial(self._draw, entry), partial(self._fail, entry))

    def _fetch(self, entry: Entry, done: Done, failed: Failed) -> None:
        self._fetching[entry] = [(done, failed)]
        coroutine = self._documents.fetch(self._ref, entry.document)
        tasks.start(self, coroutine, partial(self._fetched, entry), partial(self._not_fetched, entry))

    def _fetched(self, entry: Entry, content: FileContent) -> None:
        self._keep(entry, content)
        for done, _failed in self._fetching.pop(entry):
            done(content)

    def _not_fetched(self, entry: Entry, error: AppError) -> None:
        for _done, failed in self._fetching.pop(entry):
            failed(error)

    def _keep(self, entry: Entry, content: FileContent) -> None:
        entry.content = content
        self._kept.append(entry)
        while len(self._kept) > 1 and self._kept_bytes() > _KEPT_BYTES:
            self._kept.pop(0).content = None

    def _kept_bytes(self) -> int:
        return sum(len(entry.content.content) for entry in self._kept if entry.content)

    def _draw(self, entry: Entry, content: FileContent) -> None:
        work = partial(thumbnail, content.content, self._box)
        workers.start(self, work, partial(self._drawn, entry), partial(self._fail, entry))

    def _drawn(self, entry: Entry, image: QImage) -> None:
        entry.image = image
        self._end(entry, State.SHOWN)

    def _fail(self, entry: Entry, error: AppError) -> None:
        entry.reason = translated(error.title)
        self._end(entry, State.UNSHOWABLE if isinstance(error, CannotShow) else State.FAILED)

    def _end(self, entry: Entry, state: State) -> None:
        self._drawing.discard(entry)
        self._tell(entry, state)
        self._go_on()

    def _tell(self, entry: Entry, state: State) -> None:
        entry.state = state
        self.changed.emit(entry)

"""What happens while somebody types into the search box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.customer import ConnectionId, CustomerRef
from app.core.errors import AppError
from app.services.search import Answer, Row, Search
from app.services.stores import Stores
from app.ui import tasks

_PAUSE_MS = 400  # a pause this long in typing, and what looks complete is asked for


@dataclass(slots=True)
class Found:
    """The state of a search: rows, whom it still waits for, and what went wrong where."""

    text: str = ""
    rows: tuple[Row, ...] = ()
    waiting: frozenset[ConnectionId] = frozenset()
    errors: dict[ConnectionId, AppError] = field(default_factory=dict)
    asked: bool = False
    seconds: float = 0.0


class SearchPresenter(QObject):
    """Answers from memory at every key, and asks the stores beside it when the typing pauses or Enter is pressed.

    A question runs to its end; its answer is dropped if the text is another by then.
    """

    changed = Signal(object)  # Found
    chosen = Signal(object)  # CustomerRef: the one to be opened

    def __init__(self, search: Search, stores: Stores, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._search = search
        self._stores = stores
        self._found = Found()
        self._answers: dict[ConnectionId, tuple[Row, ...]] = {}
        self._sequence = 0
        self._started = 0.0
        self._open_when_found = False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._ask)

    @property
    def found(self) -> Found:
        """The state as it now is."""
        return self._found

    def type_text(self, text: str) -> None:
        """Take a new text: what is in memory is shown at once."""
        text = " ".join(text.split())
        if text == self._found.text and self._found.asked:
            return
        self._sequence += 1
        self._answers.clear()
        self._open_when_found = False
        self._found = Found(text=text, rows=self._search.here(text))
        self._pause.stop()
        if any(self._search.questions(one.id, text) for one in self._stores.connections()):
            self._pause.start()
        self.changed.emit(self._found)

    def enter(self, selected: CustomerRef | None) -> None:
        """Enter: open the selected row, or ask now and open the one person found."""
        if selected and not self._found.waiting and not self._pause.isActive():
            self.chosen.emit(selected)
            return
        self._open_when_found = True
        if self._pause.isActive() or (self._found.asked and not self._found.waiting):
            self._ask()
        elif not self._found.waiting:
            self._open_when_found = False

    def ask_again(self) -> None:
        """Put the question once more, after an error or when another store was connected."""
        self._ask()

    def refresh(self) -> None:
        """Show those opened lately anew, when nothing is being searched for."""
        if not self._found.text:
            self._found = Found(rows=self._search.here(""))
            self.changed.emit(self._found)

    def _ask(self) -> None:
        self._pause.stop()
        self._sequence += 1
        self._started = perf_counter()
        text = self._found.text
        stores = [one.id for one in self._stores.connections() if self._search.questions(one.id, text)]
        self._found.waiting = frozenset(stores)
        self._found.errors.clear()
        self._found.asked = bool(stores)
        for connection in stores:
            done = partial(self._take, self._sequence)
            failed = partial(self._take_error, self._sequence, connection)
            tasks.start(self, self._search.ask(connection, text), done, failed)
        self.changed.emit(self._found)

    def _take_error(self, sequence: int, connection: ConnectionId, error: AppError) -> None:
        self._take(sequence, Answer(connection, (), error))

    def _take(self, sequence: int, answer: Answer) -> None:
        if sequence != self._sequence:
            return
        self._answers[answer.connection] = answer.rows
        if answer.error:
            self._found.errors[answer.connection] = answer.error
        self._found.waiting -= {answer.connection}
        self._found.seconds = perf_counter() - self._started
        # In the order of the stores, not of their answers: no row moves under the clerk's finger twice.
        exact = [row for one in self._stores.connections() for row in self._answers.get(one.id, ())]
        self._found.rows = _each_once([*exact, *self._search.here(self._found.text)])
        self.changed.emit(self._found)
        self._open_the_one(exact)

    def _open_the_one(self, exact: Sequence[Row]) -> None:
        if self._open_when_found and not self._found.waiting:
            self._open_when_found = False
            if len(exact) == 1:
                self.chosen.emit(exact[0].ref)


def _each_once(rows: Sequence[Row]) -> tuple[Row, ...]:
    return tuple({row.ref: row for row in reversed(rows)}[ref] for ref in dict.fromkeys(row.ref for row in rows))

"""What happens while somebody types into the search box."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.errors import AppError
from app.core.index import MatchKind
from app.services.rows import Row, one_list
from app.services.search import Answer, Search
from app.services.stores import Stores, StoreState
from app.services.sync import Sync
from app.ui import tasks

_MORE_MS = 500  # customers come by the hundred while a store is loaded: the list need not change with each of them
_ROOM = 10  # rows that people look at: with as many, nobody misses those who come later
_PAUSE_MS = 400  # a pause this long in typing, and what looks complete is asked for
_LATE_MS = 150  # the index answers sooner, unless it is still being opened
# A key is held back for 10 ms, and for much longer where a card may begin with it. Most scanners send the next one within
# 4 ms; whom a key finds is shown then: at worst, of a slower one, rows are shown for a moment that nobody asked for.
_FORESEEN_MS = 5


@dataclass(slots=True)
class Found:
    """The state of a search: rows, whom it still waits for, and what went wrong where.

    ``pending``: the index has not answered yet; ``stale``: nobody has, and the rows are those of the text before.
    ``trouble`` is the index's. ``heading`` says why these rows were put here without a search. ``entered``: Enter was
    pressed on this row, which fits exactly, and opened nothing yet.
    """

    text: str = ""
    heading: str = ""
    rows: tuple[Row, ...] = ()
    pending: bool = False
    stale: bool = False
    waiting: frozenset[ConnectionId] = frozenset()
    errors: dict[ConnectionId, AppError] = field(default_factory=dict)
    trouble: AppError | None = None
    asked: bool = False
    entered: CustomerRef | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Here:
    """What the index answered for a text, or what is wrong with it."""

    text: str
    rows: tuple[Row, ...]
    trouble: AppError | None = None


class SearchPresenter(QObject):
    """Asks the index at every key, and the stores beside it when the typing pauses or Enter is pressed.

    The index has one question at a time: while it answers, only the newest text waits. A store's question runs to its
    end. An answer is dropped if the text is another by then.

    A key is held back for a moment, for it may be a scanner's. The index is asked meanwhile (`foresee`), and its answer is
    shown with the letter or a few milliseconds before it; if the key was a scanner's, hardly anybody ever sees it.
    """

    changed = Signal(object)  # Found
    chosen = Signal(object)  # CustomerRef: the one to be opened
    troubled = Signal(object)  # AppError: the index could not answer

    def __init__(self, search: Search, stores: Stores, sync: Sync, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._search = search
        self._stores = stores
        self._sync = sync
        self._found = Found()
        self._here: tuple[Row, ...] = ()
        self._is_looking = False
        self._foreseen: str | None = None
        self._ahead: _Here | None = None  # what the index answered for it
        self._is_ahead = False  # that is what is shown
        self._held: CustomerRef | None = None  # the row that the clerk has gone to
        self._answers: dict[ConnectionId, tuple[Row, ...]] = {}
        self._away: set[ConnectionId] = set()  # the stores that could not be reached when they were asked
        self._sequence = 0
        self._started = 0.0
        self._open_when_found = False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self._more = QTimer(self, singleShot=True, interval=_MORE_MS)
        self._more.timeout.connect(self._look_for_more)
        self._late = QTimer(self, singleShot=True, interval=_LATE_MS)
        self._late.timeout.connect(self._tell)
        self._patience = QTimer(self, singleShot=True, interval=_FORESEEN_MS, timerType=Qt.TimerType.PreciseTimer)
        self._patience.timeout.connect(self._show_ahead)

    @property
    def found(self) -> Found:
        """The state as it now is."""
        return self._found

    def type_text(self, text: str) -> None:
        """Take a new text. What is shown stays until the index has answered, which takes less than a frame."""
        text = " ".join(text.split())
        ahead = self._take_ahead(text)
        if text == self._found.text and (self._found.asked or self._found.heading):
            return
        self._sequence += 1
        self._answers.clear()
        self._here, self._held = (), None
        self._open_when_found = False
        self._found = Found(text=text, rows=self._found.rows, pending=True, stale=True)
        self._pause.stop()
        if any(self._search.questions(one.id, text) for one in self._stores.connections()):
            self._pause.start()
        self._late.start()
        if ahead:
            self._take_here(ahead)
        else:
            self._look()

    def foresee(self, text: str) -> None:
        """Look already for a text that will be there unless the key was a scanner's; then `forget_foreseen` follows."""
        text = " ".join(text.split())
        if text == self._found.text or not any(map(str.isalnum, text)):  # nobody looks for a sign that cards begin with
            self.forget_foreseen()
        else:
            self._foreseen, self._ahead = text, None
            self._patience.start()
            self._look()

    def forget_foreseen(self) -> None:
        """The text will not be there, or is by now."""
        was_shown, self._is_ahead = self._is_ahead, False
        self._foreseen = self._ahead = None
        self._patience.stop()
        if was_shown:
            self.changed.emit(self._found)
        if self._found.pending:
            self._look()

    def _take_ahead(self, text: str) -> _Here | None:
        """What the index answered before the text was there."""
        if text != self._foreseen:
            return None
        ahead, self._foreseen, self._ahead, self._is_ahead = self._ahead, None, None, False
        self._patience.stop()
        return ahead

    def _show_ahead(self) -> None:
        """The next key did not follow as a scanner's would: show whom this one finds."""
        if self._ahead and not (self._ahead.trouble or self._patience.isActive()):
            self._is_ahead = True
            self.changed.emit(Found(text=self._ahead.text, rows=self._ahead.rows))

    def hold(self, ref: CustomerRef) -> None:
        """The clerk has gone to this row: until the text is another, nobody comes to stand above it."""
        self._held = ref

    def show_given(self, rows: Sequence[Row], heading: str) -> None:
        """Show exactly these people, until somebody types or goes back."""
        self._sequence += 1
        self._pause.stop()
        self._answers.clear()
        self._open_when_found = False
        self._found = Found(text=self._found.text, heading=heading, rows=tuple(rows))
        self._tell()

    def drop_given(self) -> bool:
        """Go back to what is typed; False where nobody was given."""
        was_given = bool(self._found.heading)
        if was_given:
            self._found = Found(text=self._found.text, rows=self._found.rows, pending=True, stale=True)
            self._look()
        return was_given

    def enter(self, selected: CustomerRef | None, *, by_hand: bool = False) -> None:
        """Enter: open the selected row, or ask now and open the one person found.

        A row that was chosen ``by_hand`` opens at once; so does the best one where everybody is in the index, unless
        several fit exactly: those are a list to choose from. Who presses Enter once more on the same row has chosen it:
        a store may take half a minute to answer, and whoever is on the screen so long is somebody else.
        """
        found = self._found
        is_open = found.pending or bool(found.waiting) or self._pause.isActive()
        is_chosen = by_hand or selected == found.entered or self._is_certain(selected)
        if selected and not found.stale and (is_chosen or not is_open):
            if self.is_complete():
                self._pause.stop()  # whom the clerk wanted is found: the stores need not be asked
            self.stop_opening()
            self.chosen.emit(selected)
            return
        self._open_when_found = True
        found.entered = selected if selected in self._exact() and not found.stale else None
        if self._pause.isActive() or (found.asked and not found.waiting):
            self._ask()
        elif not (found.waiting or found.pending):
            self._open_when_found = False
        elif found.entered:
            self._tell()

    def stop_opening(self) -> None:
        """Somebody is opened, or a form begun: what Enter still waits for opens nobody over them."""
        self._open_when_found = False

    def _exact(self) -> list[CustomerRef]:
        return [row.ref for row in self._found.rows if row.kind is MatchKind.EXACT]

    def _is_certain(self, selected: CustomerRef | None) -> bool:
        return self._exact() in ([], [selected]) and self.is_complete()

    def is_complete(self) -> bool:
        """Whether the index holds everybody of every store, so that whom it does not find is not there."""
        return all(self._sync.status(one.id).complete for one in self._stores.connections())

    def ask_again(self) -> None:
        """Put the question once more, after an error or when another store was connected."""
        self._ask()

    def ask_returned(self) -> None:
        """The stores' state is another: those that could not answer and can be reached again are asked once more."""
        ready = self._ready()
        back = [one for one in self._found.errors if one in ready & self._away]
        self._away -= ready
        for connection in back:
            del self._found.errors[connection]
        if back:
            self._ask_stores(back)

    def _ready(self) -> set[ConnectionId]:
        return {one.connection.id for one in self._stores.statuses() if one.state is StoreState.READY}

    def refresh(self) -> None:
        """Show those opened lately anew, when nothing is being searched for."""
        if not (self._found.text or self._found.heading):
            self._look()

    def renew(self, customer: Customer) -> None:
        """Somebody was read or changed: where they stand in the list, it says so."""
        if customer.ref.connection not in {one.id for one in self._stores.connections()}:
            return

        def anew(rows: Iterable[Row]) -> tuple[Row, ...]:
            return tuple(self._search.renewed(row, customer) if row.ref == customer.ref else row for row in rows)

        before, self._found.rows = self._found.rows, anew(self._found.rows)
        self._here, self._answers = anew(self._here), {store: anew(rows) for store, rows in self._answers.items()}
        if self._found.rows != before and not self._is_ahead:
            self.changed.emit(self._found)

    def take_loaded(self) -> None:
        """More customers are in the index: whoever of them fits is shown soon, below those who are there already."""
        if self._found.text and len(self._found.rows) < _ROOM and not self._more.isActive():
            self._more.start()

    def _look_for_more(self) -> None:
        if self._found.text and not (self._found.heading or self._found.pending):
            self._look()

    # ---------------------------------------------------------------------------------------- the index

    def _look(self) -> None:
        if not self._is_looking:  # otherwise the newest text is looked for as soon as the answer is there
            self._is_looking = True
            tasks.start(self, self._look_for_newest(), self._take_here, self.troubled.emit)

    async def _look_for_newest(self) -> _Here:
        """What the index answers for the text as it is by then; an answer for another text is dropped."""
        try:
            while True:
                text = self._newest()
                here = await self._look_for(text)
                if text == self._newest():
                    return here
        finally:
            self._is_looking = False

    def _newest(self) -> str:
        return self._found.text if self._foreseen is None else self._foreseen

    async def _look_for(self, text: str) -> _Here:
        try:
            return _Here(text, await self._search.here(text))
        except AppError as trouble:
            return _Here(text, (), trouble)

    def _take_here(self, here: _Here) -> None:
        if here.text == self._foreseen:
            self._ahead = here
            self._show_ahead()
            return
        if here.text != self._found.text or self._found.heading:
            return  # somebody typed meanwhile, and the newer text is being looked for
        self._here = here.rows
        self._found.pending, self._found.trouble = False, here.trouble
        if here.trouble:
            self.troubled.emit(here.trouble)
        self._show()

    # ---------------------------------------------------------------------------------------- the stores

    def _ask(self) -> None:
        self._pause.stop()
        self._sequence += 1
        self._started = perf_counter()
        text = self._found.text
        stores = [one.id for one in self._stores.connections() if self._search.questions(one.id, text)]
        self._found.waiting = frozenset()
        self._found.errors.clear()
        self._found.asked = bool(stores)
        self._ask_stores(stores)

    def _ask_stores(self, stores: Sequence[ConnectionId]) -> None:
        self._found.waiting |= set(stores)
        for connection in stores:
            done = partial(self._take, self._sequence)
            failed = partial(self._take_error, self._sequence, connection)
            tasks.start(self, self._search.ask(connection, self._found.text), done, failed)
        self._tell()

    def _take_error(self, sequence: int, connection: ConnectionId, error: AppError) -> None:
        self._take(sequence, Answer(connection, (), error))

    def _take(self, sequence: int, answer: Answer) -> None:
        if sequence != self._sequence:
            return
        self._answers[answer.connection] = answer.rows
        if answer.error:
            self._found.errors[answer.connection] = answer.error
            self._away |= {answer.connection} - self._ready()  # one that is there and refuses would refuse again
        self._found.waiting -= {answer.connection}
        self._found.seconds = perf_counter() - self._started
        self._show()

    # ---------------------------------------------------------------------------------------- both together

    def _show(self) -> None:
        asked = [row for one in self._stores.connections() for row in self._answers.get(one.id, ())]
        found = self._found
        shown = [] if found.stale else [row.ref for row in found.rows]
        if asked or not found.pending:
            found.rows, found.stale = one_list(self._here, asked, shown, self._held), False
        self._tell()
        self._open_the_one()

    def _tell(self) -> None:
        self._late.stop()
        self.changed.emit(self._found)

    def _open_the_one(self) -> None:
        found, is_sure = self._found, self.is_complete()
        if not self._open_when_found or found.pending or (found.waiting and not is_sure):
            return
        self._open_when_found = False
        if QApplication.activeModalWidget():  # a person is asked something, and that is about who is on the screen
            return
        exact: Sequence[Row] = [row for row in found.rows if row.kind is MatchKind.EXACT]
        # Whom Enter would have opened, had the index been as quick.
        wanted = exact or (found.rows[:1] if is_sure or not found.asked else ())
        if len(wanted) == 1:
            self.chosen.emit(wanted[0].ref)

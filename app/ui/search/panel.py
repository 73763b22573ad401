"""The left side of the window: search box, results, new customer."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.core.customer import ConnectionId, CustomerRef
from app.core.index import MatchKind
from app.core.query import LookupKind
from app.services.search import MOST_ROWS, Search
from app.services.stores import Stores
from app.services.sync import Sync
from app.ui.search.delegate import RowDelegate
from app.ui.search.model import ResultsModel
from app.ui.search.presenter import Found, SearchPresenter
from app.ui.theme import GRID, TARGET
from app.ui.translation import error_words, translated
from app.ui.widgets.dialog import is_enter
from app.ui.widgets.marks import label

_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -5, Qt.Key.Key_PageDown: 5}


class SearchBox(QLineEdit):
    """The search box: arrows move in the results, Enter opens."""

    moved = Signal(int)
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("searchBox")
        self.setAccessibleName(self.tr("Search customers"))
        self.setPlaceholderText(self.tr("Name, phone, ID number, e-mail"))
        self.setMaxLength(200)

    def text_with(self, typed: str) -> str:
        """What the box would say if that were typed now."""
        start = self.selectionStart() if self.hasSelectedText() else self.cursorPosition()
        end = start + len(self.selectedText())
        return f"{self.text()[:start]}{typed}{self.text()[end:]}"[: self.maxLength()]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give the keys of the list to the list."""
        if event.key() in _MOVES:
            self.moved.emit(_MOVES[Qt.Key(event.key())])
        elif is_enter(event):
            if not event.isAutoRepeat():  # held down for long it says no more than once
                self.entered.emit()
        else:
            super().keyPressEvent(event)


class ResultsList(QListView):
    """The results; letters typed into it go on to the search box."""

    typed = Signal(str)

    def keyboardSearch(self, search: str) -> None:
        """Search the store, not the list."""
        self.typed.emit(search)


class SearchPanel(QFrame):
    """Search box, results and the button for a new customer."""

    opened = Signal(object, object)  # CustomerRef, and what is known of the customer already: Customer | None
    new_wanted = Signal()
    scan_wanted = Signal()

    def __init__(self, search: Search, stores: Stores, sync: Sync, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._search = search
        self._stores = stores
        self._sync = sync
        self._is_by_hand = False  # whether the chosen row was gone to with the arrows
        self.presenter = SearchPresenter(search, stores, sync, self)
        self.box = SearchBox()
        self._summary = label(role="muted")
        self._keys = label(self.tr("Enter opens · ↑↓ moves"), "muted")
        self._model = ResultsModel(self)
        self._list = self._make_list()
        self._empty = label(role="muted")
        self._again = QPushButton(self.tr("Ask again"))
        self.new_button = QPushButton(self.tr("New customer   Ctrl+N"))
        self._scan = QPushButton(self.tr("Scan ID   F2"))
        self._hints: tuple[str, ...] = ()
        self._lay_out()
        self._connect()
        self.show_found(self.presenter.found)

    def _make_list(self) -> ResultsList:
        results = ResultsList()
        results.setObjectName("resultsList")
        results.setAccessibleName(self.tr("Results"))
        results.setModel(self._model)
        results.setItemDelegate(RowDelegate(results))
        results.setUniformItemSizes(True)
        results.setMouseTracking(True)
        results.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        results.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        results.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        results.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        return results

    def _lay_out(self) -> None:
        self.new_button.setObjectName("newCustomerButton")
        self._scan.setObjectName("scanButton")
        foot = QHBoxLayout()
        for button in (self.new_button, self._scan):
            button.setMinimumHeight(TARGET - 6)
            foot.addWidget(button, 1)
        self._summary.setWordWrap(True)
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        blank = QWidget()
        below = QVBoxLayout(blank)
        below.setContentsMargins(6, GRID, 6, 0)
        below.addWidget(self._empty)
        below.addWidget(self._again, 0, Qt.AlignmentFlag.AlignLeading)
        below.addStretch(1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._list)
        self._stack.addWidget(blank)
        line = QHBoxLayout()
        line.addWidget(self._summary, 1)
        line.addWidget(self._keys)
        column = QVBoxLayout(self)
        column.setContentsMargins(11, 11, 11, 11)
        column.setSpacing(GRID)
        column.addWidget(self.box)
        column.addLayout(line)
        column.addWidget(self._stack, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.box.textChanged.connect(self._type)
        self.box.moved.connect(self._move)
        self.box.entered.connect(self.enter)
        self._list.typed.connect(self.take_key)
        self._list.clicked.connect(self._open_index)
        self._list.activated.connect(self._open_index)
        self._again.clicked.connect(self.presenter.ask_again)
        self.new_button.clicked.connect(self.new_wanted)
        self._scan.clicked.connect(self.scan_wanted)
        self.presenter.changed.connect(self.show_found)
        self.presenter.chosen.connect(self._open)

    # ---------------------------------------------------------------------------------------- what the clerk does

    def take_key(self, text: str) -> None:
        """Go to the search box with what was typed while nothing was being edited; "/" only goes there."""
        self.go_to_box()
        if text != "/":
            self.box.setText(text)

    def go_to_box(self) -> None:
        """Put the cursor into the search box, its text chosen so that typing replaces it."""
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.box.selectAll()

    def empty_box(self) -> bool:
        """Esc while the cursor is in the search box: empty it; whether there was anything to empty."""
        if self.box.hasFocus() and self.presenter.drop_given():
            return True
        if not (self.box.hasFocus() and self.box.text()):
            return False
        self.box.clear()
        return True

    def foresee(self, typed: str) -> None:
        """Keys are held back that may be a scanner's: look for what they would write; "" once they are not any more."""
        if typed and self.box.hasFocus():
            self.presenter.foresee(self.box.text_with(typed))
        else:
            self.presenter.forget_foreseen()

    def _type(self, text: str) -> None:
        self._is_by_hand = False
        self.presenter.type_text(text)

    def choose_among_given(self) -> None:
        """Put the keyboard to the rows that were given, on the first of them."""
        self.go_to_box()
        self._list.setCurrentIndex(self._model.index(0))

    def _move(self, by: int) -> None:
        count = self._model.rowCount()
        if count:
            self._is_by_hand = True
            now = self._list.currentIndex()
            row = now.row() + by if now.isValid() else (0 if by > 0 else count - 1)
            self._list.setCurrentIndex(self._model.index(max(0, min(count - 1, row))))
            self._hold()

    def _hold(self) -> None:
        row = self._model.row_at(self._list.currentIndex())
        if row:
            self.presenter.hold(row.ref)

    def enter(self) -> None:
        """Enter in the search box: open the chosen row, or ask and open the only one found."""
        row = self._model.row_at(self._list.currentIndex())
        self.presenter.enter(row.ref if row else None, by_hand=self._is_by_hand)

    def _open_index(self, index: QModelIndex) -> None:
        row = self._model.row_at(index)
        if row:
            self._open(row.ref)

    def open_place(self, place: int) -> None:
        """Open the result at a place, counted from 0."""
        self._open_index(self._model.index(place))

    def _open(self, ref: CustomerRef) -> None:
        place = self._model.index_of(ref)
        row = self._model.row_at(place)
        self._list.setCurrentIndex(place)
        self.box.selectAll()  # the next customer's name replaces this one's
        self.opened.emit(ref, row.record if row else None)

    # ---------------------------------------------------------------------------------------- what it shows

    def set_hints(self, hints: tuple[str, ...]) -> None:
        """Searches worth trying in the training store."""
        self._hints = hints
        self.show_found(self.presenter.found)

    def show_found(self, found: Found) -> None:
        """Show rows, or why there are none and what to do next."""
        row = self._model.row_at(self._list.currentIndex())
        self._model.set_rows(found.rows)
        keep = self._model.index_of(row.ref if row else None)
        if found.text and found.rows and not (self._is_by_hand and keep.isValid()):
            keep = self._model.index(0)  # the best one, unless the clerk has gone to another
        self._list.selectionModel().setCurrentIndex(keep, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._summary.setText(self._summary_of(found))
        # Where the line has more to say it takes the whole width; while a store is asked Enter may have to wait for it.
        self._keys.setVisible(bool(found.rows) and not (found.waiting or found.errors or found.entered))
        self._again.setVisible(bool(found.errors) and not found.waiting)
        self._empty.setText(self._empty_text(found))
        self._stack.setCurrentIndex(0 if found.rows else 1)

    def show_loading(self) -> None:
        """More customers are in the index: say so, where nobody was found among those who were."""
        if not self.presenter.found.rows:
            self._empty.setText(self._empty_text(self.presenter.found))

    def _summary_of(self, found: Found) -> str:
        """The state of the search, and what Enter does next where it has opened nothing yet."""
        choice = self._choice_of(found) if found.entered else ""
        if choice and not (found.waiting or found.errors):
            return choice
        return " · ".join(part for part in (choice, self._state_of(found)) if part)

    def _choice_of(self, found: Found) -> str:
        count = sum(1 for row in found.rows if row.kind is MatchKind.EXACT)
        if count > 1:
            return self.tr("{} fit exactly: choose with ↑↓, Enter opens").format(count)
        return self.tr("Enter opens without waiting") if found.waiting else ""

    def _state_of(self, found: Found) -> str:
        if found.heading:
            return found.heading
        if found.waiting:
            return self.tr("Asking {}…").format(", ".join(self._name(one) for one in sorted(found.waiting)))
        if found.errors and found.rows:
            return self.tr("Incomplete: {} could not answer").format(", ".join(map(self._name, found.errors)))
        if found.pending:
            return self.tr("Searching…") if found.text else ""
        if not found.text:
            return self.tr("Opened lately") if found.rows else ""
        return self._matches(found) if found.rows else ""

    def _matches(self, found: Found) -> str:
        is_cut = len(found.rows) >= MOST_ROWS
        count = len(found.rows)
        parts = [self.tr("The %n best match(es)", "", count) if is_cut else self.tr("%n match(es)", "", count)]
        stores = len({row.ref.connection for row in found.rows})
        parts += [self.tr("%n store(s)", "", stores)] if stores > 1 else []
        return " · ".join(parts)

    def _empty_text(self, found: Found) -> str:
        if found.waiting or found.pending or not self._stores.connections():
            return ""
        if found.errors:
            return "\n\n".join(f"{self._name(one)}: {error_words(error)}" for one, error in found.errors.items())
        trouble = f"{error_words(found.trouble)}\n\n" if found.trouble else ""
        if found.text:
            return trouble + f"{self._nobody()}\n\n{self._how()}"
        examples = "\n".join(f"    {hint}" for hint in self._hints)
        practice = f"\n\n{self.tr('In the training store, try')}\n\n{examples}" if examples else ""
        return trouble + self._how() + practice

    def _nobody(self) -> str:
        """Nobody was found: never said of people who are not loaded yet."""
        if self.presenter.is_complete():
            return self.tr("Nobody found. Check the spelling, or try something else.")
        loaded = [self._sync.status(one.id) for one in self._stores.connections()]
        count = sum(one.count for one in loaded)
        if all(one.expected or one.complete for one in loaded):
            expected = sum(max(one.count, one.expected or 0) for one in loaded)
            among = self.tr("None among the {} of {} customers loaded so far.").format(f"{count:,}", f"{expected:,}")
        else:
            among = self.tr("None among the %Ln customer(s) loaded so far.", "", count)
        return f"{among} {self.tr('The store itself can be asked:')}"

    def _how(self) -> str:
        """What can be typed: anything once everybody is in the index, until then what the stores can be asked."""
        if self.presenter.is_complete():
            return self.tr("Type any part of a name, a phone, a birth date, an e-mail, an ID or a customer number.")
        kinds = [translated(kind.label) for kind in self._search.offered() if kind is not LookupKind.ID]
        return self.tr("Type a complete {}, or {}.").format(", ".join(kinds), translated(LookupKind.ID.label))

    def _name(self, connection: ConnectionId) -> str:
        names = {one.id: one.name for one in self._stores.connections()}
        return names.get(connection, "")

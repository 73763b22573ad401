"""What stands in the window once the program is ready: the parts put together, the keys given their meaning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from operator import attrgetter

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.customer import ConnectionId, CustomerRef
from app.core.errors import AppError
from app.core.vendor import Connection
from app.services.desk import Desk
from app.services.updates import Updates
from app.ui.about.dialog import AboutButton
from app.ui.about.update_watch import UpdateWatch
from app.ui.actions import ACTIONS
from app.ui.activity.journal_state import JournalState
from app.ui.arrival.presenter import ArrivalPresenter
from app.ui.bulk.window import BulkWindow
from app.ui.claimed_keys import ClaimedKeys
from app.ui.customer.counter import Counter, OpenForm
from app.ui.customer_page import CustomerPage
from app.ui.desk_stores import DeskStores
from app.ui.index_state import IndexState
from app.ui.lock.lock import Lock
from app.ui.manual.manual import Manual
from app.ui.messages import MessageBar, Messages
from app.ui.questions import ask
from app.ui.ribbon import TrainingRibbon
from app.ui.scan.scanning import Scanning
from app.ui.search.panel import SearchPanel
from app.ui.status_bar import StatusBar
from app.ui.stores.chooser import StoreChooser
from app.ui.theme import GRID, least_left_width, left_width
from app.ui.unfinished.unfinished import Unfinished
from app.ui.waiting.outgoing_state import OutgoingState
from app.ui.widgets.dialog import press_focused


class DeskView(QWidget):
    """The whole desk: search on the left, the customer on the right, messages above, the stores' state below.

    ``updates`` is None where nobody looks for newer versions.
    """

    def __init__(self, desk: Desk, updates: Updates | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._desk = desk
        self.messages = Messages(self)
        self.counter = Counter(desk, self.messages, self)
        self.index = IndexState(desk, self.messages, self)
        self.stores = DeskStores(desk, self.messages, self.counter, self.index, self)
        self.search = SearchPanel(desk.search, desk.stores, desk.sync)
        self.lock = Lock(desk, self.messages, self)
        self.updates = UpdateWatch(updates, desk.stores, self.messages, self) if updates else None
        self.manual = Manual(partial(AboutButton, watch=self.updates), self)
        self.scanning = Scanning(desk.settings, self.messages, self)
        self.page = CustomerPage(desk, self.counter, self.messages)
        self.arrival = ArrivalPresenter(desk, self.counter, self.messages, self, page=self.page, search=self.search)
        self.unfinished = Unfinished(desk, self.counter, self.messages, self.index, self)
        self.outgoing = OutgoingState(desk, self.counter, self.messages, self.index, self)
        self.bulk: BulkWindow | None = None  # made when it is first asked for
        self.journal = JournalState(desk, self.messages, self.index, self)
        self.message = MessageBar(self.messages)
        self.ribbon = TrainingRibbon()
        self.status = StatusBar()
        self.status.add(self.lock.who)
        self._lay_out()
        self._connect()
        self._bind_keys()
        self._show_stores()
        self.search.go_to_box()

    def _lay_out(self) -> None:
        self._set_left_width(left_width(self, self.width()))
        body = QHBoxLayout()
        body.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        body.setSpacing(2 * GRID)
        left = QVBoxLayout()
        left.setSpacing(GRID)
        left.addWidget(self.search, 1)
        left.addWidget(self.unfinished.panel)
        left.addWidget(self.page.checkin.queue)
        body.addLayout(left)
        body.addWidget(self.page, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.ribbon)
        column.addWidget(self.message)
        column.addLayout(body, 1)
        if self.updates:
            column.addWidget(self.updates.notice)
        column.addWidget(self.status)

    def _set_left_width(self, width: int) -> None:
        for widget in (self.search, self.unfinished.panel, self.page.checkin.queue):
            widget.setFixedWidth(width)

    def _connect(self) -> None:
        self.search.opened.connect(self.counter.open)
        self.search.new_wanted.connect(self.start_new)
        self.search.scan_wanted.connect(self.scanning.show_panel)
        self.scanning.holding.connect(self.search.foresee)
        self.scanning.scanned.connect(self.arrival.take)
        self.ribbon.connect_wanted.connect(self.stores.connect_store)
        self.status.sign_in_wanted.connect(self.stores.sign_in)
        self.status.unsaved_wanted.connect(self.unfinished.go_to_parked)
        self.status.stores_wanted.connect(self.show_store_list)
        self.status.waiting_wanted.connect(self.outgoing.show_list)
        self.outgoing.changed.connect(self._show_state)
        self.outgoing.changed.connect(self.unfinished.show)
        self.page.copy_wanted.connect(self.copy_customer)
        self.page.checkin.ended.connect(self.search.go_to_box)
        self.page.checkin.changed.connect(self.search.presenter.refresh)
        self.page.checkin.queue.left.connect(self.search.go_to_box)
        self.unfinished.resuming.connect(self.search.go_to_box)
        self.unfinished.resumed.connect(self.page.go_to_work)
        self.counter.copied.connect(self._tell_copied)
        self.page.edited.connect(self.counter.typed)
        self.page.edited.connect(self._count_unsaved)
        for signal in (self.counter.shown, self.counter.updated, self.counter.parked_changed):
            signal.connect(self._count_unsaved)
        self.counter.shown.connect(self.search.presenter.refresh)
        self.counter.shown.connect(self._keep_cursor)
        self.counter.turned_to.connect(self.search.presenter.stop_opening)
        self.counter.updated.connect(self._renew_row)
        self.search.presenter.troubled.connect(self.index.take_trouble)
        self.index.changed.connect(self._show_state)
        self.index.changed.connect(self.search.presenter.take_loaded)
        self.index.renewed.connect(self.lock.read_people)
        self.lock.anew_wanted.connect(self.index.begin_anew)
        self.lock.hidden.connect(self._take_hidden)
        self.stores.state_changed.connect(self._show_state)
        self.stores.state_changed.connect(self.search.presenter.ask_returned)
        self.stores.changed.connect(self.show_stores)
        self.stores.changed.connect(self.outgoing.follow)
        self.stores.found_others.connect(self._search_anew)
        self.stores.left_training.connect(self._leave_training)

    def _bind_keys(self) -> None:
        for action in ACTIONS:
            if action.name:
                shortcut = QShortcut(QKeySequence(action.keys), self)
                shortcut.activated.connect(attrgetter(action.name)(self))
        self._claimed = ClaimedKeys((action.keys for action in ACTIONS if action.name), self)

    # ---------------------------------------------------------------------------------------- stores

    def begin(self) -> None:
        """Find out how the stores are, now and whenever one has been away for a while. Needs the running loop."""
        self.index.begin()
        self.lock.begin()
        self.unfinished.begin()
        self.outgoing.begin()
        self.journal.begin()
        self.search.presenter.refresh()
        self.stores.begin()
        self.page.checkin.begin()
        if self.updates:
            self.updates.begin()

    def show_stores(self) -> None:
        """Show the stores that are open, after they changed. Needs the running loop."""
        self._desk.sync.follow()
        self._show_stores()
        self.search.presenter.refresh()

    def _show_stores(self) -> None:
        self.ribbon.setVisible(self._desk.stores.is_training())
        self._show_state()
        self.page.show_stores()
        if self._desk.stores.connections():
            self.page.set_empty_text(
                self.tr("Search on the left, or press Ctrl+N for a new customer.\nF1 shows every key and the manual.")
            )
        else:
            self.page.set_empty_text(self.tr("No store is connected. Press Ctrl+, to connect one."))

    def _show_state(self) -> None:
        statuses, sync = self._desk.stores.statuses(), self._desk.sync
        syncs = {one.connection.id: sync.status(one.connection.id) for one in statuses}
        # Also of stores that are disabled or were removed: somebody has to decide about those.
        left = self._desk.outgoing.waiting.all()
        self.status.show_stores(statuses, syncs, self._desk.clock.today(), left)
        self.search.show_loading()
        self.stores.refresh_list()

    def _take_hidden(self, is_hidden: bool) -> None:
        self.scanning.set_enabled(not is_hidden)
        self.manual.set_enabled(not is_hidden)
        if not is_hidden:
            self._show_state()  # a list that stood open was not told meanwhile
            self.counter.note_look()  # it may be somebody else who sees it now

    def show_store_list(self) -> None:
        """Ctrl+,."""
        self.stores.show_list()

    def _search_anew(self) -> None:
        """Search what stands in the box once more, at the stores there are now."""
        text = self.search.box.text()
        if text:
            self.search.box.clear()
            self.search.box.setText(text)

    def _leave_training(self) -> None:
        self.search.set_hints(())
        self.search.box.clear()

    # ---------------------------------------------------------------------------------------- keys

    def go_to_search(self) -> None:
        """Ctrl+K."""
        self.search.go_to_box()

    def start_new(self) -> None:
        """Ctrl+N: a new customer, at the store that is asked for where there are several."""
        self._choose_store(self._desk.stores.connections(), self.tr("New customer at…"), self._start_at)

    def _choose_store(self, offered: Sequence[Connection], title: str, then: Callable[[ConnectionId], None]) -> None:
        if len(offered) == 1:
            then(offered[0].id)
        elif offered:
            chooser = StoreChooser(self._desk.stores, offered, title, self)
            chooser.chosen.connect(then)
            chooser.open()

    def _start_at(self, connection: ConnectionId) -> None:
        self.counter.start_new(connection)
        try:
            self._desk.stores.note_choice(connection)
        except AppError as error:
            self.messages.show_error(error)

    def copy_customer(self) -> None:
        """Ctrl+Shift+N: a new customer at another store, filled from the one on the screen."""
        form = self.counter.current
        if form:
            here = form.customer.ref.connection
            others = [one for one in self._desk.stores.connections() if one.id != here]
            self._choose_store(others, self.tr("Copy to…"), partial(self.counter.start_copy, form))

    def _tell_copied(self, _form: OpenForm, source: CustomerRef) -> None:
        title = self.tr("Copied from {}.").format(self._desk.stores.connection(source.connection).name)
        self.messages.inform(title)

    def open_bulk(self) -> None:
        """Ctrl+E."""
        if self.bulk is None:
            self.bulk = BulkWindow(self._desk, self)
            self.bulk.opened.connect(self.counter.open)
        self.bulk.come_forward()

    def save(self) -> None:
        """Ctrl+S."""
        self.counter.save()

    def go_back(self) -> None:
        """Esc: empty the search box it was pressed in, else discard, else go to the search box."""
        if self.page.checkin.go_back() or self.arrival.go_back() or self.search.empty_box():
            return
        form = self.counter.current
        if form and not form.saving and (form.edit.is_dirty or form.edit.is_new):
            self.counter.discard()
        else:
            self.messages.clear()
            self.search.go_to_box()

    def _keep_cursor(self, form: OpenForm | None) -> None:
        """Nobody is on the screen any more: a cursor that was on the page would be nowhere."""
        focus = self.window().focusWidget()
        if form is None and (focus is None or self.page.isAncestorOf(focus)):
            self.search.go_to_box()

    def check_in(self) -> None:
        """F4: whoever is on the screen, and nobody while somebody else is being opened."""
        if not self.counter.is_opening:
            self.page.checkin.check_in()

    def go_to_queue(self) -> None:
        """F6."""
        self.page.checkin.queue.toggle()

    def show_profile(self) -> None:
        """Ctrl+1."""
        self.page.go_to_tab("profile")

    def show_addresses(self) -> None:
        """Ctrl+2."""
        self.page.go_to_tab("addresses")

    def show_documents(self) -> None:
        """Ctrl+3."""
        self.page.go_to_tab("documents")

    def show_activity(self) -> None:
        """Ctrl+4."""
        self.page.go_to_tab("activity")

    def read_again(self) -> None:
        """F5."""
        self.counter.read_again()

    # ---------------------------------------------------------------------------------------- unsaved work

    def _renew_row(self, form: OpenForm) -> None:
        if not form.edit.is_new:
            self.search.presenter.renew(form.customer)

    def _count_unsaved(self, _form: object = None) -> None:
        self.status.show_unsaved(self.counter.unsaved(), kept=self._keeps_work())

    def _keeps_work(self) -> bool:
        return self._desk.vault is not None and self._desk.vault.is_kept

    def may_close(self, close: Callable[[], None]) -> bool:
        """Whether the window may close at once; if not, a question is asked that may call ``close`` later.

        What is kept in the vault is not lost, and goes on at the next start.
        """
        unsaved = 0 if self._keeps_work() else self.counter.unsaved()
        if unsaved:
            ask(
                self,
                self.tr("%n form(s) hold unsaved work.", "", unsaved),
                self.tr("If you close now, it is lost."),
                yes=self.tr("Close anyway"),
                no=self.tr("Go back"),
                agreed=close,
            )
        return not unsaved

    # ---------------------------------------------------------------------------------------- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width between the two sides anew."""
        super().resizeEvent(event)
        self._set_left_width(left_width(self, event.size().width()))

    def minimumSizeHint(self) -> QSize:
        """As small as it can become: the search side gives way with the window."""
        return super().minimumSizeHint() - QSize(self.search.width() - least_left_width(self), 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters typed while nothing is being edited go to the search box; Enter presses the button it is on."""
        if press_focused(self, event):
            return
        modified = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if event.text().isprintable() and event.text().strip() and not modified:
            self.search.take_key(event.text())
        else:
            super().keyPressEvent(event)

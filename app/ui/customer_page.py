"""The right side of the window: header, verdict, tabs and save bar, for one form at a time."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from app.core.addresses import kind_key
from app.core.customer import Customer, CustomerRef
from app.core.errors import Problem
from app.core.values import known
from app.core.visits import is_walk_in
from app.services.card_profile import with_card
from app.services.copying import record_of
from app.services.desk import Desk
from app.ui.activity.tab import ActivityTab
from app.ui.addresses.tab import AddressesTab
from app.ui.arrival.strip import ArrivalStrip
from app.ui.checkin.presenter import Arrival, CheckInPresenter
from app.ui.customer.age import age_of
from app.ui.customer.counter import Counter, OpenForm
from app.ui.customer.header import CustomerHeader, shown_name
from app.ui.customer.house_account import HouseAccountDialog
from app.ui.customer.save_bar import SaveBar
from app.ui.customer.verdict import VerdictBanner
from app.ui.documents.tab import DocumentsTab
from app.ui.messages import Messages
from app.ui.profile.editor import ProfileForm
from app.ui.questions import ask
from app.ui.stores.copy_note import CopyNote
from app.ui.theme import GRID
from app.ui.widgets.marks import label

_AGE_REFRESH_MS = 30_000
TABS = ("profile", "addresses", "documents", "activity")


class CustomerPage(QFrame):
    """Shows the counter's current form and gives it what the clerk does."""

    edited = Signal()
    copy_wanted = Signal()

    def __init__(self, desk: Desk, counter: Counter, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._desk = desk
        self._counter = counter
        self._messages = messages
        self._header = CustomerHeader()
        self._verdict = VerdictBanner()
        self.checkin = CheckInPresenter(desk.checkin, desk.stores, desk.shift, messages, self)
        self.profile = ProfileForm()
        self.addresses = AddressesTab()
        self.documents = DocumentsTab(desk.documents, messages)
        self._activity = ActivityTab(desk.activity)
        self._tabs = self._make_tabs()
        self._save_bar = SaveBar()
        self.copy_note = CopyNote()
        self.arrival = ArrivalStrip()
        self.card: Customer | None = None  # what the card says that was scanned just now
        self._walk_in: Arrival | None = None
        self._empty = label(role="muted")
        self._nobody = ""
        self._shown: OpenForm | None = None
        self._documented: OpenForm | None = None  # whose documents are shown
        self._saved_from: QWidget | None = None  # where the cursor was when the form under way was saved
        self._told: tuple[Problem, ...] = ()  # the mistakes that the cursor was put to
        self._lay_out()
        self._connect()
        self._age = QTimer(self, interval=_AGE_REFRESH_MS)
        self._age.timeout.connect(self._show_head)
        self._age.start()
        self.show_form(None)

    def _make_tabs(self) -> QTabWidget:
        tabs = QTabWidget()
        tabs.setObjectName("detailTabs")
        tabs.setAccessibleName(self.tr("Customer's pages"))
        tabs.setDocumentMode(True)
        tabs.setMinimumHeight(1)  # not what the pages ask for: on a small screen the verdict and its question go first
        for page, title in (
            (self.profile, self.tr("Profile")),
            (self.addresses, self.tr("Addresses")),
            (self.documents, self.tr("Documents")),
            (self._activity, self.tr("Activity")),
        ):
            tabs.addTab(page, title)
        return tabs

    def _lay_out(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID + 4)
        for widget in (self._header, self._verdict, self.checkin.reason, self.copy_note, self.arrival):
            column.addWidget(widget)
        column.addWidget(self._tabs, 1)
        self._rest = QWidget()
        column.addWidget(self._save_bar)
        column.addWidget(self._rest, 1)
        blank = QWidget()
        middle = QVBoxLayout(blank)
        middle.addStretch(1)
        middle.addWidget(self._empty)
        middle.addStretch(2)
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(blank)
        self._stack.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(19, 2 * GRID, 19, 11)
        outer.addWidget(self._stack)

    def _connect(self) -> None:
        self.profile.edited.connect(self._take_edit)
        self.addresses.edited.connect(self._take_edit)
        self.addresses.counted.connect(self._count_addresses)
        self.documents.count_changed.connect(self._count_documents)
        self.documents.uploaded.connect(self._counter.take_fresh)
        self._verdict.link_followed.connect(self._counter.open)
        self._verdict.check_in_wanted.connect(self.checkin.check_in)
        self.checkin.changed.connect(self._show_head)
        self.checkin.queue.opened.connect(self._open_visitor)
        self._save_bar.save_wanted.connect(self._counter.save)
        self._save_bar.discard_wanted.connect(self._counter.discard)
        self._save_bar.more.delete_wanted.connect(self._ask_to_delete)
        self._save_bar.more.house_account_wanted.connect(self._show_house_account)
        self._save_bar.more.restore_wanted.connect(self._counter.restore)
        self._save_bar.copy_wanted.connect(self.copy_wanted)
        self._counter.shown.connect(self.show_form)
        self._counter.updated.connect(self._refresh)
        self._counter.waiting_changed.connect(self._show_head)

    def set_empty_text(self, text: str) -> None:
        """What stands here while nobody is open."""
        self._nobody = text
        self._show_nobody()

    def _show_nobody(self) -> None:
        self._empty.setText(self.tr("Reading from the store…") if self._counter.is_opening else self._nobody)

    # ---------------------------------------------------------------------------------------- showing

    def show_form(self, form: OpenForm | None) -> None:
        """Put another form on the screen, or none."""
        self._leave_walk_in()
        self._stack.setCurrentIndex(0 if form is None else 1)
        is_another, self._shown = form is not self._shown, form
        if form is None:
            self._show_nobody()
            self.profile.clear()
            self.addresses.clear()
            self.documents.clear()
            self._documented = None
            self._activity.show_customer(None)
            self.checkin.show_nobody()
            return
        is_new = form.edit.is_new
        if not is_new:
            self._desk.checkin.meet(form.customer.ref)
        self.copy_note.show_copy(form.copy)
        self._tabs.setTabVisible(TABS.index("documents"), not is_new)
        self._tabs.setTabVisible(TABS.index("activity"), not is_new)
        if is_new or is_another:  # somebody may be typing into the addresses of a new customer who is one by now
            self._tabs.setCurrentIndex(0)
            self._told = ()
        self._activity.show_customer(None if is_new else form.customer.ref)
        self._refresh(form)
        if is_new and form.problems:
            self.go_to_work()
        elif is_new:
            self.profile.go_to_first()

    def show_walk_in(self, card: Customer) -> None:
        """Put somebody on the screen who has a card and no profile. Nobody's form is there."""
        first, last = known(card.first_name, ""), known(card.last_name, "")
        name = " ".join((first.title(), f"{last[:1].upper()}." if last else "")).strip()
        self._walk_in = Arrival(card, name or self.tr("Walk-in"), keeps_id=True)
        self.copy_note.show_copy(None)
        self._show_parts(has_form=False)
        self._show_head()

    def _leave_walk_in(self) -> None:
        self._walk_in = None
        self._show_parts(has_form=True)

    def _show_parts(self, *, has_form: bool) -> None:
        self._stack.setCurrentIndex(1)
        self._tabs.setVisible(has_form)
        self._save_bar.setVisible(has_form)
        self._rest.setVisible(not has_form)

    @property
    def walk_in(self) -> CustomerRef | None:
        """By whom somebody without a profile is on the screen."""
        return self._walk_in.customer.ref if self._walk_in else None

    def _refresh(self, form: OpenForm) -> None:
        """The form on the screen changed by itself: read afresh, saved, refused."""
        self._show_head()
        self.profile.show_edit(form.edit)
        self.addresses.show_edit(form.edit)
        self._activity.follow(None if form.edit.is_new else form.customer.ref)
        if form.edit.is_new:
            self.documents.clear()
        else:
            if form is self._documented:
                self.documents.follow(form.customer.ref)
            can = self._desk.stores.info(form.customer.ref.connection).capabilities
            self.documents.show_customer(form.customer, form.edit.form, can.documents, can.max_upload_bytes)
        self._documented = None if form.edit.is_new else form
        self._show_save_bar()
        self._show_problems(form)

    def show_stores(self) -> None:
        """Stores were renamed, connected or left: say whose customer this is, and whether there is another store."""
        self._show_head()
        self._show_save_bar()

    def _show_head(self) -> None:
        form = self._counter.current
        if form is None:
            self._show_walk_in_head()
            return
        store = self._store_name(form)
        if form.edit.is_new:
            self._header.show_new(store)
            self._show_verdict_of_new(form)
            return
        customer = form.customer
        waits = self._desk.outgoing.waiting.keeps(customer.ref)
        self._header.show_customer(customer, store, age_of(form, self._desk.clock.now(), waits=waits))
        keeps_id = form.edit.form.spec("license_number") is not None
        name = shown_name(customer) or self.tr("Customer {}").format(customer.ref.customer_id)
        verdict = self.checkin.show_arrival(Arrival(customer, name, keeps_id))
        self._verdict.show_verdict(customer, verdict, since=self.checkin.since())
        self._verdict.show()

    def _show_walk_in_head(self) -> None:
        if self._walk_in:
            card = self._walk_in.customer
            store = self._desk.stores.connection(card.ref.connection).name
            self._header.show_walk_in(shown_name(card), store)
            self._verdict.show_verdict(card, self.checkin.show_arrival(self._walk_in), since=self.checkin.since())
            self._verdict.show()

    def _show_verdict_of_new(self, form: OpenForm) -> None:
        """From what stands in the form and on the card at hand; without a card nobody stands at the desk yet."""
        record, card = record_of(form.edit), self.card
        keeps_id = card is not None or form.edit.form.spec("license_number") is not None
        if form.visitor is None:
            self.checkin.show_nobody()
            verdict = self._desk.checkin.verdict(record, keeps_id=keeps_id)
            self._verdict.show_verdict(record, verdict, can_check_in=False)
        else:
            record = replace(with_card(record, card) if card else record, ref=form.visitor)
            verdict = self.checkin.show_arrival(Arrival(record, shown_name(record) or self.tr("Walk-in"), keeps_id))
            self._verdict.show_verdict(record, verdict, since=self.checkin.since())
        self._verdict.setVisible(form.visitor is not None or form.edit.is_dirty)

    def show_verdict_anew(self) -> None:
        """What is known of whoever is on the screen changed."""
        self._show_head()

    def _store_name(self, form: OpenForm) -> str:
        connection = self._desk.stores.connection(form.customer.ref.connection)
        return f"{self._desk.stores.info(connection.id).label}, {connection.name}"

    def _show_save_bar(self) -> None:
        form = self._counter.current
        if form:
            store = form.customer.ref.connection
            vendor = self._desk.stores.info(store).label
            has_others = any(one.id != store for one in self._desk.stores.connections())
            self._save_bar.show_edit(form.edit, vendor, saving=form.saving, offers_copy=has_others)
            can = self._desk.stores.info(form.customer.ref.connection).capabilities
            self._save_bar.more.show_customer(form.customer, can, is_new=form.edit.is_new)

    def _show_problems(self, form: OpenForm) -> None:
        """Show what is wrong at its field, and go to the first once: in the profile, else in the addresses.

        Whoever types elsewhere by then, the next name say, or in another field than the form was saved from, goes on there.
        """
        if form.problems:  # else showing the form has cleared them
            self.profile.show_problems(form.problems)
            self.addresses.show_problems(form.problems)
        told, self._told = self._told, form.problems
        wrong = [problem.field for problem in form.problems if problem.blocking]
        first = next((key for key in wrong if form.edit.form.spec(key)), next(iter(wrong), ""))
        if first and form.problems is not told and not self._is_typed_elsewhere():
            self._go_to(first)
        self._saved_from = self.window().focusWidget() if form.saving else None

    def _is_typed_elsewhere(self) -> bool:
        focus = self.window().focusWidget()
        has_moved = self._saved_from is not None and focus is not self._saved_from
        return isinstance(focus, QLineEdit | QPlainTextEdit) and (has_moved or not self.isAncestorOf(focus))

    def _go_to(self, key: str) -> None:
        """Bring a field's tab to the front, and put the cursor into the field."""
        is_address = key.startswith("addresses")
        self.show_tab("addresses" if is_address else "profile")
        (self.addresses if is_address else self.profile).go_to(key)

    def go_to_work(self) -> None:
        """Put the cursor to what is unsaved: the first field that is marked as wrong, else the first that was changed."""
        form = self._counter.current
        if form is None:
            return
        marked = [problem.field for problem in form.problems if problem.blocking]
        changed = [spec.key for spec in form.edit.form.fields if form.edit.is_changed(spec.key)]
        kinds = [kind_key(kind) for kind in form.edit.changes().changed_address_kinds]
        first = next(iter([*marked, *changed, *kinds]), "")
        if first:
            self._go_to(first)
        else:
            self.go_to_tab("profile")

    # ---------------------------------------------------------------------------------------- what the clerk does

    def _take_edit(self) -> None:
        form = self._counter.current
        if form:
            form.problems = ()
            if form.edit.is_new:
                self._show_head()
            self._show_save_bar()
            self.edited.emit()

    def _open_visitor(self, ref: CustomerRef) -> None:
        """Open somebody from the queue: the profile, or the form that is to become one."""
        form = next((one for one in self._counter.parked() if one.visitor == ref), None)
        if form:
            self._counter.show_parked(form)
        elif not is_walk_in(ref):
            self._counter.open(ref)
        elif ref not in (self.walk_in, self._counter.current.visitor if self._counter.current else None):
            self._messages.inform(self.tr("This person has no profile."), self.tr("Nothing of the card was kept."))

    def _show_house_account(self) -> None:
        form = self._counter.current
        if form and not form.edit.is_new:
            HouseAccountDialog(self._desk.profiles, form.customer.ref, self).open()

    def _ask_to_delete(self) -> None:
        form = self._counter.current
        if form:
            ask(
                self,
                self.tr("Delete customer {} at {}?").format(form.customer.ref.customer_id, self._store_name(form)),
                self.tr("Everybody at the store loses this profile. Unsaved changes are lost too."),
                yes=self.tr("Delete"),
                no=self.tr("Keep"),
                agreed=partial(self._counter.delete, form),
            )

    def show_tab(self, name: str) -> None:
        """Bring one of `TABS` to the front, if it is there for this form."""
        place = TABS.index(name)
        if self._tabs.isTabVisible(place):
            self._tabs.setCurrentIndex(place)

    def go_to_tab(self, name: str) -> None:
        """Bring a tab to the front and put the cursor into it, so that the keyboard goes on there."""
        self.show_tab(name)
        if self._tabs.isVisible() and self._tabs.currentIndex() == TABS.index(name):
            go_to = {
                "profile": self.profile.go_to_first,
                "addresses": self.addresses.go_to_first,
                "documents": self.documents.go_to_list,
                "activity": self._activity.setFocus,
            }
            go_to[name]()

    def _count_addresses(self, count: int) -> None:
        self._tabs.setTabText(TABS.index("addresses"), self._counted(self.tr("Addresses"), count))

    def _count_documents(self, count: int) -> None:
        self._tabs.setTabText(TABS.index("documents"), self._counted(self.tr("Documents"), count))

    @staticmethod
    def _counted(title: str, count: int) -> str:
        return f"{title}  {count}" if count else title

"""The dialog that connects a store, or signs in to one again, drawn wholly from the vendors' table."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from itertools import pairwise
from typing import Any, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.core.customer import ConnectionId
from app.core.errors import AppError, InvalidInput, SecretStoreLocked, SecretStoreMissing
from app.core.form import Choice, FieldKind, FieldSpec
from app.core.settings import FIXED_WORDS, Fixed
from app.core.vendor import VENDORS_PLACE, Connection, VendorInfo
from app.services.stores import Stores
from app.ui import tasks
from app.ui.connect.notice import Notice
from app.ui.connect.page import VendorPage
from app.ui.connect.rows import ChoiceRow, FieldRow, LineRow
from app.ui.theme import GRID
from app.ui.translation import translated
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.marks import label, mark
from app.ui.widgets.places import place_choices

T = TypeVar("T")
_OF_SCREEN = 0.9
_CHARACTERS = 64  # the dialog is at least as wide as this many average characters


class ConnectDialog(Dialog):
    """Asks for a store's address and credentials, tests and keeps them. Show it with ``open()``; it deletes itself.

    ``connected`` carries the Connection as it was kept. Whoever closes the dialog while it is saving may be too late:
    after ``finished`` the truth is in ``stores.connections()``. Credentials leave the dialog with its closing.
    """

    connected = Signal(object)  # Connection

    def __init__(self, stores: Stores, parent: QWidget | None = None, connection: Connection | None = None) -> None:
        super().__init__(parent)
        self._stores = stores
        self._connection = connection
        self._fixed, self._fixed_place = stores.fixed()
        self._infos = {info.key: info for info in stores.vendor_infos()}
        self._typed: dict[str, tuple[str, dict[str, str]]] = {}  # what was entered for the vendors not shown now
        self._task: tasks.Task[Any] | None = None
        self._was_tested = False
        self._focus_before: QWidget | None = None
        self.setObjectName("connectDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(
            self.tr("Sign in to {}").format(connection.name) if connection else self.tr("Connect a store")
        )
        self.setAccessibleName(self.windowTitle())
        self._make_head()
        self._make_foot()
        self._page = self._make_page(self._vendor.text())
        self._lay_out()
        self._begin_with()

    # ------------------------------------------------------------------------------------------ building

    def _make_head(self) -> None:
        known = self._connection
        vendors = tuple(Choice(info.key, info.label) for info in self._infos.values())
        fixed = self.tr("A store stays with its vendor. Connect another one instead.") if known else ""
        fixed = self._why_fixed("vendor") or fixed
        self._vendor = ChoiceRow(
            FieldSpec(
                key="vendor",
                label=self.tr("Vendor"),
                kind=FieldKind.CHOICE,
                required=True,
                read_only=fixed,
                choices=vendors,
            )
        )
        name = self.tr("Name of the store")
        self._name = LineRow(FieldSpec(key="name", label=name, required=True, read_only=self._why_fixed("name")))
        self._name.hint(self.tr("for example Telegraph Ave"))
        self._place = ChoiceRow(
            FieldSpec(
                key="place",
                label=self.tr("State or province"),
                kind=FieldKind.CHOICE,
                choices=place_choices(),
                read_only=self._why_fixed(VENDORS_PLACE),
                help=self.tr("Ages, ID rules and the store's day follow it; without it the strictest rules hold."),
            )
        )
        if known:
            self._vendor.set_text(known.vendor)
            self._name.set_text(known.name)
            self._place.set_text(known.place)
        if Fixed.JURISDICTION in self._fixed:
            self._place.set_text(self._fixed_place)
        self._vendor.edited.connect(self._change_vendor)
        self._name.edited.connect(self._forget_outcome)
        self._place.edited.connect(self._forget_outcome)

    def _why_fixed(self, key: str) -> str:
        """Why that cannot be changed here: an administrator has set the stores, or where they all stand; else ""."""
        is_placed = key == VENDORS_PLACE and Fixed.JURISDICTION in self._fixed
        return translated(FIXED_WORDS) if is_placed or Fixed.STORES in self._fixed else ""

    def _make_foot(self) -> None:
        self._notice = Notice()
        self._notice.session_chosen.connect(self._save_for_session)
        self._notice.again_chosen.connect(self._save)
        self._state = label(role="muted")
        self._state.setObjectName("connectState")
        self._state.setWordWrap(True)
        self._progress = QProgressBar(textVisible=False, minimum=0, maximum=0)
        self._progress.setObjectName("connectProgress")
        self._progress.setAccessibleName(self.tr("Waiting for the store"))
        self._progress.hide()
        self._test_button = self._button(self.tr("&Test"), "connectTestButton", self._test)
        self._cancel_button = self._button(self.tr("&Cancel"), "connectCancelButton", self.reject)
        self._save_button = self._button(self.tr("&Save"), "connectSaveButton", self._save)
        self._test_button.setAccessibleDescription(self.tr("Asks the store whether address and sign-in are right"))
        mark(self._save_button, "role", "main")

    def _button(self, text: str, name: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAccessibleName(text.replace("&", ""))
        button.clicked.connect(pressed)
        return button

    def _make_page(self, vendor: str) -> VendorPage:
        page = VendorPage(self._infos[vendor], self._why_fixed)
        if self._connection:
            page.fill(self._connection.base_url, self._connection.account)
            page.hint_at_credentials(self.tr("enter it again; what was kept is not shown"))
        elif vendor in self._typed:
            page.fill(*self._typed[vendor])
        if self._fixed_place:
            page.set_account(VENDORS_PLACE, self._fixed_place)
        page.edited.connect(self._forget_outcome)
        return page

    def _lay_out(self) -> None:
        self._form = QWidget()
        self._fields = QVBoxLayout(self._form)
        self._fields.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        self._fields.setSpacing(2 * GRID)
        for row in (self._vendor, self._name, self._place, self._page):
            self._fields.addWidget(row)
        self._fields.addStretch(1)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setSizeAdjustPolicy(QScrollArea.SizeAdjustPolicy.AdjustToContents)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._form)
        self._scroll.setAccessibleName(self.tr("What the vendor asks for"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GRID, 0, 2 * GRID)
        column.setSpacing(GRID)
        column.addWidget(self._scroll, 1)
        column.addLayout(self._lay_out_foot())
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _CHARACTERS)
        self._place.setVisible(not self._vendor_asks_for_place())
        self._order_tabs()
        self._save_button.setDefault(True)  # heard only by a dialog that already holds the button

    def _lay_out_foot(self) -> QVBoxLayout:
        foot = QVBoxLayout()
        foot.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        foot.setSpacing(GRID)
        for widget in (self._notice, self._progress, self._state):
            foot.addWidget(widget)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self._test_button)
        buttons.addStretch(1)
        buttons.addWidget(self._cancel_button)
        buttons.addWidget(self._save_button)
        foot.addLayout(buttons)
        return foot

    def _order_tabs(self) -> None:
        stops = [self._vendor.editor, self._name.editor, self._place.editor, *self._page.tab_stops()]
        stops += [*self._notice.tab_stops(), self._test_button, self._cancel_button, self._save_button]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _fit(self) -> None:
        """Be high enough for every field, as far as the screen has room; beyond that the fields scroll."""
        self.ensurePolished()
        beside_form = self.sizeHint().height() - self._scroll.sizeHint().height()
        wanted = self._form.sizeHint().height() + beside_form
        room = round(self.screen().availableGeometry().height() * _OF_SCREEN)
        self.resize(self.sizeHint().width(), min(wanted, room))

    def _begin_with(self) -> None:
        credential = self._page.first_credential() if self._connection else None
        (credential or self._name.editor).setFocus()
        self._say_whether_tested()
        self._fit()

    # ------------------------------------------------------------------------------------------ what was entered

    def _info(self) -> VendorInfo:
        return self._infos[self._vendor.text()]

    def _entered(self) -> Connection:
        known = self._connection or Connection(id=ConnectionId(""), name="", vendor=self._info().key, base_url="")
        account, place = dict(self._page.account()), "" if self._vendor_asks_for_place() else self._place.text()
        return replace(known, name=self._name.text(), place=place, base_url=self._page.address(), account=account)

    def _vendor_asks_for_place(self) -> bool:
        return any(spec.key == VENDORS_PLACE for spec in self._info().account)

    def _rows(self) -> dict[str, FieldRow]:
        return {"vendor": self._vendor, "name": self._name, "place": self._place, **self._page.rows}

    def _change_vendor(self) -> None:
        """Ask what another vendor asks for; what was entered for this one comes back with it, but no credential."""
        before = self._page
        self._typed[before.vendor] = (before.address(), dict(before.account()))
        before.forget_credentials()
        self._page = self._make_page(self._vendor.text())
        self._fields.replaceWidget(before, self._page)
        self._page.show()  # else it counts for nothing when the height is found
        before.setParent(None)
        before.deleteLater()
        self._place.setVisible(not self._vendor_asks_for_place())
        self._order_tabs()
        self._forget_outcome()
        self._fit()

    def _forget_outcome(self) -> None:
        self._was_tested = False
        self._notice.hide()
        self._say_whether_tested()

    def _say_whether_tested(self) -> None:
        text = "" if self._was_tested else self.tr("Not tested yet. Test asks the store whether it knows this sign-in.")
        self._state.setText(text)
        self._state.setVisible(bool(text))

    # ------------------------------------------------------------------------------------------ test and save

    def _test(self) -> None:
        self._work(
            self.tr("Asking the store…"),
            lambda: self._stores.test(self._entered(), self._page.secret()),
            self._say_it_answered,
        )

    def _save(self) -> None:
        self._keep(session_only=False)

    def _save_for_session(self) -> None:
        self._keep(session_only=True)

    def _keep(self, *, session_only: bool) -> None:
        self._work(
            self.tr("Saving…"),
            lambda: self._stores.connect(self._entered(), self._page.secret(), session_only=session_only),
            self._finish,
        )

    def _work(self, doing: str, make: Callable[[], Coroutine[Any, Any, T]], done: Callable[[T], None]) -> None:
        """Start one thing unless another is under way: a double click must not run twice."""
        if self._task is not None:
            return
        self._forget_outcome()
        for row in self._rows().values():
            row.show_error("")
        self._show_working(doing)
        self._task = tasks.start(self, make(), lambda answer: self._after(done, answer), self._fail)

    def _after(self, done: Callable[[T], None], answer: T) -> None:
        if self._task is None:  # closed between the answer and its delivery
            return
        self._show_working("")
        done(answer)

    def _show_working(self, doing: str) -> None:
        """While something is under way only Cancel can be pressed, and nothing that Enter would press has the focus."""
        if doing:
            self._focus_before = self.focusWidget()
            self.setFocus()
        else:
            self._task = None
        for widget in (self._form, self._test_button, self._save_button, self._notice):
            widget.setEnabled(not doing)
        self._progress.setVisible(bool(doing))
        self._say_whether_tested()
        if doing:
            self._state.setText(doing)
            self._state.show()
        elif self._focus_before is not None:
            self._focus_before.setFocus()

    def _say_it_answered(self, _nothing: None) -> None:
        self._was_tested = True
        self._say_whether_tested()
        self._notice.show_success(
            self.tr("The store answered and accepted the sign-in."),
            self.tr("Nothing is kept yet. Press Save to keep it."),
        )

    def _finish(self, connection: Connection) -> None:
        self.connected.emit(connection)
        self.accept()

    # ------------------------------------------------------------------------------------------ what went wrong

    def _fail(self, error: AppError) -> None:
        if self._task is None:
            return
        self._show_working("")
        faults = self._page.faults(error)
        rows = self._rows()
        for key, text in faults.items():
            if key in rows:
                rows[key].show_error(text)
        if not isinstance(error, InvalidInput) or not faults.keys() & rows.keys():
            self._notice.show_error(error, offers_session=isinstance(error, SecretStoreLocked | SecretStoreMissing))
        first = next((row for key, row in rows.items() if key in faults), None)
        if first is not None:
            first.editor.setFocus()
            self._scroll.ensureWidgetVisible(first)

    # ------------------------------------------------------------------------------------------ Qt

    def showEvent(self, event: QShowEvent) -> None:
        """On a small screen too, what is to be filled in first is in sight."""
        super().showEvent(event)
        focus = self.focusWidget()
        if focus is not None and self._form.isAncestorOf(focus):
            self._scroll.ensureWidgetVisible(focus)

    def done(self, result: int) -> None:
        """Close: stop what is under way, drop its answer and empty the credentials."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._page.forget_credentials()
        super().done(result)

"""The documents tab: a customer's files as tiles, one of them large, and adding new ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import shiboken6
from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.core.customer import Customer, CustomerRef
from app.core.errors import AppError
from app.core.form import Form
from app.core.values import Absent, known
from app.core.vendor import DocumentSupport, FileContent
from app.core.verdict import Level
from app.services.documents import Documents
from app.ui import tasks
from app.ui.documents.entries import DocumentsModel, Entry, State, entries_of, keep_loaded
from app.ui.documents.intake import Brought, brought_by, brought_files, can_bring
from app.ui.documents.keys import ADD, SAVE_AS, asked_for, in_words
from app.ui.documents.listing import DocumentList
from app.ui.documents.loader import Loader
from app.ui.documents.saving import Saved, Saving
from app.ui.documents.upload_panel import UploadPanel
from app.ui.documents.uploads import Uploads
from app.ui.documents.viewer import Viewer
from app.ui.messages import Message, Messages
from app.ui.theme import GRID
from app.ui.widgets.marks import label


class DocumentsTab(QWidget):
    """The documents of the customer on the screen.

    ``uploaded`` brings the freshly read customer after a document was added to the one on the screen;
    ``count_changed`` the number for the tab's title.
    """

    uploaded = Signal(object)  # Customer
    count_changed = Signal(int)

    def __init__(self, documents: Documents, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("documentsTab")
        self.setAccessibleName(self.tr("Documents"))
        self.setAcceptDrops(True)
        self._documents = documents
        self._messages = messages
        self._customer: Customer | None = None
        self._turn = 0  # is counted on when another customer is shown, or none
        self._form: Form | None = None
        self._can_add = False
        self._max_bytes = 0
        self._loader: Loader | None = None
        self._viewed: Entry | None = None
        self._awaited = False  # whether the viewer still waits for the document's bytes
        self._model = DocumentsModel(self)
        self._list = DocumentList(self._model)
        self._viewer = Viewer()
        self._panel = UploadPanel()
        self._uploads = Uploads(documents, messages, self._panel, self)
        self._make_head()
        self._lay_out()
        self._connect()
        self.clear()

    def _make_head(self) -> None:
        self._summary = label(role="muted")
        self._summary.setWordWrap(True)
        self._empty = label(role="muted")
        self._empty.setObjectName("noDocuments")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._again = self._button(self.tr("Try again"), "Enter", "tryDocumentAgainButton", self._try_again)
        self._save = self._button(self.tr("Save as…"), in_words(SAVE_AS), "saveDocumentButton", self.save_as)
        self._add = self._button(self.tr("Add document"), in_words(ADD), "addDocumentButton", self.choose_files)
        self._add.setText(f"{self._add.text()}   {in_words(ADD)}")

    def _button(self, text: str, key: str, name: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setToolTip(f"{text} ({key})")
        button.clicked.connect(pressed)
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self._summary, 1)
        for button in (self._again, self._save, self._add):
            head.addWidget(button)
        self._places = QStackedLayout()
        self._places.addWidget(self._list)
        self._places.addWidget(self._empty)
        listing = QWidget()
        column = QVBoxLayout(listing)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addLayout(self._places, 1)
        self._pages = QStackedLayout()
        self._pages.addWidget(listing)
        self._pages.addWidget(self._viewer)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 2 * GRID, 0, GRID)
        whole.setSpacing(GRID)
        whole.addWidget(self._panel)
        whole.addLayout(self._pages, 1)

    def _connect(self) -> None:
        self._list.opened.connect(self.open_document)
        self._list.chosen.connect(self._show_actions)
        self._list.in_sight.connect(self._load)
        self._viewer.closed.connect(self._leave_viewer)
        self._viewer.save_wanted.connect(self.save_as)
        self._uploads.fresh.connect(self._take_fresh)
        self._uploads.idle.connect(self.go_to_list)

    # ------------------------------------------------------------------------------------------ which customer

    def show_customer(self, customer: Customer, form: Form, support: DocumentSupport, max_bytes: int) -> None:
        """Show a newly opened customer, or a fresh reading of the same one. ``max_bytes`` 0: no limit is known."""
        same = self._customer is not None and self._customer.ref == customer.ref
        if not same:
            self._turn += 1
            self._leave_viewer()
        self._customer, self._form, self._max_bytes = customer, form, max_bytes
        self._support = support
        self._can_add = support is DocumentSupport.UPLOAD and bool(form.document_kinds)
        self._uploads.switch(customer.ref, len(known(customer.documents, ())))
        if not same:
            self._panel.set_kinds(form.document_kinds)
        self._show_list(same=same)

    def follow(self, ref: CustomerRef) -> None:
        """The customer on the screen has got a number."""
        if self._customer is not None:
            self._customer = replace(self._customer, ref=ref)
            self._uploads.follow(ref)

    def clear(self) -> None:
        """Show no customer."""
        self._turn += 1
        self._customer = self._form = None
        self._support = DocumentSupport.NONE
        self._can_add = False
        self._uploads.switch(None, 0)
        self._leave_viewer()
        self._show_list(same=False)

    def _show_list(self, *, same: bool) -> None:
        before, row = self._model.entries, max(0, self._list.currentIndex().row())
        entries = self._new_entries()
        if same:
            keep_loaded(entries, before)
        self._renew_loader(entries)
        self._model.show(entries)
        self._list.choose(row if same and row < len(entries) else 0)
        self._places.setCurrentWidget(self._list if entries else self._empty)
        self._empty.setText("" if entries else self._why_empty())
        self._follow_viewed(before, entries)
        self._show_actions()
        self.count_changed.emit(len(entries))

    def _new_entries(self) -> list[Entry]:
        if self._customer is None or self._form is None or self._support is DocumentSupport.NONE:
            return []
        return entries_of(known(self._customer.documents, ()), self._form)

    def _renew_loader(self, entries: list[Entry]) -> None:
        """What the earlier loader still has under way ends with it."""
        if self._loader is not None:
            shiboken6.delete(self._loader)
        self._loader = None
        if self._customer is not None:
            self._loader = Loader(self._documents, self._customer.ref, self._list.picture_box(), self)
            self._loader.adopt(entries)
            self._loader.changed.connect(self._take_change)

    def _why_empty(self) -> str:
        if self._customer is None:
            return ""
        if self._support is DocumentSupport.NONE:
            return self.tr("This store's system does not let other programs look at documents.")
        if isinstance(self._customer.documents, Absent):
            return self.tr("The store did not send the list of documents. Press F5 to read the customer again.")
        if not self._can_add:
            return self.tr("No documents. They can be looked at here, and added in the store's own system.")
        return self.tr("No documents yet. Drop a file here, paste a picture (Ctrl+V), or press Add document.")

    # ------------------------------------------------------------------------------------------ the list

    def _load(self, entries: list[Entry]) -> None:
        if self._loader is not None:
            self._loader.want(entries)

    def _take_change(self, entry: Entry) -> None:
        self._model.touch(entry)
        self._show_actions()

    def _show_actions(self) -> None:
        """The buttons for the document the keyboard is on, and for the list."""
        entry = self._list.current
        hint = self.tr("Enter opens · drop a file or paste a picture to add it")
        self._summary.setText("" if entry is None else hint if self._can_add else self.tr("Enter opens"))
        self._again.setVisible(entry is not None and entry.state is State.FAILED)
        self._save.setVisible(entry is not None)
        self._add.setVisible(self._can_add)

    def _try_again(self) -> None:
        """Load the failed document again, by a fresh link: the old one may have expired."""
        entry = self._list.current
        if entry is None or self._loader is None or self._customer is None:
            return
        entry.state = State.LOADING
        self._take_change(entry)
        coroutine = self._documents.reread(self._customer.ref)
        tasks.start(self._loader, coroutine, self._take_fresh_links, partial(self._keep_links, entry))

    def _take_fresh_links(self, customer: Customer) -> None:
        self._customer = customer
        self._uploads.switch(customer.ref, len(known(customer.documents, ())))
        self._show_list(same=True)

    def _keep_links(self, entry: Entry, _error: AppError) -> None:
        """No fresh links: the old one is tried, and says itself what is wrong."""
        entry.state = State.FAILED
        if self._loader is not None:
            self._loader.try_again(entry)

    def _take_fresh(self, customer: Customer) -> None:
        if self._customer is not None and self._customer.ref == customer.ref:
            self._customer = customer
            self._uploads.switch(customer.ref, len(known(customer.documents, ())))
            self._show_list(same=True)
            self.uploaded.emit(customer)

    def go_to_list(self) -> None:
        """Put the cursor where the keyboard goes on: the list, or the button where there is none."""
        if self._viewed is None:
            self._place().setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self) -> QWidget:
        """Where the cursor stands in this tab when it stands nowhere in particular."""
        if self._viewed is not None:
            return self._viewer
        return self._list if self._model.entries else self._add

    # ------------------------------------------------------------------------------------------ one document

    def open_document(self, entry: Entry) -> None:
        """Show a document large; one that failed is tried again, one that cannot be shown is saved."""
        if entry.state is State.FAILED:
            self._try_again()
        elif entry.state is State.UNSHOWABLE:
            self.save_as()
        elif self._loader is not None:
            self._pages.setCurrentWidget(self._viewer)
            self._viewer.wait_for(self._model.title_of(entry))
            self._await(entry)

    def _await(self, entry: Entry) -> None:
        self._viewed, self._awaited = entry, True
        if self._loader is not None:
            self._loader.content(entry, partial(self._show_content, entry), partial(self._show_reason, entry))

    def _show_content(self, entry: Entry, content: FileContent) -> None:
        if entry is self._viewed:
            self._awaited = False
            self._viewer.show_content(content.content)

    def _show_reason(self, entry: Entry, error: AppError) -> None:
        if entry is self._viewed:
            self._awaited = False
            self._viewer.show_reason(error)

    def _follow_viewed(self, before: list[Entry], entries: list[Entry]) -> None:
        """The list was read again while the viewer waited: it waits for the same row of the new one, or goes."""
        if self._viewed is None or not self._awaited:
            return
        row = before.index(self._viewed) if self._viewed in before else len(entries)
        if row < len(entries):
            self._await(entries[row])
        else:
            self._leave_viewer()

    def _leave_viewer(self) -> None:
        if self._viewed is None:
            return
        had_focus = self._viewer.isAncestorOf(self.window().focusWidget() or self)
        self._viewed, self._awaited = None, False
        self._viewer.close_document()
        self._pages.setCurrentIndex(0)
        if had_focus:
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def save_as(self) -> None:
        """Save the document that is open, or the one the keyboard is on, as a file."""
        entry = self._viewed or self._list.current
        if entry is not None and self._loader is not None:
            done = partial(self._ask_where, entry.document.kind)
            self._loader.content(entry, done, self._messages.show_error)

    def _ask_where(self, kind: str, content: FileContent) -> None:
        if self._customer is None:
            return
        saving = Saving(self._customer.ref, kind, content, self)
        saving.saved.connect(self._note_saved)
        saving.failed.connect(self._messages.show_error)
        saving.open()

    def _note_saved(self, saved: Saved) -> None:
        self._documents.note_saved(saved.ref, saved.kind)
        self._messages.inform(self.tr("Document saved"))

    # ------------------------------------------------------------------------------------------ adding

    def choose_files(self) -> None:
        """Let the clerk choose files to add."""
        if not self._can_add:
            return
        dialog = QFileDialog(self, self.tr("Add documents"))
        dialog.setObjectName("addDocumentDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(partial(self._take_files, self._turn))
        dialog.open()

    def _take_files(self, turn: int, paths: list[str]) -> None:
        """Somebody else may have come to the screen behind the dialog: the files are not theirs."""
        if turn != self._turn:
            self._uploads.say_left_out()
            return
        self._take(brought_files(paths, self._max_bytes))

    def _take(self, things: list[Brought]) -> None:
        """The clerk is at the documents now, and is asked about these there as long as they stay."""
        if things and not self._panel.has_focus_near():
            self._place().setFocus(Qt.FocusReason.OtherFocusReason)
        self._uploads.bring(things)

    def paste(self) -> None:
        """Add what is in the clipboard."""
        data: QMimeData | None = QGuiApplication.clipboard().mimeData()
        if data is None or not self._bring(data):
            self._messages.post(Message(Level.LOOK, self.tr("There is no file and no picture in the clipboard.")))

    def _bring(self, data: QMimeData) -> bool:
        things = brought_by(data, self._max_bytes) if can_bring(data) else []
        self._take(things)
        return bool(things)

    def _act_for(self, event: QKeyEvent) -> Callable[[], None] | None:
        if self._can_add and event.matches(QKeySequence.StandardKey.Paste):
            return self.paste
        if self._can_add and event.keyCombination() == ADD:
            return self.choose_files
        if event.key() == Qt.Key.Key_Escape and not self._panel.isHidden():
            return self._panel.give_up
        return self.save_as if event.keyCombination() == SAVE_AS else None

    def event(self, event: QEvent) -> bool:
        """Claim the tab's keys before the window's short cuts get them."""
        key = asked_for(event)
        if key is not None and self._act_for(key):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what a key asks for."""
        act = self._act_for(event)
        if act is not None:
            act()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and pictures, where documents can be added."""
        if self._can_add and can_bring(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what was dropped."""
        if self._can_add and self._bring(event.mimeData()):
            event.acceptProposedAction()

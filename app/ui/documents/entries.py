"""The documents of one customer as the list shows them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto
from urllib.parse import urlsplit

from PySide6.QtCore import QAbstractListModel, QDate, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from app.core.customer import Document
from app.core.form import Form
from app.core.values import known
from app.core.vendor import FileContent
from app.ui.translation import translated
from app.ui.widgets.marks import tip

ENTRY_ROLE = Qt.ItemDataRole.UserRole
_WORD = re.compile(r"[A-Z]?[^A-Z]+|[A-Z]+(?![^A-Z])")


class State(Enum):
    """How far a document's thumbnail is."""

    WAITING = auto()
    LOADING = auto()
    SHOWN = auto()
    FAILED = auto()  # fetching did not work; it may, if tried again
    UNSHOWABLE = auto()  # fetched, and not to be drawn: it can be saved


@dataclass(slots=True, eq=False)
class Entry:
    """One document: what it is called, its thumbnail and, while there is room, its bytes."""

    document: Document
    label: str
    added: str = ""  # the day in words, "" where the store names none
    state: State = State.WAITING
    reason: str = ""
    image: QImage | None = field(default=None, repr=False)
    content: FileContent | None = field(default=None, repr=False)

    @property
    def identity(self) -> tuple[object, ...] | None:
        """What stays the same when the list is read again; None where nothing vouches for an unchanged file.

        Only the path of the link counts: its query is a signature that is new with every reading.
        """
        moment = known(self.document.updated_at, None)
        return (self.document.kind, moment, urlsplit(self.document.url).path) if moment else None


def entries_of(documents: Sequence[Document], form: Form) -> list[Entry]:
    """The entries of a customer's documents, in the store's order."""
    labels = {choice.value: translated(choice.label) for choice in form.document_kinds}
    return [Entry(one, labels.get(one.kind) or spelled_out(one.kind), _day(one)) for one in documents]


def keep_loaded(entries: Sequence[Entry], before: Sequence[Entry]) -> None:
    """Take over what an earlier reading of the same list has loaded already."""
    loaded = {one.identity: one for one in before if one.identity and one.state in {State.SHOWN, State.UNSHOWABLE}}
    for entry in entries:
        if entry.identity and (old := loaded.get(entry.identity)):
            entry.state, entry.reason, entry.image, entry.content = old.state, old.reason, old.image, old.content


def spelled_out(kind: str) -> str:
    """A vendor's word in plain letters: ``fullLicense`` and ``FULL_LICENSE`` are "Full license"."""
    words = [word for part in re.split(r"[\W_]+", kind) for word in _WORD.findall(part)]
    return " ".join(words).lower().capitalize()


def _day(document: Document) -> str:
    moment = known(document.updated_at, None)
    if moment is None:
        return ""
    day: date = moment.astimezone().date() if moment.tzinfo else moment.date()
    return QLocale().toString(QDate(day.year, day.month, day.day), "d MMM yyyy")


class DocumentsModel(QAbstractListModel):
    """The entries for the list."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    def show(self, entries: list[Entry]) -> None:
        """Show these entries in place of the earlier ones."""
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def touch(self, entry: Entry) -> None:
        """Say that an entry looks different now."""
        if entry in self.entries:
            index = self.index(self.entries.index(entry))
            self.dataChanged.emit(index, index)

    def title_of(self, entry: Entry) -> str:
        """What an entry is, in one line."""
        return self.tr("{}, added {}").format(entry.label, entry.added) if entry.added else entry.label

    def name_of(self, entry: Entry) -> str:
        """What a screen reader says of an entry: what it is, and what keeps it from being shown."""
        name = self.title_of(entry)
        state = {
            State.LOADING: self.tr("loading"),
            State.FAILED: self.tr("could not be loaded: {}").format(entry.reason),
            State.UNSHOWABLE: self.tr("cannot be shown: {}").format(entry.reason),
        }.get(entry.state)
        return f"{name}, {state}" if state else name

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        """How many documents there are."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What Qt asks of a row."""
        entry = self.entries[index.row()]
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.label
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return tip(self.name_of(entry)) if role == Qt.ItemDataRole.ToolTipRole else self.name_of(entry)
        return None

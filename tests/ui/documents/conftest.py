"""The documents tab on a fake at the port only: what a store answers, and when."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar, cast

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QProgressBar, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.customer import ConnectionId, Customer, CustomerRef, Document
from app.core.errors import AppError
from app.core.form import Choice, Form
from app.core.values import Maybe, known
from app.core.vendor import DocumentSupport, FileContent, NewDocument
from app.ports import Progress
from app.services.documents import Documents
from app.training import specimens
from app.ui.documents.canvas import Canvas
from app.ui.documents.entries import Entry
from app.ui.documents.listing import DocumentList
from app.ui.documents.tab import DocumentsTab
from app.ui.documents.upload_panel import UploadPanel
from app.ui.documents.viewer import Viewer
from app.ui.messages import Message, Messages

W = TypeVar("W", bound=QWidget)
BEARER = specimens.Bearer(1117, "Practice Person", date(1992, 4, 7), "C1234567", date(2029, 4, 7))
ADDED = datetime(2025, 10, 21, 20, tzinfo=UTC)
MOST = 100_000
FORM = Form(
    fields=(),
    document_kinds=(Choice("drivers_license", "Driver's license"), Choice("misc_upload", "Other")),
)


def png(width: int, height: int) -> bytes:
    """A picture of that size."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    return encoded(image)


def encoded(image: QImage, name: str = "PNG") -> bytes:
    """A picture as a file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, name)  # type: ignore[call-overload] # the stubs want bytes, Qt takes the text
    return bytes(buffer.data().data())


PICTURE = png(300, 200)
AGREEMENT = specimens.agreement(BEARER)


def document(name: str, kind: str = "drivers_license", updated_at: Maybe[datetime] = ADDED) -> Document:
    """A document behind a link that nobody follows."""
    return Document(kind, f"https://files.example/{name}", updated_at)


def customer(number: int, *names: str) -> Customer:
    """A customer with these documents."""
    ref = CustomerRef(ConnectionId("store"), str(number))
    return Customer(ref=ref, documents=tuple(document(name) for name in names))


class Store:
    """The port: answers by the name at the end of a link. ``gates`` hold answers back, ``faults`` raise, once each."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.faults: dict[str, AppError] = {}
        self.gates: dict[str, asyncio.Event] = {}
        self.fetched: list[str] = []
        self.at_once = self.most_at_once = 0
        self.customers: dict[CustomerRef, Customer] = {}
        self.rereads = 0
        self.begun: list[NewDocument] = []
        self.stored: list[tuple[CustomerRef, NewDocument]] = []
        self.arrives_anyway = False
        self.saved: list[str] = []

    async def fetch(self, ref: CustomerRef, one: Document) -> FileContent:
        """The bytes of a document."""
        assert ref in self.customers
        name = one.url.rpartition("/")[2]
        self.fetched.append(name)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self._pass(name)
        finally:
            self.at_once -= 1
        return FileContent(self.files.get(name, PICTURE))

    async def upload(self, ref: CustomerRef, one: NewDocument, progress: Progress | None = None) -> Customer:
        """Keep a file: `before` holds it back before the first byte, `upload` before the answer."""
        self.begun.append(one)
        await self._pass("before")
        assert progress
        progress(len(one.content) // 2, len(one.content))
        progress(len(one.content), len(one.content))
        if self.arrives_anyway:
            self._keep(ref, one)
        await self._pass("upload")
        self._keep(ref, one)
        return self.customers[ref]

    async def reread(self, ref: CustomerRef) -> Customer:
        """The customer as the store holds it."""
        self.rereads += 1
        await self._pass("reread")
        return self.customers[ref]

    def note_saved(self, ref: CustomerRef, kind: str) -> None:
        """Write down that a file was saved."""
        assert ref in self.customers
        self.saved.append(kind)

    def _keep(self, ref: CustomerRef, one: NewDocument) -> None:
        before = self.customers[ref]
        added = document(f"new{len(self.stored)}", one.kind)
        self.customers[ref] = replace(before, documents=(*known(before.documents, ()), added))
        self.stored.append((ref, one))

    async def _pass(self, name: str) -> None:
        if name in self.gates:
            await self.gates[name].wait()
        if name in self.faults:
            raise self.faults.pop(name)


class Desk:
    """The tab, its store and what was said to the clerk."""

    def __init__(self, qtbot: QtBot) -> None:
        self.store = Store()
        self.messages = Messages()
        self.said: list[Message] = []
        self.messages.attach(self.said.append, self.said.clear)
        self.page = QWidget()
        qtbot.addWidget(self.page)
        self.tab = DocumentsTab(cast("Documents", self.store), self.messages, self.page)
        self.tab.resize(900, 500)
        self.page.resize(900, 500)
        self.page.show()
        self.page.activateWindow()

    def open(
        self, one: Customer, support: DocumentSupport = DocumentSupport.UPLOAD, form: Form = FORM, most: int = MOST
    ) -> None:
        """Show a customer the store knows."""
        self.store.customers.setdefault(one.ref, one)
        self.tab.show_customer(one, form, support, most)

    def part(self, kind: type[W], name: str = "") -> W:
        """One of the tab's widgets."""
        found = self.tab.findChild(kind, name) if name else self.tab.findChild(kind)
        assert isinstance(found, kind), name
        return found

    @property
    def entries(self) -> list[Entry]:
        """The documents in the list."""
        return self.tab._model.entries

    @property
    def list(self) -> DocumentList:
        """The list."""
        return self.part(DocumentList)

    @property
    def viewer(self) -> Viewer:
        """The viewer."""
        return self.part(Viewer)

    @property
    def canvas(self) -> Canvas:
        """The page in the viewer."""
        return self.part(Canvas)

    @property
    def panel(self) -> UploadPanel:
        """The strip for adding."""
        return self.part(UploadPanel)

    @property
    def kind(self) -> QComboBox:
        """What kind a file is."""
        return self.part(QComboBox, "documentKind")

    @property
    def add(self) -> QPushButton:
        """The button that sends."""
        return self.part(QPushButton, "addToStoreButton")

    @property
    def leave(self) -> QPushButton:
        """The button that cancels."""
        return self.part(QPushButton, "leaveUploadButton")

    @property
    def progress(self) -> QProgressBar:
        """The progress of a sending."""
        return self.part(QProgressBar)

    @property
    def words(self) -> str:
        """What stands in place of the list."""
        return self.part(QLabel, "noDocuments").text()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the cursor is."""
        focus = self.page.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key, modifiers)

    def drop(self, *paths: Path) -> bool:
        """Drop files on the tab; whether it took them."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        return self.drop_data(data)

    def drop_data(self, data: QMimeData) -> bool:
        """Drop anything on the tab; whether it took it."""
        copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(QPoint(9, 9), copy, data, left, none)
        enter.ignore()
        self.tab.dragEnterEvent(enter)
        if not enter.isAccepted():
            return False
        dropped = QDropEvent(QPointF(9, 9), copy, data, left, none)
        dropped.ignore()
        self.tab.dropEvent(dropped)
        return dropped.isAccepted()

    def is_asking(self) -> bool:
        """Whether the panel asks what a file is."""
        return self.panel.isVisible() and self.kind.isVisible()


@pytest.fixture
def desk(loop: asyncio.AbstractEventLoop, qtbot: QtBot) -> Iterator[Desk]:
    """A shown tab. Its pending calls end with it."""
    assert loop
    made = Desk(qtbot)
    yield made
    made.page.close()


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Makes files."""

    def make(name: str = "scan.png", content: bytes = PICTURE) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return make

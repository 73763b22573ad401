"""Two invented vendors, and fakes at the ports only: the dialog works on the real use cases."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.customer import ConnectionId
from app.core.errors import AppError
from app.core.form import Choice, FieldKind, FieldSpec
from app.core.settings import Settings
from app.core.values import Value
from app.core.vendor import Capabilities, Connection, Secret, VendorInfo
from app.ports import VendorClient
from app.services.stores import Stores
from app.ui.connect.dialog import ConnectDialog

SECRET = "s3cr3t-Practice-Key"


def _five_letters(value: Value) -> str:
    return "" if len(str(value)) == 5 else "The shop code has five letters."


NORTH = VendorInfo(
    key="north",
    label="North Point",
    base_url="https://api.north.example/v1",
    account=(
        FieldSpec(key="shop", label="Shop code", required=True, rule=_five_letters, help="Five letters, on the bill."),
        FieldSpec(
            key="mode", label="Mode", kind=FieldKind.CHOICE, choices=(Choice("a", "First"), Choice("b", "Second"))
        ),
    ),
    secret=(
        FieldSpec(key="user_key", label="User key", required=True),
        FieldSpec(key="api_key", label="API key", required=True),
    ),
    capabilities=Capabilities(lookups=frozenset()),
)
SOUTH = VendorInfo(
    key="south",
    label="South Sales",
    base_url="https://south.example",
    account=(FieldSpec(key="strict", label="Strict", kind=FieldKind.FLAG, default=True),),
    secret=(FieldSpec(key="token", label="Token", required=True),),
    capabilities=Capabilities(lookups=frozenset()),
)


class Client:
    """A store that answers as the test says; `gate` holds the answer back."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def check(self) -> None:
        """Sign in, when the gate is open."""
        self._desk.checks += 1
        await self._desk.gate.wait()
        if self._desk.refusal:
            raise self._desk.refusal

    async def close(self) -> None:
        """Count it."""
        self._desk.closed += 1


class Desk:
    """The outside: vendors, secret store, settings file and clock, as one object that a test can set up."""

    def __init__(self) -> None:
        self.refusal: AppError | None = None
        self.write_refusals: list[AppError] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.write_gate = asyncio.Event()
        self.write_gate.set()
        self.checks = 0
        self.closed = 0
        self.opened: list[tuple[Connection, Secret]] = []
        self.kept: dict[str, Secret] = {}
        self.writes = 0
        self.settings = Settings()

    # ports.Vendors
    def infos(self) -> Sequence[VendorInfo]:
        """Both of them."""
        return (NORTH, SOUTH)

    def info(self, vendor: str) -> VendorInfo:
        """One of them."""
        return {"north": NORTH, "south": SOUTH}[vendor]

    def open(self, connection: Connection, secret: Secret) -> VendorClient:
        """A client, noting for what."""
        self.opened.append((connection, secret))
        return cast("VendorClient", Client(self))

    # ports.AsyncSecretStore
    async def read(self, connection: ConnectionId, fields: Sequence[str]) -> Secret | None:
        """What was kept."""
        del fields
        return self.kept.get(connection)

    async def write(self, connection: ConnectionId, secret: Secret) -> None:
        """Keep it, or refuse as the test says."""
        self.writes += 1
        await self.write_gate.wait()
        if self.write_refusals:
            raise self.write_refusals.pop(0)
        self.kept[connection] = secret

    async def delete(self, connection: ConnectionId, fields: Sequence[str]) -> None:
        """Forget it."""
        del fields
        self.kept.pop(connection, None)

    async def state(self) -> str:
        """Always there."""
        return "a fake"

    # ports.SettingsStore
    notice: AppError | None = None

    def load(self) -> Settings:
        """The settings."""
        return self.settings

    def save(self, settings: Settings) -> None:
        """Replace them."""
        self.settings = settings

    # ports.Clock
    def today(self) -> date:
        """A fixed day."""
        return date(2026, 11, 22)

    def now(self) -> datetime:
        """A fixed moment."""
        return datetime(2026, 11, 22, tzinfo=UTC)


class Screen:
    """The dialog as a person meets it: by the names of its parts."""

    def __init__(self, dialog: ConnectDialog, window: QWidget) -> None:
        self.window = window  # nobody else holds it
        self.dialog = dialog
        self.connected: list[Connection] = []
        self.finished: list[int] = []
        dialog.connected.connect(self.connected.append)
        dialog.finished.connect(self.finished.append)

    def part(self, name: str) -> Any:
        """Any widget of the dialog."""
        found: QWidget | None = self.dialog.findChild(QWidget, name)
        assert found is not None, f"no {name} in the dialog"
        return found

    def line(self, key: str) -> QLineEdit:
        """A field's editor."""
        editor = self.part(f"field_{key}")
        assert isinstance(editor, QLineEdit)
        return editor

    def error(self, key: str) -> str:
        """The text under a field, where it is to be seen."""
        shown: QLabel = self.part(f"error_{key}")
        return shown.text() if shown.isVisibleTo(self.dialog) else ""

    def said(self) -> str:
        """Everything in the notice, where it is to be seen."""
        notice = self.part("connectNotice")
        return str(notice.accessibleName()) if notice.isVisibleTo(self.dialog) else ""

    def button(self, name: str) -> QPushButton:
        """A button."""
        found = self.part(name)
        assert isinstance(found, QPushButton)
        return found

    def press(self, name: str) -> None:
        """Click a button."""
        self.button(name).click()

    def fill(self) -> None:
        """What North Point asks for."""
        for key, text in (("name", "Main Street"), ("shop", "abcde"), ("user_key", "u1"), ("api_key", SECRET)):
            self.line(key).setText(text)


@pytest.fixture
def desk() -> Desk:
    """The outside of the dialog."""
    return Desk()


@pytest.fixture
def stores(desk: Desk) -> Stores:
    """The real use case."""
    return Stores(vendors=desk, secrets=desk, settings=desk, clock=desk)


@pytest.fixture
def show(qtbot: QtBot, stores: Stores) -> Callable[..., Screen]:
    """Open the dialog over a window, as the program does."""

    def open_it(connection: Connection | None = None) -> Screen:
        window = QWidget()
        qtbot.addWidget(window)
        window.show()
        dialog = ConnectDialog(stores, window, connection)
        screen = Screen(dialog, window)
        dialog.open()
        return screen

    return open_it

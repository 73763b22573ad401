"""A window in which a planted person is worked with: found, scanned, opened, edited, saved, made, checked in, exported."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton

from app.bootstrap import SystemClock
from app.core.customer import ConnectionId, CustomerRef
from app.core.errors import AppError
from app.core.query import Lookup, LookupKind
from app.core.staff import Member, Role
from app.core.vendor import NewDocument
from app.services.desk import Desk
from app.storage.checkins import VaultCheckIns
from app.storage.desk_vault import desk_vault
from app.storage.index.vault_index import VaultIndex
from app.storage.kept import kept_in
from app.storage.paths import Home
from app.storage.patience import PatientSecrets
from app.storage.secrets import SessionSecrets
from app.storage.settings import SettingsFile
from app.storage.staff import VaultStaff
from app.storage.vault.key import ENTRY
from app.training.site import training_site
from app.ui import tasks
from app.ui.bulk.window import BulkWindow
from app.ui.connect.dialog import ConnectDialog
from app.ui.desk_view import DeskView
from app.ui.documents.intake import Offer
from app.ui.garbage import GarbageCollection
from app.ui.main_window import MainWindow
from tests.e2e.planted import (
    CARD,
    COLLEAGUE,
    EMAIL,
    FIRST,
    KEY,
    LAST,
    LICENSE,
    NOTE,
    PERSON,
    PHONE,
    PIN,
    REASON,
    SAID,
)
from tests.e2e.planted_line import STORE, Echo, Table, connection
from tests.ui.arrival.card import text_of

VAULT_KEY = "5d" * 32
_PATIENCE = 20.0


class Window:
    """The program, with hands on it."""

    def __init__(self, home: Home) -> None:
        site = training_site(customers=20, calls_per_second=None)
        lines = {one.vendor: Echo(httpx.ASGITransport(app=site.asgi)) for one in site.stores}
        self.line = lines.pop("treez")
        self.others = {ConnectionId(vendor): line for vendor, line in lines.items()}
        secrets = SessionSecrets()
        secrets.write(ENTRY, {"key": VAULT_KEY})
        self.vault = desk_vault(home, PatientSecrets(secrets))
        self.desk = Desk.over(
            vendors=Table({STORE: self.line, **self.others}),
            secrets=PatientSecrets(secrets),
            settings=SettingsFile(home),
            clock=SystemClock(),
            index=VaultIndex(self.vault),
            checkins=VaultCheckIns(self.vault),
            kept=kept_in(self.vault),
            vault=self.vault,
            staff=VaultStaff(self.vault),
            account=COLLEAGUE,
        )
        self.desk.stores.open_for_this_run([(connection(one), one.secret) for one in site.stores])
        self.frame = MainWindow()
        self.frame.resize(1366, 768)
        self.view = DeskView(self.desk)
        self.frame.fill(self.view)
        self.frame.show()
        self.garbage = GarbageCollection(self.frame)
        self.ref = CustomerRef(STORE, "")

    async def quiet(self) -> None:
        """Nothing is under way any more, or it takes too long."""
        await asyncio.sleep(0.02)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                while tasks.running():  # noqa: ASYNC110 - any task of any widget
                    await asyncio.sleep(0.01)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until something holds."""
        async with asyncio.timeout(_PATIENCE):
            while not condition():  # noqa: ASYNC110 - any condition of any widget
                await asyncio.sleep(0.01)

    def type(self, key: str, text: str) -> None:
        """Type into a field of the form on the screen."""
        editor = self.view.findChild(QLineEdit, f"field_{key}")
        if editor is not None and editor.isEnabled():
            editor.setText(text)
            editor.textEdited.emit(text)

    # ---------------------------------------------------------------------------------------- what is done

    async def search(self) -> None:
        """By whatever is known of a person."""
        for text in (f"{FIRST} {LAST}", PHONE, EMAIL, LICENSE, PERSON["birth_date"]):
            self.view.search.box.setText(str(text))
            await self.quiet()
        self.view.search.box.clear()

    async def open(self) -> None:
        """Onto the screen, and read again."""
        if self.ref.customer_id:
            self.view.counter.open(self.ref)
            await self.quiet()
            self.view.read_again()
            await self.quiet()

    async def create(self) -> None:
        """A new customer by the form."""
        self.view._start_at(STORE)
        await self.quiet()
        for key in ("first_name", "last_name", "email", "phone", "license_number"):
            self.type(key, str(PERSON[key]))
        self.type("birth_date", "1987-03-19")
        self.type("license_expires", "2031-02-03")
        self.view.save()
        await self.quiet()
        self.view.counter.discard()

    async def save(self) -> None:
        """Another nickname, an address, and what does not fit into a field."""
        await self.open()
        for text in (f"{FIRST[:4]} {NOTE}"[:24], ""):
            self.type("nickname", text)
            self.type("email", f"{FIRST} no address")
            self.view.save()
            await self.quiet()
            self.type("email", EMAIL)
            self.view.save()
            await self.quiet()

    async def upload(self, paper: Path) -> None:
        """A picture whose name is the person's."""
        content = await asyncio.to_thread(paper.read_bytes)
        offer = Offer(f"{FIRST} {LAST} {LICENSE}.png", content)
        for one in (NewDocument(offer.name, "misc_upload", offer.content), NewDocument(SAID, "no_such_kind", b"%PDF")):
            with contextlib.suppress(AppError):
                await self.desk.documents.upload(self.ref, one)
        self.view.show_documents()
        await self.quiet()
        self.view.show_profile()

    async def scan(self) -> None:
        """A whole card, half a card, and nonsense; with the doctor open too."""
        text = text_of(CARD).encode()
        for payload in (text, text[: len(text) // 2], SAID.encode(), text + text):
            self.view.scanning._scanner.take_bytes(payload)
            await self.quiet()
            self.view.arrival.go_back()
        self.view.scanning.show_doctor()
        self.view.scanning._scanner.take_bytes(text)
        await self.quiet()
        self.close_dialogs()

    async def check_in(self) -> None:
        """With a reason in one's own words."""
        await self.open()
        self.view.check_in()
        reason = self.view.page.checkin.reason
        reason._line.setText(REASON)
        reason._line.entered.emit()
        await self.quiet()

    async def bulk(self, folder: Path) -> None:
        """Read everybody, and break the writing of the file off; then into a folder that is not there."""
        window = BulkWindow(self.desk, self.frame)
        window.show()
        start = window.findChild(QPushButton, "bulkStart")
        assert start is not None
        start.click()
        await self.until(lambda: not window.presenter.reading)
        for out in (folder / "out.csv", folder / "nowhere" / f"{FIRST}.csv"):
            window.presenter.write(out, window.model.names)
            window.presenter.stop()
            await self.quiet()
        window.close()
        window.deleteLater()

    async def connect(self) -> None:
        """A store whose key is typed, also into the wrong field; tested, refused and left."""
        dialog = ConnectDialog(self.desk.stores, self.frame)
        dialog.open()
        for key, text in (
            ("name", "Second"),
            ("base_url", f"https://{FIRST}:{KEY}@127.0.0.1:9/{PHONE}?key={KEY}"),
            ("dispensary", KEY),
            ("client_id", KEY),
            ("api_key", KEY),
        ):
            editor = dialog.findChild(QLineEdit, f"field_{key}")
            if editor is not None:
                editor.setText(text)
        for name in ("connectTest", "connectSave"):
            for button in dialog.findChildren(QPushButton):
                if button.objectName() == name or name.removeprefix("connect") in button.text():
                    button.click()
                    await self.quiet()
        dialog.close()
        await self.quiet()

    async def lock(self) -> None:
        """Locked with a dialog open, a wrong PIN, the right one."""
        if not self.desk.shift.members:
            await self.desk.shift.add(Member(COLLEAGUE, Role.MANAGER), PIN)
        self.view.show_store_list()
        self.view.lock.lock()
        await self.quiet()
        for pin in (f"{PIN[:-1]}9", PIN):
            with contextlib.suppress(AppError):
                await self.desk.shift.sign_in(COLLEAGUE, pin)
        await self.quiet()
        self.close_dialogs()

    def close_dialogs(self) -> None:
        """Close whatever has opened."""
        for dialog in self.frame.findChildren(QDialog):
            if dialog.isVisible():
                dialog.close()

    async def sync(self) -> None:
        """Bring the index up to date."""
        with contextlib.suppress(AppError, TimeoutError):
            await asyncio.wait_for(self.desk.sync.bring_up_to_date(STORE), _PATIENCE)

    async def every_path(self, paper: Path, folder: Path) -> None:
        """All of it once, on a line that answers."""
        await self.create()
        found = await (await self.desk.stores.client(STORE)).find(_by_phone())
        self.ref = found[0].ref
        await self.sync()
        steps: tuple[Callable[[], Awaitable[None]], ...] = (
            self.search,
            self.open,
            self.save,
            lambda: self.upload(paper),
            self.scan,
            self.check_in,
            lambda: self.bulk(folder),
            self.connect,
            self.lock,
        )
        for step in steps:
            await step()

    async def end(self) -> None:
        """As the program ends."""
        self.frame.close_anyway()
        await self.desk.sync.stop()
        await self.desk.outgoing.lines.stop()
        await tasks.finish(3.0)
        await self.desk.settled()
        await self.desk.stores.close()
        await self.vault.close()
        self.garbage.end()


def _by_phone() -> Lookup:
    return Lookup(LookupKind.PHONE, PHONE)

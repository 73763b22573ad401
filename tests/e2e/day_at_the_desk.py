"""What `test_traces` runs: everything that is done at a desk, with one planted person, and everything that goes wrong.

Arguments: the home folder, and the file that gets the name of every file that Python opens to write.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn

import httpx
from PySide6.QtCore import QSize, qWarning
from PySide6.QtWidgets import QApplication

from app.bootstrap import SystemClock
from app.core.changes import Changes
from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.errors import AppError, Duplicate, InvalidInput
from app.core.query import Lookup, LookupKind
from app.core.settings import Settings
from app.core.values import Value, known
from app.core.vendor import Connection, NewDocument
from app.services.desk import Desk
from app.storage.checkins import VaultCheckIns
from app.storage.desk_vault import desk_vault
from app.storage.index.vault_index import VaultIndex
from app.storage.kept import kept_in
from app.storage.logs import open_log
from app.storage.memory import keep_out_of_dumps
from app.storage.paths import Home
from app.storage.patience import PatientSecrets
from app.storage.secrets import SessionSecrets
from app.storage.settings import SettingsFile
from app.storage.vault.vault import Vault
from app.training import specimens
from app.training.site import training_site
from app.ui.crash import install
from app.ui.documents.sources import thumbnail
from app.vendors.registry import VendorTable

NAME, EMAIL, PHONE, LICENSE = "Zabulon", "zabulon@planted.example", "4155550163", "Z7654321"
PERSON: dict[str, Value] = {
    "first_name": NAME,
    "last_name": NAME,
    "birth_date": date(1991, 2, 3),
    "email": EMAIL,
    "phone": PHONE,
    "license_number": LICENSE,
    "license_expires": date(2031, 2, 3),
    "customer_type": "ADULT",
}
SAID = f"{NAME} <{EMAIL}> {PHONE} {LICENSE} key planted-key-9f2e"
_WRITES = os.O_WRONLY | os.O_RDWR
STORE = ConnectionId("shop")


class Line(httpx.AsyncBaseTransport):
    """The way to the store; ``fault`` takes its place once."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.fault: httpx.Response | Exception | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Hand a request on, or let the fault happen."""
        fault, self.fault = self.fault, None
        if isinstance(fault, Exception):
            raise fault
        return fault or await self._inner.handle_async_request(request)


FAULTS: tuple[httpx.Response | Exception, ...] = (
    httpx.Response(400, json={"resultCode": "FAIL", "resultReason": SAID, "resultDetail": SAID, "data": None}),
    httpx.Response(422, json={"message": SAID, "errors": {SAID: [SAID]}}),
    httpx.Response(500, content=SAID.encode()),
    httpx.Response(200, content=f"<html>{SAID}</html>".encode(), headers={"content-type": "text/html"}),
    httpx.Response(200, json={"resultCode": "SUCCESS", "data": [{"customer_id": SAID, "birthday": SAID}]}),
    httpx.Response(302, headers={"location": f"https://elsewhere.example/{SAID}".replace(" ", "%20")}),
    httpx.ConnectError(SAID),
    UnicodeError(SAID),
)


async def tried(desk: Desk, line: Line, fault: httpx.Response | Exception | None) -> None:
    """Each call once with the fault; what the clerk would read is printed, but for refusals in the store's own words."""
    client = desk.stores.call
    base = Customer(ref=CustomerRef(STORE, "1117"), first_name=NAME, last_name=NAME, phone=PHONE)
    document = NewDocument("permit.pdf", "misc_upload", b"%PDF- planted")
    tries = (
        lambda: client(STORE, lambda one: one.find(Lookup(LookupKind.PHONE, PHONE))),
        lambda: client(STORE, lambda one: one.find(Lookup(LookupKind.NAME, f"{NAME} {NAME}"))),
        lambda: client(STORE, lambda one: one.find(Lookup(LookupKind.EMAIL, EMAIL))),
        lambda: client(STORE, lambda one: one.find(Lookup(LookupKind.LICENSE, LICENSE))),
        lambda: desk.profiles.create(STORE, PERSON, ()),
        lambda: desk.profiles.save(Changes(base=base, fields={"email": EMAIL, "notes": SAID})),
        lambda: desk.documents.upload(base.ref, document),
    )
    for attempt in tries:
        line.fault = fault
        try:
            await attempt()
        except AppError as error:
            logging.getLogger("app.test").exception("a call failed")
            if not isinstance(error, Duplicate) and not (isinstance(error, InvalidInput) and error.refused):
                print(type(error).__name__, error.sentence, repr(error))  # noqa: T201 - what the test reads


async def worked(desk: Desk, vault: Vault, line: Line) -> None:
    """Create, find, change, check in, attach and look, then everything that goes wrong."""
    made = await desk.profiles.create(STORE, PERSON, ())
    await VaultIndex(vault).put([made])
    assert await desk.search.index.search(NAME, [STORE])
    number = made.ref
    permit = specimens.permit(specimens.Bearer(1, NAME, date(1991, 2, 3), LICENSE, date(2031, 2, 3)))
    customer = await desk.documents.upload(number, NewDocument("permit.pdf", "misc_upload", permit))
    for one in known(customer.documents, ()):
        content = await desk.documents.fetch(number, one)
        assert not (await asyncio.to_thread(thumbnail, content.content, QSize(100, 100))).isNull()
        desk.documents.note_saved(number, one.kind)
    for fault in FAULTS:
        await tried(desk, line, fault)


async def spoiled() -> None:
    """Bugs that carry the person in their texts, on every way in."""

    def fall() -> NoReturn:
        raise KeyError(SAID)

    async def fall_later() -> NoReturn:
        fall()

    forgotten = asyncio.ensure_future(fall_later())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del forgotten
    thread = threading.Thread(target=fall)
    thread.start()
    thread.join()
    qWarning(f"phone={PHONE} e-mail {EMAIL} \x1b[2J\nforged")
    logging.getLogger("app.test").error("failed for %s", EMAIL, exc_info=KeyError(SAID))


async def day(home: Home) -> None:
    """From the start to the end of the program."""
    site = training_site(customers=20, calls_per_second=None)
    shop = next(one for one in site.stores if one.vendor == "treez")
    line = Line(httpx.ASGITransport(app=site.asgi))
    base_url = f"http://127.0.0.1{shop.path}"
    connection = Connection(id=STORE, name="Shop", vendor="treez", base_url=base_url, account=shop.account)
    secrets, settings = PatientSecrets(SessionSecrets()), SettingsFile(home)
    assert settings.load() == Settings()
    assert settings.notice
    settings.save(Settings())
    vault = desk_vault(home, secrets)
    await vault.open()
    await vault.rebuild()
    desk = Desk.over(
        vendors=VendorTable({STORE: line}),
        secrets=secrets,
        settings=settings,
        clock=SystemClock(),
        index=VaultIndex(vault),
        checkins=VaultCheckIns(vault),
        kept=kept_in(vault),
        vault=vault,
    )
    desk.stores.open_for_this_run(((connection, shop.secret),))
    await worked(desk, vault, line)
    await spoiled()
    await desk.settled()
    await desk.stores.close()
    await vault.close()


def main() -> None:
    """Plant what lies about from before, then live the day."""
    home, opened = Home.at(sys.argv[1]), open(sys.argv[2], "w", encoding="utf-8")  # noqa: PTH123, SIM115 - for the whole run

    def note(event: str, details: tuple[object, ...]) -> None:
        if event == "open" and isinstance(details[2], int) and details[2] & _WRITES and isinstance(details[0], str):
            opened.write(f"{os.path.abspath(details[0])}\n")  # noqa: PTH100 - within a hook of the interpreter

    sys.addaudithook(note)
    keep_out_of_dumps()
    home.prepare()
    home.settings_file.write_bytes(json.dumps({"version": datetime.now(UTC).isoformat()}).encode())
    handle = os.open(home.vault_file, os.O_CREAT | os.O_WRONLY, 0o600)
    os.write(handle, os.urandom(8192))
    os.close(handle)
    application = QApplication([])
    with open_log(home, verbose=True):
        crash = install(home.log_dir)
        asyncio.run(day(home))
        crash.close()
    opened.flush()
    assert Path(sys.argv[2]).exists()
    print("day is over")  # noqa: T201 - what the test reads
    application.quit()


if __name__ == "__main__":
    main()

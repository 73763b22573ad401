"""The composition root: the only module that sees every layer."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from app.cli.arguments import Arguments
from app.cli.commands import Command, Journal, Search, Sync, is_noted
from app.core.customer import ConnectionId
from app.core.errors import AppError, MachineFault
from app.core.vendor import Connection, Secret
from app.services.desk import Desk
from app.services.updates import Updates
from app.storage.account import account_name
from app.storage.checkins import VaultCheckIns
from app.storage.desk_vault import desk_vault
from app.storage.index.vault_index import VaultIndex
from app.storage.journal import VaultJournal
from app.storage.kept import kept_in
from app.storage.paths import Home
from app.storage.patience import PatientSecrets
from app.storage.policy import FixedSettings
from app.storage.secrets import KeyringSecrets
from app.storage.settings import SettingsFile
from app.storage.staff import VaultStaff
from app.storage.vault.vault import Access, Vault
from app.updates.signed_feed import SignedFeed
from app.vendors.registry import VendorTable

if TYPE_CHECKING:  # heavy, and each needed by one of the two front ends only
    import httpx
    from PySide6.QtWidgets import QApplication

    from app.training.practice import PracticeStore
    from app.ui.crash import Crash
    from app.ui.desk_view import DeskView
    from app.ui.garbage import GarbageCollection
    from app.ui.main_window import MainWindow

Transports = dict[str, "httpx.AsyncBaseTransport"]

_log = logging.getLogger("app.start")

_SHUTDOWN_SECONDS = 3.0
_SETTLING_SECONDS = 1.0


class SystemClock:
    """The time of this machine (ports.Clock)."""

    def today(self) -> date:
        """The local calendar day."""
        return self.now().date()

    def now(self) -> datetime:
        """The moment with the local offset."""
        return datetime.now().astimezone()


@dataclass(frozen=True)
class StoppedClock(SystemClock):
    """A clock that stands still, for a picture that is the same whenever it is taken (ports.Clock)."""

    moment: datetime

    def now(self) -> datetime:
        """Always the same."""
        return self.moment


def _clock_for(arguments: Arguments) -> SystemClock:
    """A picture shows the moment that a build asks for (reproducible-builds.org, SOURCE_DATE_EPOCH), if it does."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "") if arguments.screenshot else ""
    return StoppedClock(datetime.fromtimestamp(int(epoch)).astimezone()) if epoch.isdecimal() else SystemClock()


def own_version() -> str:
    """The version of this program."""
    from importlib.metadata import version  # noqa: PLC0415 - not needed for the window to open

    return version("frontdesk")


def run_command(arguments: Arguments, home: Home) -> int:
    """Run one command of the command line and answer its exit code."""
    from app.cli.program import run  # noqa: PLC0415 - the window does not need it

    return run(arguments, partial(build_desk, home, arguments.command))


# The commands that need what is kept on this machine.
_ACCESS = {Sync: Access.WRITE, Search: Access.READ, Journal: Access.ADD}


def build_desk(home: Home, command: Command | None) -> Desk:
    """The use cases over the real vendors, settings and secrets; over the vault where the command needs it.

    What a command does with people of a connected store is noted in the journal of the desk, where there is a desk;
    everything else that is kept is left alone.
    """
    secrets, vendors = PatientSecrets(KeyringSecrets()), VendorTable()
    access = _ACCESS.get(type(command))
    has_journal = is_noted(command) and os.path.lexists(home.vault_file)
    vault = desk_vault(home, secrets, access=access or Access.ADD) if access or has_journal else None
    desk = Desk.over(
        vendors=vendors,
        secrets=secrets,
        settings=_settings_of(home, vendors),
        clock=SystemClock(),
        index=VaultIndex(vault) if vault and access else None,
        kept=kept_in(vault) if vault and access else None,
        vault=vault,
        staff=VaultStaff(vault) if vault else None,
        account=account_name(),
    )
    if vault:
        desk.activity.journal = VaultJournal(vault)
    return desk


def _settings_of(home: Home, vendors: VendorTable) -> FixedSettings:
    """The account's settings under what an administrator has set for the machine."""
    return FixedSettings(SettingsFile(home), home.policy_file, [info.key for info in vendors.infos()])


# ------------------------------------------------------------------------------------------------ the window


def fill_window(window: MainWindow, application: QApplication, crash: Crash, arguments: Arguments, home: Home) -> int:
    """Fill the window that shows its first screen with the desk, and come back when it was closed."""
    from app.ui import tasks  # noqa: PLC0415 - the command line does without Qt
    from app.ui.garbage import GarbageCollection  # noqa: PLC0415

    application.setProperty("dataFolder", str(home.root))  # told in the about box
    garbage = GarbageCollection(window)
    transports: Transports = {}
    vendors = VendorTable(transports)
    settings = _settings_of(home, vendors)
    secrets = PatientSecrets(KeyringSecrets())
    # Invented people are never kept, nor is anything before a store is connected.
    kept = not arguments.training and bool(settings.load().connections)
    vault = desk_vault(home, secrets, kept=kept)
    index = VaultIndex(vault)
    clock = _clock_for(arguments)
    desk = Desk.over(
        vendors=vendors,
        secrets=secrets,
        settings=settings,
        clock=clock,
        index=index,
        vault=vault,
        checkins=VaultCheckIns(vault),
        staff=VaultStaff(vault, settings=settings),
        account=account_name(),
        kept=kept_in(vault),
    )
    updates = Updates(SignedFeed(home.feed_file), settings, SystemClock(), own_version)
    start = Start(window, desk, settings, updates, arguments, garbage, vault, index)
    loop = tasks.make_loop(application)
    loop.set_exception_handler(crash.loop_handler)
    with closing(loop):
        code = loop.run_until_complete(_live(start, partial(_prepare, vendors, transports, clock)))
    garbage.end()
    return code


@dataclass(frozen=True)
class Start:
    """What a window starts with."""

    window: MainWindow
    desk: Desk
    settings: FixedSettings
    updates: Updates
    arguments: Arguments
    garbage: GarbageCollection
    vault: Vault
    index: VaultIndex


async def _live(start: Start, prepare: Callable[[bool], Practice]) -> int:
    from app.ui import tasks  # noqa: PLC0415 - see above

    stores = start.desk.stores
    closed = tasks.emitted(start.window.closed)
    try:
        # Whatever the first screen does not need is imported now, beside it, in a worker thread.
        practice = await asyncio.to_thread(prepare, start.arguments.training or not stores.listed())
        stores.open_for_this_run(practice.stores)
        return await _work(start, practice.hints, closed) if start.window.isVisible() else 0
    finally:  # a bug too leaves the file closed, with what was typed in it
        await _end(start)


async def _end(start: Start) -> None:
    """Let what is under way come to its end, as far as that takes no longer than a person waits."""
    from app.ui import tasks  # noqa: PLC0415 - see above

    start.vault.stop_asking()
    await start.desk.sync.stop()
    await start.desk.outgoing.lines.stop()
    await tasks.finish(_SHUTDOWN_SECONDS)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(start.desk.settled(), _SETTLING_SECONDS)
    await start.desk.stores.close()
    await start.vault.close()


async def _work(start: Start, hints: tuple[str, ...], closed: asyncio.Future[None]) -> int:
    from app.ui.desk_view import DeskView  # noqa: PLC0415 - imported in the worker thread by now

    view = DeskView(start.desk, start.updates)
    view.search.set_hints(hints)
    start.window.fill(view)
    view.begin()
    if start.arguments.screenshot:
        await _load_in_turn(start.desk)
    start.desk.sync.begin()
    ahead = asyncio.ensure_future(_read_ahead(start.index))
    if start.settings.notice:
        view.messages.show_error(start.settings.notice)
    start.garbage.settle()
    _log.info("ready")
    code = 0
    if start.arguments.screenshot:
        code = await _photograph(view, start.arguments)
    else:
        await closed
    ahead.cancel()
    return code


async def _photograph(view: DeskView, wanted: Arguments) -> int:
    """Save the picture that the command line asks for, and answer its exit code."""
    from app.cli.failures import exit_code, tell  # noqa: PLC0415 - nobody else here speaks to a terminal
    from app.ui.screenshot import Picture, take_screenshot  # noqa: PLC0415

    picture = Picture(
        search=wanted.search,
        place=wanted.open,
        tab=wanted.tab,
        press=wanted.press,
        part=wanted.part,
        size=wanted.size,
    )
    try:
        await take_screenshot(view, wanted.screenshot, picture)
    except AppError as error:
        tell(error, as_json=False)
        return exit_code(error)
    return 0


async def _load_in_turn(desk: Desk) -> None:
    """One store after the other: among equals stands first who was read first, and a picture shall always be the same."""
    for store in desk.stores.connections():
        await desk.sync.bring_up_to_date(store.id)


async def _read_ahead(index: VaultIndex) -> None:
    """Have the index in the machine's memory before the first search, while nobody waits for anything."""
    with contextlib.suppress(MachineFault):  # the first search would meet the same, and says it
        await index.read_ahead()


@dataclass(frozen=True)
class Practice:
    """The training stores with their practice credentials, and searches worth trying; empty outside training."""

    stores: tuple[tuple[Connection, Secret], ...] = ()
    hints: tuple[str, ...] = ()


def _prepare(vendors: VendorTable, transports: Transports, clock: SystemClock, training: bool) -> Practice:
    """Import what the first call needs, and open the training site inside this process. For a worker thread."""
    vendors.warm_up()

    if not training:
        return Practice()
    import httpx  # noqa: PLC0415 - heavy, like everything here

    from app.training.site import training_site  # noqa: PLC0415

    site = training_site(clock=clock.now)
    spoken = {info.key for info in vendors.infos()}
    practised = [store for store in site.stores if store.vendor in spoken]
    stores = tuple((_practice_connection(store), store.secret) for store in practised)
    transports.update({connection.id: httpx.ASGITransport(app=site.asgi) for connection, _secret in stores})
    return Practice(stores, tuple(hint for store in practised for hint in store.hints))


def _practice_connection(store: PracticeStore) -> Connection:
    return Connection(
        id=ConnectionId(f"training-{store.vendor}"),
        name=store.name,
        vendor=store.vendor,
        base_url=f"http://127.0.0.1{store.path}",  # answered inside this process
        account=store.account,
        training=True,
        place=store.place,
    )

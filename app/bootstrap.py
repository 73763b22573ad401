"""The composition root: the only module that sees every layer."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from app.cli.arguments import Arguments, read_arguments
from app.core.customer import ConnectionId
from app.core.settings import Theme
from app.core.vendor import Connection, Secret
from app.services.desk import Desk
from app.storage.logs import open_log
from app.storage.paths import Home
from app.storage.patience import PatientSecrets
from app.storage.secrets import KeyringSecrets
from app.storage.settings import SettingsFile
from app.vendors.registry import VendorTable

if TYPE_CHECKING:
    import httpx

    from app.training.practice import PracticeStore
    from app.ui.main_window import MainWindow

Transports = dict[str, "httpx.AsyncBaseTransport"]
_SHUTDOWN_SECONDS = 3.0
_MACHINE_FAULT = 4  # the exit code of the command line for a machine that must be put right
_NO_DISPLAY = (
    "There is no display to open a window on. Start it from a desktop session, or save a picture of it with "
    "--training --screenshot FILE."
)


class SystemClock:
    """The time of this machine (ports.Clock)."""

    def today(self) -> date:
        """The local calendar day."""
        return datetime.now().astimezone().date()

    def now(self) -> datetime:
        """The moment with the local offset."""
        return datetime.now().astimezone()


def main() -> int:
    """Run the program and answer its exit code."""
    arguments = read_arguments(sys.argv[1:])
    home = Home.at(arguments.home)
    with open_log(home):
        if arguments.command:
            from app.cli.program import run  # noqa: PLC0415 - the window does not need it

            return run(arguments, partial(build_desk, home, VendorTable()))
        if not _find_display(arguments):
            print(_NO_DISPLAY, file=sys.stderr)  # noqa: T201 - there is no window to say it in
            return _MACHINE_FAULT
        return run_window(arguments, home)


def _find_display(arguments: Arguments) -> bool:
    """Whether there is somewhere to draw; a screenshot needs no display and is drawn in memory where there is none."""
    if sys.platform in {"win32", "darwin"} or {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"} & os.environ.keys():
        return True
    if arguments.screenshot:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        return True
    return False


def build_desk(home: Home, vendors: VendorTable) -> Desk:
    """The use cases over the real vendors, settings and secrets."""
    secrets = PatientSecrets(KeyringSecrets())
    return Desk.over(vendors=vendors, secrets=secrets, settings=SettingsFile(home), clock=SystemClock())


# ------------------------------------------------------------------------------------------------ the window


def run_window(arguments: Arguments, home: Home) -> int:
    """Open the window and come back when it was closed."""
    from app.ui import tasks  # noqa: PLC0415 - the command line does without Qt
    from app.ui.application import follow_system_theme, make_application  # noqa: PLC0415
    from app.ui.crash import install  # noqa: PLC0415

    crash = install(home.log_dir)
    transports: Transports = {}
    vendors = VendorTable(transports)
    desk = build_desk(home, vendors)
    settings = desk.settings.load()
    theme = Theme(arguments.theme) if arguments.theme else settings.theme
    application = make_application(wanted=theme, language=arguments.language or settings.language)
    if theme is Theme.SYSTEM:
        follow_system_theme(application)
    loop = tasks.make_loop(application)
    loop.set_exception_handler(crash.loop_handler)

    from app.ui.main_window import MainWindow  # noqa: PLC0415 - after the loop: its parts may start tasks

    window = MainWindow(desk)
    crash.show_in(window)
    window.resize(*(arguments.size or (1366, 768)))
    with closing(loop):
        return loop.run_until_complete(_live(window, desk, partial(_prepare, vendors, transports), arguments))


async def _live(window: MainWindow, desk: Desk, prepare: Callable[[bool], Practice], arguments: Arguments) -> int:
    from app.ui import tasks  # noqa: PLC0415

    closed = tasks.emitted(window.closed)
    painted = tasks.emitted(window.painted)
    window.show()
    await painted
    # Whatever the first screen does not need is imported now, beside it, in a worker thread.
    training = arguments.training or not desk.stores.connections()
    practice = await asyncio.to_thread(prepare, training)
    desk.stores.open_for_this_run(practice.stores)
    window.search.set_hints(practice.hints)
    window.show_stores()
    if arguments.screenshot:
        from app.ui.screenshot import take_screenshot  # noqa: PLC0415

        await take_screenshot(
            window, arguments.screenshot, search=arguments.search, place=arguments.open, tab=arguments.tab
        )
    else:
        await closed
    await tasks.finish(_SHUTDOWN_SECONDS)
    await desk.stores.close()
    window.deleteLater()
    return 0


@dataclass(frozen=True)
class Practice:
    """The training stores with their practice credentials, and searches worth trying; empty outside training."""

    stores: tuple[tuple[Connection, Secret], ...] = ()
    hints: tuple[str, ...] = ()


def _prepare(vendors: VendorTable, transports: Transports, training: bool) -> Practice:
    """Import what the first call needs, and open the training site inside this process. For a worker thread."""
    vendors.warm_up()
    if not training:
        return Practice()
    import httpx  # noqa: PLC0415 - heavy, like everything here

    from app.training.site import training_site  # noqa: PLC0415

    site = training_site()
    stores = tuple((_practice_connection(store), store.secret) for store in site.stores)
    transports.update({connection.id: httpx.ASGITransport(app=site.asgi) for connection, _secret in stores})
    return Practice(stores, tuple(hint for store in site.stores for hint in store.hints))


def _practice_connection(store: PracticeStore) -> Connection:
    return Connection(
        id=ConnectionId(f"training-{store.vendor}"),
        name=store.name,
        vendor=store.vendor,
        base_url=f"http://127.0.0.1{store.path}",  # answered inside this process
        account=store.account,
        training=True,
    )

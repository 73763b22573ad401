"""A long day at a desk with two stores that come and go: who comes, what the clerk does, and what it costs the machine."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from argon2 import PasswordHasher
from PySide6.QtWidgets import QApplication, QLineEdit

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.staff import Member, Role
from app.core.values import known
from app.core.vendor import Connection, CreatedBetween, Secret
from app.ports import VendorClient
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
from app.ui import tasks
from app.ui.desk_view import DeskView
from app.ui.documents.isolation import end_children
from app.ui.garbage import GarbageCollection
from app.ui.main_window import MainWindow
from app.vendors.indicaonline.client import IndicaOnlineClient
from app.vendors.pace import Timing
from app.vendors.registry import VendorTable
from app.vendors.treez.client import TreezClient
from tests.ui.conftest import until
from tests.unit.vendors.scripted_server import FakeTime

if TYPE_CHECKING:
    from app.storage.vault.engine import Connection as Engine

ROOT = Path(__file__).parents[3]
VENDORS = ("treez", "indicaonline")
PIN = "2580"
_QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)  # the real one is slow on purpose
_EDITED = {"treez": "nickname", "indicaonline": "middle_name"}
_BEAT_SECONDS = 0.01
_QUEUE = 12  # as many wait at a time


class DeskClock:
    """The day of the desk, which passes with its customers (ports.Clock)."""

    def __init__(self) -> None:
        self._now = datetime.now().astimezone().replace(hour=9, minute=0)

    def today(self) -> date:
        """The day."""
        return self._now.date()

    def now(self) -> datetime:
        """The moment."""
        return self._now

    def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self._now += timedelta(seconds=seconds)


class Line(httpx.AsyncHTTPTransport):
    """The way to a store, which is away now and then."""

    is_down = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Hand a request on, where there is a way."""
        if self.is_down:
            raise httpx.ConnectError("no route")
        return await super().handle_async_request(request)


class Table(VendorTable):
    """Clients whose pauses pass at once, over the lines to their stores."""

    def __init__(self, lines: Mapping[str, httpx.AsyncBaseTransport]) -> None:
        super().__init__()
        self._by_store = lines
        self._time = FakeTime()

    def open(self, connection: Connection, secret: Secret) -> VendorClient:
        """A client over the line."""
        kind = TreezClient if connection.vendor == "treez" else IndicaOnlineClient
        timing = Timing(clock=self._time.clock, sleep=self._time.sleep)
        return kind(connection, secret, transport=self._by_store[connection.id], timing=timing)


@contextmanager
def stores(customers: int) -> Iterator[list[dict[str, Any]]]:
    """Both stores, in a process of their own."""
    command = [sys.executable, "-m", "tests.ui.window.stores_program", str(customers)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdin
        assert program.stdout
        announced = json.loads(program.stdout.readline())
        yield [one for one in announced if one["vendor"] in VENDORS]
        program.stdin.close()


def descriptors() -> Counter[str]:
    """How many sockets are open, and how many of everything else."""
    kinds: Counter[str] = Counter()
    for one in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # the one that reads the folder
            kinds["sockets" if os.readlink(one).startswith("socket:") else "others"] += 1  # noqa: PTH115 - no path
    return kinds


def opened_below(folder: Path) -> list[str]:
    """The files of a folder that are open."""
    opened = []
    for one in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            opened.append(os.readlink(one))  # noqa: PTH115 - as above
    return [name for name in opened if name.startswith(str(folder))]


class Beat:
    """How long the event loop was held up: by work of its own thread, and whatever for.

    ``worked``: seconds of the processor between two turns, each with what was being done. ``late``: seconds by the clock,
    without those for which the system had the thread wait its turn; a machine that is itself one of many adds its own.
    """

    def __init__(self) -> None:
        self.worked: list[tuple[float, str]] = []
        self.late: list[tuple[float, str]] = []
        self.doing = ""
        self.collected = 0.0  # seconds that the longest collection of garbage took
        self._began = 0.0
        self._schedule = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._going: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Watch from now on."""
        gc.callbacks.append(self._note_collection)
        self._going = asyncio.get_running_loop().create_task(self._watch())

    async def end(self) -> None:
        """Stop watching."""
        gc.callbacks.remove(self._note_collection)
        if self._going:
            self._going.cancel()
            await asyncio.gather(self._going, return_exceptions=True)

    def _note_collection(self, phase: str, _about: object) -> None:
        if phase == "start":
            self._began = time.thread_time()
        elif self.doing != "rest":  # what the test itself collects
            self.collected = max(self.collected, time.thread_time() - self._began)

    def _waited(self) -> float:
        """Seconds for which this thread could have worked, and the machine did something else."""
        return int(self._schedule.read_text().split()[1]) / 1e9

    async def _watch(self) -> None:
        while True:
            doing, at, waited, worked = self.doing, time.perf_counter(), self._waited(), time.thread_time()
            await asyncio.sleep(_BEAT_SECONDS)
            late = time.perf_counter() - at - _BEAT_SECONDS - (self._waited() - waited)
            if "rest" not in (doing, self.doing):  # what the test itself looks through
                self.late = sorted([*self.late, (late, self.doing)], reverse=True)[:8]
                self.worked = sorted([*self.worked, (time.thread_time() - worked, self.doing)], reverse=True)[:8]


@dataclass(frozen=True)
class State:
    """What the program holds at some moment."""

    rss: int  # bytes
    descriptors: Mapping[str, int]
    tasks: int
    widgets: int
    objects: Mapping[str, int] = field(repr=False)

    @classmethod
    def now(cls) -> State:
        """After everything that is over was collected."""
        gc.collect()
        ctypes.CDLL(None).malloc_trim(0)
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        objects = Counter(type(one).__name__ for one in gc.get_objects())
        running = [one for one in asyncio.all_tasks() if one is not asyncio.current_task()]
        return cls(
            pages * os.sysconf("SC_PAGE_SIZE"),
            descriptors(),
            tasks.running() + len(running),
            len(QApplication.allWidgets()),
            objects,
        )


class Day:
    """The desk and whoever works at it."""

    def __init__(self, folder: Path, announced: Sequence[Mapping[str, Any]], seed: int) -> None:
        self.clock = DeskClock()
        self.chance = random.Random(seed)  # noqa: S311 - nothing secret
        self.lines = {one["vendor"]: Line() for one in announced}
        self.beat = Beat()
        self.done: Counter[str] = Counter()
        home, secrets = Home.at(folder), PatientSecrets(SessionSecrets())
        self.vault = desk_vault(home, secrets)
        self.desk = Desk.over(
            vendors=Table(self.lines),
            secrets=secrets,
            settings=SettingsFile(home),
            clock=self.clock,
            checkins=VaultCheckIns(self.vault),
            index=VaultIndex(self.vault),
            kept=kept_in(self.vault),
            vault=self.vault,
            staff=VaultStaff(self.vault, _QUICK),
            account="counter",
        )
        self.desk.stores.open_for_this_run([(_connection(one), one["secret"]) for one in announced])
        self.frame = MainWindow()
        self.frame.resize(1366, 768)
        self.window = DeskView(self.desk)
        self.frame.fill(self.window)
        self.frame.show()
        self.garbage = GarbageCollection(self.frame)

    async def begin(self) -> None:
        """Open the desk: everybody of both stores is in the index, and a manager is signed in."""
        self.window.begin()
        self.window.stores._again.setInterval(200)
        self.desk.sync.begin()
        async with asyncio.timeout(300):
            while not all(self.desk.sync.status(one).complete for one in self._stores()):  # noqa: ASYNC110 - as tests wait
                await asyncio.sleep(0.05)
        await self.desk.shift.add(Member("Dana", Role.MANAGER), PIN)
        self.garbage.settle()
        self.beat.begin()

    def _stores(self) -> list[ConnectionId]:
        return [one.id for one in self.desk.stores.connections()]

    async def people(self) -> list[Customer]:
        """The active customers of both stores, in any order."""
        period = CreatedBetween(date(2000, 1, 1), date(2100, 1, 1))
        found: list[Customer] = []
        for store in self._stores():
            client = await self.desk.stores.client(store)
            found += [one async for page in client.listed(period) for one in page if _is_active(one)]
        people = sorted(found, key=lambda one: one.ref)
        self.chance.shuffle(people)
        return people

    # ---------------------------------------------------------------------------------------- what the clerk does

    async def serve(self, customer: Customer, number: int) -> bool:
        """Look for somebody, open them, correct something now and then, check them in; whether that could be done."""
        self.flap(number)
        await self.search(known(customer.last_name, "") or customer.full_name)
        if not await self.open(customer.ref):
            return False
        if number % 4 == 0:
            await self.edit(customer, saved=number % 8 == 0, number=number)
        came = await self.check_in(customer.ref)
        await self.call()
        if number % 60 == 0:
            await self.lock()
        if number % 25 == 0:
            await self.look_round()
        return came

    def flap(self, number: int) -> None:
        """Each store is away for a fifth of the day, now and then both."""
        down = {"treez"} if number % 150 in range(60, 90) else set()
        down |= {"indicaonline"} if number % 110 in range(70, 92) else set()
        for vendor, line in self.lines.items():
            self.done["gone away"] += vendor in down and not line.is_down
            line.is_down = vendor in down

    async def search(self, name: str) -> None:
        """Type the beginning of a name, letter by letter."""
        self.beat.doing = "search"
        box = self.window.search.box
        for end in range(1, min(len(name), 4) + 1):
            box.setText(name[:end])
            await asyncio.sleep(0.002)
        self.done["searched"] += 1

    async def open(self, ref: CustomerRef) -> bool:
        """Open somebody, as far as the store or a copy of an earlier reading has them."""
        self.beat.doing = "open"
        self.window.counter.open(ref)
        await self.quiet()
        form = self.window.counter.current
        opened = form is not None and form.customer.ref == ref
        self.done["opened" if opened else "not opened"] += 1
        return opened

    async def edit(self, customer: Customer, *, saved: bool, number: int) -> None:
        """Type into a field; it is saved, or thrown away."""
        key = _EDITED[self.desk.stores.connection(customer.ref.connection).vendor]
        editor = self.window.findChild(QLineEdit, f"field_{key}")
        if editor is None or editor.isReadOnly() or not editor.isEnabled():
            return
        self.beat.doing = "edit"
        text = "Jo" + "abcdefghij"[number % 10] * (1 + number % 3)
        for end in range(1, len(text) + 1):
            editor.setFocus()
            editor.setText(text[:end])
            editor.textEdited.emit(text[:end])
            await asyncio.sleep(0.002)
        self.beat.doing = "save" if saved else "discard"
        if saved:
            self.window.save()
            await self.quiet()
        else:
            self.window.counter.discard()
        self.done["saved" if saved else "discarded"] += 1

    async def check_in(self, ref: CustomerRef) -> bool:
        """F4, with a reason where one is asked for."""
        self.beat.doing = "check in"
        if self.desk.checkin.here(ref):
            return False
        self.window.check_in()
        reason = self.window.page.checkin.reason
        if not reason.isHidden():
            reason._line.setText("known at this desk")
            reason._line.entered.emit()
        await self.quiet()
        came = self.desk.checkin.here(ref) is not None
        self.done["checked in" if came else "not checked in"] += 1
        return came

    async def call(self) -> None:
        """Call those who wait for longest, and let them go."""
        self.beat.doing = "queue"
        queue = self.desk.checkin.queue()
        if len(queue) > _QUEUE:
            first = queue[0].visit.visit_id
            for letter in "CD":
                self.window.page.checkin.queue.stepped.emit(first, letter)
                await self.quiet()
            self.done["called"] += 1

    async def lock(self) -> None:
        """Lock the desk, and unlock it."""
        self.beat.doing = "lock"
        self.window.lock.lock()
        await until(lambda: self.window.lock.curtain.is_down)
        await self.desk.shift.sign_in("Dana", PIN)
        await until(lambda: not self.window.lock.curtain.is_down)
        self.done["locked"] += 1

    async def look_round(self) -> None:
        """The tabs, the keys, the queue and what waits, each opened and left."""
        self.beat.doing = "tabs"
        window = self.window
        for tab in (window.show_addresses, window.show_documents, window.show_activity, window.show_profile):
            tab()
            await self.quiet()
        self.beat.doing = "dialogs"
        for show in (self.window.show_store_list, self.window.lock.show_people):
            show()
            await until(lambda: QApplication.activeModalWidget() is not None)
            dialog = QApplication.activeModalWidget()
            assert dialog is not None
            dialog.close()
            await asyncio.sleep(0.005)
        self.window.go_to_queue()
        await asyncio.sleep(0.005)
        self.window.go_to_queue()
        self.done["looked round"] += 1

    async def quiet(self) -> None:
        """Nothing that somebody at the window waits for is under way."""
        await asyncio.sleep(0)
        async with asyncio.timeout(60):
            while tasks.running() or self._saving():  # noqa: ASYNC110 - as tests wait
                await asyncio.sleep(0.002)

    def _saving(self) -> bool:
        form = self.window.counter.current
        return form is not None and form.saving

    # ---------------------------------------------------------------------------------------- the end

    async def rest(self) -> State:
        """The stores are there, everything is sent, nobody is on the screen: what the program holds then."""
        self.beat.doing = "rest"
        for line in self.lines.values():
            line.is_down = False
        await until(lambda: not self.desk.outgoing.waiting.all(), 60)
        self.window.search.box.clear()
        self.window.messages.clear()
        await self.quiet()
        await self.desk.settled()
        await asyncio.sleep(1.0)  # collected, repainted, connections given back
        for ask in (self.vault.read, self.vault.write):
            await ask(_give_back)
        return State.now()

    async def end(self) -> None:
        """Close."""
        await self.beat.end()
        self.frame.close_anyway()
        self.frame.deleteLater()
        self.garbage.end()
        await self.desk.sync.stop()
        await self.desk.outgoing.lines.stop()
        await self.desk.settled()
        asked = asyncio.all_tasks() - {asyncio.current_task()}
        if asked:  # no request is broken off
            await asyncio.wait(asked, timeout=5)
        await self.desk.stores.close()
        for line in self.lines.values():
            await line.aclose()
        await self.vault.close()
        end_children()
        await asyncio.sleep(0.2)  # sockets are closed with the next turns of the loop


def _give_back(connection: Engine) -> None:
    """Let go of the pages of the file that the engine keeps to itself: up to so many as it is told to, and no more.

    A desk of any age has them all; this one's file is new in the morning, and they are fewer than the day's people.
    """
    connection.execute("PRAGMA shrink_memory").fetchall()


def _connection(announced: Mapping[str, Any]) -> Connection:
    vendor = announced["vendor"]
    return Connection(
        id=ConnectionId(vendor),
        name=vendor.title(),
        vendor=vendor,
        base_url=announced["base_url"],
        account=announced["account"],
        training=True,
    )


def _is_active(customer: Customer) -> bool:
    return known(customer.standing, "active") == "active"

"""No call to the store of secrets blocks its caller, whatever the store does."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.core.customer import ConnectionId
from app.core.errors import InvalidInput, SecretStoreLocked
from app.core.vendor import Secret
from app.storage.patience import PatientSecrets
from app.storage.secrets import SessionSecrets
from tests.unit.storage.secret_service import silent_bus

SHOP = ConnectionId("shop-1")


class Sleeper(SessionSecrets):
    """A store that answers only when let."""

    def __init__(self) -> None:
        super().__init__()
        self.awake = threading.Event()
        self.begun: list[str] = []
        self.threads: list[threading.Thread] = []

    def read(self, connection: ConnectionId, fields: Sequence[str]) -> Secret | None:
        """Waits."""
        self._wait("read")
        return super().read(connection, fields)

    def write(self, connection: ConnectionId, secret: Secret) -> None:
        """Waits."""
        self._wait("write")
        super().write(connection, secret)

    def _wait(self, what: str) -> None:
        self.begun.append(what)
        self.threads.append(threading.current_thread())
        assert self.awake.wait(20)


def workers() -> list[threading.Thread]:
    """The threads that serve secrets."""
    return [thread for thread in threading.enumerate() if thread.name == "secrets"]


def settle(deadline: float = 10) -> None:
    """Wait until no such thread is left."""
    for thread in workers():
        thread.join(deadline)
    assert workers() == []


def test_every_call_reaches_the_store() -> None:
    """The four calls do what the store does."""

    async def desk() -> None:
        secrets = PatientSecrets(SessionSecrets())
        await secrets.write(SHOP, {"api_key": "k"})
        assert await secrets.read(SHOP, ["api_key"]) == {"api_key": "k"}
        await secrets.delete(SHOP, ["api_key"])
        assert await secrets.read(SHOP, ["api_key"]) is None
        assert await secrets.state() == "This session only"

    asyncio.run(desk())
    settle()


def test_the_stores_errors_arrive() -> None:
    """What the store raises is raised where it was asked."""
    secrets = PatientSecrets(SessionSecrets())
    with pytest.raises(InvalidInput):
        asyncio.run(secrets.write(SHOP, {"api_key": "x" * 2000}))
    settle()


def test_a_silent_store_is_locked_in_time() -> None:
    """No answer in time is SecretStoreLocked; the loop runs on meanwhile, in a daemon thread's shadow."""
    store = Sleeper()
    ticks = 0

    async def desk() -> None:
        nonlocal ticks

        async def tick() -> None:
            nonlocal ticks
            while True:
                await asyncio.sleep(0.01)
                ticks += 1

        ticking = asyncio.create_task(tick())
        with pytest.raises(SecretStoreLocked, match="did not answer"):
            await PatientSecrets(store, seconds=0.2).read(SHOP, ["api_key"])
        ticking.cancel()

    began = time.monotonic()
    asyncio.run(desk())
    assert time.monotonic() - began < 5
    assert ticks >= 5
    assert all(thread.daemon for thread in store.threads)
    store.awake.set()
    settle()


def test_a_person_has_longer_to_unlock() -> None:
    """Keeping a sign-in waits longer than reading one: somebody may be looking for the password."""
    store = Sleeper()

    async def desk() -> None:
        secrets = PatientSecrets(store, seconds=0.05, unlock_seconds=20)
        asyncio.get_running_loop().call_later(0.3, store.awake.set)
        await secrets.write(SHOP, {"api_key": "k"})

    asyncio.run(desk())
    settle()


def test_calls_are_served_one_after_the_other() -> None:
    """The store never sees two calls at once, and sees them in the order in which they were made."""
    store = Sleeper()

    async def desk() -> None:
        secrets = PatientSecrets(store, seconds=20)
        both = asyncio.gather(secrets.write(SHOP, {"api_key": "k"}), secrets.read(SHOP, ["api_key"]))
        await asyncio.sleep(0.1)
        assert store.begun == ["write"]
        store.awake.set()
        assert (await both)[1] == {"api_key": "k"}

    asyncio.run(desk())
    settle()


def test_a_call_given_up_before_its_turn_never_happens() -> None:
    """Who was told that the store did not answer does not find the write done an hour later."""
    store = Sleeper()

    async def desk() -> None:
        secrets = PatientSecrets(store, seconds=0.1, unlock_seconds=0.1)
        with pytest.raises(SecretStoreLocked):
            await secrets.read(SHOP, ["api_key"])
        with pytest.raises(SecretStoreLocked):
            await secrets.write(SHOP, {"api_key": "k"})

    asyncio.run(desk())
    store.awake.set()
    settle()
    assert store.begun == ["read"]


def test_the_store_is_usable_again_once_it_answers() -> None:
    """After the person has unlocked it, trying again works."""
    store = Sleeper()

    async def desk() -> None:
        secrets = PatientSecrets(store, seconds=0.1)
        with pytest.raises(SecretStoreLocked):
            await secrets.read(SHOP, ["api_key"])
        store.awake.set()
        assert await PatientSecrets(store).read(SHOP, ["api_key"]) is None
        assert await secrets.state() == "This session only"

    asyncio.run(desk())
    settle()


def test_an_answer_after_the_loop_has_closed_is_dropped() -> None:
    """A late answer, or error, finds nobody and disturbs nobody (an exception in the thread would fail this test)."""
    store = Sleeper()
    with pytest.raises(SecretStoreLocked):
        asyncio.run(PatientSecrets(store, seconds=0.05).read(SHOP, ["api_key"]))
    store.awake.set()
    settle()


def test_an_answer_while_the_loop_closes_is_dropped() -> None:
    """Between the look at the loop and the call the loop may close."""

    class Closing(asyncio.SelectorEventLoop):
        def call_soon_threadsafe(self, *args: object, **kwargs: object) -> asyncio.Handle:
            del args, kwargs
            raise RuntimeError("Event loop is closed")

    with asyncio.Runner(loop_factory=Closing) as runner, pytest.raises(SecretStoreLocked):
        runner.run(PatientSecrets(SessionSecrets(), seconds=0.1).state())
    settle()


def test_a_cancelled_call_leaves_nothing_behind() -> None:
    """A dialog that closes cancels its call; the answer that comes later is dropped on the running loop."""
    store = Sleeper()

    async def desk() -> None:
        task = asyncio.create_task(PatientSecrets(store).read(SHOP, ["api_key"]))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        store.awake.set()
        await asyncio.to_thread(settle)
        await asyncio.sleep(0.05)

    asyncio.run(desk())


@pytest.mark.skipif(sys.platform != "linux", reason="D-Bus is Linux's way")
@pytest.mark.parametrize("authenticates", [False, True])
def test_a_wedged_secret_service_keeps_nobody(tmp_path: Path, authenticates: bool) -> None:
    """Over a bus that goes silent the call ends in time as SecretStoreLocked, and the program can end at once."""
    code = """
        import asyncio, time
        from app.core.errors import SecretStoreLocked
        from app.storage.patience import PatientSecrets
        from app.storage.secrets import KeyringSecrets
        import keyring.backends.SecretService
        began = time.monotonic()
        try:
            asyncio.run(PatientSecrets(KeyringSecrets(), seconds=0.5).read("shop-1", ["api_key"]))
        except SecretStoreLocked:
            print("locked", time.monotonic() - began < 5)
        """
    with silent_bus(tmp_path, authenticates=authenticates) as address:
        environment = os.environ | {"DBUS_SESSION_BUS_ADDRESS": address}
        command = [sys.executable, "-c", textwrap.dedent(code)]
        began = time.monotonic()
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert (done.stdout, done.returncode) == ("locked True\n", 0), done.stderr
    assert time.monotonic() - began < 20

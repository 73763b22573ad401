"""A real Secret Service on a private bus, and buses that misbehave."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

TOOLS = ("dbus-daemon", "gnome-keyring-daemon", "secret-tool")


def require_tools() -> None:
    """Skip, saying what is missing."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


@dataclass
class PrivateBus:
    """The bus and its keyring daemon. ``environment`` is for other readers of the same store."""

    environment: dict[str, str]
    daemon: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """For DBUS_SESSION_BUS_ADDRESS."""
        return self.environment["DBUS_SESSION_BUS_ADDRESS"]

    def lock(self) -> None:
        """End the unlocked daemon; the bus starts another on demand, which nobody has unlocked."""
        self.daemon.terminate()
        self.daemon.wait(10)

    def lookup(self, user: str) -> str | None:
        """What an independent program reads."""
        command = ["secret-tool", "lookup", "service", "frontdesk", "username", user]
        found = subprocess.run(command, env=self.environment, capture_output=True, timeout=20, check=False)
        return found.stdout.decode() if found.returncode == 0 else None


@contextlib.contextmanager
def private_secret_service(folder: Path) -> Iterator[PrivateBus]:
    """dbus-daemon and an unlocked gnome-keyring-daemon with a home of their own; both end with the block."""
    require_tools()
    home, runtime = folder / "home", folder / "run"
    home.mkdir(mode=0o700)
    runtime.mkdir(mode=0o700)
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "XDG_RUNTIME_DIR": str(runtime)}
    with contextlib.ExitStack() as stack:
        bus = stack.enter_context(
            subprocess.Popen(
                ["dbus-daemon", "--session", "--nofork", "--print-address=1"],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        )
        stack.callback(bus.terminate)
        assert bus.stdout is not None
        environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        daemon = stack.enter_context(_unlocked_daemon(environment))
        stack.callback(daemon.terminate)
        yield PrivateBus(environment, daemon)


def _unlocked_daemon(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    daemon = subprocess.Popen(
        ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert daemon.stdin is not None
    daemon.stdin.write(b"practice")
    daemon.stdin.close()
    deadline = time.monotonic() + 20
    keyring = Path(environment["HOME"], ".local/share/keyrings/login.keyring")
    while not keyring.exists():  # written once the pass phrase has opened the collection
        assert time.monotonic() < deadline, "gnome-keyring-daemon did not open its collection"
        time.sleep(0.02)
    return daemon


@contextlib.contextmanager
def silent_bus(folder: Path, *, authenticates: bool) -> Iterator[str]:
    """The address of a bus that accepts connections and then says nothing, before or after the authentication."""
    path = folder / "bus"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        clients: list[socket.socket] = []
        thread = threading.Thread(target=_serve, args=(listener, clients, authenticates))
        thread.start()
        try:
            yield f"unix:path={path}"
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
            for client in clients:
                client.close()


def _serve(listener: socket.socket, clients: list[socket.socket], authenticates: bool) -> None:
    while True:
        try:
            client = listener.accept()[0]
        except OSError:  # shut down: the test is over
            return
        clients.append(client)
        if authenticates:
            heard = b""
            while b"AUTH" not in heard:
                heard += client.recv(1024)
            client.sendall(b"OK 0123456789abcdef0123456789abcdef\r\n")

"""What holds for every test: no screen, no network beyond this machine, no trace of who runs it."""

from __future__ import annotations

import gc
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

_LOOPBACK = frozenset({"", "localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104 - compared with, never bound to
_HOME_FOLDERS = {
    "HOME": "",
    "USERPROFILE": "",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
    "XDG_CACHE_HOME": "cache",
    "XDG_RUNTIME_DIR": "runtime",
    "LOCALAPPDATA": "local",
    "APPDATA": "roaming",
}
# What the machine of the person who runs the tests may have set, and what would change an outcome.
_PERSONAL = ("FRONTDESK_", "PYTHON_KEYRING", "QT_", "SSL_CERT", "DBUS_SESSION", "GTK_", "KDE_", "GNOME_", "LC_")
_PERSONAL_NAMES = frozenset({"LANGUAGE", "TZ", "NO_COLOR", "FORCE_COLOR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"})
_base = pytest.StashKey[Path]()


class NetworkBlocked(Exception):
    """A test tried to leave this machine. No OSError, so that no error mapping of ours can hide it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--onscreen``."""
    parser.addoption("--onscreen", action="store_true", help="show the windows on the screen of this machine")


def pytest_configure(config: pytest.Config) -> None:
    """Set the environment before anything imports Qt, and block the network."""
    base = Path(tempfile.mkdtemp(prefix="frontdesk-tests-"))
    config.stash[_base] = base
    _forget_the_person(onscreen=config.getoption("--onscreen"))
    os.environ.update(_home_in(base))
    socket.socket.connect = _guarded(socket.socket.connect)  # type: ignore[method-assign]
    socket.socket.connect_ex = _guarded(socket.socket.connect_ex)  # type: ignore[method-assign]
    socket.getaddrinfo = _guarded_names(socket.getaddrinfo)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    if base := config.stash.get(_base, None):
        shutil.rmtree(base, ignore_errors=True)


def _forget_the_person(*, onscreen: bool) -> None:
    for name in list(os.environ):
        if name.startswith(_PERSONAL) or name in _PERSONAL_NAMES or name.lower().endswith("_proxy"):
            del os.environ[name]
    os.environ["LANG"] = "C.UTF-8"
    if not onscreen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        for name in ("DISPLAY", "WAYLAND_DISPLAY"):
            os.environ.pop(name, None)


def _home_in(base: Path) -> dict[str, str]:
    folders = {name: base / folder for name, folder in _HOME_FOLDERS.items()}
    for folder in folders.values():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {name: str(folder) for name, folder in folders.items()}


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder for this test alone."""
    base = tmp_path_factory.mktemp("home")
    for name, folder in _home_in(base).items():
        monkeypatch.setenv(name, folder)
    monkeypatch.setattr("app.storage.paths.machine_place", lambda: base / "machine")
    return base


@pytest.fixture(autouse=True)
def collected_here() -> Iterator[None]:
    """Cycles are looked for between two tests, in the tests' own thread: a widget that ends in another ends the process."""
    gc.disable()
    yield
    gc.disable()
    gc.collect(1)


def _guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
    def connect_here(sock: socket.socket, address: Any) -> Any:
        if sock.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in _LOOPBACK:
            raise NetworkBlocked("a test may connect to this machine only")
        return connect(sock, address)

    return connect_here


def _guarded_names(look_up: Callable[..., Any]) -> Callable[..., Any]:
    def look_up_here(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host or ""
        if name.endswith(".invalid"):  # RFC 6761, 6.4: never resolves; the way to be offline in a test
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if name not in _LOOPBACK:
            raise NetworkBlocked("a test may look up this machine only")
        return look_up(host, *args, **kwargs)

    return look_up_here

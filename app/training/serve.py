"""The training site over real HTTP on this machine alone: `frontdesk training serve`, and every test that needs it."""

import contextlib
import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import uvicorn

from app.training.practice import PracticeStore
from app.training.site import TrainingSite, training_site

_HOST = "127.0.0.1"
_PATIENCE = 10  # seconds until a server that does not start or stop is given up
Announcement = Mapping[str, Any]
"""{"vendor", "base_url", "account", "secret"} of one store, ready for a connection."""


@dataclass(frozen=True)
class Served:
    """A running site: its address without a trailing slash, and its stores."""

    origin: str
    stores: tuple[PracticeStore, ...]

    def store(self, vendor: str) -> PracticeStore:
        """The vendor's practice store; KeyError when there is none."""
        return {store.vendor: store for store in self.stores}[vendor]

    def base_url(self, vendor: str) -> str:
        """What a connection to this vendor takes as its base URL."""
        return self.origin + self.store(vendor).path

    def announcements(self) -> list[Announcement]:
        """One line per vendor, as the command line prints it and takes it: what is a number is one."""
        return [
            {
                "vendor": store.vendor,
                "base_url": self.base_url(store.vendor),
                "account": {key: int(text) if text.isdecimal() else text for key, text in store.account.items()},
                "secret": dict(store.secret),
            }
            for store in self.stores
        ]


def serve(
    port: int,
    customers: int,
    seed: int,
    announce: Callable[[Announcement], None],
) -> None:
    """Serves until Ctrl-C and then returns; `announce` hears of each store once it accepts connections.

    Port 0 takes a free one. OSError when the port is in use.
    """
    site = training_site(customers=customers, seed=seed)
    with contextlib.suppress(KeyboardInterrupt), _listening(port) as listener:
        served = _served(site, listener)

        def started() -> None:
            for announcement in served.announcements():
                announce(announcement)

        _Server(site, started).run(sockets=[listener])


@contextlib.contextmanager
def running(site: TrainingSite | None = None, *, port: int = 0, **about_site: Any) -> Iterator[Served]:
    """Serves in a thread of its own for the time of a `with`; `about_site` goes to `training_site`."""
    site = site or training_site(**about_site)
    ready = threading.Event()
    with _listening(port) as listener:
        server = _Server(site, ready.set)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="training site", daemon=True)
        thread.start()
        try:
            if not ready.wait(_PATIENCE):
                raise TimeoutError("The training site did not start.")
            yield _served(site, listener)
        finally:
            server.should_exit = True
            thread.join(_PATIENCE)


class _Server(uvicorn.Server):
    """A quiet server that says when it listens."""

    def __init__(self, site: TrainingSite, started: Callable[[], None]) -> None:
        config = uvicorn.Config(
            site.asgi,
            log_config=None,
            log_level="critical",
            access_log=False,
            lifespan="off",
            loop="asyncio",
            http="h11",
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=2,
        )
        super().__init__(config)
        self._tell = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._tell()


@contextlib.contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    """A listening socket that says it is TCP: asyncio turns Nagle's algorithm off only then, which saves 40 ms a call."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((_HOST, port))
        listener.listen()
        yield listener


def _served(site: TrainingSite, listener: socket.socket) -> Served:
    return Served(f"http://{_HOST}:{listener.getsockname()[1]}", site.stores)

"""Whoever reads goes before whoever writes: somebody waits for a search, and nobody for a synchronisation.

SQLite lets both work at once, but the interpreter does not: beside a thread that takes people into the index a search
takes three times as long. So the writer's thread stands still while somebody reads.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.storage.vault.engine import Connection

_STEPS: Final = 100  # of the engine's machine between two looks, some hundredths of a millisecond
_LONGEST: Final = 0.05  # seconds that a writer waits at a look: the writing is never kept from ending


class RightOfWay:
    """One vault's. Readers announce themselves from the event loop, the writer looks from its own thread."""

    def __init__(self) -> None:
        self._readers = 0
        self._is_free = threading.Event()
        self._is_free.set()

    @contextlib.contextmanager
    def taken(self) -> Iterator[None]:
        """Somebody waits for an answer for as long as this lasts."""
        self._readers += 1
        self._is_free.clear()
        try:
            yield
        finally:
            self._readers -= 1
            if not self._readers:
                self._is_free.set()

    def bind(self, writer: Connection) -> None:
        """Let a connection look out for readers; to be called in its own thread.

        https://www.sqlite.org/c3ref/progress_handler.html
        """
        writer.set_progress_handler(self._give, _STEPS)

    def _give(self) -> int:
        """Wait while somebody reads; 0 tells the engine to go on."""
        self._is_free.wait(_LONGEST)
        return 0

"""Everything that scans comes together here: what was heard becomes a card, once, or a quiet remark."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from app.core.errors import NotAnId
from app.core.idcard import IdCard, read_card
from app.ui.scan.burst import Heard

_TWICE_SECONDS = 2.5  # the same card again within this time is a trigger that bounced, not a customer who came back


@dataclass(frozen=True, slots=True)
class Scan:
    """A card was scanned. ``finished_at`` is the moment of its last key, in seconds of `time.monotonic`."""

    card: IdCard = field(repr=False)
    finished_at: float


class Scanner(QObject):
    """Reads what scanners and pictures bring. The text itself is kept nowhere once it is read.

    While ``enabled`` is off nothing is read and nobody is told: the desk is locked. ``listener`` gets everything instead,
    as it came: the scan doctor listens to a test card so.
    """

    scanned = Signal(object)  # Scan
    refused = Signal(object)  # NotAnId

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.enabled = True
        self.listener: Callable[[str | bytes, Heard | None], None] | None = None
        self._last: tuple[int, float] = (0, float("-inf"))

    def take_keys(self, heard: Heard) -> None:
        """What a scanner typed."""
        self._take(heard.text, heard)

    def take_bytes(self, payload: bytes) -> None:
        """What a scanner sent on its line, or what a picture held."""
        self._take(payload, None)

    def _take(self, payload: str | bytes, heard: Heard | None) -> None:
        now = time.monotonic()
        if not self.enabled:
            return
        if self.listener is not None:
            self.listener(payload, heard)
        elif not self._came_twice(payload, now):
            try:
                card = read_card(payload)
            except NotAnId as error:
                self.refused.emit(error)
            else:
                self.scanned.emit(Scan(card, now))

    def _came_twice(self, payload: str | bytes, now: float) -> bool:
        """Python's hash differs from run to run and leads back to nothing."""
        before, at = self._last
        self._last = (hash(payload), now)
        return self._last[0] == before and now - at < _TWICE_SECONDS

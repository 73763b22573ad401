"""What leaves this desk: the door, what is sent in the background, and what people see of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.ports import Clock, Kept
from app.services.activity import Activity
from app.services.outbox.ledger import Ledger
from app.services.outbox.lines import OutboxLines
from app.services.outbox.outbox import Outbox, OutboxTools
from app.services.outbox.waiting import Waiting
from app.services.recent import Recent
from app.services.session_kept import SessionOutbox
from app.services.stores import Stores


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The outbox of a desk and what belongs to it."""

    outbox: Outbox
    lines: OutboxLines
    waiting: Waiting

    @classmethod
    def over(cls, kept: Kept | None, stores: Stores, recent: Recent, activity: Activity, clock: Clock) -> Outgoing:
        """Over what is kept; a desk that keeps nothing only sends."""
        ledger = Ledger(kept.outbox if kept else SessionOutbox())
        outbox = Outbox(OutboxTools(ledger, stores, recent, activity, clock), keeps=kept is not None)
        lines = OutboxLines(outbox)
        return cls(outbox, lines, Waiting(outbox, lines))

    async def keep_again(self, begin_anew: Callable[[], Awaitable[None]]) -> None:
        """Take everything that waits over into the vault that ``begin_anew`` begins; nothing is sent meanwhile. MachineFault."""
        await self.lines.stop()
        try:
            await self.outbox.ledger.keep_again(begin_anew)
        finally:
            await self.lines.begin()

    def go_on_alone(self, _gone: object = None) -> None:
        """The window is gone: what is under way comes to its end, and nobody hears of it."""
        self.waiting.changed = lambda: None
        self.lines.settled = lambda _write, _customer: None
        self.outbox.refused = lambda _write: None
        self.outbox.failed = lambda _error: None

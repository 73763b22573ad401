"""Whether there is a newer version of this program: by consent, at most once a day. It tells; it replaces nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from app.core.policy import refuse_fixed
from app.core.release import Feed, News, Outcome, news_in
from app.core.settings import Fixed, UpdateCheck
from app.ports import Clock, ReleaseFeed, SettingsStore

PAUSE: Final = timedelta(hours=24)
_log = logging.getLogger(__name__)


class Updates:
    """``changed`` is called when there is something else to tell than before.

    ``version`` answers this program's own, and is asked when there is a feed to compare it with. Whatever writes the
    settings raises MachineFault.
    """

    def __init__(self, feed: ReleaseFeed, settings: SettingsStore, clock: Clock, version: Callable[[], str]) -> None:
        self._feed = feed
        self._settings = settings
        self._clock = clock
        self._version = version
        self._found: News | None = None
        self._is_looking = False
        self._was_recalled = False
        self.changed: Callable[[], None] = lambda: None

    # ---------------------------------------------------------------------------------------- consent

    @property
    def state(self) -> UpdateCheck:
        """What is kept: consent, the last look, what nobody wants to hear of."""
        return self._settings.load().updates

    @property
    def is_fixed(self) -> bool:
        """Whether an administrator has answered for everybody."""
        return Fixed.UPDATES in self._settings.load().fixed

    def agree(self, *, yes: bool) -> None:
        """Keep the answer to whether newer versions may be looked for; FixedHere where an administrator has answered."""
        refuse_fixed(self._settings.load(), Fixed.UPDATES)
        self._keep(replace(self.state, agreed=yes))
        self.changed()

    # ---------------------------------------------------------------------------------------- what there is

    @property
    def found(self) -> News | None:
        """What the last feed tells, also of a version that is skipped."""
        return self._found

    @property
    def news(self) -> News | None:
        """What a clerk is to be told: nothing without consent, nor of a skipped version, unless this one is too old."""
        if self._found is None:
            return None
        state = self.state
        skipped = state.skipped == self._found.version and not self._found.is_due
        return None if skipped or not state.agreed else self._found

    def skip(self) -> None:
        """Say no more of the newest version; of a later one again."""
        if self._found:
            self._keep(replace(self.state, skipped=self._found.version))
            self.changed()

    # ---------------------------------------------------------------------------------------- looking

    def is_due(self) -> bool:
        """Whether there is consent and a day has passed since the last look; one in the future counts as none."""
        state = self.state
        last, now = moment_of(state.checked_at), self._clock.now()
        return bool(state.agreed) and (last is None or not last <= now < last + PAUSE)

    async def look(self) -> None:
        """Take up what was told before this start; ask for more if it is time. Without consent, nothing."""
        if self._is_looking or not self.state.agreed:
            return
        self._is_looking = True
        try:
            if not self._was_recalled:
                await self._recall()
            if self.is_due():
                await self._ask()
        finally:
            self._is_looking = False
        self.changed()

    async def _recall(self) -> None:
        feed = await self._feed.kept()
        if feed is not None:
            self._take(feed)
        self._was_recalled = True

    async def _ask(self) -> None:
        """The moment is kept before the request leaves: whatever becomes of it, it was today's."""
        now = self._clock.now().isoformat(timespec="seconds")
        self._keep(replace(self.state, checked_at=now, outcome=Outcome.UNREACHED.value))
        found = await self._feed.fetch()
        if isinstance(found, Feed):
            self._take(found)
            outcome = Outcome.NEWER if self._found else Outcome.UP_TO_DATE
        else:
            outcome = found
        self._keep(replace(self.state, outcome=outcome.value))
        _log.info("looked for a newer version: %s", outcome.value)

    def _take(self, feed: Feed) -> None:
        self._found = news_in(feed, self._version())

    def _keep(self, state: UpdateCheck) -> None:
        self._settings.save(replace(self._settings.load(), updates=state))


def moment_of(text: str) -> datetime | None:
    """A kept moment with its offset; None for never, and for what cannot be read."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None

"""What ``doctor`` says of the look for newer versions."""

from __future__ import annotations

import asyncio

from app.cli.machine import Check
from app.core.release import Outcome, news_in, outcome_of
from app.ports import SettingsStore
from app.services.updates import moment_of
from app.storage.paths import Home
from app.updates.signed_feed import SignedFeed

_REMEDY = "Install nothing that did not come from the makers' own page, and tell them; see the network's proxy, too."


def check_updates(home: Home, settings: SettingsStore, version: str) -> Check:
    """When it was last looked, and what came of it; a feed that was not believed is a problem. It makes no request."""
    name, state = "newer versions", settings.load().updates
    moment = moment_of(state.checked_at)
    if state.agreed is None:
        return Check(name, ok=True, detail="Not looked for: nobody has agreed yet.")
    if not state.agreed:
        return Check(name, ok=True, detail="Not looked for.")
    if moment is None:
        return Check(name, ok=True, detail="Not looked for yet.")
    outcome = outcome_of(state.outcome)
    words = _found(home, version) if outcome in {Outcome.NEWER, Outcome.UP_TO_DATE} else outcome.words
    detail = f"Last looked for {moment.astimezone():%Y-%m-%d %H:%M}. {words}"
    return Check(name, not outcome.is_suspicious, detail, _REMEDY if outcome.is_suspicious else "")


def _found(home: Home, version: str) -> str:
    """What was found then, seen from the version that is installed now."""
    feed = asyncio.run(SignedFeed(home.feed_file).kept())
    news = news_in(feed, version) if feed else None
    return f"Version {news.version} is available." if news else Outcome.UP_TO_DATE.words

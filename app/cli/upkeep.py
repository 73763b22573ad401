"""What ``doctor`` says of what an administrator has set, and of the look for newer versions."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from app.cli.machine import Check
from app.core.release import Outcome, news_in, outcome_of
from app.core.settings import FIXED_WORDS, Fixed
from app.ports import SettingsStore
from app.services.updates import moment_of
from app.storage.paths import Home
from app.storage.policy import read_policy
from app.updates.signed_feed import SignedFeed

_MEND = "Correct these places in it, as an administrator."
_MEND_IGNORED = "Give the file and its folder to an administrator, and let nobody else write them."
_REMEDY = "Install nothing that did not come from the makers' own page, and tell them; see the network's proxy, too."


def check_policy(home: Home, vendors: Collection[str]) -> Check:
    """What is fixed for this machine; a file that is ignored, or read in part, with everything that is wrong with it."""
    read = read_policy(home.policy_file, vendors)
    if read.wrong:
        kind = "ignored" if read.is_ignored else "read in part, the safest setting in place of the rest"
        detail = f"{home.policy_file} is {kind}: {'; '.join(read.wrong)}."
        return Check("policy", ok=False, detail=detail, remedy=_MEND_IGNORED if read.is_ignored else _MEND)
    if not read.is_there:
        return Check("policy", ok=True, detail=f"Nothing is set for every account ({home.policy_file}).")
    fixed = ", ".join(one.value for one in Fixed if one in read.policy.fixed) or "nothing"
    return Check("policy", ok=True, detail=f"Set by {home.policy_file}: {fixed}.")


def check_updates(home: Home, settings: SettingsStore, version: str) -> Check:
    """When it was last looked, and what came of it; a feed that was not believed is a problem. It makes no request."""
    name, settled = "newer versions", settings.load()
    state, by = settled.updates, f" {FIXED_WORDS}" if Fixed.UPDATES in settled.fixed else ""
    moment = moment_of(state.checked_at)
    if state.agreed is None:
        return Check(name, ok=True, detail="Not looked for: nobody has agreed yet.")
    if not state.agreed:
        return Check(name, ok=True, detail=f"Not looked for.{by}")
    if moment is None:
        return Check(name, ok=True, detail=f"Not looked for yet.{by}")
    outcome = outcome_of(state.outcome)
    words = _found(home, version) if outcome in {Outcome.NEWER, Outcome.UP_TO_DATE} else outcome.words
    detail = f"Last looked for {moment.astimezone():%Y-%m-%d %H:%M}. {words}{by}"
    return Check(name, not outcome.is_suspicious, detail, _REMEDY if outcome.is_suspicious else "")


def _found(home: Home, version: str) -> str:
    """What was found then, seen from the version that is installed now."""
    feed = asyncio.run(SignedFeed(home.feed_file).kept())
    news = news_in(feed, version) if feed else None
    return f"Version {news.version} is available." if news else Outcome.UP_TO_DATE.words

"""Looking for newer versions: who agreed, how often, and what is told."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.core.errors import MachineFault
from app.core.release import Feed, Outcome, Release
from app.core.settings import UpdateCheck
from app.services.updates import Updates
from app.storage.paths import Home
from app.storage.settings import SettingsFile

MORNING = datetime(2026, 12, 1, 9, tzinfo=UTC)


def feed(*versions: str, minimum: str = "0.1.0") -> Feed:
    """What the makers published."""
    releases = tuple(Release(one, date(2026, 12, 1), f"What is new in {one}.") for one in versions)
    return Feed(MORNING, minimum, "https://updates.frontdesk.example/", releases)


@dataclass
class PlayedFeed:
    """A feed that answers what a test wants (ports.ReleaseFeed)."""

    answer: Feed | Outcome
    remembered: Feed | None = None
    asked: int = 0
    gate: asyncio.Event | None = None

    async def fetch(self) -> Feed | Outcome:
        """See ports.ReleaseFeed."""
        self.asked += 1
        if self.gate:
            await self.gate.wait()
        return self.answer

    async def kept(self) -> Feed | None:
        """See ports.ReleaseFeed."""
        return self.remembered


@dataclass
class Watch:
    """A clock that a test sets (ports.Clock)."""

    moment: datetime = MORNING

    def today(self) -> date:
        """See ports.Clock."""
        return self.moment.date()

    def now(self) -> datetime:
        """See ports.Clock."""
        return self.moment


@dataclass
class Stage:
    """A desk's look for newer versions, its settings on the disk."""

    folder: Path
    feed: PlayedFeed = field(default_factory=lambda: PlayedFeed(feed("0.1.0", "0.2.0")))
    clock: Watch = field(default_factory=Watch)
    told: int = 0

    def start(self, version: str = "0.1.0") -> Updates:
        """The program is started."""
        settings = SettingsFile(Home.at(self.folder))
        updates = Updates(self.feed, settings, self.clock, lambda: version)
        updates.changed = self._count
        return updates

    def _count(self) -> None:
        self.told += 1


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """Nobody has answered yet."""
    return Stage(tmp_path / "desk")


def look(updates: Updates) -> None:
    """The moment to look, if it is one."""
    asyncio.run(updates.look())


@pytest.mark.parametrize("answered", [None, False])
def test_nothing_is_asked_without_consent(stage: Stage, answered: bool | None) -> None:
    """Neither before an answer nor after a no does anything leave this desk."""
    updates = stage.start()
    if answered is not None:
        updates.agree(yes=answered)
    look(updates)
    assert stage.feed.asked == 0
    assert updates.state == UpdateCheck(agreed=answered)


def test_a_newer_version_is_told(stage: Stage) -> None:
    """With the moment, the outcome, and what is new."""
    updates = stage.start()
    updates.agree(yes=True)
    look(updates)
    assert updates.state == UpdateCheck(agreed=True, checked_at="2026-12-01T09:00:00+00:00", outcome="newer")
    assert updates.news is not None
    assert updates.news.version == "0.2.0"
    assert stage.told == 2


@pytest.mark.parametrize("version", ["0.2.0", "0.3.0"])
def test_an_older_version_is_no_news(stage: Stage, version: str) -> None:
    """A desk that is as new, or newer, is up to date."""
    updates = stage.start(version)
    updates.agree(yes=True)
    look(updates)
    assert updates.state.outcome == "up-to-date"
    assert updates.news is None


def test_once_a_day_across_starts(stage: Stage) -> None:
    """However often the program is started; after 24 hours again."""
    stage.start().agree(yes=True)
    for hours, asked in ((0, 1), (1, 1), (23.9, 1), (24, 2), (30, 2), (48, 3)):
        stage.clock.moment = MORNING + timedelta(hours=hours)
        look(stage.start())
        assert stage.feed.asked == asked


@pytest.mark.parametrize("failure", [Outcome.UNREACHED, Outcome.UNSIGNED, Outcome.BROKEN, Outcome.OLDER])
def test_a_failure_was_the_day_s_look_too(stage: Stage, failure: Outcome) -> None:
    """It is kept for whoever looks after the machine; nobody at the desk hears of it."""
    stage.feed.answer = failure
    updates = stage.start()
    updates.agree(yes=True)
    look(updates)
    look(updates)
    assert (stage.feed.asked, updates.state.outcome, updates.news) == (1, failure.value, None)


def test_a_failure_does_not_take_back_what_was_told(stage: Stage) -> None:
    """Yesterday's news is still true."""
    updates = stage.start()
    updates.agree(yes=True)
    look(updates)
    stage.feed.answer, stage.clock.moment = Outcome.UNSIGNED, MORNING + timedelta(days=2)
    look(updates)
    assert updates.news is not None


def test_a_clock_that_was_set_back_stops_nothing(stage: Stage) -> None:
    """A last look in the future is none."""
    updates = stage.start()
    updates.agree(yes=True)
    stage.clock.moment = MORNING + timedelta(days=400)
    look(updates)
    stage.clock.moment = MORNING
    look(updates)
    assert stage.feed.asked == 2


def test_a_look_that_was_broken_off_counts(stage: Stage) -> None:
    """The program was ended in the middle: it does not ask again at each start."""

    async def work() -> None:
        stage.feed.gate = asyncio.Event()
        updates = stage.start()
        updates.agree(yes=True)
        under_way = asyncio.create_task(updates.look())
        await asyncio.sleep(0)
        await updates.look()
        under_way.cancel()
        with pytest.raises(asyncio.CancelledError):
            await under_way
        await stage.start().look()

    asyncio.run(work())
    assert stage.feed.asked == 1
    assert stage.start().state.outcome == "unreached"


def test_a_restart_knows_it_without_a_request(stage: Stage) -> None:
    """What was told before is told again, as long as there is consent; no more once the program is as new."""
    first = stage.start()
    first.agree(yes=True)
    look(first)
    stage.feed.remembered = feed("0.1.0", "0.2.0")
    again, upgraded = stage.start(), stage.start("0.2.0")
    look(again)
    look(upgraded)
    assert again.news is not None
    assert upgraded.news is None
    assert stage.feed.asked == 1


def test_who_takes_consent_back_hears_no_more(stage: Stage) -> None:
    """Not of what was found before, either."""
    updates = stage.start()
    updates.agree(yes=True)
    look(updates)
    updates.agree(yes=False)
    assert updates.news is None
    look(updates)
    assert stage.feed.asked == 1


def test_a_skipped_version_is_not_told_a_later_one_is(stage: Stage) -> None:
    """Across starts."""
    updates = stage.start()
    updates.agree(yes=True)
    look(updates)
    updates.skip()
    assert (updates.news, updates.found is None) == (None, False)
    stage.feed.answer, stage.clock.moment = feed("0.2.0", "0.3.0"), MORNING + timedelta(days=1)
    again = stage.start()
    look(again)
    assert again.news is not None
    assert again.news.version == "0.3.0"


def test_a_version_that_may_not_go_on_cannot_be_skipped(stage: Stage) -> None:
    """Below the minimum it is told all the same."""
    stage.feed.answer = feed("0.2.0", minimum="0.2.0")
    updates = stage.start()
    updates.agree(yes=True)
    look(updates)
    updates.skip()
    assert updates.news is not None
    assert updates.news.is_due


def test_settings_that_cannot_be_written_say_so(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then nothing is asked: the day's look could not be kept."""
    updates = stage.start()
    updates.agree(yes=True)

    def refuse(*_arguments: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.replace", refuse)
    with pytest.raises(MachineFault):
        look(updates)
    assert stage.feed.asked == 0

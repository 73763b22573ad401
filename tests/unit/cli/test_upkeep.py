"""The doctor on newer versions: when it was looked, what came of it, and what should make somebody wonder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.cli.machine import Check
from app.cli.upkeep import check_policy, check_updates
from app.core.settings import Settings, UpdateCheck
from app.storage.paths import Home
from app.storage.settings import SettingsFile
from app.updates import signed_feed
from app.updates.const import FEED_URL
from tests.unit.updates.makers import Makers, feed_text

MAKERS = Makers()
WHEN = "2026-12-01T09:00:00+00:00"


def said(home: Home, updates: UpdateCheck, version: str = "0.1.0") -> tuple[bool, str]:
    """What the check says of these settings."""
    file = SettingsFile(home)
    file.save(Settings(updates=updates))
    check = check_updates(home, file, version)
    assert bool(check.remedy) is not check.ok
    return check.ok, check.detail


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A desk that was told of 0.2.0."""
    made = Home.at(tmp_path / "desk")
    made.prepare()
    content = feed_text("0.1.0", "0.2.0")
    made.feed_file.write_bytes(MAKERS.sign(content) + content)
    defaults = (FEED_URL, MAKERS.public_key, 1.0)
    monkeypatch.setattr(signed_feed.SignedFeed.__init__, "__defaults__", defaults)
    return made


@pytest.mark.parametrize(
    ("state", "detail"),
    [
        (UpdateCheck(), "Not looked for: nobody has agreed yet."),
        (UpdateCheck(agreed=False, checked_at=WHEN, outcome="newer"), "Not looked for."),
        (UpdateCheck(agreed=True), "Not looked for yet."),
        (UpdateCheck(agreed=True, checked_at="yesterday"), "Not looked for yet."),
    ],
)
def test_without_a_look(home: Home, state: UpdateCheck, detail: str) -> None:
    """Nothing is wrong with that."""
    assert said(home, state) == (True, detail)


@pytest.mark.parametrize(
    ("version", "found"), [("0.1.0", "Version 0.2.0 is available."), ("0.2.0", "This is the newest version.")]
)
def test_what_was_found_is_told_from_here(home: Home, version: str, found: str) -> None:
    """After the upgrade it is no news any more."""
    ok, detail = said(home, UpdateCheck(agreed=True, checked_at=WHEN, outcome="newer"), version)
    assert ok
    assert detail.startswith("Last looked for 2026-12-01 ")
    assert detail.endswith(found)


@pytest.mark.parametrize(
    ("outcome", "ok"),
    [("unreached", True), ("unsigned", False), ("broken", False), ("older", False), ("later-word", True)],
)
def test_what_was_not_believed_is_a_problem(home: Home, outcome: str, ok: bool) -> None:
    """A network without a way out is none."""
    assert said(home, UpdateCheck(agreed=True, checked_at=WHEN, outcome=outcome))[0] is ok


# ------------------------------------------------------------------------------------------------ the policy


def policy(home: Home, content: str, monkeypatch: pytest.MonkeyPatch) -> Check:
    """What is said of a policy file; whoever runs the tests is its administrator."""
    home.policy_file.parent.mkdir(mode=0o755)
    home.policy_file.write_text(content)
    home.policy_file.chmod(0o644)
    administrators = {os.getuid() if os.name != "nt" else 0}
    monkeypatch.setattr("app.storage.policy.read_policy.__defaults__", (administrators,))
    return check_policy(home, ["treez"])


def test_no_policy(home: Home) -> None:
    """The place where one would be is said."""
    check = check_policy(home, ["treez"])
    assert (check.ok, str(home.policy_file) in check.detail) == (True, True)


def test_a_policy_is_listed(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """By what it sets."""
    check = policy(home, '{"version": 1, "idle_minutes": 4, "update_check": true}', monkeypatch)
    assert check.ok
    assert check.detail.endswith(": idle_minutes, update_check.")


def test_everything_wrong_with_a_policy_is_listed(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the first thing only."""
    check = policy(home, '{"version": 1, "idle_minutes": 40, "update_check": 1}', monkeypatch)
    assert not check.ok
    assert "idle_minutes: must be" in check.detail
    assert "update_check: must be" in check.detail
    assert check.remedy.startswith("Correct")


@pytest.mark.skipif(os.name == "nt", reason="Windows asks its own lists of rights")
def test_an_account_s_own_policy_is_a_problem(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is ignored, and the doctor says how to have it heeded."""
    policy(home, '{"version": 1, "idle_minutes": 4}', monkeypatch)
    home.policy_file.chmod(0o666)
    check = check_policy(home, ["treez"])
    assert not check.ok
    assert "is ignored" in check.detail
    assert "administrator" in check.remedy

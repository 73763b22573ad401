"""Newer versions in the window, the feed over real HTTP: asked about once, told quietly, never in anybody's way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QLabel, QPlainTextEdit, QPushButton, QWidget

from app.core.settings import UpdateCheck
from app.ui import tasks
from app.ui.about.dialog import AboutDialog
from app.ui.about.update_watch import UpdateWatch
from app.ui.about.whats_new import WhatsNewDialog
from app.updates.signed_feed import SignedFeed
from tests.ui.conftest import Loop, until
from tests.ui.stores.several import NORTH, Several, open_several, set_policy
from tests.ui.window.clerk import message
from tests.unit.updates.makers import PAGE, Makers, feed_text
from tests.unit.vendors.scripted_server import Answer, ScriptedServer, Seen, scripted

MARKUP = '<img src="http://127.0.0.1:9/x"> & <b>more</b>'


@dataclass
class Newer:
    """A desk with one store, and the makers' host."""

    makers: Makers = field(default_factory=Makers)
    content: bytes = field(default_factory=lambda: feed_text("0.1.0", "0.2.0"))
    opened: list[str] = field(default_factory=list)
    browser: bool = True
    server: ScriptedServer | None = None
    several: Several | None = None

    def answer(self, seen: Seen) -> Answer:
        """The makers' host."""
        signed = seen.path.endswith(".sig")
        return Answer(200, self.makers.sign(self.content) if signed else self.content)

    def browse(self, url: QUrl) -> bool:
        """The system's browser."""
        self.opened.append(url.toString())
        return self.browser

    @property
    def asked(self) -> int:
        """How often the feed was asked for."""
        assert self.server is not None
        return sum(1 for path in self.server.paths() if not path.endswith(".sig"))

    @property
    def desk(self) -> Several:
        """The window."""
        assert self.several is not None
        return self.several

    @property
    def watch(self) -> UpdateWatch:
        """What is tested."""
        found = self.desk.window.updates
        assert found is not None
        return found

    @property
    def state(self) -> UpdateCheck:
        """What is kept."""
        return self.desk.desk.settings.load().updates

    def text(self) -> str:
        """The line at the foot; "" while there is none."""
        notice = self.watch.notice
        label = notice.findChild(QLabel, "updateText")
        assert label is not None
        return label.text() if notice.isVisible() else ""

    def buttons(self) -> list[str]:
        """What can be pressed in it."""
        return [one.text() for one in self.watch.notice.findChildren(QPushButton) if one.isVisible()]

    def press(self, name: str, inside: QWidget | None = None) -> None:
        """Press a button."""
        button = (inside or self.watch.notice).findChild(QPushButton, name)
        assert button is not None, name
        assert button.isVisible(), name
        button.click()

    async def consider(self) -> None:
        """A minute after the start, and every half hour."""
        self.watch.consider()
        await until(lambda: not tasks.running())

    async def agree(self) -> None:
        """Somebody said yes, and the first look is over."""
        await self.consider()
        self.press("updateYesButton")
        await until(lambda: not tasks.running())


@pytest.fixture
def fixed() -> bool | None:
    """What an administrator has answered for everybody; a test may have one."""
    return None


@pytest.fixture
def newer(loop: Loop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fixed: bool | None) -> Iterator[Newer]:
    """A desk that works; nobody has been asked yet."""
    if fixed is not None:
        set_policy(tmp_path, update_check=fixed)
    made = Newer()
    monkeypatch.setattr(QDesktopServices, "openUrl", made.browse)
    host = scripted(made.answer)
    made.server = loop.run_until_complete(host.__aenter__())
    feed = SignedFeed(tmp_path / "feed", f"{made.server.base_url}/frontdesk.json", made.makers.public_key)
    made.several = open_several(tmp_path, NORTH, feed=feed)
    made.desk.frame.resize(1366, 768)
    made.desk.frame.show()
    with ExitStack() as ending:
        ending.callback(lambda: loop.run_until_complete(host.__aexit__(None, None, None)))
        ending.callback(made.desk.frame.deleteLater)
        ending.callback(made.desk.frame.close_anyway)
        yield made


async def test_nothing_is_asked_at_the_start(newer: Newer) -> None:
    """The desk is there to be used: neither a question nor a request comes with it."""
    newer.desk.window.begin()
    await until(lambda: not tasks.running())
    assert newer.text() == ""
    assert newer.asked == 0
    await newer.desk.desk.outgoing.lines.stop()


async def test_the_question_is_in_nobody_s_way(newer: Newer) -> None:
    """It is a line, no dialog; the keyboard stays where it was; without an answer nothing is asked of the makers."""
    box = newer.desk.window.search.box
    box.setFocus()
    focus = newer.desk.window.focusWidget()
    await newer.consider()
    assert newer.text().startswith("May Frontdesk look once a day")
    assert newer.buttons() == ["Yes, look", "No"]
    assert newer.desk.window.focusWidget() is focus
    assert newer.asked == 0
    await newer.consider()
    assert newer.asked == 0


async def test_a_no_is_kept(newer: Newer) -> None:
    """It is not asked again, nor is anything looked for."""
    await newer.consider()
    newer.press("updateNoButton")
    assert newer.text() == ""
    await newer.consider()
    assert (newer.text(), newer.asked, newer.state.agreed) == ("", 0, False)


async def test_a_newer_version_is_told_in_one_line(newer: Newer) -> None:
    """With what is new, the page, and two ways to be left alone."""
    await newer.agree()
    assert newer.text() == "Frontdesk 0.2.0 is available."
    assert newer.buttons() == ["What is new…", "Download page", "Skip this version", "Not now"]
    newer.press("updatePageButton")
    assert newer.opened == [PAGE]
    await newer.consider()
    assert newer.asked == 1


async def test_no_browser(newer: Newer) -> None:
    """Then the address is said."""
    newer.browser = False
    await newer.agree()
    newer.press("updatePageButton")
    assert PAGE in message(newer.desk)


async def test_not_now_lasts_until_the_next_start(newer: Newer) -> None:
    """Skipping lasts until there is another version."""
    await newer.agree()
    newer.press("updateLaterButton")
    await newer.consider()
    assert newer.text() == ""
    assert newer.state.skipped == ""


async def test_skipping(newer: Newer) -> None:
    """This version is not told again."""
    await newer.agree()
    newer.press("updateSkipButton")
    assert newer.text() == ""
    assert newer.state.skipped == "0.2.0"


async def test_a_version_that_should_not_go_on(newer: Newer) -> None:
    """It says so, and cannot be skipped."""
    newer.content = feed_text("0.2.0", minimum="0.2.0")
    await newer.agree()
    assert newer.text() == "This version should no longer be used. Frontdesk 0.2.0 is available."
    assert "Skip this version" not in newer.buttons()


async def test_what_is_new_is_shown_as_it_is(newer: Newer) -> None:
    """Every version since this one; markup is not followed."""
    notes = [{"version": one, "date": "2026-12-01", "notes": f"{one} {MARKUP}"} for one in ("0.3.0", "0.1.0", "0.2.0")]
    newer.content = feed_text(releases=notes)
    await newer.agree()
    newer.press("updateNewsButton")
    dialog = newer.desk.window.findChild(WhatsNewDialog)
    assert dialog is not None
    text = dialog.findChild(QPlainTextEdit)
    assert text is not None
    assert text.toPlainText() == "\n\n\n".join(f"{one} · 2026-12-01\n\n{one} {MARKUP}" for one in ("0.3.0", "0.2.0"))
    newer.press("whatsNewSkipButton", dialog)
    assert newer.state.skipped == "0.3.0"
    assert not dialog.isVisible()


def _another_key(newer: Newer) -> None:
    newer.makers = Makers()


def _nonsense(newer: Newer) -> None:
    newer.content = b"<html>"


def _old(newer: Newer) -> None:
    newer.content = feed_text("0.0.9")


@pytest.mark.parametrize(
    ("spoil", "outcome"), [(_another_key, "unsigned"), (_nonsense, "broken"), (_old, "up-to-date")]
)
async def test_what_is_not_believed_is_not_told(newer: Newer, spoil: Callable[[Newer], None], outcome: str) -> None:
    """The clerk hears nothing; it is kept for the about box and the doctor."""
    spoil(newer)
    await newer.agree()
    assert newer.text() == ""
    assert message(newer.desk) == ""
    assert newer.state.outcome == outcome


async def test_nothing_while_a_store_is_away(newer: Newer) -> None:
    """Neither the question nor a request; once the store is back, both."""

    def gone(_request: httpx.Request) -> httpx.Response | None:
        raise httpx.ConnectError("away")

    line = newer.desk.lines[NORTH]
    before, line.spoil = line.spoil, gone
    newer.desk.window.stores.begin()
    await until(lambda: not tasks.running())
    await newer.consider()
    assert newer.text() == ""
    line.spoil = before
    newer.desk.window.stores.begin()
    await until(lambda: not tasks.running())
    await newer.consider()
    assert newer.text() != ""


async def test_the_about_box_shows_it_and_changes_it(newer: Newer) -> None:
    """Consent is given and taken back there; what came of the last look stands beside it."""
    dialog = AboutDialog(newer.desk.window, newer.watch)
    dialog.open()
    box, state = dialog.findChild(QCheckBox, "updateAgree"), dialog.findChild(QLabel, "updateState")
    assert box is not None
    assert state is not None
    assert (box.isChecked(), state.text()) == (False, "It is not looked for.")
    box.click()
    await until(lambda: not tasks.running())
    assert box.isChecked()
    assert state.text().endswith("There is a newer version.")
    box.click()
    assert newer.state.agreed is False
    assert newer.text() == ""
    assert newer.asked == 1
    dialog.close()


async def test_training_never_asks(newer: Newer) -> None:
    """Practice is no time for questions."""
    stores = newer.desk.desk.stores
    stores.is_training = lambda: True  # type: ignore[method-assign]
    await newer.consider()
    assert newer.text() == ""


@pytest.mark.parametrize("fixed", [True, False])
async def test_an_administrator_answers_for_everybody(newer: Newer, fixed: bool) -> None:
    """Nobody is asked; the about box shows it as set, and by whom."""
    await newer.consider()
    assert newer.asked == int(fixed)
    assert newer.text() == ("Frontdesk 0.2.0 is available." if fixed else "")
    dialog = AboutDialog(newer.desk.window, newer.watch)
    dialog.open()
    box, state = dialog.findChild(QCheckBox, "updateAgree"), dialog.findChild(QLabel, "updateState")
    assert box is not None
    assert state is not None
    assert (box.isChecked(), box.isEnabled()) == (fixed, False)
    assert state.text().startswith("Set by your administrator. ")
    dialog.close()

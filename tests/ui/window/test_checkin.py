"""Checking in with the keyboard alone: admitted, looked at, overridden, taken back, and found again at the next start."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget

from app.core.customer import CustomerRef
from app.core.verdict import Level
from app.core.visits import Visit, VisitState
from app.storage.checkins import VaultCheckIns
from app.storage.desk_vault import desk_vault
from app.storage.paths import Home
from app.storage.patience import PatientSecrets
from app.storage.secrets import SessionSecrets
from app.storage.vault.vault import Vault
from app.ui import tasks
from app.ui.checkin.queue import QueuePanel
from app.ui.checkin.reason import ReasonPanel
from app.ui.checkin.rows import QueueList
from app.ui.customer.verdict import VerdictBanner
from app.ui.main_window import MainWindow
from app.ui.messages import Message
from tests.ui.conftest import until
from tests.ui.window.clerk import key, message, opened, type_into
from tests.ui.window.practice import Practice, open_practice

Key = Qt.Key


class Starts:
    """Starts the program one time after the other over the same encrypted file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._secrets = PatientSecrets(SessionSecrets())
        self._vault: Vault | None = None
        self._frame: MainWindow | None = None

    async def begin(self) -> Practice:
        """End the program that runs, and start the next."""
        await self.end()
        self._vault = desk_vault(Home.at(self._folder), self._secrets)
        made = open_practice(self._folder, checkins=VaultCheckIns(self._vault))
        self._frame = made.frame
        made.frame.resize(1366, 768)
        made.frame.show()
        made.window.page.checkin.begin()
        await settled()
        assert self._vault.is_kept
        return made

    async def end(self) -> None:
        """Close window and file."""
        frame, self._frame = self._frame, None
        if frame and self._vault:
            frame.close_anyway()
            frame.deleteLater()
            await self._vault.close()


@pytest.fixture
def starts(loop: object, qapp: QApplication, tmp_path: Path) -> Starts:
    """The program has not been started yet."""
    assert loop
    assert qapp
    return Starts(tmp_path)


def part(practice: Practice, kind: type[QWidget], name: str = "") -> QWidget:
    """A part of the window."""
    found = practice.window.findChild(kind, name) if name else practice.window.findChild(kind)
    assert found is not None
    return found


def queue(practice: Practice) -> list[str]:
    """The names and states in the queue, as the list shows them."""
    rows = part(practice, QueueList)
    assert isinstance(rows, QueueList)
    texts = [rows.item(number).data(Qt.ItemDataRole.AccessibleTextRole) for number in range(rows.count())]
    return [", ".join(str(text).split(", ")[:2]) for text in texts]


def here(practice: Practice) -> list[str]:
    """The customer numbers in the queue."""
    return [line.visit.ref.customer_id for line in practice.desk.checkin.queue()]


def press(practice: Practice, *keys: Qt.Key | str) -> None:
    """Press keys and type texts, one after the other, wherever the cursor is then."""
    for one in keys:
        if isinstance(one, str):
            window: QWidget = practice.frame
            type_into(window.focusWidget() or window, one)
        else:
            key(practice, one)


async def settled() -> None:
    """Until nothing is under way."""
    await until(lambda: not tasks.running())


def verdict(practice: Practice) -> str:
    """What the banner says."""
    return part(practice, VerdictBanner).accessibleName()


def button(practice: Practice) -> str:
    """What the button for checking in says."""
    found = part(practice, QPushButton, "checkInButton")
    assert isinstance(found, QPushButton)
    return found.text()


async def test_one_key_checks_in(practice: Practice) -> None:
    """F4 on somebody who may come in; the cursor is in the search box for the next one."""
    await opened(practice, "1117")
    press(practice, Key.Key_F4)
    await settled()
    assert here(practice) == ["1117"]
    assert "is checked in" in message(practice)
    assert practice.frame.focusWidget() is practice.window.search.box
    assert button(practice).startswith("In the queue since")
    assert part(practice, QueuePanel).isVisible()


async def test_f4_twice_is_one_check_in(practice: Practice) -> None:
    """A nervous finger gets no reproach."""
    await opened(practice, "1117")
    press(practice, Key.Key_F4, Key.Key_F4)
    await settled()
    assert here(practice) == ["1117"]
    assert "is checked in" in message(practice)


async def test_the_button_does_the_same(practice: Practice) -> None:
    """It stands in the verdict, is big enough to hit, and names its key."""
    await opened(practice, "1117")
    found = part(practice, QPushButton, "checkInButton")
    assert isinstance(found, QPushButton)
    assert found.isVisible()
    assert found.height() >= 44
    assert "F4" in found.text()
    found.click()
    await settled()
    assert here(practice) == ["1117"]


async def test_a_closer_look_takes_a_reason(practice: Practice) -> None:
    """F4, the digit of a usual reason, Enter: three keys."""
    await opened(practice, "1118")
    press(practice, Key.Key_F4)
    assert here(practice) == []
    press(practice, Key.Key_1, Key.Key_Return)
    await settled()
    visit = practice.desk.checkin.here(practice.ref("1118"))
    assert visit is not None
    assert visit.reason == "Valid ID shown"
    assert not visit.is_override
    assert not part(practice, ReasonPanel).isVisible()


async def test_a_reason_of_ones_own(practice: Practice) -> None:
    """A digit within a text is a digit; Enter on nothing does nothing."""
    await opened(practice, "1118")
    press(practice, Key.Key_F4, Key.Key_Return)
    await settled()
    assert here(practice) == []
    assert part(practice, ReasonPanel).isVisible()
    press(practice, "renewed 2 days ago", Key.Key_Return)
    await settled()
    visit = practice.desk.checkin.here(practice.ref("1118"))
    assert visit is not None
    assert visit.reason == "renewed 2 days ago"


async def test_f4_twice_loses_no_word(practice: Practice) -> None:
    """What was typed stays, wherever the cursor was meanwhile."""
    await opened(practice, "1118")
    press(practice, Key.Key_F4, "renewed")
    practice.window.go_to_search()
    press(practice, Key.Key_F4, " card", Key.Key_Return)
    await settled()
    visit = practice.desk.checkin.here(practice.ref("1118"))
    assert visit is not None
    assert visit.reason == "renewed card"


async def test_escape_takes_the_question_away(practice: Practice) -> None:
    """Nobody is checked in, and nothing else is discarded with it."""
    await opened(practice, "1118")
    press(practice, Key.Key_F4, "because", Key.Key_Escape)
    assert not part(practice, ReasonPanel).isVisible()
    assert here(practice) == []
    assert practice.shown == "1118"


async def test_a_question_does_not_outlive_its_customer(practice: Practice) -> None:
    """Whoever is opened meanwhile is not admitted with the words for somebody else."""
    await opened(practice, "1118")
    press(practice, Key.Key_F4, "because")
    await opened(practice, "1120")
    assert not part(practice, ReasonPanel).isVisible()


@pytest.mark.parametrize("number", ["1120", "1124", "1125"])
async def test_a_refusal_takes_an_override(practice: Practice, number: str) -> None:
    """Banned, deactivated, too young: no digit stands for a reason, one's own words are recorded as an override."""
    await opened(practice, number)
    assert verdict(practice).startswith("Do not admit")
    assert button(practice).startswith("Override")
    press(practice, Key.Key_F4, "1", Key.Key_Return)
    await settled()
    assert here(practice) == []
    assert "reason is needed" in message(practice)
    line = part(practice, QLineEdit, "reasonLine")
    assert isinstance(line, QLineEdit)
    assert line.text() == "1"
    press(practice, "st manager agreed", Key.Key_Return)
    await settled()
    visit = practice.desk.checkin.here(practice.ref(number))
    assert visit is not None
    assert visit.is_override
    assert visit.reason == "1st manager agreed"
    assert "override" in message(practice)


@pytest.mark.parametrize("number", ["1120", "1118"])
async def test_a_small_screen_has_every_reason_and_the_whole_question(practice: Practice, number: str) -> None:
    """At 960 x 540 with a message above: no line of them is cut, the pages give way."""
    practice.frame.resize(960, 540)
    await opened(practice, number)
    detail = "Customers this desk already knows can still be looked up here; check the ID by hand. Check the network."
    practice.window.messages.post(Message(Level.LOOK, "The store cannot be reached from here.", detail))
    press(practice, Key.Key_F4)
    await settled()
    QApplication.sendPostedEvents()
    for kind in (VerdictBanner, ReasonPanel):
        asked = part(practice, kind)
        assert asked.isVisible()
        labels = [one for one in asked.findChildren(QLabel) if one.isVisible()]
        assert [one.text() for one in labels if one.height() < one.heightForWidth(one.width())] == []
        assert asked.height() >= asked.heightForWidth(asked.width())


async def test_f4_without_anybody(practice: Practice) -> None:
    """Says what to do first; a new customer's form is nobody yet."""
    press(practice, Key.Key_F4)
    assert "Open a customer first" in message(practice)
    practice.window.start_new()
    await settled()
    practice.window.messages.clear()
    press(practice, Key.Key_F4)
    assert "Open a customer first" in message(practice)


async def test_the_queue_by_keyboard(practice: Practice) -> None:
    """F6, arrows, C, D, L, U and Enter; Esc goes back to the search box."""
    for number in ("1117", "1121"):
        await opened(practice, number)
        press(practice, Key.Key_F4)
        await settled()
    press(practice, Key.Key_F6)
    rows = part(practice, QueueList)
    assert practice.frame.focusWidget() is rows
    press(practice, Key.Key_C)
    await settled()
    assert queue(practice) == ["Johnny “JR” Appleseed, called", "Jon Appleseed, 0 s"]
    press(practice, Key.Key_D)
    await settled()
    assert queue(practice) == ["Jon Appleseed, 0 s", "Johnny “JR” Appleseed, done"]
    press(practice, Key.Key_U)
    await settled()
    assert queue(practice)[0] == "Johnny “JR” Appleseed, called"
    press(practice, Key.Key_Down, Key.Key_L)
    await settled()
    assert queue(practice) == ["Johnny “JR” Appleseed, called", "Jon Appleseed, left"]
    press(practice, Key.Key_Up, Key.Key_Return)
    await until(lambda: practice.shown == "1117")
    await settled()
    practice.window.go_to_queue()  # folds: it was open
    practice.window.go_to_queue()
    press(practice, Key.Key_Escape)
    assert practice.frame.focusWidget() is practice.window.search.box
    assert not rows.isVisible()


async def test_f4_and_u_take_a_check_in_back(practice: Practice) -> None:
    """F4 on somebody in the queue goes to the line, and U takes it back; nothing is left of it."""
    await opened(practice, "1117")
    press(practice, Key.Key_F4)
    await settled()
    press(practice, Key.Key_F4)
    assert isinstance(practice.frame.focusWidget(), QueueList)
    press(practice, Key.Key_U)
    await settled()
    assert here(practice) == []
    assert button(practice) == "Check in   F4"
    assert not part(practice, QueuePanel).isVisible()


async def test_letters_in_the_queue_search(practice: Practice) -> None:
    """Every letter that is no step goes to the search box, as it does elsewhere."""
    await opened(practice, "1117")
    press(practice, Key.Key_F4)
    await settled()
    press(practice, Key.Key_F6, Key.Key_M)
    assert practice.window.search.box.text() == "m"
    await settled()


async def test_the_next_start_finds_the_queue(starts: Starts) -> None:
    """With its states; somebody who was served is told as here today."""
    first = await starts.begin()
    for number in ("1117", "1121"):
        await opened(first, number)
        press(first, Key.Key_F4)
        await settled()
    press(first, Key.Key_F6, Key.Key_D)
    await settled()
    again = await starts.begin()
    assert [text.partition(",")[0] for text in queue(again)] == ["Jon Appleseed", "Johnny “JR” Appleseed"]
    assert [line.visit.state for line in again.desk.checkin.queue()] == [VisitState.WAITING]
    await opened(again, "1117")
    assert verdict(again).startswith("OK to admit")
    assert "already here today at" in verdict(again)


async def test_a_patient_and_the_caregiver(practice: Practice) -> None:
    """The caregiver stands first, and both cards' expiry is in the patient's line."""
    for number in ("1131", "1130"):
        await opened(practice, number)
        press(practice, Key.Key_F4)
        if part(practice, ReasonPanel).isVisible():
            press(practice, Key.Key_4, Key.Key_Return)
        await settled()
    assert here(practice) == ["1130", "1131"]
    rows = part(practice, QueueList)
    assert isinstance(rows, QueueList)
    spoken = str(rows.item(1).data(Qt.ItemDataRole.AccessibleTextRole))
    assert "caregiver's ID until 17 Jul 2031, card until" in spoken


async def test_a_worse_verdict_after_the_check_in_is_told(practice: Practice) -> None:
    """The store's fresh answer came after F4: the clerk hears of it and can take the check-in back."""
    await opened(practice, "1117")
    press(practice, Key.Key_F4)
    await settled()
    practice.desk.checkin.note_card(practice.ref("1117"), ("address",))
    practice.window.counter.read_again()
    await settled()
    assert "the verdict is another now" in message(practice)
    action = part(practice, QPushButton, "messageAction")
    QTest.keyClick(action, Key.Key_Space)
    await settled()
    assert here(practice) == []


async def test_a_long_day_has_a_short_list(practice: Practice) -> None:
    """Whoever is here, and the last of those who have gone: thousands of rows would hold up every key."""
    checkin, store = practice.desk.checkin, practice.desk.stores.connections()[0].id
    now = practice.desk.clock.now()
    for number in range(300):
        came = now - timedelta(minutes=300 - number)
        visit = Visit(
            visit_id=f"v{number}",
            ref=CustomerRef(store, f"x{number}"),
            name=f"Person {number}",
            day=checkin.today_at(store),
            checked_in_at=came,
        )
        checkin._visits.put(visit if number >= 290 else visit.ended(came + timedelta(minutes=1)))
    practice.window.page.checkin.queue.refresh()
    rows = queue(practice)
    assert len(rows) == 50
    assert rows[0].startswith("Person 290")
    assert [row.split(",")[0] for row in rows[10:]] == [f"Person {number}" for number in range(289, 249, -1)]
    assert checkin.visit_words(CustomerRef(store, "x3")) == "here today"

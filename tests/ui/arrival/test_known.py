"""A card of somebody who is known: who is on the screen, what differs, and what is taken."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from app.ui import tasks
from app.ui.arrival.strip import ArrivalStrip, DifferencesPanel, Tick
from tests.ui.arrival.card import JOHNNY, JON, STRANGER, scan
from tests.ui.arrival.conftest import Place
from tests.ui.arrival.seen import notice, ticks, verdict
from tests.ui.conftest import until
from tests.ui.window.clerk import is_read, key, line, message, opened, retype, tabbed_through
from tests.ui.window.practice import Practice

MOVED = JOHNNY | {"DCS": "APPLETREE", "DBA": "04072031", "DAG": "12 ELM ST", "DAK": "946010000"}


def strip(practice: Practice) -> DifferencesPanel:
    """The differences."""
    found = practice.window.findChild(DifferencesPanel)
    assert found is not None
    return found


async def came(practice: Practice, card: dict[str, str], number: str) -> None:
    """Scan a card, and wait until its owner's fresh record is on the screen."""
    await scan(card)
    await until(lambda: practice.shown == number and is_read(practice))


async def test_who_agrees_with_the_card_is_checked_in_by_one_key(at: Place) -> None:
    """Scan, F4."""
    practice = await at("US-CA")
    await came(practice, JOHNNY, "1117")
    assert verdict(practice).startswith("OK to admit")
    assert ticks(practice) == {}
    assert notice(practice) == "California: what the profile needs is kept, the scan is forgotten"
    key(practice, Qt.Key.Key_F4)
    await until(practice.desk.checkin.queue)
    (in_queue,) = practice.desk.checkin.queue()
    assert in_queue.visit.ref == practice.ref("1117")
    assert in_queue.visit.seconds is not None


async def test_the_tab_key_goes_through_what_differs(at: Place) -> None:
    """The ticks stand between the buttons above them and the customer's pages, however often they were drawn anew."""
    practice = await at("US-CA")
    await came(practice, MOVED, "1117")
    passed = tabbed_through(practice)
    ticked = passed.index("take_last_name")
    assert passed[ticked - 1] == "takeCardButton"
    assert passed[ticked : ticked + 4] == [
        "take_last_name",
        "take_license_expires",
        "take_addresses",
        "qt_tabwidget_tabbar",
    ]


async def test_the_verdict_is_there_before_the_store_has_answered(at: Place) -> None:
    """From the index alone; the fresh record follows, and only what the index holds is compared until then."""
    practice = await at("US-CA")
    gate = practice.line.hold("/customer")
    await scan(MOVED)
    await until(lambda: practice.shown == "1117")
    assert "years old" in verdict(practice)
    form = practice.window.counter.current
    assert form is not None
    assert form.read_at is None
    assert list(ticks(practice)) == ["Last name", "License expires"]
    gate.set()
    await until(lambda: is_read(practice))
    assert list(ticks(practice)) == ["Last name", "License expires", "Address"]


async def test_taking_what_differs(at: Place) -> None:
    """Space unticks, F7 takes: typed into the form, unsaved, and sent with Ctrl+S."""
    practice = await at("US-CA")
    await came(practice, MOVED, "1117")
    assert verdict(practice).startswith("Look closer: the card differs from the profile: Last name")
    assert isinstance(practice.frame.focusWidget(), Tick)
    key(practice, Qt.Key.Key_Space)
    assert ticks(practice) == {"Last name": False, "License expires": True, "Address": True}
    writes = practice.line.count("PUT") + practice.line.count("PATCH") + practice.line.count("POST", "/customer")
    key(practice, Qt.Key.Key_F7)
    assert not strip(practice).isVisible()
    assert line(practice, "last_name").text() == "Appleseed"
    assert line(practice, "license_expires").text() == "2031-04-07"
    assert practice.window.counter.unsaved() == 1
    form = practice.window.counter.current
    assert form is not None
    assert form.edit.changes().changed_address_kinds
    assert writes == practice.line.count("PUT") + practice.line.count("PATCH") + practice.line.count(
        "POST", "/customer"
    )
    key(practice, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: practice.window.counter.unsaved() == 0 and is_read(practice))
    form = practice.window.counter.current
    assert form is not None
    assert (form.customer.last_name, str(form.customer.license_expires)) == ("Appleseed", "2031-04-07")
    assert any("12 ELM ST" in one.one_line for one in form.customer.address_list)
    assert ticks(practice) == {}


@pytest.mark.parametrize("how", ["key", "button"])
async def test_leaving_the_profile_as_it_is(at: Place, how: str) -> None:
    """Esc in the differences: nothing is typed, and what the card said is gone."""
    practice = await at("US-CA")
    await came(practice, MOVED, "1117")
    if how == "key":
        key(practice, Qt.Key.Key_Escape)
    else:
        button = practice.window.findChild(QPushButton, "leaveCardButton")
        assert button is not None
        button.click()
    assert ticks(practice) == {}
    assert practice.shown == "1117"
    assert practice.window.counter.unsaved() == 0
    assert strip(practice).ticked() == ()
    practice.window.read_again()
    await until(lambda: is_read(practice))
    assert ticks(practice) == {}


async def test_another_customer_takes_the_differences_away(at: Place) -> None:
    """They are of one person, and nothing of the card is left when somebody else is opened."""
    practice = await at("US-CA")
    await came(practice, MOVED, "1117")
    await opened(practice, "1118")
    shown = practice.window.findChild(ArrivalStrip)
    assert shown is not None
    assert not shown.isVisible()
    key(practice, Qt.Key.Key_F7)
    assert practice.window.counter.unsaved() == 0


async def test_a_scan_in_mid_typing(at: Place) -> None:
    """The half-typed form is parked and comes back; what is typed on goes into nobody's form."""
    practice = await at("US-CA")
    await opened(practice, "1118")
    retype(practice, "nickname", "Qu")
    await came(practice, JOHNNY, "1117")
    assert line(practice, "nickname").text() == "JR"
    assert practice.window.counter.unsaved() == 1
    assert QApplication.focusWidget() is practice.window.search.box
    practice.window.unfinished.go_to_parked()
    await until(lambda: practice.shown == "1118")
    assert line(practice, "nickname").text() == "Qu"


async def test_of_two_scans_the_second_counts(at: Place) -> None:
    """The first one's answers come late: from the store for the record, and for the number of somebody unknown."""
    practice = await at("US-CA")
    gate = practice.line.hold("/customer")
    await scan(STRANGER)
    await until(lambda: verdict(practice))
    await scan(JON)
    await until(lambda: practice.shown == "1121")
    await scan(MOVED)
    await until(lambda: practice.shown == "1117")
    gate.set()
    await until(lambda: is_read(practice) and not tasks.running())
    assert practice.shown == "1117"
    assert "Last name" in ticks(practice)
    assert message(practice) == ""


async def test_a_place_that_keeps_nothing_has_nothing_to_take(at: Place) -> None:
    """What differs is told, for the eye; no tick can be set, and the verdict says so too."""
    practice = await at("US-TX")
    await came(practice, MOVED, "1117")
    assert ticks(practice) == {"Last name": False, "License expires": False, "Address": False}
    assert notice(practice) == "Texas: checked and forgotten"
    key(practice, Qt.Key.Key_F7)
    assert practice.window.counter.unsaved() == 0
    assert "Look closer" in verdict(practice)


async def test_consent_allows_what_the_place_allows_then(at: Place) -> None:
    """Oregon: name and address by opt-in, no number and no dates."""
    practice = await at("US-OR")
    await came(practice, MOVED, "1117")
    assert set(ticks(practice).values()) == {False}
    assert "unless the customer agrees" in notice(practice)
    key(practice, Qt.Key.Key_F8)
    assert ticks(practice) == {"Last name": True, "License expires": False, "Address": True}
    assert "with the customer's consent" in notice(practice)
    key(practice, Qt.Key.Key_F7)
    form = practice.window.counter.current
    assert form is not None
    assert set(form.edit.changes().fields) == {"last_name"}

"""A card of somebody who has no profile: what the place allows to keep, who looks alike, and the check-in all the same."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.core.visits import is_walk_in
from app.ui import tasks
from app.ui.about.dialog import AboutDialog
from tests.ui.arrival.card import JOHNNY, STRANGER, scan
from tests.ui.arrival.conftest import Place
from tests.ui.arrival.seen import listed, notice, verdict
from tests.ui.conftest import until
from tests.ui.window.clerk import is_read, key, line, message, retype
from tests.ui.window.practice import Practice

CONTROL = Qt.KeyboardModifier.ControlModifier
JOHNNY_BORN = date(1992, 4, 7)
ALIKE = JOHNNY | {"DAQ": "Z0000001", "DBB": "01011970"}


def is_new(practice: Practice) -> bool:
    """Whether a new customer's form is on the screen."""
    form = practice.window.counter.current
    return form is not None and form.edit.is_new


async def test_where_it_may_be_kept_the_form_is_filled(at: Place) -> None:
    """The cursor stands where the clerk is needed, the verdict is there, and saving makes the customer."""
    practice = await at("US-CA")
    await scan(STRANGER)
    await until(lambda: is_new(practice))
    texts = {name: line(practice, name).text() for name in ("first_name", "last_name", "birth_date", "license_number")}
    assert texts == {
        "first_name": "WANDA",
        "last_name": "QUILLFEATHER",
        "birth_date": "1988-05-09",
        "license_number": "X7654321",
    }
    assert QApplication.focusWidget() is line(practice, "phone")
    assert verdict(practice).startswith("OK to admit: 38 years old")
    assert notice(practice) == "California: what the profile needs is kept, the scan is forgotten"
    assert practice.window.counter.unsaved() == 1
    await until(lambda: not tasks.running())


async def test_the_form_is_there_before_the_store_has_answered(at: Place) -> None:
    """The store is asked for the number beside it, and nobody waits for it."""
    practice = await at("US-CA")
    gate = practice.line.hold("/customer")
    await scan(STRANGER)
    await until(lambda: is_new(practice))
    gate.set()
    await until(lambda: not tasks.running())
    assert is_new(practice)


async def test_checked_in_first_and_saved_later(at: Place) -> None:
    """Scan, F4; once the form is saved the visit is the new customer's."""
    practice = await at("US-CA")
    await scan(STRANGER)
    await until(lambda: is_new(practice))
    key(practice, Qt.Key.Key_F4)
    await until(practice.desk.checkin.queue)
    (waiting,) = practice.desk.checkin.queue()
    assert is_walk_in(waiting.visit.ref)
    assert waiting.visit.id_expires is None
    retype(practice, "phone", "5105550199")
    key(practice, Qt.Key.Key_S, CONTROL)
    await until(lambda: practice.shown != "" and is_read(practice))
    (waiting,) = practice.desk.checkin.queue()
    assert waiting.visit.ref == practice.ref(practice.shown)


@pytest.mark.parametrize(
    ("place", "line_of_policy"),
    [
        ("US-TX", "Texas: checked and forgotten"),
        ("US-OR", "Oregon: checked and forgotten, unless the customer agrees to be kept"),
        ("", "No rule known for this store's place: the scan is checked and forgotten"),
    ],
)
async def test_where_nothing_may_be_kept_the_card_is_judged_and_forgotten(
    at: Place, place: str, line_of_policy: str
) -> None:
    """The verdict is the card's; scan and F4 put a first name and an initial into the queue; Esc forgets the rest."""
    practice = await at(place)
    await scan(STRANGER)
    await until(lambda: verdict(practice))
    assert practice.window.counter.current is None
    assert verdict(practice).startswith("OK to admit: 38 years old · ID valid until 9 May 2031")
    assert notice(practice) == line_of_policy
    key(practice, Qt.Key.Key_F4)
    await until(practice.desk.checkin.queue)
    (waiting,) = practice.desk.checkin.queue()
    assert waiting.visit.name == "Wanda Q."
    assert is_walk_in(waiting.visit.ref)
    assert "In the queue" not in message(practice)
    await until(lambda: not tasks.running())
    key(practice, Qt.Key.Key_Escape)
    assert verdict(practice) == ""
    assert notice(practice) == ""
    assert practice.window.page.card is None


async def test_a_lapsed_card_takes_a_reason(at: Place) -> None:
    """F4, the digit of a reason, Enter."""
    practice = await at("US-OR")
    await scan(STRANGER | {"DBA": "05092021"})
    await until(lambda: verdict(practice))
    assert verdict(practice).startswith("Look closer: ID expired")
    for one in (Qt.Key.Key_F4, Qt.Key.Key_1, Qt.Key.Key_Return):
        key(practice, one)
    await until(practice.desk.checkin.queue)


async def test_with_consent_the_form_holds_what_the_place_allows(at: Place) -> None:
    """Oregon: name and address; neither number nor dates, but the verdict still knows the card."""
    practice = await at("US-OR")
    await scan(STRANGER)
    await until(lambda: verdict(practice))
    key(practice, Qt.Key.Key_F8)
    await until(lambda: is_new(practice))
    assert line(practice, "first_name").text() == "WANDA"
    assert line(practice, "birth_date").text() == ""
    assert line(practice, "license_number").text() == ""
    assert verdict(practice).startswith("OK to admit: 38 years old")
    assert "with the customer's consent" in notice(practice)


async def test_no_key_makes_anybody_agree_where_nothing_may_be_kept(at: Place) -> None:
    """F8 does nothing in Texas."""
    practice = await at("US-TX")
    await scan(STRANGER)
    await until(lambda: verdict(practice))
    key(practice, Qt.Key.Key_F8)
    await until(lambda: not tasks.running())
    assert not is_new(practice)


async def test_those_who_look_alike_stand_beside_the_form(at: Place) -> None:
    """Same name, another birth date: in the results, what agrees marked; Enter opens, and the form is parked."""
    practice = await at("US-CA")
    await scan(ALIKE)
    await until(lambda: is_new(practice) and not tasks.running())
    assert "1117" in listed(practice)
    found = practice.window.search.presenter.found
    assert found.heading == "You may already have this person"
    row = next(one for one in found.rows if one.ref.customer_id == "1117")
    assert {row.name[mark.start : mark.end] for mark in row.marks if mark.field == "name"} == {"APPLESEED", "Johnny"}
    key(practice, Qt.Key.Key_K, CONTROL)
    for _step in range(listed(practice).index("1117") + 1):
        key(practice, Qt.Key.Key_Down)
    key(practice, Qt.Key.Key_Return)
    await until(lambda: practice.shown == "1117" and is_read(practice))
    assert practice.window.counter.unsaved() == 1
    assert notice(practice) == ""


async def test_two_strangers_have_two_forms(at: Place) -> None:
    """The first one's form is parked beside the second one's, and comes back as it was."""
    practice = await at("US-CA")
    await scan(STRANGER)
    await until(lambda: is_new(practice))
    retype(practice, "phone", "5105550199")
    await scan(STRANGER | {"DAC": "OTTO", "DAQ": "X1"})
    await until(lambda: is_new(practice) and line(practice, "first_name").text() == "OTTO")
    assert line(practice, "phone").text() == ""
    assert practice.window.counter.unsaved() == 2
    practice.window.unfinished.go_to_parked()
    assert line(practice, "first_name").text() == "WANDA"
    assert line(practice, "phone").text() == "5105550199"
    await until(lambda: not tasks.running())


async def test_a_dialog_is_answered_first(at: Place) -> None:
    """It stays, and whoever came waits behind it."""
    practice = await at("US-CA")
    dialog = AboutDialog(practice.window)
    dialog.open()
    dialog.activateWindow()
    await until(lambda: QApplication.activeWindow() is dialog)
    await scan(JOHNNY)
    await until(lambda: "A card was scanned" in message(practice))
    assert dialog.isVisible()
    assert practice.shown == ""
    dialog.reject()
    await until(lambda: practice.shown == "1117" and is_read(practice))


async def test_several_are_a_choice(at: Place) -> None:
    """Exactly these stand in the results; the arrows and Enter choose, and the differences are of the chosen one."""
    practice = await at("US-CA")
    twin = await practice.desk.profiles.create(
        practice.ref("").connection,
        {
            "first_name": "Johnny",
            "last_name": "Appleseed",
            "birth_date": JOHNNY_BORN,
            "phone": "5105559923",
            "customer_type": "ADULT",
            "license_number": "OLD1",
            "license_expires": JOHNNY_BORN.replace(year=2030),
        },
        (),
    )
    await practice.desk.settled()
    await scan(JOHNNY | {"DAQ": "NEW99"})
    await until(lambda: practice.window.search.presenter.found.heading)
    assert sorted(listed(practice)) == sorted(["1117", twin.ref.customer_id])
    assert {row.why for row in practice.window.search.presenter.found.rows} == {"ID card"}
    assert QApplication.focusWidget() is practice.window.search.box
    key(practice, Qt.Key.Key_Down)
    chosen = listed(practice)[1]
    key(practice, Qt.Key.Key_Return)
    await until(lambda: practice.shown == chosen and is_read(practice))
    assert "differs from the profile" in verdict(practice)

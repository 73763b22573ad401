"""A customer on the screen: opened, corrected, saved, left and come back to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QMessageBox, QPlainTextEdit, QPushButton, QTabWidget

from app.core.changes import Changes
from app.core.errors import ClerkCanAct
from app.core.values import known
from app.ui import tasks
from app.ui.customer.header import CustomerHeader
from app.ui.customer.verdict import VerdictBanner
from app.ui.documents.intake import brought_files
from app.ui.theme import GRID
from tests.ui.conftest import until
from tests.ui.window.clerk import error_of, is_read, key, line, message, opened, press, retype, type_into
from tests.ui.window.practice import STORE, Practice


async def test_opened_customer_is_complete(practice: Practice) -> None:
    """Header, verdict, profile, addresses and documents show the store's record."""
    await opened(practice, "1117")
    header = practice.window.findChild(CustomerHeader)
    banner = practice.window.findChild(VerdictBanner)
    assert header is not None
    assert banner is not None
    assert "Customer 1117" in header.accessibleName()
    assert banner.accessibleName().startswith("OK to admit")
    assert line(practice, "first_name").text() == "Johnny"
    assert line(practice, "phone").text() == "(628) 203-2916"
    assert line(practice, "birth_date").text() == "1992-04-07"
    assert line(practice, "addresses.address_of_record.city").text().upper() == "OAKLAND"
    tabs = practice.window.findChild(QTabWidget, "detailTabs")
    assert tabs is not None
    assert tabs.tabText(1) == "Addresses  3"
    assert tabs.tabText(2) == "Documents  2"


@pytest.mark.parametrize("group", ["STAFF", "VETERANS OF THE WHOLE STATE"])
async def test_groups_leave_the_name_its_room(practice: Practice, group: str) -> None:
    """However many groups a customer is in: number, store and age of the record are whole, the window is not wider."""
    await opened(practice, "1117")
    form = practice.window.counter.current
    header = practice.window.findChild(CustomerHeader)
    assert form is not None
    assert header is not None
    practice.frame.resize(1280, 800)
    width = practice.frame.minimumSizeHint().width()
    groups = tuple(f"{number} {group}" for number in range(7))
    practice.window.counter.take_fresh(replace(form.customer, groups=groups))
    for _turn in range(5):  # what was laid out anew may lay out what it stands in
        QApplication.sendPostedEvents()
    for text in (header._name, header._about):
        assert text.height() >= text.heightForWidth(text.width())
        assert text.width() >= header.width() // 2 - GRID
    assert practice.frame.minimumSizeHint().width() == width


@pytest.mark.parametrize(
    ("number", "verdict"),
    [("1118", "Look closer"), ("1120", "Do not admit"), ("1124", "Do not admit"), ("1125", "Do not admit")],
)
async def test_verdict_of_each_case(practice: Practice, number: str, verdict: str) -> None:
    """An expired licence asks for a closer look; banned, deactivated and too young are refused."""
    await opened(practice, number)
    banner = practice.window.findChild(VerdictBanner)
    assert banner is not None
    assert banner.accessibleName().startswith(verdict)


async def test_merged_profile_leads_to_the_survivor(practice: Practice) -> None:
    """A merged profile is refused, and one press opens the profile the person lives on in."""
    await opened(practice, "1122")
    banner = practice.window.findChild(VerdictBanner)
    assert banner is not None
    link = banner.findChild(QPushButton)
    assert link is not None
    assert "1123" in link.text()
    link.click()
    await until(lambda: practice.shown == "1123" and is_read(practice))


async def test_late_answer_lands_on_nobody_else(practice: Practice) -> None:
    """The answer for a customer who was left meanwhile changes nothing on the screen."""
    gate = practice.line.hold("customer/1118")
    practice.window.counter.open(practice.ref("1118"))
    await until(lambda: practice.line.count("GET", "customer/1118"))
    practice.window.counter.open(practice.ref("1117"))
    await until(lambda: practice.shown == "1117" and line(practice, "last_name").text() == "Appleseed")
    retype(practice, "nickname", "Jay")
    gate.set()
    await until(lambda: not tasks.running())
    assert practice.shown == "1117"
    assert line(practice, "nickname").text() == "Jay"
    assert line(practice, "first_name").text() == "Johnny"


async def test_a_double_click_saves_once(practice: Practice) -> None:
    """However often save is asked for, one change goes out, with what differs and the four that always go."""
    await opened(practice, "1117")
    retype(practice, "nickname", "Jay")
    press(practice, "saveButton")
    press(practice, "saveButton")
    practice.window.save()
    await until(lambda: is_read(practice))
    assert practice.line.count("PATCH") == 1
    fresh = await practice.desk.profiles.open(practice.ref("1117"))
    assert fresh.nickname == "Jay"
    assert fresh.email == "johnny@example.com"
    assert "Saved" in message(practice)


async def test_a_change_is_told_beside_its_field(practice: Practice) -> None:
    """The save bar counts the changes and the field says what it was; typing the old text back takes both away."""
    await opened(practice, "1117")
    retype(practice, "phone", "(628) 203-2917")
    labels = [label.text() for label in practice.window.findChildren(QLabel)]
    assert any("was (628) 203-2916" in text for text in labels)
    assert any(text.startswith("1 unsaved change") for text in labels)
    retype(practice, "phone", "(628) 203-2916")
    assert not any(
        "was (628)" in label.text() or "unsaved" in label.text() for label in practice.window.findChildren(QLabel)
    )


async def test_what_breaks_a_rule_is_not_sent(practice: Practice) -> None:
    """A bad value is told at its field, which gets the cursor; nothing is sent and nothing typed is lost."""
    await opened(practice, "1117")
    practice.window.show_addresses()
    retype(practice, "phone", "12345")
    practice.window.save()
    assert "ten digits" in error_of(practice, "phone")
    assert practice.frame.focusWidget() is line(practice, "phone")
    assert practice.line.count("PATCH") == 0
    assert line(practice, "phone").text() == "12345"
    assert message(practice)


async def test_an_unreadable_date_is_kept_as_typed(practice: Practice) -> None:
    """A date that means nothing stays in the field with the reason, and is not sent."""
    await opened(practice, "1117")
    retype(practice, "license_expires", "next week")
    practice.window.save()
    assert "YYYY-MM-DD" in error_of(practice, "license_expires")
    assert line(practice, "license_expires").text() == "next week"
    assert practice.line.count("PATCH") == 0


async def test_a_refusal_stands_at_its_field(practice: Practice) -> None:
    """A phone that somebody else has is refused by the store and told at the phone field."""
    await opened(practice, "1117")
    retype(practice, "phone", "5105550142")
    practice.window.save()
    await until(lambda: is_read(practice))
    assert error_of(practice, "phone")
    assert line(practice, "phone").text() == "5105550142"


async def test_a_store_that_wants_patience_keeps_what_was_typed(practice: Practice) -> None:
    """A store that has had too many calls leaves the form as typed and offers to try again, which then saves: F3."""
    await opened(practice, "1117")
    retype(practice, "nickname", "Jay")
    practice.line.spoil = lambda request: httpx.Response(429) if request.method == "PATCH" else None
    practice.window.save()
    await until(lambda: is_read(practice), seconds=25)
    assert line(practice, "nickname").text() == "Jay"
    assert message(practice)
    practice.line.spoil = lambda _request: None
    offer = practice.window.message.findChild(QPushButton, "messageAction")
    assert offer is not None
    assert offer.text() == "Try again   F3"
    key(practice, Qt.Key.Key_F3)
    await until(lambda: is_read(practice) and "Saved" in message(practice))
    key(practice, Qt.Key.Key_F3)
    assert "Saved" in message(practice), "a message that offers nothing stays as it is"
    assert (await practice.desk.profiles.open(practice.ref("1117"))).nickname == "Jay"


@pytest.mark.parametrize("status", [500, 503])
async def test_a_store_that_fails_gets_the_change_later(practice: Practice, status: int) -> None:
    """It is looked whether it arrived; it did not, so it waits, is shown as it will be, and goes by itself."""
    practice.window.outgoing.begin()
    await opened(practice, "1117")
    retype(practice, "nickname", "Jay")
    practice.line.spoil = lambda request: httpx.Response(status) if request.method == "PATCH" else None
    practice.window.save()
    await until(lambda: is_read(practice) and message(practice), seconds=25)
    assert "not at the store yet" in message(practice)
    assert line(practice, "nickname").text() == "Jay"
    assert practice.window.counter.unsaved() == 0
    practice.line.spoil = lambda _request: None
    await until(lambda: not practice.desk.outgoing.waiting.all())
    assert (await practice.desk.profiles.open(practice.ref("1117"))).nickname == "Jay"


async def test_a_cancelled_document_holds_up_nothing(practice: Practice, tmp_path: Path) -> None:
    """Cancelled while its line is made, the window says that nothing was sent, and the customer is saved as ever."""
    practice.window.outgoing.begin()
    await opened(practice, "1117")
    picture = QImage(8, 8, QImage.Format.Format_RGB32)
    assert picture.save(str(tmp_path / "card.png"))
    practice.window.show_documents()
    documents = practice.window.page.documents
    documents._uploads.bring(brought_files([str(tmp_path / "card.png")], 1_000_000))
    add = documents.findChild(QPushButton, "addToStoreButton")
    leave = documents.findChild(QPushButton, "leaveUploadButton")
    assert add is not None
    assert leave is not None
    await until(add.isVisible)
    kind = documents.findChild(QComboBox, "documentKind")
    assert kind is not None
    kind.setCurrentIndex(0)
    made = practice.line.hold("upload")
    add.click()
    await until(lambda: practice.line.count("POST", "upload"))
    assert practice.desk.outgoing.waiting.all()
    leave.click()
    assert "Nothing was sent" in message(practice)
    await until(lambda: not practice.desk.outgoing.waiting.all())
    made.set()
    retype(practice, "nickname", "Jay")
    practice.window.save()
    await until(lambda: is_read(practice) and "Saved" in message(practice))
    there = await practice.desk.profiles.open(practice.ref("1117"))
    assert (there.nickname, len(known(there.documents, ()))) == ("Jay", 2)


async def test_unsaved_work_is_parked_and_comes_back(practice: Practice) -> None:
    """Opening somebody else keeps the unsaved form as it was, and says that it is there."""
    await opened(practice, "1117")
    retype(practice, "nickname", "Jay")
    await opened(practice, "1118")
    assert line(practice, "nickname").text() != "Jay"
    assert practice.window.counter.unsaved() == 1
    practice.window.counter.open(practice.ref("1117"))
    await until(lambda: practice.shown == "1117")
    assert line(practice, "nickname").text() == "Jay"
    await until(lambda: not tasks.running())


async def test_a_save_goes_on_behind_another_customer(practice: Practice) -> None:
    """A save under way ends well while another customer is on the screen, whose form it does not touch."""
    await opened(practice, "1117")
    retype(practice, "nickname", "Jay")
    gate = practice.line.hold("customer/update/1117")
    practice.window.save()
    await opened_beside(practice, "1118")
    retype(practice, "nickname", "Other")
    gate.set()
    await until(lambda: not tasks.running())
    assert practice.shown == "1118"
    assert line(practice, "nickname").text() == "Other"
    assert (await practice.desk.profiles.open(practice.ref("1117"))).nickname == "Jay"
    assert practice.window.counter.unsaved() == 1


async def opened_beside(practice: Practice, number: str) -> None:
    """Open a customer while something else is still under way."""
    practice.window.counter.open(practice.ref(number))
    await until(lambda: practice.shown == number and practice.line.count("GET", f"customer/{number}"))


async def test_typing_goes_on_while_saving(practice: Practice) -> None:
    """What is typed during a save is neither lost nor taken for saved."""
    await opened(practice, "1117")
    retype(practice, "nickname", "Jay")
    gate = practice.line.hold("customer/update/1117")
    practice.window.save()
    await until(lambda: practice.line.count("PATCH"))
    retype(practice, "middle_name", "Jasper")
    gate.set()
    await until(lambda: is_read(practice))
    assert line(practice, "middle_name").text() == "Jasper"
    form = practice.window.counter.current
    assert form is not None
    assert set(form.edit.changes().fields) == {"middle_name"}


async def test_somebody_elses_change_is_not_overwritten(practice: Practice) -> None:
    """A field that both changed is shown beside theirs; saving again keeps ours, other fields stay theirs."""
    await opened(practice, "1117")
    retype(practice, "nickname", "Mine")
    client = await practice.desk.stores.client(STORE)
    before = await client.read("1117")
    await client.update(Changes(before, {"nickname": "Theirs", "middle_name": "Jules"}))
    practice.window.save()
    await until(lambda: is_read(practice))
    assert "changed by somebody else" in error_of(practice, "nickname")
    assert line(practice, "nickname").text() == "Mine"
    assert line(practice, "middle_name").text() == "Jules"
    practice.window.save()
    await until(lambda: is_read(practice))
    fresh = await practice.desk.profiles.open(practice.ref("1117"))
    assert (fresh.nickname, fresh.middle_name) == ("Mine", "Jules")


async def test_somebody_elses_change_of_an_address_is_said_on_its_card(practice: Practice) -> None:
    """There, and not only in the message: the card is what is to be looked at before it is saved again."""
    street = "addresses.secondary_address.street1"
    await opened(practice, "1117")
    practice.window.show_addresses()
    retype(practice, street, "1 Mine Way")
    client = await practice.desk.stores.client(STORE)
    before = await client.read("1117")
    theirs = tuple(
        replace(one, street1="9 Their Way") if one.kind == "secondary_address" else one for one in before.address_list
    )
    await client.update(Changes(before, {}, theirs))
    practice.window.save()
    await until(lambda: is_read(practice))
    assert "changed by somebody else" in error_of(practice, "addresses.secondary_address")
    assert error_of(practice, "addresses.address_of_record") == ""
    assert line(practice, street).text() == "1 Mine Way"
    practice.window.save()
    await until(lambda: is_read(practice) and "Saved" in message(practice))
    assert error_of(practice, "addresses.secondary_address") == ""


async def test_trying_again_saves_whose_save_failed(practice: Practice) -> None:
    """What a message offers is about its own customer: it goes with them, and never acts on whoever came after."""
    await opened(practice, "1118")
    retype(practice, "nickname", "Other")
    other = practice.window.counter.current
    await opened(practice, "1117")
    retype(practice, "nickname", "Jay")
    practice.line.spoil = lambda request: httpx.Response(429) if request.method == "PATCH" else None
    practice.window.save()
    await until(lambda: is_read(practice), seconds=25)
    practice.line.spoil = lambda _request: None
    offer = practice.window.message.findChild(QPushButton, "messageAction")
    assert offer is not None
    assert "Try again" in offer.text()
    assert other is not None
    practice.window.counter.show_parked(other)
    assert message(practice) == ""
    key(practice, Qt.Key.Key_F3)
    await until(lambda: not tasks.running())
    assert (practice.shown, line(practice, "nickname").text()) == ("1118", "Other")
    assert practice.window.counter.unsaved() == 2


async def test_discard_can_be_undone(practice: Practice) -> None:
    """Esc throws the edits away, and the message takes them back."""
    await opened(practice, "1117")
    retype(practice, "nickname", "Jay")
    practice.window.go_back()
    assert line(practice, "nickname").text() == "JR"
    press(practice, "messageAction")
    assert line(practice, "nickname").text() == "Jay"


async def test_new_customer_from_the_keyboard(practice: Practice) -> None:
    """Ctrl+N, the needed fields, Ctrl+S: the store has the customer and the page shows it."""
    practice.window.start_new()
    await until(lambda: practice.window.counter.current is not None)
    assert practice.frame.focusWidget() is line(practice, "first_name")
    for field, text in (("first_name", "Zoë"), ("last_name", "Quill"), ("birth_date", "04/07/1990")):
        retype(practice, field, text)
    retype(practice, "license_number", "Q7654321")
    retype(practice, "license_expires", "2031-01-31")
    practice.window.save()
    await until(lambda: bool(practice.shown) and is_read(practice))
    fresh = await practice.desk.profiles.open(practice.ref(practice.shown))
    assert (fresh.first_name, fresh.last_name, str(fresh.birth_date)) == ("Zoë", "Quill", "1990-04-07")
    assert fresh.license_number == "Q7654321"
    assert practice.line.count("POST", "detailcustomer") == 1


async def test_what_is_said_of_one_customer_goes_with_the_next(practice: Practice) -> None:
    """A refusal does not stand over the empty form of somebody else."""
    practice.window.messages.show_error(ClerkCanAct("The store kept the record as it was.", "", "Correct the field."))
    practice.window.start_new()
    await until(lambda: practice.window.counter.current is not None)
    assert message(practice) == ""


@pytest.mark.parametrize("how", ["Esc", "button"])
async def test_a_new_customer_who_is_discarded_leaves_the_cursor_in_the_search(practice: Practice, how: str) -> None:
    """The page that had it is gone: the arrows and Enter work at once, and letters are searched for."""
    practice.window.start_new()
    await until(lambda: practice.window.counter.current is not None)
    retype(practice, "first_name", "Zoë")
    if how == "Esc":
        practice.window.go_back()
    else:
        press(practice, "discardButton")
    assert practice.window.counter.current is None
    assert practice.frame.focusWidget() is practice.window.search.box


async def test_a_customer_who_is_read_takes_the_cursor_from_no_search(practice: Practice) -> None:
    """Who types the next name while nobody is on the screen types on."""
    await opened(practice, "1117")
    practice.window.go_to_search()
    gate = practice.line.hold("/customer/")
    practice.window.counter.open(practice.ref("1120"))
    type_into(practice.window.search.box, "smi")
    await until(lambda: practice.window.counter.current is None)
    type_into(practice.window.search.box, "th")
    assert practice.window.search.box.text() == "smith"
    gate.set()
    await until(lambda: practice.shown == "1120" and is_read(practice))


async def test_new_customer_names_every_missing_field(practice: Practice) -> None:
    """An incomplete new customer is told what is missing, at each field."""
    practice.window.start_new()
    await until(lambda: practice.window.counter.current is not None)
    retype(practice, "first_name", "Zoë")
    practice.window.save()
    assert error_of(practice, "last_name")
    assert error_of(practice, "birth_date")
    assert not error_of(practice, "first_name")
    assert practice.line.count("POST", "detailcustomer") == 0


async def test_new_customer_who_is_there_already(practice: Practice) -> None:
    """A phone that somebody has is found before anything is created, and told at the field."""
    practice.window.start_new()
    await until(lambda: practice.window.counter.current is not None)
    for field, text in (("first_name", "Zoë"), ("last_name", "Quill"), ("birth_date", "1990-04-07")):
        retype(practice, field, text)
    retype(practice, "phone", "(628) 203-2916")
    practice.window.save()
    await until(lambda: not tasks.running())
    assert error_of(practice, "phone") == "Johnny James Appleseed already has this phone."
    assert practice.line.count("POST", "detailcustomer") == 0
    assert line(practice, "first_name").text() == "Zoë"


async def test_addresses_are_corrected_and_saved(practice: Practice) -> None:
    """One part of one address goes out with the whole list; an incomplete address is told at the missing part."""
    await opened(practice, "1117")
    practice.window.show_addresses()
    retype(practice, "addresses.secondary_address.street1", "1 Test Way")
    retype(practice, "addresses.secondary_address.postal_code", "")
    practice.window.save()
    assert error_of(practice, "addresses.secondary_address.postal_code")
    retype(practice, "addresses.secondary_address.postal_code", "94605")
    practice.window.save()
    await until(lambda: is_read(practice))
    fresh = await practice.desk.profiles.open(practice.ref("1117"))
    streets = {address.kind: address.street1 for address in fresh.address_list}
    assert streets["secondary_address"] == "1 Test Way"
    assert len(streets) == 3


async def test_notes_choices_and_flags_are_saved(practice: Practice) -> None:
    """Long notes with several lines, a choice and a tick reach the store as they were given."""
    await opened(practice, "1117")
    notes = practice.window.findChild(QPlainTextEdit, "field_notes")
    gender = practice.window.findChild(QComboBox, "field_gender")
    assert notes is not None
    assert gender is not None
    text = "первый\nثاني 🙂\n" + "x" * 4900  # noqa: RUF001 - letters of other scripts are the point
    notes.setPlainText(text)
    gender.setCurrentIndex(gender.findData("U"))
    practice.window.save()
    await until(lambda: is_read(practice))
    fresh = await practice.desk.profiles.open(practice.ref("1117"))
    assert fresh.notes == text
    assert fresh.gender == "U"


async def test_closing_asks_when_work_would_be_lost(practice: Practice) -> None:
    """The window does not close over unsaved work without a question; Enter goes back."""
    await opened(practice, "1117")
    retype(practice, "nickname", "Jay")
    practice.frame.close()
    box = practice.window.findChild(QMessageBox)
    assert box is not None
    assert practice.frame.isVisible()
    assert box.defaultButton().text() == "Go back"
    box.reject()


async def test_a_customer_who_cannot_be_read(practice: Practice) -> None:
    """A store that is away is told with what to do, and trying again works."""
    practice.line.spoil = lambda _request: httpx.Response(503)
    practice.window.counter.open(practice.ref("1117"))
    await until(lambda: not tasks.running() and message(practice), seconds=25)
    practice.line.spoil = lambda _request: None
    press(practice, "messageAction")
    await until(lambda: practice.shown == "1117" and is_read(practice))


async def test_reading_again_keeps_what_was_typed(practice: Practice) -> None:
    """F5 brings the store's fresh values; the edited field stays as typed."""
    await opened(practice, "1117")
    retype(practice, "nickname", "Jay")
    client = await practice.desk.stores.client(STORE)
    await client.update(Changes(await client.read("1117"), {"middle_name": "Jules"}))
    practice.window.read_again()
    await until(lambda: line(practice, "middle_name").text() == "Jules")
    assert line(practice, "nickname").text() == "Jay"

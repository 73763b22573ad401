"""The same window, the same keys, whichever vendor holds the record."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLineEdit, QMessageBox, QTableWidget, QWidget

from app.core.customer import Customer
from app.core.query import Lookup, LookupKind
from app.ui import tasks
from app.ui.customer.save_bar import SaveBar
from app.ui.customer.verdict import VerdictBanner
from tests.ui.conftest import until
from tests.ui.window.clerk import is_read, line, message, press, retype, type_into
from tests.ui.window.practice import Practice


@dataclass(frozen=True)
class Case:
    """How a vendor's customer is found, and a field of its form that can be corrected."""

    vendor: str
    typed: str
    field: str
    text: str
    new: tuple[tuple[str, str], ...]


CASES = (
    Case(
        "treez",
        "1117",
        "nickname",
        "Jay",
        (("first_name", "Zoe"), ("last_name", "Quill"), ("birth_date", "1990-04-07")),
    ),
    Case(
        "indicaonline",
        "21119",
        "middle_name",
        "Jay",
        (("first_name", "Zoe"), ("last_name", "Quill"), ("birth_date", "1990-04-07"), ("phone", "5105550123")),
    ),
    Case(
        "foodics",
        "johnny@example.com",
        "email",
        "jay@example.com",
        (("single_name", "Zoe Quill"), ("phone", "526280123")),
    ),
)
EACH = pytest.mark.parametrize(
    ("vendor", "case"), [(case.vendor, case) for case in CASES], ids=[c.vendor for c in CASES]
)


async def find(practice: Practice, typed: str) -> None:
    """Type into the search box and press Enter, until the only one found is on the screen."""
    box = practice.window.search.box
    box.setFocus()
    box.clear()
    type_into(box, typed)
    QTest.keyClick(box, Qt.Key.Key_Return)
    await until(lambda: bool(practice.shown) and is_read(practice), seconds=15)


async def at_the_store(practice: Practice) -> Customer:
    """The record on the screen, read anew."""
    return await practice.desk.profiles.reread(practice.ref(practice.shown))


@EACH
async def test_found_corrected_and_saved(practice: Practice, case: Case) -> None:
    """By keyboard: look up, correct one field, save; the store has it and nothing else changed."""
    await find(practice, case.typed)
    before = await at_the_store(practice)
    retype(practice, case.field, case.text)
    practice.window.save()
    await until(lambda: is_read(practice))
    after = await at_the_store(practice)
    assert "Saved" in message(practice)
    assert after.field_value(case.field) == case.text
    form = practice.window.counter.current
    assert form is not None
    others = [spec.key for spec in form.edit.form.fields if spec.key != case.field]
    assert [after.field_value(key) for key in others] == [before.field_value(key) for key in others]
    assert [one.one_line for one in after.address_list] == [one.one_line for one in before.address_list]


@EACH
async def test_a_new_customer(practice: Practice, case: Case) -> None:
    """Ctrl+N, what the vendor needs, Ctrl+S: created and on the screen, with a verdict."""
    practice.window.start_new()
    await until(lambda: practice.window.counter.current is not None)
    for key, text in case.new:
        retype(practice, key, text)
    gender = practice.window.findChild(QWidget, "field_gender")
    if case.vendor == "indicaonline" and gender is not None:
        QTest.keyClick(gender, Qt.Key.Key_Down)
        QTest.keyClick(gender, Qt.Key.Key_Down)
    practice.window.save()
    await until(lambda: bool(practice.shown) and is_read(practice), seconds=15)
    assert message(practice).startswith("Zoe Quill was created at ")
    assert (await at_the_store(practice)).full_name == "Zoe Quill"
    banner = practice.window.findChild(VerdictBanner)
    assert banner is not None
    assert banner.accessibleName()


@EACH
async def test_a_small_screen_holds_the_window(practice: Practice, case: Case) -> None:
    """A screen of 1920 x 1080 at 200 % has 960 x 540: a customer with a change and a new one fit into it.

    So does the new one where there are other stores to copy it to.
    """
    practice.frame.resize(1280, 800)
    await find(practice, case.typed)
    assert practice.window.search.width() == 400
    retype(practice, case.field, case.text)
    practice.frame.resize(960, 540)
    await until(lambda: practice.window.search.width() < 400)
    assert_it_holds(practice)
    practice.window.start_new()
    assert_it_holds(practice)
    retype(practice, *case.new[0])
    assert_it_holds(practice)
    form, bar = practice.window.counter.current, practice.window.findChild(SaveBar)
    assert form is not None
    assert bar is not None
    label = practice.desk.stores.info(practice.desk.stores.connections()[0].id).label
    bar.show_edit(form.edit, label, saving=False, offers_copy=True)
    assert bar.minimumSizeHint().width() <= bar.width()
    assert_it_holds(practice)


def assert_it_holds(practice: Practice) -> None:
    """The window is as small as it was made, and need not be larger."""
    QApplication.sendPostedEvents()  # what a part needs reaches the window by them
    least = practice.frame.minimumSizeHint()
    assert (practice.frame.width(), practice.frame.height()) == (960, 540)
    assert least.width() <= 960
    assert least.height() <= 540


@EACH
@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500, text="<html>oops</html>"),
        httpx.Response(200, text="<html>a proxy's page</html>"),
        httpx.Response(200, text='{"data": {"id": '),
        httpx.Response(200, json=[1, "two"]),
        httpx.Response(429, headers={"retry-after": "1"}),
    ],
    ids=["500", "html", "truncated", "other type", "429"],
)
async def test_a_save_that_fails_keeps_the_form(practice: Practice, case: Case, answer: httpx.Response) -> None:
    """Whatever the store answers, one clear message with what to do, and the field as it was typed."""
    await find(practice, case.typed)
    retype(practice, case.field, case.text)
    spoilt = httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
    practice.line.spoil = lambda request: spoilt if request.method in {"PATCH", "PUT"} else None
    practice.window.save()
    await until(lambda: is_read(practice), seconds=28)
    assert line(practice, case.field).text() == case.text
    assert message(practice)
    assert "Traceback" not in message(practice)


@pytest.mark.parametrize("vendor", ["foodics"])
async def test_deleted_and_brought_back(practice: Practice) -> None:
    """Deleting asks first; the message's one button brings the customer back."""
    await find(practice, "johnny@example.com")
    number = practice.shown
    delete = next(one for one in practice.window.findChildren(QAction) if one.text() == "Delete customer…")
    assert delete.isEnabled()
    delete.trigger()
    box = practice.window.findChild(QMessageBox)
    assert box is not None
    assert box.defaultButton().text() == "Keep"
    yes: QAbstractButton = next(one for one in box.buttons() if one.text() == "Delete")
    yes.click()
    await until(lambda: practice.window.counter.current is None and not tasks.running())
    assert message(practice).strip() == "Johnny Appleseed was deleted."
    press(practice, "messageAction")
    await until(lambda: practice.shown == number and is_read(practice))
    assert (await at_the_store(practice)).standing != "deleted"


@pytest.mark.parametrize("vendor", ["foodics"])
async def test_a_question_about_deleting_is_about_whom_it_names(practice: Practice) -> None:
    """Whoever came onto the screen behind it stays at the store."""
    await find(practice, "johnny@example.com")
    asked_about = practice.shown
    client = await practice.desk.stores.client(practice.desk.stores.connections()[0].id)
    (other,) = await client.find(Lookup(LookupKind.EMAIL, "joan.appleseed@example.com"))
    next(one for one in practice.window.findChildren(QAction) if one.text() == "Delete customer…").trigger()
    box = practice.window.findChild(QMessageBox)
    assert box is not None
    practice.window.counter.open(other.ref)
    await until(lambda: practice.shown == other.ref.customer_id and is_read(practice))
    next(one for one in box.buttons() if one.text() == "Delete").click()
    await until(lambda: not tasks.running())
    standings = [(await client.read(one)).standing for one in (asked_about, other.ref.customer_id)]
    assert standings == ["deleted", "active"]


@pytest.mark.parametrize("vendor", ["foodics"])
async def test_trying_again_after_a_deletion_failed_deletes(practice: Practice) -> None:
    """And does not save what was typed, whatever stands in the form."""
    await find(practice, "johnny@example.com")
    retype(practice, "single_name", "Somebody Else")
    busy = httpx.Response(429, headers={"retry-after": "1"})
    practice.line.spoil = lambda request: busy if request.method == "DELETE" else None
    form = practice.window.counter.current
    assert form is not None
    practice.window.counter.delete(form)
    await until(lambda: is_read(practice) and message(practice), seconds=28)
    practice.line.spoil = lambda _request: None
    practice.line.calls.clear()
    press(practice, "messageAction")
    await until(lambda: practice.window.counter.current is None and not tasks.running(), seconds=20)
    assert practice.line.count("DELETE") == 1
    assert practice.line.count("PUT") == 0


@pytest.mark.parametrize("vendor", ["treez", "indicaonline"])
async def test_why_nobody_can_be_deleted(practice: Practice, vendor: str) -> None:
    """Where the vendor has no such call the menu says so, and why."""
    await find(practice, "1117" if vendor == "treez" else "21119")
    delete = next(one for one in practice.window.findChildren(QAction) if one.text() == "Delete customer…")
    assert not delete.isEnabled()
    assert delete.toolTip()


@pytest.mark.parametrize("vendor", ["foodics"])
async def test_an_address_is_added_and_removed(practice: Practice) -> None:
    """A list of addresses: one begun by its name and saved, one taken away and saved."""
    await find(practice, "johnny@example.com")
    practice.window.show_addresses()
    name = practice.window.findChild(QLineEdit, "newAddressName")
    assert name is not None
    type_into(name, "Summer house")
    QTest.keyClick(name, Qt.Key.Key_Return)
    retype(practice, "addresses.summer_house.street1", "3 Test Way")
    practice.window.save()
    await until(lambda: is_read(practice), seconds=15)
    kinds = [one.kind for one in (await at_the_store(practice)).address_list]
    assert "summer_house" in kinds
    assert len(kinds) == 4


@pytest.mark.parametrize("vendor", ["foodics"])
async def test_the_house_account_can_be_read(practice: Practice) -> None:
    """Its lines stand in a table of their own, with the balance before and after each."""
    await find(practice, "johnny@example.com")
    show = next(one for one in practice.window.findChildren(QAction) if one.text() == "House account…")
    show.trigger()
    dialog = practice.window.findChild(QDialog, "houseAccountDialog")
    assert dialog is not None
    table = dialog.findChild(QTableWidget)
    assert table is not None
    await until(lambda: table.rowCount() > 0 and not tasks.running())
    last = table.item(0, 2)
    assert last is not None
    assert last.text() == "45.25"
    dialog.reject()

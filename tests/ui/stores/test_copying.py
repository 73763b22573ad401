"""Copying a customer to another store, from the button to the new record."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

from app.ui import tasks
from app.ui.customer.more import MoreButton
from app.ui.stores.copy_note import CopyNote
from tests.ui.conftest import until
from tests.ui.stores.conftest import Open
from tests.ui.stores.several import HARBOR, NORTH, SOUTH, Several
from tests.ui.window.clerk import line, message, press, retype

CHOOSER = "storeChooser"


def note(several: Several) -> str:
    """What stands beside the form; "" where nothing does."""
    found = several.window.findChild(CopyNote)
    assert found is not None
    return found.accessibleName() if found.isVisible() else ""


def copy_button(several: Several) -> QPushButton:
    """The button at the foot of the page."""
    found = several.window.findChild(QPushButton, "copyButton")
    assert found is not None
    return found


async def copied(several: Several, key: Qt.Key) -> None:
    """Press the button, choose a store, and wait for the form there."""
    press(several, "copyButton")
    several.type_key(CHOOSER, key)
    await until(lambda: several.shown == "" and several.window.counter.current is not None and not tasks.running())


async def test_narrow_page_has_it_in_the_menu(several: Several) -> None:
    """Where the button would take the room of what is unsaved, the menu has it, and the text is short."""
    await several.opened(NORTH, "1117")
    retype(several, "nickname", "Jay")
    menu = several.window.findChild(MoreButton, "moreButton")
    assert menu is not None
    action = menu.menu().actions()[0]
    summary = next(one for one in several.window.findChildren(QLabel) if "unsaved" in one.text())
    several.frame.resize(1280, 800)
    await until(copy_button(several).isVisible)
    assert (action.isVisible(), "Nickname" in summary.text()) == (False, True)
    several.frame.resize(960, 800)
    await until(lambda: not copy_button(several).isVisible())
    assert (action.isVisible(), "Nickname" in summary.text()) == (True, False)
    action.trigger()
    assert several.names(CHOOSER) == ["South", "Harbor"]
    several.type_key(CHOOSER, Qt.Key.Key_2)
    await until(lambda: several.shown == "" and not tasks.running())
    assert [one.text() for one in menu.menu().actions() if one.isVisible()] == ["Copy to another store…"]
    assert (menu.isVisible(), copy_button(several).isVisible()) == (True, False)
    assert several.frame.minimumSizeHint().width() <= several.frame.width() == 960


async def test_from_the_page_to_the_new_record(several: Several) -> None:
    """The form of the other store is filled, what it cannot hold stands beside it, and saving makes the customer."""
    await several.opened(NORTH, "1117")
    press(several, "copyButton")
    assert several.names(CHOOSER) == ["South", "Harbor"]
    several.type_key(CHOOSER, Qt.Key.Key_2)
    await until(lambda: several.shown == "" and not tasks.running())
    form = several.window.counter.current
    assert form is not None
    assert form.customer.ref.connection == HARBOR
    texts = {key: line(several, key).text() for key in ("first_name", "last_name", "birth_date", "phone")}
    assert texts == {
        "first_name": "Johnny",
        "last_name": "Appleseed",
        "birth_date": "1992-04-07",
        "phone": "(628) 203-2916",
    }
    gender = several.window.findChild(QComboBox, "field_gender")
    assert gender is not None
    assert gender.currentText() == "Male"
    assert [address.one_line for address in form.edit.addresses] != []
    assert message(several).strip() == "Copied from North.", (
        "the list of what was left out stands beside the form already"
    )
    for named in ("Driver license", "Points", "2 address", "2 document"):
        assert named in note(several)
    several.window.save()
    await until(lambda: several.shown != "" and not tasks.running())
    assert several.window.counter.current is not None
    assert several.window.counter.current.customer.ref.connection == HARBOR
    assert several.window.counter.current.customer.first_name == "Johnny"
    assert note(several) == ""
    assert several.window.counter.unsaved() == 0


async def test_what_was_typed_goes_along(several: Several) -> None:
    """The copy is of what stands on the screen; the form it came from is kept with its unsaved work."""
    await several.opened(NORTH, "1117")
    retype(several, "nickname", "Jay")
    await copied(several, Qt.Key.Key_1)
    assert several.window.counter.current is not None
    assert several.window.counter.current.customer.ref.connection == SOUTH
    assert line(several, "nickname").text() == "Jay"
    assert several.window.counter.unsaved() == 2


async def test_the_list_stays_with_its_form(several: Several) -> None:
    """It goes away with the form, comes back with it, and stands beside no other."""
    await several.opened(NORTH, "1117")
    await copied(several, Qt.Key.Key_2)
    left_out = note(several)
    assert left_out
    await several.opened(NORTH, "1118")
    assert note(several) == ""
    several.window.counter.start_new(HARBOR)
    assert note(several) == left_out
    several.window.counter.discard()
    assert several.window.counter.current is None
    press(several, "messageAction")
    assert note(several) == left_out
    assert line(several, "first_name").text() == "Johnny"


async def test_a_new_customer_that_is_not_saved_is_not_overwritten(several: Several) -> None:
    """The form that is there already is shown instead, when asked for."""
    several.window.counter.start_new(SOUTH)
    await until(lambda: several.window.counter.current is not None)
    retype(several, "first_name", "Waiting")
    await several.opened(NORTH, "1117")
    press(several, "copyButton")
    several.type_key(CHOOSER, Qt.Key.Key_1)
    assert "A new customer for South is not saved yet." in message(several)
    assert several.shown == "1117"
    press(several, "messageAction")
    assert line(several, "first_name").text() == "Waiting"


async def test_with_two_stores_there_is_nothing_to_choose(several: Several) -> None:
    """Ctrl+Shift+N goes straight to the other store's form."""
    several.desk.stores.enable(HARBOR, enabled=False)
    await several.opened(NORTH, "1117")
    several.frame.activateWindow()
    await until(several.frame.isActiveWindow)
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(several.frame, Qt.Key.Key_N, keys)
    await until(lambda: several.shown == "" and several.window.counter.current is not None and not tasks.running())
    assert "Points" in note(several)


async def test_with_one_store_there_is_no_copy(open_desk: Open) -> None:
    """The button is there only where there is another store in use, and with it the key."""
    several = open_desk(NORTH, SOUTH)
    several.desk.stores.enable(SOUTH, enabled=False)
    several.window.copy_customer()
    await several.opened(NORTH, "1117")
    assert not copy_button(several).isVisible()
    several.window.copy_customer()
    assert not tasks.running()
    several.desk.stores.enable(SOUTH, enabled=True)
    several.window.show_stores()
    assert copy_button(several).isVisible()


async def test_whoever_opens_somebody_else_meanwhile_sees_them(several: Several) -> None:
    """A form that arrives late is dropped."""
    await several.opened(NORTH, "1117")
    source = several.window.counter.current
    assert source is not None
    several.window.counter.start_copy(source, HARBOR)
    await several.opened(NORTH, "1118")
    assert several.shown == "1118"
    assert several.window.counter.unsaved() == 0

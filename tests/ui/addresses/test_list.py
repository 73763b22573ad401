"""Addresses of a vendor that keeps any number of them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.customer import Address, ConnectionId, Customer, CustomerRef
from app.core.errors import Problem
from app.core.form import AddressForm, AddressShape, FieldSpec, Form
from app.services.edit import Edit
from app.ui.addresses.card import AddressCard
from app.ui.addresses.tab import AddressesTab
from app.ui.widgets.problem_line import ProblemLine

FORM = Form(
    fields=(),
    addresses=AddressForm(
        shape=AddressShape.LIST,
        parts=(FieldSpec(key="street1", label="Address", required=True), FieldSpec(key="latitude", label="Latitude")),
    ),
)
HOME = Address(kind="home", address_id="a1", street1="1 Test Way", latitude=24.5)
WORK = Address(kind="work", address_id="a2", street1="2 Test Way")


def shown(qtbot: QtBot) -> tuple[AddressesTab, Edit]:
    """The tab with two addresses."""
    ref = CustomerRef(ConnectionId("here"), "7")
    edit = Edit(FORM, Customer(ref=ref, addresses=(HOME, WORK)))
    tab = AddressesTab()
    qtbot.addWidget(tab)
    tab.show_edit(edit)
    tab.show()
    return tab, edit


def button(tab: AddressesTab, text: str) -> QPushButton:
    """The first button with a text."""
    return next(one for one in tab.findChildren(QPushButton) if one.text() == text and one.isVisible())


def page_of(tab: AddressesTab) -> QWidget:
    """The page that is shown; one that was replaced may still be there for a moment."""
    page = tab.widget()
    assert page is not None
    return page


def cards(tab: AddressesTab) -> list[str]:
    """The kinds of the cards that are shown."""
    page = page_of(tab)
    return [card.kind.value for card in page.findChildren(AddressCard)]


def test_a_card_for_each(qtbot: QtBot) -> None:
    """Every address has its card, its parts and no mark of a primary one that the vendor does not know."""
    tab, _edit = shown(qtbot)
    assert cards(tab) == ["home", "work"]
    latitude = page_of(tab).findChild(QLineEdit, "field_addresses.home.latitude")
    assert latitude is not None
    assert latitude.text() == "24.5"
    assert not any(one.isVisible() for one in tab.findChildren(QRadioButton))


def test_adding_one_by_keyboard(qtbot: QtBot) -> None:
    """A name and Enter begin another address, with the cursor in it; what is typed there is a change."""
    tab, edit = shown(qtbot)
    name = tab.findChild(QLineEdit, "newAddressName")
    assert name is not None
    QTest.keyClicks(name, "Summer house")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert cards(tab) == ["home", "work", "summer_house"]
    street = page_of(tab).findChild(QLineEdit, "field_addresses.summer_house.street1")
    assert street is not None
    assert tab.window().focusWidget() is street
    QTest.keyClicks(street, "3 Test Way")
    assert edit.addresses[-1] == Address(kind="summer_house", street1="3 Test Way")
    assert edit.changes().changed_address_kinds == ("summer_house",)


def test_removing_one(qtbot: QtBot) -> None:
    """The address is off the list, and that is a change; the page outlives its own button."""
    tab, edit = shown(qtbot)
    button(tab, "Remove").click()
    assert cards(tab) == ["work"]
    assert edit.addresses == (WORK,)
    assert edit.changes().changed_address_kinds == ("home",)


def test_what_is_wrong_stands_where_it_is(qtbot: QtBot) -> None:
    """On the card of an address as a whole, or at its part: an error marks the line, advice does not."""
    tab, edit = shown(qtbot)
    line = page_of(tab).findChild(QLineEdit, "field_addresses.home.street1")
    assert line is not None
    advice, error = (Problem("addresses.home.street1", "Look twice.", blocking=one) for one in (False, True))
    for problem, state in ((advice, ""), (error, "wrong")):
        tab.show_edit(edit)
        tab.show_problems((Problem("addresses.work", "Theirs.", blocking=False), problem))
        assert (line.property("state"), line.accessibleDescription()) == (state, "Look twice.")
        assert [one.text() for one in page_of(tab).findChildren(ProblemLine) if one.isVisible()] == [
            "Look twice.",
            "Theirs.",
        ]
    tab.show_problems(())
    assert line.accessibleDescription() == ""
    assert not any(one.isVisible() for one in page_of(tab).findChildren(ProblemLine))


def test_a_name_with_a_dot(qtbot: QtBot) -> None:
    """Is a name like any other: the cursor finds its part."""
    tab, _edit = shown(qtbot)
    dotted = replace(WORK, kind="st._mary")
    tab.show_edit(Edit(FORM, Customer(ref=CustomerRef(ConnectionId("here"), "8"), addresses=(HOME, dotted))))
    tab.go_to("addresses.st._mary.latitude")
    focused = tab.window().focusWidget()
    assert focused is not None
    assert focused.objectName() == "field_addresses.st._mary.latitude"


def test_the_right_one_of_two_alike(qtbot: QtBot) -> None:
    """Two addresses of one name are told apart by their ids."""
    tab, edit = shown(qtbot)
    twin = Address(kind="home", address_id="a9", street1="9 Test Way")
    other = Edit(FORM, Customer(ref=edit.base.ref, addresses=(HOME, twin)))
    tab.show_edit(other)
    second = page_of(tab).findChildren(QLineEdit, "field_addresses.home.street1")[1]
    second.selectAll()
    QTest.keyClicks(second, "10 Test Way")
    assert [one.street1 for one in other.addresses] == ["1 Test Way", "10 Test Way"]

"""Forms of several stores, shown one after the other in one place."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.form import FieldSpec, Form
from app.services.edit import Edit
from app.ui.profile.editor import ProfileForm

HERE = ConnectionId("here")


def form_of(*keys: str) -> Form:
    """A form with these fields."""
    return Form(fields=tuple(FieldSpec(key=key, label=key.title()) for key in keys))


def edit_of(form: Form, **sent: str) -> Edit:
    """Somebody with that form."""
    return Edit(form, Customer(ref=CustomerRef(HERE, "7"), extra=dict(sent)))


def line(profile: ProfileForm, key: str) -> QLineEdit:
    """The one editor of a field that is in the window."""
    (found,) = profile.findChildren(QLineEdit, f"field_{key}")
    return found


def shown(qtbot: QtBot, edit: Edit) -> ProfileForm:
    """The profile of somebody."""
    profile = ProfileForm()
    qtbot.addWidget(profile)
    profile.show_edit(edit)
    profile.show()
    return profile


def test_each_form_is_drawn_once(qtbot: QtBot) -> None:
    """Whoever comes from another store is shown in the fields that are there already, equal forms in the same."""
    ours, theirs = form_of("own", "shared"), form_of("shared", "strange")
    profile = shown(qtbot, edit_of(ours, own="1"))
    drawn = line(profile, "own")
    profile.show_edit(edit_of(theirs, strange="2"))
    assert line(profile, "strange").text() == "2"
    assert not profile.findChildren(QLineEdit, "field_own")
    profile.show_edit(edit_of(form_of("own", "shared"), own="3"))
    assert line(profile, "own") is drawn
    assert drawn.isVisible()
    assert drawn.text() == "3"


def test_what_is_typed_goes_to_whoever_is_shown(qtbot: QtBot) -> None:
    """A field that both forms have writes into the edit on the screen, whichever page it stands on."""
    ours, theirs = edit_of(form_of("own", "shared")), edit_of(form_of("shared", "strange"))
    profile = shown(qtbot, ours)
    profile.show_edit(theirs)
    profile.show_edit(ours)
    profile.show_edit(theirs)
    QTest.keyClicks(line(profile, "shared"), "x")
    assert theirs.value("shared") == "x"
    assert not ours.is_dirty


def test_the_cursor_stays_in_its_field(qtbot: QtBot) -> None:
    """On the next form's page it is in the field of that name, else nowhere in particular: never on the next button."""
    window = QWidget()
    qtbot.addWidget(window)
    column, profile, button = QVBoxLayout(window), ProfileForm(), QPushButton()
    column.addWidget(profile)
    column.addWidget(button)
    window.show()
    profile.show_edit(edit_of(form_of("own", "shared")))
    line(profile, "shared").setFocus()
    profile.show_edit(edit_of(form_of("shared", "strange")))
    assert window.focusWidget() is line(profile, "shared")
    line(profile, "strange").setFocus()
    profile.show_edit(edit_of(form_of("own", "shared")))
    assert window.focusWidget() is profile
    button.setFocus()
    profile.show_edit(edit_of(form_of("shared", "strange")))
    assert window.focusWidget() is button


def test_a_page_that_goes_while_it_is_typed_in(qtbot: QtBot) -> None:
    """The cursor stood in a field that the next form does not have: nothing is said of it, and nobody gets the text."""
    ours, theirs = edit_of(form_of("own")), edit_of(form_of("strange"))
    profile = shown(qtbot, ours)
    line(profile, "own").setFocus()
    QTest.keyClicks(line(profile, "own"), "typed")
    profile.show_edit(theirs)
    assert ours.value("own") == "typed"
    assert not theirs.is_dirty
    assert line(profile, "strange").text() == ""


def test_few_pages_are_kept(qtbot: QtBot) -> None:
    """A form that changes all day long leaves no more than a few of its pages behind."""
    profile = shown(qtbot, edit_of(form_of("field0")))
    pages = [profile.widget()]
    for number in range(1, 8):
        profile.show_edit(edit_of(form_of(f"field{number}")))
        pages.append(profile.widget())
    qtbot.waitUntil(lambda: [isValid(page) for page in pages] == [False] * 4 + [True] * 4)
    assert line(profile, "field7").isVisible()


def test_the_tab_key_goes_through_a_page_that_came_back(qtbot: QtBot) -> None:
    """From what stands before the form through its fields in the order of the screen, and on to what stands behind."""
    ours, theirs = edit_of(form_of("one", "two", "three")), edit_of(form_of("strange"))
    before, profile, behind, last, frame = QLineEdit(), ProfileForm(), QLineEdit(), QLineEdit(), QWidget()
    qtbot.addWidget(frame)
    column = QVBoxLayout(frame)
    for widget in (before, profile, behind, last):
        column.addWidget(widget)
    frame.show()
    frame.activateWindow()
    for edit in (ours, theirs, ours):
        profile.show_edit(edit)
    before.setFocus()
    passed = []
    for _ in range(6):
        QTest.keyClick(frame.focusWidget(), Qt.Key.Key_Tab)
        passed.append(frame.focusWidget())
    assert passed == [*(line(profile, key) for key in ("one", "two", "three")), behind, last, before]

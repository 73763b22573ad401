"""The list of people by keyboard: added, changed, removed, and who may do it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMessageBox,
    QPushButton,
    QWidget,
)

from app.core.staff import Member, Role
from app.ui.approval import ApprovalDialog
from app.ui.lock.people import PeopleDialog
from tests.ui.conftest import until
from tests.ui.lock.conftest import CONTROL, PINS, Counter, windows

Key = Qt.Key


class List:
    """The open dialog."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        found = counter.practice.window.findChild(PeopleDialog)
        assert found is not None
        self.dialog = found

    def line(self, name: str) -> QLineEdit:
        """A field."""
        found = self.dialog.findChild(QLineEdit, name)
        assert found is not None, name
        return found

    def text(self, name: str) -> str:
        """What is said; "" while it is hidden."""
        found = self.dialog.findChild(QLabel, name)
        assert found is not None, name
        return found.text() if found.isVisible() else ""

    def button(self, name: str) -> QPushButton:
        """A button."""
        found = self.dialog.findChild(QPushButton, name)
        assert found is not None, name
        return found

    def rows(self) -> list[str]:
        """Who is listed."""
        found = self.dialog.findChild(QListWidget, "peopleList")
        assert found is not None
        return [found.item(row).text() for row in range(found.count())]

    async def fill(self, name: str, pin: str, again: str = "") -> None:
        """Name, PIN and PIN once more, from field to field."""
        if name:
            await self._counter.write(name)
            await self._counter.press(Key.Key_Tab)
        await self._counter.write(pin)
        await self._counter.press(Key.Key_Tab)
        await self._counter.write(again or pin)
        await self._counter.press(Key.Key_Return)


async def opened(counter: Counter) -> List:
    """Ctrl+Shift+L, without a manager's word being needed."""
    await counter.press(Key.Key_L, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    await until(lambda: isinstance(QApplication.activeWindow(), PeopleDialog))
    return List(counter)


async def test_the_first_person_is_a_manager_and_signed_in(counter: Counter) -> None:
    """By keyboard alone; from then on the desk can be locked."""
    people = await opened(counter)
    assert "first one you add is a manager" in people.dialog.findChildren(QLabel)[0].text() or people.rows() == []
    people.button("addPersonButton").click()
    manager = people.dialog.findChild(QCheckBox, "personIsManager")
    assert manager is not None
    assert (manager.isChecked(), manager.isEnabled()) == (True, False)
    await people.fill("Dana", "2580")
    await until(lambda: people.rows() == ["Dana · manager · signed in"])
    assert people.text("peopleOutcome") == "Dana works here now."
    people.button("addPersonButton").click()
    await people.fill("Ede", "90210")
    await until(lambda: people.rows() == ["Dana · manager · signed in", "Ede · clerk"])
    await counter.press(Key.Key_Escape)
    await counter.active(counter.frame)
    await counter.lock_up()
    assert counter.veil.asks
    await counter.sign_in("Ede")


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        (("Gil", "1111", "1111"), "personPin", "too easy"),
        (("Gil", "12", "12"), "personPin", "4 to 8 digits"),
        (("Gil", "2580", "2581"), "personPinAgain", "differ"),
        (("Dana", "2580", "2580"), "personName", "works here already"),
    ],
)
async def test_a_mistake_is_said_at_its_field(
    counter: Counter, typed: tuple[str, str, str], field: str, said: str
) -> None:
    """The cursor is there, nothing typed is lost, and nobody is added."""
    await counter.people()
    people = await opened(counter)
    people.button("addPersonButton").click()
    await people.fill(*typed)
    await until(lambda: said in people.text("personError"))
    assert people.dialog.focusWidget() is people.line(field)
    assert people.line(field).property("state") == "wrong"
    assert people.line("personName").text() == typed[0]
    assert len(people.rows()) == 3
    await counter.press(Key.Key_Escape)
    assert people.dialog.isVisible()
    assert not people.line("personName").isVisible()


async def test_another_pin_and_another_role(counter: Counter) -> None:
    """For the one who is chosen; the old PIN is worth nothing then."""
    await counter.people()
    people = await opened(counter)
    await counter.press(Key.Key_Down)
    people.button("newPinButton").click()
    assert people.line("personName").isReadOnly()
    await people.fill("", "36914")
    await until(lambda: people.text("peopleOutcome") == "Ede has a new PIN.")
    people.button("roleButton").click()
    await until(lambda: "Ede · manager" in people.rows())
    assert counter.shift.members[1] == Member("Ede", Role.MANAGER)
    assert (await counter.shift.sign_in("Ede", "36914")).name == "Ede"


async def test_removing_asks_first_and_the_last_manager_stays(counter: Counter) -> None:
    """Enter keeps; what is refused says what to do."""
    await counter.people()
    people = await opened(counter)
    for keys, left in (([Key.Key_Return], 3), ([Key.Key_Tab, Key.Key_Return], 2)):
        await counter.press(Key.Key_End)
        people.button("removePersonButton").click()
        await until(lambda: QApplication.activeWindow() not in {None, people.dialog, counter.frame})
        for key in keys:
            await counter.press(key)
        await counter.active(people.dialog)
        await until(lambda left=left: len(people.rows()) == left)  # type: ignore[misc] # bound for this turn
        list_widget = people.dialog.findChild(QListWidget, "peopleList")
        assert list_widget is not None
        list_widget.setFocus()
    await counter.press(Key.Key_Home)
    people.button("roleButton").click()
    await until(lambda: "only manager" in people.text("peopleOutcome"))


async def _list_by_a_managers_word(counter: Counter) -> None:
    """A clerk is signed in, and has the list of people open."""
    await counter.people()
    await counter.shift.sign_in("Ede", PINS["Ede"])
    await counter.press(Key.Key_L, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    await until(lambda: isinstance(QApplication.activeWindow(), ApprovalDialog))
    await counter.write(PINS["Dana"])
    await counter.press(Key.Key_Return)
    await until(lambda: isinstance(QApplication.activeWindow(), PeopleDialog))


async def test_a_clerk_needs_a_manager_for_the_list(counter: Counter) -> None:
    """The word holds while the list is open, and the clerk stays signed in."""
    await _list_by_a_managers_word(counter)
    people = List(counter)
    for name, pin in (("Gil", "36914"), ("Hal", "14789")):
        people.button("addPersonButton").click()
        await people.fill(name, pin)
        await until(lambda name=name: f"{name} · clerk" in people.rows())  # type: ignore[misc] # bound for this turn
    assert counter.shift.who == "Ede"
    await counter.press(Key.Key_Escape)
    await until(lambda: windows() == [counter.frame])
    assert not counter.shift._approvals


async def test_after_how_many_minutes_it_hides_is_chosen_there(counter: Counter) -> None:
    """Kept in the settings, and counted from now on."""
    people = await opened(counter)
    minutes = people.dialog.findChild(QComboBox, "idleMinutes")
    assert minutes is not None
    assert [minutes.itemData(row) for row in range(minutes.count())] == list(range(1, 16))
    assert minutes.currentData() == 2
    minutes.setFocus()
    await counter.press(Key.Key_Down)
    assert counter.practice.desk.settings.load().idle_minutes == 3
    assert counter.lock.idle._seconds == 180


async def test_the_foot_of_the_window_leads_there(counter: Counter) -> None:
    """Quietly, while nobody signs in; by name afterwards."""
    button = counter.practice.window.findChild(QPushButton, "peopleButton")
    assert button is not None
    assert button.text() == "Set up PINs…"
    button.click()
    await until(lambda: isinstance(QApplication.activeWindow(), PeopleDialog))
    await counter.press(Key.Key_Escape)
    await counter.active(counter.frame)
    await counter.people()
    assert button.text() == "Dana"
    assert "Dana" in button.accessibleName()


async def test_everything_with_a_cursor_has_a_name(counter: Counter) -> None:
    """No field or button of the list, the lock screen or the panel is nameless to a screen reader."""
    await counter.people()
    people = await opened(counter)
    people.button("addPersonButton").click()
    counter.lock.lock()
    parts: list[QWidget] = [people.dialog, counter.veil]
    kinds = (QLineEdit, QComboBox, QPushButton, QCheckBox)
    nameless = [
        widget.objectName() or type(widget).__name__
        for part in parts
        for kind in kinds
        for widget in part.findChildren(kind)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert nameless == []


# ------------------------------------------------------------------------------------------------ somebody else comes


async def test_the_list_closes_when_somebody_else_signs_in(counter: Counter) -> None:
    """A manager was called away over it; a question on top of it goes with it."""
    await counter.people()
    people = await opened(counter)
    people.button("removePersonButton").click()
    await until(lambda: isinstance(QApplication.activeWindow(), QMessageBox))
    await counter.lock_up()
    await counter.sign_in("Ede")
    await counter.active(counter.frame)
    assert windows() == [counter.frame]
    await until(lambda: counter.practice.window.findChild(PeopleDialog) is None)  # the loop deletes what was closed
    assert [one.name for one in counter.shift.members] == ["Dana", "Ede", "Fay"]


async def test_a_managers_word_for_the_list_ends_with_whom_it_was_given_to(counter: Counter) -> None:
    """The next clerk finds neither the list nor the word."""
    await _list_by_a_managers_word(counter)
    await counter.lock_up()
    await counter.sign_in("Fay")
    await counter.active(counter.frame)
    assert windows() == [counter.frame]


@pytest.mark.parametrize("combo", ["idleMinutes", "journalDays"])
async def test_what_is_set_in_the_list_asks_for_the_word_too(counter: Counter, combo: str) -> None:
    """Whoever was a manager when the list was opened may be none any more; what is shown stays what is kept."""
    await counter.people()
    await counter.shift.add(Member("Gil", Role.MANAGER), "36912")
    people = await opened(counter)
    await counter.shift.change_role("Dana", Role.CLERK)
    before, box = counter.practice.desk.settings.load(), people.dialog.findChild(QComboBox, combo)
    assert box is not None
    shown = box.currentIndex()
    box.setCurrentIndex(0)
    box.activated.emit(0)
    assert "Only a manager" in people.text("peopleOutcome")
    assert box.currentIndex() == shown != 0
    assert counter.practice.desk.settings.load() == before

"""The list of stores, by keyboard."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QMessageBox, QPushButton, QWidget

from app.core.errors import DiskFull, SecretStoreLocked
from app.core.settings import Settings
from app.services.stores import StoreState
from app.ui import tasks
from app.ui.connect.dialog import ConnectDialog
from app.ui.stores.outcome import Outcome
from tests.ui.conftest import until
from tests.ui.stores.conftest import Open
from tests.ui.stores.several import HARBOR, NORTH, SOUTH, Several
from tests.ui.window.clerk import message, press, retype, type_into
from tests.ui.window.practice import Practice, open_practice

LIST = "storesDialog"


def outcome(several: Several) -> str:
    """What the dialog says of what was done last."""
    found = several.dialog(LIST).findChild(Outcome)
    assert found is not None
    return found.accessibleName() if found.isVisibleTo(several.dialog(LIST)) else ""


def about(several: Several) -> list[str]:
    """Each row as a screen reader says it."""
    stores = several.store_list(LIST)
    role = Qt.ItemDataRole.AccessibleTextRole
    return [str(stores.item(place).data(role)) for place in range(stores.count())]


def question(several: Several) -> QMessageBox:
    """The question on the screen."""
    found = [one for one in several.window.findChildren(QMessageBox) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def answer(several: Several, text: str) -> None:
    """Press a button of the question."""
    next(one for one in question(several).buttons() if one.text() == text).click()


# ------------------------------------------------------------------------------------------------ what it shows


async def test_it_lists_every_store(several: Several) -> None:
    """Name, vendor, state and since when, in the order of the settings; opened by its button or Ctrl+,."""
    several.window.begin()
    await until(lambda: not tasks.running())
    press(several, "storesButton")
    assert several.names(LIST) == ["North", "South", "Harbor"]
    ready = [one.since for one in several.desk.stores.statuses()]
    assert about(several) == [
        f"{name}, {vendor} · ready since {since:%H:%M} · 0 customers here"
        for name, vendor, since in zip(
            ("North", "South", "Harbor"), ("Treez", "Treez", "IndicaOnline"), ready, strict=True
        )
    ]
    several.button(LIST, "closeStoresButton").click()
    QTest.keyClick(several.frame, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert several.is_open(LIST)


async def test_it_follows_the_stores(several: Several) -> None:
    """A state that changes while the list is open is shown, and the chosen row stays chosen."""
    several.window.show_store_list()
    several.store_list(LIST).setCurrentRow(1)
    several.window.begin()
    await until(lambda: not tasks.running())
    assert "ready since" in about(several)[1]
    assert several.store_list(LIST).selected() == SOUTH


async def test_everything_has_a_name_and_a_place_for_the_cursor(several: Several) -> None:
    """Nothing in the list needs a mouse, and nothing is nameless to a screen reader."""
    several.window.show_store_list()
    dialog = several.dialog(LIST)
    assert dialog.focusWidget() is several.store_list(LIST)
    for widget in (*dialog.findChildren(QPushButton), *dialog.findChildren(QLineEdit), several.store_list(LIST)):
        assert widget.accessibleName(), widget.objectName()
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    several.type_key(LIST, Qt.Key.Key_Escape)
    assert not several.is_open(LIST)


# ------------------------------------------------------------------------------------------------ renaming


@pytest.mark.parametrize("key", [Qt.Key.Key_F2, Qt.Key.Key_Return])
async def test_renaming_by_keyboard(several: Several, key: Qt.Key) -> None:
    """F2 or Enter, the name, Enter: the list, the foot, the page and the settings say it, and nobody signs in."""
    await several.opened(NORTH, "1117")
    several.window.show_store_list()
    several.type_key(LIST, key)
    type_into(several.dialog(LIST).focusWidget() or several.dialog(LIST), "Telegraph")
    several.type_key(LIST, Qt.Key.Key_Return)
    assert several.is_open(LIST)
    assert several.names(LIST) == ["Telegraph", "South", "Harbor"]
    assert several.dialog(LIST).focusWidget() is several.store_list(LIST)
    await until(lambda: not tasks.running())
    assert several.desk.settings.load().connections[0].name == "Telegraph"
    shown = [one.text() for one in several.window.findChildren(QLabel)]
    assert any("Treez, Telegraph" in text for text in shown)
    assert any(text.startswith("●  Telegraph") for text in shown)


@pytest.mark.parametrize("name", ["connectAnotherButton", "toggleStoreButton", "closeStoresButton"])
async def test_f2_and_del_work_on_every_button(several: Several, name: str) -> None:
    """Their buttons promise them wherever the cursor is; in the line for the name Del is for its letters."""
    several.window.show_store_list()
    several.button(LIST, name).setFocus()
    several.type_key(LIST, Qt.Key.Key_F2)
    line = several.dialog(LIST).findChild(QLineEdit, "renameLine")
    assert line is not None
    assert line.isVisible()
    several.type_key(LIST, Qt.Key.Key_Delete)
    assert line.text() == ""
    assert several.window.findChild(QMessageBox) is None
    several.type_key(LIST, Qt.Key.Key_Escape)
    several.button(LIST, name).setFocus()
    several.type_key(LIST, Qt.Key.Key_Delete)
    assert question(several).text() == "Remove North from this desk?"


async def test_enter_presses_the_button_it_is_on(several: Several) -> None:
    """As in the main window; in the list it begins to rename."""
    several.window.show_store_list()
    several.button(LIST, "toggleStoreButton").setFocus()
    several.type_key(LIST, Qt.Key.Key_Return)
    assert outcome(several).startswith("North is disabled")
    several.button(LIST, "closeStoresButton").setFocus()
    several.type_key(LIST, Qt.Key.Key_Return)
    assert not several.is_open(LIST)


async def test_the_place_is_given_beside_the_name(several: Several) -> None:
    """The line shows the store's place, or that none was told; what is chosen is kept with Enter."""
    several.window.show_store_list()
    several.type_key(LIST, Qt.Key.Key_F2)
    combo = several.dialog(LIST).findChild(QComboBox, "placeOfStore")
    assert combo is not None
    assert combo.currentText() == "Place not told"
    combo.setCurrentIndex(combo.findData("US-OR"))
    several.type_key(LIST, Qt.Key.Key_Return)
    kept = several.desk.settings.load().connections[0]
    assert (kept.name, kept.place, kept.jurisdiction.name) == ("North", "US-OR", "Oregon")
    several.type_key(LIST, Qt.Key.Key_F2)
    assert combo.currentText() == "Oregon"
    await until(lambda: not tasks.running())


async def test_a_name_that_is_taken_is_said(several: Several) -> None:
    """The line stays for another try; Esc leaves the name as it was, and the list open."""
    several.window.show_store_list()
    several.type_key(LIST, Qt.Key.Key_F2)
    line = several.dialog(LIST).findChild(QLineEdit, "renameLine")
    assert line is not None
    line.setText("south")
    several.type_key(LIST, Qt.Key.Key_Return)
    assert "already connected" in outcome(several)
    assert line.isVisible()
    several.type_key(LIST, Qt.Key.Key_Escape)
    assert several.is_open(LIST)
    assert not line.isVisible()
    assert several.names(LIST) == ["North", "South", "Harbor"]


async def test_another_row_ends_the_renaming(several: Several) -> None:
    """A name is never given to a store that was not meant; news of a store's state does not end it."""
    several.window.show_store_list()
    several.type_key(LIST, Qt.Key.Key_F2)
    line = several.dialog(LIST).findChild(QLineEdit, "renameLine")
    assert line is not None
    several.window.begin()
    await until(lambda: not tasks.running())
    assert line.isVisible()
    several.store_list(LIST).setCurrentRow(1)
    assert not line.isVisible()


# ------------------------------------------------------------------------------------------------ disabling


async def test_disabling_and_enabling(several: Several) -> None:
    """A disabled store is listed as such and nowhere else; enabled it is asked how it is."""
    several.window.show_store_list()
    several.store_list(LIST).setCurrentRow(1)
    several.button(LIST, "toggleStoreButton").click()
    assert "South is disabled" in outcome(several)
    assert "disabled" in about(several)[1]
    assert "South" not in several.window.status.accessibleDescription()
    assert several.button(LIST, "toggleStoreButton").accessibleName() == "Enable"
    assert not several.button(LIST, "signInAgainButton").isEnabled()
    several.button(LIST, "toggleStoreButton").click()
    await until(lambda: not tasks.running())
    assert "in use again" in outcome(several)
    assert several.desk.stores.statuses()[1].state is StoreState.READY
    assert several.lines[SOUTH].calls


async def test_one_store_has_to_stay(several: Several) -> None:
    """The last one in use cannot be disabled, and the button says why."""
    several.window.show_store_list()
    for place in (1, 2):
        several.store_list(LIST).setCurrentRow(place)
        several.button(LIST, "toggleStoreButton").click()
    several.store_list(LIST).setCurrentRow(0)
    toggle = several.button(LIST, "toggleStoreButton")
    assert not toggle.isEnabled()
    assert toggle.accessibleDescription() == toggle.toolTip() != ""


async def test_what_cannot_be_written_is_said(several: Several, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside the list, and nothing is changed."""

    def full(_settings: Settings) -> None:
        raise DiskFull("The disk is full.", "", "Make room.")

    several.window.show_store_list()
    monkeypatch.setattr(several.desk.settings, "save", full)
    several.button(LIST, "toggleStoreButton").click()
    assert outcome(several) == "The disk is full. Make room."
    assert len(several.desk.stores.connections()) == 3


async def test_a_search_is_put_anew(several: Several) -> None:
    """The results of a store that was disabled go away though the words still stand in the box."""
    type_into(several.window.search.box, "1117")
    presenter = several.window.search.presenter
    await until(lambda: len(presenter.found.rows) == 2 and not tasks.running())
    several.window.show_store_list()
    several.button(LIST, "toggleStoreButton").click()
    await until(lambda: presenter.found.asked and not presenter.found.waiting and not tasks.running())
    assert {row.ref.connection for row in presenter.found.rows} == {SOUTH}
    assert several.window.search.box.text() == "1117"


# ------------------------------------------------------------------------------------------------ removing


async def test_removing_asks_first(several: Several) -> None:
    """Enter keeps the store; agreed, its entry and its secret are gone and the rest stays."""
    several.window.show_store_list()
    several.store_list(LIST).setCurrentRow(1)
    several.type_key(LIST, Qt.Key.Key_Delete)
    assert question(several).defaultButton().text() == "Keep"
    question(several).reject()
    assert len(several.desk.stores.listed()) == 3
    several.type_key(LIST, Qt.Key.Key_Delete)
    answer(several, "Remove")
    await until(lambda: not tasks.running())
    assert several.names(LIST) == ["North", "Harbor"]
    assert "South was removed" in outcome(several)
    assert several.secrets.read(SOUTH, ["api_key"]) is None
    assert several.secrets.read(NORTH, ["api_key"]) is not None
    assert [one.id for one in several.desk.settings.load().connections] == [NORTH, HARBOR]


async def test_unsaved_work_outlives_its_store(several: Several) -> None:
    """The question counts it, the form stays and names its store, and what can be done with it is said."""
    await several.opened(SOUTH, "1117")
    retype(several, "nickname", "Jay")
    await several.opened(NORTH, "1118")
    several.window.show_store_list()
    several.store_list(LIST).setCurrentRow(1)
    several.button(LIST, "removeStoreButton").click()
    assert "1 form" in question(several).informativeText().replace("(s)", "")
    answer(several, "Remove")
    await until(lambda: not tasks.running())
    several.button(LIST, "closeStoresButton").click()
    assert "South was removed" in message(several)
    assert several.shown == "1118"
    several.window.unfinished.go_to_parked()
    assert several.shown == "1117"
    assert any("Treez, South" in one.text() for one in several.window.page.findChildren(QLabel))
    several.window.save()
    await until(lambda: not tasks.running())
    assert "no longer connected" in message(several)
    assert several.window.counter.unsaved() == 1


async def test_a_secret_that_cannot_be_forgotten(several: Several, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store stays, and the list says why; so does the window where the list was closed meanwhile."""

    def locked(*_: object) -> None:
        raise SecretStoreLocked("The store of secrets is locked.")

    monkeypatch.setattr(several.secrets, "delete", locked)
    several.window.show_store_list()
    several.button(LIST, "removeStoreButton").click()
    answer(several, "Remove")
    await until(lambda: not tasks.running())
    assert "locked" in outcome(several)
    several.button(LIST, "removeStoreButton").click()
    answer(several, "Remove")
    several.button(LIST, "closeStoresButton").click()
    await until(lambda: not tasks.running())
    assert "locked" in message(several)
    assert len(several.desk.stores.listed()) == 3


async def test_the_last_store_can_be_removed(open_desk: Open) -> None:
    """Then there is none, and the window says what to do."""
    several = open_desk(NORTH)
    several.window.show_store_list()
    several.button(LIST, "removeStoreButton").click()
    answer(several, "Remove")
    await until(lambda: not tasks.running())
    assert several.desk.stores.listed() == ()
    assert any("No store is connected" in one.text() for one in several.window.page.findChildren(QLabel))


# ------------------------------------------------------------------------------------------------ connecting


async def test_signing_in_again(several: Several) -> None:
    """The sign-in of the chosen store opens over the list; what is saved there is in the list."""
    several.window.show_store_list()
    several.store_list(LIST).setCurrentRow(2)
    several.button(LIST, "signInAgainButton").click()
    dialog = several.window.findChild(ConnectDialog)
    assert dialog is not None
    assert dialog.windowTitle() == "Sign in to Harbor"
    assert dialog.parent() is several.dialog(LIST)
    name, key = dialog.findChild(QLineEdit, "field_name"), dialog.findChild(QLineEdit, "field_api_key")
    assert name is not None
    assert key is not None
    name.setText("Harbor St")
    key.setText("another-key")
    save = dialog.findChild(QPushButton, "connectSaveButton")
    assert save is not None
    save.click()
    await until(lambda: not tasks.running())
    assert several.names(LIST) == ["North", "South", "Harbor St"]
    assert several.secrets.read(HARBOR, ["api_key"]) == {"api_key": "another-key"}


async def test_connecting_another(several: Several) -> None:
    """The dialog for a new store opens over the list."""
    several.window.show_store_list()
    several.button(LIST, "connectAnotherButton").click()
    dialog = several.window.findChild(ConnectDialog)
    assert dialog is not None
    assert dialog.windowTitle() == "Connect a store"
    dialog.reject()
    assert several.is_open(LIST)


@pytest.fixture
def training(loop: object, tmp_path_factory: pytest.TempPathFactory) -> Practice:
    """A window on the training store."""
    assert loop
    return open_practice(tmp_path_factory.mktemp("desk"))


async def test_in_training_only_connecting_is_offered(training: Practice) -> None:
    """The training stores are listed; they can be neither renamed nor disabled nor removed."""
    training.frame.show()
    training.window.show_store_list()
    dialog = training.window.findChild(QWidget, LIST)
    assert dialog is not None
    shown = [one.objectName() for one in dialog.findChildren(QPushButton) if one.isVisibleTo(dialog)]
    assert shown == ["connectAnotherButton", "closeStoresButton"]
    stores = dialog.findChild(QWidget, "storeList")
    assert stores is not None
    for key in (Qt.Key.Key_F2, Qt.Key.Key_Delete, Qt.Key.Key_Return):
        QTest.keyClick(stores, key)
    line = dialog.findChild(QLineEdit, "renameLine")
    assert line is not None
    assert not line.isVisible()
    assert not training.window.findChildren(QMessageBox)
    assert json.dumps([str(one) for one in training.desk.settings.load().connections]) == "[]"
    training.frame.close_anyway()
    training.frame.deleteLater()

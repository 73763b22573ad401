"""The window as a whole: names, sizes, directions, stores."""

from __future__ import annotations

import json

import httpx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QWidget

from app.services.stores import StoreState
from app.training.serve import running
from app.ui import tasks
from app.ui.connect.dialog import ConnectDialog
from app.ui.desk_view import DeskView
from app.ui.main_window import MainWindow
from tests.ui.conftest import until
from tests.ui.window.clerk import is_read, line, message, opened, press, retype, tabbed_through, type_into
from tests.ui.window.practice import STORE, Practice

NAMES = [
    "searchBox",
    "resultsList",
    "trainingRibbon",
    "customerHeader",
    "verdictBanner",
    "detailTabs",
    "profileForm",
    "addressesTab",
    "documentsTab",
    "activityTab",
    "saveButton",
    "discardButton",
    "newCustomerButton",
    "scanButton",
    "statusBar",
    "messageBar",
]


async def test_names_that_stay(practice: Practice) -> None:
    """Tests, support and screen readers find every part by its name, and each part can be said aloud."""
    await opened(practice, "1117")
    practice.window.messages.inform("Saved.")
    for name in NAMES:
        found = practice.window.findChild(QWidget, name)
        assert found is not None, name
        said = found.accessibleName() or (found.text() if isinstance(found, QPushButton) else "")
        assert said, name


async def test_everything_with_a_cursor_has_a_name(practice: Practice) -> None:
    """No editor or button is nameless to a screen reader."""
    await opened(practice, "1117")
    kinds = (QLineEdit, QComboBox, QPushButton)
    nameless = [
        widget.objectName() or type(widget).__name__
        for kind in kinds
        for widget in practice.window.findChildren(kind)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not isinstance(widget.parent(), QComboBox)
        and not (widget.accessibleName() or getattr(widget, "text", str)())
        and widget.isVisibleTo(practice.window)
    ]
    assert nameless == []


@pytest.mark.parametrize("number", ["1117", "1127", "1128", "1129"])
async def test_nothing_grows_out_of_the_window(practice: Practice, number: str) -> None:
    """The longest names, scripts from the right and empty records fit a window of 1366 x 768."""
    await opened(practice, number)
    for show in (practice.window.show_profile, practice.window.show_addresses, practice.window.show_documents):
        show()
        assert practice.frame.minimumSizeHint().width() <= 1366
        assert practice.frame.minimumSizeHint().height() <= 768
        assert practice.frame.width() == 1366


async def test_from_right_to_left(practice: Practice, qapp: QApplication) -> None:
    """In a language from the right the search stands on the right."""
    practice.frame.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    await opened(practice, "1128")
    search = practice.window.search.mapTo(practice.frame, practice.window.search.rect().center()).x()
    page = practice.window.page.mapTo(practice.frame, practice.window.page.rect().center()).x()
    assert search > page
    assert qapp.layoutDirection() == Qt.LayoutDirection.LeftToRight


async def test_what_was_typed_first_goes_along(practice: Practice) -> None:
    """Letters typed into the first screen are in the search box when the desk is ready."""
    frame = MainWindow()
    frame.show()
    first = frame.findChild(QLineEdit, "searchBox")
    assert first is not None
    type_into(first, "appleseed")
    view = DeskView(practice.desk)
    frame.fill(view)
    assert view.search.box.text() == "appleseed"
    assert frame.focusWidget() is view.search.box
    frame.close()
    frame.deleteLater()


async def test_enter_on_the_first_screen_counts(practice: Practice) -> None:
    """Who typed a number and pressed Enter before the desk was ready gets the customer."""
    frame = MainWindow()
    frame.show()
    first = frame.findChild(QLineEdit, "searchBox")
    assert first is not None
    type_into(first, "1117")
    QTest.keyClick(first, Qt.Key.Key_Return)
    view = DeskView(practice.desk)
    frame.fill(view)
    await until(lambda: view.counter.current is not None and not tasks.running())
    assert view.counter.current is not None
    assert view.counter.current.customer.ref.customer_id == "1117"
    frame.close()
    frame.deleteLater()


async def test_connecting_a_real_store(practice: Practice) -> None:
    """From the ribbon to a connected store: the ribbon goes, the store answers, its secret is not in the settings."""
    with running(customers=40, seed=2, calls_per_second=None) as served:
        store = served.store("treez")
        press(practice, "connectButton")
        dialog = practice.window.findChild(ConnectDialog)
        assert dialog is not None
        given = {"name": "Main", "base_url": served.base_url("treez"), **store.account, **store.secret}
        for key, text in given.items():
            editor = dialog.findChild(QLineEdit, f"field_{key}")
            assert editor is not None, key
            editor.clear()
            type_into(editor, text)
        save = dialog.findChild(QPushButton, "connectSaveButton")
        assert save is not None
        save.click()
        await until(lambda: not practice.desk.stores.is_training() and not tasks.running())
        assert not practice.window.ribbon.isVisible()
        await until(
            lambda: all(practice.desk.sync.status(one.id).complete for one in practice.desk.stores.connections())
        )
        assert practice.desk.vault is not None
        assert practice.desk.vault.is_kept
        assert await practice.desk.search.index.count(STORE) == 0  # nobody of the training store is kept
        assert [one.state for one in practice.desk.stores.statuses()] == [StoreState.READY]
        box = practice.window.search.box
        box.setFocus()
        type_into(box, "1117")
        QTest.keyClick(box, Qt.Key.Key_Return)
        await until(lambda: practice.shown == "1117" and is_read(practice))
        kept = practice.desk.settings.load()
        assert store.secret["api_key"] not in json.dumps([str(one) for one in kept.connections])
        await practice.desk.stores.close()


async def test_a_key_revoked_in_mid_use(practice: Practice) -> None:
    """A refused key says so, keeps the form, and offers the sign-in; the status bar says it too."""
    await opened(practice, "1117")
    retype(practice, "nickname", "Jay")
    practice.line.spoil = lambda _request: httpx.Response(401, json={"resultCode": "FAIL"})
    practice.window.save()
    await until(lambda: is_read(practice))
    assert "credentials" in message(practice).lower() or "sign" in message(practice).lower()
    assert line(practice, "nickname").text() == "Jay"
    assert [one.state for one in practice.desk.stores.statuses()] == [StoreState.SIGN_IN_NEEDED]
    passed = tabbed_through(practice)
    assert "sign-in needed" in passed[passed.index("storesButton") + 1], "at its place in the foot, not behind it"
    press(practice, "messageAction")
    dialog = practice.window.findChild(ConnectDialog)
    assert dialog is not None
    dialog.reject()
    assert line(practice, "nickname").text() == "Jay"


async def test_every_key_does_its_work(practice: Practice) -> None:
    """Ctrl+1 to Ctrl+4 go to the tabs; Ctrl+K to the search box."""
    await opened(practice, "1117")
    window = practice.window
    for show, name in (
        (window.show_addresses, "addressesTab"),
        (window.show_documents, "documentsTab"),
        (window.show_activity, "activityTab"),
        (window.show_profile, "profileForm"),
    ):
        show()
        tab = window.findChild(QWidget, name)
        focus = practice.frame.focusWidget()
        assert tab is not None
        assert focus is not None
        assert tab is focus or tab.isAncestorOf(focus), name
    window.go_to_search()
    assert practice.frame.focusWidget() is window.search.box


BEFORE = ["resultsList", "newCustomerButton", "scanButton", "checkInButton", "qt_tabwidget_tabbar"]
BEHIND = ["moreButton", "discardButton", "saveButton", "storesButton"]


async def test_the_tab_key_follows_the_eye(practice: Practice) -> None:
    """From the search over the customer's head and pages through the fields to Save, and only then to the foot."""
    await practice.load()
    await opened(practice, "1117")
    retype(practice, "nickname", "Jay")
    form = practice.window.counter.current
    assert form is not None
    for show, first, last in (
        (practice.window.show_profile, "field_first_name", "field_notes"),
        (practice.window.show_addresses, "", "field_addresses.secondary_address.postal_code"),
    ):
        show()
        passed = tabbed_through(practice)
        assert passed[: len(BEFORE)] == BEFORE
        assert passed[len(BEFORE)].startswith(first)
        end = passed.index(last) + 1
        assert passed[end : end + len(BEHIND)] == BEHIND


@pytest.mark.parametrize("vendor", ["foodics"])
async def test_the_tab_key_goes_through_a_list_that_grew(practice: Practice) -> None:
    """An address that was begun just now stands before the line for another one, and Save behind both."""
    await practice.load()
    (row, *_others) = await practice.desk.search.here("appleseed")
    await opened(practice, row.ref.customer_id)
    practice.window.show_addresses()
    for name in ("Home", "Work"):
        editor = practice.window.findChild(QLineEdit, "newAddressName")
        assert editor is not None
        type_into(editor, name)
        QTest.keyClick(editor, Qt.Key.Key_Return)
    form = practice.window.counter.current
    assert form is not None
    retype(practice, f"addresses.{form.edit.addresses[-1].kind}.street1", "1 Test Way")
    passed = tabbed_through(practice)
    assert passed[: len(BEFORE)] == BEFORE
    parts = [name for name in passed if name.startswith("field_addresses.")]
    assert list(dict.fromkeys(name.split(".")[1] for name in parts)) == [one.kind for one in form.edit.addresses]
    assert len(form.edit.addresses) > 1
    new = passed.index("newAddressName")
    assert passed.index(parts[-1]) < new
    assert passed[new : new + 2 + len(BEHIND)] == ["newAddressName", "addAddressButton", *BEHIND]


async def test_enter_presses_the_button_it_is_on(practice: Practice) -> None:
    """Qt lets the space bar alone do that outside of a dialog, and nobody at a counter knows it."""
    button = practice.window.findChild(QPushButton, "newCustomerButton")
    assert button is not None
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    await until(lambda: practice.window.counter.current is not None)

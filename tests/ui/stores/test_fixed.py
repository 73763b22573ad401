"""What an administrator has set is shown as set, with the reason, and cannot be changed in the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton

from app.core.errors import FixedHere
from app.core.jurisdictions import STRICTEST
from app.core.vendor import Connection
from app.ui.connect.dialog import ConnectDialog
from app.ui.lock.people import PeopleDialog
from tests.ui.stores.several import NORTH, SOUTH, Several, set_policy
from tests.ui.window.clerk import message

Open = Callable[..., Several]
REASON = "Set by your administrator."
ACCOUNT = {"dispensary": "practice"}
STORE = {"vendor": "treez", "name": "North", "base_url": "https://fixed.example", "account": ACCOUNT}
CHANGING = ("connectAnotherButton", "renameStoreButton", "toggleStoreButton", "removeStoreButton")


@pytest.fixture
def fixed(tmp_path: Path, open_desk: Open) -> Several:
    """A desk that had two stores; an administrator has set one of them, under its name."""
    set_policy(tmp_path, stores=[STORE])
    return open_desk(NORTH, SOUTH)


def connecting(desk: Several, connection: Connection | None = None) -> ConnectDialog:
    """The dialog that connects a store or signs in to one."""
    dialog = ConnectDialog(desk.desk.stores, desk.window, connection)
    dialog.open()
    return dialog


async def test_the_list_shows_the_fixed_stores_alone(fixed: Several) -> None:
    """And says who set them. Neither the buttons nor their keys change anything; signing in is everybody's own."""
    fixed.window.show_store_list()
    dialog = fixed.dialog("storesDialog")
    said = dialog.findChild(QLabel, "storesFixed")
    assert said is not None
    assert said.isVisible()
    assert fixed.names("storesDialog") == ["North"]
    for name in CHANGING:
        button = fixed.button("storesDialog", name)
        assert (button.isEnabled(), button.toolTip(), button.accessibleDescription()) == (False, REASON, REASON)
    assert fixed.button("storesDialog", "signInAgainButton").isEnabled()
    QTest.keyClick(fixed.store_list("storesDialog"), Qt.Key.Key_F2)
    QTest.keyClick(fixed.store_list("storesDialog"), Qt.Key.Key_Delete)
    line = dialog.findChild(QLineEdit, "renameLine")
    assert line is not None
    assert not line.isVisible()
    assert not [one for one in dialog.children() if one.inherits("QMessageBox")]
    dialog.close()


async def test_signing_in_asks_for_the_credentials_alone(fixed: Several) -> None:
    """Everything else stands there as it was set, with the reason under it."""
    (store,) = fixed.desk.stores.connections()
    dialog = connecting(fixed, store)
    for key, value in (("name", "North"), ("base_url", "https://fixed.example"), ("dispensary", "practice")):
        editor = dialog.findChild(QLineEdit, f"field_{key}")
        assert editor is not None
        assert (editor.text(), editor.isEnabled(), editor.accessibleDescription()) == (value, False, REASON)
    secret = dialog.findChild(QLineEdit, "field_api_key")
    assert secret is not None
    assert secret.isEnabled()
    assert [one.text() for one in dialog.findChildren(QLabel) if one.isVisible()].count(REASON) >= 4
    dialog.close()


async def test_no_other_store_is_connected(fixed: Several) -> None:
    """The window says why; behind it the use case refuses, too, and nothing is kept."""
    fixed.window.stores.connect_store()
    assert not fixed.is_open("connectDialog")
    assert message(fixed).startswith("The stores of this computer are set by your administrator.")
    stores = fixed.desk.stores
    (store,) = stores.connections()
    with pytest.raises(FixedHere):
        stores.rename(store.id, "Mine")
    with pytest.raises(FixedHere):
        stores.enable(store.id, enabled=False)
    with pytest.raises(FixedHere):
        await stores.disconnect(store.id)
    assert fixed.secrets.read(NORTH, ["api_key"])


async def test_a_fixed_place_is_shown_and_stays(tmp_path: Path, open_desk: Open) -> None:
    """In the line that renames, and where another store is connected."""
    set_policy(tmp_path, jurisdiction="US-CO")
    desk = open_desk(NORTH)
    desk.window.show_store_list()
    desk.button("storesDialog", "renameStoreButton").click()
    place = desk.dialog("storesDialog").findChild(QComboBox, "placeOfStore")
    assert place is not None
    assert (place.isVisible(), place.isEnabled(), place.toolTip(), place.currentData()) == (
        True,
        False,
        REASON,
        "US-CO",
    )
    dialog = connecting(desk)
    chosen = dialog.findChild(QComboBox, "field_place")
    name = dialog.findChild(QLineEdit, "field_name")
    assert chosen is not None
    assert name is not None
    assert (chosen.currentData(), chosen.isEnabled(), name.isEnabled()) == ("US-CO", False, True)
    dialog.close()
    desk.dialog("storesDialog").close()


async def test_a_place_that_cannot_be_read_stays_the_strictest(tmp_path: Path, open_desk: Open) -> None:
    """Also for a store that is given a name, and another place, meanwhile; the name is kept."""
    set_policy(tmp_path, jurisdiction="nowhere")
    stores = open_desk(NORTH).desk.stores
    renamed = stores.rename(NORTH, "Nord", "US-CO")
    assert (renamed.name, renamed.jurisdiction) == ("Nord", STRICTEST)
    assert stores.connection(NORTH) == renamed


@pytest.mark.parametrize("is_fixed", [True, False])
async def test_a_fixed_idle_time(tmp_path: Path, open_desk: Open, is_fixed: bool) -> None:
    """It is the one that holds, and says whose it is."""
    if is_fixed:
        set_policy(tmp_path, idle_minutes=7)
    desk = open_desk(NORTH)
    shop = desk.desk
    dialog = PeopleDialog(shop.shift, shop.settings, shop.journal_export, None, desk.window)
    dialog.open()
    minutes, said = dialog.findChild(QComboBox, "idleMinutes"), dialog.findChild(QLabel, "idleFixed")
    assert minutes is not None
    assert said is not None
    assert (minutes.currentData(), minutes.isEnabled()) == ((7, False) if is_fixed else (2, True))
    assert said.text() == (REASON if is_fixed else "")
    assert isinstance(dialog.findChild(QPushButton, "addPersonButton"), QPushButton)
    dialog.close()

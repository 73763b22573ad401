"""Choosing a store for a new customer, by keyboard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.core.customer import ConnectionId
from app.core.errors import DiskFull
from app.core.settings import Settings
from app.core.vendor import VendorInfo
from app.ui import tasks
from app.ui.stores.chooser import StoreChooser
from app.ui.stores.rows import StoreList
from app.vendors.registry import VendorTable
from tests.ui.conftest import until
from tests.ui.stores.conftest import Open
from tests.ui.stores.several import HARBOR, NORTH, SOUTH, Several
from tests.ui.window.clerk import message, press

CHOOSER = "storeChooser"


def started_at(several: Several) -> ConnectionId | None:
    """The store of the new customer on the screen."""
    form = several.window.counter.current
    return form.customer.ref.connection if form and form.edit.is_new else None


async def test_with_one_store_it_starts_at_once(open_desk: Open) -> None:
    """Nothing is asked where there is nothing to choose."""
    several = open_desk(NORTH)
    press(several, "newCustomerButton")
    await until(lambda: started_at(several) == NORTH)
    assert not several.window.findChildren(QDialog, CHOOSER)


@pytest.mark.parametrize(
    ("keys", "store"),
    [
        ([Qt.Key.Key_2], SOUTH),
        ([Qt.Key.Key_3], HARBOR),
        ([Qt.Key.Key_Return], NORTH),
        ([Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Enter], HARBOR),
    ],
)
async def test_digits_and_arrows(several: Several, keys: list[Qt.Key], store: ConnectionId) -> None:
    """A digit chooses at once; arrows and Enter do too; a digit without a store does nothing."""
    QTest.keyClick(several.frame, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    several.type_key(CHOOSER, Qt.Key.Key_9)
    for key in keys:
        several.type_key(CHOOSER, key)
    await until(lambda: started_at(several) == store)
    assert not several.is_open(CHOOSER)


async def test_escape_starts_nothing(several: Several) -> None:
    """The desk is as it was."""
    several.window.start_new()
    several.type_key(CHOOSER, Qt.Key.Key_Escape)
    assert not several.is_open(CHOOSER)
    assert several.window.counter.current is None
    assert not tasks.running()


async def test_the_last_one_chosen_is_preselected(several: Several) -> None:
    """Enter is enough for the same store again, also after the next start."""
    several.window.start_new()
    several.type_key(CHOOSER, Qt.Key.Key_2)
    await until(lambda: started_at(several) == SOUTH)
    assert several.desk.settings.load().last_store == SOUTH
    several.window.start_new()
    assert several.store_list(CHOOSER).selected() == SOUTH
    several.button(CHOOSER, "chooserChooseButton").click()
    await until(lambda: started_at(several) == SOUTH and not tasks.running())


async def test_a_disabled_store_is_not_offered(several: Several) -> None:
    """Only stores that are worked with."""
    several.desk.stores.enable(SOUTH, enabled=False)
    several.window.start_new()
    assert several.names(CHOOSER) == ["North", "Harbor"]


async def test_a_choice_that_cannot_be_remembered(several: Several, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new customer is started all the same, and the full disk is told."""

    def full(_settings: Settings) -> None:
        raise DiskFull("The disk is full.")

    monkeypatch.setattr(several.desk.settings, "save", full)
    several.window.start_new()
    several.type_key(CHOOSER, Qt.Key.Key_2)
    await until(lambda: started_at(several) == SOUTH)
    assert "disk is full" in message(several)


async def test_a_store_where_nobody_can_be_created(several: Several, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is shown with the reason and cannot be chosen, by digit or by arrows."""
    known = VendorTable.info

    def without_create(table: VendorTable, vendor: str) -> VendorInfo:
        info = known(table, vendor)
        can = replace(info.capabilities, create=False, reasons={"create": "This plan creates nobody."})
        return replace(info, capabilities=can) if vendor == "indicaonline" else info

    monkeypatch.setattr(VendorTable, "info", without_create)
    several.window.start_new()
    stores = several.store_list(CHOOSER)
    assert "This plan creates nobody." in stores.item(2).toolTip()
    several.type_key(CHOOSER, Qt.Key.Key_3)
    for _ in range(4):
        several.type_key(CHOOSER, Qt.Key.Key_Down)
    assert several.is_open(CHOOSER)
    assert stores.selected() == SOUTH


async def test_it_can_be_said_aloud(several: Several, qtbot: QtBot) -> None:
    """The dialog, its list and each row have words."""
    parent = QWidget()
    qtbot.addWidget(parent)
    stores = several.desk.stores
    chooser = StoreChooser(stores, stores.connections(), "Copy to…", parent)
    rows = chooser.findChild(StoreList)
    assert rows is not None
    assert chooser.accessibleName() == rows.accessibleName() == "Copy to…"
    said = str(rows.item(1).data(Qt.ItemDataRole.AccessibleTextRole))
    assert said == "2, South, Treez · connecting…"

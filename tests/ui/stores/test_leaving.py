"""Disabling and removing a store: who may, and what becomes of the changes that wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QListWidget, QMessageBox, QPushButton, QWidget

from app.core.customer import ConnectionId, CustomerRef
from app.core.outbox import Write, WriteKind, WriteState
from app.core.staff import Member, Role
from app.services.shift import Shift
from app.storage.desk_vault import desk_vault
from app.storage.paths import Home
from app.storage.patience import PatientSecrets
from app.storage.secrets import SessionSecrets
from app.storage.staff import VaultStaff
from app.ui import tasks
from app.ui.stores.outcome import Outcome
from app.ui.waiting.dialog import WaitingDialog
from app.ui.widgets.pin_entry import PinEntry
from tests.ui.conftest import until
from tests.ui.stores.several import NORTH, SOUTH, Several
from tests.ui.window.practice import QUICK

LIST = "storesDialog"


async def waits(several: Several, store: ConnectionId, count: int) -> None:
    """So many changes wait for a store."""
    now = several.desk.clock.now()
    for number in range(count):
        write = Write(kind=WriteKind.DELETE, ref=CustomerRef(store, str(number)), at=now)
        await several.desk.outgoing.outbox.ledger.add(write)


def outcome(several: Several) -> str:
    """What the list says of what was done last."""
    found = several.dialog(LIST).findChild(Outcome)
    assert found is not None
    return found.accessibleName()


def foot(several: Several) -> str:
    """The button that lists what waits; "" while it is hidden."""
    found = several.window.findChild(QPushButton, "waitingButton")
    assert found is not None
    return found.text() if found.isVisible() else ""


async def test_the_question_before_removing_counts_what_waits(several: Several) -> None:
    """It can never be sent after that; the foot of the window goes on counting it, until somebody discards it."""
    await waits(several, SOUTH, 2)
    several.window.show_store_list()
    several.store_list(LIST).setCurrentRow(1)
    several.button(LIST, "removeStoreButton").click()
    (question,) = several.window.findChildren(QMessageBox)
    assert "Changes that wait for it: 2. They can never be sent then" in question.informativeText()
    next(one for one in question.buttons() if one.text() == "Remove").click()
    await until(lambda: not tasks.running())
    assert several.names(LIST) == ["North", "Harbor"]
    assert foot(several).startswith("2 change")


async def test_what_waits_for_a_store_without_changes_is_not_spoken_of(several: Several) -> None:
    """The question is as short as it can be."""
    await waits(several, NORTH, 1)
    several.window.show_store_list()
    several.store_list(LIST).setCurrentRow(1)
    several.button(LIST, "removeStoreButton").click()
    (question,) = several.window.findChildren(QMessageBox)
    assert "wait" not in question.informativeText()
    question.reject()


async def test_disabling_says_what_waits_until_it_is_enabled(several: Several) -> None:
    """And the foot of the window counts it all the while."""
    await waits(several, SOUTH, 1)
    several.window.show_store_list()
    several.store_list(LIST).setCurrentRow(1)
    several.button(LIST, "toggleStoreButton").click()
    assert outcome(several) == "South is disabled. Changes that wait for it: 1. They go when it is enabled again."
    assert foot(several).startswith("1 change")


async def _signed_in(shift: Shift) -> None:
    await shift.open()
    await shift.add(Member("Dana", Role.MANAGER), "2580")
    await shift.add(Member("Ede", Role.CLERK), "90210")
    await shift.sign_in("Ede", "90210")


@pytest.fixture
def clerk(
    loop: asyncio.AbstractEventLoop, several: Several, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Several]:
    """Ede, a clerk, is signed in at the desk of Dana, a manager."""
    vault = desk_vault(Home.at(tmp_path / "people"), PatientSecrets(SessionSecrets()), kept=False)
    monkeypatch.setattr(several.desk.shift, "_staff", VaultStaff(vault, QUICK))
    loop.run_until_complete(_signed_in(several.desk.shift))
    yield several
    loop.run_until_complete(vault.close())


async def test_a_clerk_disables_and_enables_with_a_managers_word(clerk: Several) -> None:
    """Each time anew; without it nothing is changed."""
    clerk.window.show_store_list()
    for in_use in (False, True):
        clerk.button(LIST, "toggleStoreButton").click()
        assert (NORTH in [one.id for one in clerk.desk.stores.connections()]) is not in_use
        asked = clerk.dialog("approvalDialog")
        assert "disable" in " ".join(one.text() for one in asked.findChildren(QLabel))
        entry = asked.findChild(PinEntry)
        assert isinstance(entry, QWidget)
        entry.given.emit("Dana", "2580")
        await until(lambda: not tasks.running())
        assert (NORTH in [one.id for one in clerk.desk.stores.connections()]) is in_use


async def waiting_list(several: Several) -> tuple[WaitingDialog, list[str], str]:
    """The list of what waits, its lines and what stands above them."""
    several.window.outgoing.show_list()
    dialog = several.dialog("waitingDialog")
    assert isinstance(dialog, WaitingDialog)
    listed = dialog.findChild(QListWidget)
    assert listed is not None
    return dialog, [listed.item(row).text() for row in range(listed.count())], dialog.findChildren(QLabel)[0].text()


async def test_what_waits_for_a_removed_store_can_only_be_discarded(several: Several) -> None:
    """The list says that it never goes there; nobody is led to a customer who cannot be opened, nor told it was sent."""
    await waits(several, SOUTH, 1)
    await several.desk.stores.disconnect(SOUTH)
    dialog, (line,), about = await waiting_list(several)
    assert "a store that was removed" in line
    assert line.endswith("Deletion — can never be sent: the store was removed; discard it")
    assert "discard it" in about
    assert "by themselves" not in about
    buttons = {one.objectName(): one.isEnabled() for one in dialog.findChildren(QPushButton) if one.objectName()}
    assert [name for name, is_enabled in buttons.items() if is_enabled] == ["discardWaiting"]
    opened: list[object] = []
    dialog.opened.connect(opened.append)
    listed = dialog.findChild(QListWidget)
    assert listed is not None
    listed.itemActivated.emit(listed.item(0))
    assert opened == []
    several.button("waitingDialog", "discardWaiting").click()
    (question,) = dialog.findChildren(QMessageBox)
    next(one for one in question.buttons() if one.text() == "Discard").click()
    await until(lambda: not several.desk.outgoing.waiting.all() and not tasks.running())
    assert dialog.findChildren(QLabel)[0].text() == "Nothing waits for a store."
    dialog.reject()


async def test_what_may_have_reached_a_removed_store_is_not_looked_for(several: Several) -> None:
    """There is nobody to ask, and nothing to send it to."""
    await waits(several, SOUTH, 1)
    (write,) = several.desk.outgoing.waiting.all()
    await several.desk.outgoing.outbox.ledger.mark(write, WriteState.SENT)
    await several.desk.stores.disconnect(SOUTH)
    dialog, (line,), _about = await waiting_list(several)
    assert "not known whether it arrived, and no longer looked for" in line
    assert not several.button("waitingDialog", "lookAgain").isEnabled()
    assert not several.button("waitingDialog", "sendAgain").isEnabled()
    dialog.reject()


async def test_what_waits_for_a_disabled_store_waits_until_it_is_enabled(several: Several) -> None:
    """It does not go there by itself meanwhile; what waits for others does."""
    await waits(several, SOUTH, 1)
    several.desk.stores.enable(SOUTH, enabled=False)
    dialog, (line,), about = await waiting_list(several)
    assert line.endswith("waits until the store is enabled")
    assert about.endswith("What is for a disabled store waits until it is enabled.")
    assert several.button("waitingDialog", "openWaiting").isEnabled()
    await waits(several, NORTH, 1)
    assert "The others go to their stores by themselves" in dialog.findChildren(QLabel)[0].text()
    dialog.reject()

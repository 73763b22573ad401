"""Signing in from a message: to the store that the message is about."""

from __future__ import annotations

import httpx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.core.customer import ConnectionId
from app.core.errors import NotSignedIn
from app.services.stores import StoreState
from app.ui import tasks
from app.ui.connect.dialog import ConnectDialog
from tests.ui.conftest import until
from tests.ui.stores.several import HARBOR, SHOPS, SOUTH, Several
from tests.ui.window.clerk import key, message, retype


def refused(_request: httpx.Request) -> httpx.Response:
    """A store that knows the key no longer."""
    return httpx.Response(401, json={})


def action(several: Several) -> str:
    """What the message offers; "" for nothing."""
    found = several.window.findChild(QPushButton, "messageAction")
    assert found is not None
    return found.text() if found.isVisible() else ""


def sign_ins(several: Several) -> list[str]:
    """The titles of the dialogs for credentials that are on the screen."""
    return [one.windowTitle() for one in several.window.findChildren(ConnectDialog) if one.isVisible()]


async def revoke(several: Several) -> None:
    """Every store refuses its key, and the window knows it."""
    for store, line in several.lines.items():
        line.spoil = refused
        with pytest.raises(NotSignedIn):
            await several.desk.stores.greet(store)
    assert {one.state for one in several.desk.stores.statuses()} == {StoreState.SIGN_IN_NEEDED}


async def save_in_vain(several: Several, store: ConnectionId) -> None:
    """A customer of a store is changed, and no store accepts its key when the change is saved."""
    await several.opened(store, "21119" if store == HARBOR else "1117")
    retype(several, "email", "jay@example.org")
    await revoke(several)
    several.window.save()
    await until(lambda: not tasks.running())
    assert "did not accept this store's key" in message(several)
    assert action(several) == "Sign in…   F3"


@pytest.mark.parametrize("store", SHOPS)
async def test_the_message_opens_the_sign_in_of_its_store(several: Several, store: ConnectionId) -> None:
    """Not that of another which wants its credentials too: they would be entered there."""
    await save_in_vain(several, store)
    key(several, Qt.Key.Key_F3)
    assert sign_ins(several) == [f"Sign in to {SHOPS[store][0]}"]


async def test_a_removed_store_has_nothing_to_sign_in_to(several: Several) -> None:
    """The message of a save there says so and offers nothing, though another store wants its credentials."""
    await several.opened(SOUTH, "1117")
    retype(several, "nickname", "Jay")
    await revoke(several)
    await several.desk.stores.disconnect(SOUTH)
    several.window.save()
    await until(lambda: not tasks.running())
    assert "no longer connected" in message(several)
    assert action(several) == ""
    key(several, Qt.Key.Key_F3)
    assert sign_ins(several) == []
    assert not several.is_open("storesDialog")


async def test_a_store_removed_since_the_message_is_not_signed_in_to(several: Several) -> None:
    """It would be connected again by that."""
    await save_in_vain(several, SOUTH)
    await several.desk.stores.disconnect(SOUTH)
    key(several, Qt.Key.Key_F3)
    assert "no longer connected" in message(several)
    assert action(several) == ""
    assert sign_ins(several) == []

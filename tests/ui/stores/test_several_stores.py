"""Several stores at one desk: none waits for another, and each is said."""

from __future__ import annotations

import httpx
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.services.stores import StoreState
from app.ui import tasks
from tests.ui.conftest import until
from tests.ui.stores.several import NORTH, SOUTH, Several
from tests.ui.window.clerk import message, retype, type_into


def unreachable(_request: httpx.Request) -> httpx.Response:
    """A store whose line is cut."""
    raise httpx.ConnectError("no route")


def rows(several: Several) -> list[tuple[str, str]]:
    """The stores and numbers in the results."""
    found = several.window.search.presenter.found.rows
    return [(row.store, row.ref.customer_id) for row in found]


async def test_no_store_waits_for_another(several: Several) -> None:
    """One is held, one fails, one is well: the answer of the one is there at once, and the others say how they are."""
    several.lines[SOUTH].spoil = unreachable
    gate = several.lines[NORTH].hold("customer")
    token = several.lines[NORTH].hold("token")
    presenter = several.window.search.presenter
    type_into(several.window.search.box, "21119")
    QTest.keyClick(several.window.search.box, Qt.Key.Key_Return)
    await until(lambda: rows(several) == [("Harbor", "21119")])
    assert presenter.found.waiting >= {NORTH}
    assert NORTH not in presenter.found.errors
    await until(lambda: SOUTH in presenter.found.errors, 20)
    assert presenter.found.waiting == {NORTH}
    states = {one.connection.name: one.state for one in several.desk.stores.statuses()}
    assert states["Harbor"] is StoreState.READY
    assert states["South"] is StoreState.OFFLINE
    assert states["North"] is StoreState.CONNECTING
    for held in (gate, token):
        held.set()
    await until(lambda: not presenter.found.waiting and not tasks.running())
    assert several.desk.stores.statuses()[0].state is StoreState.READY


async def test_a_store_that_is_back_is_asked_again(several: Several) -> None:
    """By itself: the line that says what is missing goes, whoever was missing comes, and nobody is opened by it."""
    several.desk.stores.rename(SOUTH, "Telegraph Avenue and Forty-First Street")
    several.lines[SOUTH].spoil = unreachable
    presenter = several.window.search.presenter
    type_into(several.window.search.box, "1117")
    await until(lambda: SOUTH in presenter.found.errors and not presenter.found.waiting, 20)
    assert [store for store, _number in rows(several)] == ["North"]
    line = next(one for one in several.window.search.findChildren(QLabel) if one.text().startswith("Incomplete"))
    panel = several.window.search.layout()
    assert panel is not None
    panel.activate()
    assert line.isVisible()
    assert line.height() >= line.heightForWidth(line.width()) > 2 * line.fontMetrics().height() - 2
    several.lines[SOUTH].spoil = lambda _request: None
    await several.desk.stores.greet(SOUTH)
    await until(lambda: not presenter.found.errors and not presenter.found.waiting)
    assert len(rows(several)) == 2
    assert line.text().startswith("2 match")
    assert several.window.counter.wanted is None


async def test_a_store_that_was_there_is_not_asked_again(several: Several) -> None:
    """One that can be reached and answers nonsense would be asked once more at every change of another."""
    await several.desk.stores.greet(SOUTH)
    several.lines[SOUTH].spoil = lambda request: (
        httpx.Response(200, text="?") if "/customer/" in request.url.path else None
    )
    presenter = several.window.search.presenter
    type_into(several.window.search.box, "1117")
    await until(lambda: SOUTH in presenter.found.errors and not presenter.found.waiting, 25)
    asked = len(several.lines[SOUTH].calls)
    several.window.stores.state_changed.emit()
    await until(lambda: not tasks.running())
    assert len(several.lines[SOUTH].calls) == asked
    assert SOUTH in presenter.found.errors


async def test_each_store_is_said(several: Several) -> None:
    """The foot of the window names every store with its state; the page whose customer it shows."""
    several.window.begin()
    await until(lambda: not tasks.running())
    shown = [one.text() for one in several.window.status.findChildren(QLabel) if one.isVisible()]
    assert shown == ["●  North  ready", "●  South  ready", "●  Harbor  ready"]
    await several.opened(SOUTH, "1117")
    header = several.window.findChild(QLabel, "customerHeader") or several.window.page
    assert any("Treez, South" in one.text() for one in header.findChildren(QLabel))


async def test_many_stores_fit_into_the_foot(several: Several) -> None:
    """Long names share the width, cut with dots; the whole text is a hover away."""
    for store, name in ((NORTH, "Telegraph Avenue and Forty-First Street"), (SOUTH, "S" * 60)):
        several.desk.stores.rename(store, name)
    several.window.show_stores()
    assert several.frame.minimumSizeHint().width() <= 1366
    several.frame.resize(several.frame.minimumSizeHint())
    first = next(one for one in several.window.status.findChildren(QLabel) if "Telegraph" in one.toolTip())
    assert first.accessibleName() == "●  Telegraph Avenue and Forty-First Street  connecting…"
    assert several.frame.width() <= 1366


async def test_nothing_grows_out_of_the_window(several: Several) -> None:
    """The page with its further button, and a copy with a long list beside it, fit a window of 1366 x 768."""
    await several.opened(NORTH, "1117")
    for key in (Qt.Key.Key_2, None):
        assert several.frame.minimumSizeHint().width() <= 1366
        assert several.frame.minimumSizeHint().height() <= 768
        assert several.frame.width() == 1366
        if key:
            several.window.copy_customer()
            several.type_key("storeChooser", key)
            await until(lambda: several.shown == "" and not tasks.running())


# ------------------------------------------------------------------------------------------------ disabled and removed


async def test_unsaved_work_at_a_disabled_store_is_kept(several: Several) -> None:
    """It stays on the screen, a save says why it does not go out, and after enabling it does."""
    await several.opened(NORTH, "1117")
    retype(several, "nickname", "Jay")
    several.window.show_store_list()
    several.button("storesDialog", "toggleStoreButton").click()
    several.button("storesDialog", "closeStoresButton").click()
    assert several.shown == "1117"
    assert "North is disabled" in message(several)
    writes = several.lines[NORTH].count("PUT") + several.lines[NORTH].count("PATCH")
    several.window.save()
    await until(lambda: not tasks.running())
    assert "North is disabled" in message(several)
    assert several.lines[NORTH].count("PUT") + several.lines[NORTH].count("PATCH") == writes
    several.desk.stores.enable(NORTH, enabled=True)
    several.window.save()
    await until(lambda: not tasks.running())
    assert several.window.counter.unsaved() == 0


async def test_a_customer_without_unsaved_work_leaves_the_screen(several: Several) -> None:
    """Nobody of a store that is not worked with is shown, nor listed."""
    await several.opened(NORTH, "1117")
    several.window.show_store_list()
    several.button("storesDialog", "toggleStoreButton").click()
    assert several.window.counter.current is None
    assert rows(several) == []
    assert message(several) == ""

"""Asking for a period, looking at the customers, going on where it broke off."""

from __future__ import annotations

from datetime import date

import httpx
import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDateEdit,
    QHeaderView,
    QListWidget,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from app.core.customer import CustomerRef
from app.core.settings import Theme
from app.core.vendor import CreatedBetween
from app.services.bulk import Stage
from app.ui.application import apply_theme
from app.ui.bulk.columns import ColumnsDialog
from app.ui.bulk.window import BulkWindow
from app.ui.questions import ask
from tests.ui.bulk.conftest import Clerk, at_window
from tests.ui.conftest import emitted, until
from tests.ui.window.practice import open_practice
from tests.unit.services.practice import HERE, THERE, Practice

CAN_BE_PRESSED = ("bulkStart", "bulkCancel", "bulkContinue", "bulkColumns", "bulkExport")


def enabled(clerk: Clerk) -> set[str]:
    return {name for name in CAN_BE_PRESSED if clerk.button(name).isEnabled()}


async def test_empty_window(clerk: Clerk) -> None:
    """It says what to do; nothing but Start can be pressed, and nothing was asked of the store."""
    assert "press Start" in clerk.text("bulkEmpty")
    assert enabled(clerk) == {"bulkStart"}
    assert clerk.practice.wire.asked == []


@pytest.mark.parametrize("name", ["bulkStore", "bulkKind", "bulkFirst", "bulkLast"])
async def test_enter_starts_from_every_field(clerk: Clerk, name: str) -> None:
    """Once, whichever of them the cursor is in."""
    starts: list[None] = []
    clerk.window.presenter.started.connect(lambda: starts.append(None))
    field = clerk.window.findChild(QWidget, name)
    assert field is not None
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert len(starts) == 1
    await clerk.idle()


async def test_everybody_of_a_period(clerk: Clerk) -> None:
    """The rows stand in the table, the counts above it, and the focus goes to the table."""
    clerk.start()
    assert enabled(clerk) >= {"bulkCancel"}
    assert "bulkStart" not in enabled(clerk)
    await clerk.idle()
    numbers = clerk.column(0)
    assert "1117" in numbers
    assert len(set(numbers)) == len(numbers) >= 50
    row = numbers.index("1117")
    shown = [str(clerk.window.model.data(clerk.window.model.index(row, place))) for place in range(4)]
    assert shown == ["1117", "Johnny James Appleseed", "1992-04-07", "(628) 203-2916"]
    assert clerk.lines() == [f"Here: complete, {len(numbers)} in all"]
    assert f"Customers: {len(numbers)}" in clerk.text("bulkState")
    assert enabled(clerk) == {"bulkStart", "bulkColumns", "bulkExport"}
    assert clerk.window.focusWidget() is clerk.window.table


async def test_changed_since(clerk: Clerk) -> None:
    """The other list asks for one day, and its rest is not guessed."""
    clerk.choose("bulkKind", "changed")
    since = clerk.window.findChild(QDateEdit, "bulkSince")
    first = clerk.window.findChild(QDateEdit, "bulkFirst")
    assert since is not None
    assert first is not None
    assert (since.isVisible(), first.isVisible()) == (True, False)
    clerk.day("bulkSince", date(2015, 1, 1))
    clerk.button("bulkStart").click()
    await clerk.idle()
    assert clerk.window.model.rowCount() >= 50
    assert any("lastUpdated" in asked for asked in clerk.practice.wire.asked)


async def test_nobody(clerk: Clerk) -> None:
    """An empty period is said to be one."""
    clerk.day("bulkFirst", date(2001, 1, 1))
    clerk.day("bulkLast", date(2001, 1, 2))
    clerk.button("bulkStart").click()
    await clerk.idle()
    assert clerk.text("bulkEmpty") == "Nobody in this period."
    assert "bulkExport" not in enabled(clerk)


async def test_days_the_wrong_way_round(clerk: Clerk) -> None:
    """It is said before anything is asked, and goes away with its reason."""
    clerk.day("bulkFirst", date(2026, 11, 20))
    clerk.day("bulkLast", date(2026, 11, 1))
    assert clerk.text("bulkProblem") == "The first day is after the last one."
    assert enabled(clerk) == set()
    clerk.day("bulkFirst", date(2026, 11, 1))
    assert clerk.text("bulkProblem") == ""
    assert enabled(clerk) == {"bulkStart"}


async def test_enter_in_a_day_starts(clerk: Clerk) -> None:
    """From the keyboard alone: type the day, press Enter, press Enter on a row."""
    editor = clerk.window.findChild(QDateEdit, "bulkFirst")
    assert editor is not None
    editor.setFocus()
    editor.setSelectedSection(QDateEdit.Section.YearSection)
    QTest.keyClicks(editor, "2015")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert clerk.window.presenter.reading
    await clerk.idle()
    QTest.keyClick(clerk.window.table, Qt.Key.Key_Down)
    opened: list[object] = []
    clerk.window.opened.connect(opened.append)
    QTest.keyClick(clerk.window.table, Qt.Key.Key_Return)
    assert opened == [CustomerRef(HERE, clerk.column(0)[clerk.window.table.currentIndex().row()])]


@pytest.mark.parametrize("typed", ["2000-01-01", "1999-12-31"])
async def test_day_typed_over_another(clerk: Clerk, typed: str) -> None:
    """The list is of the day that was typed, also where all was selected before and however long ago it is."""
    editor = clerk.window.findChild(QDateEdit, "bulkFirst")
    assert editor is not None
    QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(editor, typed)
    listing = clerk.window.question.listing()
    assert isinstance(listing, CreatedBetween)
    assert listing.first == date.fromisoformat(typed)


async def test_double_click_opens(clerk: Clerk) -> None:
    """The row under the mouse is the one that is opened."""
    clerk.start()
    await clerk.idle()
    table = clerk.window.table
    place = table.visualRect(clerk.window.model.index(2, 1)).center()
    opened: list[object] = []
    clerk.window.opened.connect(opened.append)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(place))
    assert opened == [CustomerRef(HERE, clerk.column(0)[2])]


async def test_cancel_and_continue(clerk: Clerk) -> None:
    """Cancel keeps what came and says that it is short; Continue brings the rest, nobody twice."""
    clerk.start()
    await until(lambda: clerk.window.presenter.run and len(clerk.window.presenter.run.rows))
    clerk.button("bulkCancel").click()
    await clerk.idle()
    (line,) = clerk.lines()
    assert "the list is short" in line
    assert enabled(clerk) == {"bulkStart", "bulkContinue", "bulkColumns", "bulkExport"}
    before = clerk.window.model.rowCount()
    assert before
    clerk.button("bulkContinue").click()
    await clerk.idle()
    numbers = clerk.column(0)
    assert len(set(numbers)) == len(numbers) > before
    assert "bulkContinue" not in enabled(clerk)


@pytest.mark.parametrize("kind", ["created", "changed"])
async def test_continue_shows_what_the_list_is_of(loop: object, practice: Practice, kind: str) -> None:
    """Whatever was entered meanwhile for another list: the fields say what the list was asked with."""
    assert loop
    clerk = at_window(practice, HERE, THERE)
    clerk.choose("bulkStore", "There")
    clerk.choose("bulkKind", kind)
    clerk.day("bulkSince", date(2015, 1, 1))
    practice.wire.breaks(httpx.ConnectError("gone"))
    clerk.start()
    asked, listing = clerk.window.question.asked(), clerk.window.question.listing()
    await clerk.idle()
    clerk.choose("bulkStore", "All stores")
    clerk.choose("bulkKind", "changed" if kind == "created" else "created")
    for name in ("bulkFirst", "bulkLast", "bulkSince"):
        clerk.day(name, date(2020, 3, 5))
    practice.wire.mend()
    clerk.button("bulkContinue").click()
    assert (clerk.window.question.asked(), clerk.window.question.listing()) == (asked, listing)
    await clerk.idle()
    clerk.main.hide()
    clerk.main.deleteLater()


async def test_a_store_that_brings_nothing_is_waited_for(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its line says so and why that may be; how long the rest takes is not guessed meanwhile."""
    clerk.start()
    await until(lambda: clerk.window.presenter.run and len(clerk.window.presenter.run.rows))
    run = clerk.window.presenter.run
    assert run is not None
    now = run._clock()
    monkeypatch.setattr(run, "_clock", lambda: now + 42)
    clerk.window.outcome.refresh()
    (line,) = clerk.lines()
    assert "waiting for the store for 42 s" in line
    assert "left" not in clerk.text("bulkState")
    monkeypatch.undo()
    clerk.window.outcome.refresh()
    assert "waiting" not in clerk.lines()[0]
    await clerk.idle()


async def test_store_that_fails_says_what_to_do(loop: object, practice: Practice) -> None:
    """One store fails with its reason in words; the other is read all the same, and each row says whose it is."""
    assert loop
    clerk = at_window(practice, HERE, THERE)
    practice.stores._session_secrets.pop(THERE)
    clerk.start()
    await clerk.idle()
    here, there = clerk.lines()
    assert here.startswith("Here: complete")
    assert "needs its credentials" in there
    assert "Continue tries again." in there
    assert set(clerk.column(0)) == {"Here"}
    assert "bulkContinue" in enabled(clerk)
    clerk.main.hide()
    clerk.main.deleteLater()


async def test_broken_line(clerk: Clerk) -> None:
    """What the store said stands beside its name, and going on is offered."""
    clerk.practice.wire.breaks(httpx.ConnectError("gone"))
    clerk.start()
    await clerk.idle()
    (line,) = clerk.lines()
    assert "cannot be reached" in line
    assert clerk.text("bulkEmpty") == "Nothing was read."
    clerk.practice.wire.mend()
    clerk.button("bulkContinue").click()
    await clerk.idle()
    assert clerk.window.presenter.run is not None
    assert clerk.window.presenter.run.complete


async def test_columns_are_chosen(clerk: Clerk) -> None:
    """A ticked column appears at once, with the rows that are there; the usual ones come back with one press."""
    clerk.start()
    await clerk.idle()
    rows = clerk.window.model.rowCount()
    clerk.button("bulkColumns").click()
    dialog = clerk.window.findChild(ColumnsDialog)
    assert dialog is not None
    usual = list(clerk.window.model.names)
    shown = dialog.findChild(QListWidget)
    assert shown is not None
    items = [shown.item(row) for row in range(shown.count())]
    next(one for one in items if one.text() == "Addresses" or one.text() == "Other addresses").setCheckState(
        Qt.CheckState.Checked
    )
    assert list(clerk.window.model.names) == [*usual, "addresses_other"]
    assert clerk.window.model.rowCount() == rows
    for name, count in (("bulkAllColumns", shown.count()), ("bulkUsualColumns", len(usual))):
        button = dialog.findChild(QPushButton, name)
        assert button is not None
        button.click()
        assert len(clerk.window.model.names) == count
    for one in items:
        one.setCheckState(Qt.CheckState.Unchecked)
    assert len(clerk.window.model.names) == 1, "a table without a column says nothing"


async def test_closing_while_reading_asks(clerk: Clerk) -> None:
    """Closing first asks; stopping keeps the rows, which are there again when the window comes back."""
    clerk.start()
    await until(lambda: clerk.window.presenter.run and len(clerk.window.presenter.run.rows))
    clerk.window.close()
    assert clerk.window.isVisible()
    box = clerk.window.findChild(QMessageBox)
    assert box is not None
    next(one for one in box.buttons() if one.text() == "Stop and close").click()
    assert not clerk.window.isVisible()
    await clerk.idle()
    assert clerk.window.presenter.run is not None
    assert clerk.window.presenter.run.stores[0].stage is Stage.STOPPED
    clerk.window.show()
    assert clerk.window.model.rowCount()


async def test_it_closes_with_the_main_window(clerk: Clerk) -> None:
    """No window stays behind, and nothing goes on, when the program is closed."""
    clerk.start()
    clerk.main.close()
    assert not clerk.window.isVisible()
    await until(lambda: not clerk.window.presenter.busy)
    clerk.window.show()
    QTest.keyClick(clerk.window, Qt.Key.Key_Escape)
    assert not clerk.window.isVisible()


async def test_rows_of_a_store_that_has_gone(clerk: Clerk) -> None:
    """When another store was connected meanwhile, the rows of the old one lead nowhere and are let go."""
    clerk.start()
    await clerk.idle()
    clerk.practice.open(THERE)
    clerk.window._forget_gone_stores()
    assert clerk.window.model.rowCount() == 0
    store = clerk.window.findChild(QComboBox, "bulkStore")
    assert store is not None
    assert store.currentText() == "There"


async def test_everything_has_a_name(clerk: Clerk) -> None:
    """Whatever takes the focus says to a screen reader what it is, and can be reached with Tab."""
    nameless = [
        one.objectName() or type(one).__name__
        for one in clerk.window.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.isVisible()
        and not isinstance(one, QStackedWidget | QHeaderView)
        and not one.accessibleName()
        and not (isinstance(one, QPushButton) and one.text())
    ]
    assert nameless == []


async def test_table_is_never_measured(clerk: Clerk) -> None:
    """Widths and heights are fixed: measuring a hundred thousand rows would freeze the window."""
    clerk.start()
    await clerk.idle()
    table = clerk.window.table
    assert table.verticalHeader().sectionResizeMode(0) is QHeaderView.ResizeMode.Fixed
    assert table.horizontalHeader().sectionResizeMode(0) is QHeaderView.ResizeMode.Interactive
    assert table.editTriggers() == QAbstractItemView.EditTrigger.NoEditTriggers


@pytest.mark.parametrize("theme", [Theme.DARK, Theme.LIGHT])
async def test_it_follows_the_theme(clerk: Clerk, qapp: QApplication, theme: Theme) -> None:
    """A change of theme reaches the open window."""
    before = Theme.LIGHT if theme is Theme.DARK else Theme.DARK
    apply_theme(qapp, before)
    QApplication.sendPostedEvents(None, QEvent.Type.PaletteChange)
    old = clerk.window.styleSheet()
    apply_theme(qapp, theme)
    await until(lambda: clerk.window.styleSheet() != old)
    apply_theme(qapp, Theme.LIGHT)


async def test_ctrl_e(loop: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Ctrl+E brings the one window to the front; a customer chosen there is opened in the main window."""
    assert loop
    practice = open_practice(tmp_path_factory.mktemp("desk"))
    practice.frame.show()
    practice.window.open_bulk()
    practice.window.open_bulk()
    (window,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, BulkWindow) and one.isVisible()]
    assert window is practice.window.bulk
    window.opened.emit(practice.ref("1117"))
    await until(lambda: practice.shown == "1117")
    opened = practice.window.counter.current
    assert opened is not None
    if opened.read_at is None:
        await emitted(practice.window.counter.updated)
    practice.frame.close_anyway()
    assert not window.isVisible()
    practice.frame.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(practice.window)
    await until(lambda: not shiboken6.isValid(window))


async def test_enter_brings_the_main_window_before_it(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The customer is looked at and served there: no window stands above it, also where it was minimized."""
    assert clerk.window.parentWidget() is None, "window managers keep a child above its parent"
    clerk.start()
    await clerk.idle()
    raised: list[QWidget] = []
    monkeypatch.setattr(clerk.main, "raise_", lambda: raised.append(clerk.main))
    clerk.main.showMinimized()
    clerk.window.table.setCurrentIndex(clerk.window.model.index(1, 0))
    QTest.keyClick(clerk.window.table, Qt.Key.Key_Return)
    assert raised == [clerk.main]
    assert not clerk.main.isMinimized()
    await until(clerk.main.isActiveWindow)


async def test_a_question_in_the_main_window_is_answered_first(clerk: Clerk) -> None:
    """It is about the customer who is on the screen there: nobody else comes under it, and it is what is shown."""
    clerk.start()
    await clerk.idle()
    opened: list[object] = []
    clerk.window.opened.connect(opened.append)
    question = ask(clerk.main, "Delete?", "", yes="Yes", no="No", agreed=lambda: None)
    clerk.window.table.activated.emit(clerk.window.model.index(1, 0))
    assert opened == []
    await until(question.isActiveWindow)
    question.reject()
    clerk.window.table.activated.emit(clerk.window.model.index(1, 0))
    assert len(opened) == 1

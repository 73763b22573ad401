"""A manager's word for one thing, typed into a panel: the clerk stays signed in, and everything typed is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication, QDateEdit, QDialog, QLabel, QPushButton, QWidget

from app.core.errors import AccessDenied
from app.core.staff import Privilege
from app.services.activity import Deed
from app.services.journal_export import Days
from app.ui.approval import ApprovalDialog
from app.ui.bulk.saving import ExportDialog
from app.ui.checkin.reason import ReasonPanel
from app.ui.connect.dialog import ConnectDialog
from tests.ui.conftest import until
from tests.ui.lock.conftest import PINS, Counter, windows
from tests.ui.window.clerk import message

Key = Qt.Key
REFUSED = "1120"  # a training customer whom the verdict refuses


async def clerk(counter: Counter) -> None:
    """Ede, a clerk, is signed in."""
    await counter.people()
    await counter.shift.sign_in("Ede", PINS["Ede"])


async def asked() -> QDialog:
    """The panel is on the screen."""
    await until(lambda: isinstance(QApplication.activeWindow(), ApprovalDialog))
    panel = QApplication.activeWindow()
    assert isinstance(panel, ApprovalDialog)
    return panel


async def override(counter: Counter) -> ReasonPanel:
    """F4 on somebody who is refused, a reason, Enter."""
    await counter.open(REFUSED)
    await counter.press(Key.Key_F4)
    reason = counter.practice.window.findChild(ReasonPanel)
    assert reason is not None
    await until(reason.isVisible)
    await counter.write("regular, knows us")
    await counter.press(Key.Key_Return)
    return reason


async def test_an_override_by_keyboard(counter: Counter) -> None:
    """Reason, PIN, Enter: the visit is the clerk's, the entry names the manager too."""
    await clerk(counter)
    await override(counter)
    await asked()
    await counter.write(PINS["Dana"])
    await counter.press(Key.Key_Return)
    ref = counter.practice.ref(REFUSED)
    await until(lambda: counter.practice.desk.checkin.here(ref))
    visit = counter.practice.desk.checkin.here(ref)
    assert visit is not None
    assert (visit.by, visit.reason, visit.is_override) == ("Ede", "regular, knows us", True)
    assert counter.shift.who == "Ede"
    noted = counter.practice.desk.activity.of(ref)[0]
    assert (noted.deed, noted.detail) == (Deed.CHECKED_IN, "override, with a reason and the word of Dana")
    await until(lambda: "is checked in" in message(counter.practice))


async def test_an_override_that_is_not_allowed(counter: Counter) -> None:
    """A wrong PIN is said in the panel; Esc takes nobody in, and the reason stands there still."""
    await clerk(counter)
    reason = await override(counter)
    panel = await asked()
    await counter.write("1379")
    await counter.press(Key.Key_Return)
    outcome = panel.findChild(QLabel, "pinOutcome")
    assert outcome is not None
    await until(lambda: "not the PIN" in outcome.text())
    await counter.press(Key.Key_Escape)
    await until(lambda: windows() == [counter.frame])
    assert counter.practice.desk.checkin.queue() == ()
    assert reason.isVisible()
    assert reason._line.text() == "regular, knows us"


async def test_a_manager_is_not_asked(counter: Counter) -> None:
    """Nor is anybody at a desk without people."""
    await override(counter)
    ref = counter.practice.ref(REFUSED)
    await until(lambda: counter.practice.desk.checkin.here(ref))
    visit = counter.practice.desk.checkin.here(ref)
    assert visit is not None
    assert visit.by == "counter"
    await counter.practice.desk.checkin.undo(visit.visit_id)
    await counter.people()
    await override(counter)
    await until(lambda: counter.practice.desk.checkin.here(ref))
    assert windows() == [counter.frame]


async def test_locking_over_the_panel_keeps_it(counter: Counter) -> None:
    """Whoever unlocks goes on where it was; a PIN begun in it is not shown and not lost."""
    await clerk(counter)
    await override(counter)
    panel = await asked()
    await counter.write("25")
    await counter.lock_up()
    await counter.sign_in("Ede")
    await until(lambda: QApplication.activeWindow() is panel)
    await counter.write("80")
    await counter.press(Key.Key_Return)
    await until(lambda: counter.practice.desk.checkin.here(counter.practice.ref(REFUSED)))


async def test_a_file_of_many_customers_takes_a_managers_word(counter: Counter) -> None:
    """Each time anew."""
    await clerk(counter)
    counter.practice.window.open_bulk()
    bulk = counter.practice.window.bulk
    assert bulk is not None
    await counter.active(bulk)
    first = bulk.findChild(QDateEdit, "bulkFirst")
    start = bulk.findChild(QPushButton, "bulkStart")
    export = bulk.findChild(QPushButton, "bulkExport")
    assert first is not None
    assert start is not None
    assert export is not None
    first.setDate(QDate(2015, 1, 1))
    start.click()
    await until(lambda: not bulk.presenter.busy and export.isEnabled())
    for _time in range(2):
        export.click()
        await asked()
        assert bulk.findChild(ExportDialog) is None
        await counter.write(PINS["Dana"])
        await counter.press(Key.Key_Return)
        await until(lambda: isinstance(QApplication.activeWindow(), ExportDialog))
        file = QApplication.activeWindow()
        assert isinstance(file, ExportDialog)
        file.reject()
        await counter.active(bulk)
        await until(lambda: bulk.findChild(ExportDialog) is None)
    bulk.close()


async def test_connecting_a_store_takes_a_managers_word(counter: Counter) -> None:
    """The dialog opens after it."""
    await clerk(counter)
    counter.practice.window.stores.connect_store()
    await asked()
    assert counter.practice.window.findChild(ConnectDialog) is None
    await counter.write(PINS["Dana"])
    await counter.press(Key.Key_Return)
    await until(lambda: isinstance(QApplication.activeWindow(), ConnectDialog))
    dialog = QApplication.activeWindow()
    assert isinstance(dialog, QWidget)
    dialog.close()


async def test_the_dialog_for_another_store_closes_when_somebody_else_signs_in(counter: Counter) -> None:
    """It was opened for whoever was here; the same person finds it again."""
    await counter.people()
    counter.practice.window.stores.connect_store()
    await until(lambda: isinstance(QApplication.activeWindow(), ConnectDialog))
    await counter.lock_up()
    await counter.sign_in("Dana")
    await until(lambda: isinstance(QApplication.activeWindow(), ConnectDialog))
    await counter.lock_up()
    await counter.sign_in("Ede")
    await counter.active(counter.frame)
    assert windows() == [counter.frame]


async def test_a_file_that_was_allowed_to_one_clerk_is_not_written_by_the_next(
    counter: Counter, tmp_path: Path
) -> None:
    """The place for it was being chosen when they changed."""
    await clerk(counter)
    word = await counter.shift.approve("Dana", PINS["Dana"], Privilege.JOURNAL)
    counter.lock.lock()
    await counter.shift.sign_in("Fay", PINS["Fay"])
    with pytest.raises(AccessDenied):
        await counter.practice.desk.journal_export.write(tmp_path / "journal.csv", Days(), word)
    assert not (tmp_path / "journal.csv").exists()


async def test_nothing_behind_the_window_forgets_to_ask(counter: Counter) -> None:
    """The use case itself refuses."""
    await clerk(counter)
    await counter.open(REFUSED)
    form = counter.practice.window.counter.current
    assert form is not None
    with pytest.raises(AccessDenied):
        await counter.practice.desk.checkin.check_in(form.customer, "X", reason="without asking")

"""Adding documents: asked what they are, sent once, and never on another customer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit

from app.core.errors import InvalidInput, Offline, Problem, UnexpectedReply, VendorTimeout
from app.core.verdict import Level
from app.services.documents import AddedUnread
from app.ui import tasks
from tests.ui.conftest import until
from tests.ui.documents.conftest import PICTURE, Desk, customer

Make = Callable[..., Path]
CONTROL = Qt.KeyboardModifier.ControlModifier
AWAY = Offline("The store cannot be reached.")
LATE = VendorTimeout("The store did not answer in time.")


async def _ask(desk: Desk, *paths: Path) -> None:
    assert desk.drop(*paths)
    await until(desk.is_asking)


async def _send(desk: Desk, path: Path, kind: int = 0) -> None:
    await _ask(desk, path)
    desk.kind.setCurrentIndex(kind)
    desk.add.click()


def _titles(desk: Desk) -> list[str]:
    return [message.title for message in desk.said]


async def test_a_dropped_file_is_added_by_keys_alone(desk: Desk, file: Make) -> None:
    """The cursor waits in the kinds; choosing one and Enter sends the file, and the fresh customer is told."""
    fresh: list[object] = []
    counts: list[int] = []
    desk.tab.uploaded.connect(fresh.append)
    desk.tab.count_changed.connect(counts.append)
    desk.open(customer(1))
    await _ask(desk, file())
    assert desk.page.focusWidget() is desk.kind
    desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_Return)
    await until(lambda: fresh)
    sent = desk.store.stored[0][1]
    assert (sent.name, sent.kind, sent.content) == ("scan.png", "drivers_license", PICTURE)
    assert fresh == [desk.store.customers[customer(1).ref]]
    assert counts[-1] == 1
    assert _titles(desk) == ["Document added"]
    assert desk.panel.isHidden()
    assert desk.page.focusWidget() is desk.list


async def test_the_cursor_comes_to_the_question_with_the_file(desk: Desk, file: Make) -> None:
    """Wherever it stood before: the clerk who drops a file is at the documents."""
    elsewhere = QLineEdit(desk.page)
    elsewhere.show()
    desk.open(customer(1))
    elsewhere.setFocus()
    await _ask(desk, file())
    assert desk.page.focusWidget() is desk.kind


async def test_whoever_types_elsewhere_goes_on_typing(desk: Desk, file: Make) -> None:
    """Letters meant for a field would choose a kind, and Enter send the file: while it is read, and after the one before."""
    elsewhere = QLineEdit(desk.page)
    elsewhere.show()
    desk.open(customer(1))
    assert desk.drop(file(), file("two.png"))
    elsewhere.setFocus()
    await until(desk.is_asking)
    assert desk.page.focusWidget() is elsewhere
    desk.store.gates["upload"] = asyncio.Event()
    desk.kind.setFocus()
    desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_Return)
    await until(lambda: desk.store.begun)
    elsewhere.setFocus()
    desk.store.gates["upload"].set()
    await until(desk.is_asking)
    desk.press(Qt.Key.Key_D)
    desk.press(Qt.Key.Key_Return)
    await asyncio.sleep(0.02)
    assert elsewhere.text() == "d"
    assert len(desk.store.begun) == 1
    desk.list.setFocus()
    assert desk.kind.currentIndex() == -1


async def test_no_question_takes_the_cursor_into_a_hidden_tab(desk: Desk, file: Make) -> None:
    """Another tab is in front by the time the file is read."""
    desk.open(customer(1, "a"))
    desk.list.setFocus()
    assert desk.drop(file())
    desk.tab.hide()
    desk.list.setFocus()
    await until(lambda: not desk.panel.isHidden())
    assert desk.page.focusWidget() is not desk.kind


async def test_no_kind_no_sending(desk: Desk, file: Make) -> None:
    """Until a kind is chosen neither the button nor Enter sends anything."""
    desk.open(customer(1))
    await _ask(desk, file())
    assert not desk.add.isEnabled()
    desk.press(Qt.Key.Key_Return)
    await until(lambda: not tasks.running())
    assert desk.store.begun == []
    assert desk.is_asking()


async def test_a_double_click_sends_once(desk: Desk, file: Make) -> None:
    """The button is dead before the first sending begins, and a second Enter neither sends nor cancels."""
    desk.store.gates["upload"] = asyncio.Event()
    desk.open(customer(1))
    await _ask(desk, file())
    desk.kind.setCurrentIndex(0)
    desk.add.click()
    desk.add.click()
    QTest.keyClick(desk.panel, Qt.Key.Key_Return)
    desk.press(Qt.Key.Key_Return)
    await until(lambda: desk.store.begun)
    desk.store.gates["upload"].set()
    await until(lambda: desk.store.stored)
    await until(lambda: not tasks.running())
    assert len(desk.store.begun) == 1


async def test_progress_is_shown_in_bytes(desk: Desk, file: Make) -> None:
    """The bar follows the bytes that have gone, and the words say how many."""
    desk.store.gates["upload"] = asyncio.Event()
    desk.open(customer(1))
    await _send(desk, file())
    await until(lambda: desk.progress.value() == 1000)
    assert desk.progress.isVisible()
    assert "waiting for the store" in desk.panel.accessibleDescription()
    desk.store.gates["upload"].set()
    await until(desk.panel.isHidden)


async def test_cancelled_before_it_has_gone_nothing_is_sent(desk: Desk, file: Make) -> None:
    """Esc before the first byte: nothing arrives, nothing is read again, and the file can still be added."""
    desk.store.gates["before"] = asyncio.Event()
    desk.open(customer(1))
    await _send(desk, file(), 1)
    await until(lambda: desk.store.begun)
    desk.press(Qt.Key.Key_Escape)
    desk.store.gates["before"].set()
    await until(lambda: not tasks.running())
    assert desk.store.stored == []
    assert desk.store.rereads == 0
    assert _titles(desk) == ["Cancelled. Nothing was sent."]
    assert desk.is_asking()
    assert desk.kind.currentData() == "misc_upload"


@pytest.mark.parametrize("arrived", [True, False])
async def test_cancelled_after_it_has_gone_the_list_is_read(desk: Desk, file: Make, *, arrived: bool) -> None:
    """What has gone cannot be called back: that is said, and the list shows whether it arrived."""
    desk.store.gates["upload"] = asyncio.Event()
    desk.store.arrives_anyway = arrived
    desk.open(customer(1))
    await _send(desk, file())
    await until(lambda: desk.progress.value() == 1000)
    desk.leave.click()
    assert _titles(desk) == ["Cancelled, but the document may have arrived already."]
    await until(lambda: len(desk.said) == 2)
    assert desk.store.rereads == 1
    assert ("it has arrived" in _titles(desk)[1]) == arrived
    assert len(desk.entries) == (1 if arrived else 0)
    assert desk.panel.isHidden()


@pytest.mark.parametrize("error", [LATE, UnexpectedReply("Store", "nothing")])
async def test_an_unknown_outcome_is_looked_up_and_not_sent_again(
    desk: Desk, file: Make, error: VendorTimeout | UnexpectedReply
) -> None:
    """A lost answer: the list is read, no retry is offered, and a document that is there closes the matter."""
    desk.store.faults["upload"] = error
    desk.store.arrives_anyway = True
    desk.open(customer(1))
    await _send(desk, file())
    await until(lambda: len(desk.said) == 2)
    assert _titles(desk)[0] == "It is not known whether the document arrived."
    assert "it has arrived" in _titles(desk)[1]
    assert all(message.action is None for message in desk.said)
    assert len(desk.store.begun) == 1
    assert desk.panel.isHidden()


async def test_an_unknown_outcome_without_a_document_stays_careful(desk: Desk, file: Make) -> None:
    """Where the list does not show the document the file is kept, and Enter does not send it again by accident."""
    desk.store.faults["upload"] = LATE
    desk.open(customer(1))
    await _send(desk, file(), 1)
    await until(lambda: len(desk.said) == 2)
    assert desk.said[1].title == "The list does not show the document."
    assert desk.is_asking()
    assert desk.kind.currentData() == "misc_upload"
    assert desk.page.focusWidget() is desk.leave
    desk.press(Qt.Key.Key_Return)
    await until(lambda: not tasks.running())
    assert len(desk.store.begun) == 1
    assert desk.panel.isHidden()


async def test_nothing_is_sent_while_the_list_is_looked_at(desk: Desk, file: Make) -> None:
    """Between a lost answer and the fresh list nothing can be sent; if the list cannot be read, reading is retried."""
    desk.store.faults |= {"upload": LATE, "reread": AWAY}
    desk.store.gates["reread"] = asyncio.Event()
    desk.open(customer(1))
    await _send(desk, file())
    await until(lambda: desk.store.rereads)
    desk.add.click()
    QTest.keyClick(desk.panel, Qt.Key.Key_Return)
    assert not desk.is_asking()
    desk.store.gates["reread"].set()
    await until(desk.is_asking)
    action = desk.said[-1].action
    assert action is not None
    action()
    await until(lambda: desk.said[-1].title == "The list does not show the document.")
    assert len(desk.store.begun) == 1


async def test_a_failed_sending_keeps_file_and_kind(desk: Desk, file: Make) -> None:
    """The error offers to try again, and so does the panel; whichever is used, the file goes once."""
    desk.store.faults["before"] = AWAY
    desk.open(customer(1))
    await _send(desk, file(), 1)
    await until(lambda: desk.said)
    assert desk.is_asking()
    assert desk.kind.currentData() == "misc_upload"
    action = desk.said[0].action
    assert action is not None
    action()
    desk.add.click()
    await until(lambda: desk.store.stored)
    action()
    await until(lambda: not tasks.running())
    assert len(desk.store.stored) == 1
    assert desk.store.stored[0][1].kind == "misc_upload"


async def test_a_refused_file_says_why(desk: Desk, file: Make) -> None:
    """What the store refuses for good is shown without a way to repeat it."""
    desk.store.faults["upload"] = InvalidInput(Problem("", "The store does not take this file."), refused=True)
    desk.open(customer(1))
    await _send(desk, file())
    await until(lambda: desk.said)
    assert desk.said[0].title == "The store does not take this file."
    assert desk.said[0].action is None
    assert desk.is_asking()


async def test_added_but_not_read_is_never_sent_again(desk: Desk, file: Make) -> None:
    """Trying again after a sending that arrived means reading again."""
    desk.store.faults["upload"] = AddedUnread()
    desk.open(customer(1))
    await _send(desk, file())
    await until(lambda: desk.said)
    action = desk.said[0].action
    assert action is not None
    action()
    await until(lambda: desk.store.rereads)
    await until(lambda: not tasks.running())
    assert len(desk.store.begun) == 1
    assert desk.panel.isHidden()


async def test_an_upload_goes_on_behind_another_customer(desk: Desk, file: Make) -> None:
    """It ends on the customer it was meant for, says so without a name, and leaves the one on the screen alone."""
    fresh: list[object] = []
    desk.tab.uploaded.connect(fresh.append)
    desk.store.gates["upload"] = asyncio.Event()
    desk.open(customer(1))
    await _send(desk, file("Name of somebody.png"))
    await until(lambda: desk.store.begun)
    desk.open(customer(2, "b"))
    assert desk.panel.isHidden()
    desk.store.gates["upload"].set()
    await until(lambda: desk.said)
    assert [ref for ref, _one in desk.store.stored] == [customer(1).ref]
    assert [(message.title, message.detail) for message in desk.said] == [("Document added", "")]
    assert len(desk.entries) == 1
    assert fresh == []


async def test_coming_back_shows_the_upload_again(desk: Desk, file: Make) -> None:
    """An upload that is still under way is shown again with its customer, and can be cancelled there."""
    desk.store.gates["upload"] = asyncio.Event()
    desk.open(customer(1))
    await _send(desk, file())
    await until(lambda: desk.progress.value() == 1000)
    desk.open(customer(2))
    desk.open(customer(1))
    assert desk.panel.isVisible()
    assert desk.progress.value() == 1000
    desk.leave.click()
    await until(lambda: desk.store.rereads)
    assert desk.said[0].level is Level.LOOK


async def test_a_failure_behind_another_customer_can_be_repeated(desk: Desk, file: Make) -> None:
    """The retry goes to the customer it was meant for, whoever is on the screen."""
    desk.store.gates["before"] = asyncio.Event()
    desk.store.faults["before"] = AWAY
    desk.open(customer(1))
    await _send(desk, file())
    await until(lambda: desk.store.begun)
    desk.open(customer(2))
    desk.store.gates.pop("before").set()
    await until(lambda: desk.said)
    action = desk.said[0].action
    assert action is not None
    action()
    await until(lambda: desk.store.stored)
    assert desk.store.stored[0][0] == customer(1).ref
    assert desk.panel.isHidden()


async def test_a_waiting_file_does_not_follow_to_another_customer(desk: Desk, file: Make) -> None:
    """A file without a kind is put away when another customer is opened, and that is said."""
    desk.open(customer(1))
    await _ask(desk, file(), file("two.png"))
    desk.open(customer(2))
    assert desk.panel.isHidden()
    assert "another customer was opened" in _titles(desk)[0]
    desk.open(customer(1))
    assert desk.panel.isHidden()


async def test_a_file_follows_a_new_customer_to_the_number_that_they_get(desk: Desk, file: Make) -> None:
    """It is the same person: what is asked about, what waits behind it and a dialog that stands open are theirs still."""
    desk.open(customer(1))
    await _ask(desk, file(), file("two.png"))
    desk.tab.choose_files()
    dialog = desk.tab.findChild(QFileDialog)
    assert dialog is not None
    desk.tab.follow(customer(2).ref)
    desk.open(customer(2))
    assert desk.is_asking()
    assert _titles(desk) == []
    dialog.filesSelected.emit([str(file("three.png"))])
    dialog.close()
    for count in (1, 2, 3):
        await until(desk.is_asking)
        desk.kind.setCurrentIndex(1)
        desk.add.click()
        await until(lambda: len(desk.store.stored) == count)  # noqa: B023 - it is awaited before the next
    assert {ref for ref, _document in desk.store.stored} == {customer(2).ref}


async def test_a_fresh_reading_keeps_the_question(desk: Desk, file: Make) -> None:
    """Reading the same customer again takes nothing away from what is being added."""
    desk.open(customer(1))
    await _ask(desk, file())
    desk.kind.setCurrentIndex(1)
    desk.open(customer(1))
    assert desk.is_asking()
    assert desk.kind.currentData() == "misc_upload"


async def test_esc_in_the_list_closes_the_question(desk: Desk, file: Make) -> None:
    """Esc means the panel as long as it is there, wherever the cursor stands in the tab."""
    desk.open(customer(1, "a"))
    await _ask(desk, file())
    desk.list.setFocus()
    desk.press(Qt.Key.Key_Escape)
    assert desk.panel.isHidden()

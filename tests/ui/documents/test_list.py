"""The list of documents: what is shown, what is fetched, and what happens when that fails."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QPushButton

from app.core.errors import Offline
from app.core.values import ABSENT
from app.core.vendor import DocumentSupport
from app.ui.documents.entries import State, spelled_out
from app.ui.documents.loader import AT_ONCE
from tests.ui.conftest import until
from tests.ui.documents.conftest import AGREEMENT, Desk, customer, document

AWAY = Offline("The store cannot be reached.", hint="Try again.")


def _accessible(model: QAbstractItemModel, row: int) -> str:
    index: QModelIndex = model.index(row, 0)
    return str(index.data(Qt.ItemDataRole.AccessibleTextRole))


async def _settled(desk: Desk) -> None:
    await until(lambda: all(one.state not in {State.WAITING, State.LOADING} for one in desk.entries))


async def test_each_document_has_its_picture_and_a_name_to_be_read_out(desk: Desk) -> None:
    """A tile says what the document is and when it was added, also to a screen reader; a PDF shows its first page."""
    desk.store.files["b"] = AGREEMENT
    one = replace(customer(1), documents=(document("a"), document("b", "fullLicense", ABSENT)))
    desk.open(one)
    await _settled(desk)
    assert [entry.state for entry in desk.entries] == [State.SHOWN, State.SHOWN]
    names = [_accessible(desk.list.model(), row) for row in range(2)]
    assert names == ["Driver's license, added 21 Oct 2025", "Full license"]
    box = desk.list.picture_box()
    for entry in desk.entries:
        assert entry.image is not None
        assert entry.image.width() <= box.width()
        assert entry.image.height() <= box.height()
    assert not desk.tab.grab().isNull()


@pytest.mark.parametrize(
    ("documents", "support", "words"),
    [
        (ABSENT, DocumentSupport.UPLOAD, "did not send the list"),
        ((), DocumentSupport.UPLOAD, "Drop a file here"),
        (None, DocumentSupport.UPLOAD, "Drop a file here"),
        ((), DocumentSupport.VIEW, "added in the store's own system"),
        ((), DocumentSupport.NONE, "does not let other programs"),
    ],
)
async def test_an_empty_list_says_why(desk: Desk, documents: object, support: DocumentSupport, words: str) -> None:
    """Not sent, none there and not offered by the vendor are three things, and each says what can be done."""
    desk.open(replace(customer(1), documents=documents), support)  # type: ignore[arg-type]
    assert words in desk.words
    assert desk.part(QPushButton, "addDocumentButton").isHidden() == (support is not DocumentSupport.UPLOAD)


async def test_the_tab_counts(desk: Desk) -> None:
    """The number for the tab's title comes with each customer, and is 0 without one."""
    counts: list[int] = []
    desk.tab.count_changed.connect(counts.append)
    desk.open(customer(1, "a", "b"))
    desk.tab.clear()
    assert counts == [2, 0]


async def test_only_what_is_in_sight_is_fetched_three_at_a_time(desk: Desk) -> None:
    """Three fetches run at once at most, and documents further down wait until they are scrolled to."""
    desk.open(customer(1, *(f"d{number}" for number in range(40))))
    await until(lambda: len(desk.store.fetched) >= 8)
    await asyncio.sleep(0.1)
    assert desk.store.most_at_once <= AT_ONCE
    assert len(desk.store.fetched) < 30
    desk.list.scrollToBottom()
    await until(lambda: "d39" in desk.store.fetched)


async def test_a_tab_out_of_sight_fetches_nothing(desk: Desk) -> None:
    """Nothing is fetched for a tab nobody looks at."""
    desk.tab.hide()
    desk.open(customer(1, "a"))
    await asyncio.sleep(0.05)
    assert desk.store.fetched == []
    desk.tab.show()
    await _settled(desk)
    assert desk.store.fetched == ["a"]


async def test_a_late_answer_never_reaches_another_customer(desk: Desk) -> None:
    """What was under way for the customer before is dropped."""
    desk.store.gates["a"] = asyncio.Event()
    desk.open(customer(1, "a"))
    await until(lambda: "a" in desk.store.fetched)
    before = desk.entries[0]
    desk.open(customer(2, "b"))
    desk.store.gates["a"].set()
    await _settled(desk)
    await asyncio.sleep(0.05)
    assert before.image is None
    assert [entry.document.url[-1] for entry in desk.entries] == ["b"]
    assert desk.said == []


async def test_a_fresh_reading_keeps_what_is_loaded(desk: Desk) -> None:
    """Reading the same customer again with new signatures in the links fetches nothing twice."""
    desk.open(customer(1, "a?signature=1"))
    await _settled(desk)
    desk.open(customer(1, "a?signature=2", "b"))
    await _settled(desk)
    assert desk.store.fetched == ["a?signature=1", "b"]


async def test_a_failed_document_says_why_and_is_tried_again(desk: Desk) -> None:
    """The tile gives the reason; Enter on it reads fresh links and fetches again."""
    desk.store.faults["a"] = AWAY
    desk.open(customer(1, "a"))
    await _settled(desk)
    assert desk.entries[0].state is State.FAILED
    assert _accessible(desk.list.model(), 0).endswith("could not be loaded: The store cannot be reached.")
    again = desk.part(QPushButton, "tryDocumentAgainButton")
    assert again.isVisible()
    desk.list.setFocus()
    desk.press(Qt.Key.Key_Return)
    await until(lambda: desk.entries[0].state is State.SHOWN)
    assert desk.store.rereads == 1
    assert again.isHidden()


async def test_trying_again_without_the_store_stays_failed(desk: Desk) -> None:
    """Where no fresh links can be had the old one is tried, and its own error is shown."""
    desk.store.faults["a"] = AWAY
    desk.open(customer(1, "a"))
    await _settled(desk)
    desk.store.faults |= {"a": AWAY, "reread": AWAY}
    desk.part(QPushButton, "tryDocumentAgainButton").click()
    await until(lambda: len(desk.store.fetched) == 2)
    await _settled(desk)
    assert desk.entries[0].state is State.FAILED


async def test_a_file_that_cannot_be_shown_can_be_saved(desk: Desk) -> None:
    """An unknown type is no failure: Enter offers to save it."""
    desk.store.files["a"] = b"words"
    desk.open(customer(1, "a"))
    await _settled(desk)
    assert desk.entries[0].state is State.UNSHOWABLE
    desk.list.setFocus()
    desk.press(Qt.Key.Key_Return)
    dialog: QFileDialog = desk.part(QFileDialog, "saveDocumentDialog")
    assert dialog.isVisible()
    dialog.reject()


async def test_the_list_is_walked_by_keys(desk: Desk) -> None:
    """Arrows move, Enter opens, Esc comes back to the same document with the cursor in the list."""
    desk.open(customer(1, "a", "b"))
    await _settled(desk)
    desk.list.setFocus()
    desk.press(Qt.Key.Key_Right)
    desk.press(Qt.Key.Key_Return)
    await until(lambda: desk.canvas.image is not None)
    assert desk.viewer.isVisible()
    desk.press(Qt.Key.Key_Escape)
    assert desk.list.isVisible()
    assert desk.page.focusWidget() is desk.list
    assert desk.list.currentIndex().row() == 1


async def test_everything_has_a_name_and_says_its_key(desk: Desk) -> None:
    """No button is nameless to a screen reader, and none hides its key."""
    desk.open(customer(1, "a"))
    for button in desk.tab.findChildren(QAbstractButton):
        if button.objectName().startswith("qt_"):
            continue
        assert button.accessibleName() or button.text(), button
        if not button.isHidden():
            assert "(" in button.toolTip(), button.accessibleName()
    for widget in (desk.tab, desk.list, desk.panel, desk.kind, desk.progress):
        assert widget.accessibleName()


async def test_another_reading_while_the_viewer_waits(desk: Desk) -> None:
    """A fresh reading does not leave the viewer waiting for an answer that was dropped."""
    desk.store.gates["a"] = asyncio.Event()
    desk.open(customer(1, "a"))
    desk.tab.open_document(desk.entries[0])
    desk.open(customer(1, "a"))
    desk.store.gates["a"].set()
    await until(lambda: desk.canvas.image is not None)
    desk.open(customer(2))
    assert not desk.viewer.isVisible()


async def test_the_cursor_is_left_where_the_clerk_types(desk: Desk) -> None:
    """Opening another customer while a document is large does not pull the cursor into the list."""
    desk.open(customer(1, "a"))
    desk.tab.open_document(desk.entries[0])
    elsewhere = QPushButton("elsewhere", desk.page)
    elsewhere.show()
    elsewhere.setFocus()
    desk.open(customer(2, "b"))
    assert desk.page.focusWidget() is elsewhere


@pytest.mark.parametrize(
    ("word", "label"),
    [("PROFILE", "Profile"), ("fullLicense", "Full license"), ("doctor_permit", "Doctor permit"), ("", "")],
)
def test_a_vendors_word_is_spelled_out(word: str, label: str) -> None:
    """A kind the form does not know stands in plain letters."""
    assert spelled_out(word) == label

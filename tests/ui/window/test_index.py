"""The index in the window: found while typing, what is not loaded yet, what a store says, what is wrong with the vault."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView, QMessageBox, QPushButton

from app.core.customer import Customer, CustomerRef
from app.core.errors import DiskFull, RecordUnreadable, VaultBusy, VaultUnreadable
from app.core.index import MatchKind, SyncProgress
from app.core.values import Value
from app.services.rows import Row
from app.services.search import Answer
from app.services.sync import SyncStage
from app.storage.index.vault_index import VaultIndex
from app.ui import tasks
from app.ui.stores.rows import StoreList
from tests.ui.conftest import until
from tests.ui.window.clerk import is_read, key, message, press, type_into
from tests.ui.window.practice import STORE, Practice
from tests.ui.window.test_search import box, panel_says


def shown(practice: Practice) -> list[Row]:
    """The rows in the results."""
    results = practice.window.findChild(QListView, "resultsList")
    assert results is not None
    model = results.model()
    return [model.index(place, 0).data(Qt.ItemDataRole.UserRole) for place in range(model.rowCount())]


def numbers(practice: Practice) -> list[str]:
    """Their customer numbers."""
    return [row.ref.customer_id for row in shown(practice)]


def answered(practice: Practice) -> bool:
    """Whether the index has answered what stands in the box."""
    return not practice.window.search.presenter.found.pending


def foot(practice: Practice) -> str:
    """What the foot of the window says of the stores."""
    return practice.window.status.accessibleDescription()


async def type_text(practice: Practice, text: str) -> None:
    """Type, and wait for the index."""
    box(practice).setFocus()
    box(practice).clear()
    type_into(box(practice), text)
    await until(lambda: answered(practice))


# ------------------------------------------------------------------------------------------------ finding


@pytest.mark.parametrize(
    ("text", "kind", "why"),
    [
        ("appleseed johnny", MatchKind.EXACT, "exact name"),
        ("john app", MatchKind.PREFIX, "name"),
        ("2916", MatchKind.PREFIX, "end of phone"),
        ("4/7/92", MatchKind.EXACT, "birth date"),
        ("johnny@ex", MatchKind.PREFIX, "e-mail"),
        ("c1234567", MatchKind.EXACT, "ID"),
        ("jonhny appleseed", None, None),
    ],
)
async def test_somebody_is_found_while_typing(
    practice: Practice, text: str, kind: MatchKind | None, why: str | None
) -> None:
    """By any part, forgivingly, with the reason, and without the network."""
    await practice.load()
    practice.line.calls.clear()
    await type_text(practice, text)
    row = shown(practice)[0]
    assert row.ref == CustomerRef(STORE, "1117")
    assert kind is None or row.kind is kind
    assert why is None or row.why == why
    assert row.kind is not None
    assert not practice.line.calls


async def test_enter_opens_at_once_when_everybody_is_here(practice: Practice) -> None:
    """The only exact one is opened without asking the store first; a stale row never is."""
    await practice.load()
    practice.line.calls.clear()
    await type_text(practice, "(628) 203-2916")
    key(practice, Qt.Key.Key_Return)
    await until(lambda: practice.shown == "1117" and is_read(practice))
    await asyncio.sleep(0.5)  # a pause in which the store would be asked
    assert practice.line.count("GET", "/customer/phone/") == 0


async def test_whoever_comes_into_the_index_later_comes_into_the_list(practice: Practice) -> None:
    """Typed while the store was still being loaded: nobody has to type it again."""
    await type_text(practice, "appleseed joh")
    assert numbers(practice) == []
    await practice.load()
    await until(lambda: "1117" in numbers(practice))


async def test_enter_is_as_quick_as_the_clerk(practice: Practice) -> None:
    """Enter pressed before the index has answered opens whom the new text finds, not whom the old one found."""
    await practice.load()
    await type_text(practice, "smith")
    box(practice).clear()
    type_into(box(practice), "appleseed joh")
    key(practice, Qt.Key.Key_Return)
    await until(lambda: practice.shown == "1117" and is_read(practice))


async def test_the_arrows_choose_and_typing_begins_anew(practice: Practice) -> None:
    """A row gone to by hand stays chosen while answers come in; with the next letter the best one is chosen."""
    await practice.load()
    await type_text(practice, "apple")
    results = practice.window.findChild(QListView, "resultsList")
    assert results is not None
    key(practice, Qt.Key.Key_Down)
    assert results.currentIndex().row() == 1
    practice.window.search.show_found(practice.window.search.presenter.found)
    assert results.currentIndex().row() == 1
    type_into(box(practice), "s")
    await until(lambda: answered(practice))
    assert results.currentIndex().row() == 0


async def test_only_the_newest_text_is_looked_for(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the index answers one text, those typed meanwhile are passed over."""
    await practice.load()
    asked: list[str] = []
    here = practice.desk.search.here

    async def counted(text: str) -> tuple[Row, ...]:
        asked.append(text)
        return await here(text)

    monkeypatch.setattr(type(practice.desk.search), "here", lambda _search, text: counted(text))
    await type_text(practice, "appleseed")
    assert asked[-1] == "appleseed"
    assert len(asked) <= 2


async def test_a_store_and_the_index_are_one_list(practice: Practice) -> None:
    """A person whom both find is one row, and the row stays where it is."""
    await practice.load()
    await type_text(practice, "jon appleseed")
    before = numbers(practice)
    await until(lambda: practice.window.search.presenter.found.asked and not tasks.running())
    assert numbers(practice) == before
    assert len(set(before)) == len(before) >= 2


async def test_an_answer_moves_no_row_under_the_arrow_keys(practice: Practice) -> None:
    """Whom only the store knows comes below the row that the clerk has gone to, and Enter opens that one."""
    await practice.load()
    gate = practice.line.hold("/customer/")
    await type_text(practice, "jon appleseed")
    await until(lambda: practice.window.search.presenter.found.waiting)
    before = numbers(practice)
    chosen = before[-1]
    for _row in before[1:]:
        key(practice, Qt.Key.Key_Down)
    stranger = replace(shown(practice)[0], ref=practice.ref("404"), kind=MatchKind.EXACT)
    answers = [*reversed(shown(practice)), stranger]
    exact = tuple(replace(row, kind=MatchKind.EXACT) for row in answers)
    presenter = practice.window.search.presenter
    presenter._take(presenter._sequence, Answer(STORE, exact))
    assert numbers(practice) == [*before, "404"]
    gate.set()
    key(practice, Qt.Key.Key_Return)
    await until(lambda: practice.shown == chosen and is_read(practice))


async def test_somebody_created_a_moment_ago_is_found(practice: Practice) -> None:
    """What is written here is in the index at once."""
    await practice.load()
    texts: dict[str, Value] = {"first_name": "Zebulon", "last_name": "Quill", "phone": "+15105550199"}
    values = texts | {"birth_date": date(1992, 4, 7), "customer_type": "adult"}
    made = await practice.desk.profiles.create(STORE, values, ())
    await practice.desk.feed.settled()
    await type_text(practice, "zebu")
    assert numbers(practice) == [made.ref.customer_id]


# ------------------------------------------------------------------------------------------------ loading


async def test_nobody_is_never_said_while_loading(practice: Practice) -> None:
    """It is said among how many nobody was found; once all are here, that nobody was found."""
    gate = practice.line.hold("/signup/")
    practice.desk.sync.begin()
    await until(lambda: practice.desk.sync.status(STORE).stage is SyncStage.LOADING)
    await type_text(practice, "qwrtpx")  # like which nobody sounds, whoever is here already
    try:
        await until(lambda: panel_says(practice, "loaded so far."))
        assert not panel_says(practice, "Nobody")
        assert "loading" in foot(practice)
    finally:
        gate.set()
    await until(lambda: practice.desk.sync.status(STORE).complete)
    await until(lambda: panel_says(practice, "Nobody found"))
    assert foot(practice).endswith("ready")


@pytest.mark.parametrize("vendor", ["indicaonline"])
async def test_how_many_are_still_to_come(
    practice: Practice, vault_index: VaultIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the store says how many it has."""
    store = practice.desk.stores.connections()[0].id
    monkeypatch.setattr(vault_index, "put", partial(_refused, vault_index.put))
    practice.desk.sync.begin()
    await until(lambda: practice.desk.sync.status(store).expected)
    await type_text(practice, "zzzz")
    expected = practice.desk.sync.status(store).expected
    assert expected
    await until(lambda: panel_says(practice, f"of {expected} customers loaded so far"))


Put = Callable[[Sequence[Customer], SyncProgress | None], Awaitable[None]]


async def _refused(put: Put, customers: Sequence[Customer], progress: SyncProgress | None = None) -> None:
    """Takes nobody in once the load is complete, as a full disk."""
    if progress and progress.complete:
        raise DiskFull("No room.")
    await put(customers, progress)


# ------------------------------------------------------------------------------------------------ stores


async def test_a_store_is_paused_and_goes_on(practice: Practice) -> None:
    """From the list of stores, by its buttons; the foot of the window says it."""
    practice.desk.sync.begin()
    practice.window.index.switch(STORE, paused=True)
    await until(lambda: "paused at" in foot(practice))
    practice.window.index.switch(STORE, paused=False)
    await until(lambda: practice.desk.sync.status(STORE).complete)
    assert foot(practice).endswith("ready")


async def test_everything_is_fetched_again(practice: Practice, vault_index: VaultIndex) -> None:
    """Nobody of before is left over, and the list of stores says how many are here and since when."""
    await practice.load()
    count = practice.desk.sync.status(STORE).count
    practice.window.index.start_over(practice.desk.stores.connections()[0])
    await until(lambda: "being fetched again" in message(practice))
    await until(lambda: practice.desk.sync.status(STORE).complete)
    assert await vault_index.count(STORE) == count
    practice.window.show_store_list()
    stores = practice.window.findChild(StoreList)
    assert stores is not None
    assert f"{count} customers here · up to date at" in stores.item(0).toolTip()


@pytest.fixture
def vault_index(practice: Practice) -> VaultIndex:
    """The index of the window."""
    index = practice.desk.search.index
    assert isinstance(index, VaultIndex)
    return index


# ------------------------------------------------------------------------------------------------ the vault


async def test_trouble_with_the_vault_is_said_once(practice: Practice) -> None:
    """In the message bar, with its hint, and no oftener than it changes."""
    trouble = VaultBusy("Another one has the file.", "Customers can be served.", "Close the other one.")
    practice.window.index.take_trouble(trouble)
    assert message(practice) == "Another one has the file. Customers can be served. Close the other one."
    practice.window.messages.clear()
    practice.window.index.take_trouble(trouble)
    assert message(practice) == ""


async def test_a_file_that_cannot_be_read_can_be_begun_anew(practice: Practice) -> None:
    """After a question whose safe answer is what Enter presses; then everybody is loaded again."""
    await practice.load()
    practice.window.index.take_trouble(VaultUnreadable("The file is damaged."))
    press(practice, "messageAction")
    question = practice.window.findChild(QMessageBox)
    assert question is not None
    assert question.defaultButton().text() == "Keep the old one"
    next(one for one in question.buttons() if one.text() == "Begin a new one").click()
    await until(lambda: "was begun" in message(practice))
    await until(lambda: practice.desk.sync.status(STORE).complete)
    await type_text(practice, "appleseed johnny")
    assert numbers(practice)[:1] == ["1117"]


async def test_one_record_that_cannot_be_read_is_no_reason_to_begin_anew(practice: Practice) -> None:
    """A new file would throw away what a newer version of this program could still read."""
    practice.window.index.take_trouble(RecordUnreadable("A change cannot be read.", "It is kept."))
    assert message(practice) == "A change cannot be read. It is kept."
    button = practice.window.findChild(QPushButton, "messageAction")
    assert button is None or not button.isVisible()


async def test_names_to_say_aloud(practice: Practice) -> None:
    """A row says its reason to a screen reader too."""
    await practice.load()
    await type_text(practice, "2916")
    results = practice.window.findChild(QListView, "resultsList")
    assert results is not None
    spoken = results.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "end of phone" in spoken

"""The journal of the desk, from the list of people: for how long it is kept, and a file of it."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QPushButton

from app.storage.vault.engine import Connection
from app.storage.vault.vault import Vault
from app.ui.approval import ApprovalDialog
from app.ui.lock.people import PeopleDialog
from app.ui.save_dialog import SaveDialog
from app.ui.widgets.pin_entry import PinBox
from tests.ui.conftest import until
from tests.ui.lock.conftest import CONTROL, PINS, Counter

Key = Qt.Key


async def opened(counter: Counter) -> PeopleDialog:
    """Ctrl+Shift+L, where no manager's word is needed."""
    await counter.press(Key.Key_L, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    await until(lambda: isinstance(QApplication.activeWindow(), PeopleDialog))
    found = counter.practice.window.findChild(PeopleDialog)
    assert found is not None
    return found


def button(people: PeopleDialog) -> QPushButton:
    """What begins it."""
    found = people.findChild(QPushButton, "exportJournalButton")
    assert found is not None
    return found


def outcome(people: PeopleDialog) -> str:
    """What came of it."""
    found = people.findChild(QLabel, "peopleOutcome")
    assert found is not None
    return found.text()


async def chosen(people: PeopleDialog, out: Path) -> None:
    """Choose a file in the dialog that has opened."""
    await until(lambda: people.findChild(SaveDialog, "journalExportDialog") is not None)
    dialog = people.findChild(SaveDialog, "journalExportDialog")
    assert dialog is not None
    assert "journal-" in dialog.selectedFiles()[0]
    assert dialog.selectedFiles()[0].endswith(".csv")
    dialog.fileSelected.emit(str(out))
    dialog.done(QDialog.DialogCode.Accepted)


def entries(out: Path) -> list[tuple[str, str]]:
    """Deed and detail of each line."""
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    return [(line["deed"], line["detail"]) for line in lines]


async def test_a_manager_takes_a_copy(counter: Counter, tmp_path: Path) -> None:
    """What was done is in it, the export too; how many there are is said."""
    await counter.people()
    await counter.open()
    people = await opened(counter)
    button(people).click()
    await chosen(people, tmp_path / "journal.jsonl")
    await until(lambda: "were written to journal.jsonl." in outcome(people))
    done = entries(tmp_path / "journal.jsonl")
    assert ("Opened", "") in done
    assert done[-1] == ("Written to a file", "journal, the first day to the last")
    assert outcome(people).startswith(str(len(done)))
    assert button(people).isEnabled()


async def test_a_broken_chain_is_said(counter: Counter, tmp_path: Path) -> None:
    """The file is written all the same."""
    await counter.people()
    await counter.practice.desk.activity.settled()

    def meddle(connection: Connection) -> None:
        connection.execute("DROP TRIGGER journal_is_never_changed")
        connection.execute("UPDATE journal SET entry = replace(entry, 'Ede', 'Eve') WHERE number = 2")

    vault = counter.practice.desk.vault
    assert isinstance(vault, Vault)
    await vault.write(meddle)
    people = await opened(counter)
    button(people).click()
    await chosen(people, tmp_path / "journal.jsonl")
    await until(lambda: "were written" in outcome(people))
    assert "changed from outside, from entry 2 on" in outcome(people)
    label = people.findChild(QLabel, "peopleOutcome")
    assert label is not None
    assert label.property("role") == "error"
    assert len(entries(tmp_path / "journal.jsonl")) == 4


async def test_a_clerk_asks_a_manager(counter: Counter, tmp_path: Path) -> None:
    """The word for the list of people is none for the journal; a dialog that is closed gives it back."""
    await counter.people()
    await counter.lock_up()
    await counter.sign_in("Ede")
    await counter.press(Key.Key_L, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    await _approve(counter)
    await until(lambda: isinstance(QApplication.activeWindow(), PeopleDialog))
    people = counter.practice.window.findChild(PeopleDialog)
    assert people is not None
    button(people).click()
    await _approve(counter)
    await chosen(people, tmp_path / "journal.jsonl")
    await until(lambda: "were written" in outcome(people))
    assert entries(tmp_path / "journal.jsonl")[-2] == ("Allowed by a manager", "journal by Dana")


async def _approve(counter: Counter) -> None:
    await until(lambda: isinstance(QApplication.activeWindow(), ApprovalDialog))
    dialog = QApplication.activeWindow()
    assert dialog is not None
    box = dialog.findChild(PinBox)
    assert box is not None
    await counter.write(PINS["Dana"])
    await until(lambda: box.text() == PINS["Dana"])
    await counter.press(Key.Key_Return)


async def test_a_folder_that_takes_no_file(counter: Counter, tmp_path: Path) -> None:
    """It is said, and can be tried again."""
    people = await opened(counter)
    button(people).click()
    await chosen(people, tmp_path / "nowhere" / "journal.csv")
    await until(lambda: "cannot be written" in outcome(people))
    assert button(people).isEnabled()


async def test_for_how_long_it_is_kept(counter: Counter) -> None:
    """It is kept in the settings, and the choice shows what they say."""
    people = await opened(counter)
    days = people.findChild(QComboBox, "journalDays")
    assert days is not None
    assert days.currentData() == 400
    days.setCurrentIndex(days.findData(90))
    days.activated.emit(days.currentIndex())
    assert counter.practice.desk.settings.load().journal_days == 90
    assert "forgotten at the next start" in outcome(people)

"""The manual on the screen: a window of its own that opens at what the clerk is doing, and is in nobody's way."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QUrl
from PySide6.QtGui import QFont, QTextCursor
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget

from app.core.errors import DiskFull
from app.core.settings import Theme
from app.ui import tasks
from app.ui.application import apply_theme
from app.ui.bulk.window import BulkWindow
from app.ui.connect.dialog import ConnectDialog
from app.ui.manual.manual import section_of
from app.ui.manual.paper import write_pdf
from app.ui.theme import DARK
from tests.ui.conftest import until
from tests.ui.manual.conftest import Reader, chapter, contents, manuals, page, search_line
from tests.ui.window.clerk import line, opened

CONTROL = Qt.KeyboardModifier.ControlModifier


async def test_f1_shows_the_keys(reader: Reader) -> None:
    """Where nothing special is being done; once more brings the same window to the front."""
    await reader.active(reader.practice.frame)
    manual = await reader.ask()
    assert chapter(manual) == "Keys"
    assert "Ctrl+Shift+L" in page(manual).toPlainText()
    await reader.active(reader.practice.frame)
    assert await reader.ask() is manual


async def test_f1_in_a_form_says_how_it_is_saved(reader: Reader) -> None:
    """The keyboard is in a field of the profile."""
    await reader.active(reader.practice.frame)
    await opened(reader.practice, "1117")
    line(reader.practice, "nickname").setFocus()
    manual = await reader.ask()
    assert chapter(manual) == "Correct and save"
    assert page(manual).cursorForPosition(QPoint(20, 30)).block().text() == "Correct and save"


async def test_f1_in_a_dialog_is_read_beside_it(reader: Reader) -> None:
    """A dialog shuts off the main window, not the manual: it can be used, and the dialog is as it was."""
    reader.practice.window.stores.connect_store()
    (dialog,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, ConnectDialog)]
    await reader.active(dialog)
    manual = await reader.ask()
    assert chapter(manual) == "Stores"
    await reader.press(Qt.Key.Key_F, CONTROL)
    await reader.write("keyring")
    assert search_line(manual).text() == "keyring"
    await reader.press(Qt.Key.Key_Escape)
    await until(lambda: not manuals())
    assert dialog.isVisible()
    dialog.reject()


async def test_f1_works_in_other_windows(reader: Reader) -> None:
    """Customers in bulk have a window of their own."""
    reader.practice.window.open_bulk()
    (bulk,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, BulkWindow)]
    await reader.active(bulk)
    assert chapter(await reader.ask()) == "Customers in bulk"


def test_what_has_no_part_of_its_own_leads_to_the_keys() -> None:
    """Nothing at all, too."""
    assert section_of(None) == "keys"


async def test_the_contents_lead_and_follow(reader: Reader) -> None:
    """The arrows go through them, a link jumps, and scrolling marks where the reader is."""
    await reader.active(reader.practice.frame)
    manual = await reader.ask()
    contents(manual).setFocus()
    await reader.press(Qt.Key.Key_Down)
    assert chapter(manual) == "First minute"
    assert page(manual).textCursor().block().text() == "First minute"
    page(manual).anchorClicked.emit(QUrl("#stores"))
    assert chapter(manual) == "Stores"
    page(manual).verticalScrollBar().setValue(0)
    assert chapter(manual) == "Keys"


async def test_words_are_found_one_place_after_the_other(reader: Reader) -> None:
    """Enter goes on, from the end to the beginning; what is not there is said."""
    await reader.active(reader.practice.frame)
    manual = await reader.ask()
    await reader.press(Qt.Key.Key_F, CONTROL)
    await reader.write("kwallet")
    (outcome,) = manual.findChildren(QLabel, "manualOutcome")
    await until(lambda: "does not have" in outcome.text())
    search_line(manual).clear()
    await reader.write("queue")
    await until(lambda: page(manual).textCursor().selectedText().lower() == "queue")
    first = page(manual).textCursor().position()
    assert outcome.text() == ""
    await reader.press(Qt.Key.Key_Return)
    await until(lambda: page(manual).textCursor().position() > first)
    page(manual).moveCursor(QTextCursor.MoveOperation.End)
    await reader.press(Qt.Key.Key_Return)
    await until(lambda: page(manual).textCursor().position() == first)
    assert manual.isVisible()


async def test_it_follows_the_theme(reader: Reader, qapp: QApplication) -> None:
    """The reader stays at the part that was open."""
    await reader.active(reader.practice.frame)
    manual = await reader.ask()
    manual.go_to("stores")
    apply_theme(qapp, Theme.DARK)
    await until(lambda: _has_colour(manual, DARK.accent))
    assert chapter(manual) == "Stores"


def _has_colour(manual: QWidget, name: str) -> bool:
    return name.lower() in page(manual).document().toHtml().lower()  # type: ignore[arg-type]


async def test_a_scan_is_caught_over_it(reader: Reader) -> None:
    """Nothing of the card is typed into the search line, and who came is looked for."""
    await reader.active(reader.practice.frame)
    manual = await reader.ask()
    search_line(manual).setFocus()
    cards: list[object] = []
    reader.practice.window.scanning.scanned.connect(cards.append)
    await reader.scan()
    await until(lambda: cards)
    assert search_line(manual).text() == ""
    assert manual.isVisible()
    await until(lambda: not tasks.running())


async def test_it_is_hidden_with_the_rest(reader: Reader) -> None:
    """Ctrl+L takes it off the screen; F1 opens nothing meanwhile; afterwards it is there again."""
    await reader.active(reader.practice.frame)
    manual = await reader.ask()
    await reader.press(Qt.Key.Key_L, CONTROL)
    await until(lambda: not manual.isVisible())
    await until(lambda: QApplication.activeWindow() is reader.practice.frame)
    await reader.press(Qt.Key.Key_F1)
    assert not manuals()
    await reader.press(Qt.Key.Key_Return)
    await until(lambda: manuals() == [manual])


async def test_it_closes_with_the_main_window(reader: Reader) -> None:
    """Nobody is left with a manual and no program."""
    await reader.active(reader.practice.frame)
    await reader.ask()
    reader.practice.frame.close_anyway()
    assert not manuals()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


async def test_it_is_saved_for_the_printer(reader: Reader, tmp_path: Path) -> None:
    """Ctrl+P asks where to, without holding anything up."""
    await reader.active(reader.practice.frame)
    manual = await reader.ask()
    await reader.press(Qt.Key.Key_P, CONTROL)
    (dialog,) = manual.findChildren(QFileDialog)
    file = tmp_path / "manual.pdf"
    dialog.fileSelected.emit(str(file))
    (outcome,) = manual.findChildren(QLabel, "manualOutcome")
    await until(lambda: "Saved" in outcome.text())
    dialog.reject()
    content = file.read_bytes()
    assert content.startswith(b"%PDF-")
    assert content.count(b"/Type /Page\n") > 5


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """With what to do about it."""
    with pytest.raises(DiskFull, match="could not be written"):
        write_pdf(QFont(), str(tmp_path / "nowhere" / "manual.pdf"))


async def test_the_manual_fits_the_screen(reader: Reader) -> None:
    """With room for a title bar, without which it could not be moved out of the way."""
    await reader.active(reader.practice.frame)
    manual = await reader.ask()
    room = manual.screen().availableSize()
    assert manual.width() <= room.width() * 0.8
    assert manual.height() <= room.height() * 0.8

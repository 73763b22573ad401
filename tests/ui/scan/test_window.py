"""The card scanned into every screen, field and dialog of the window; pictures, the doctor, and what is no card."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QClipboard, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from app.core.settings import Settings
from app.ui.actions import ACTIONS
from app.ui.bulk.window import BulkWindow
from app.ui.connect.dialog import ConnectDialog
from app.ui.manual.window import ManualWindow
from app.ui.messages import MessageBar
from app.ui.questions import ask
from app.ui.scan.doctor import ScanDoctor
from app.ui.scan.panel import ScanPanel
from app.ui.scan.specimen import specimen, symbol
from app.ui.stores.dialog import StoresDialog
from tests.ui.conftest import until
from tests.ui.scan.conftest import Counter
from tests.ui.scan.test_pictures import in_file, photo
from tests.ui.scan.typist import of_text
from tests.ui.window.clerk import key, message, opened

CONTROL = Qt.KeyboardModifier.ControlModifier


def contents(window: QWidget) -> list[object]:
    """Everything that could be written into, pressed or chosen, with what is in it; not what a message brings along."""
    found: list[object] = []
    for child in window.findChildren(QWidget):
        if isinstance(child.parent(), MessageBar):
            continue
        if isinstance(child, QLineEdit):
            found += [child.text(), child.cursorPosition(), child.selectedText(), child.isUndoAvailable()]
        elif isinstance(child, QPlainTextEdit):
            found += [child.toPlainText(), child.textCursor().position(), child.document().availableUndoSteps()]
        elif isinstance(child, QComboBox):
            found.append(child.currentText())
        elif isinstance(child, QAbstractButton):
            found += [child.isChecked(), child.isDown()]
    return found


def places(window: QWidget) -> list[QWidget]:
    """Everything that can have the cursor now."""
    return [
        child
        for child in window.findChildren(QWidget)
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible() and child.isEnabled()
    ]


async def scan_everywhere(counter: Counter, window: QWidget) -> int:
    """Scan once at each place of a window; how many places there were."""
    await counter.active(window)
    found = places(window)
    for place in found:
        place.setFocus()
        await asyncio.sleep(0)
        before, focused = contents(window), QApplication.focusWidget()
        counter.cards.clear()
        counter.scanning._scanner._last = (0, 0.0)  # the same card, and another customer each time
        await counter.scan()
        card = await counter.card()
        name = f"{type(place).__name__} {place.objectName()}"
        assert card.card.last_name == "SAMPLE", name
        assert len(counter.cards) == 1, name
        assert contents(window) == before, name
        assert QApplication.focusWidget() is focused, name
        assert window.isVisible(), name
        assert QApplication.activeWindow() is window, name
    return len(found)


@pytest.mark.parametrize("tab", ["show_profile", "show_addresses", "show_documents", "show_activity"])
async def test_every_place_of_every_tab(counter: Counter, tab: str) -> None:
    """Fields, lists, ticks and buttons of a customer's pages, and the search beside them."""
    await opened(counter.practice, "1117")
    getattr(counter.practice.window, tab)()
    assert await scan_everywhere(counter, counter.practice.frame) > 5
    assert counter.practice.shown == "1117"
    assert counter.practice.window.counter.unsaved() == 0


async def test_every_place_of_a_new_customer(counter: Counter) -> None:
    """A form half typed stays half typed."""
    counter.practice.window.start_new()
    await until(lambda: counter.practice.window.counter.current)
    first = counter.practice.window.findChild(QLineEdit, "field_first_name")
    assert first is not None
    first.setText("Quen")
    assert await scan_everywhere(counter, counter.practice.frame) > 10
    assert first.text() == "Quen"


def open_connect(counter: Counter) -> None:
    """The dialog for connecting a store."""
    counter.practice.window.stores.connect_store()


def open_stores(counter: Counter) -> None:
    """The list of stores."""
    counter.practice.window.show_store_list()


def open_bulk(counter: Counter) -> None:
    """Customers in bulk, a window of its own."""
    counter.practice.window.open_bulk()


def open_manual(counter: Counter) -> None:
    """The manual, a window of its own."""
    counter.practice.window.manual.show()


def open_question(counter: Counter) -> None:
    """A question whose default Enter would press."""
    question = ask(counter.practice.frame, "Close?", "", yes="Yes", no="No", agreed=counter.practice.frame.close_anyway)
    question.setObjectName("question")


def open_panel(counter: Counter) -> None:
    """F2."""
    counter.scanning.show_panel()


DIALOGS: list[tuple[Callable[[Counter], None], type[QWidget]]] = [
    (open_connect, ConnectDialog),
    (open_stores, StoresDialog),
    (open_bulk, BulkWindow),
    (open_manual, ManualWindow),
    (open_question, QDialog),
]


@pytest.mark.parametrize(("show", "kind"), DIALOGS, ids=[kind.__name__ for _show, kind in DIALOGS])
async def test_every_place_of_every_dialog(
    counter: Counter, show: Callable[[Counter], None], kind: type[QWidget]
) -> None:
    """A dialog stays open as it is, and the scan is heard behind it."""
    await counter.active(counter.practice.frame)
    show(counter)
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible())
    assert await scan_everywhere(counter, dialog) > 0
    dialog.close()


async def test_the_panel_closes_over_a_card(counter: Counter) -> None:
    """Whoever opened it to scan is done."""
    await counter.active(counter.practice.frame)
    counter.scanning.show_panel()
    panel = counter.practice.window.findChild(ScanPanel)
    assert panel is not None
    await counter.active(panel)
    await counter.scan()
    await counter.card()
    await until(lambda: counter.practice.window.findChild(ScanPanel) is None)


async def test_a_double_scan_is_one(counter: Counter) -> None:
    """The trigger bounced."""
    await counter.active(counter.practice.frame)
    for _time in range(2):
        await counter.scan()
        await asyncio.sleep(0.3)
    assert len(counter.cards) == 1


async def test_a_locked_desk_swallows_scans(counter: Counter) -> None:
    """Nothing is read, and nothing is typed either."""
    await counter.active(counter.practice.frame)
    counter.scanning.set_enabled(False)
    before = contents(counter.practice.frame)
    await counter.scan()
    await until(lambda: not counter.scanning._keys.burst.is_scan)
    assert counter.cards == []
    assert contents(counter.practice.frame) == before
    assert message(counter.practice) == ""


@pytest.mark.parametrize("text", ["036000291452\r", "https://example.test/menu?id=12\r"])
async def test_what_is_no_card_is_remarked_quietly(counter: Counter, text: str) -> None:
    """A product or a link: one line that goes by itself and quotes nothing."""
    await counter.active(counter.practice.frame)
    before = contents(counter.practice.frame)
    await counter.scan(list(of_text(text)))
    await until(lambda: message(counter.practice))
    assert "not the barcode of an ID" in message(counter.practice)
    assert text[:8] not in message(counter.practice)
    assert counter.cards == []
    assert contents(counter.practice.frame) == before


# ------------------------------------------------------------------------------------------------ pictures


async def test_a_pasted_photo(counter: Counter) -> None:
    """Ctrl+V while no field has the cursor."""
    QGuiApplication.clipboard().setImage(photo(symbol(), turn=4))
    counter.practice.frame.setFocus()
    key(counter.practice, Qt.Key.Key_V, CONTROL)
    assert (await counter.card()).card.last_name == "TESTCARD"


async def test_nothing_was_ever_copied(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then there is no clipboard to look into: Ctrl+V does nothing, and the panel says what to do."""
    monkeypatch.setattr(QClipboard, "mimeData", lambda *_arguments: None)
    counter.practice.frame.setFocus()
    key(counter.practice, Qt.Key.Key_V, CONTROL)
    key(counter.practice, Qt.Key.Key_F2)
    panel = counter.practice.window.findChild(ScanPanel)
    assert panel is not None
    panel.paste()
    state = panel.findChild(QLabel, "scanState")
    assert state is not None
    assert "no picture in the clipboard" in state.text()


async def test_pasting_into_a_field_is_the_fields(counter: Counter) -> None:
    """A text beside a picture in the clipboard goes into the search box, and no picture is read."""
    await counter.active(counter.practice.frame)
    data = QMimeData()
    data.setText("quill")
    data.setImageData(photo(symbol()))
    QGuiApplication.clipboard().setMimeData(data)
    counter.practice.window.search.box.setFocus()
    key(counter.practice, Qt.Key.Key_V, CONTROL)
    assert counter.practice.window.search.box.text() == "quill"
    assert message(counter.practice) == ""


async def test_a_dropped_photo(counter: Counter, tmp_path: Path) -> None:
    """A file dropped anywhere on the window."""
    file = tmp_path / "photo.jpg"
    file.write_bytes(in_file(photo(symbol(), turn=95)))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    place, copy = QPointF(30, 30), Qt.DropAction.CopyAction
    buttons, modifiers = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    view = counter.practice.window
    entering = QDragEnterEvent(place.toPoint(), copy, data, buttons, modifiers)
    QApplication.sendEvent(view, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(view, QDropEvent(place, copy, data, buttons, modifiers))
    assert (await counter.card()).card.first_name == "QUINZY"


async def test_a_photo_without_a_card(counter: Counter) -> None:
    """Why, and what to do."""
    blank = QImage(600, 400, QImage.Format.Format_RGB32)
    blank.fill(Qt.GlobalColor.gray)
    QGuiApplication.clipboard().setImage(blank)
    counter.practice.frame.setFocus()
    key(counter.practice, Qt.Key.Key_V, CONTROL)
    await until(lambda: "No barcode could be read" in message(counter.practice))


async def test_the_panel_says_how_it_went(counter: Counter, tmp_path: Path) -> None:
    """A file that is no picture is told in the panel, and the next one is taken."""
    key(counter.practice, Qt.Key.Key_F2)
    panel = counter.practice.window.findChild(ScanPanel)
    assert panel is not None
    bad, good = tmp_path / "notes.txt", tmp_path / "photo.png"
    bad.write_text("no picture")
    good.write_bytes(in_file(photo(symbol()), "PNG"))
    state = panel.findChild(QLabel, "scanState")
    assert state is not None
    panel._take_file(str(bad))
    await until(lambda: "no picture" in state.text())
    panel._take_file(str(tmp_path / "gone.png"))
    await until(lambda: "cannot be read" in state.text())
    panel._take_file(str(good))
    assert (await counter.card()).card.last_name == "TESTCARD"
    await until(lambda: counter.practice.window.findChild(ScanPanel) is None)


async def test_the_port_is_kept(counter: Counter, tmp_path: Path) -> None:
    """A chosen port is in the settings, also while nothing is plugged into it."""
    counter.practice.desk.settings.save(Settings(scanner_port=str(tmp_path / "ttyACM7")))
    button = counter.practice.window.findChild(QPushButton, "scanButton")
    assert button is not None
    button.click()
    panel = counter.practice.window.findChild(ScanPanel)
    assert panel is not None
    box = panel.findChild(QComboBox, "scannerPort")
    assert box is not None
    await until(lambda: box.findData(str(tmp_path / "ttyACM7")) > 0)
    box.setCurrentIndex(0)
    assert counter.practice.desk.settings.load().scanner_port == ""
    box.setCurrentIndex(box.findData(str(tmp_path / "ttyACM7")))
    assert counter.practice.desk.settings.load().scanner_port == str(tmp_path / "ttyACM7")
    box.setCurrentIndex(0)
    panel.reject()


# ------------------------------------------------------------------------------------------------ the doctor


async def test_the_doctor_hears_the_test_card_and_nobody_else_does(counter: Counter) -> None:
    """A card with Caps Lock on: said in plain words; no customer is looked for."""
    await counter.active(counter.practice.frame)
    counter.scanning.show_doctor()
    doctor = counter.practice.window.findChild(ScanDoctor)
    assert doctor is not None
    await counter.active(doctor)
    await counter.scan(list(of_text(specimen().decode("ascii").swapcase())))
    await until(lambda: "Caps Lock is on" in doctor.accessibleDescription())
    assert counter.cards == []
    doctor.close()
    await counter.active(counter.practice.frame)
    await counter.scan()
    await counter.card()


async def test_the_doctor_learns_how_slow_a_scanner_is(counter: Counter) -> None:
    """70 ms between keys is too slow for the desk, not for the doctor; from then on the desk waits as long."""
    await counter.active(counter.practice.frame)
    counter.scanning.show_doctor()
    doctor = counter.practice.window.findChild(ScanDoctor)
    assert doctor is not None
    await counter.active(doctor)
    await counter.scan(list(of_text(specimen().decode("ascii"))), pace_ms=70)
    await until(lambda: "types slowly" in doctor.accessibleDescription())
    kept = counter.practice.desk.settings.load().scanner_gap_ms
    assert 70 <= kept <= 120
    doctor.close()
    assert counter.scanning._keys.burst.gap_ms == kept


def test_no_short_cut_of_the_window_is_a_key_that_is_held_back() -> None:
    """A key that is given back late is given to the field alone, so none may be the window's."""
    held = {"Ctrl+B", "Ctrl+J", "Ctrl+M", "Ctrl+\\", "Ctrl+]", "Ctrl+6", "Return", "Enter", "Tab"}
    assert {action.keys for action in ACTIONS if action.name} & held == set()
    assert all(len(action.keys) > 1 for action in ACTIONS if action.name)

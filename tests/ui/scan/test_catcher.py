"""A scan in any window and any field: nothing of it arrives there, and what a person types does."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QCompleter,
    QDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.core.settings import SCANNER_GAP_MS as GAP_MS
from app.ui.scan.burst import Heard
from app.ui.scan.catcher import KeyCatcher
from tests.ui.conftest import until
from tests.ui.scan.typist import of_text, press, recorded, window_with_keyboard, write

_LONG_GAP_MS = 500


class Form(QDialog):
    """A dialog with one of each, that notes what it should never notice."""

    def __init__(self) -> None:
        super().__init__()
        self.noticed: list[str] = []
        self.line = QLineEdit("half ty")
        self.text = QPlainTextEdit("two\nlines")
        self.list = QComboBox()
        self.list.addItems(["Ada", "Dana", "Sam"])
        self.completed = QLineEdit()
        self.completed.setCompleter(QCompleter(["Sample", "Samuel"], self))
        self.button = QPushButton("&Save")
        self.button.clicked.connect(lambda: self.noticed.append("pressed"))
        column = QVBoxLayout(self)
        for widget in (self.line, self.text, self.list, self.completed, self.button):
            column.addWidget(widget)
        for keys in ("Ctrl+J", "Ctrl+6", "Ctrl+B", "Ctrl+C", "Alt+1", "Return", "Tab", "D"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda keys=keys: self.noticed.append(keys))
        self.finished.connect(lambda _code: self.noticed.append("closed"))

    def look(self) -> tuple[object, ...]:
        """Everything that a scan must leave as it is."""
        cursor = self.text.textCursor()
        return (
            self.line.text(),
            self.line.cursorPosition(),
            self.line.selectedText(),
            self.line.isUndoAvailable(),
            self.text.toPlainText(),
            cursor.position(),
            cursor.anchor(),
            self.text.document().availableUndoSteps(),
            self.list.currentText(),
            self.completed.text(),
            QApplication.focusWidget(),
            QApplication.activePopupWidget(),
            tuple(self.noticed),
        )


class Ears:
    """A catcher, and what it heard."""

    def __init__(self) -> None:
        self.catcher = KeyCatcher()
        self.heard: list[Heard] = []
        self.catcher.heard.connect(self.heard.append)

    async def wait_long(self) -> None:
        """From now on wait long for the next key of a scan, as a test on a busy machine types slowly."""
        await until(lambda: not self.catcher._held)
        self.catcher.burst.gap_ms = _LONG_GAP_MS

    async def one(self) -> Heard:
        """Wait for the end of a scan."""
        await until(lambda: self.heard)
        return self.heard[-1]


@pytest.fixture
def ears(loop: object) -> Iterator[Ears]:
    assert loop
    made = Ears()
    yield made
    made.catcher.deleteLater()


@pytest.fixture
def form(ears: Ears) -> Iterator[Form]:
    assert ears
    made = Form()
    yield made
    made.hide()
    made.deleteLater()


async def shown(form: QWidget) -> None:
    """Wait until the window has the keyboard."""
    form.show()
    form.activateWindow()
    await until(lambda: QApplication.focusWindow() is not None)


def focus_line(form: Form) -> None:
    """Text half typed, a part of it chosen."""
    form.line.setFocus()
    form.line.end(False)
    form.line.insert("p")
    form.line.setSelection(2, 3)


def focus_text(form: Form) -> None:
    """In the middle of a text of several lines."""
    form.text.setFocus()
    QTest.keyClick(form.text, Qt.Key.Key_Right)


def open_list(form: Form) -> None:
    """A drop-down list is open."""
    form.list.setFocus()
    form.list.showPopup()


def open_completer(form: Form) -> None:
    """A completer offers two names."""
    form.completed.setFocus()
    QTest.keyClicks(form.completed, "Sam")


def open_menu(form: Form) -> None:
    """A field's menu is open."""
    menu = QMenu(form)
    menu.addAction("Select all", lambda: form.noticed.append("menu"))
    menu.popup(form.mapToGlobal(form.rect().center()))


def focus_button(form: Form) -> None:
    """Blanks and Enter would press it."""
    form.button.setFocus()


PLACES = [focus_line, focus_text, open_list, open_completer, open_menu, focus_button]


@pytest.mark.parametrize("go_to", PLACES)
async def test_a_scan_changes_nothing_anywhere(ears: Ears, form: Form, go_to: Callable[[Form], None]) -> None:
    """Text, cursor, selection, undo steps, focus and open lists stay; no short cut, button or menu hears of it."""
    await shown(form)
    go_to(form)
    await ears.wait_long()
    before = form.look()
    for one in recorded():
        press(one)
    assert (await ears.one()).text.startswith("@\n\x1e\nANSI 636000")
    assert len(ears.heard) == 1
    assert len(ears.heard[0].text) == len(recorded())
    assert form.look() == before


async def test_a_scan_that_comes_slowly(ears: Ears, form: Form) -> None:
    """20 ms between keys, with the loop running between them: the held keys do not slip through."""
    await shown(form)
    focus_line(form)
    await ears.wait_long()
    before = form.look()
    for one in recorded()[:60]:
        press(one)
        await asyncio.sleep(0.02)
    await ears.one()
    assert len(ears.heard) == 1
    assert form.look() == before


async def test_a_busy_window_does_not_tear_a_scan(ears: Ears, form: Form) -> None:
    """The window was busy for longer than a key may take; the keys that stood in the queue tell when they were typed."""
    await shown(form)
    focus_line(form)
    before = form.look()
    window, text = window_with_keyboard(), "@\n\x1e\rANSI 636000100102DL\r"
    keys = [QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter) for letter in text]
    for place, one in enumerate(keys):
        one.setTimestamp(5000 + 5 * place)
    QApplication.sendEvent(window, keys[0])
    time.sleep(0.15)  # noqa: ASYNC251 - the window itself is to be busy
    QTimer.singleShot(0, lambda: [QApplication.sendEvent(window, one) for one in keys[1:]])
    assert (await ears.one()).text == text
    assert form.look() == before


async def test_scan_codes_of_an_attack_are_swallowed(ears: Ears, form: Form) -> None:
    """A symbol may hold any key: whatever follows the start of a scan reaches no short cut."""
    await shown(form)
    focus_line(form)
    await ears.wait_long()
    before = form.look()
    keys = list(of_text("@\n\x1e\rANSI "))
    for one in keys:
        press(one)
    window = window_with_keyboard()
    for key, modifier in (
        (Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier),
        (Qt.Key.Key_F4, Qt.KeyboardModifier.AltModifier),
    ):
        QTest.keyClick(window, key, modifier)
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Delete, Qt.Key.Key_F1, Qt.Key.Key_Tab):
        QTest.keyClick(window, key)
    await ears.one()
    assert form.look() == before


async def test_a_person_types_at_any_speed(ears: Ears, form: Form) -> None:
    """Uneven typing with rolled-over keys arrives complete, in order, and can be undone step by step as ever."""
    await shown(form)
    form.line.clear()
    form.line.setFocus()
    text, chance = "dana@example.test, 12 Elm St", random.Random(4)  # noqa: S311 - uneven, not secret
    for letter in text:
        write(letter)
        await asyncio.sleep(chance.choice((0.012, 0.04, 0.06, 0.07)))
    await until(lambda: form.line.text() == text)
    assert ears.heard == []


async def test_order_is_kept_across_fields(ears: Ears, form: Form) -> None:
    """A letter, Tab, a letter, as fast as fingers roll over: each goes where it was meant to go."""
    form.line.clear()
    await shown(form)
    for shortcut in form.findChildren(QShortcut):
        shortcut.setEnabled(False)
    form.line.setFocus()
    window = window_with_keyboard()
    write("a")
    QTest.keyClick(window, Qt.Key.Key_Tab)
    write("b")
    await until(lambda: form.text.toPlainText().startswith("b"))
    assert form.line.text() == "a"
    assert ears.heard == []


@pytest.mark.parametrize(("letter", "most"), [("a", 16), ("@", GAP_MS + 15)])
async def test_how_late_a_key_is(ears: Ears, form: Form, letter: str, most: int) -> None:
    """A single letter is in the field within a frame; the sign that cards begin with within a twentieth of a second."""
    await shown(form)
    form.line.clear()
    form.line.setFocus()
    delays = []
    for count in range(1, 11):
        start = time.perf_counter()
        write(letter)
        await until(lambda count=count: len(form.line.text()) == count)  # type: ignore[misc]
        delays.append((time.perf_counter() - start) * 1000)
        await asyncio.sleep(0.15)
    assert sorted(delays)[len(delays) // 2] < most + 5  # the look of the test itself comes every 5 ms
    assert ears.heard == []


async def test_short_cuts_are_not_held_back(ears: Ears, form: Form) -> None:
    """A key that no card begins with is the window's at once."""
    await shown(form)
    form.button.setFocus()
    QTest.keyClick(window_with_keyboard(), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window_with_keyboard(), Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert form.noticed == ["Ctrl+C", "Alt+1"]
    assert ears.heard == []


async def test_releases_follow_their_keys(ears: Ears, form: Form) -> None:
    """A blank on a button presses it, once, after the moment in which it could have been a scan."""
    await shown(form)
    form.button.setFocus()
    QTest.keyClick(window_with_keyboard(), Qt.Key.Key_Space)
    await until(lambda: form.noticed == ["pressed"])
    assert not form.button.isDown()
    assert ears.heard == []

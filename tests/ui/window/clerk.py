"""What a clerk sees and does, for tests."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget

from app.ui import tasks
from app.ui.messages import MessageBar
from tests.ui.conftest import until
from tests.ui.window.practice import Practice

_MOST_STOPS = 120  # of the Tab key; a form has some forty


def line(practice: Practice, key: str) -> QLineEdit:
    """The editor of a one-line field."""
    found = practice.window.findChild(QLineEdit, f"field_{key}")
    assert found is not None, key
    return found


def error_of(practice: Practice, key: str) -> str:
    """What stands under a field."""
    found = practice.window.findChild(QLabel, f"error_{key}")
    assert found is not None, key
    return found.text() if not found.isHidden() else ""


def retype(practice: Practice, key: str, text: str) -> None:
    """Replace a field's text by typing."""
    editor = line(practice, key)
    editor.setFocus()
    editor.selectAll()
    QTest.keyClick(editor, Qt.Key.Key_Backspace)
    type_into(editor, text)


def type_into(widget: QWidget, text: str) -> None:
    """Type any text; QTest itself knows no letters beyond ASCII and aborts at them."""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(widget, event)


def message(practice: Practice) -> str:
    """What the message bar says; "" while it is hidden."""
    bar = practice.window.findChild(MessageBar)
    assert bar is not None
    texts = [label.text() for label in bar.findChildren(QLabel) if not label.isHidden()]
    return " ".join(texts) if not bar.isHidden() else ""


def press(practice: Practice, name: str) -> None:
    """Press a button by its object name."""
    found = practice.window.findChild(QPushButton, name)
    assert found is not None, name
    found.click()


def key(practice: Practice, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key wherever the cursor is."""
    window: QWidget = practice.frame
    QTest.keyClick(window.focusWidget() or window, key, modifier)


def tabbed_through(practice: Practice) -> list[str]:
    """What the Tab key goes through from the search box until it is there again, by object name or text."""
    practice.window.go_to_search()
    names: list[str] = []
    while "searchBox" not in names:
        key(practice, Qt.Key.Key_Tab)
        here = practice.frame.focusWidget()
        names.append(here.objectName() or str(getattr(here, "text", str)()))
        assert len(names) < _MOST_STOPS, names
    return names


async def opened(practice: Practice, number: str) -> None:
    """Open a customer and wait until nothing is awaited any more."""
    practice.window.counter.open(practice.ref(number))
    await until(lambda: practice.shown == number and is_read(practice))


def is_read(practice: Practice) -> bool:
    """Whether the form on the screen shows the store's fresh record and nothing is under way."""
    form = practice.window.counter.current
    return form is not None and form.read_at is not None and not form.saving and not tasks.running()

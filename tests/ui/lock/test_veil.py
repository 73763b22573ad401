"""Hiding everything at a desk where nobody signs in: at once, the same whoever is on the screen, and nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QListWidget, QMainWindow, QMenu, QPushButton, QWidget

from app.ui import tasks
from app.ui.activity.tab import ActivityTab
from app.ui.clipboard import copy_lasting
from app.ui.lock.copied import CopiedText
from app.ui.lock.curtain import Curtain
from app.ui.lock.screen import Veil
from app.ui.manual.window import ManualWindow
from tests.ui.conftest import until
from tests.ui.lock.conftest import CONTROL, Counter, windows
from tests.ui.window.clerk import line, message, retype

Key = Qt.Key


async def test_one_key_hides_everything_and_another_brings_it_back(counter: Counter) -> None:
    """Enter, Esc and a click do; the cursor and what was selected are as before."""
    await counter.open()
    editor = line(counter.practice, "nickname")
    for way in (Key.Key_Return, Key.Key_Escape, None):
        editor.setFocus()
        editor.setSelection(0, 1)
        await counter.lock_up()
        assert counter.veil.isVisible()
        assert counter.veil.geometry() == counter.frame.rect()
        if way is None:
            await counter.click(QPoint(400, 300))
        else:
            await counter.press(way)
        await until(lambda: not counter.lock.curtain.is_down)
        assert QApplication.focusWidget() is editor
        assert (editor.selectionStart(), editor.selectedText(), editor.text()) == (0, "J", "JR")


async def test_the_veil_is_the_same_whoever_is_under_it(counter: Counter) -> None:
    """Not one pixel tells who is on the screen, nor how many windows were open."""
    await counter.lock_up()
    nobody = counter.picture()
    await counter.press(Key.Key_Return)
    for number in ("1117", "1128"):
        await counter.open(number)
        counter.practice.window.messages.inform("Somebody was saved.")
        counter.practice.window.manual.show()
        await until(lambda: isinstance(QApplication.activeWindow(), ManualWindow))
        await counter.lock_up()
        assert windows() == [counter.frame]
        assert counter.picture() == nobody
        await counter.press(Key.Key_Return)
        await until(lambda: isinstance(QApplication.activeWindow(), ManualWindow))
        await counter.press(Key.Key_Escape)
        await counter.active(counter.frame)


async def test_nothing_typed_goes_anywhere(counter: Counter) -> None:
    """No field, no short cut, no mnemonic; letters lift nothing."""
    await counter.open()
    line(counter.practice, "nickname").setFocus()
    await counter.lock_up()
    await counter.write("abc 123/")
    for key, modifier in ((Key.Key_N, CONTROL), (Key.Key_F1, None), (Key.Key_F4, None), (Key.Key_S, CONTROL)):
        await counter.press(key, modifier or Qt.KeyboardModifier.NoModifier)
    await counter.press(Key.Key_Tab)
    await asyncio.sleep(0.05)
    assert counter.lock.curtain.is_down
    await counter.press(Key.Key_Escape)
    await until(lambda: not counter.lock.curtain.is_down)
    assert line(counter.practice, "nickname").text() == "JR"
    assert counter.practice.window.search.box.text() == ""
    assert counter.practice.shown == "1117"
    assert windows() == [counter.frame]
    assert QApplication.focusWidget() is line(counter.practice, "nickname")


async def test_a_scan_does_nothing(counter: Counter) -> None:
    """The card is read by nobody, and the veil stays; afterwards scans count again."""
    cards: list[object] = []
    counter.practice.window.scanning.scanned.connect(cards.append)
    await counter.lock_up()
    await counter.scan()
    await asyncio.sleep(0.3)
    assert counter.lock.curtain.is_down
    await counter.press(Key.Key_Return)
    await until(lambda: not counter.lock.curtain.is_down)
    assert cards == []
    assert message(counter.practice) == ""
    await counter.scan()
    await until(lambda: cards and not tasks.running())


async def test_lists_and_menus_are_folded(counter: Counter) -> None:
    """They are windows of their own, with values of the form in them."""
    await counter.open()
    combo = counter.practice.window.findChild(QComboBox, "field_gender")
    assert combo is not None
    before = combo.currentText()
    combo.showPopup()
    counter.lock.lock()
    assert windows() == [counter.frame]
    counter.lock._lift()
    assert combo.currentText() == before
    more = counter.practice.window.findChild(QPushButton, "moreButton")
    assert more is not None
    menu = more.menu()
    assert isinstance(menu, QMenu)
    menu.popup(QPoint(10, 10))
    counter.lock.lock()
    assert windows() == [counter.frame]


async def test_the_mouse_reaches_nothing_below(counter: Counter) -> None:
    """A click on the veil is no click on what is under it."""
    await counter.open()
    new = counter.practice.window.findChild(QPushButton, "newCustomerButton")
    assert new is not None
    place = new.mapTo(counter.frame, new.rect().center())
    await counter.lock_up()
    await counter.click(place)
    await until(lambda: not counter.lock.curtain.is_down)
    assert counter.practice.shown == "1117"
    assert not counter.practice.window.counter.current.edit.is_new  # type: ignore[union-attr] # somebody is shown


async def test_saving_goes_on_under_the_veil(counter: Counter) -> None:
    """Only what a person does stands still."""
    await counter.open()
    retype(counter.practice, "nickname", "Jay")
    gate = counter.practice.line.hold("/customer")
    counter.practice.window.save()
    await counter.lock_up()
    gate.set()
    form = counter.practice.window.counter.current
    assert form is not None
    await until(lambda: not form.saving and not form.edit.is_dirty)
    assert counter.lock.curtain.is_down


async def test_titles_name_nobody(counter: Counter) -> None:
    """The task bar and its preview show them whatever is covered."""
    await counter.open()
    titles = [one.windowTitle() for one in QApplication.topLevelWidgets()]
    assert "Frontdesk" in titles
    assert not [title for title in titles if "Johnny" in title or "Appleseed" in title or "1117" in title]
    assert counter.frame.windowFilePath() == ""


async def test_the_veil_can_be_said_aloud(counter: Counter) -> None:
    """By the names that stay."""
    await counter.lock_up()
    veil = counter.frame.findChild(QWidget, "veil")
    assert veil is counter.veil
    assert "Enter" in veil.accessibleName()


def said_aloud(part: QAccessibleInterface) -> Iterator[str]:
    """What a screen reader finds from there on, as far as it is said to be visible."""
    for place in range(part.childCount()):
        child = part.child(place)
        if child and not child.state().invisible:
            for kind in (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description):
                yield child.text(kind)
            yield from said_aloud(child)


async def test_no_screen_reader_reaches_what_is_covered(counter: Counter) -> None:
    """Nor any other tool that asks the window itself; afterwards all of it is there again, and a list stands as it stood."""
    await counter.open()
    window = counter.practice.window
    retype(counter.practice, "nickname", "Jay")
    window.show_activity()
    lines = window.findChild(ActivityTab).findChild(QListWidget)  # type: ignore[union-attr] # it is there
    assert lines is not None
    await until(lines.count)
    lines.setCurrentRow(0)
    lines.setFocus()
    await until(lambda: not tasks.running())

    def found() -> list[str]:
        whole = QAccessible.queryAccessibleInterface(counter.frame)
        return [text for text in said_aloud(whole) if "Appleseed" in text or "1117" in text]

    before, looks = found(), counter.picture()
    assert before
    await counter.lock_up()
    assert found() == []
    assert "Enter" in " ".join(said_aloud(QAccessible.queryAccessibleInterface(counter.frame)))
    await counter.press(Key.Key_Return)
    await until(lambda: not counter.lock.curtain.is_down)
    await until(lambda: not tasks.running())
    assert found() == before
    assert (QApplication.focusWidget(), lines.currentRow()) == (lines, 0)
    assert counter.picture() == looks


async def test_what_was_put_into_the_window_just_now_is_hidden_too(counter: Counter) -> None:
    """At the start the desk comes into a window that is there already, and is locked before it is shown."""
    frame, late = QMainWindow(), QLabel("Johnny Appleseed")
    curtain = Curtain(Veil(), counter.lock)
    frame.show()
    await until(frame.isVisible)
    frame.setCentralWidget(late)
    hidden = QLabel(frame)
    hidden.hide()
    curtain.lower(frame)
    await asyncio.sleep(0.05)
    assert not late.isVisible()
    curtain.lift()
    assert late.isVisible()
    assert hidden.isHidden()
    frame.close()
    frame.deleteLater()


# ------------------------------------------------------------------------------------------------ the clipboard


async def test_what_was_copied_is_gone_after_hiding(counter: Counter) -> None:
    """A copy of a phone number is not left to the next one at the counter."""
    await counter.open()
    editor = line(counter.practice, "phone")
    editor.setFocus()
    editor.selectAll()
    editor.copy()
    clipboard = QApplication.clipboard()
    assert clipboard.text() == editor.text() != ""
    await counter.lock_up()
    assert clipboard.text() == ""


async def test_what_was_copied_is_gone_after_a_while(counter: Counter) -> None:
    """Also where nobody hides anything; an empty clipboard is not cleared again and again."""
    brief = CopiedText(counter.lock, seconds=0.05)
    brief.owns = lambda: True
    clipboard = QApplication.clipboard()
    clipboard.setText("(628) 203-2916")
    await until(lambda: not clipboard.text())
    await until(lambda: not brief._timer.isActive())


async def test_what_somebody_else_copied_stays(counter: Counter) -> None:
    """It is not even looked at."""
    clipboard = QApplication.clipboard()
    counter.lock.copied.owns = lambda: False
    clipboard.setText("from elsewhere")
    assert not counter.lock.copied._timer.isActive()
    counter.lock.copied.clear()
    assert clipboard.text() == "from elsewhere"


async def test_details_for_support_stay(counter: Counter) -> None:
    """They name nobody, and are pasted into a letter that takes a while."""
    copy_lasting("Frontdesk, Python 3")
    await counter.lock_up()
    assert QApplication.clipboard().text() == "Frontdesk, Python 3"


async def test_the_main_window_stands_before_those_beside_it_again(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They come back onto the screen as new windows do, in front: whoever was at the main window is there again."""
    counter.practice.window.open_bulk()
    bulk = counter.practice.window.bulk
    assert bulk is not None
    await counter.active(bulk)
    counter.frame.activateWindow()
    await counter.active(counter.frame)
    raised: list[bool] = []
    monkeypatch.setattr(counter.frame, "raise_", lambda: raised.append(bulk.isVisible()))
    await counter.lock_up()
    await counter.press(Key.Key_Return)
    await until(lambda: not counter.lock.curtain.is_down)
    assert raised == [True]
    await counter.active(counter.frame)
    bulk.activateWindow()
    await counter.active(bulk)
    await counter.lock_up()
    await counter.press(Key.Key_Return)
    await counter.active(bulk)
    assert raised == [True]
    bulk.close()

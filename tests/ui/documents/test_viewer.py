"""One document, large."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from app.core.errors import Offline
from tests.ui.conftest import until
from tests.ui.documents.conftest import AGREEMENT, Desk, customer, encoded

CONTROL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


async def _look(desk: Desk, content: bytes | None = None) -> QImage:
    if content is not None:
        desk.store.files["a"] = content
    desk.open(customer(1, "a"))
    await until(lambda: desk.entries[0].image is not None)
    desk.tab.open_document(desk.entries[0])
    await until(lambda: desk.canvas.image is not None)
    assert desk.canvas.image is not None
    return desk.canvas.image


def _says(desk: Desk, words: str) -> bool:
    return any(words in label.text() for label in desk.viewer.findChildren(QLabel) if label.isVisible())


async def _changed(desk: Desk, before: QImage) -> QImage:
    await until(lambda: desk.canvas.image is not None and desk.canvas.image is not before)
    assert desk.canvas.image is not None
    return desk.canvas.image


async def test_keys_zoom_and_fit(desk: Desk) -> None:
    """+ and - change the size by a quarter, 0 fits again; the picture is drawn anew for each, sharp."""
    first = await _look(desk)
    assert desk.page.focusWidget() is desk.canvas
    assert first.size() == QSize(300, 200)
    desk.press(Qt.Key.Key_Plus)
    assert desk.canvas.extent.toSize() == QSize(375, 250)
    larger = await _changed(desk, first)
    assert larger.size() == QSize(375, 250)
    assert _says(desk, "125 %")
    desk.press(Qt.Key.Key_Minus, CONTROL)
    same = await _changed(desk, larger)
    assert same.size() == QSize(300, 200)
    desk.press(Qt.Key.Key_Equal)
    desk.press(Qt.Key.Key_0)
    await until(lambda: _says(desk, "100 %"))


@pytest.mark.parametrize(
    ("key", "back"), [(Qt.Key.Key_R, Qt.Key.Key_L), (Qt.Key.Key_BracketRight, Qt.Key.Key_BracketLeft)]
)
async def test_keys_turn(desk: Desk, key: Qt.Key, back: Qt.Key) -> None:
    """A quarter turn swaps the sides, and back again."""
    first = await _look(desk)
    desk.press(key)
    assert desk.canvas.extent.toSize() == QSize(200, 300)
    lying = await _changed(desk, first)
    desk.press(back)
    assert desk.canvas.extent.toSize() == QSize(300, 200)
    await _changed(desk, lying)


async def test_a_turn_goes_with_the_clock(desk: Desk) -> None:
    """Turned right, what stood on the left stands on top."""
    picture = QImage(300, 200, QImage.Format.Format_RGB32)
    picture.fill(QColor("blue"))
    painter = QPainter(picture)
    painter.fillRect(0, 0, 60, 200, QColor("red"))
    painter.end()
    first = await _look(desk, encoded(picture))
    desk.press(Qt.Key.Key_R)
    await _changed(desk, first)
    shown = desk.canvas.viewport().grab().toImage()
    middle = shown.rect().center()
    reds = [shown.pixelColor(middle + QPoint(0, up)).red() for up in (-140, 140)]
    assert reds == [255, 0]


async def test_keys_turn_the_pages_of_a_pdf(desk: Desk) -> None:
    """Page down and up walk through a PDF and stop at its ends; the page is said."""
    first = await _look(desk, AGREEMENT)
    assert _says(desk, "Page 1 of 2")
    desk.press(Qt.Key.Key_PageUp)
    desk.press(Qt.Key.Key_PageDown)
    second = await _changed(desk, first)
    assert second != first
    assert _says(desk, "Page 2 of 2")
    desk.press(Qt.Key.Key_PageDown)
    assert _says(desk, "Page 2 of 2")


async def test_one_page_needs_no_page_buttons(desk: Desk) -> None:
    """A picture shows nothing about pages."""
    await _look(desk)
    assert not _says(desk, "Page")


async def test_many_wishes_end_in_the_last(desk: Desk) -> None:
    """Keys pressed faster than pages are drawn end at the size of the last one."""
    await _look(desk)
    for _ in range(6):
        desk.press(Qt.Key.Key_Plus)
    wanted = desk.canvas.extent.toSize()
    await until(lambda: desk.canvas.image is not None and abs(desk.canvas.image.width() - wanted.width()) <= 1)
    assert desk.canvas.verticalScrollBar().maximum() > 0


async def test_the_wheel_zooms_with_ctrl(desk: Desk) -> None:
    """Ctrl and a notch of the wheel zoom; the wheel alone scrolls."""
    await _look(desk)
    for modifiers, extent in ((NONE, QSize(300, 200)), (CONTROL, QSize(375, 250))):
        where = QPointF(50, 50)
        wheel = QWheelEvent(
            where,
            where,
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            modifiers,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        desk.canvas.wheelEvent(wheel)
        assert desk.canvas.extent.toSize() == extent
    await asyncio.sleep(0.05)


async def test_its_keys_are_claimed_from_the_window(desk: Desk) -> None:
    """Esc, letters and signs are the viewer's while it is open, before any short cut of the window; others are not."""
    await _look(desk)
    for key, claimed in ((Qt.Key.Key_Escape, True), (Qt.Key.Key_L, True), (Qt.Key.Key_F5, False)):
        question = QKeyEvent(QKeyEvent.Type.ShortcutOverride, key, NONE)
        question.ignore()
        QApplication.sendEvent(desk.viewer, question)
        assert question.isAccepted() is claimed


async def test_what_cannot_be_fetched_says_why(desk: Desk) -> None:
    """A document that was seen small and cannot be fetched again says so in its place."""
    desk.open(customer(1, "a"))
    await until(lambda: desk.entries[0].image is not None)
    desk.entries[0].content = None
    desk.store.faults["a"] = Offline("The store cannot be reached.")
    desk.tab.open_document(desk.entries[0])
    await until(lambda: _says(desk, "cannot be reached"))
    desk.press(Qt.Key.Key_Escape)
    assert desk.list.isVisible()


async def test_a_document_that_cannot_be_drawn_says_why(desk: Desk) -> None:
    """Words instead of a picture, and a way to save it."""
    desk.store.gates["a"] = asyncio.Event()
    desk.store.files["a"] = b"words"
    desk.open(customer(1, "a"))
    desk.tab.open_document(desk.entries[0])
    desk.store.gates["a"].set()
    await until(lambda: _says(desk, "cannot be shown here"))
    assert _says(desk, "Save it")


async def test_the_document_of_another_customer_is_closed(desk: Desk) -> None:
    """Opening somebody else closes the document, and nothing of it is left."""
    await _look(desk)
    desk.open(customer(2, "b"))
    assert not desk.viewer.isVisible()
    assert desk.canvas.image is None


async def test_buttons_say_their_keys(desk: Desk) -> None:
    """Everything in the viewer can be pressed, is named, and tells its key."""
    await _look(desk, AGREEMENT)
    names = {}
    for button in desk.viewer.findChildren(QPushButton):
        assert button.accessibleName()
        assert "(" in button.toolTip()
        assert button.focusPolicy() != Qt.FocusPolicy.NoFocus
        names[button.accessibleName()] = button
    before = desk.canvas.image
    assert before is not None
    names["Next page"].click()
    await _changed(desk, before)
    names["Back to the documents"].click()
    assert desk.list.isVisible()


async def test_it_is_sharp_on_a_dense_screen(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a screen of two pixels for one the picture has twice the pixels over the same place."""
    monkeypatch.setattr(QWidget, "devicePixelRatioF", lambda _self: 2.0)
    image = await _look(desk)
    assert image.size() == QSize(600, 400)
    assert desk.canvas.extent.toSize() == QSize(300, 200)
    assert not desk.tab.grab().isNull()

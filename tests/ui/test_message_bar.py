"""Where messages stand, so that nothing moves under a hand."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.core.errors import Offline
from app.core.verdict import Level
from app.ui.messages import Message, MessageBar, Messages


@dataclass
class Stage:
    """A window with a button to press, below the place of the bar."""

    window: QWidget
    bar: MessageBar
    button: QPushButton
    messages: Messages

    @property
    def place(self) -> QRect:
        """Where the button is, when everything is laid out."""
        layout = self.window.layout()
        assert layout is not None
        layout.activate()
        return self.button.geometry()


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    """Nothing was said yet."""
    window, button, messages = QWidget(), QPushButton("Check in"), Messages()
    bar = MessageBar(messages)
    column = QVBoxLayout(window)
    column.addWidget(bar)
    column.addWidget(button)
    column.addStretch(1)
    messages.setParent(window)
    window.resize(900, 400)
    window.show()
    qtbot.addWidget(window)
    return Stage(window, bar, button, messages)


def is_at_the_foot(stage: Stage) -> bool:
    """Whole, in the middle, and at the lower edge."""
    bar, window = stage.bar.geometry(), stage.window.rect()
    is_in_the_middle = abs(bar.center().x() - window.center().x()) <= 1
    return window.contains(bar) and is_in_the_middle and window.bottom() - bar.bottom() < 10


def test_good_news_moves_nothing(stage: Stage) -> None:
    """It lies over the foot, also when the window gets another size, and is gone again without a trace."""
    before = stage.place
    stage.messages.inform("Saved.")
    assert stage.bar.isVisible()
    assert is_at_the_foot(stage)
    assert stage.place == before
    stage.window.resize(700, 500)
    assert is_at_the_foot(stage)
    stage.messages.clear()
    assert not stage.bar.isVisible()
    stage.window.resize(900, 400)
    assert stage.place == before


def test_what_stays_makes_room(stage: Stage) -> None:
    """An error hides nothing: it stands at the bar's own place, before and after news that pass."""
    before = stage.place
    for _ in range(2):
        stage.messages.inform("Saved.")
        stage.messages.show_error(Offline("The store cannot be reached."))
        assert stage.place.top() > before.top()
        assert not stage.bar.geometry().intersects(stage.button.geometry())
        assert stage.bar.geometry().top() <= before.top()


@pytest.mark.parametrize("width", [640, 1280, 1900])
@pytest.mark.parametrize("detail", ["Nothing was saved. Search for that value, or correct it here. " * 2, ""])
def test_a_long_title_gets_its_share(stage: Stage, width: int, detail: str) -> None:
    """It is as many lines high as what stands beside it, and no strip is left empty beside a narrow column."""
    stage.window.resize(width, 400)
    title = "Another customer of this store already has this phone number."
    stage.messages.post(Message(Level.REFUSE, title, detail))
    layout = stage.window.layout()
    assert layout is not None
    layout.activate()
    first, second = (
        next(one for one in stage.bar.findChildren(QLabel) if one.text() == text) for text in (title, detail)
    )
    line = first.fontMetrics().height()
    high = first.heightForWidth(first.width())
    assert high <= first.height()
    assert high <= second.heightForWidth(second.width()) + line or high == line


@pytest.mark.parametrize("width", [640, 900, 1900])
def test_all_its_words_are_shown(stage: Stage, width: int) -> None:
    """On one line where there is room, on more where there is not, never cut."""
    stage.window.resize(width, 400)
    detail = "F4 again shows the queue; U takes it back there. " * 3
    stage.messages.post(Message(Level.LOOK, "Chiamaka Okonkwo is checked in.", detail, passing=True))
    assert is_at_the_foot(stage)
    layout = stage.bar.layout()
    assert layout is not None
    layout.activate()
    for label in stage.bar.findChildren(QLabel):
        needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
        assert label.height() >= needed, label.text()
        assert label.wordWrap() or label.width() >= label.sizeHint().width(), label.text()

"""The one place where the window speaks to the clerk: a bus that anybody posts to, and the bar that shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.core.customer import ConnectionId
from app.core.errors import AppError, NotSignedIn
from app.core.verdict import Level
from app.ui.theme import GRID
from app.ui.translation import translated
from app.ui.widgets.marks import label, mark

_PASSING_MS = 6000
_ONE_LINE = 60  # characters; a longer title may take several lines, and its share of the width
_WIDEST = 70  # percent of the window


@dataclass(frozen=True, slots=True)
class Message:
    """One message: how serious, what, what next, and at most one thing to press. ``passing``: it goes by itself."""

    level: Level
    title: str
    detail: str = ""
    action_label: str = ""
    action: Callable[[], None] | None = None
    passing: bool = False


class Messages(QObject):
    """The bus. What is posted before a bar listens is kept for it."""

    posted = Signal(object)  # Message
    cleared = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._early: list[Message] = []
        self._has_bar = False
        self.sign_in: Callable[[ConnectionId], None] | None = None  # opens the dialog for the store's credentials

    def attach(self, show: Callable[[Message], None], clear: Callable[[], None]) -> None:
        """Let a bar listen, and give it what was posted before."""
        self.posted.connect(show)
        self.cleared.connect(clear)
        self._has_bar = True
        for message in self._early:
            show(message)
        self._early.clear()

    def post(self, message: Message) -> None:
        """Show a message."""
        if self._has_bar:
            self.posted.emit(message)
        else:
            self._early.append(message)

    def inform(self, title: str, detail: str = "") -> None:
        """Good news that goes away by itself."""
        self.post(Message(Level.ADMIT, title, detail))

    def show_error(self, error: AppError, retry: Callable[[], None] | None = None) -> None:
        """An error with what can be done: signing in to the store it is about, ``retry`` where trying again may help."""
        words = ""
        action: Callable[[], None] | None = None
        if isinstance(error, NotSignedIn) and error.store and self.sign_in:
            words, action = self.tr("Sign in…"), partial(self.sign_in, error.store)
        elif retry and error.retryable:
            words, action = self.tr("Try again"), retry
        self._post_error(translated(error.title), error, words, action)

    def show_error_of(self, name: str, error: AppError, show: Callable[[], None]) -> None:
        """An error about somebody of that name who is not on the screen; ``show`` leads to them."""
        self._post_error(f"{name}: {translated(error.title)}", error, self.tr("Show it"), show)

    def _post_error(self, title: str, error: AppError, words: str, action: Callable[[], None] | None) -> None:
        level = Level.LOOK if error.retryable else Level.REFUSE
        self.post(Message(level, title, translated(error.detail, error.hint), words, action))

    def clear(self) -> None:
        """Take the message away: it is about something that is over."""
        self.cleared.emit()


class MessageBar(QFrame):
    """A strip with one message; `Esc` or its button puts it away. Read out by a screen reader when it changes.

    What goes away by itself lies over the foot of the window, in whose layout the bar has its place: nothing may move under
    a hand that is about to press something. What stays makes room for itself.
    """

    def __init__(self, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.setAccessibleName(self.tr("Message"))
        self._title = label(role="heading")
        self._detail = label()
        for text in (self._title, self._detail):
            text.setWordWrap(True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._detail.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._act = QPushButton()
        self._act.setObjectName("messageAction")
        self._act.clicked.connect(self._run_action)
        self._close = QPushButton(self.tr("Close"))
        self._close.setAccessibleName(self.tr("Close the message"))
        self._close.clicked.connect(self.hide)
        self._action: Callable[[], None] | None = None
        self._timer = QTimer(self, singleShot=True, interval=_PASSING_MS)
        self._timer.timeout.connect(self.hide)
        self._home: int | None = None  # its place in the layout, while it lies over the foot
        self._lay_out()
        self.hide()
        messages.attach(self.show_message, self.hide)

    def _lay_out(self) -> None:
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        row.setSpacing(GRID)
        row.addWidget(self._title)
        row.addWidget(self._detail)
        row.addWidget(self._act)
        row.addWidget(self._close)

    def show_message(self, message: Message) -> None:
        """Show a message in place of the one before."""
        self.setProperty("level", message.level.name.lower())
        self.style().polish(self)
        self._title.setText(message.title)
        self._detail.setText(message.detail)
        is_long = len(message.title) > _ONE_LINE
        self._row.setStretch(0, len(message.title) if is_long else 0)
        self._row.setStretch(1, len(message.detail) if is_long else 1)
        self._act.setText(f"{message.action_label}   F3")
        self._act.setAccessibleName(message.action_label)
        self._act.setVisible(message.action is not None)
        self._action = message.action
        self.setAccessibleDescription(f"{message.title} {message.detail}".strip())
        passes = (message.level is Level.ADMIT or message.passing) and message.action is None
        self._place(floating=passes)
        self.show()
        if passes:
            self._timer.start()
        else:
            self._timer.stop()

    def _place(self, *, floating: bool) -> None:
        window = self.parentWidget()
        column = window.layout() if window else None
        if window is None or not isinstance(column, QBoxLayout):
            return
        mark(self, "floating", floating)
        if floating and self._home is None:
            self._home = column.indexOf(self)
            column.removeWidget(self)
            window.installEventFilter(self)
        elif not floating and self._home is not None:
            window.removeEventFilter(self)
            column.insertWidget(self._home, self)
            self._home = None
        if floating:
            self._settle(window)
        else:
            self._wrap()

    def _wrap(self) -> None:
        self._title.setWordWrap(len(self._title.text()) > _ONE_LINE)
        self._detail.setWordWrap(True)

    def _settle(self, window: QWidget) -> None:
        """In the middle of the foot, as wide as its words need, up to most of the window."""
        self.ensurePolished()
        for text in (self._title, self._detail):
            text.setWordWrap(False)  # or it would rather be narrow and high
        wanted, most = self.sizeHint(), window.width() * _WIDEST // 100
        width, height = wanted.width(), wanted.height()
        if width > most:
            self._wrap()
            width = max(most, self.minimumSizeHint().width())
            height = self.heightForWidth(width)
        self.setGeometry((window.width() - width) // 2, window.height() - height - GRID // 2, width, height)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to the foot of a window that gets another size."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self._settle(watched)
        return super().eventFilter(watched, event)

    def act(self) -> None:
        """Do what the message offers, if it is on the screen and offers anything."""
        if self.isVisible() and self._action is not None:
            self._run_action()

    def _run_action(self) -> None:
        self.hide()
        if self._action is not None:
            self._action()

"""When newer versions are asked about and told of: never before the desk is in use, nor while a store is away."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.core.errors import AppError
from app.core.verdict import Level
from app.services.stores import Stores, StoreState
from app.services.updates import Updates
from app.ui import tasks
from app.ui.about.update_notice import UpdateNotice
from app.ui.about.whats_new import WhatsNewDialog
from app.ui.messages import Message, Messages

_FIRST_MS = 60_000  # by then a clerk who started the program for a waiting customer has them on the screen
_AGAIN_MS = 30 * 60_000  # whether a day has passed


class UpdateWatch(QObject):
    """``changed`` when there is something else to show than before. ``notice`` is the line that shows it."""

    changed = Signal()

    def __init__(self, updates: Updates, stores: Stores, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self.updates = updates
        self.notice = UpdateNotice()
        self._stores = stores
        self._messages = messages
        self._window = window
        self._put_away = ""  # the version that nobody wants to hear of until the next start
        self._timer = QTimer(self, interval=_FIRST_MS)
        self._timer.timeout.connect(self._take_turn)
        self.notice.answered.connect(self.answer)
        self.notice.whats_new_wanted.connect(lambda: self.show_news(self._window))
        self.notice.page_wanted.connect(self.open_page)
        self.notice.skipped.connect(self.skip)
        self.notice.put_away.connect(self._put_off)
        updates.changed = self._take_change

    def begin(self) -> None:
        """Watch from now on. Needs the running loop."""
        self._timer.start()

    def _take_turn(self) -> None:
        self._timer.setInterval(_AGAIN_MS)
        self.consider()

    def consider(self) -> None:
        """Ask for consent where nobody has answered yet; look where it was given and it is time."""
        if self._stores.is_training() or self._is_away():
            return
        if self.updates.state.agreed is None:
            self.notice.ask()
        else:
            tasks.start(self, self.updates.look(), _ignore, self._messages.show_error)

    def _is_away(self) -> bool:
        return any(one.state is StoreState.OFFLINE for one in self._stores.statuses())

    def _take_change(self) -> None:
        news = self.updates.news
        if news is not None and news.version != self._put_away:
            self.notice.tell(news)
        elif self.updates.state.agreed is not None:
            self.notice.hide()
        self.changed.emit()

    # ---------------------------------------------------------------------------------------- what a person does

    def answer(self, yes: bool) -> None:
        """Keep a yes or a no; a yes is followed by the first look."""
        try:
            self.updates.agree(yes=yes)
        except AppError as error:
            self._messages.show_error(error)
            return
        if yes:
            self.consider()

    def show_news(self, parent: QWidget) -> None:
        """Show what is new, over that window."""
        news = self.updates.found
        if news is not None:
            dialog = WhatsNewDialog(news, parent)
            dialog.page_wanted.connect(self.open_page)
            dialog.skipped.connect(self.skip)
            dialog.open()

    def open_page(self) -> None:
        """Open the page to download from in the system's browser."""
        news = self.updates.found
        if news is not None and not QDesktopServices.openUrl(QUrl(news.page)):
            title = self.tr("No browser could be opened. The page is:")
            self._messages.post(Message(Level.LOOK, title, news.page))

    def skip(self) -> None:
        """Say no more of this version."""
        try:
            self.updates.skip()
        except AppError as error:
            self._messages.show_error(error)

    def _put_off(self) -> None:
        news = self.updates.news
        self._put_away = news.version if news else ""
        self.notice.hide()


def _ignore(_outcome: object) -> None:
    """The service itself tells of the change."""

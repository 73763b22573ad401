"""Locking and unlocking the window: by a key, after a while without one, and when somebody has to sign in first."""

from __future__ import annotations

from PySide6.QtCore import QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.core.staff import Approval, Privilege
from app.ports import SettingsStore
from app.services.journal_export import JournalExport
from app.services.shift import Shift
from app.ui import tasks
from app.ui.approval import ask_manager, close_allowed, open_allowed
from app.ui.lock.copied import CopiedText
from app.ui.lock.curtain import Curtain
from app.ui.lock.idle import IdleWatch
from app.ui.lock.people import PeopleDialog
from app.ui.lock.screen import Veil
from app.ui.lock.who import WhoIsHere
from app.ui.messages import Messages
from app.ui.window_key import WindowKey

_SECONDS = 60
_LOCK = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_L)


class Lock(QObject):
    """``hidden`` tells when everything is hidden, and when it is no longer; while it is, scans do nothing.

    At a desk without people hiding is all there is. Make it before whatever catches the scanner's keys: `IdleWatch` says why.
    """

    hidden = Signal(bool)

    def __init__(
        self, shift: Shift, settings: SettingsStore, export: JournalExport, messages: Messages, window: QWidget
    ) -> None:
        super().__init__(window)
        self._export = export
        self._shift = shift
        self._settings = settings
        self._messages = messages
        self._window = window
        self._here = ""  # who signed in last
        self.veil = Veil()
        self.curtain = Curtain(self.veil, self)
        self.idle = IdleWatch(self)
        self.copied = CopiedText(self)
        self._key = WindowKey(_LOCK, self)
        self.who = WhoIsHere(shift)
        shift.changed = self._take_change
        self._key.pressed.connect(self.lock)
        self.veil.left.connect(self._lift)
        self.veil.people.entry.given.connect(self._sign_in)
        self.idle.nearly_over.connect(self._hide_early)
        self.idle.over.connect(self.lock)
        self.who.people_wanted.connect(self.show_people)
        self.who.lock_wanted.connect(self.lock)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.lastWindowClosed.connect(self.copied.clear)

    def begin(self) -> None:
        """Find out who works here, and lock where somebody does. Needs the running loop."""
        self.idle.begin(self._settings.load().idle_minutes * _SECONDS)
        self.read_people()

    def read_people(self) -> None:
        """Find it out anew: another file is kept than before."""
        tasks.start(self, self._shift.open(), _ignore, self._messages.show_error)

    # ---------------------------------------------------------------------------------------- hiding

    def lock(self) -> None:
        """Ctrl+L: hide everything; where people sign in, until one of them does."""
        self._shift.lock()
        if not self._shift.is_locked:
            self._hide()

    def _hide_early(self) -> None:
        """Nobody has been here for a while. Until it is over, a key is enough."""
        if self._shift.members and not self.curtain.is_down:
            self._hide()

    def _hide(self) -> None:
        if not self.curtain.is_down:
            self.veil.show_words()
            self._lower()

    def _lower(self) -> None:
        self.copied.clear()
        self.hidden.emit(True)
        self.curtain.lower(self._window.window())

    def _ask_who(self) -> None:
        before = self._shift.current.name if self._shift.current else ""
        self.veil.show_people(self._shift.members, before)
        if self.curtain.is_down:
            self.veil.take_keyboard()
        else:
            self._lower()

    def _lift(self) -> None:
        self.idle.touch()
        self.curtain.lift()
        self.hidden.emit(False)

    # ---------------------------------------------------------------------------------------- who is here

    def _take_change(self) -> None:
        self.who.refresh()
        if self._shift.is_locked:
            self._ask_who()
            return
        here = self._shift.current.name if self._shift.current else ""
        if self._here not in {"", here}:
            close_allowed(self._window)
        self._here = here
        if self.veil.asks and self.curtain.is_down:
            self.veil.people.entry.clear()
            self._lift()

    def _sign_in(self, name: str, pin: str) -> None:
        tasks.start(self, self._shift.sign_in(name, pin), _ignore, self.veil.people.entry.tell_error)

    def show_people(self) -> None:
        """Open the list of people; a clerk needs a manager's word for that."""
        if self._shift.can_have_people:
            ask_manager(self._shift, Privilege.PEOPLE, self._window, self._open_people)

    def _open_people(self, approval: Approval | None) -> None:
        dialog = PeopleDialog(self._shift, self._settings, self._export, approval, self._window)
        dialog.minutes_changed.connect(self._take_minutes)
        open_allowed(dialog)

    def _take_minutes(self, minutes: int) -> None:
        self.idle.begin(minutes * _SECONDS)


def _ignore(_outcome: object) -> None:
    """The shift itself tells of the change."""

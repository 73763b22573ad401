"""Locking and unlocking the window: by a key, after a while without one, and when somebody has to sign in first."""

from __future__ import annotations

from PySide6.QtCore import QKeyCombination, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.core.errors import AppError, VaultBusy, VaultUnreadable
from app.core.staff import Approval, Privilege
from app.ports import Resort
from app.services.desk import Desk
from app.ui import tasks
from app.ui.approval import ask_manager, close_allowed, open_allowed
from app.ui.lock.copied import CopiedText
from app.ui.lock.curtain import Curtain
from app.ui.lock.idle import IdleWatch
from app.ui.lock.people import PeopleDialog
from app.ui.lock.screen import Veil
from app.ui.lock.who import WhoIsHere
from app.ui.messages import Messages
from app.ui.translation import translated
from app.ui.window_key import WindowKey

_SECONDS = 60
_BUSY_MS = 2000  # between two looks whether another program has let go of the file
_LOCK = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_L)


class Lock(QObject):
    """``hidden`` tells when everything is hidden, and when it is no longer; while it is, scans do nothing.

    At a desk without people hiding is all there is. Make it before whatever catches the scanner's keys: `IdleWatch` says why.
    """

    hidden = Signal(bool)
    anew_wanted = Signal()  # another file in place of one that is open and cannot be read

    def __init__(self, desk: Desk, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self._export = desk.journal_export
        self._shift = desk.shift
        self._settings = desk.settings
        self._vault = desk.vault
        self._is_asked = False  # what is to be done about a file that cannot be opened
        self._patience = QTimer(self, singleShot=True, interval=_BUSY_MS)
        self._messages = messages
        self._window = window
        self._here = ""  # who signed in last
        self.veil = Veil()
        self.curtain = Curtain(self.veil, self)
        self.idle = IdleWatch(self)
        self.copied = CopiedText(self)
        self._key = WindowKey(_LOCK, self)
        self.who = WhoIsHere(desk.shift)
        desk.shift.changed = self._take_change
        if desk.vault:
            desk.vault.ask = self._take_closed
        self._patience.timeout.connect(self._try_again)
        self.veil.opening.again.connect(self._open_again)
        self.veil.opening.anew.connect(self._begin_anew)
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
        """Find out who works here, and lock where somebody does. Needs the running loop.

        Until that is known nothing is shown, but where nobody worked here the last time.
        """
        self.idle.begin(self._settings.load().idle_minutes * _SECONDS)
        if self._shift.expects_people:
            self._wait_for_file()
        self.read_people()

    def read_people(self) -> None:
        """Find it out anew: another file is kept than before."""
        tasks.start(self, self._find_out(), _ignore, self._take_unknown)

    async def _find_out(self) -> None:
        if self._vault:
            await self._vault.open()
        await self._shift.open()

    # ---------------------------------------------------------------------------------------- before the file is open

    def _wait_for_file(self) -> None:
        self.veil.show_opening()
        self._lower_or_stay()

    def _take_closed(self, trouble: AppError) -> bool:
        """The file cannot be opened: whether that is waited for.

        While another program has it, always: beside that program there is no lock, no journal and no outbox. Otherwise
        where somebody may have to sign in.
        """
        is_busy = isinstance(trouble, VaultBusy)
        if not is_busy and not self._shift.expects_people:
            return False
        self._is_asked = True
        self._show_trouble(trouble)
        if is_busy:
            self._patience.start()
        return True

    def _take_unknown(self, trouble: AppError) -> None:
        """The file is open, and who works here cannot be read in it."""
        if self._shift.expects_people:
            self._show_trouble(trouble)
        else:
            self._messages.show_error(trouble)

    def _show_trouble(self, trouble: AppError) -> None:
        if isinstance(trouble, VaultBusy):
            about = self.tr(
                "Use the window that is open already, or wait for the synchronisation that is running. This window goes on "
                "by itself as soon as the file is free."
            )
        else:
            hidden = self.tr("Who signs in at this desk is written in that file. Nothing is shown before it is open.")
            about = f"{translated(trouble.hint)} {hidden}"
        can_begin_anew = isinstance(trouble, VaultUnreadable)
        self.veil.show_trouble(translated(trouble.title), about, can_begin_anew=can_begin_anew)
        self._lower_or_stay()

    def _open_again(self) -> None:
        self._wait_for_file()
        if self._is_asked:
            self._try_again()
        else:
            self.read_people()

    def _try_again(self) -> None:
        self._answer(Resort.AGAIN)

    def _begin_anew(self) -> None:
        if self._is_asked:
            self._wait_for_file()
            self._answer(Resort.ANEW)
        else:
            self.anew_wanted.emit()

    def _answer(self, to: Resort) -> None:
        self._patience.stop()
        self._is_asked = False
        if self._vault:
            self._vault.resort(to)

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
        self._lower_or_stay()

    def _lower_or_stay(self) -> None:
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
        if (self.veil.asks or self.veil.opens) and self.curtain.is_down:
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

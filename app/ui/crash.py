"""Where every bug ends: one log line without personal data, and one calm dialog that says what to press.

Five ways lead here: exceptions of the main thread (Qt's slots and overrides included), of other threads, those Python
cannot raise, those of the event loop, and Qt's own messages. What kills the interpreter itself is written to a fault
file by `faulthandler` and offered at the next start.
"""

from __future__ import annotations

import atexit
import faulthandler
import logging
import os
import platform
import re
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import shiboken6
from PySide6.QtCore import (
    QEvent,
    QMessageLogContext,
    QObject,
    Qt,
    QTimer,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
    qVersion,
)
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app.core.redaction import HIDDEN, redact, redact_exception
from app.ui.clipboard import copy_lasting
from app.ui.theme import GRID
from app.ui.widgets.marks import label, mark

_log = logging.getLogger("app.crash")
_PAUSE_SECONDS = 5.0
_CHARACTERS = 72  # the dialog is at least as wide as this many average characters
_LOGGED_AGAIN_AT = frozenset(10**power for power in range(1, 9))
_FAULT_FILES = "fault-*.txt"
_FAULT_FILE_DAYS = 7.0  # an empty one of a process that was killed is thrown away after that
_MAX_FAULT_CHARACTERS = 20_000
# Qt quotes files and texts in its remarks; a file is often called as the person whose card it shows.
_QUOTING = re.compile(r"""["'].*["']|[\w:.~-]*[/\\].*""", re.DOTALL)
_LEVELS: Mapping[QtMsgType, int] = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.DEBUG,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


@dataclass(frozen=True, slots=True)
class Report:
    """One bug: where it came in, and its types and code places, redacted. ``place`` tells one bug from another."""

    origin: str
    place: str
    text: str

    @classmethod
    def of(cls, error: BaseException, origin: str) -> Report:
        """The report of an exception."""
        code = error.__traceback__
        while code is not None and code.tb_next is not None:
            code = code.tb_next
        where = f"{code.tb_frame.f_code.co_filename}:{code.tb_lineno}" if code else ""
        return cls(origin, f"{type(error).__qualname__}@{where}", redact_exception(error))


class Crash:
    """The handler. `show_in` gives it the window; what happened before waits for it.

    ``last_fault`` is the redacted text of what ended the program the last time, or "".
    """

    def __init__(self, log_dir: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counts: dict[str, int] = {}
        self._shown_at = -_PAUSE_SECONDS
        self._waiting: list[Report] = []
        self._window: QWidget | None = None
        self._relay = _Relay(self._show)
        self.last_fault = _take_faults(log_dir)
        self._log_dir = log_dir
        self._fault_file: IO[str] | None = None
        self._restore: list[Callable[[], object]] = []

    # ------------------------------------------------------------------------------------------ the five ways

    def hook(self) -> None:
        """Take every way in. `close` gives them back."""
        _give_output()
        before = (sys.excepthook, threading.excepthook, sys.unraisablehook)

        def give_back() -> None:
            sys.excepthook, threading.excepthook, sys.unraisablehook = before

        sys.excepthook = self._take_uncaught
        threading.excepthook = self._take_from_thread
        sys.unraisablehook = self._take_unraisable
        qt_before = qInstallMessageHandler(self._take_qt_message)
        self._restore = [give_back, lambda: qInstallMessageHandler(qt_before)]
        self._fault_file = _open_fault_file(self._log_dir)
        if self._fault_file:
            faulthandler.enable(self._fault_file)
            self._restore.append(faulthandler.disable)

    def close(self) -> None:
        """Give every hook back and take the empty fault file away: this run ended well."""
        for restore in self._restore:
            restore()
        self._restore = []
        fault_file, self._fault_file = self._fault_file, None
        if fault_file:
            fault_file.close()
            _remove_if_empty(Path(fault_file.name))

    def loop_handler(self, _loop: object, context: dict[str, Any]) -> None:
        """For ``loop.set_exception_handler``. A context without an exception is a remark, not a bug."""
        error = context.get("exception")
        if isinstance(error, BaseException):
            self.report(error, "event loop")
        else:
            _log.warning("Event loop: %s", redact(str(context.get("message", ""))))

    def _take_uncaught(self, kind: type[BaseException], error: BaseException, code: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt | SystemExit):
            sys.__excepthook__(kind, error, code)
            return
        self.report(error if error.__traceback__ else error.with_traceback(code), "main thread")

    def _take_from_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            self.report(args.exc_value, "worker thread")

    def _take_unraisable(self, args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            self.report(args.exc_value, "clean-up")

    def _take_qt_message(self, kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        text = redact(_QUOTING.sub(HIDDEN, message))
        _log.log(_LEVELS.get(kind, logging.WARNING), "Qt: %s", text)
        if kind is QtMsgType.QtFatalMsg and self._fault_file:  # Qt ends the process as soon as this returns
            self._fault_file.write(f"Qt: {text}\n")
            self._fault_file.flush()

    # ------------------------------------------------------------------------------------------ one report

    def report(self, error: BaseException, origin: str) -> None:
        """Log a bug and show it, from any thread. The same bug is shown once, and logged ever more rarely."""
        try:
            self._take(Report.of(error, origin))
        except Exception:  # noqa: BLE001 - the last line of defence must not fall itself; its own fault goes to the log, redacted
            _log.exception("The crash handler failed on a %s", type(error).__name__)

    def _take(self, report: Report) -> None:
        count = self._counts[report.place] = self._counts.get(report.place, 0) + 1
        if count == 1:
            _log.error("Bug in the %s\n%s", report.origin, report.text)
            self._relay.reported.emit(report)
        elif count in _LOGGED_AGAIN_AT:
            _log.error("Bug in the %s, %d times now: %s", report.origin, count, report.text.partition("\n")[0])

    # ------------------------------------------------------------------------------------------ the dialog

    def show_in(self, window: QWidget) -> None:
        """Show dialogs over this window once it is to be seen: first what ended the last run, then what waits."""
        self._window = window
        if window.isVisible():
            self._show_waiting()
        else:
            self._relay.when_shown(window, self._show_waiting)

    def _show_waiting(self) -> None:
        fault, self.last_fault = self.last_fault, ""
        waiting, self._waiting = self._waiting, []
        if fault and self._window:
            self._open(_LastTime(fault, self._window))
        for report in waiting:
            self._show(report)

    def _show(self, report: Report) -> None:
        window = self._window
        if window is None or not shiboken6.isValid(window) or not window.isVisible():
            self._waiting.append(report)
            return
        shown = next((one for one in window.findChildren(_CrashDialog) if one.isVisible()), None)
        if shown:
            shown.add(report)
        elif self._clock() - self._shown_at >= _PAUSE_SECONDS:
            self._open(_Now(report, window))

    def _open(self, dialog: QDialog) -> None:
        self._shown_at = self._clock()
        dialog.open()


class _Relay(QObject):
    """Carries a report to the thread of the window, and tells when the window is on the screen."""

    reported = Signal(object)  # Report

    def __init__(self, show: Callable[[Report], None]) -> None:
        super().__init__()
        self._show = show
        self._shown: Callable[[], None] | None = None
        self.reported.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def _deliver(self, report: Report) -> None:
        self._show(report)

    def when_shown(self, window: QWidget, shown: Callable[[], None]) -> None:
        """Call ``shown`` after the window has come to the screen."""
        self._shown = shown
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the first showing only: a filter in Python costs every event of the window."""
        if event.type() is QEvent.Type.Show and self._shown is not None:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._shown)
        return False


class _CrashDialog(QDialog):
    """What happened, what about the customer's data, what to press; the details can be copied for support."""

    def __init__(self, details: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("crashDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Frontdesk"))
        self.details = details
        self._title = label(role="title")
        self._text = label()
        for one in (self._title, self._text):
            one.setWordWrap(True)
        self._shown = QPlainTextEdit(details, readOnly=True, tabChangesFocus=True)
        self._shown.setObjectName("crashDetails")
        self._shown.setAccessibleName(self.tr("Details for support"))
        self._copy = QPushButton(self.tr("&Copy details"))
        self._copy.setObjectName("copyDetailsButton")
        self._copy.clicked.connect(self._copy_details)
        self._leave = QPushButton(self.tr("Close"))
        self._leave.setObjectName("closeCrashButton")
        self._leave.clicked.connect(self.accept)
        self._lay_out()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self._copy)
        buttons.addStretch(1)
        buttons.addWidget(self._leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addWidget(self._shown, 1)
        column.addLayout(buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _CHARACTERS)
        mark(self._leave, "role", "main")
        self._leave.setDefault(True)
        self._leave.setFocus()

    def say(self, title: str, text: str) -> None:
        """Put the words in."""
        self._title.setText(title)
        self._text.setText(text)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)

    def add(self, report: Report) -> None:
        """Add a further bug to the details: one dialog at a time."""
        self.details += _told(report)
        self._shown.setPlainText(self.details)

    def _copy_details(self) -> None:
        copy_lasting(self.details)
        self._copy.setText(self.tr("Copied"))


class _Now(_CrashDialog):
    """A bug a moment ago."""

    def __init__(self, report: Report, parent: QWidget) -> None:
        super().__init__(_surroundings() + _told(report), parent)
        self.say(
            self.tr("Something in this program went wrong."),
            self.tr(
                "The last step may not have been done. What you typed is still in the form. Press Close and try the "
                "step again; if this comes back, press Copy details and send them to support. They name places in "
                "the program, no customer and no password."
            ),
        )


class _LastTime(_CrashDialog):
    """What ended the program the last time."""

    def __init__(self, fault: str, parent: QWidget) -> None:
        super().__init__(f"{_surroundings()}The last run ended with:\n{fault}\n", parent)
        self.say(
            self.tr("Frontdesk ended unexpectedly the last time."),
            self.tr(
                "Look at the customer you were working on: the last change may not have been sent. Press Copy details "
                "and send them to support. They name places in the program, no customer and no password."
            ),
        )


def install(log_dir: Path) -> Crash:
    """Make the handler of this process; its hooks are given back when the program ends."""
    crash = Crash(log_dir)
    crash.hook()
    atexit.register(crash.close)
    return crash


def _told(report: Report) -> str:
    return f"\nIn the {report.origin}:\n{report.text}\n"


def _surroundings() -> str:
    return f"Frontdesk, Python {platform.python_version()}, Qt {qVersion()}, {platform.system()} {platform.machine()}\n"


def _give_output() -> None:
    """A windowed program on Windows has no standard streams, and libraries write to them all the same."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - for the whole run


# ------------------------------------------------------------------------------------------------ the fault file


def _open_fault_file(log_dir: Path) -> IO[str] | None:
    """An empty file of this process, readable by its owner alone; None where the folder cannot be written."""
    path = log_dir / f"fault-{os.getpid()}.txt"
    try:
        log_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        return open(path, "w", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600))
    except OSError as error:
        _log.warning("No fault file: %s", type(error).__name__)
        return None


def _take_faults(log_dir: Path) -> str:
    """What earlier processes left behind, redacted, each told once. Empty files belong to processes still running."""
    told = []
    for path in sorted(log_dir.glob(_FAULT_FILES)):
        try:
            text = path.read_text(encoding="utf-8", errors="replace")[:_MAX_FAULT_CHARACTERS]
            if text.strip() or time.time() - path.stat().st_mtime > _FAULT_FILE_DAYS * 86_400:
                path.unlink()
        except OSError as error:
            _log.warning("A fault file cannot be read: %s", type(error).__name__)
            continue
        told.append(redact(text).strip())
    return "\n\n".join(text for text in told if text)


def _remove_if_empty(path: Path) -> None:
    try:
        if path.stat().st_size == 0:
            path.unlink()
    except OSError as error:
        _log.warning("A fault file cannot be removed: %s", type(error).__name__)

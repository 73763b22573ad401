"""The crash handler: where every bug ends."""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.errors import Offline
from app.ui import crash as crash_module
from app.ui.crash import Crash
from tests.ui.conftest import until

PERSON = "Rosalind Appleyard, 628-203-2916"


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """The time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The handler's clock."""
    return Clock()


@pytest.fixture
def crash(tmp_path: Path, clock: Clock) -> Crash:
    """A handler that has taken no hook."""
    return Crash(tmp_path, clock)


@pytest.fixture
def hooked(crash: Crash, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crash]:
    """A handler with every hook; pytest keeps its own fault handler."""
    monkeypatch.setattr(faulthandler, "enable", lambda _file: None)
    monkeypatch.setattr(faulthandler, "disable", lambda: None)
    crash.hook()
    yield crash
    crash.close()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """The window on the screen."""
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def _bug() -> Exception:
    with pytest.raises(ValueError, match="Rosalind") as caught:
        raise ValueError(PERSON)
    return caught.value


def _other_bug() -> Exception:
    with pytest.raises(KeyError) as caught:
        raise KeyError(PERSON)
    return caught.value


def _dialogs(window: QWidget) -> list[QDialog]:
    return [one for one in window.findChildren(QDialog, "crashDialog") if one.isVisible()]


def _details(window: QWidget) -> str:
    (dialog,) = _dialogs(window)
    shown = dialog.findChild(QPlainTextEdit, "crashDetails")
    assert shown is not None
    return shown.toPlainText()


# ---------------------------------------------------------------------------------------------- what is said


async def test_a_bug_is_shown_once_with_what_to_press(crash: Crash, window: QWidget) -> None:
    """The dialog says what happened, that the form is untouched, and what to press; the same bug shows it once."""
    crash.show_in(window)
    for _ in range(3):
        crash.report(_bug(), "main thread")
    await until(lambda: _dialogs(window))
    (dialog,) = _dialogs(window)
    text = dialog.accessibleName() + dialog.accessibleDescription()
    assert "went wrong" in text
    assert "still in the form" in text
    assert "press" in text.lower()
    dialog.close()
    crash.report(_bug(), "main thread")
    await asyncio.sleep(0.05)
    assert not _dialogs(window)


async def test_details_name_places_and_no_people(crash: Crash, window: QWidget) -> None:
    """The details hold types and code places; the message of an exception may quote a customer and is left out."""
    crash.show_in(window)
    crash.report(_bug(), "main thread")
    await until(lambda: _dialogs(window))
    assert "ValueError" in _details(window)
    assert "test_crash.py" in _details(window)
    assert "Appleyard" not in _details(window)
    assert "2916" not in _details(window)


async def test_copy_details_fills_the_clipboard(crash: Crash, window: QWidget) -> None:
    """What is copied is what is shown, and the button says that it did so."""
    crash.show_in(window)
    crash.report(_bug(), "main thread")
    await until(lambda: _dialogs(window))
    button = window.findChild(QPushButton, "copyDetailsButton")
    assert button is not None
    button.click()
    assert QGuiApplication.clipboard().text() == _details(window)
    assert button.text() == "Copied"


async def test_one_dialog_at_a_time(crash: Crash, window: QWidget) -> None:
    """A second bug joins the open dialog instead of piling another one on it."""
    crash.show_in(window)
    crash.report(_bug(), "main thread")
    crash.report(_other_bug(), "event loop")
    await until(lambda: _dialogs(window) and "KeyError" in _details(window))
    assert len(_dialogs(window)) == 1
    assert "ValueError" in _details(window)


async def test_dialogs_are_five_seconds_apart(crash: Crash, window: QWidget, clock: Clock) -> None:
    """A row of different bugs does not take the window away from the clerk; each is in the log all the same."""
    crash.show_in(window)
    crash.report(_bug(), "main thread")
    await until(lambda: _dialogs(window))
    _dialogs(window)[0].close()
    clock.now += 4.9
    crash.report(_other_bug(), "main thread")
    await asyncio.sleep(0.05)
    assert not _dialogs(window)
    clock.now += 0.2
    crash.report(Offline("A vendor's own error is a bug too when nobody took it."), "main thread")
    await until(lambda: _dialogs(window))


async def test_a_bug_before_the_window_waits_for_it(crash: Crash, qtbot: QtBot) -> None:
    """What happens while starting is shown as soon as there is a window on the screen."""
    window = QWidget()
    qtbot.addWidget(window)
    crash.report(_bug(), "main thread")
    crash.show_in(window)
    await asyncio.sleep(0.05)
    assert not _dialogs(window)
    window.show()
    await until(lambda: _dialogs(window))


# ---------------------------------------------------------------------------------------------- the log


def test_the_log_holds_type_and_place_only(crash: Crash, caplog: pytest.LogCaptureFixture) -> None:
    """One line of log per bug, without what the exception quotes, and a repeated bug fills no disk."""
    for _ in range(100):
        crash.report(_bug(), "worker thread")
    lines = [record.getMessage() for record in caplog.records if record.name == "app.crash"]
    assert len(lines) == 3  # the first, the tenth, the hundredth
    assert "ValueError" in lines[0]
    assert "worker thread" in lines[0]
    assert "Appleyard" not in caplog.text


def test_the_handler_itself_never_raises(
    crash: Crash, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of the handler goes to the log: it is the last place that anything can go to."""

    def broken(_error: BaseException) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(crash_module, "redact_exception", broken)
    crash.report(_bug(), "main thread")
    assert "crash handler failed on a ValueError" in caplog.text


# ---------------------------------------------------------------------------------------------- the five ways in


async def test_exceptions_of_slots_end_here(hooked: Crash, window: QWidget) -> None:
    """An exception in a slot reaches sys.excepthook, and with it the dialog."""
    hooked.show_in(window)

    def slot() -> None:
        raise _bug()

    QTimer.singleShot(0, slot)
    await until(lambda: _dialogs(window))
    assert "main thread" in _details(window)


async def test_exceptions_of_threads_end_here(hooked: Crash, window: QWidget) -> None:
    """A thread's exception is shown in the window's own thread."""
    hooked.show_in(window)

    def work() -> None:
        raise _bug()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    await until(lambda: _dialogs(window))
    assert "worker thread" in _details(window)


async def test_unraisable_exceptions_end_here(hooked: Crash, window: QWidget) -> None:
    """What Python cannot raise is not lost."""
    hooked.show_in(window)

    class Unruly:
        def __del__(self) -> None:
            raise _bug()

    Unruly()
    await until(lambda: _dialogs(window))
    assert "clean-up" in _details(window)


async def test_exceptions_of_the_event_loop_end_here(
    crash: Crash, window: QWidget, caplog: pytest.LogCaptureFixture
) -> None:
    """A task's bug is shown; a remark of the loop without an exception goes to the log only."""
    crash.show_in(window)
    loop = asyncio.get_running_loop()
    crash.loop_handler(loop, {"message": f"Task was destroyed: {PERSON}"})
    await asyncio.sleep(0.05)
    assert not _dialogs(window)
    assert "Event loop" in caplog.text
    assert "2916" not in caplog.text
    crash.loop_handler(loop, {"message": "x", "exception": _bug()})
    await until(lambda: _dialogs(window))


def test_messages_of_qt_go_to_the_log(hooked: Crash, caplog: pytest.LogCaptureFixture) -> None:
    """Qt's warnings are logged, redacted, and open no dialog."""
    assert hooked
    with caplog.at_level(logging.WARNING):
        qWarning("cannot open 628-203-2916")
    assert "Qt: cannot open" in caplog.text
    assert "2916" not in caplog.text


@pytest.mark.parametrize(
    "remark",
    [
        'cannot open "Jon Appleseed.png"',
        "cannot open /tmp/Jon Appleseed.png",
        "cannot open C:\\Jon Appleseed.png, it's Jon's",
    ],
)
def test_what_qt_quotes_is_left_out(hooked: Crash, caplog: pytest.LogCaptureFixture, remark: str) -> None:
    """The picture of a card is often called as the person."""
    assert hooked
    with caplog.at_level(logging.WARNING):
        qWarning(remark)
    assert "Qt: cannot open <hidden>" in caplog.text
    assert "Jon" not in caplog.text
    assert "Appleseed" not in caplog.text


def test_hooks_are_given_back(crash: Crash, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Closing leaves every hook as it was, and no empty fault file."""
    monkeypatch.setattr(faulthandler, "enable", lambda _file: None)
    monkeypatch.setattr(faulthandler, "disable", lambda: None)
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    crash.hook()
    assert sys.excepthook is not before[0]
    crash.close()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before
    assert list(tmp_path.iterdir()) == []


def test_missing_standard_streams_are_replaced(hooked: Crash, monkeypatch: pytest.MonkeyPatch) -> None:
    """A windowed program without sys.stderr can still be written to by libraries."""
    assert hooked
    streams: dict[str, Any] = {"stdout": None, "stderr": None}
    for name, value in streams.items():
        monkeypatch.setattr(sys, name, value)
    crash_module._give_output()
    assert sys.stderr.write("x")
    sys.stderr.close()
    sys.stdout.close()


# ---------------------------------------------------------------------------------------------- the fault file

_DIES = """
import sys, ctypes
from pathlib import Path
from PySide6.QtCore import qFatal
from app.ui.crash import install
crash = install(Path(sys.argv[1]))
if sys.argv[2] == "segfault":
    ctypes.string_at(0)
elif sys.argv[2] == "fatal":
    qFatal("no display for 628-203-2916")
"""


def _run(log_dir: Path, how: str) -> int:
    return subprocess.run(
        [sys.executable, "-c", _DIES, str(log_dir), how], check=False, capture_output=True, timeout=60
    ).returncode


@pytest.mark.parametrize(("how", "expected"), [("segfault", "egmentation"), ("fatal", "qFatal")])
async def test_a_hard_crash_is_offered_at_the_next_start(
    tmp_path: Path, window: QWidget, how: str, expected: str
) -> None:
    """What kills the interpreter is found by the next start, offered once, and without personal data."""
    assert _run(tmp_path, how) != 0
    crash = Crash(tmp_path)
    crash.show_in(window)
    assert "ended unexpectedly" in _dialogs(window)[0].accessibleName()
    assert expected in _details(window)
    assert "2916" not in _details(window)
    crash.close()
    assert Crash(tmp_path).last_fault == ""


def test_a_good_end_leaves_nothing(tmp_path: Path) -> None:
    """A run that ends well leaves no fault file, so the next start says nothing."""
    assert _run(tmp_path, "well") == 0
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Without a place for the fault file the handler works all the same, and says so in the log."""
    (tmp_path / "file").write_text("")
    crash = Crash(tmp_path / "file" / "logs")
    crash.hook()
    crash.close()
    assert "No fault file" in caplog.text

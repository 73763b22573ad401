"""The log: nobody's data in it, nobody's time taken by it."""

from __future__ import annotations

import atexit
import contextlib
import errno
import io
import logging
import os
import stat
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from app.core.errors import NotFound
from app.storage import logs
from app.storage.logs import open_log
from app.storage.paths import Home

OURS = logging.getLogger("app.test")
PLANTED = ["Ana", "Lee", "ana@example.com", "415 555 0100", "k-s3cret", "1990-05-04"]


@pytest.fixture(autouse=True)
def levels() -> Iterator[None]:
    """Give the loggers back as they were."""
    names = [logs.OURS, *logs._THIRD_PARTIES]
    before = {name: logging.getLogger(name).level for name in names}
    yield
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A folder that does not exist yet."""
    return Home.at(tmp_path / "desk")


def written(home: Home) -> str:
    """All that the log's files hold."""
    return "".join(path.read_text("utf-8") for path in sorted(home.log_dir.iterdir()))


@contextlib.contextmanager
def alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Without pytest's own handlers, which raise for, or report, what our log must cope with."""
    with monkeypatch.context() as patch:
        patch.setattr(logging.getLogger(), "handlers", [])
        yield


def plant_exception() -> None:
    try:
        int("Ana Lee ana@example.com k-s3cret")
    except ValueError as fault:
        raise NotFound("Nobody has 415 555 0100.") from fault


def test_nothing_planted_reaches_the_file(home: Home) -> None:
    """Names in paths, numbers, keys, mails and dates are masked in message, arguments and exceptions."""
    with open_log(home):
        OURS.info("GET /customer/firstname/Ana/lastname/Lee api_key=k-s3cret")
        OURS.warning("%s and %s born %s", "ana@example.com", {"phone": "415 555 0100"}, "1990-05-04")
        OURS.info("payload %(first_name)s", {"first_name": "x"})
        try:
            plant_exception()
        except NotFound:
            OURS.exception("failed for %s", "ana@example.com", stack_info=True)
    text = written(home)
    assert [one for one in PLANTED if one in text] == []
    assert "GET /customer/firstname/<hidden>/lastname/<hidden>" in text
    assert "NotFound: Nobody has <number>." in text
    assert "caused by ValueError" in text
    assert ":plant_exception" in text


def test_a_line_says_when_how_bad_and_where(home: Home) -> None:
    """Each line begins with time, level and logger, unmasked."""
    with open_log(home):
        OURS.info("ready")
    assert written(home).endswith(" INFO app.test: ready\n")
    assert written(home)[:2] == "20"


def test_no_text_makes_a_line_or_steers_a_terminal(home: Home) -> None:
    """A vendor's answer that came into a message forges no entry, colours nothing and hides nothing."""
    forged = "2026-01-01 00:00:00 INFO app.start: all is well"
    nasty = f"trouble\n{forged}\r\x1b[2J\x9b31m\u202e\u2028\x00{forged}"
    with open_log(home):
        OURS.warning("%s", nasty)
        OURS.error("failed", exc_info=NotFound(nasty))
    text = written(home)
    assert all(char.isprintable() or char == "\n" for char in text)
    lines = text.split("\n")
    assert [line for line in lines if line.startswith("2026-01-01")] == []
    assert len([line for line in lines if line[:1].isdigit()]) == 2
    assert "\\u001b" in text


def test_strangers_are_cut_short(home: Home) -> None:
    """Asyncio tells of a forgotten task with the text of its exception, which may quote a person."""
    with open_log(home):
        logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: <Task ValueError('Ana Lee')>")
        logging.getLogger("asyncio").warning("Executing <Task Ana Lee> took 1 second")
    text = written(home)
    assert "never retrieved" in text
    assert "Executing" in text
    assert "Ana" not in text


def test_levels(home: Home) -> None:
    """Ours from INFO, the libraries' from WARNING: httpx's INFO lines hold the addresses of customers."""
    with open_log(home):
        OURS.debug("our detail")
        OURS.info("our step")
        for name in ("httpx", "httpcore.connection", "asyncio"):
            logging.getLogger(name).info("their step")
            logging.getLogger(name).warning("their trouble")
    text = written(home)
    assert "our step" in text
    assert text.count("their trouble") == 3
    assert "our detail" not in text
    assert "their step" not in text


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights in the profile folder")
def test_owner_only(home: Home) -> None:
    """Other accounts of the machine cannot read the log, rotated parts included, whatever the umask."""
    before = os.umask(0)
    try:
        with open_log(home):
            for _ in range(80):
                OURS.info("x" * 10_000)
    finally:
        os.umask(before)
    files = list(home.log_dir.iterdir())
    assert len(files) == 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE(home.log_dir.stat().st_mode) == 0o700


def test_size_is_bounded(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the program runs, the files stay five, and stay as small as asked."""
    monkeypatch.setattr(logs, "MAX_BYTES", 20_000)
    with open_log(home):
        for _ in range(400):
            OURS.info("x" * 1000)
    sizes = [path.stat().st_size for path in home.log_dir.iterdir()]
    assert len(sizes) == 5
    assert max(sizes) <= 20_000


def test_the_log_fits_into_a_mail() -> None:
    """Support asks for the folder: 2.5 MB at most."""
    assert logs.FILES * logs.MAX_BYTES <= 2_621_440


def test_a_file_that_cannot_be_renamed_is_emptied_in_place(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows a second process keeps the name; the log stays bounded and goes on."""

    def held(*_: object) -> NoReturn:
        raise PermissionError(errno.EACCES, "held")

    monkeypatch.setattr("logging.handlers.os.rename", held)
    monkeypatch.setattr(logs, "FILES", 2)
    with open_log(home) as log:
        for number in range(120):
            OURS.info("%03d %s", number, "x" * 10_000)
    assert log.fault is None
    assert len(list(home.log_dir.iterdir())) == 2
    assert home.log_file.stat().st_size <= logs.MAX_BYTES
    assert "119 x" in home.log_file.read_text("utf-8")


def test_disk_work_is_not_the_callers(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Formatting for the file and writing it happen in the log's own thread."""
    threads: set[str] = set()
    emit = logs._LogFile.emit

    def watched(self: logs._LogFile, record: logging.LogRecord) -> None:
        threads.add(threading.current_thread().name)
        emit(self, record)

    monkeypatch.setattr(logs._LogFile, "emit", watched)
    with open_log(home):
        OURS.info("ready")
    assert threads
    assert threading.current_thread().name not in threads


def test_a_message_that_cannot_be_formatted(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mistake in a log line stops nobody, says where it is, and prints its values nowhere."""

    class Rude:
        def __str__(self) -> str:
            raise ValueError("Ana Lee")

    with alone(monkeypatch), open_log(home):
        OURS.info("%d customers", "Ana")
        OURS.info("%s", Rude())
    text = written(home)
    assert "test_logs.py" in text
    assert "TypeError" in text
    assert "ValueError" in text
    assert "Ana" not in text + "".join(capsys.readouterr())


def test_any_text_can_be_written(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Text that is no valid Unicode does not break the log."""
    with alone(monkeypatch), open_log(home) as log:
        OURS.info("bad \ud800 and 日本")
        OURS.info("next")
    assert log.fault is None
    assert "日本" in written(home)
    assert "next" in written(home)


def test_a_full_disk_is_remembered(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A log that cannot be written stops nobody, prints no record, and tells doctor why."""

    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "no room")

    with open_log(home) as log:
        monkeypatch.setattr(logs._LogFile, "shouldRollover", full)
        OURS.info("lost")
    assert isinstance(log.fault, OSError)
    assert capsys.readouterr().err == ""


def test_a_log_that_cannot_be_opened(home: Home) -> None:
    """The program runs without a log file, and doctor can tell."""
    home.root.write_text("in the way")
    with open_log(home) as log:
        OURS.info("lost")
    assert isinstance(log.fault, OSError)


def test_standard_error_only_when_asked(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Verbose shows the same masked lines, with our details, on standard error; otherwise it stays silent."""
    shown = io.StringIO()
    monkeypatch.setattr(sys, "stderr", shown)
    with open_log(home):
        OURS.warning("quiet")
    assert shown.getvalue() == ""
    with open_log(home, verbose=True):
        OURS.debug("mail ana@example.com")
    assert "mail <e-mail>" in shown.getvalue()


def test_no_standard_error_at_all(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A windowed program on Windows has none."""
    monkeypatch.setattr(sys, "stderr", None)
    with open_log(home, verbose=True):
        OURS.info("ready")
    assert "ready" in written(home)


def test_closing_twice_is_fine(home: Home) -> None:
    """Closing lets go of the root logger and of the file; again is nothing."""
    before = list(logging.getLogger().handlers)
    log = open_log(home)
    assert logging.getLogger().handlers != before
    log.close()
    log.close()
    assert logging.getLogger().handlers == before
    atexit.unregister(log.close)


def test_what_waits_is_written_at_exit(home: Home) -> None:
    """A program that just ends loses no line."""
    code = f"""
        import logging
        from app.storage.logs import open_log
        from app.storage.paths import Home
        open_log(Home.at({str(home.root)!r}))
        for number in range(2000):
            logging.getLogger("app.x").info("line %d", number)
        """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=False, timeout=60)
    assert done.returncode == 0
    assert "line 1999\n" in written(home)

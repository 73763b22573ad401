"""The log file: small, readable by its owner alone, free of people and secrets, and never in the way of the window."""

from __future__ import annotations

import atexit
import logging
import logging.handlers
import queue
import shutil
import sys
from types import TracebackType
from typing import IO, Any, Self

from app.core.redaction import redact, redact_exception
from app.storage.paths import Home, owner_only

MAX_BYTES = 512 * 1024
FILES = 5
OURS = "app"
# httpx writes every address it calls at INFO, and vendors' addresses hold names and phone numbers.
_THIRD_PARTIES = ("httpx", "httpcore", "asyncio", "keyring", "uvicorn", "qasync")
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_CONTINUED = "\n    "  # what a message goes on with cannot be taken for a line of its own


class Log:
    """The open log. ``fault`` is the last error of writing it: a log that cannot be written stops nobody's work."""

    def __init__(self, handlers: list[logging.Handler], fault: Exception | None) -> None:
        waiting: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
        self._entry = _Entry(waiting)
        self._listener: logging.handlers.QueueListener | None = logging.handlers.QueueListener(waiting, *handlers)
        self._handlers = handlers
        self._opening_fault = fault

    @property
    def fault(self) -> Exception | None:
        """Why the file could not be opened or written, for ``doctor``."""
        faults = (one.fault for one in self._handlers if isinstance(one, _LogFile) and one.fault)
        return next(faults, self._opening_fault)

    def start(self) -> None:
        """Take the records of the whole program from here on."""
        logging.getLogger().addHandler(self._entry)
        if self._listener is not None:
            self._listener.start()

    def close(self) -> None:
        """Write what is waiting and let go of the file; a second time is fine."""
        listener, self._listener = self._listener, None
        if listener is None:
            return
        logging.getLogger().removeHandler(self._entry)
        listener.stop()
        for handler in self._handlers:
            handler.close()
        atexit.unregister(self.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def open_log(home: Home, *, verbose: bool = False) -> Log:
    """Start logging to the home's log file; ``verbose`` also to standard error, and our own details with it."""
    handlers: list[logging.Handler] = []
    fault: Exception | None = None
    try:
        home.prepare(home.log_dir)
        handlers.append(_LogFile(home))
    except OSError as refused:
        fault = refused
    if verbose and sys.stderr is not None:  # a windowed program on Windows has none
        handlers.append(logging.StreamHandler(sys.stderr))
    for handler in handlers:
        handler.setFormatter(_Redacted(_FORMAT))
    logging.getLogger(OURS).setLevel(logging.DEBUG if verbose else logging.INFO)
    for name in _THIRD_PARTIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    log = Log(handlers, fault)
    log.start()
    atexit.register(log.close)
    return log


class _Entry(logging.handlers.QueueHandler):
    """In the caller's thread: make the record a plain text, so that nothing live waits in the queue."""

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        plain = logging.makeLogRecord(record.__dict__)
        plain.msg, plain.args = _message(record), None
        fault = record.exc_info[1] if record.exc_info else None
        plain.exc_text = redact_exception(fault) if fault is not None else None
        plain.exc_info = plain.stack_info = None
        return plain


class _Redacted(logging.Formatter):
    """In the log's own thread: mask message and exception. The line's own time and logger name are no secret."""

    def format(self, record: logging.LogRecord) -> str:
        record = logging.makeLogRecord(record.__dict__)
        record.msg, record.exc_text = redact(str(record.msg)), redact(record.exc_text) if record.exc_text else None
        return _harmless(super().format(record))


class _LogFile(logging.handlers.RotatingFileHandler):
    """The file and its older parts, 0600, at most FILES x MAX_BYTES."""

    def __init__(self, home: Home) -> None:
        self.fault: Exception | None = None
        super().__init__(home.log_file, maxBytes=MAX_BYTES, backupCount=FILES - 1, encoding="utf-8")

    def _open(self) -> IO[Any]:  # type: ignore[override]  # the text file it is; typeshed asks for one class of them
        return open(self.baseFilename, self.mode, encoding="utf-8", errors="backslashreplace", opener=owner_only)

    def rotate(self, source: str, dest: str) -> None:
        try:
            super().rotate(source, dest)
        except PermissionError:  # Windows, while the command line writes the same file: empty it in place instead
            shutil.copyfile(source, dest)
            with open(source, "r+b") as file:  # noqa: PTH123
                file.truncate()

    def handleError(self, record: logging.LogRecord) -> None:
        """Remember why; the standard library's way would print the record, unmasked, to standard error."""
        del record
        fault = sys.exc_info()[1]
        self.fault = fault if isinstance(fault, Exception) else None


def _message(record: logging.LogRecord) -> str:
    """The text; a line whose own values cannot be formatted says so instead of failing.

    Of a stranger's it is the beginning: asyncio goes on with the texts of exceptions and with whole tasks.
    """
    try:
        text = record.getMessage()
        is_ours = record.name.partition(".")[0] == OURS
        return text if is_ours else text.partition("\n")[0].partition("<")[0]
    except Exception as fault:  # noqa: BLE001 - the values' own code runs here
        return f"(a message at {record.filename}:{record.lineno} cannot be formatted: {type(fault).__name__})"


def _harmless(line: str) -> str:
    """The line without what steers a terminal, feigns further lines or turns the direction of reading."""
    whole = _CONTINUED.join(line.split("\n"))
    return "".join(char if char.isprintable() or char == "\n" else f"\\u{ord(char):04x}" for char in whole)

"""Scanners on a serial line, or on USB as one (COM mode): every byte of the card arrives as it is.

The only module that knows pyserial. The line is read in a thread; a scanner that is unplugged is waited for.
"""

from __future__ import annotations

import functools
import threading
from dataclasses import dataclass, field

import serial
from PySide6.QtCore import QObject, Signal
from serial.tools import list_ports

_QUIET_SECONDS = 0.08  # silence that ends a payload; at 9,600 baud a byte takes a thousandth
_AGAIN_SECONDS = 1.0  # between two attempts to open a line that is not there
_MOST = 10_000  # bytes; the largest PDF417 symbol holds 2,710 digits


@dataclass(frozen=True, slots=True, eq=False)
class _Word:
    """What the thread has to say: a payload, or whether the line is open."""

    line: _Line
    payload: bytes = field(default=b"", repr=False)
    is_open: bool | None = None


class _Post(QObject):
    """Carries words to the GUI thread. It outlives every line, so that a thread never speaks to a dead object."""

    said = Signal(object)  # _Word


@functools.cache
def _post() -> _Post:
    return _Post()


class _Line(threading.Thread):
    """One port, until it is told to stop."""

    def __init__(self, port: str) -> None:
        super().__init__(name="scanner", daemon=True)
        self._port = port
        self._post = _post()
        self.stopping = threading.Event()

    def run(self) -> None:
        """Open, listen, and open again when the scanner was unplugged."""
        while not self.stopping.is_set():
            try:
                with serial.Serial(self._port, timeout=_QUIET_SECONDS, exclusive=True) as line:
                    self._say(is_open=True)
                    self._listen(line)
            except (OSError, ValueError):  # serial.SerialException is an OSError; ValueError for a name that is no port
                self._say(is_open=False)
                self.stopping.wait(_AGAIN_SECONDS)

    def _listen(self, line: serial.Serial) -> None:
        payload = bytearray()
        while not self.stopping.is_set():
            arrived = line.read(max(1, line.in_waiting))
            payload += arrived
            if payload and (not arrived or len(payload) > _MOST):
                self._say(payload=bytes(payload[:_MOST]))
                payload.clear()

    def _say(self, *, payload: bytes = b"", is_open: bool | None = None) -> None:
        self._post.said.emit(_Word(self, payload, is_open))


class SerialScanner(QObject):
    """The scanner on the port that was chosen, if one was."""

    heard = Signal(bytes)
    opened = Signal(bool)  # the line is open, or the scanner is gone

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._line: _Line | None = None
        self.is_open = False
        _post().said.connect(self._take)

    def listen(self, port: str) -> None:
        """Listen on that port from now on, "" for none."""
        if self._line is not None:
            self._line.stopping.set()
        self._line, self.is_open = None, False
        if port:
            self._line = _Line(port)
            self.destroyed.connect(self._line.stopping.set)
            self._line.start()

    def _take(self, word: _Word) -> None:
        if word.line is not self._line:
            return
        if word.is_open is not None and word.is_open != self.is_open:
            self.is_open = word.is_open
            self.opened.emit(word.is_open)
        if word.payload:
            self.heard.emit(word.payload)


def ports() -> list[tuple[str, str]]:
    """The serial ports there are: name and description. May take a while: not for the GUI thread."""
    return sorted((one.device, one.description or one.device) for one in list_ports.comports())

"""A scanner in COM mode, over a pseudo-terminal: whole payloads, unplugged and plugged in again."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ui.scan.serial_port import SerialScanner, ports
from app.ui.scan.specimen import specimen
from tests.ui.conftest import until

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal stands in for the line", allow_module_level=True)


class Line:
    """A scanner that can be unplugged: a pseudo-terminal behind a name that stays."""

    def __init__(self, name: Path) -> None:
        self.name = name
        self.plug_in()

    def plug_in(self) -> None:
        """Give the name to a new line."""
        self.ours, theirs = os.openpty()
        self._theirs = theirs
        self.name.unlink(missing_ok=True)
        self.name.symlink_to(os.ttyname(theirs))

    def send(self, payload: bytes) -> None:
        """Send as the scanner does."""
        os.write(self.ours, payload)

    def unplug(self) -> None:
        """Take name and line away."""
        self.name.unlink(missing_ok=True)
        os.close(self._theirs)
        os.close(self.ours)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    made = Line(tmp_path / "scanner")
    yield made
    made.unplug()


@pytest.fixture
def scanner(loop: object) -> Iterator[SerialScanner]:
    assert loop
    made = SerialScanner()
    yield made
    made.listen("")
    made.deleteLater()


async def test_a_card_arrives_byte_by_byte_as_it_is(scanner: SerialScanner, line: Line) -> None:
    """Control characters and all; two cards are two."""
    heard: list[bytes] = []
    scanner.heard.connect(heard.append)
    scanner.listen(str(line.name))
    await until(lambda: scanner.is_open)
    for part in (specimen()[:100], specimen()[100:]):
        line.send(part)
    await until(lambda: heard)
    line.send(specimen() + b"\r\n")
    await until(lambda: len(heard) == 2)
    assert heard == [specimen(), specimen() + b"\r\n"]


async def test_unplugged_and_plugged_in_again(scanner: SerialScanner, line: Line) -> None:
    """Somebody trips over the cable; nobody has to press anything afterwards."""
    heard: list[bytes] = []
    scanner.heard.connect(heard.append)
    scanner.listen(str(line.name))
    await until(lambda: scanner.is_open)
    line.unplug()
    await until(lambda: not scanner.is_open)
    line.plug_in()
    await until(lambda: scanner.is_open)
    line.send(specimen())
    await until(lambda: heard == [specimen()])


async def test_a_scanner_that_comes_later(scanner: SerialScanner, line: Line, tmp_path: Path) -> None:
    """The port was chosen, and the scanner is not there at the start."""
    later = tmp_path / "later"
    scanner.listen(str(later))
    told: list[bool] = []
    scanner.opened.connect(told.append)
    later.symlink_to(line.name.readlink())
    await until(lambda: told == [True])


async def test_another_port_takes_over(scanner: SerialScanner, line: Line, tmp_path: Path) -> None:
    """What the former one sends is not heard any more."""
    heard: list[bytes] = []
    scanner.heard.connect(heard.append)
    scanner.listen(str(line.name))
    await until(lambda: scanner.is_open)
    other = Line(tmp_path / "other")
    scanner.listen(str(other.name))
    await until(lambda: scanner.is_open)
    line.send(b"@old")
    other.send(b"@new")
    await until(lambda: heard)
    assert heard == [b"@new"]
    scanner.listen("")
    other.unplug()


async def test_an_endless_stream_is_cut(scanner: SerialScanner, line: Line) -> None:
    """A line that never falls silent fills no memory."""
    heard: list[bytes] = []
    scanner.heard.connect(heard.append)
    scanner.listen(str(line.name))
    await until(lambda: scanner.is_open)

    def pour() -> object:
        os.write(line.ours, b"A" * 1000)
        return heard

    await until(pour)
    assert 10_000 >= len(heard[0]) > 9000


def test_the_ports_of_this_machine_can_be_listed() -> None:
    """Name and description of each; none is no error."""
    assert all(name and description for name, description in ports())

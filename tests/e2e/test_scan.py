"""Scans as real keys through a real X server: nothing is lost, nothing is written, and the program goes on."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.screen import Screen, eventually, own_screen

pytestmark = [pytest.mark.desktop, pytest.mark.timeout(180)]
CARD = Path(__file__).parents[1] / "data" / "aamva" / "keystrokes_v10.json"
_ROOT = Path(__file__).parents[2]
_NAMES = {"@": "at", " ": "space", "Enter": "Return", ",": "comma", "-": "minus", "/": "slash", "_": "underscore"}
OK = "#e3f3ea"  # the ground of a good verdict in the light theme


def keys_of_the_card() -> list[str]:
    """The recorded keys, by the names xdotool knows."""
    recorded = json.loads(CARD.read_text())["keys"]
    return [f"ctrl+{one['key'].lower()}" if one.get("ctrl") else _NAMES.get(one["key"], one["key"]) for one in recorded]


def scan(screen: Screen, gap_ms: int, keys: list[str]) -> None:
    """A scanner types."""
    screen.hands("key", "--delay", str(gap_ms), *keys)


def leaves(screen: Screen, program: subprocess.Popen[bytes]) -> bool:
    """Put away what the scan opened, close the window, and see whether the program ends."""
    screen.press("Escape", "alt+F4")
    with contextlib.suppress(subprocess.TimeoutExpired):
        program.wait(2)
    return program.returncode is not None


@dataclass
class Listening:
    """The window of `listening_window`, and what it said."""

    screen: Screen
    log: Path

    def said(self, what: str) -> list[object]:
        """Everything it said of one kind."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("[")]
        return [how for kind, how in lines if kind == what]

    def wait_long(self) -> None:
        """Have it wait long for the next key of a scan."""
        self.screen.press("F8")
        eventually(lambda: self.said("patient"), "its patience")


@pytest.fixture
def listening(tmp_path: Path) -> Iterator[Listening]:
    with own_screen(tmp_path) as screen:
        log = tmp_path / "said.txt"
        command = [sys.executable, "-m", "tests.e2e.listening_window"]
        with log.open("wb") as output:
            program = subprocess.Popen(command, cwd=_ROOT, env=screen.environment, stdout=output, stderr=output)
        screen.programs.append(program)
        found = screen.hands("search", "--sync", "--onlyvisible", "--name", "^Frontdesk$")
        screen.hands("windowactivate", "--sync", found.split()[-1])
        yield Listening(screen, log)


def test_four_hundred_keys_a_millisecond_apart(listening: Listening) -> None:
    """Every key arrives, in its order, at one scan; the field with the cursor, short cuts and buttons see none."""
    keys = keys_of_the_card()
    keys = [*keys[:-20], *(["A", "B", "7", "ctrl+j"] * 20), *keys[-20:]]
    assert len(keys) > 400 - 20
    listening.wait_long()
    scan(listening.screen, 1, keys)
    eventually(lambda: listening.said("heard"), "the scan")
    (heard,) = listening.said("heard")
    assert isinstance(heard, str)
    assert len(heard) == len(keys)
    assert heard.startswith("@\n\x1e\nANSI 636000100102DL00410278ZV03190008DLDAQT64235789\nDCSSAMPLE")
    for what in ("line", "text", "list", "short cut", "pressed"):
        assert listening.said(what) == [], what


@pytest.mark.parametrize("gap", [5, 20])
def test_into_an_open_list(listening: Listening, gap: int) -> None:
    """Letters would choose in it, Enter would close it."""
    listening.wait_long()
    listening.screen.press("F9")
    eventually(lambda: listening.said("open"), "the open list")
    scan(listening.screen, gap, keys_of_the_card())
    eventually(lambda: listening.said("popup"), "the scan")
    assert listening.said("popup") == [True]
    assert listening.said("list") == []
    assert len(listening.said("heard")) == 1


def test_hands_type_as_ever(listening: Listening) -> None:
    """The speed of a quick clerk, a text full of signs that cards begin with, Tab between fields, keys held down."""
    text = 'dana@example.test "2nd" %5 [A] ANDERSON ANSI'
    listening.screen.hands("type", "--delay", "45", text)
    eventually(lambda: listening.said("line")[-1:] == [text], "the text")
    listening.screen.hands("key", "--delay", "15", "Tab", "a", "Tab")
    eventually(lambda: listening.said("text")[-1:] == ["a\t"], "the letter in the next field")
    listening.screen.hands("key", "--delay", "45", "shift+Tab", "End")
    listening.screen.hands("keydown", "x")
    eventually(lambda: str(listening.said("line")[-1]).endswith("xxxxxxxx"), "the key that repeats itself")
    listening.screen.hands("keyup", "x")
    assert listening.said("heard") == []


def test_a_scan_into_the_form_of_a_customer(tmp_path: Path) -> None:
    """The program itself: a card into a field is not typed into it, so nothing is unsaved, and nobody is on the disk."""
    with own_screen(tmp_path) as screen:
        program = screen.start("--home", str(tmp_path / "desk"), "--training")
        screen.type("1117")
        screen.press("Return")
        eventually(lambda: screen.shows(OK), "the customer on the screen")
        screen.press("ctrl+1", "End")
        for gap in (1, 12):
            scan(screen, gap, keys_of_the_card())
        eventually(lambda: leaves(screen, program), "the end: unsaved work would have held the window")
        assert program.returncode == 0
        assert b"SAMPLE" not in screen.log.read_bytes()
        kept = b"".join(file.read_bytes() for file in (tmp_path / "desk").rglob("*") if file.is_file())
        assert b"T64235789" not in kept

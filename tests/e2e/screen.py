"""A screen of its own with a window manager, and a pair of hands on its keyboard."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

TOOLS = ("Xvfb", "openbox", "xdotool", "scrot")
_FEW = 20  # grid points; a letter's edge may have any colour
_ROOT = Path(__file__).parents[2]


@dataclass
class Screen:
    """One X display. ``environment`` is what a program needs to open a window on it."""

    environment: dict[str, str]
    log: Path
    programs: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start the program and wait for its window, which gets the keyboard."""
        command = [sys.executable, "-m", "app", *arguments]
        with self.log.open("ab") as log:
            program = subprocess.Popen(command, cwd=_ROOT, env=self.environment, stdout=log, stderr=log)
        self.programs.append(program)
        self.hands("windowactivate", "--sync", self.wait_for_window("^Frontdesk$"))
        return program

    def hands(self, *words: str) -> str:
        """Let xdotool do something; its answer."""
        done = subprocess.run(
            ["xdotool", *words], env=self.environment, capture_output=True, text=True, timeout=30, check=True
        )
        return done.stdout

    def press(self, *keys: str) -> None:
        """Press keys one after another, as a quick clerk does."""
        self.hands("key", "--delay", "30", *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self.hands("type", "--delay", "40", text)

    def photograph(self, file: Path) -> Path:
        """Save what is on the screen."""
        subprocess.run(["scrot", "--overwrite", str(file)], env=self.environment, timeout=30, check=True)
        return file

    def shows(self, colour: str) -> bool:
        """Whether a colour, as #rrggbb, is on the screen in more than a few places."""
        picture = QImage(str(self.photograph(self.log.with_name("screen.png"))))
        wanted = QColor(colour).rgb()
        grid = ((x, y) for x in range(0, picture.width(), 4) for y in range(0, picture.height(), 4))
        return sum(picture.pixel(x, y) == wanted for x, y in grid) > _FEW

    def wait_for_window(self, name: str) -> str:
        """Wait until a window whose title matches ``name`` is to be seen; its number."""
        eventually(lambda: self._windows(name), f"a window called {name}", 30.0)
        return self._windows(name)[-1]

    def _windows(self, name: str) -> list[str]:
        """Those there are now. A window that goes while they are looked at ends xdotool with an error."""
        words = ["xdotool", "search", "--onlyvisible", "--name", name]
        done = subprocess.run(words, env=self.environment, capture_output=True, text=True, timeout=30, check=False)
        return done.stdout.split()

    def close_window(self) -> None:
        """Close the window as its own button does."""
        self.hands("windowactivate", "--sync", self.wait_for_window("^Frontdesk$"))
        self.press("alt+F4")


def eventually(holds: Callable[[], object], what: str, seconds: float = 30.0) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.1)


@contextlib.contextmanager
def own_screen(folder: Path, extra: dict[str, str] | None = None) -> Iterator[Screen]:
    """A display of 1400 x 900 that ends with the block, and every program on it."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    with contextlib.ExitStack() as stack:
        read, write = os.pipe()
        server = stack.enter_context(
            subprocess.Popen(
                ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x900x24", "-nolisten", "tcp"],
                pass_fds=[write],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
        stack.callback(server.terminate)
        os.close(write)
        with os.fdopen(read) as answer:
            display = answer.readline().strip()
        environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
        environment |= {"DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb", **(extra or {})}
        manager = stack.enter_context(
            subprocess.Popen(["openbox"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        )
        stack.callback(manager.terminate)
        screen = Screen(environment, folder / "program.log")
        try:
            yield screen
        finally:
            for program in screen.programs:
                program.kill()
                program.wait(10)

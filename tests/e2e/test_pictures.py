"""The program takes pictures of itself: the same words give the same picture, of the window or of a part."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.timeout(180)


def _take(home: Path, *words: str, moment: str = "1780000000") -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "app",
        "--home",
        str(home),
        "--training",
        "--screenshot",
        str(home / "x.png"),
        *words,
    ]
    surroundings = os.environ | {"QT_QPA_PLATFORM": "offscreen", "SOURCE_DATE_EPOCH": moment, "TZ": "UTC"}
    home.mkdir()
    return subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=120, check=False)


def test_the_same_words_give_the_same_picture(tmp_path: Path) -> None:
    """Byte for byte at the same moment, also of people who are equal at three stores; at another one they are older."""
    words = ("--search", "appleseed", "--open", "1", "--tab", "documents")
    taken = [_take(tmp_path / name, *words) for name in ("one", "two")]
    taken.append(_take(tmp_path / "later", *words, moment="1880000000"))
    assert [
        (done.returncode, done.stderr.replace("This plugin does not support propagateSizeHints()\n", ""))
        for done in taken
    ] == [(0, "")] * 3
    one, two, later = [(tmp_path / name / "x.png").read_bytes() for name in ("one", "two", "later")]
    assert one == two
    assert one != later


def test_a_part_is_pictured_alone(tmp_path: Path) -> None:
    """A key opens a dialog, and nothing else is on the picture."""
    assert _take(tmp_path / "desk", "--size", "1366x768", "--press", "Ctrl+,", "--part", "storesDialog").returncode == 0
    picture = QImage(str(tmp_path / "desk" / "x.png"))
    assert 200 < picture.width() < 1366
    assert 200 < picture.height() < 768


def test_a_part_that_is_not_there_is_told(tmp_path: Path) -> None:
    """In a sentence, with the exit code for what makes no sense; no picture is left."""
    done = _take(tmp_path / "desk", "--part", "nowhere")
    assert done.returncode == 2
    assert "The window shows no part named nowhere." in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "desk" / "x.png").exists()

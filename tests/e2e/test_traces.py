"""A day at the desk under a careless umask: nothing readable for others, no file of a document, nobody in what is left."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.storage.paths import Home
from app.vendors.request import Call, Reply
from app.vendors.token import Token

ROOT = Path(__file__).parents[2]
PLANTED = "Zabulon"
_DAY = Path(__file__).with_name("day_at_the_desk.py")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="rights and open files as Linux tells them")


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """The folder in which everything happened, what was printed, and every file that was ever opened to be written."""
    folder = tmp_path_factory.mktemp("day")
    opened = folder / "opened.txt"
    env = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG"}}
    env |= {"HOME": str(folder), "TMPDIR": str(folder / "tmp"), "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    (folder / "tmp").mkdir()
    command = [sys.executable, str(_DAY), str(folder / "desk"), str(opened)]
    done = subprocess.run(
        command, env=env, capture_output=True, text=True, check=False, timeout=100, umask=0, cwd=folder
    )
    assert done.returncode == 0, done.stderr
    return folder, done.stdout + done.stderr, opened.read_text()


def test_only_the_owner_can_read(day: tuple[Path, str, str]) -> None:
    """Folders 0700 and files 0600, the vault's companions, its lock, what was put aside and the reports with them."""
    home = Home.at(day[0] / "desk")
    there = [home.root, *home.root.rglob("*")]
    names = {path.name for path in there}
    assert {"settings.json", "frontdesk.vault", "frontdesk.vault.lock", "frontdesk.log"} <= names
    assert any(name.startswith("settings.broken") for name in names)
    assert any(name.startswith("frontdesk.broken") for name in names)
    readable = [path.name for path in there if stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert not readable


def test_a_document_leaves_no_file(day: tuple[Path, str, str]) -> None:
    """Shown, uploaded and read: nothing is opened for writing but what is the program's own, and nothing is left."""
    folder, _said, opened = day
    assert not list((folder / "tmp").iterdir())
    ours = re.compile(rf"{re.escape(str(folder / 'desk'))}/|/dev/null$|.*\.pyc(\.\d+)?$")
    strange = [line for line in opened.splitlines() if not ours.match(line)]
    assert not strange


def test_nobody_is_in_what_is_left(day: tuple[Path, str, str]) -> None:
    """Neither name, number, address nor key, in any file, in any file's name, or in what was printed."""
    folder, said, _opened = day
    planted = [PLANTED, "zabulon", "4155550163", "Z7654321", "planted-key-9f2e", "planted.example"]
    assert "day is over" in said
    for word in planted:
        assert word not in said
        for path in folder.rglob("*"):
            assert word not in path.name
            assert not path.is_file() or word.encode() not in path.read_bytes(), path.name


def test_nobody_is_in_what_an_object_says_of_itself() -> None:
    """A bug's text may hold the repr of what it was about: of secrets there is none in it."""
    call = Call(name="x", method="GET", url=f"/{PLANTED}", headers={"a": PLANTED}, body=PLANTED.encode())
    for one in (call, Reply(200, "", PLANTED.encode()), Token(PLANTED, 1.0)):
        assert PLANTED not in repr(one)

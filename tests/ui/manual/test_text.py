"""What the manual says is so: its keys, its names of things, its links and its pictures."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import QKeyCombination, QObject
from PySide6.QtGui import QFont, QImage, QKeySequence
from pytestqt.qtbot import QtBot

from app.cli.arguments import read_arguments
from app.ui.actions import ACTIONS
from app.ui.documents.keys import ADD, SAVE_AS
from app.ui.manual.manual import KEYS, SECTIONS
from app.ui.manual.text import FOLDER, Look, ManualText, Section, fragments, name_of, read_manual
from app.ui.theme import LIGHT

APP = Path(__file__).parents[3] / "app"
TEXT = (FOLDER / "manual.md").read_text(encoding="utf-8")
NAMES = {name_of(title) for title in re.findall(r"^# (.+)$", TEXT, re.MULTILINE)}
PICTURES = tomllib.loads((FOLDER / "pictures.toml").read_text(encoding="utf-8"))
_WIDTH = 600


@cache
def _words_of_the_program() -> frozenset[str]:
    """Every text in the code that is no docstring, without what marks its mnemonic."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in APP.rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    said = {id(one.value) for one in nodes if isinstance(one, ast.Expr)}  # docstrings
    values = [one.value for one in nodes if isinstance(one, ast.Constant) and id(one) not in said]
    return frozenset(value.replace("&", "") for value in values if isinstance(value, str))


@cache
def _code_of_the_window() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in (APP / "ui").rglob("*.py"))


def _drawn(text: str, folder: Path = FOLDER) -> tuple[str, tuple[Section, ...]]:
    """The text as it is read, and its sections."""
    owner = QObject()
    drawn = ManualText(text, Look(tokens=LIGHT, font=QFont(), width=_WIDTH), owner, folder)
    return drawn.document.toPlainText(), drawn.sections


def _spelled(key: str) -> str:
    """What code calls a key: ``Key_PageUp``."""
    combination: QKeyCombination = QKeySequence(key)[0]  # type: ignore[index] # an item of it is missing in the stubs
    return combination.key().name


# ------------------------------------------------------------------------------------------------ keys


def test_every_key_of_the_window_is_in_the_table(qtbot: QtBot) -> None:
    """The table is made from the keys themselves."""
    assert qtbot
    said, _sections = _drawn(read_manual())
    assert [action.keys for action in ACTIONS if f"{action.keys}\n{action.text}" not in said] == []


def _is_known(key: str) -> bool:
    """One of the window's keys or of the documents', one that is told on the screen, or, alone, one that code calls by name."""
    if key in {part for action in ACTIONS for part in (action.keys, *action.keys.split())}:
        return True
    if QKeySequence(key) in {QKeySequence(ADD), QKeySequence(SAVE_AS)}:
        return True
    told = re.compile(rf"(?<![\w+]){re.escape(key)}(?![\w+])")
    is_called = len(key.split("+")) == 1 and f"Qt.Key.{_spelled(key)}" in _code_of_the_window()
    return is_called or any(map(told.search, _words_of_the_program()))


def test_every_key_that_is_named_exists() -> None:
    """Whoever presses it gets what the manual says."""
    named = set(re.findall(r"`([^`]+)`", TEXT))
    assert {"Ctrl+K", "F4", "PgUp", "C"} <= named
    assert [key for key in named if not _is_known(key)] == []


@pytest.mark.parametrize("key", ["F11", "Alt+F6", "Shift+F4", "Ctrl+Shift+Q"])
def test_a_key_that_nothing_listens_to_is_found(key: str) -> None:
    """The rule above is able to fail."""
    assert not _is_known(key)


# ------------------------------------------------------------------------------------------------ words


def test_what_stands_in_bold_stands_on_the_screen() -> None:
    """Whoever looks for a button finds it under the name that the manual gives it; a key may stand behind it there."""
    shown = {word.split("   ")[0] for word in _words_of_the_program()}
    named = set(re.findall(r"\*\*([^*]+)\*\*", TEXT.replace("\n", " ")))
    assert len(named) > 20
    assert named - shown == set()


def test_the_table_of_messages_has_the_program_s_families() -> None:
    """A kind of message that the program has and the manual does not is missing here."""
    section = TEXT.split("# When something is wrong")[1].split("\n# ")[0]
    words = ["cannot be reached", "too many calls", "sign-in", "permission", "another customer", "no such look-up"]
    words += ["cannot read", "barcode", "secret store", "encrypted file", "another Frontdesk", "disk is full"]
    assert [word for word in words if word not in section] == []


# ------------------------------------------------------------------------------------------------ links


def test_every_link_leads_to_a_section() -> None:
    """And none leads out of the program."""
    links = re.findall(r"(?<!!)\[[^\]]+\]\(([^)]+)\)", TEXT)
    assert links
    assert [link for link in links if link.removeprefix("#") not in NAMES or not link.startswith("#")] == []
    assert "http" not in TEXT


def test_f1_opens_sections_that_there_are() -> None:
    """The parts of the window are called by the names they have."""
    assert {KEYS, *SECTIONS.values()} <= NAMES
    assert [name for name in SECTIONS if f'setObjectName("{name}")' not in _code_of_the_window()] == []


def test_the_keys_come_first(qtbot: QtBot) -> None:
    """F1 has always shown them."""
    assert qtbot
    _said, sections = _drawn(read_manual())
    assert (sections[0].name, sections[0].position) == (KEYS, 0)
    assert [section.name for section in sections] == [name_of(section.title) for section in sections]
    assert {section.name for section in sections} == NAMES


# ------------------------------------------------------------------------------------------------ pictures


def test_the_pictures_are_those_of_the_list() -> None:
    """Both ways: none is taken that nobody sees."""
    assert sorted(re.findall(r"\(pictures/(.+)-light\.png\)", TEXT)) == sorted(PICTURES)


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_the_program_understands_how_a_picture_is_taken(name: str) -> None:
    """Each line of the list is a command line."""
    words = [word for key, value in PICTURES[name].items() for word in (f"--{key}", str(value))]
    assert read_arguments(["--training", "--screenshot", "x.png", *words]).training
    part = PICTURES[name].get("part", "")
    assert not part or f'setObjectName("{part}")' in _code_of_the_window()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A manual with two pictures, of which one was taken."""
    (tmp_path / "pictures").mkdir()
    text = "# Keys\n\nBefore.\n\n![One](pictures/one-light.png)\n\n![Two](pictures/two-light.png)\n\nAfter.\n"
    (tmp_path / "manual.md").write_text(text, encoding="utf-8")
    for theme in ("light", "dark"):
        assert QImage(2000, 100, QImage.Format.Format_RGB32).save(str(tmp_path / "pictures" / f"one-{theme}.png"))
    return tmp_path


def test_a_picture_that_was_not_taken_is_left_out(folder: Path) -> None:
    """A copy that runs from its source shows no empty frames."""
    assert re.findall(r"!\[\w+\]", read_manual(folder)) == ["![One]"]
    assert "Before.\n\n![One](pictures/one-light.png)\n\nAfter." in read_manual(folder)


def test_the_pictures_follow_the_theme(folder: Path) -> None:
    """Dark ones in the dark."""
    assert "pictures/one-dark.png" in read_manual(folder, is_dark=True)
    assert "light" not in read_manual(folder, is_dark=True)


def test_a_picture_is_as_large_as_what_it_shows(qtbot: QtBot, folder: Path) -> None:
    """It was taken at 200 %; where there is less room, it is as wide as there is."""
    assert qtbot
    assert [_picture_size(folder, width) for width in (1200, _WIDTH)] == [(1000, 50), (_WIDTH, 30)]


def _picture_size(folder: Path, width: int) -> tuple[float, float]:
    owner = QObject()
    drawn = ManualText(read_manual(folder), Look(tokens=LIGHT, font=QFont(), width=width), owner, folder)
    block = drawn.document.begin()
    while block.isValid():
        for found in fragments(block):
            form = found.charFormat()
            if form.isImageFormat():
                return form.toImageFormat().width(), form.toImageFormat().height()
        block = block.next()
    raise AssertionError("no picture")

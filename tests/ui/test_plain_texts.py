"""What a stranger wrote into a record is shown as it stands: no markup of it is followed anywhere in the window."""

from __future__ import annotations

import ast
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.ui.questions import ask
from app.ui.widgets.marks import label, tip

UI = Path(__file__).parents[2] / "app" / "ui"
PLANTED = '<img src="file:///etc/hostname"><b>Practice</b> & <a href="http://127.0.0.1/x">Person</a>'
# Made of the program's own words alone, or of a picture.
WITHOUT_DATA = {"main_window.py", "reason.py", "doctor.py"}
# Put together of the program's own words: the names of buttons and of keys.
OWN_WORDS = {
    "upload_panel.py: self._leave.setToolTip(f'{word} (Esc)')",
    "upload_panel.py: button.setToolTip(tip)",
    "viewer.py: button.setToolTip(f'{name} ({key})')",
    "tab.py: button.setToolTip(f'{text} ({key})')",
}


def test_a_label_shows_markup_as_it_stands(qtbot: QtBot) -> None:
    """Qt guesses by default, and would fetch the picture."""
    shown = label(PLANTED)
    qtbot.addWidget(shown)
    assert shown.textFormat() is Qt.TextFormat.PlainText


def test_a_tool_tip_shows_markup_as_it_stands() -> None:
    """A tip cannot be told to be plain, so what looks like markup is quoted; every other text stays as it is."""
    page = QTextDocument()
    page.setHtml(tip(f"{PLANTED}\n  second"))
    assert page.toPlainText() == f"{PLANTED}\n  second"
    assert "<img" not in page.toHtml()
    assert tip("Practice & Person") == "Practice & Person"


def test_a_question_shows_markup_as_it_stands(qtbot: QtBot) -> None:
    """In its title and in its details."""
    parent = QWidget()
    qtbot.addWidget(parent)
    box = ask(parent, PLANTED, PLANTED, yes="Yes", no="No", agreed=lambda: None)
    texts = [one for one in box.findChildren(QLabel) if one.text() == PLANTED]
    assert len(texts) == 2
    assert {one.textFormat() for one in texts} == {Qt.TextFormat.PlainText}
    box.close()


def test_no_label_is_left_to_guess() -> None:
    """Every label is made by `label`, or says in the same module that its text is plain."""
    guessing = []
    for path in UI.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        made = [one for one in ast.walk(ast.parse(text)) if _called(one) == "QLabel"]
        if made and path.name not in WITHOUT_DATA and "TextFormat.PlainText" not in text:
            guessing.append(path.name)
    assert not guessing


def test_every_tip_with_a_text_of_unknown_origin_is_quoted() -> None:
    """A tip is a text of the program's own (``self.tr``, a constant), or goes through `tip`."""
    unquoted = {
        f"{path.name}: {ast.unparse(one)}"
        for path in UI.rglob("*.py")
        for one in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(one, ast.Call) and _called(one) == "setToolTip" and not _is_safe(one.args[0])
    }
    assert unquoted <= OWN_WORDS, unquoted - OWN_WORDS


def _is_safe(argument: ast.expr) -> bool:
    match argument:
        case ast.Constant():
            return True
        case ast.Call(func=ast.Name(id="tip")) | ast.Call(func=ast.Attribute(attr="tr")):
            return True
        case ast.IfExp(body=body, orelse=other):
            return _is_safe(body) and _is_safe(other)
        case ast.BoolOp(values=values):
            return all(map(_is_safe, values))
    return False


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")

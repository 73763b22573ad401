"""The signature package of the bindings in the installed program: the same answers as theirs, loaded when asked for."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
import shiboken6

ROOT = Path(__file__).parents[3]
LOADER = ROOT / "packaging" / "signatures" / "loader.py"
SIGNATURES = "shibokensupport.signature."
# What the bindings say of wrong calls, of a function's arguments, and in its documentation.
TALK = """
import sys
from PySide6.QtCore import QDate, QPoint, QTimer, QUrl
from PySide6.QtWidgets import QLabel, QWidget
early = [name for name in sys.modules if name.startswith("shibokensupport.signature.")]
for call in (lambda: QTimer().setInterval("x"), lambda: QPoint("a", 2), lambda: QUrl.fromLocalFile(3),
             lambda: QTimer(nothing=1), lambda: QDate(1, 2, 3).addDays(), lambda: QWidget.resize(None, 1)):
    try:
        call()
    except (TypeError, AttributeError) as error:
        print(type(error).__name__, error)
from shibokensupport.signature import get_signature
for asked in (QTimer.start, QTimer.singleShot, QLabel.setText, QWidget.addAction):
    print(asked.__doc__, get_signature(asked))
print(early, file=sys.stderr)
"""


@pytest.fixture
def bindings(script: Callable[[str], ModuleType]) -> ModuleType:
    """The module that makes the package while the program is built; it is no part of the program."""
    return script("bindings")


def _talk(*places: Path) -> tuple[str, str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, places)), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", TALK], capture_output=True, text=True, check=True, env=environment)
    return done.stdout, done.stderr


def test_the_bindings_say_the_same_and_load_it_when_asked(bindings: ModuleType, tmp_path: Path) -> None:
    """Their own package and the one that is shipped: the same messages; with ours, nothing of it at the start."""
    (library,) = map(Path, shiboken6.__path__)
    shutil.copytree(library, tmp_path / "shiboken6", copy_function=os.symlink)
    for name in ("Shiboken.abi3.so", "__init__.py"):
        (tmp_path / "shiboken6" / name).unlink(missing_ok=True)
        if (library / name).exists():
            shutil.copy(library / name, tmp_path / "shiboken6" / name)
    bindings.write(tmp_path, LOADER)
    theirs, _all = _talk()
    ours, early = _talk(tmp_path)
    assert ours == theirs
    assert "setInterval(msec: int, /)" in ours
    assert not [name for name in ("parser", "layout", "errorhandler") if f"{SIGNATURES}{name}" in early]


def test_the_loader_has_every_name_that_the_bindings_ask_for(bindings: ModuleType) -> None:
    """A newer version of theirs that defines another function is noticed here and not at the counter."""
    theirs = bindings.carried_sources()["shibokensupport/signature/loader.py"]
    known = _functions(theirs) - {"put_into_package", "move_into_pyside_package"}
    assert _functions(LOADER.read_text(encoding="utf-8")) == known | {"post_init"}


def _functions(source: str) -> set[str]:
    return {node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}


def test_the_package_is_the_same_each_time(bindings: ModuleType, tmp_path: Path) -> None:
    """Two builds of one commit are the same bytes, wherever they were made, and tell nothing of the place."""
    made = []
    for name in ("one", "other"):
        entries = bindings.write(tmp_path / name, LOADER)
        made.append({place: Path(source).read_bytes() for place, source, _kind in entries})
    assert made[0] == made[1]
    assert len(made[0]) == 10
    assert not [place for place, content in made[0].items() if str(tmp_path).encode() in content]


def test_another_package_than_the_known_one_stops_the_build(
    bindings: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names what is new."""
    monkeypatch.setattr(bindings, "_NEEDED", bindings._NEEDED - {"shibokensupport/signature/parser.py"})
    with pytest.raises(SystemExit) as told:
        bindings.carried_sources()
    assert "shibokensupport/signature/parser.py" in str(told.value)

"""What is loaded when the first screen is on the display: this list, and nothing else.

A module that is not on it would keep the first screen waiting; one that is on it and no longer loaded comes off.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from app.postponed import NAMES

ROOT = Path(__file__).parents[2]
OWN = {
    "app",
    "app.cli",
    "app.cli.arguments",
    "app.core",
    "app.core.errors",
    "app.core.settings",
    "app.launch",
    "app.postponed",
    "app.storage",
    "app.storage.memory",
    "app.storage.paths",
    "app.storage.settings",
    "app.storage.settings_json",
    "app.ui",
    "app.ui.application",
    "app.ui.main_window",
    "app.ui.style",
    "app.ui.theme",
}
# Beside what a bare window of the bindings has loaded: data classes, the settings file, no core dumps.
STANDARD = {"__future__", "_json", "dataclasses", "gc", "json", "resource"}
QT = {"PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets"}
# Classes of Qt that are dear: with each, its enumerations are made when it is first named (`Qt` has 1,200 members).
DEAR = {"Qt", "QIcon"}

BARE = """
import json, sys
from PySide6.QtWidgets import QApplication, QMainWindow
print(json.dumps(sorted(sys.modules)))
"""
OURS = """
import json, os, sys
import app.launch

class Hook:
    # the first thing that is loaded once the first screen has been painted
    def find_spec(self, name, path=None, target=None):
        if name == "app.bootstrap":
            named = set(vars(sys.modules["PySide6.QtCore"])) | set(vars(sys.modules["PySide6.QtGui"]))
            print(json.dumps([sorted(loaded), sorted(named)]), flush=True)
            os._exit(0)

def note():
    loaded.update(sys.modules)

loaded = set()
app.launch.load_postponed = note
sys.meta_path.insert(0, Hook())
sys.argv = ["frontdesk"]
app.launch.main()
"""


def _ask(code: str, home: Path) -> Any:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=home, capture_output=True, text=True, env=environment, check=True
    )
    return json.loads(done.stdout)


def test_what_the_first_screen_loads(tmp_path: Path) -> None:
    """Of ours exactly the list; of others nothing but what a bare window loads, and the list."""
    bare = _ask(BARE, tmp_path)
    loaded, named = _ask(OURS, tmp_path)
    assert {name for name in loaded if name.split(".")[0] == "app"} == OWN
    assert {name for name in loaded if name.startswith("PySide6.Qt")} == QT
    more = {name for name in loaded if name.split(".")[0] != "app"} - set(bare)
    assert {name.split(".")[0] for name in more} - set(NAMES) <= STANDARD
    assert not DEAR & set(named)


def test_what_is_postponed_is_not_loaded_by_naming_it() -> None:
    """Imported twice, as the bindings do, and not loaded; used once, and it is the module itself."""
    code = """
import sys
from app.postponed import NAMES, Postponed, load_postponed, postpone
already = set(sys.modules)
postpone()
assert not already & set(NAMES), already & set(NAMES)
for name in NAMES * 2:
    __import__(name)
assert all(isinstance(sys.modules[name], Postponed) for name in NAMES)
assert not {"ast", "dis", "random", "shutil", "tokenize"} & sys.modules.keys()
import inspect, traceback
assert inspect.isclass(int)
assert type(inspect) is not Postponed and "dis" in sys.modules
from textwrap import dedent
assert dedent("  a") == "a"
load_postponed()
assert not any(isinstance(sys.modules[name], Postponed) for name in NAMES)
assert traceback.format_exc() and sys.modules["traceback"] is traceback
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

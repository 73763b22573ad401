"""How long the window takes to its first paint, and what it weighs, against a bare window in the same run.

Run with ``packaging/test.sh -m bench -s``. Times are from the start of the process; the two are started by turns, so
that a noisy machine is noisy for both.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.core.settings import Settings
from app.core.vendor import Connection
from app.storage.paths import PROGRAM, Home
from app.storage.settings import SettingsFile
from tests.bench.built import built_index
from tests.bench.people import STORE
from tests.bench.rehearsal import amount, at_most

pytestmark = pytest.mark.bench

ROUNDS = amount(15, 1)
PAINT_LIMIT = 1.6
MEMORY_LIMIT = 1.8
VAULT_LIMIT = 1.05

BARE = """
import json, sys, time
from PySide6.QtWidgets import QApplication, QMainWindow

class Bare(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        pages = int(open("/proc/self/statm").read().split()[1])
        print(json.dumps({"first paint": [time.time(), pages]}), flush=True)
        QApplication.quit()

application = QApplication([])
window = Bare()
window.resize(1366, 768)
window.show()
application.exec()
"""

OURS = """
import json, logging, sys, time
import app.launch

def mark(name):
    pages = int(open("/proc/self/statm").read().split()[1])
    print(json.dumps({name: [time.time(), pages]}), flush=True)

class Reader(logging.Handler):
    def emit(self, record):
        mark(record.getMessage())

class Hook:
    # marks the moment in which the first screen has been painted, before anything else is done about it
    def find_spec(self, name, path=None, target=None):
        if name == "app.ui.application":
            sys.meta_path.remove(self)
            from app.ui.main_window import MainWindow
            paint = MainWindow.paintEvent
            def paint_and_mark(window, event):
                paint(window, event)
                mark("first paint")
            MainWindow.paintEvent = paint_and_mark

sys.meta_path.insert(0, Hook())
logger = logging.getLogger("app.start")
logger.addHandler(Reader())
logger.setLevel(logging.INFO)
sys.exit(app.launch.main())
"""


def _run(code: str, last: str, home: Path) -> dict[str, tuple[float, int]]:
    """Start a process as a clerk does, without arguments, and end it at its last mark.

    Answers for each mark the seconds since the start and the resident pages.
    """
    root = Path(__file__).parents[2]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(root), "XDG_DATA_HOME": str(home)}
    marks: dict[str, tuple[float, int]] = {}
    started = time.time()
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        for text in process.stdout:
            for name, (moment, pages) in json.loads(text).items():
                marks.setdefault(name, (moment - started, pages))
            if last in marks:
                break
        process.terminate()
    return marks


def test_first_paint_and_memory(tmp_path: Path) -> None:
    """First paint within 1.6 x, and resident memory then within 1.8 x, of a bare QMainWindow (medians).

    What it weighs once the training store, its vendor's whole service included, is open in the same process is
    printed beside it.
    """
    _run(BARE, "first paint", tmp_path)
    _run(OURS, "ready", tmp_path)
    bare, ours = [], []
    for _round in range(ROUNDS):
        bare.append(_run(BARE, "first paint", tmp_path)["first paint"])
        ours.append(_run(OURS, "ready", tmp_path))
    paint = [marks["first paint"] for marks in ours]
    ready = [marks["ready"] for marks in ours]

    def ratio(mine: list[tuple[float, int]], part: int) -> float:
        return statistics.median(one[part] for one in mine) / statistics.median(one[part] for one in bare)

    figures = {
        "first paint, bare, ms": statistics.median(one[0] for one in bare) * 1000,
        "first paint, ours, ms": statistics.median(one[0] for one in paint) * 1000,
        "first paint, ratio": ratio(paint, 0),
        "training store ready, ratio": ratio(ready, 0),
        "memory at first paint, ratio": ratio(paint, 1),
        "memory when ready, ratio": ratio(ready, 1),
    }
    for name, figure in figures.items():
        print(f"{name}: {figure:.2f}")
    assert at_most(figures["first paint, ratio"], PAINT_LIMIT)
    assert at_most(figures["memory at first paint, ratio"], MEMORY_LIMIT)


def test_a_full_vault_is_not_waited_for(tmp_path: Path) -> None:
    """First paint of a connected desk with a million customers in its vault: at most 5 % later than with none."""
    built = built_index(tmp_path)
    account = {"dispensary": "store"}
    store = Connection(id=STORE, name="Store", vendor="treez", base_url="http://127.0.0.1:9/v2.0", account=account)
    for name in ("empty", "full"):
        home = Home.at(tmp_path / name / PROGRAM)
        home.prepare()
        SettingsFile(home).save(Settings(connections=(store,)))
        if name == "full":
            shutil.copy(built.path, home.vault_file)
    empty, full = [], []
    for _round in range(2 * ROUNDS):
        empty.append(_run(OURS, "first paint", tmp_path / "empty")["first paint"][0])
        full.append(_run(OURS, "first paint", tmp_path / "full")["first paint"][0])
    share = statistics.median(full) / statistics.median(empty)
    print(f"first paint with a full vault: {share:.3f} of the time without one")
    assert at_most(share, VAULT_LIMIT)

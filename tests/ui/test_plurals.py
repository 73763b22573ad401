"""English has its plural forms."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication

ROOT = Path(__file__).parents[2]
FILE = ROOT / "resources" / "translations" / "frontdesk_en"


def _tool(name: str) -> str:
    found = Path(sys.executable).with_name(name)
    return str(found) if found.exists() else str(shutil.which(name))


def test_every_plural_is_there(tmp_path: Path) -> None:
    """Each countable text of the window has both forms in the file, and the compiled file is that of its source."""
    sources = [str(file) for file in sorted((ROOT / "app" / "ui").rglob("*.py"))]
    fresh = tmp_path / "fresh.ts"
    lupdate = [_tool("pyside6-lupdate"), "-pluralonly", "-locations", "none", *sources, "-ts", str(fresh)]
    subprocess.run(lupdate, check=True, capture_output=True, cwd=ROOT)
    wanted = set(re.findall(r"<source>(.*?)</source>", fresh.read_text("utf-8")))
    text = FILE.with_suffix(".ts").read_text("utf-8")
    assert wanted
    assert set(re.findall(r"<source>(.*?)</source>", text)) == wanted
    assert "unfinished" not in text
    assert all(form.strip() for form in re.findall(r"<numerusform>(.*?)</numerusform>", text))
    compiled = tmp_path / "fresh.qm"
    lrelease = [_tool("pyside6-lrelease"), str(FILE.with_suffix(".ts")), "-qm", str(compiled)]
    subprocess.run(lrelease, check=True, capture_output=True)
    assert compiled.read_bytes() == FILE.with_suffix(".qm").read_bytes()


def test_one_and_many(qapp: QApplication) -> None:
    """One match is a match, two are matches."""
    translator = QTranslator(qapp)
    assert translator.load(str(FILE.with_suffix(".qm")))
    qapp.installTranslator(translator)
    try:
        said = [QCoreApplication.translate("SearchPanel", "%n match(es)", "", count) for count in (1, 2)]
    finally:
        qapp.removeTranslator(translator)
    assert said == ["1 match", "2 matches"]

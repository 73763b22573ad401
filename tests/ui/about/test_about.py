"""What the program says of itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QListWidget, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.ui.about import dialog as shown
from app.ui.about.dialog import AboutButton, AboutDialog
from app.ui.about.facts import Part, Shipped, read_shipped, support_text
from app.ui.manual.window import ManualWindow
from tests.ui.conftest import until

PART = Part("Qt", "6.11.3", "LGPL-3.0-only", "You may <b>replace</b> it.")
BUILT = Shipped("1.2.3", "0123456789abcdef", "Our own licence", (PART,))


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed program: what its build wrote down is there."""
    file = tmp_path / "shipped.json"
    part = {"name": PART.name, "version": PART.version, "licence": PART.licence, "text": PART.text}
    content = {"version": BUILT.version, "commit": BUILT.commit, "licence": BUILT.licence, "parts": [part]}
    file.write_text(json.dumps(content), encoding="utf-8")
    monkeypatch.setattr(shown, "read_shipped", lambda: read_shipped(file))
    return file


def _texts(dialog: QWidget) -> str:
    return "\n".join(one.text() for one in dialog.findChildren(QLabel))


def test_what_the_build_wrote_is_read(built: Path) -> None:
    """Version, commit, and each part with its whole licence."""
    assert read_shipped(built) == BUILT


def test_from_source_there_is_a_version_all_the_same(tmp_path: Path) -> None:
    """Nothing was built, so nothing is listed."""
    shipped = read_shipped(tmp_path / "shipped.json")
    assert shipped.version
    assert not shipped.parts


@pytest.mark.usefixtures("built")
async def test_an_installed_program_lists_the_licences_of_everything(qtbot: QtBot) -> None:
    """One row for each part; the text of the chosen one is shown as it is, never as markup."""
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    dialog.open()
    (rows,), (text,) = dialog.findChildren(QListWidget), dialog.findChildren(QPlainTextEdit)
    await until(lambda: rows.count() == 2)
    assert "1.2.3 (0123456789ab)" in _texts(dialog)
    assert text.toPlainText() == "Our own licence"
    rows.setCurrentRow(1)
    assert rows.currentItem().text() == "Qt 6.11.3\nLGPL-3.0-only"
    assert text.toPlainText() == PART.text


async def test_the_folder_of_the_data_is_named(qtbot: QtBot, qapp: QGuiApplication, tmp_path: Path) -> None:
    """It is the one the program was started with."""
    qapp.setProperty("dataFolder", str(tmp_path / "desk"))
    try:
        dialog = AboutDialog()
        qtbot.addWidget(dialog)
        assert str(tmp_path / "desk") in _texts(dialog)
    finally:
        qapp.setProperty("dataFolder", None)


@pytest.mark.usefixtures("built")
async def test_copy_for_support_names_nobody(qtbot: QtBot, qapp: QGuiApplication) -> None:
    """Version and system go into the clipboard, the account's name does not."""
    qapp.setProperty("dataFolder", "/home/nora.quill/.local/share/Frontdesk")
    try:
        dialog = AboutDialog()
        qtbot.addWidget(dialog)
        (copy,) = [one for one in dialog.findChildren(QPushButton) if one.text() == "Copy for support"]
        assert not copy.isEnabled()
        await until(copy.isEnabled)
        copy.click()
        copied = QGuiApplication.clipboard().text()
    finally:
        qapp.setProperty("dataFolder", None)
    assert copied.startswith("Frontdesk: 1.2.3, 0123456789abcdef\n")
    assert "Data folder: " in copied
    assert "nora" not in copied
    assert "Quill" not in support_text(BUILT)


async def test_f1_leads_there(qtbot: QtBot) -> None:
    """The manual has the button."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    manual = ManualWindow(window, AboutButton)
    qtbot.addWidget(manual)
    manual.show()
    (button,) = [one for one in manual.findChildren(QPushButton) if one.text().startswith("About")]
    button.click()
    await until(lambda: any(one.isVisible() for one in manual.findChildren(AboutDialog)))

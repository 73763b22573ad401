"""A document saved as a file."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton

from app.core.errors import AppError, ClerkCanAct, DiskFull
from app.ui.documents.saving import write_private
from tests.ui.conftest import until
from tests.ui.documents.conftest import PICTURE, Desk, customer


async def _dialog(desk: Desk) -> QFileDialog:
    desk.open(customer(1, "a"))
    await until(lambda: desk.entries[0].image is not None)
    desk.list.setFocus()
    desk.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog = desk.part(QFileDialog, "saveDocumentDialog")
    assert isinstance(dialog, QFileDialog)
    return dialog


async def test_it_is_saved_for_its_owner_and_written_down(desk: Desk, tmp_path: Path) -> None:
    """The file is named by its kind, not by the person, and readable by its owner only; the deed is noted."""
    dialog = await _dialog(desk)
    assert [Path(name).name for name in dialog.selectedFiles()] == ["drivers_license.png"]
    target = tmp_path / "kept.png"
    dialog.selectFile(str(target))
    dialog.accept()
    await until(lambda: desk.said)
    assert target.read_bytes() == PICTURE
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [message.title for message in desk.said] == ["Document saved"]
    assert desk.store.saved == ["drivers_license"]


async def test_a_place_that_cannot_be_written_is_said(desk: Desk, tmp_path: Path) -> None:
    """Nothing is noted where nothing was saved."""
    dialog = await _dialog(desk)
    dialog.fileSelected.emit(str(tmp_path / "nowhere" / "kept.png"))
    dialog.hide()
    await until(lambda: desk.said)
    assert desk.said[0].title == "The file cannot be written there."
    assert desk.store.saved == []


async def test_the_viewer_saves_too(desk: Desk) -> None:
    """The button in the viewer saves what is looked at."""
    desk.open(customer(1, "a"))
    await until(lambda: desk.entries[0].image is not None)
    desk.tab.open_document(desk.entries[0])
    for button in desk.viewer.findChildren(QPushButton):
        if button.accessibleName() == "Save as a file":
            button.click()
    dialog = desk.part(QFileDialog, "saveDocumentDialog")
    assert dialog.isVisible()
    dialog.reject()


def test_an_old_file_is_replaced_not_followed(tmp_path: Path) -> None:
    """Neither the rights of the file that was there nor a link in its place are kept."""
    other = tmp_path / "other"
    other.write_bytes(b"untouched")
    target = tmp_path / "link"
    target.symlink_to(other)
    write_private(target, b"new")
    assert other.read_bytes() == b"untouched"
    assert not target.is_symlink()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


@pytest.mark.parametrize(("number", "kind"), [(errno.ENOSPC, DiskFull), (errno.EACCES, ClerkCanAct)])
def test_half_a_file_is_not_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[AppError]
) -> None:
    """Where writing fails, what was there stays, nothing else is left, and the reason is told apart."""
    target = tmp_path / "kept"
    target.write_bytes(b"before")

    def fail(self: Path, _target: Path) -> Path:
        raise OSError(number, os.strerror(number), str(self))

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(kind):
        write_private(target, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert target.read_bytes() == b"before"

"""What the clerk brings: chosen, dropped or pasted, and what of it is not taken."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton

from app.core.vendor import DocumentSupport
from tests.ui.conftest import until
from tests.ui.documents.conftest import MOST, PICTURE, Desk, customer

Make = Callable[..., Path]
CONTROL = Qt.KeyboardModifier.ControlModifier


def _titles(desk: Desk) -> list[str]:
    return [message.title for message in desk.said]


@pytest.mark.parametrize("as_png", [True, False])
async def test_a_pasted_picture_becomes_a_png(desk: Desk, *, as_png: bool) -> None:
    """Ctrl+V takes the picture in the clipboard, whichever way it lies there."""
    data = QMimeData()
    if as_png:
        data.setData("image/png", PICTURE)
    else:
        image = QImage(300, 200, QImage.Format.Format_RGB32)
        image.fill(QColor("#336699"))
        data.setImageData(image)
    QGuiApplication.clipboard().setMimeData(data)
    desk.open(customer(1))
    desk.part(QPushButton, "addDocumentButton").setFocus()
    desk.press(Qt.Key.Key_V, CONTROL)
    await until(desk.is_asking)
    desk.kind.setCurrentIndex(1)
    desk.add.click()
    await until(lambda: desk.store.stored)
    content = desk.store.stored[0][1].content
    assert content.startswith(b"\x89PNG")
    assert QImage.fromData(content).size().toTuple() == (300, 200)


async def test_a_chosen_file_is_for_whom_the_dialog_was_opened(desk: Desk, file: Make) -> None:
    """Behind it somebody else may come to the screen: then nobody gets the file, and that is said."""
    for number, after in ((1, 1), (1, 2)):
        desk.open(customer(number))
        desk.tab.choose_files()
        dialog = desk.tab.findChild(QFileDialog)
        assert dialog is not None
        desk.open(customer(after))
        dialog.filesSelected.emit([str(file())])
        dialog.close()
        if after == number:
            await until(desk.is_asking)
            desk.leave.click()
        await until(lambda: desk.tab.findChild(QFileDialog) is None)
    assert desk.panel.isHidden()
    assert _titles(desk) == ["A file was not added: another customer was opened first."]


async def test_a_file_in_the_clipboard_goes_before_its_picture(desk: Desk, file: Make) -> None:
    """A file manager puts a preview beside the file: the file is meant."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file("paper.pdf", b"%PDF-1.4 words")))])
    data.setImageData(QImage(9, 9, QImage.Format.Format_RGB32))
    QGuiApplication.clipboard().setMimeData(data)
    desk.open(customer(1))
    desk.tab.paste()
    await until(desk.is_asking)
    assert "paper.pdf" in desk.panel.accessibleDescription()


async def test_an_empty_clipboard_is_said(desk: Desk) -> None:
    """Ctrl+V with nothing to paste is not silent."""
    QGuiApplication.clipboard().clear()
    desk.open(customer(1))
    desk.tab.paste()
    assert _titles(desk) == ["There is no file and no picture in the clipboard."]


async def test_files_are_chosen_without_blocking(desk: Desk, file: Make) -> None:
    """Ctrl+O opens a dialog beside the running window; what it answers is asked about one after another."""
    desk.open(customer(1))
    desk.part(QPushButton, "addDocumentButton").setFocus()
    desk.press(Qt.Key.Key_O, CONTROL)
    dialog: QFileDialog = desk.part(QFileDialog, "addDocumentDialog")
    assert dialog.isVisible()
    dialog.filesSelected.emit([str(file("one.png")), str(file("two.png"))])
    dialog.reject()
    await until(desk.is_asking)
    assert "one.png" in desk.panel.accessibleDescription()
    assert "1 more" in desk.panel.accessibleDescription()
    desk.press(Qt.Key.Key_Escape)
    await until(lambda: "two.png" in desk.panel.accessibleDescription())
    assert desk.kind.currentIndex() == -1
    desk.kind.setCurrentIndex(1)
    desk.add.click()
    await until(lambda: desk.store.stored)
    assert [one.name for one in desk.store.begun] == ["two.png"]


async def test_what_is_no_document_is_refused_with_a_reason(desk: Desk, file: Make, tmp_path: Path) -> None:
    """Empty and too large files, folders, pipes and files that are gone are named as what they are; none is sent."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    refused = [file("empty", b""), file("large", b"x" * (MOST + 1)), tmp_path, tmp_path / "gone", pipe]
    desk.open(customer(1))
    assert desk.drop(*refused)
    await until(lambda: len(desk.said) == len(refused))
    words = ["is empty", "the store takes 97.7 kB at most", "is a folder", "cannot be read", "is not a file"]
    for title, word in zip(_titles(desk), words, strict=True):
        assert word in title
    assert desk.panel.isHidden()


async def test_a_link_is_refused(desk: Desk) -> None:
    """A picture dragged from a web page is a link; nothing is fetched from there."""
    data = QMimeData()
    data.setUrls([QUrl("https://example.com/a.png")])
    desk.open(customer(1))
    assert desk.drop_data(data)
    await until(lambda: desk.said)
    assert "not links" in _titles(desk)[0]


async def test_where_nothing_can_be_added_nothing_is_taken(desk: Desk, file: Make) -> None:
    """A vendor that only shows documents takes no drop."""
    desk.open(customer(1), DocumentSupport.VIEW)
    assert not desk.drop(file())
    desk.tab.choose_files()
    assert desk.tab.findChild(QFileDialog) is None


async def test_long_names_are_shortened_with_their_ending(desk: Desk, file: Make) -> None:
    """A file's name never pushes the buttons out of the panel."""
    desk.open(customer(1))
    assert desk.drop(file("n" * 120 + ".png"))
    await until(desk.is_asking)
    shown = desk.panel.findChild(QLabel)
    assert isinstance(shown, QLabel)
    assert len(shown.text()) < 80
    assert "n.png" in shown.text()

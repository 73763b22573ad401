"""Questions that need an answer before something happens: never a nested event loop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget


def ask(parent: QWidget, title: str, detail: str, *, yes: str, no: str, agreed: Callable[[], None]) -> QMessageBox:
    """Ask and come back at once; ``agreed`` is called if the clerk presses ``yes``. ``no`` is what Enter presses."""
    box = QMessageBox(QMessageBox.Icon.Question, title, title, QMessageBox.StandardButton.NoButton, parent)
    box.setInformativeText(detail)
    for label in box.findChildren(QLabel):  # the names of people and stores are in them
        label.setTextFormat(Qt.TextFormat.PlainText)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowModality(Qt.WindowModality.WindowModal)
    agree = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(no, QMessageBox.ButtonRole.RejectRole))
    agree.clicked.connect(lambda _checked: agreed())
    box.open()
    return box

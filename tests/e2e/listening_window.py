"""A program with one of each field and a catcher, for tests: says on its output what it heard and what was written."""

from __future__ import annotations

import json
import sys

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout

from app.ui.scan.burst import Heard
from app.ui.scan.catcher import KeyCatcher

_LONG_GAP_MS = 500


class ListeningWindow(QDialog):
    """Says everything that happens as a line of JSON; Escape ends the program."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Frontdesk")
        self._line = QLineEdit()
        self._text = QPlainTextEdit()
        self._list = QComboBox()
        self._list.addItems(["Ada", "Dana", "Sam"])
        button = QPushButton("Save")
        button.clicked.connect(lambda: self._say("pressed", True))
        column = QVBoxLayout(self)
        for widget in (self._line, self._text, self._list, button):
            column.addWidget(widget)
        for keys in ("Ctrl+J", "Ctrl+6", "Alt+0", "F1"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda keys=keys: self._say("short cut", keys))
        self._line.textChanged.connect(lambda text: self._say("line", text))
        self._text.textChanged.connect(lambda: self._say("text", self._text.toPlainText()))
        self._list.currentTextChanged.connect(lambda text: self._say("list", text))
        self._catcher = KeyCatcher(self)
        self._catcher.heard.connect(self._hear)
        QShortcut(QKeySequence("F8"), self).activated.connect(self._wait_long)
        QShortcut(QKeySequence("F9"), self).activated.connect(self._open_list)
        QTimer.singleShot(0, self._line, lambda: self._line.setFocus(Qt.FocusReason.OtherFocusReason))

    def _wait_long(self) -> None:
        """From now on: whatever types a scan on a busy machine makes pauses that no scanner makes."""
        self._catcher.burst.gap_ms = _LONG_GAP_MS
        self._say("patient", True)

    def _open_list(self) -> None:
        self._list.setFocus()
        self._list.showPopup()
        self._say("open", True)

    def _hear(self, heard: Heard) -> None:
        self._say("heard", heard.text)
        self._say("gap", heard.longest_gap_ms)
        self._say("popup", QApplication.activePopupWidget() is not None)

    def _say(self, what: str, how: object) -> None:
        sys.stdout.write(json.dumps([what, how]) + "\n")
        sys.stdout.flush()


def main() -> int:
    """Run until the window is closed."""
    application = QApplication(sys.argv)
    window = ListeningWindow()
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())

"""F1: the manual opens at what the clerk is doing."""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QKeyCombination, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.manual.window import ManualWindow
from app.ui.window_key import WindowKey

KEYS = "keys"
# Sections by the objectName of what has the keyboard, or of what that stands in; everywhere else the manual opens at the keys.
SECTIONS = {
    "profileForm": "correct-and-save",
    "addressesTab": "addresses-and-documents",
    "documentsTab": "addresses-and-documents",
    "activityTab": "privacy-what-is-kept-where",
    "verdictBanner": "the-verdict",
    "queuePanel": "check-in-and-queue",
    "reasonPanel": "check-in-and-queue",
    "arrivalStrip": "scan-an-id",
    "differencesPanel": "scan-an-id",
    "scanDialog": "scan-an-id",
    "scanDoctor": "scan-an-id",
    "unfinishedPanel": "when-a-store-is-away",
    "waitingDialog": "when-a-store-is-away",
    "connectDialog": "stores",
    "storesDialog": "stores",
    "storeChooser": "stores",
    "bulkWindow": "customers-in-bulk",
    "bulkColumnsDialog": "customers-in-bulk",
    "bulkExportDialog": "customers-in-bulk",
    "peopleDialog": "lock-people-and-pins",
    "approvalDialog": "lock-people-and-pins",
    "messageBar": "when-something-is-wrong",
    "crashDialog": "when-something-is-wrong",
}


class Manual(QObject):
    """Listens for F1 in every window. Make it before whatever catches the scanner's keys, so that a scan goes first."""

    def __init__(self, about: Callable[[QWidget], QWidget], window: QWidget) -> None:
        super().__init__(window)
        self._about = about
        self._window = window
        self._shown: ManualWindow | None = None
        self._key = WindowKey(QKeyCombination(Qt.Key.Key_F1), self)
        self._key.pressed.connect(self.show)

    def set_enabled(self, enabled: bool) -> None:
        """Whether the key does anything; while the desk is locked it does not."""
        self._key.enabled = enabled

    def show(self) -> None:
        """F1."""
        name = section_of(QApplication.focusWidget() or QApplication.activeWindow())
        if self._shown is None or not shiboken6.isValid(self._shown):
            self._shown = ManualWindow(self._window, self._about)
        self._shown.setWindowState(self._shown.windowState() & ~Qt.WindowState.WindowMinimized)
        self._shown.show()
        self._shown.activateWindow()
        self._shown.go_to(name)


def section_of(widget: QWidget | None) -> str:
    """What the manual says of this part of the program."""
    while widget is not None:
        if widget.objectName() in SECTIONS:
            return SECTIONS[widget.objectName()]
        widget = widget.parentWidget()
    return KEYS

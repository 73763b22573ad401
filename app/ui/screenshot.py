"""A picture of the complete window, for the installer's smoke test, the manual and reviews."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QImageWriter

from app.core.errors import DiskFull
from app.ui import tasks
from app.ui.main_window import MainWindow

_STEP = 0.05
_CALM_STEPS = 6  # nothing under way for so many steps in a row: the window is complete
_PATIENCE_STEPS = 600


async def take_screenshot(window: MainWindow, file: str, *, search: str, place: int, tab: str) -> None:
    """Search, open the result at ``place`` (counted from 1), show a tab, and save what the window then shows."""
    if search:
        window.search.box.setText(search)
        window.search.presenter.ask_again()
        await _calm(window)
    if place:
        window.search.open_place(place - 1)
        await _calm(window)
    if tab:
        window.page.show_tab(tab)
    await _calm(window)
    picture = window.grab().toImage()
    await asyncio.to_thread(_write, picture, file)


def _write(picture: QImage, file: str) -> None:
    if not QImageWriter(str(Path(file)), QByteArray(b"png")).write(picture):
        raise DiskFull("The picture could not be written.", "", "Check the folder and its free space.")


async def _calm(window: MainWindow) -> None:
    calm = 0
    for _step in range(_PATIENCE_STEPS):
        calm = 0 if tasks.running() or window.search.presenter.found.waiting else calm + 1
        if calm >= _CALM_STEPS:
            return
        await asyncio.sleep(_STEP)

"""A picture of the complete window, for the installer's smoke test, the manual and reviews."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QImageWriter

from app.core.errors import DiskFull
from app.ui import tasks
from app.ui.desk_view import DeskView

_STEP = 0.05
_CALM_STEPS = 6  # nothing under way for so many steps in a row: the window is complete
_PATIENCE_STEPS = 600


async def take_screenshot(view: DeskView, file: str, *, search: str, place: int, tab: str) -> None:
    """Search, open the result at ``place`` (counted from 1), show a tab, and save what the window then shows.

    Everybody is in the index by then, so that the same words give the same picture.
    """
    await _calm(view)
    if search:
        view.search.box.setText(search)
        view.search.presenter.ask_again()
        await _calm(view)
    if place:
        view.search.open_place(place - 1)
        await _calm(view)
    if tab:
        view.page.show_tab(tab)
    await _calm(view)
    picture = view.window().grab().toImage()
    await asyncio.to_thread(_write, picture, file)


def _write(picture: QImage, file: str) -> None:
    if not QImageWriter(str(Path(file)), QByteArray(b"png")).write(picture):
        raise DiskFull("The picture could not be written.", "", "Check the folder and its free space.")


async def _calm(view: DeskView) -> None:
    calm = 0
    for _step in range(_PATIENCE_STEPS):
        found = view.search.presenter.found
        is_busy = tasks.running() or found.waiting or found.pending or not view.search.presenter.is_complete()
        calm = 0 if is_busy else calm + 1
        if calm >= _CALM_STEPS:
            return
        await asyncio.sleep(_STEP)

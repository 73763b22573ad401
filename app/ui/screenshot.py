"""A picture of the complete window, for the installer's smoke test, the manual and reviews."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from pathlib import Path

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QApplication, QWidget

from app.core.errors import DiskFull, NotOffered
from app.ui import tasks
from app.ui.actions import ACTIONS
from app.ui.desk_view import DeskView
from app.ui.documents import workers

_STEP = 0.05
_CALM_STEPS = 6  # nothing under way for so many steps in a row: the window is complete
_PATIENCE_STEPS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What is done before the picture is taken, in this order, and what is on it.

    ``size`` is the window's in pixels, None for as it is. ``place`` counts the results from 1; ``press`` is a key
    of `ACTIONS`; ``part`` is an objectName, "" for the window.
    """

    search: str = ""
    place: int = 0
    tab: str = ""
    press: str = ""
    part: str = ""
    size: tuple[int, int] | None = None


async def take_screenshot(view: DeskView, file: str, picture: Picture) -> None:
    """Save a picture of what the window then shows. NotOffered where it has no such part, DiskFull.

    Everybody is in the index by then, and no cursor blinks, so that the same words give the same picture.
    """
    QApplication.setCursorFlashTime(0)
    await _calm(view)
    if picture.search:
        view.search.box.setText(picture.search)
        view.search.presenter.ask_again()
        await _calm(view)
    if picture.place:
        view.search.open_place(picture.place - 1)
        await _calm(view)
    if picture.tab:
        view.page.show_tab(picture.tab)
    if picture.press:
        (name,) = [action.name for action in ACTIONS if action.keys == picture.press]
        attrgetter(name)(view)()
    if picture.size:  # a long text on the way may have made it wider
        view.window().resize(*picture.size)
    await _calm(view)
    shown = _part(picture.part) if picture.part else view.window()
    await tasks.in_thread(partial(_write, shown.grab().toImage(), file))


def _part(name: str) -> QWidget:
    """The part that is to be seen, of whichever window."""
    found = [one for one in QApplication.allWidgets() if one.objectName() == name and one.isVisible()]
    if not found:
        raise NotOffered(f"The window shows no part named {name}.", "No picture was taken.", "Check the name.")
    return found[0]


def _write(picture: QImage, file: str) -> None:
    if not QImageWriter(str(Path(file)), QByteArray(b"png")).write(picture):
        raise DiskFull("The picture could not be written.", "", "Check the folder and its free space.")


async def _calm(view: DeskView) -> None:
    calm = 0
    for _step in range(_PATIENCE_STEPS):
        found = view.search.presenter.found
        is_busy = tasks.running() or workers.running() or found.waiting or found.pending
        is_busy = is_busy or not view.search.presenter.is_complete()
        calm = 0 if is_busy else calm + 1
        if calm >= _CALM_STEPS:
            return
        await tasks.pause(_STEP)

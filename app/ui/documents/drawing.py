"""Which picture of a page is wanted, and the drawing of it, one at a time, the latest wish first."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

import shiboken6
from PySide6.QtCore import QObject, QSize, QSizeF, Signal
from PySide6.QtGui import QImage

from app.core.errors import AppError
from app.ui.documents import workers
from app.ui.documents.drawable import MAX_DRAWN, Source, at_least_one
from app.ui.documents.sources import open_source

LEAST_ZOOM = 0.1
MOST_ZOOM = 8.0


@dataclass(frozen=True, slots=True)
class Wish:
    """A page as somebody wants to see it. ``zoom`` None fits it into ``room``; ``turns`` are quarters clockwise."""

    room: QSize
    ratio: float = 1.0  # device pixels per logical pixel
    page: int = 0
    turns: int = 0
    zoom: float | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A wish come true. ``natural`` is the turned page's size at 100 %, ``zoom`` what fitting came to.

    The picture itself stands upright: it is turned while it is painted.
    """

    wish: Wish
    image: QImage = field(repr=False)
    natural: QSizeF
    zoom: float


def fitting(natural: QSizeF, room: QSize) -> float:
    """The zoom at which a page fits; never more than 100 %."""
    wide = room.width() / max(1.0, natural.width())
    high = room.height() / max(1.0, natural.height())
    return max(LEAST_ZOOM / 10, min(1.0, wide, high))


def draw(source: Source, wish: Wish) -> Drawn:
    """Draw a page as wished, sharp up to a bounded number of pixels. Takes long: for a thread."""
    natural = QSizeF(source.size(wish.page))
    turned = natural.transposed() if wish.turns % 2 else natural
    zoom = wish.zoom or fitting(turned, wish.room)
    return Drawn(wish, source.draw(wish.page, _bounded(natural * zoom * wish.ratio)), turned, zoom)


def _bounded(size: QSizeF) -> QSize:
    pixels = size.width() * size.height()
    if pixels > MAX_DRAWN:
        size *= (MAX_DRAWN / pixels) ** 0.5
    return at_least_one(size.toSize())


class Drawing(QObject):
    """Draws the pages of one document. While one is being drawn, only the latest of the next wishes is remembered."""

    opened = Signal(int)  # pages
    drawn = Signal(object)  # Drawn
    failed = Signal(object)  # AppError

    def __init__(self, content: bytes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source: Source | None = None
        self._wish: Wish | None = None
        self._busy = True
        workers.start(self, partial(open_source, content), self._take_source, self._fail)

    def want(self, wish: Wish) -> None:
        """Ask for a picture; it comes by ``drawn``, unless a later wish overtakes it."""
        self._wish = wish
        self._go_on()

    def _take_source(self, source: Source) -> None:
        self._source = source
        self._busy = False
        self.opened.emit(source.pages)
        self._go_on()

    def _go_on(self) -> None:
        if self._busy or self._source is None or self._wish is None:
            return
        wish, self._wish = self._wish, None
        self._busy = True
        workers.start(self, partial(draw, self._source, wish), self._end, self._fail)

    def _end(self, drawn: Drawn) -> None:
        self._busy = False
        self.drawn.emit(drawn)
        if shiboken6.isValid(self):
            self._go_on()

    def _fail(self, error: AppError) -> None:
        self._busy = False
        self.failed.emit(error)

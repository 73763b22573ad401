"""What can be drawn, by whatever draws it: an opened document, its limits, and the refusal to draw."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtGui import QImage

from app.core.errors import ClerkCanAct

MAX_PIXELS = 50_000_000  # of a picture: a scan of a letter page at 600 dpi has 34 million
MAX_DRAWN = 16_000_000  # pixels of one page as it is drawn; more is stretched


class CannotShow(ClerkCanAct):
    """A document that this program will not draw. ``unsupported``: another program may well be able to."""

    def __init__(self, title: str, *, unsupported: bool = False) -> None:
        hint = QCoreApplication.translate("Documents", "Save it to look at it in another program.")
        super().__init__(title, hint=hint)
        self.unsupported = unsupported


class Source(Protocol):
    """An opened document. Its methods may take long and may raise CannotShow."""

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""

    def size(self, page: int) -> QSize:
        """A page's size at 100 %, in pixels."""

    def draw(self, page: int, size: QSize) -> QImage:
        """A page as a picture of that size, ready to be painted."""


def at_least_one(size: QSize) -> QSize:
    """The size with no side of zero: a page may be a thousand times as long as it is wide."""
    return size.expandedTo(QSize(1, 1))

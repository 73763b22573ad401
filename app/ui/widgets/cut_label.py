"""A line of text that is drawn with dots where it is too long."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QStyle, QWidget


class CutLabel(QLabel):
    """A label of one line, whose text is shown as it is and cut with dots where there is no room for all of it.

    The text itself stays whole, for whoever asks for it and for a screen reader. ``least``: how many characters are
    shown however narrow it gets.
    """

    def __init__(self, text: str = "", role: str = "", least: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._least = least
        self.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            self.setProperty("role", role)

    def minimumSizeHint(self) -> QSize:
        """As wide as the fewest characters, or as the text where that is shorter."""
        least = self.fontMetrics().averageCharWidth() * self._least
        return QSize(min(least, self.sizeHint().width()), super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much as there is room for."""
        painter, room = QPainter(self), self.contentsRect()
        self.drawFrame(painter)
        cut = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        place = QStyle.visualAlignment(self.layoutDirection(), self.alignment())
        self.style().drawItemText(
            painter, room, place.value, self.palette(), self.isEnabled(), cut, self.foregroundRole()
        )

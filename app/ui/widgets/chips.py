"""A chip as rows of lists show it: a short text on a rounded ground, whose colour says how weighty it is."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle

from app.core.verdict import Level
from app.ui import theme
from app.ui.theme import GRID

_SMALLER = 0.9  # than the row's own letters


def paint_chip(painter: QPainter, rect: QRect, text: str, level: Level | None, font: QFont) -> int:
    """Paint a chip at the far end of ``rect``, and answer the width that it takes with the gap before it."""
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * _SMALLER)
    metrics = QFontMetrics(small)
    width, height = metrics.horizontalAdvance(text) + 2 * GRID, metrics.height() + 4
    box = QRect(rect.right() - width, rect.center().y() - height // 2, width, height)
    box = QStyle.visualRect(painter.layoutDirection(), rect, box)
    colour, ground = theme.active().level(level)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(box, height / 2, height / 2)
    painter.setFont(small)
    painter.setPen(QColor(colour))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    return width + GRID

"""How one document is painted in the list: its first page, what it is, and when it was added."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui.documents.entries import ENTRY_ROLE, Entry, State
from app.ui.theme import GRID, RADIUS, Tokens, active

PICTURE = QSize(176, 120)  # logical pixels; the longest of either side that a thumbnail may have
_CENTRE = Qt.AlignmentFlag.AlignCenter
_WRAPPED = int(_CENTRE.value) | Qt.TextFlag.TextWordWrap.value
_LEFT = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter


class TileDelegate(QStyledItemDelegate):
    """Paints a tile; everything about it comes from the entry and the theme."""

    def tile_size(self, metrics: QFontMetrics) -> QSize:
        """The size of every tile, by the font."""
        return QSize(PICTURE.width() + 3 * GRID, PICTURE.height() + 2 * metrics.lineSpacing() + 4 * GRID)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one tile."""
        entry: Entry = index.data(ENTRY_ROLE)
        tokens = active()
        painter.save()
        painter.setLayoutDirection(option.direction)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        outer = option.rect.adjusted(2, 2, -2, -2)
        _paint_frame(painter, outer, option.state, tokens)
        place = QRect(outer.left() + GRID, outer.top() + GRID, outer.width() - 2 * GRID, PICTURE.height())
        if entry.state is State.SHOWN and entry.image is not None:
            _paint_picture(painter, place, entry.image, tokens)
        else:
            _paint_words(painter, place, entry, tokens)
        _paint_caption(painter, QRect(place.left(), place.bottom() + GRID, place.width(), 0), entry, option.font)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The size of a tile."""
        del index
        return self.tile_size(option.fontMetrics)


def _paint_frame(painter: QPainter, rect: QRect, state: QStyle.StateFlag, tokens: Tokens) -> None:
    chosen = bool(state & QStyle.StateFlag.State_Selected)
    focused = bool(state & QStyle.StateFlag.State_HasFocus)
    edge = tokens.accent if focused else tokens.line
    painter.setPen(QPen(QColor(edge), 2 if focused else 1))
    painter.setBrush(QColor(tokens.chosen if chosen else tokens.panel))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)


def _paint_picture(painter: QPainter, place: QRect, image: QImage, tokens: Tokens) -> None:
    size = image.size()
    ratio = painter.device().devicePixelRatio()
    logical = QSize(round(size.width() / ratio), round(size.height() / ratio))
    if logical.width() > place.width() or logical.height() > place.height():
        logical = size.scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
    target = QRect(place.topLeft(), logical)
    target.moveCenter(place.center())
    painter.fillRect(target, QColor(Qt.GlobalColor.white))  # documents are on paper, in the dark theme too
    painter.drawImage(target, image)
    painter.setPen(QColor(tokens.line))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(target)


def _paint_words(painter: QPainter, place: QRect, entry: Entry, tokens: Tokens) -> None:
    """What is said where there is no picture."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.bad_back if entry.state is State.FAILED else tokens.chip_back))
    painter.drawRoundedRect(place, RADIUS / 2, RADIUS / 2)
    painter.setPen(QColor(tokens.bad if entry.state is State.FAILED else tokens.muted))
    painter.drawText(place.adjusted(GRID, GRID, -GRID, -GRID), _WRAPPED, words_of(entry))


def words_of(entry: Entry) -> str:
    """The words in place of the picture: what is going on, and what Enter does about it."""
    if entry.state is State.FAILED:
        return "\n".join((entry.reason, QCoreApplication.translate("Documents", "Enter: try again")))
    if entry.state is State.UNSHOWABLE:
        return "\n".join((entry.reason, QCoreApplication.translate("Documents", "Enter: save as a file")))
    return QCoreApplication.translate("Documents", "Loading…")


def _paint_caption(painter: QPainter, place: QRect, entry: Entry, font: QFont) -> None:
    tokens = active()
    lines = ((entry.label, tokens.text, QFont.Weight.DemiBold), (entry.added, tokens.muted, QFont.Weight.Normal))
    for text, colour, weight in lines:
        font.setWeight(weight)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        place.setHeight(metrics.lineSpacing())
        painter.setPen(QColor(colour))
        painter.drawText(place, _LEFT, metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width()))
        place.translate(0, metrics.lineSpacing())

"""A page to look at: painted sharp at its size, moved by scroll bars, arrows and the wheel."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QScrollBar, QWidget

from app.ui.theme import active

_NOTCH = 120  # QWheelEvent counts in eighths of a degree; a notch is 15 degrees


class Canvas(QAbstractScrollArea):
    """Shows one picture over ``extent`` logical pixels; until a sharper one comes it is stretched over them."""

    zoomed = Signal(int)  # steps in (1) or out (-1)
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("documentPage")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._image: QImage | None = None
        self._extent = QSizeF()
        self._turns = 0
        self._grip: QPoint | None = None
        self._turned = 0

    @property
    def image(self) -> QImage | None:
        """What is shown."""
        return self._image

    @property
    def extent(self) -> QSizeF:
        """The logical size it is shown at."""
        return self._extent

    def show_image(self, image: QImage | None, extent: QSizeF, turns: int = 0) -> None:
        """Show a picture, turned by so many quarters with the clock; None empties the canvas."""
        self._image = image
        self.stretch(extent, turns)

    def stretch(self, extent: QSizeF, turns: int) -> None:
        """Show the same picture larger or smaller or turned, keeping what is in the middle there."""
        self._turns = turns
        bars = (self.horizontalScrollBar(), self.verticalScrollBar())
        middles = [_middle(bar) for bar in bars]
        self._extent = extent
        self._set_ranges()
        for bar, middle in zip(bars, middles, strict=True):
            bar.setValue(round(middle * (bar.maximum() + bar.pageStep()) - bar.pageStep() / 2))
        self.viewport().update()

    def room(self) -> QSize:
        """The logical pixels there are without scroll bars."""
        return self.maximumViewportSize()

    def _set_ranges(self) -> None:
        port = self.viewport().size()
        pairs = (
            (self.horizontalScrollBar(), self._extent.width(), port.width()),
            (self.verticalScrollBar(), self._extent.height(), port.height()),
        )
        for bar, wanted, there in pairs:
            bar.setPageStep(there)
            bar.setSingleStep(max(1, there // 12))
            bar.setRange(0, max(0, round(wanted) - there))

    def _target(self) -> QRectF:
        port = self.viewport().size()
        left = max(0.0, (port.width() - self._extent.width()) / 2) - self.horizontalScrollBar().value()
        top = max(0.0, (port.height() - self._extent.height()) / 2) - self.verticalScrollBar().value()
        return QRectF(QPointF(left, top), self._extent)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is in sight."""
        del event
        if self._image is None:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        target = self._target()
        painter.fillRect(target, QColor(Qt.GlobalColor.white))
        painter.save()
        painter.translate(target.center())
        painter.rotate(90 * self._turns)
        upright = target.size().transposed() if self._turns % 2 else target.size()
        painter.drawImage(QRectF(QPointF(-upright.width() / 2, -upright.height() / 2), upright), self._image)
        painter.restore()
        painter.setPen(QColor(active().line))
        painter.drawRect(target.adjusted(0, 0, -1, -1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell that there is another amount of room."""
        super().resizeEvent(event)
        self._set_ranges()
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll by arrows; the keys that turn pages are the viewer's."""
        if event.key() in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, scroll without."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        self._turned += event.angleDelta().y()
        steps = int(self._turned / _NOTCH)
        self._turned -= steps * _NOTCH
        if steps:
            self.zoomed.emit(1 if steps > 0 else -1)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the page."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._grip = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the page."""
        if self._grip is not None:
            here = event.position().toPoint()
            moved = here - self._grip
            self._grip = here
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - moved.x())
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the page go."""
        del event
        self._grip = None


def _middle(bar: QScrollBar) -> float:
    """Where the middle of the sight is, from 0 to 1; at the beginning where nothing has been scrolled yet."""
    whole = bar.maximum() + bar.pageStep()
    return (bar.value() + bar.pageStep() / 2) / whole if bar.maximum() else 0.5

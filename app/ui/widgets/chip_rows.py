"""Chips beside a text: in one row, or in two where one would be too long; those that fit into neither are counted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QWidget

from app.ui.theme import GRID
from app.ui.widgets.marks import label, tip

_ROWS = 2  # as high as a name with a line below it
_LENGTH = 24  # characters of a chip
_BESIDE, _BELOW = GRID + 4, GRID // 2


class ChipRows(QWidget):
    """Chips at the far edge. Give it a maximum width; it takes no more than one row needs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts: Sequence[str] = ()
        self._chips: list[QLabel] = []
        self._more = self._chip("")
        self._last: Sequence[QLabel] = ()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_chips(self, texts: Sequence[str], last: Sequence[str]) -> None:
        """Show these texts in place of the earlier ones; ``last`` stand behind them and are never left out."""
        for chip in (*self._chips, *self._last):
            chip.deleteLater()
        self._texts = texts
        self._chips, self._last = [self._chip(text) for text in texts], [self._chip(text) for text in last]
        self.updateGeometry()
        self._arrange()

    def _chip(self, text: str) -> QLabel:
        short = text if len(text) <= _LENGTH else text[: _LENGTH - 1] + "…"
        chip = label(short, "chip")
        chip.setParent(self)
        chip.setToolTip(tip(text) if short != text else "")
        chip.ensurePolished()
        return chip

    def _arrange(self) -> None:
        for fitting in range(len(self._chips), -1, -1):
            self._count(self._texts[fitting:])
            shown = [*self._chips[:fitting], *([self._more] if fitting < len(self._chips) else []), *self._last]
            rows = _broken(shown, self.width())
            if len(rows) <= _ROWS:
                break
        for chip in (*self._chips, self._more, *self._last):
            chip.setVisible(chip in shown)
        height = max((chip.sizeHint().height() for chip in shown), default=0)
        for place, row in enumerate(rows):
            self._place(row, place * (height + _BELOW))
        self.setFixedHeight(len(rows) * height + max(0, len(rows) - 1) * _BELOW)

    def _count(self, texts: Sequence[str]) -> None:
        self._more.setText(f"+{len(texts)}")
        self._more.setToolTip(tip(", ".join(texts)))

    def _place(self, row: Sequence[QLabel], top: int) -> None:
        edge = self.width() - _length(row)
        for chip in row:
            box = QRect(max(0, edge), top, min(chip.sizeHint().width(), self.width()), chip.sizeHint().height())
            chip.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), box))
            edge += box.width() + _BESIDE

    def sizeHint(self) -> QSize:
        """All of them in one row."""
        return QSize(_length([*self._chips, *self._last]), self.height())

    def minimumSizeHint(self) -> QSize:
        """The longest that is never left out, and the count."""
        widest = max((chip.sizeHint().width() for chip in (*self._last, self._more)), default=0)
        return QSize(widest if self._chips or self._last else 0, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the rows anew."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Break the rows anew where the letters or the direction are others."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange}:
            self.updateGeometry()
            self._arrange()


def _length(row: Sequence[QLabel]) -> int:
    return sum(chip.sizeHint().width() for chip in row) + max(0, len(row) - 1) * _BESIDE


def _broken(chips: Sequence[QLabel], width: int) -> list[list[QLabel]]:
    """The chips in rows of at most that width, one at least in each."""
    rows: list[list[QLabel]] = []
    for chip in chips:
        if rows and _length([*rows[-1], chip]) <= width:
            rows[-1].append(chip)
        else:
            rows.append([chip])
    return rows

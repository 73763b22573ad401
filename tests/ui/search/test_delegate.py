"""How a row of the results is painted where there is little room."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from app.core.chip import Chip
from app.core.customer import ConnectionId, CustomerRef
from app.core.settings import Theme
from app.services.rows import Row
from app.ui.application import apply_theme
from app.ui.search.delegate import RowDelegate

_WHY = "sounds like"
_WIDTHS = range(220, 480)  # pixels; from where not even the chip has room behind the name to where all of it has
_HEIGHT = 60


class Noted(QPainter):
    """A painter that notes the texts that it draws."""

    def __init__(self, image: QImage) -> None:
        super().__init__(image)
        self.texts: list[str] = []

    def drawText(self, _rect: QRect, _flags: Qt.AlignmentFlag, text: str) -> None:  # type: ignore[override]
        """Note a text."""
        self.texts.append(text)


def drawn(width: int) -> list[str]:
    """The texts of a row at that width, whose name has not what was typed."""
    row = Row(
        ref=CustomerRef(ConnectionId("here"), "7"),
        name="APPLESEED, Jon",
        age="",
        birth_date="",
        phone="",
        chip=Chip("RECREATIONAL"),
        store="",
        why=_WHY,
    )
    model, item = QStandardItemModel(), QStandardItem()
    item.setData(row, Qt.ItemDataRole.UserRole)
    model.appendRow(item)
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, width, _HEIGHT)
    option.font = QApplication.font()
    image = QImage(width, _HEIGHT, QImage.Format.Format_RGB32)
    painter = Noted(image)
    RowDelegate().paint(painter, option, model.index(0, 0))
    painter.end()
    return painter.texts


def test_the_reason_is_never_dots_alone(qapp: QApplication) -> None:
    """It is there with one letter at least, or nothing stands behind the name."""
    apply_theme(qapp, Theme.LIGHT)
    rows = {width: drawn(width) for width in _WIDTHS}
    assert [width for width, texts in rows.items() if "…" in texts] == []
    assert _WHY not in rows[_WIDTHS[0]]
    assert _WHY in rows[_WIDTHS[-1]]

"""The strip that tells practice from reality."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from app.ui.theme import GRID
from app.ui.widgets.marks import label


class TrainingRibbon(QFrame):
    """Shown only while the training store is open."""

    connect_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("trainingRibbon")
        text = self.tr("Training store — practice data, nothing here reaches a real customer.")
        self.setAccessibleName(text)
        button = QPushButton(self.tr("Connect your store…"))
        button.setObjectName("connectButton")
        button.setProperty("role", "link")
        button.clicked.connect(self.connect_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        row.setSpacing(GRID)
        row.addWidget(label(text))
        row.addWidget(button)
        row.addStretch(1)

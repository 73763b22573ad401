"""The documents as tiles: arrows move, Enter opens."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from app.ui.documents.entries import ENTRY_ROLE, DocumentsModel, Entry
from app.ui.documents.tile import PICTURE, TileDelegate
from app.ui.theme import GRID
from app.ui.widgets.dialog import is_enter


class DocumentList(QListView):
    """The list. It says which entries are in sight, so that only those are fetched."""

    opened = Signal(object)  # Entry
    chosen = Signal(object)  # Entry, or None
    in_sight = Signal(object)  # list[Entry]

    def __init__(self, model: DocumentsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("documentsList")
        self.setAccessibleName(self.tr("Documents"))
        self._entries = model
        self.setModel(model)
        delegate = TileDelegate(self)
        self.setItemDelegate(delegate)
        self._arrange()
        self.activated.connect(self._open)
        self.selectionModel().currentChanged.connect(self._tell_chosen)
        self._look = QTimer(self, singleShot=True, interval=0)
        self._look.timeout.connect(self._tell_in_sight)
        self.verticalScrollBar().valueChanged.connect(self.look)
        model.modelReset.connect(self.look)

    def _arrange(self) -> None:
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSpacing(GRID // 2)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    @property
    def current(self) -> Entry | None:
        """The entry the keyboard is on."""
        index = self.currentIndex()
        return index.data(ENTRY_ROLE) if index.isValid() else None

    def choose(self, row: int) -> None:
        """Move to a row; to none where there is no such row."""
        self.setCurrentIndex(self._entries.index(row))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, and is done with that: the button that has the keyboard then must not hear of it."""
        super().keyPressEvent(event)
        if is_enter(event):
            event.accept()

    def picture_box(self) -> QSize:
        """How many pixels of the screen a thumbnail has."""
        return PICTURE * self.devicePixelRatioF()

    def look(self) -> None:
        """Find out soon which entries are in sight: after the layout, once for many reasons."""
        self._look.start()

    def _tell_in_sight(self) -> None:
        if self.isVisible():
            sight = self.viewport().rect().adjusted(0, 0, 0, PICTURE.height())  # and the row that comes next
            rows = range(self._entries.rowCount())
            seen = [row for row in rows if self.visualRect(self._entries.index(row)).intersects(sight)]
            self.in_sight.emit([self._entries.entries[row] for row in seen])

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(ENTRY_ROLE))

    def _tell_chosen(self) -> None:
        self.chosen.emit(self.current)

    def showEvent(self, event: QShowEvent) -> None:
        """Look when the tab comes into sight."""
        super().showEvent(event)
        self.look()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look when there is more room."""
        super().resizeEvent(event)
        self.look()

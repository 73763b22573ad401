"""Where a file goes and in which format: asked without blocking."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QDir, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget


class SaveDialog(QFileDialog):
    """Asks for a file. Show it with ``open()``; ``fileSelected`` carries its path, and it deletes itself."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setFileMode(QFileDialog.FileMode.AnyFile)
        self._endings: Mapping[str, str] = {}
        self.filterSelected.connect(self._follow)
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.setDirectory(place or QDir.homePath())

    def offer(self, name: str, endings: Mapping[str, str]) -> None:
        """Offer a name, and formats: their endings by what is said of them, the first one chosen."""
        self._endings = endings
        self.setNameFilters(list(endings))
        self._follow(next(iter(endings)))
        self.selectFile(name)

    def _follow(self, chosen: str) -> None:
        """A name without an ending gets that of the chosen format."""
        self.setDefaultSuffix(self._endings.get(chosen, ""))

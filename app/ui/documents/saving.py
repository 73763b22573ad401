"""A document leaves the program as a file: asked where without blocking, written on a thread, for its owner only."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDir, QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.customer import CustomerRef
from app.core.errors import AppError, ClerkCanAct, DiskFull
from app.core.vendor import FileContent
from app.ui.documents import workers
from app.ui.documents.sources import suffix_of


@dataclass(frozen=True, slots=True)
class Saved:
    """Whose document was saved, and of what kind it is."""

    ref: CustomerRef
    kind: str


class Saving(QObject):
    """Saves one document; deletes itself when that is over."""

    saved = Signal(object)  # Saved
    failed = Signal(object)  # AppError

    def __init__(self, ref: CustomerRef, kind: str, content: FileContent, parent: QWidget) -> None:
        super().__init__(parent)
        self._what = Saved(ref, kind)
        self._content = content.content
        suffix = suffix_of(content.content, content.media_type)
        name = re.sub(r"[^\w-]+", "_", kind) or "document"  # no name of a person: the folder may be shared
        self._dialog = _dialog(parent, name + suffix)
        self._dialog.setDefaultSuffix(suffix.lstrip("."))
        self._dialog.fileSelected.connect(self._write)
        self._dialog.rejected.connect(self.deleteLater)

    def open(self) -> None:
        """Ask where to."""
        self._dialog.open()

    def _write(self, path: str) -> None:
        workers.start(self, partial(write_private, Path(path), self._content), self._end, self._fail)

    def _end(self, _nothing: None) -> None:
        self.saved.emit(self._what)
        self.deleteLater()

    def _fail(self, error: AppError) -> None:
        self.failed.emit(error)
        self.deleteLater()


def _dialog(parent: QWidget, name: str) -> QFileDialog:
    dialog = QFileDialog(parent, QCoreApplication.translate("Documents", "Save the document"))
    dialog.setObjectName("saveDocumentDialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    dialog.setDirectory(place or QDir.homePath())
    dialog.selectFile(name)
    return dialog


def write_private(path: Path, content: bytes) -> None:
    """Write a file in one step, readable by its owner only. DiskFull, or ClerkCanAct where the place does not allow it.

    A new file takes the place of an old one, so neither its rights nor a link in its place are followed.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=".saving-", dir=path.parent)  # made with mode 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _refused(error) from error


def _refused(error: OSError) -> AppError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull(
            QCoreApplication.translate("Documents", "There is no room for the file."),
            QCoreApplication.translate("Documents", "The document was not saved."),
            QCoreApplication.translate("Documents", "Make room, or choose another place."),
        )
    return ClerkCanAct(
        QCoreApplication.translate("Documents", "The file cannot be written there."),
        QCoreApplication.translate("Documents", "The document was not saved."),
        QCoreApplication.translate("Documents", "Choose another folder."),
    )

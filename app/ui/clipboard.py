"""Copies that may stay in the clipboard: those that speak of no customer."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QClipboard, QGuiApplication

_MARK = "application/x-frontdesk-lasting"


def copy_lasting(text: str) -> None:
    """Copy a text that may stay, such as details for support. Everything else that is copied here is cleared soon."""
    data = QMimeData()
    data.setText(text)
    data.setData(_MARK, b"")
    QGuiApplication.clipboard().setMimeData(data)


def is_personal(clipboard: QClipboard) -> bool:
    """Whether what this program put into the clipboard may speak of a customer; an empty one does not."""
    data: QMimeData | None = clipboard.mimeData()
    return data is not None and bool(data.formats()) and not data.hasFormat(_MARK)

"""Dynamic properties that the style sheet looks at, and texts that are never read as markup."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


def mark(widget: QWidget, name: str, value: object) -> None:
    """Set a property and repaint the widget by the rules that it now meets."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def label(text: str = "", role: str = "") -> QLabel:
    """A label in one of the style sheet's roles; its text is shown as it is, never read as markup."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    return made


def tip(text: str) -> str:
    """A tool tip that shows a text of unknown origin as it is.

    Qt reads as markup whatever looks like it, and fetches the pictures it names, from other machines too.
    """
    return f'<span style="white-space: pre-wrap">{escape(text)}</span>' if "<" in text else text

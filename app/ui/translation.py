"""Texts that come from the domain (labels, reasons, errors), said in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def said(text: str) -> str:
    """The translation of a domain text; the text itself where there is none."""
    return QCoreApplication.translate("domain", text) if text else ""

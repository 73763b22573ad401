"""Texts that come from the domain (labels, reasons, errors), said in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.core.errors import AppError


def translated(*texts: str) -> str:
    """The translations of domain texts, one behind the other; the text itself where there is none, nothing for a blank.

    Each text is a whole one of the domain's, since a catalogue cannot know what was put together.
    """
    return " ".join(QCoreApplication.translate("domain", text) for text in texts if text)


def error_words(error: AppError) -> str:
    """What happened, whether the customer can be served, and what to press: all that an error says."""
    return translated(error.title, error.detail, error.hint)

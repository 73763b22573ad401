"""What the domain says reaches the window in the window's language, text by text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

from app.core.errors import Offline
from app.ui.translation import error_words, translated


class _Catalogue(QTranslator):
    """Another language, which knows whole texts only, as every catalogue does."""

    _WORDS: ClassVar = {
        "No network.": "Kein Netz.",
        "Nothing was sent.": "Es ging nichts ab.",
        "Try again.": "Noch einmal.",
    }

    def translate(self, context: str, text: str, _disambiguation: str | None = None, _count: int = -1) -> str:
        return self._WORDS.get(text, text) if context == "domain" else text

    def isEmpty(self) -> bool:
        return False


@pytest.fixture(autouse=True)
def _another_language(qapp: QApplication) -> Iterator[None]:
    catalogue = _Catalogue()
    qapp.installTranslator(catalogue)
    yield
    qapp.removeTranslator(catalogue)


def test_an_error_is_said_part_by_part() -> None:
    """Its title, detail and hint are three texts of the catalogue; the line of all three is none."""
    error = Offline("No network.", "Nothing was sent.", "Try again.")
    assert error_words(error) == "Kein Netz. Es ging nichts ab. Noch einmal."


def test_what_is_blank_is_left_out() -> None:
    """No gap is left where an error has no detail; a text that no catalogue knows stays as it is."""
    assert error_words(Offline("No network.", "", "Try again.")) == "Kein Netz. Noch einmal."
    assert translated("", "Unheard of.") == "Unheard of."
    assert not translated("")

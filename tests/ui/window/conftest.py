"""A window on the training store for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.core.settings import Theme
from app.ui.application import apply_theme
from tests.ui.window.practice import Practice, open_practice


@pytest.fixture
def vendor() -> str:
    """Whose training store it is; a test may ask for another one."""
    return "treez"


@pytest.fixture
def practice(loop: object, qapp: QApplication, tmp_path: Path, vendor: str) -> Iterator[Practice]:
    """A shown window over a small training store."""
    assert loop
    apply_theme(qapp, Theme.LIGHT)
    made = open_practice(tmp_path, vendor=vendor)
    made.frame.resize(1366, 768)
    made.frame.show()
    yield made
    made.frame.close_anyway()
    made.frame.deleteLater()

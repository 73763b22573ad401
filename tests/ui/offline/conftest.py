"""A shop for each test."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.core.settings import Theme
from app.ui.application import apply_theme
from tests.ui.offline.shop import Shop


@pytest.fixture
def vendor() -> str:
    """Whose training store it is; a test may ask for another one."""
    return "treez"


@pytest.fixture
def shop(loop: asyncio.AbstractEventLoop, qapp: QApplication, tmp_path: Path, vendor: str) -> Iterator[Shop]:
    """Nothing is running in it yet; at the end nothing is any more."""
    apply_theme(qapp, Theme.LIGHT)
    made = Shop(tmp_path, vendor)
    yield made
    loop.run_until_complete(made.end())

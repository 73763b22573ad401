"""A window on the training store for each test."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.core.settings import Theme
from app.storage.desk_vault import desk_vault
from app.storage.paths import Home
from app.storage.patience import PatientSecrets
from app.storage.secrets import SessionSecrets
from app.ui.application import apply_theme
from tests.ui.window.practice import Practice, open_practice


@pytest.fixture
def vendor() -> str:
    """Whose training store it is; a test may ask for another one."""
    return "treez"


@pytest.fixture
def practice(loop: asyncio.AbstractEventLoop, qapp: QApplication, tmp_path: Path, vendor: str) -> Iterator[Practice]:
    """A shown window over a small training store; nobody is in its index before `Practice.load`."""
    apply_theme(qapp, Theme.LIGHT)
    vault = desk_vault(Home.at(tmp_path), PatientSecrets(SessionSecrets()), kept=False)
    made = open_practice(tmp_path, vendor=vendor, vault=vault)
    made.frame.resize(1366, 768)
    made.frame.show()
    yield made
    made.frame.close_anyway()
    loop.run_until_complete(made.end())
    made.frame.deleteLater()
    loop.run_until_complete(vault.close())

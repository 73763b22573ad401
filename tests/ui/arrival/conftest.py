"""A window on the training store in a place of one's choice, everybody in its index, and a scanner at hand."""

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
from tests.ui.conftest import until
from tests.ui.window.practice import Practice, open_practice


class Place:
    """Opens a shown window on the store in a place (ISO 3166-2)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.vault = desk_vault(Home.at(folder), PatientSecrets(SessionSecrets()), kept=False)
        self.practice: Practice | None = None

    async def __call__(self, place: str) -> Practice:
        """Open it, load everybody, and give it the keyboard."""
        self.practice = practice = open_practice(self._folder, vault=self.vault, place=place)
        practice.frame.resize(1366, 768)
        practice.frame.show()
        await practice.load()
        practice.frame.activateWindow()
        await until(lambda: QApplication.activeWindow() is practice.frame)
        return practice

    async def end(self) -> None:
        """Let go of what is held back, and end what works in the background."""
        if self.practice:
            for gate in self.practice.line.holds.values():
                gate.set()
            await self.practice.end()


@pytest.fixture
def at(loop: asyncio.AbstractEventLoop, qapp: QApplication, tmp_path: Path) -> Iterator[Place]:
    """No window is open yet."""
    apply_theme(qapp, Theme.LIGHT)
    made = Place(tmp_path)
    yield made
    if made.practice:
        made.practice.frame.close_anyway()
        made.practice.frame.deleteLater()
    loop.run_until_complete(made.vault.close())

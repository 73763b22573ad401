"""The window over the training store, and what a clerk does with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QApplication, QComboBox, QDateEdit, QLabel, QPushButton, QWidget

from app.core.customer import ConnectionId
from app.core.settings import Theme
from app.ui.application import apply_theme
from app.ui.bulk.saving import ExportDialog
from app.ui.bulk.window import BulkWindow
from app.ui.messages import MessageBar
from tests.ui.conftest import until
from tests.unit.services.practice import HERE, Practice


@dataclass
class Clerk:
    """Somebody before the window."""

    practice: Practice
    main: QWidget
    window: BulkWindow

    async def end(self) -> None:
        """End what works in the background."""
        await self.practice.desk.feed.settled()
        await self.practice.people.close()

    def button(self, name: str) -> QPushButton:
        """A button by its name."""
        found = self.window.findChild(QPushButton, name)
        assert found is not None, name
        return found

    def text(self, name: str) -> str:
        """What a label says; "" while it is hidden."""
        found = self.window.findChild(QLabel, name)
        assert found is not None, name
        return "" if found.isHidden() else found.text()

    def choose(self, name: str, text: str) -> None:
        """Choose an entry of a list."""
        found = self.window.findChild(QComboBox, name)
        assert found is not None, name
        found.setCurrentText(text)

    def day(self, name: str, day: date) -> None:
        """Enter a day."""
        found = self.window.findChild(QDateEdit, name)
        assert found is not None, name
        found.setDate(QDate(day.year, day.month, day.day))

    def start(self) -> None:
        """Ask for everybody of many years."""
        self.day("bulkFirst", date(2015, 1, 1))
        self.button("bulkStart").click()

    async def idle(self) -> None:
        """Wait until nothing is under way and every row is shown."""
        await until(lambda: not self.window.presenter.busy)
        run = self.window.presenter.run
        await until(lambda: run is None or self.window.model.rowCount() == len(run.rows))

    async def write(self, out: Path) -> None:
        """Export to a file."""
        self.button("bulkExport").click()
        dialog = self.window.findChild(ExportDialog)
        assert dialog is not None
        dialog.fileSelected.emit(str(out))
        dialog.reject()
        await self.idle()

    def lines(self) -> list[str]:
        """What is said of each store."""
        return [one.text() for one in self.window.outcome.findChildren(QLabel) if not one.isHidden()][1:]

    def message(self) -> str:
        """What the message bar says."""
        bar = self.window.findChild(MessageBar)
        assert bar is not None
        return " ".join(one.text() for one in bar.findChildren(QLabel) if not one.isHidden()).strip()

    def column(self, place: int) -> list[str]:
        """The texts of one column."""
        model = self.window.model
        return [str(model.data(model.index(row, place))) for row in range(model.rowCount())]


def at_window(practice: Practice, *stores: ConnectionId) -> Clerk:
    """Open the window on these stores."""
    practice.open(*stores)
    main = QWidget()
    main.show()
    window = BulkWindow(practice.desk, main)
    window.show()
    return Clerk(practice, main, window)


@pytest.fixture
def practice(tmp_path: Path) -> Practice:
    """The training store on a line that can be cut."""
    return Practice.at(tmp_path)


@pytest.fixture
def clerk(loop: object, qapp: QApplication, practice: Practice) -> Iterator[Clerk]:
    """The window over one store."""
    assert loop
    apply_theme(qapp, Theme.LIGHT)
    made = at_window(practice, HERE)
    yield made
    made.main.hide()
    made.main.deleteLater()

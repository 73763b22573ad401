"""A window on three stores for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.core.customer import ConnectionId
from app.core.settings import Theme
from app.ui.application import apply_theme
from tests.ui.stores.several import Several, open_several

Open = Callable[..., Several]


@pytest.fixture
def open_desk(loop: object, qapp: QApplication, tmp_path: Path) -> Iterator[Open]:
    """Opens a shown window on the stores that a test names."""
    assert loop
    apply_theme(qapp, Theme.LIGHT)
    made: list[Several] = []

    def open_it(*shops: ConnectionId) -> Several:
        several = open_several(tmp_path, *shops)
        several.frame.resize(1366, 768)
        several.frame.show()
        made.append(several)
        return several

    yield open_it
    for several in made:
        several.frame.close_anyway()
        several.frame.deleteLater()


@pytest.fixture
def several(open_desk: Open) -> Several:
    """A window on all three stores."""
    return open_desk()

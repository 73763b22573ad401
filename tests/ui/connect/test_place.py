"""Where the store stands is asked for once: by the dialog, unless the vendor's own settings ask for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QComboBox

from app.core.form import FieldSpec
from app.core.vendor import VendorInfo
from tests.ui.conftest import until
from tests.ui.connect.conftest import NORTH, SOUTH, Desk, Screen

Show = Callable[..., Screen]


class AskingDesk(Desk):
    """A desk one of whose vendors asks for the place itself."""

    def infos(self) -> Sequence[VendorInfo]:
        """The second one asks."""
        asking = replace(SOUTH, account=(FieldSpec(key="jurisdiction", label="State or province", required=True),))
        return (NORTH, asking)

    def info(self, vendor: str) -> VendorInfo:
        """One of them."""
        return next(info for info in self.infos() if info.key == vendor)


@pytest.fixture
def desk() -> Desk:
    """See AskingDesk."""
    return AskingDesk()


def _choose(screen: Screen, field: str, value: str) -> None:
    combo: QComboBox = screen.part(field)
    combo.setCurrentIndex(combo.findData(value))


@pytest.mark.parametrize("place", ["US-OR", ""])
async def test_the_place_is_kept(show: Show, desk: Desk, place: str) -> None:
    """As it was chosen; without one the strictest rules hold."""
    screen = show()
    screen.fill()
    _choose(screen, "field_place", place)
    screen.button("connectSaveButton").click()
    await until(lambda: desk.settings.connections)
    kept = desk.settings.connections[0]
    assert kept.place == place
    assert kept.jurisdiction.name == ("Oregon" if place else "")


async def test_a_vendor_that_asks_itself_is_believed(show: Show, desk: Desk) -> None:
    """Nobody is asked twice, and a place chosen before for another vendor does not go along."""
    screen = show()
    _choose(screen, "field_place", "US-OR")
    _choose(screen, "field_vendor", "south")
    assert not screen.part("field_place").isVisible()
    screen.line("name").setText("Harbor")
    screen.line("jurisdiction").setText("US-ME")
    screen.line("token").setText("a-practice-token")
    screen.button("connectSaveButton").click()
    await until(lambda: desk.settings.connections)
    kept = desk.settings.connections[0]
    assert kept.place == ""
    assert kept.jurisdiction.name == "Maine"


async def test_the_place_of_a_known_store_is_shown(show: Show, desk: Desk) -> None:
    """When somebody signs in to it again."""
    screen = show()
    screen.fill()
    _choose(screen, "field_place", "CA-AB")
    screen.button("connectSaveButton").click()
    await until(lambda: desk.settings.connections)
    again = show(desk.settings.connections[0])
    combo: QComboBox = again.part("field_place")
    assert combo.currentText() == "Alberta (Canada)"

"""What this desk remembers between two starts."""

from __future__ import annotations

import pytest

from app.core.customer import ConnectionId
from app.core.settings import Settings, Theme
from app.core.vendor import Connection


def shop(name: str) -> Connection:
    """A store of that name."""
    return Connection(id=ConnectionId(name), name=name, vendor="treez", base_url="https://api.example")


def test_defaults() -> None:
    """A first start follows the system and knows no store."""
    assert Settings() == Settings(theme=Theme.SYSTEM, language="", connections=(), carried={})


@pytest.mark.parametrize("name", ["Strasse", "STRASSE", "Straße"])
def test_a_store_is_found_by_its_name(name: str) -> None:
    """Capitals aside, also where a capital is two letters."""
    settings = Settings(connections=(shop("Main"), shop("Straße")))
    assert settings.connection(name) is settings.connections[1]


def test_an_unknown_name() -> None:
    """Finds nothing; a part of a name is none."""
    assert Settings(connections=(shop("Main"),)).connection("Mai") is None
    assert Settings().connection("") is None


def test_themes_are_words() -> None:
    """As they stand in the settings file and on the command line."""
    assert [str(theme) for theme in Theme] == ["system", "light", "dark"]

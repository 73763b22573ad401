"""The scripts of packaging/, which are no part of the program."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

PACKAGING = Path(__file__).parents[3] / "packaging"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], ModuleType]]:
    """Brings a script by its name; it and those that it brings itself are forgotten with the test."""
    monkeypatch.syspath_prepend(str(PACKAGING))
    yield __import__
    for name, module in list(sys.modules.items()):
        if Path(getattr(module, "__file__", None) or "/").parent == PACKAGING:
            del sys.modules[name]

"""A desk of their own for the tests of the use cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.services.practice import Practice, run


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """A desk without a store yet."""
    made = Practice.at(tmp_path / "desk")
    yield made
    run(made.people.close())

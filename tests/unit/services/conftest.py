"""A desk of their own for the tests of the use cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.services.practice import Practice


@pytest.fixture
def practice(tmp_path: Path) -> Practice:
    """A desk without a store yet."""
    return Practice.at(tmp_path / "desk")

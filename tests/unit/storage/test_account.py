"""The name that stands for whoever works where nobody signs in."""

from __future__ import annotations

import pytest

from app.storage.account import account_name


def test_the_account_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the system names it."""
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "counter")
    assert account_name() == "counter"

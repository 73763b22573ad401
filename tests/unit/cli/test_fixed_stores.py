"""``connect`` on a machine whose stores an administrator has set: a script signs in to them and to no other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from app.storage.paths import Home

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Terminal

Capture = pytest.CaptureFixture[str]
ADDRESS = "https://played.example"
STORE = {"vendor": "played", "name": "Main", "base_url": ADDRESS, "account": {"shop": "1"}}


@pytest.fixture
def managed(terminal: Terminal) -> Terminal:
    """A machine with one store for everybody."""
    file = Home.at(terminal.home).policy_file
    file.parent.mkdir(mode=0o755)
    file.write_text(json.dumps({"version": 1, "stores": [STORE]}))
    file.chmod(0o644)
    return terminal


def connect(terminal: Terminal, address: str) -> int:
    """The command as a script gives it."""
    store = ("--name", "As the script calls it", "--base-url", address, "--account", '{"shop": "1"}')
    return terminal.run("connect", "played", *store, "--secret-stdin", secret='{"api_key": "k"}')


def test_a_script_signs_in_to_a_fixed_store(managed: Terminal, capsys: Capture) -> None:
    """It is found by its address and account, whatever it is called; then it can be asked by its own name."""
    assert managed.run("lookup", "--connection", "Main", "--id", "1", "--json") == 3
    assert "not_signed_in" in capsys.readouterr().err
    assert connect(managed, ADDRESS) == 0
    managed.run("lookup", "--connection", "Main", "--id", "1", "--json")
    tried, asked = [(one.name, secret) for one, secret in managed.vendor.opened]  # once before it is kept
    assert tried == asked == ("Main", {"api_key": "k"})


def test_another_store_is_refused(managed: Terminal, capsys: Capture) -> None:
    """As wrong usage, and nothing is kept of it."""
    assert connect(managed, "https://elsewhere.example") == 2
    assert "set by your administrator" in capsys.readouterr().err
    assert not Home.at(managed.home).settings_file.exists()

"""Where things are kept."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from app.storage.paths import Home


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_default_is_the_platforms_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without --home the platform says where data live, under the program's name alone."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert Home.at().root.name == "Frontdesk"


def test_everything_lives_under_home(tmp_path: Path) -> None:
    """With --home nothing is kept elsewhere."""
    home = Home.at(tmp_path / "desk")
    kept = [home.settings_file, home.vault_file, home.log_dir, home.log_file]
    assert all(path.is_relative_to(tmp_path / "desk") for path in kept)


def test_a_relative_home_stays_where_it_was_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A later change of the working folder moves nothing."""
    monkeypatch.chdir(tmp_path)
    assert Home.at("desk").root == Path.cwd() / "desk"


def test_a_tilde_is_the_persons_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A shell that does not expand it (Windows, service files) changes nothing; an unknown account is a plain name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert Home.at("~/desk").root == tmp_path / "desk"
    if os.name != "nt":
        assert Home.at("~no such account").root == tmp_path / "~no such account"


def test_naming_creates_nothing(tmp_path: Path) -> None:
    """A look at the paths leaves no folder behind."""
    assert not Home.at(tmp_path / "desk").log_dir.parent.exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights in the profile folder")
def test_created_folders_are_owner_only(tmp_path: Path) -> None:
    """Each folder that we create is closed to other accounts; one that exists keeps its rights."""
    tmp_path.chmod(0o755)
    home = Home.at(tmp_path / "a" / "desk")
    assert home.prepare(home.log_dir) == home.log_dir
    assert [mode(one) for one in (home.log_dir, home.root, home.root.parent)] == [0o700] * 3
    assert mode(tmp_path) == 0o755

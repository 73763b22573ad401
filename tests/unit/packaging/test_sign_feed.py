"""The feed is signed as the program reads it, with the program's own key or not at all."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from app.core.release import number_of
from app.updates.signed_feed import read_feed

ROOT = Path(__file__).parents[3]
FEED = ROOT / "packaging" / "feed.json"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def signing(script: Callable[[str], ModuleType]) -> ModuleType:
    """The script."""
    return script("sign_feed")


def new_key(signing: ModuleType, file: Path, capsys: Capture) -> str:
    """A key in a file of its own; its public half as it would stand in the program."""
    assert signing.main(["make-key", str(file)], {}) == 0
    (_before, public, _after) = capsys.readouterr().out.split('"')
    return str(public)


@pytest.mark.parametrize("by_file", [True, False], ids=["file", "secret"])
def test_what_is_signed_is_what_the_program_reads(
    signing: ModuleType, tmp_path: Path, capsys: Capture, by_file: bool
) -> None:
    """A key of the owner's own signs this version's feed, from a file or from a build server's secret."""
    public = new_key(signing, tmp_path / "key.pem", capsys)
    secret = (tmp_path / "key.pem").read_text(encoding="ascii")
    key = {"FRONTDESK_FEED_KEY_FILE": str(tmp_path / "key.pem")} if by_file else {"FRONTDESK_FEED_KEY": secret}
    assert signing.main([str(FEED), str(tmp_path / "out")], key, public) == 0
    content, signature = ((tmp_path / "out" / name).read_bytes() for name in ("frontdesk.json", "frontdesk.json.sig"))
    assert read_feed(content, signature, public).newest == json.loads(FEED.read_text())["releases"][0]["version"]
    assert secret not in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="Windows takes a file's rights from its folder")
def test_a_key_is_its_owner_s_alone_and_never_written_over(
    signing: ModuleType, tmp_path: Path, capsys: Capture
) -> None:
    """Whoever loses the key can tell no desk anything any more."""
    new_key(signing, tmp_path / "key.pem", capsys)
    assert (tmp_path / "key.pem").stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        signing.main(["make-key", str(tmp_path / "key.pem")], {})


def test_another_key_than_the_program_s_is_refused(signing: ModuleType, tmp_path: Path, capsys: Capture) -> None:
    """Nothing is written that every desk would take for a forgery."""
    new_key(signing, tmp_path / "key.pem", capsys)
    key = {"FRONTDESK_FEED_KEY_FILE": str(tmp_path / "key.pem")}
    assert signing.main([str(FEED), str(tmp_path / "out")], key) == 1
    assert signing.main([str(FEED), str(tmp_path / "out")], {}) == 1
    assert "not the half of the key" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_feed_that_the_program_would_not_take_is_refused(
    signing: ModuleType, tmp_path: Path, capsys: Capture
) -> None:
    """A slip in the notes stops here, not at every desk."""
    public = new_key(signing, tmp_path / "key.pem", capsys)
    (tmp_path / "feed.json").write_text('{"minimum": "0.1", "page": "https://a.example/", "releases": []}')
    key = {"FRONTDESK_FEED_KEY_FILE": str(tmp_path / "key.pem")}
    assert signing.main([str(tmp_path / "feed.json"), str(tmp_path / "out")], key, public) == 1
    assert "broken" in capsys.readouterr().err


def test_it_runs_as_a_file() -> None:
    """As the release workflow starts it, from another folder."""
    command = [sys.executable, str(ROOT / "packaging" / "sign_feed.py")]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "make-key" in done.stderr


def test_the_feed_tells_of_the_version_that_is_built() -> None:
    """A new version is not released without saying what is new in it."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    releases = json.loads(FEED.read_text(encoding="utf-8"))["releases"]
    assert max((one["version"] for one in releases), key=number_of) == version

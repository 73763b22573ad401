"""What the check of a finished program folder refuses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture
def check_bundle(script: Callable[[str], ModuleType]) -> ModuleType:
    """The script; it is no part of the program."""
    return script("check_bundle")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A program of one file, and the link that leads to it."""
    program = tmp_path / "program"
    (program / "part").mkdir(parents=True)
    (program / "part" / "library.so").write_bytes(b"library")
    (program / "library.so").symlink_to("part/library.so")
    return program


def test_a_whole_folder_is_well(check_bundle: ModuleType, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A link to a file of the program is one of its parts, and nothing is said."""
    assert check_bundle.main([str(folder), str(folder.parent)]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("target", ["part/missing.so", "../outside.so"])
def test_a_link_has_to_lead_into_the_program(
    check_bundle: ModuleType, folder: Path, capsys: pytest.CaptureFixture[str], target: str
) -> None:
    """Neither to nothing, nor to what only the machine that builds has."""
    (folder.parent / "outside.so").write_bytes(b"of this machine")
    (folder / "astray.so").symlink_to(target)
    assert check_bundle.main([str(folder)]) == 1
    assert capsys.readouterr().err == f"a link leads nowhere: astray.so to {target}\n"


def test_nothing_may_tell_where_it_was_built(
    check_bundle: ModuleType, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file is named."""
    (folder / "part" / "notes").write_text(f"made in {folder.parent}/source", encoding="utf-8")
    assert check_bundle.main([str(folder), str(folder.parent)]) == 1
    assert capsys.readouterr().err == f"tells where it was built: {Path('part', 'notes')}\n"


def test_a_program_that_grew_too_big_is_refused(
    check_bundle: ModuleType, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both figures are told; a link does not count."""
    with (folder / "part" / "films").open("wb") as stream:
        stream.truncate(check_bundle.MOST_BYTES)
    assert check_bundle.main([str(folder)]) == 1
    assert capsys.readouterr().err == "the program takes 165,000,007 bytes; 165,000,000 are allowed\n"

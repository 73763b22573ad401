"""The pictures of the manual are kept small, and what is on them stays readable."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtGui import QColor, QImage

ROOT = Path(__file__).parents[3]


@pytest.fixture
def pictures(script: Callable[[str], ModuleType]) -> ModuleType:
    """The script that takes them; it is no part of the program."""
    return script("pictures")


def test_a_picture_is_kept_in_the_colours_it_has_most_of(pictures: ModuleType, tmp_path: Path) -> None:
    """What is common stays exactly as it was; a colour that hardly occurs becomes the nearest of those."""
    file = tmp_path / "x.png"
    picture = QImage(100, 100, QImage.Format.Format_RGB32)
    picture.fill(QColor("#1f6f4a"))
    for at in range(600):
        picture.setPixelColor(at % 100, at // 100, QColor.fromHsv(at * 3 % 360, 255 - at // 200, 255))
    assert picture.save(str(file))
    pictures._reduce(file)
    kept = QImage(str(file))
    assert kept.format() == QImage.Format.Format_Indexed8
    assert kept.colorCount() == 256
    assert kept.pixelColor(50, 50) == QColor("#1f6f4a")
    assert kept.size() == picture.size()


def test_the_same_picture_gives_the_same_bytes(pictures: ModuleType, tmp_path: Path) -> None:
    """Two builds of one commit are the same."""
    contents = []
    for name in ("one.png", "two.png"):
        picture = QImage(64, 64, QImage.Format.Format_RGB32)
        for at in range(64 * 64):
            picture.setPixelColor(at % 64, at // 64, QColor.fromHsv(at % 360, at % 256, 255))
        assert picture.save(str(tmp_path / name))
        pictures._reduce(tmp_path / name)
        contents.append((tmp_path / name).read_bytes())
    assert contents[0] == contents[1]


def test_a_picture_that_cannot_be_taken_stops_the_build(
    pictures: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its name: a manual without a picture is not shipped."""
    (tmp_path / "pictures.toml").write_text('[strange]\npress = "F12"\n', encoding="utf-8")
    monkeypatch.setattr(pictures, "MANUAL", tmp_path)
    with pytest.raises(SystemExit, match=r"strange-light\.png: exit code 2: .*no such key"):
        pictures.main(tmp_path / "made")

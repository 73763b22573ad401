"""Takes the pictures of the manual: the list is `resources/manual/pictures.toml`, the program itself is the camera.

pictures.py [FOLDER]     FOLDER is the manual's own by default, where a copy that runs from its source finds them

The same commit gives the same bytes: the people are invented from a fixed number, the moment is SOURCE_DATE_EPOCH's, and no
cursor blinks. They are taken without a display and at 200 %, and each is kept in the colours it needs most.
"""

# ruff: noqa: INP001, S603 - a package of this folder's name would hide the library; it starts the program beside it
from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QImageWriter

ROOT = Path(__file__).resolve().parents[1]
MANUAL = ROOT / "resources" / "manual"
THEMES = ("light", "dark")
_AT_ONCE = 4  # most of the time each waits for nothing to happen any more
_SECONDS = 120
_COLOURS = 256  # of a palette
_BEST = 100  # of Qt's measure for compression
_SURROUNDINGS = {"QT_SCALE_FACTOR": "2", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
if sys.platform != "win32":  # where Qt finds no letters without a display
    _SURROUNDINGS["QT_QPA_PLATFORM"] = "offscreen"
Wanted = Mapping[str, str | int]


def main(folder: Path) -> None:
    """Take them all into ``folder``; SystemExit with what a picture was not taken for."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as homes, ThreadPoolExecutor(_AT_ONCE) as pool:
        jobs = list(_jobs(folder, Path(homes)))
        wrong = [words for words in pool.map(_take, jobs) if words]
    if wrong:
        raise SystemExit("\n".join(wrong))
    for _words, file in jobs:
        _reduce(file)


def _jobs(folder: Path, homes: Path) -> Iterator[tuple[list[str], Path]]:
    """The words of each command line, and the file it makes."""
    wanted: Mapping[str, Wanted] = tomllib.loads((MANUAL / "pictures.toml").read_text(encoding="utf-8"))
    for name, what in wanted.items():
        for theme in THEMES:
            file = folder / f"{name}-{theme}.png"
            options = [word for key, value in what.items() for word in (f"--{key}", str(value))]
            home = ["--home", str(homes / file.stem)]
            yield [*home, "--training", "--theme", theme, "--screenshot", str(file), *options], file


def _take(job: tuple[list[str], Path]) -> str:
    """What went wrong, "" for nothing."""
    words, file = job
    done = subprocess.run(
        [sys.executable, "-m", "app", *words],
        cwd=ROOT,
        env=os.environ | _SURROUNDINGS,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    return "" if done.returncode == 0 and file.exists() else f"{file.name}: exit code {done.returncode}: {done.stderr}"


def _reduce(file: Path) -> None:
    """Keep a picture in the colours it has most of, which is a third of the bytes; letters have many shades of few."""
    picture = QImage(str(file)).convertToFormat(QImage.Format.Format_RGB32)
    counted = Counter(memoryview(picture.constBits()).cast("I"))
    palette = [colour for colour, _times in counted.most_common(_COLOURS)]
    few = picture.convertToFormat(QImage.Format.Format_Indexed8, palette, Qt.ImageConversionFlag.AvoidDither)
    writer = QImageWriter(str(file), b"png")
    writer.setCompression(_BEST)
    if not writer.write(few):
        raise SystemExit(f"{file.name}: {writer.errorString()}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else MANUAL / "pictures")

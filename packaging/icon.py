"""Makes the program's icon for Windows (.ico) or macOS (.icns) from its drawing; needs Qt, and on macOS `iconutil`."""
# ruff: noqa: INP001 - a package of this folder's name would hide the library

from __future__ import annotations

import os
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QGuiApplication, QIcon

DRAWING = Path(__file__).parents[1] / "resources" / "icons" / "frontdesk.svg"
_WINDOWS = (16, 24, 32, 48, 64, 128, 256)
_MACOS = (16, 32, 128, 256, 512)


def png(size: int) -> bytes:
    """The drawing as a square PNG of so many pixels."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QIcon(str(DRAWING)).pixmap(QSize(size, size)).toImage().save(buffer, "PNG"):  # type: ignore[call-overload]
        raise SystemExit("The drawing of the icon could not be made into a picture.")
    return bytes(content.data())


def ico() -> bytes:
    """All sizes in one file: a header, one entry of 16 bytes each, then the pictures.

    https://learn.microsoft.com/previous-versions/ms997538(v=msdn.10)
    """
    pictures = [(size, png(size)) for size in _WINDOWS]
    place = 6 + 16 * len(pictures)
    head = struct.pack("<HHH", 0, 1, len(pictures))
    for size, picture in pictures:
        edge = size % 256  # 0 stands for 256
        head += struct.pack("<BBBBHHII", edge, edge, 0, 0, 1, 32, len(picture), place)
        place += len(picture)
    return head + b"".join(picture for _size, picture in pictures)


def icns(file: Path) -> None:
    """Let the system's own tool put the sizes together."""
    with tempfile.TemporaryDirectory(suffix=".iconset") as folder:
        for size in _MACOS:
            Path(folder, f"icon_{size}x{size}.png").write_bytes(png(size))
            Path(folder, f"icon_{size}x{size}@2x.png").write_bytes(png(2 * size))
        subprocess.run(["iconutil", "--convert", "icns", "--output", file, folder], check=True)  # noqa: S603, S607


def main(file: Path) -> None:
    """Write ``file``; its ending says for whom."""
    _application = QGuiApplication(sys.argv[:1])
    if file.suffix == ".icns":
        icns(file)
    else:
        file.write_bytes(ico())


if __name__ == "__main__":
    main(Path(sys.argv[1]))

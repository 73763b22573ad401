"""Looks at a finished program folder: nothing is missing, nothing tells where it was built, it is not too big.

check_bundle.py FOLDER [BUILD_PLACE]     exit code 1 and the reasons, if it is not good
check_bundle.py --outside FOLDER         the libraries that the system has to bring, one a line
"""

# ruff: noqa: INP001, T201 - there is no package here; what is printed is for whoever builds
from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

MOST_BYTES = 165_000_000
_C_LIBRARY = re.compile(r"^(ld-linux.*|lib(c|m|dl|pthread|rt|util)\.so\.\d)$")


def main(words: list[str]) -> int:
    """Run the command line and answer the exit code."""
    if words[0] == "--outside":
        print("\n".join(sorted(outside(Path(words[1])))))
        return 0
    folder = Path(words[0])
    wrong = [
        *_too_big(folder),
        *_leading_nowhere(folder),
        *_missing(folder),
        *(_telling(folder, words[1]) if len(words) > 1 else []),
    ]
    print("\n".join(wrong), file=sys.stderr, end="\n" if wrong else "")
    return 1 if wrong else 0


def outside(folder: Path) -> set[str]:
    """The libraries that the program's files name and that are not among them, without the C library's own."""
    files = list(_binaries(folder))
    inside = {file.name for file in files}
    return {name for file in files for name in _needed(file) if name not in inside and not _C_LIBRARY.match(name)}


def _binaries(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.is_symlink():
            with file.open("rb") as stream:
                if stream.read(4) == b"\x7fELF":
                    yield file


def _needed(file: Path) -> list[str]:
    text = subprocess.run(["readelf", "-d", file], capture_output=True, text=True, check=True).stdout  # noqa: S603, S607
    return re.findall(r"\(NEEDED\).*\[(.*)\]", text)


def _missing(folder: Path) -> Iterator[str]:
    """On the machine that builds, everything is installed; what is not found here was forgotten on the list."""
    if sys.platform != "linux":
        return
    known = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
    for name in sorted(outside(folder)):
        if f"\t{name} " not in known:
            yield f"needed, and neither shipped nor of the system: {name}"
        elif name.startswith("libQt6"):
            yield f"a part of Qt would be the system's: {name}"


def _leading_nowhere(folder: Path) -> Iterator[str]:
    """A link whose file is not among the program's own, whatever this machine may have in its place."""
    for link in sorted(folder.rglob("*")):
        if link.is_symlink() and not (link.exists() and link.resolve().is_relative_to(folder.resolve())):
            yield f"a link leads nowhere: {link.relative_to(folder)} to {link.readlink()}"


def _telling(folder: Path, place: str) -> Iterator[str]:
    needle = place.encode()
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.is_symlink() and needle in file.read_bytes():
            yield f"tells where it was built: {file.relative_to(folder)}"


def _too_big(folder: Path) -> Iterator[str]:
    size = sum(file.lstat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    if size > MOST_BYTES:
        yield f"the program takes {size:,} bytes; {MOST_BYTES:,} are allowed"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The licences of everything that is shipped, from the packages themselves, while the program is built.

The result is one file in the program, `resources/shipped.json`: version, commit, and for each part its name, version,
licence in a word, and whole text. The window's *About* and the package's copyright file are made from it. A part whose
licence text is nowhere to be found stops the build; where a package forgot it, it is supplied in `licences/<name>.txt`.
"""

# ruff: noqa: INP001 - a package of this folder's name would hide the library
from __future__ import annotations

import json
import platform
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import Distribution, PackageMetadata, distributions
from pathlib import Path

from bundle import Analysed

_NAMES = re.compile(r"(^|/)(licen[cs]es?|copying|notice|authors)", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """One thing that is shipped. ``licence`` is as the package itself puts it."""

    name: str
    version: str
    licence: str
    text: str


def write(file: Path, analysed: Analysed, *, version: str, commit: str, supplied: Path) -> None:
    """Write what the program says of itself. SystemExit where a licence is missing."""
    sources = {Path(entry[1]).resolve() for entry in [*analysed.pure, *analysed.binaries, *analysed.datas] if entry[1]}
    parts = [*_of_libraries(sources, supplied), *_of_the_system(sources), _of_python(), _of_the_start(supplied)]
    parts.sort(key=lambda part: (part.name.lower(), part.name))
    missing = [part.name for part in parts if not part.text.strip()]
    if missing:
        raise SystemExit(f"No licence text was found for: {', '.join(missing)}")
    own = (supplied.parents[1] / "LICENSE").read_text(encoding="utf-8")
    content = {"version": version, "commit": commit, "licence": own, "parts": [asdict(part) for part in parts]}
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")


def _of_libraries(sources: set[Path], supplied: Path) -> Iterator[Part]:
    places = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}  # mostly one and the same
    for library in distributions(path=sorted(places)):
        files = library.files or []
        if any(Path(str(library.locate_file(file))).resolve() in sources for file in files):
            yield _part(library, supplied)


def _part(library: Distribution, supplied: Path) -> Part:
    name = library.name
    extra = supplied / f"{name}.txt"
    texts = [_read(Path(str(file.locate()))) for file in sorted(library.files or []) if _is_licence(str(file))]
    if extra.exists():
        texts.insert(0, extra.read_text(encoding="utf-8"))
    return Part(name, library.version, _in_a_word(library.metadata), "\n\n".join(dict.fromkeys(texts)))


def _read(file: Path) -> str:
    """A licence text; old ones are not always in UTF-8."""
    content = file.read_bytes()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _is_licence(file: str) -> bool:
    folder, _slash, rest = file.partition("/")
    return folder.endswith(".dist-info") and bool(_NAMES.search(rest)) and not rest.endswith(".py")


def _in_a_word(metadata: PackageMetadata) -> str:
    if expression := metadata.get_all("License-Expression"):
        return str(expression[0])
    classified = [
        line.rsplit(" :: ", 1)[1] for line in metadata.get_all("Classifier") or [] if line.startswith("License :: ")
    ]
    if classified:
        return ", ".join(dict.fromkeys(classified))
    return str((metadata.get_all("License") or ["see its text"])[0]).splitlines()[0]


def _of_python() -> Part:
    """The interpreter and its library."""
    places = [Path(sysconfig.get_path("stdlib")) / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt"]
    places.append(Path(f"/usr/share/doc/python{sysconfig.get_python_version()}/copyright"))
    text = next((place.read_text(encoding="utf-8") for place in places if place.exists()), "")
    return Part("Python", platform.python_version(), "PSF-2.0", text)


def _of_the_start(supplied: Path) -> Part:
    """The few kilobytes that start the interpreter."""
    library = next(one for one in distributions(name="pyinstaller"))
    part = _part(library, supplied)
    return Part("PyInstaller's starter", part.version, "GPL-2.0-or-later WITH Bootloader-exception", part.text)


def _of_the_system(sources: set[Path]) -> Iterator[Part]:
    """Debian's packages whose libraries travel with the program."""
    if sys.platform != "linux":
        return
    files = sorted(str(file) for file in sources if str(file).startswith(("/lib", "/usr/lib")))
    for package in sorted({_owner(file) for file in files}):
        version = _asked("dpkg-query", "--show", "--showformat=${Version}", package)
        text = Path("/usr/share/doc", package.partition(":")[0], "copyright").read_text(encoding="utf-8")
        yield Part(f"{package.partition(':')[0]} of Debian", version, "see its text", text)


def _owner(file: str) -> str:
    for name in (file, file.removeprefix("/usr")):
        done = subprocess.run(["dpkg-query", "--search", name], capture_output=True, text=True, check=False)  # noqa: S603, S607
        if done.returncode == 0:
            return done.stdout.split(": ")[0]
    raise SystemExit(f"No package owns {file}: its licence is not known.")


def _asked(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603

"""The signature package of the Qt bindings as the installed program has it: compiled, and loaded when it is needed.

PySide6 carries it as source text inside a library, and unpacks and compiles it at every start, which takes a fifth of
the time to the first screen. A folder `files.dir` beside that library goes before it: PySide6's own switch
(`SBK_EMBED=0` in `signature_bootstrap.py`) makes one. This makes the same folder while the program is built, without
the tools that write type stubs, and with `signatures/loader.py` in its loader's place.

Standard library only; the bindings themselves are asked in a process of their own.
"""

# ruff: noqa: INP001, S603 - a package of this folder's name would hide the library; it starts the interpreter it runs in
from __future__ import annotations

import json
import py_compile
import subprocess
import sys
from pathlib import Path, PurePosixPath

from bundle import Entry

_FOLDER = "shiboken6/files.dir"
_LOADER = "shibokensupport/signature/loader.py"
_NEEDED = {
    "shibokensupport/__init__.py",
    "shibokensupport/signature/__init__.py",
    "shibokensupport/signature/errorhandler.py",
    "shibokensupport/signature/importhandler.py",
    "shibokensupport/signature/layout.py",
    "shibokensupport/signature/lib/__init__.py",
    "shibokensupport/signature/lib/tool.py",
    _LOADER,
    "shibokensupport/signature/mapping.py",
    "shibokensupport/signature/parser.py",
}
# Only the makers of type stubs need these.
_NEEDLESS = {
    "shibokensupport/feature.py",
    "shibokensupport/signature/lib/enum_sig.py",
    "shibokensupport/signature/lib/pyi_generator.py",
    "signature_bootstrap.py",
}
_ASK = """
import json, sys
import PySide6.QtCore
archive = sys.modules["shibokensupport.signature.loader"].__loader__.zfile
json.dump({name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".py")}, sys.stdout)
"""


def carried_sources() -> dict[str, str]:
    """The modules that the bindings carry, by file name. SystemExit where they are not those that are known here."""
    done = subprocess.run([sys.executable, "-c", _ASK], capture_output=True, text=True, check=True)
    sources: dict[str, str] = json.loads(done.stdout)
    if changed := sources.keys() ^ (_NEEDED | _NEEDLESS):
        raise SystemExit(f"The bindings' signature package is another one than before: {sorted(changed)}")
    return sources


def write(folder: Path, loader: Path) -> list[Entry]:
    """Write the compiled package under ``folder``; the entries of what is shipped. No path of the build is in it."""
    sources = carried_sources() | {_LOADER: loader.read_text(encoding="utf-8")}
    entries = []
    for name in sorted(_NEEDED):
        place = PurePosixPath(_FOLDER, name)
        source = folder / place
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(sources[name], encoding="utf-8")
        compiled = source.with_suffix(".pyc")
        # Beside no source, the date or hash of one is not looked at.
        mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
        py_compile.compile(str(source), str(compiled), dfile=name, doraise=True, invalidation_mode=mode)
        source.unlink()
        entries.append((str(place.with_suffix(".pyc")), str(compiled), "DATA"))
    return entries

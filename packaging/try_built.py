"""A short look at a program that was built, on any system: it knows its version, its doctor runs, the window is complete.

``try_built.py PROGRAM VERSION``. Needs Python alone. The whole smoke test, for Debian, is `smoke.sh`.
"""
# ruff: noqa: INP001, T201, S603 - there is no package here; what is printed is for whoever builds; it starts what was built

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

_SECONDS = 120
_LEAST_PICTURE = 20_000  # bytes; an empty window of this size compresses to a quarter of that
_MAY_BE_MISSING = {"secret store", "display"}  # of a machine that only builds


def main(program: str, version: str) -> None:
    """SystemExit with what is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        home = ["--home", str(Path(folder, "desk"))]
        said = _run(program, "--version").stdout.strip()
        if said != f"frontdesk {version}":
            raise SystemExit(f"it says that it is {said!r}")
        checks = json.loads(_run(program, *home, "doctor", "--json").stdout)["checks"]
        wrong = [check for check in checks if not check["ok"] and check["name"] not in _MAY_BE_MISSING]
        if wrong:
            raise SystemExit(f"its doctor found: {wrong}")
        picture = Path(folder, "window.png")
        done = _run(program, *home, "--training", "--screenshot", str(picture), "--search", "an", "--open", "1")
        if done.returncode or not picture.exists() or picture.stat().st_size < _LEAST_PICTURE:
            raise SystemExit(f"no complete window: exit code {done.returncode}; {done.stderr}")
        Path("window.png").write_bytes(picture.read_bytes())
    print(f"{program}: well")


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | ({"QT_QPA_PLATFORM": "offscreen"} if sys.platform != "win32" else {})
    return subprocess.run(words, capture_output=True, text=True, timeout=_SECONDS, check=False, env=environment)


if __name__ == "__main__":
    main(*sys.argv[1:])

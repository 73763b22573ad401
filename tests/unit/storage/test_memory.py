"""No copy of the program's memory on the disk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no core files")

_LIMITS = "import resource; print(resource.getrlimit(resource.RLIMIT_CORE))"


def _run(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run code with core files allowed as far as this machine allows them, in a folder of its own."""
    allow = "import resource; hard = resource.getrlimit(resource.RLIMIT_CORE)[1]; "
    allow += "resource.setrlimit(resource.RLIMIT_CORE, (hard, hard)); "
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    command = [sys.executable, "-c", allow + code]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=60)


def test_a_program_that_dies_leaves_no_core(tmp_path: Path) -> None:
    """Abort, as Qt does on a fatal error: the folder stays empty, also where others leave a core there."""
    private = "from app.storage.memory import keep_out_of_dumps; keep_out_of_dumps(); "
    died = _run(f"{private}{_LIMITS}; import os, sys; sys.stdout.flush(); os.abort()", tmp_path)
    assert died.returncode < 0
    assert died.stdout.strip() in {"(1, 1)", "(0, 0)"}
    assert not list(tmp_path.iterdir())


def test_the_program_asks_for_it_first(tmp_path: Path) -> None:
    """Whatever is started: the command line as well as the window, which share their beginning."""
    started = f"""
import sys
from app.launch import main
sys.argv = ["frontdesk", "--home", {str(tmp_path)!r}, "doctor"]
main()
{_LIMITS}
"""
    done = _run(f"exec({started!r})", tmp_path)
    assert done.stdout.strip().splitlines()[-1] in {"(1, 1)", "(0, 0)"}, done.stderr

"""A disk without room, and what somebody finds who reads the disk without the key."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.errors import DiskFull
from app.storage.vault.vault import Vault
from tests.unit.storage.vault_stage import Stage, names, put

ROOT = Path(__file__).parents[3]
BIG = "x" * 100_000


@contextlib.contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    """A file system of two megabytes; skips where this account may not mount one."""
    place.mkdir()
    mount = shutil.which("mount")
    words = [str(mount), "-t", "tmpfs", "-o", "size=2m,mode=700", "tmpfs", str(place)]
    if mount is None or subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("this account may not mount a file system")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


async def fills_up(vault: Vault) -> None:
    """The write that finds no room is told and has left nothing; everything before it is there."""
    assert vault.is_kept
    with pytest.raises(DiskFull) as caught:
        await put(vault, *["Half"] * 3, *[BIG] * 40)
    assert "disk is full" in caught.value.title
    assert "can still be served" in caught.value.detail
    assert caught.value.__cause__ is not None
    assert vault.trouble is None
    assert await names(vault) == ["Ada"]


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a file system in memory")
def test_a_full_disk(tmp_path: Path) -> None:
    """The transaction is taken back, the vault still answers, and with room it writes again."""
    with small_disk(tmp_path / "disk") as disk:
        stage = Stage(disk / "desk")
        stage.fill("Ada")

        async def steps(vault: Vault) -> None:
            ballast = disk / "ballast"
            ballast.write_bytes(bytes(1_000_000))
            await fills_up(vault)
            ballast.unlink()
            await put(vault, "Bob")

        stage.visit(steps)
        assert stage.visit(names) == ["Ada", "Bob"]


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a file system in memory")
def test_a_first_start_on_a_full_disk(tmp_path: Path) -> None:
    """No half file is left, and the desk works in memory."""
    with small_disk(tmp_path / "disk") as disk:
        with contextlib.suppress(OSError), (disk / "ballast").open("wb", buffering=0) as ballast:
            while True:
                ballast.write(bytes(4096))
        stage = Stage(disk / "desk")

        async def steps(vault: Vault) -> None:
            assert isinstance(vault.trouble, DiskFull)
            assert not vault.is_kept
            await put(vault, "Ada")
            assert await names(vault) == ["Ada"]

        stage.visit(steps)
        assert not stage.file.exists()
        (disk / "ballast").unlink()
        stage.fill("Bob")
        assert stage.visit(names) == ["Bob"]


@pytest.mark.skipif(os.name == "nt", reason="limits of a process")
def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    """A limit on the size of files is met like a full disk, by any account."""
    script = """
    import resource, sys
    from pathlib import Path
    from tests.unit.storage.test_vault_disk import fills_up
    from tests.unit.storage.vault_stage import Stage, names
    stage = Stage(Path(sys.argv[1]))
    stage.fill("Ada")
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
    stage.visit(fills_up)
    print(stage.visit(names))
    """
    words = [sys.executable, "-c", textwrap.dedent(script), str(tmp_path / "desk")]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("['Ada']", "")

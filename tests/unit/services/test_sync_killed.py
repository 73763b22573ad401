"""A hundred kills in the middle of a first load: the index then holds what the store lists, nobody twice."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.unit.services.sync_practice import VENDORS, SyncPractice, listed, practised, small_site
from tests.unit.services.sync_victim import PEOPLE

ROOT = Path(__file__).parents[3]
KILLS = 100


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_a_hundred_kills(tmp_path: Path) -> None:
    """At whatever moment, each load twice, in turn for each vendor; then it goes on to its end."""
    moments = random.Random(1)  # noqa: S311 - moments, no secrets
    for load in range(KILLS // 2):
        vendor = VENDORS[load % len(VENDORS)]
        home = tmp_path / str(load)
        for _kill in range(2):
            killed_after(home, vendor, moments.uniform(0.0, 1.0))
        survives(home, vendor)


def killed_after(home: Path, vendor: str, seconds: float) -> None:
    """Begin a load, and kill it a moment later."""
    words = [sys.executable, "-m", "tests.unit.services.sync_victim", str(home), vendor]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE) as program:
        assert program.stdout
        assert program.stdout.readline() == b"open\n"
        time.sleep(seconds)
        program.kill()


def survives(home: Path, vendor: str) -> None:
    """What is kept is in order, and the load goes on to its end from there."""
    practice = SyncPractice(small_site(customers=PEOPLE), home, vendors=(vendor,), kept=True)

    async def work() -> None:
        await practice.vault.open()
        assert practice.vault.is_kept, practice.vault.trouble
        kept = await practice.held(vendor)
        everybody = await listed(practice, vendor)
        assert kept <= everybody
        if (await practice.progress(vendor)).complete:
            assert kept == everybody
        await practice.load()
        assert await practice.held(vendor) == everybody

    practised(practice, work())

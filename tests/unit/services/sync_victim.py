"""A program that loads a training store into an encrypted file, to be killed: ``python -m ... HOME VENDOR``."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.unit.services.sync_practice import SyncPractice, small_site

PEOPLE = 1600


def main(home: Path, vendor: str) -> None:
    """Load, and say so at the end."""
    practice = SyncPractice(small_site(customers=PEOPLE), home, vendors=(vendor,), kept=True)

    async def load() -> None:
        await practice.vault.open()
        print("open", flush=True)  # noqa: T201 - the test waits for it
        await practice.load()
        await practice.end()

    asyncio.run(load())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

"""A second program at the vault, as a process of its own: ``python -m … <home> <key> <what>``.

``hold`` opens the vault, says how, and holds it until its standard input ends. ``read`` opens it for reading and says who is
in it. ``add`` adds Cleo beside whoever writes, and says who is in it. ``write`` says each number once it is kept, until somebody ends the process. ``migrate`` says that it begins, and how
it opened the vault after it brought it up to the last step of `GROWN`.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from pathlib import Path

from app.storage.vault.key import ENTRY
from app.storage.vault.vault import Access, Vault
from tests.unit.storage.vault_stage import GROWN, Stage, names, put


async def run(stage: Stage, what: str) -> None:
    """One of them."""
    if what == "migrate":
        import app.storage.vault.opening  # noqa: F401, PLC0415 - takes longer than the steps do

        print("begins", flush=True)  # noqa: T201 - what the test waits for
        async with stage.vault(migrations=GROWN) as vault:
            say(vault, [])
        return
    access = {"read": Access.READ, "add": Access.ADD}.get(what, Access.WRITE)
    async with stage.vault(access=access) as vault:
        if what == "add":
            await put(vault, "Cleo")
        say(vault, await names(vault) if what != "write" else [])
        if what == "hold":
            await asyncio.to_thread(sys.stdin.read)
        for number in itertools.count() if what == "write" else ():
            await put(vault, *(f"{number}" for _ in range(number % 7)), f"{number}")
            print(number, flush=True)  # noqa: T201 - what the test reads


def say(vault: Vault, people: object) -> None:
    """How the vault was opened, and who is in it, as a line of JSON."""
    kind = vault.trouble.kind if vault.trouble else ""
    print(json.dumps({"kept": vault.is_kept, "trouble": kind, "names": people}), flush=True)  # noqa: T201


if __name__ == "__main__":
    HOME, KEY, WHAT = sys.argv[1:]
    STAGE = Stage(Path(HOME))
    STAGE.store.write(ENTRY, {"key": KEY})
    asyncio.run(run(STAGE, WHAT))

"""How much unsaved work a vault holds, for the smoke test: the key comes on standard input, the data folder as argument."""
# ruff: noqa: INP001, T201 - there is no package here; what is printed is for whoever builds

from __future__ import annotations

import asyncio
import sys

from app.core.customer import ConnectionId
from app.storage.desk_vault import desk_vault
from app.storage.drafts import VaultDrafts
from app.storage.paths import Home
from app.storage.patience import PatientSecrets
from app.storage.secrets import SessionSecrets
from app.storage.vault.vault import Access


async def count(folder: str, key: str) -> int:
    """The number of drafts; the vault is only read."""
    secrets = SessionSecrets()
    secrets.write(ConnectionId("vault"), {"key": key})
    vault = desk_vault(Home.at(folder), PatientSecrets(secrets), access=Access.READ)
    try:
        return len(await VaultDrafts(vault).all())
    finally:
        await vault.close()


if __name__ == "__main__":
    print(asyncio.run(count(sys.argv[1], sys.stdin.read().strip())))

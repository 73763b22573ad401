"""Unsaved work of every form, in the vault (ports.Drafts)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.core.customer import CustomerRef
from app.core.draft import Draft
from app.storage.records import pack, readable

if TYPE_CHECKING:  # the engine is imported in the vault's threads alone
    from app.storage.vault.engine import Connection
    from app.storage.vault.vault import Vault

STATEMENTS = (
    """CREATE TABLE drafts (
        connection TEXT NOT NULL, customer_id TEXT NOT NULL, draft TEXT NOT NULL, PRIMARY KEY (connection, customer_id)
    ) STRICT""",
)


class VaultDrafts:
    """See ports.Drafts."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def keep(self, draft: Draft) -> None:
        """See ports.Drafts."""

        def work(connection: Connection) -> None:
            row = (draft.key.connection, draft.key.customer_id, pack(draft))
            connection.execute("INSERT OR REPLACE INTO drafts VALUES (?, ?, ?)", row)

        await self._vault.write(work)

    async def drop(self, key: CustomerRef) -> None:
        """See ports.Drafts."""

        def work(connection: Connection) -> None:
            row = (key.connection, key.customer_id)
            connection.execute("DELETE FROM drafts WHERE connection = ? AND customer_id = ?", row)

        await self._vault.write(work)

    async def all(self) -> Sequence[Draft]:
        """See ports.Drafts."""

        def work(connection: Connection) -> list[tuple[str]]:
            return connection.execute("SELECT draft FROM drafts").fetchall()

        rows = await self._vault.read(work)
        return sorted(readable((text for (text,) in rows), Draft), key=lambda draft: draft.at, reverse=True)

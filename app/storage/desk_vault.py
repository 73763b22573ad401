"""The vault of a desk: the file, and the tables of everything that is kept in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ports import AsyncSecretStore
from app.storage.paths import Home
from app.storage.vault.vault import Access, Vault

if TYPE_CHECKING:
    from app.storage.vault.migrations import Migrations


def desk_vault(home: Home, secrets: AsyncSecretStore, *, kept: bool = True, access: Access = Access.WRITE) -> Vault:
    """The vault with every table of this version."""
    return Vault(home, secrets, steps, kept=kept, access=access)


def steps() -> Migrations:
    """Number and statements of each step; the numbers rise, and a step that was ever released is never changed again.

    The libraries of the search come with them: for the vault's own thread.
    """
    from app.storage import checkins, copies, drafts, journal, outbox, staff  # noqa: PLC0415 - see above
    from app.storage.index import schema  # noqa: PLC0415

    return (
        (1, schema.STATEMENTS),
        (2, checkins.STATEMENTS),
        (3, drafts.STATEMENTS),
        (4, copies.STATEMENTS),
        (5, outbox.STATEMENTS),
        (6, journal.STATEMENTS),
        (7, staff.STATEMENTS),
    )

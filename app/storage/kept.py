"""Everything that a desk keeps for itself in one vault (ports.Kept)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ports import Kept
from app.storage.copies import VaultCopies
from app.storage.drafts import VaultDrafts
from app.storage.journal import VaultJournal
from app.storage.outbox import VaultOutbox

if TYPE_CHECKING:
    from app.storage.vault.vault import Vault


def kept_in(vault: Vault) -> Kept:
    """Drafts, copies, outbox and journal over that vault."""
    return Kept(VaultDrafts(vault), VaultCopies(vault), VaultOutbox(vault), VaultJournal(vault))

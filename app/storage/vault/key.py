"""The vault's key: 32 random bytes, kept as hexadecimal text in the system's store of secrets."""

from __future__ import annotations

import re
import secrets

from app.core.customer import ConnectionId
from app.ports import AsyncSecretStore

KEY_BYTES = 32
ENTRY = ConnectionId("vault")
_FIELD = "key"
_HEXADECIMAL = re.compile(rf"[0-9a-fA-F]{{{2 * KEY_BYTES}}}")


async def read_key(store: AsyncSecretStore) -> bytes | None:
    """The key, or None where none is kept or what is kept is no key; SecretStoreLocked, SecretStoreMissing."""
    secret = await store.read(ENTRY, [_FIELD])
    text = secret[_FIELD] if secret else ""
    return bytes.fromhex(text) if _HEXADECIMAL.fullmatch(text) else None


async def make_key(store: AsyncSecretStore) -> bytes:
    """A new key, once the store has kept it; SecretStoreLocked, SecretStoreMissing."""
    key = secrets.token_bytes(KEY_BYTES)
    await store.write(ENTRY, {_FIELD: key.hex()})
    return key

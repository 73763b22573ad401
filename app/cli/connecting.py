"""``connect``: a store is added without asking it anything, so that a machine can be set up before its network."""

from __future__ import annotations

from app.cli.chosen_store import checked_connection
from app.cli.commands import Connect, OneOff
from app.cli.failures import DONE
from app.core.vendor import Secret
from app.services.desk import Desk


async def connect(desk: Desk, command: Connect, secret: Secret) -> int:
    """Keep the store in the settings and its credentials in the keyring."""
    choice = OneOff(command.vendor, command.base_url, command.account)
    await desk.stores.connect(checked_connection(desk, choice, name=command.name, secret=secret), secret)
    print("The store is connected. Its credentials are in the keyring of this machine.")
    return DONE

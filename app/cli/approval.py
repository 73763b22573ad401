"""A manager's word at a terminal, for what only a manager may do, where people sign in at this desk."""

from __future__ import annotations

import getpass
import sys

from app.core.errors import AccessDenied
from app.core.staff import Approval, Privilege
from app.core.vendor import Secret
from app.services.desk import Desk

_PIN = "pin"


def read_pin() -> Secret:
    """The manager's PIN: typed unseen, or the first line of standard input."""
    by_hand = sys.stdin and sys.stdin.isatty()
    text = getpass.getpass("PIN: ") if by_hand else sys.stdin.readline() if sys.stdin else ""
    return {_PIN: text.strip()}


async def word_of(manager: str, secret: Secret, desk: Desk, privilege: Privilege) -> Approval | None:
    """The word of that manager, whose PIN is in ``secret``; None where nobody signs in, so that none is needed.

    AccessDenied, PinRefused, NotFound, or whatever keeps the vault of a desk from being opened.
    """
    if desk.vault and desk.vault.trouble:
        raise desk.vault.trouble
    await desk.shift.open()
    if not desk.shift.members:
        return None
    if not manager:
        raise AccessDenied(
            "Only a manager can allow this.", "Nothing was written.", "Add --manager NAME and give the PIN."
        )
    return await desk.shift.approve(manager, secret[_PIN], privilege)
